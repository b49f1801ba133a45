/** The storms that are injected: exponential growth, and real retweet cascades thinned (DETECTION 4). */

import { HOUR_TICKS, TICK_MS } from './background.ts'
import type { Draws } from './draws.ts'

/** Posts of one storm per tick from its beginning on, and how many of them the classifier would recognise. */
export interface Storm {
  readonly kind: string
  readonly posts: Int32Array
  readonly negatives: Int32Array
  /** Ticks from the beginning: of the first post, and of the highest rate. */
  readonly first: number
  readonly peak: number
}

/** Times of the posts of one cascade, in seconds after the first. */
export type Cascade = Float64Array

export interface Shape {
  readonly kind: string
  readonly doublingMin?: number
  /** Times the normal negative rate. */
  readonly height?: number
  readonly cascadePosts?: number
}

export const SHAPES: readonly Shape[] = [
  ...[15, 30, 60, 120].flatMap((doublingMin) =>
    [6, 20].map((height) => ({
      kind: `doubling ${doublingMin} min, ${height} x`,
      doublingMin,
      height,
    })),
  ),
  ...[60, 200, 1_000].map((cascadePosts) => ({
    kind: `cascade of ${cascadePosts}`,
    cascadePosts,
  })),
]

/**
 * How long people take to share what they saw: nothing is known for sure but the density, flat for `flatSec` and a
 * power law behind it (SEISMIC, KDD 2015; constants of the R package `seismic` 1.1). A cascade for whoever has none
 * recorded: everybody shares the first post, which real cascades do for the most part.
 */
const REACTION = { perSec: 6.265e-4, flatSec: 300, power: 0.242 }
const REACTION_POSTS = 4_000

/** Posts at evenly spaced quantiles of the time of reaction; the slowest come days later and are not seen. */
export function reactionCascade(): Cascade {
  const { perSec, flatSec, power } = REACTION
  const flat = perSec * flatSec
  const whole = flat * (1 + 1 / power)
  return Float64Array.from({ length: REACTION_POSTS }, (_, i) => {
    const mass = (whole * i) / REACTION_POSTS
    if (mass <= flat) return mass / perSec
    return flatSec * (1 - ((mass - flat) * power) / flat) ** (-1 / power)
  })
}

/** Growth begins at this part of the normal negative rate; the golden storm's 47 ticks of growth say so. */
const BEGIN_PART = 0.1
const FADE_MIN = 8 * 60
/** Rates vary from tick to tick by a gamma of this shape. */
const GAMMA_SHAPE = 4
/** Part of the storm's posts that are recognised as negative. */
export const RECOGNISED = 0.8
/** A storm is looked at for a day after its first post. */
export const LIMIT_TICKS = 24 * HOUR_TICKS

/** @param normal negatives per tick that are usual for the brand. */
export function drawStorm(
  shape: Shape,
  normal: number,
  cascades: readonly Cascade[],
  draw: Draws,
): Storm {
  const posts =
    shape.cascadePosts === undefined
      ? growing(shape.doublingMin!, shape.height! * normal, BEGIN_PART * normal, draw)
      : cascading(cascades[draw.below(cascades.length)]!, shape.cascadePosts, draw)
  const negatives = posts.map((count) => draw.binomial(count, RECOGNISED))
  const first = Math.max(
    0,
    posts.findIndex((count) => count > 0),
  )
  return { kind: shape.kind, posts, negatives, first, peak: peakOf(posts, first) }
}

/** The end of the busiest half hour of the first day: what a person would call the peak, plateau or not. */
function peakOf(posts: Int32Array, first: number): number {
  const window = HOUR_TICKS / 2
  let [sum, top, peak] = [0, 0, first]
  for (let tick = first; tick < Math.min(posts.length, first + LIMIT_TICKS); tick++) {
    sum += posts[tick]! - (posts[tick - window] ?? 0)
    if (sum > top) [top, peak] = [sum, tick]
  }
  return peak
}

function growing(doublingMin: number, top: number, begin: number, draw: Draws): Int32Array {
  const tickMin = TICK_MS / 60_000
  const summit = Math.ceil((doublingMin * Math.log2(top / begin)) / tickMin)
  const posts = new Int32Array(summit + 2 * LIMIT_TICKS)
  for (let tick = 0; tick < posts.length; tick++) {
    const away = (tick - summit) * tickMin
    const rate = top * 2 ** (away < 0 ? away / doublingMin : -away / FADE_MIN)
    posts[tick] = draw.poisson((rate * draw.gamma(GAMMA_SHAPE)) / GAMMA_SHAPE)
  }
  return posts
}

/** Keeps `size` posts of a cascade. */
function cascading(cascade: Cascade, size: number, draw: Draws): Int32Array {
  const posts = new Int32Array(2 * LIMIT_TICKS)
  const keep = Math.min(1, size / cascade.length)
  for (const seconds of cascade) {
    const tick = Math.floor((seconds * 1_000) / TICK_MS)
    if (tick < posts.length && draw.uniform() < keep) posts[tick] = posts[tick]! + 1
  }
  return posts
}
