/**
 * Storms that grow for weeks and are loud on no day (Dell Hell 2005): critics beyond the usual ones rise evenly over
 * twenty days. Each runs beside its twin without it, and only an alert that the twin does not give is one.
 */

import {
  type Counts,
  DAY_TICKS,
  type ScenarioName,
  type Series,
  type Volume,
  WEEK_TICKS,
} from './background.ts'
import { bootstrapPercent, groupsOf, type Interval } from './bootstrap.ts'
import type { Brand } from './contest.ts'
import type { Contestant, Runner } from './contestant.ts'
import { draws, seedOf } from './draws.ts'
import { RECOGNISED } from './storms.ts'

/** Times the usual negatives that the last day brings more. */
export const SLOW_HEIGHTS = [2, 4] as const
const RISE_TICKS = 20 * DAY_TICKS
/** Told until here is told within ten days, and before half of the height. */
export const LOOK_TICKS = RISE_TICKS / 2
/** Usual weeks before it: the slow rule compares with weeks. */
const EARLIEST = 4 * WEEK_TICKS
/** An alert is the twin's as well if that gives one within so long. */
const SAME_TICKS = DAY_TICKS

export interface SlowBrand {
  readonly series: Pick<Series, 'name' | 'startAt'>
  readonly counts: Counts
  readonly from: number
  readonly height: number
  /** More mentions and more negatives a tick, from `from` on. */
  readonly mentions: Int32Array
  readonly negatives: Int32Array
}

/** One contestant's share of slow storms told in time, percent. */
export interface SlowRow {
  readonly scenario: ScenarioName
  readonly volume: Volume
  readonly height: number
  readonly name: string
  readonly storms: number
  readonly toldInTime: number
  readonly range: Interval | undefined
}

/** One slow storm a height for each brand, at a place of its own. */
export function drawSlow(brands: readonly Brand[], share: number, seed: string): SlowBrand[] {
  return brands.flatMap(({ series, counts }, number) =>
    SLOW_HEIGHTS.map((height) => {
      const draw = draws(seedOf(seed, 'slow', series.name, number, height))
      const from = EARLIEST + draw.below(counts.mentions.length - EARLIEST - LOOK_TICKS)
      const mean = Array.from(counts.mentions).reduce((a, b) => a + b, 0) / counts.mentions.length
      const mentions = Int32Array.from({ length: LOOK_TICKS }, (_, tick) =>
        draw.poisson((mean * share * height * tick) / RISE_TICKS),
      )
      const negatives = mentions.map((count) => draw.binomial(count, RECOGNISED))
      return { series, counts, from, height, mentions, negatives }
    }),
  )
}

/** @returns for each brand whether the contestant told its storm in time by its own rules. */
export function runSlow(contestant: Contestant, brands: readonly SlowBrand[]): boolean[] {
  return brands.map((brand) => {
    const { counts, from, mentions, negatives, series } = brand
    const usual = contestant.start(series)
    for (let tick = 0; tick < from; tick++) hear(usual, counts, tick, 0, 0)
    const stormy = usual.copy()
    const [told, twin]: [number[], number[]] = [[], []]
    for (let i = 0; i < LOOK_TICKS + SAME_TICKS; i++) {
      if (hear(usual, counts, from + i, 0, 0)) twin.push(i)
      if (i >= LOOK_TICKS) continue
      if (hear(stormy, counts, from + i, mentions[i]!, negatives[i]!)) told.push(i)
    }
    return told.some((at) => twin.every((other) => Math.abs(at - other) > SAME_TICKS))
  })
}

function hear(runner: Runner, counts: Counts, tick: number, more: number, bad: number): boolean {
  return runner.tick((counts.mentions[tick] ?? 0) + more, (counts.negatives?.[tick] ?? 0) + bad)
    .alert
}

export function slowRows(
  contestants: readonly Contestant[],
  brands: readonly SlowBrand[],
  cell: Pick<SlowRow, 'scenario' | 'volume'>,
): SlowRow[] {
  return contestants.flatMap((contestant) => {
    const told = runSlow(contestant, brands)
    return SLOW_HEIGHTS.map((height) => {
      const trials = brands.flatMap((brand, i) =>
        brand.height === height ? [{ brand: brand.series.name, told: told[i]! }] : [],
      )
      const hits = trials.filter((one) => one.told).length
      const groups = groupsOf(
        trials,
        (one) => one.brand,
        (one) => one.told,
      )
      const { name } = contestant
      const toldInTime = (100 * hits) / trials.length
      const range = bootstrapPercent(groups, name)
      return { ...cell, height, name, storms: trials.length, toldInTime, range }
    })
  })
}
