/**
 * Runs contestants over the same counts: each brand's weeks once without a storm, and each storm injected into a copy
 * of the memory as it stood, one storm a brand. Method: DETECTION 4, with backgrounds drawn several times.
 */

import {
  type Counts,
  DAY_TICKS,
  drawCounts,
  type Scenario,
  type Series,
  type Volume,
  WEEK_TICKS,
} from './background.ts'
import type { Contestant, Runner } from './contestant.ts'
import { draws, seedOf } from './draws.ts'
import { type Cascade, drawStorm, LIMIT_TICKS, SHAPES, type Storm } from './storms.ts'

/** Storms begin after two weeks of history; false alerts count after one, those before are told apart. */
const STORMS_FROM = 2 * WEEK_TICKS
const COUNTED_FROM = WEEK_TICKS

export interface Plan {
  readonly seed: string
  /** How many times the backgrounds are drawn: one draw holds too few false alerts (DETECTION 4). */
  readonly redraws: number
  readonly series: readonly Series[]
  readonly cascades: readonly Cascade[]
}

/** One brand: its counts, and the storms that each begin at a tick of their own. */
export interface Brand {
  readonly series: Pick<Series, 'name' | 'startAt' | 'excluded'>
  readonly counts: Counts
  /** False alerts count from this tick on. */
  readonly countedFrom: number
  /** In the order of `from`. */
  readonly storms: readonly { readonly from: number; readonly storm: Storm }[]
}

/** What one contestant did in one scenario and volume. */
export interface Outcome {
  /** One a brand: the score of each tick; where nothing is counted, minus infinity. */
  readonly backgrounds: Float32Array[]
  readonly storms: StormOutcome[]
  /** Its own alerts without a storm: counted ones, and those of the first week. */
  falseAlerts: number
  firstWeekAlerts: number
  brands: number
  countedTicks: number
}

export interface StormOutcome {
  readonly brand: string
  readonly kind: string
  /** Each rise of the highest score so far, as ticks after the first post and that score. */
  readonly rises: readonly (readonly [ticks: number, score: number])[]
  /** Ticks from the first post to the peak. */
  readonly peak: number
  /** Ticks from the first post to its own alert; undefined: not within a day. */
  readonly alertedAfter: number | undefined
}

export function drawBrands(plan: Plan, scenario: Scenario, volume: Volume): Brand[] {
  const brands: Brand[] = []
  for (let redraw = 0; redraw < plan.redraws; redraw++) {
    for (const series of plan.series) {
      const draw = draws(seedOf(plan.seed, series.name, scenario.name, volume, redraw))
      const counts = drawCounts(series, volume, scenario, draw)
      const mean = counts.mentions.reduce((sum, one) => sum + one, 0) / counts.mentions.length
      const storms = SHAPES.map((shape) => {
        const storm = drawStorm(shape, mean * scenario.share, plan.cascades, draw)
        return { storm, from: placeOf(storm, series, STORMS_FROM, draw) }
      })
      storms.sort((a, b) => a.from - b.from)
      brands.push({ series, counts, countedFrom: COUNTED_FROM, storms })
    }
  }
  return brands
}

/**
 * Somewhere outside labelled windows, not before `earliest`.
 * @throws RangeError where there is no such place.
 */
export function placeOf(
  storm: Storm,
  { name, excluded }: Pick<Series, 'name' | 'excluded'>,
  earliest: number,
  draw: ReturnType<typeof draws>,
): number {
  const room = excluded.length - earliest - storm.first - LIMIT_TICKS - DAY_TICKS
  const free = (from: number) =>
    excluded.subarray(from, from + storm.peak + 1).every((one) => one === 0)
  for (let tries = 0; room > 0 && tries < 1_000; tries++) {
    const from = earliest + draw.below(room)
    if (free(from)) return from
  }
  throw new RangeError(`${name} has no room for a storm outside its labelled windows`)
}

export function runContestant(contestant: Contestant, brands: readonly Brand[]): Outcome {
  const outcome: Outcome = {
    backgrounds: [],
    storms: [],
    falseAlerts: 0,
    firstWeekAlerts: 0,
    brands: brands.length,
    countedTicks: 0,
  }
  for (const brand of brands) runBrand(contestant.start(brand.series), brand, outcome)
  return outcome
}

function runBrand(runner: Runner, brand: Brand, outcome: Outcome): void {
  const { series, counts, countedFrom, storms } = brand
  const scores = new Float32Array(counts.mentions.length).fill(Number.NEGATIVE_INFINITY)
  let next = 0
  for (let tick = 0; tick < scores.length; tick++) {
    for (; storms[next]?.from === tick; next++) {
      const found = runStorm(runner.copy(), counts, tick, storms[next]!.storm)
      outcome.storms.push({ brand: series.name, ...found })
    }
    const { score, alert } = runner.tick(
      known(counts.mentions, tick),
      known(counts.negatives, tick),
    )
    if (alert && tick < countedFrom) outcome.firstWeekAlerts++
    if (tick < countedFrom || series.excluded[tick] === 1) continue
    scores[tick] = score
    outcome.countedTicks++
    if (alert) outcome.falseAlerts++
  }
  outcome.backgrounds.push(scores)
}

function known(counts: ArrayLike<number> | undefined, tick: number): number | null {
  const count = counts?.[tick] ?? Number.NaN
  return Number.isNaN(count) ? null : count
}

/** What is posted while nothing is known is known with the next cell that is. */
function runStorm(
  runner: Runner,
  counts: Counts,
  from: number,
  storm: Storm,
): Omit<StormOutcome, 'brand'> {
  const rises: [number, number][] = []
  let highest = Number.NEGATIVE_INFINITY
  let alertedAfter: number | undefined
  let [posts, bad] = [0, 0]
  for (let tick = 0; tick < storm.first + LIMIT_TICKS; tick++) {
    const mentions = known(counts.mentions, from + tick)
    const negatives = known(counts.negatives, from + tick)
    posts += storm.posts[tick]!
    bad += storm.negatives[tick]!
    const { score, alert } = runner.tick(
      mentions === null ? null : mentions + posts,
      negatives === null ? null : negatives + bad,
    )
    if (mentions !== null) [posts, bad] = [0, 0]
    if (tick < storm.first) continue
    const after = tick - storm.first
    if (score > highest) {
      highest = score
      rises.push([after, score])
    }
    if (alert) alertedAfter ??= after
  }
  return { kind: storm.kind, rises, peak: storm.peak - storm.first, alertedAfter }
}
