/**
 * `backtest --inject`: storms that never were, put into somebody's own history, so that they see what it would have let
 * through. Shapes of DETECTION 4; places drawn by a seed; each storm in a copy of the memory as it stood. What was said
 * is counted for this: single posts and authors take no part, and a storm is told from its counts alone.
 */

import type { EpochMs } from '../../shared/core/time.ts'
import { HOUR_MS } from '../../shared/core/time.ts'
import { TICK_MS, WEEK_TICKS } from './evaluate/background.ts'
import { type Brand, type Outcome, placeOf, runContestant } from './evaluate/contest.ts'
import type { Contestant } from './evaluate/contestant.ts'
import { draws, seedOf } from './evaluate/draws.ts'
import { drawStorm, reactionCascade, SHAPES, type Storm } from './evaluate/storms.ts'
import type { FloorReading } from './floors.ts'
import type { Label } from './labels.ts'

/** So many storms are enough for a range of a few points; brands share them. */
const ENOUGH_STORMS = 330
const MOST_PLACES = 30
/** A storm needs a usual rate; quieter brands get storms as if so many posts a tick were usual: 14 a day. */
const LEAST_USUAL = 0.05
/** A part of the history is only learned from, at most two weeks. */
const LEARNED_PART = 1 / 3
/** Nothing is injected or counted so near a labelled storm (DETECTION 4). */
const MARGIN_MS = 6 * HOUR_MS

/** Readings of one brand as ticks. Not a number: unknown. */
export interface Ticks {
  readonly brandId: string
  readonly startAt: EpochMs
  readonly mentions: number[]
  readonly negatives: number[]
  polarity: boolean
}

export interface Collector {
  take(reading: FloorReading): void
  readonly brands: ReadonlyMap<string, Ticks>
}

/** @param silence what a cell without a reading is: a zero in a journal, unknown in a file of counts. */
export function collectTicks(silence: 0 | typeof Number.NaN): Collector {
  const brands = new Map<string, Ticks>()
  return {
    brands,
    take({ brandId, at, mentions, negatives }) {
      const end = Math.ceil(at / TICK_MS)
      let ticks = brands.get(brandId)
      if (!ticks) {
        const startAt = (end - 1) * TICK_MS
        ticks = { brandId, startAt, mentions: [], negatives: [], polarity: false }
        brands.set(brandId, ticks)
      }
      const index = end - 1 - ticks.startAt / TICK_MS
      while (ticks.mentions.length <= index) {
        ticks.mentions.push(silence)
        ticks.negatives.push(silence)
      }
      if (mentions === null) return
      ticks.mentions[index] = (ticks.mentions[index] || 0) + mentions
      if (negatives === null) return
      ticks.negatives[index] = (ticks.negatives[index] || 0) + negatives
      ticks.polarity = true
    },
  }
}

export interface Injection {
  readonly seed: string
  readonly brands: readonly Brand[]
  /** Brands whose history is too short for a storm, or labelled all over. */
  readonly skipped: readonly string[]
  /** How many places each shape has in a brand. */
  readonly places: number
}

export function drawInjection(
  histories: Iterable<Ticks>,
  labels: readonly Label[],
  seed: string,
): Injection {
  const all = [...histories]
  const places = Math.max(
    1,
    Math.min(MOST_PLACES, Math.ceil(ENOUGH_STORMS / (SHAPES.length * all.length))),
  )
  const brands: Brand[] = []
  const skipped: string[] = []
  for (const history of all) {
    const own = labels.filter(({ brandId }) => brandId === history.brandId)
    const brand = brandOf(history, own, seed, places)
    if (brand) brands.push(brand)
    else skipped.push(history.brandId)
  }
  return { seed, brands, skipped, places }
}

function brandOf(
  history: Ticks,
  labels: readonly Label[],
  seed: string,
  places: number,
): Brand | undefined {
  const { brandId: name, startAt, mentions, polarity } = history
  const length = mentions.length
  const excluded = new Uint8Array(length)
  const tickOf = (at: EpochMs) => Math.max(0, Math.floor((at - startAt) / TICK_MS))
  for (const { start, end } of labels)
    excluded.fill(1, tickOf(start - MARGIN_MS), tickOf(end + MARGIN_MS))
  const countedFrom = Math.min(WEEK_TICKS, Math.round((length * LEARNED_PART) / 2))
  const earliest = Math.min(2 * WEEK_TICKS, Math.round(length * LEARNED_PART))
  const negatives = polarity ? history.negatives : undefined
  const usual = Math.max(LEAST_USUAL, meanOf(negatives ?? mentions))
  const draw = draws(seedOf(seed, name))
  const cascades = [reactionCascade()]
  const storms: { from: number; storm: Storm }[] = []
  try {
    for (let place = 0; place < places; place++) {
      for (const shape of SHAPES) {
        const storm = drawStorm(shape, usual, cascades, draw)
        storms.push({ storm, from: placeOf(storm, { name, excluded }, earliest, draw) })
      }
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
  storms.sort((a, b) => a.from - b.from)
  return {
    series: { name, startAt, excluded },
    counts: { mentions, negatives },
    countedFrom,
    storms,
  }
}

function meanOf(counts: readonly number[]): number {
  let [sum, known] = [0, 0]
  for (const count of counts) {
    if (Number.isNaN(count)) continue
    sum += count
    known++
  }
  return known === 0 ? 0 : sum / counts.length
}

export interface Trial {
  readonly contestant: Contestant
  readonly outcome: Outcome
}

export function runInjection({ brands }: Injection, contestant: Contestant): Trial {
  return { contestant, outcome: runContestant(contestant, brands) }
}
