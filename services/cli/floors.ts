/** Detectors that must lose against the product: silence, and volume as others watch it. Floors of every backtest. */

import { type EpochMs, HOUR_MS } from '../../shared/core/time.ts'
import type { Alarm } from './judgement.ts'

export interface Point {
  readonly at: EpochMs
  readonly mentions: number
}

/** One alarm silences a floor for so long, as the product's refractory time does. */
const REFRACTORY_MS = 6 * HOUR_MS
/** The last hour against the mean of the twelve before (Meltwater's documented social rule, MARKET 1.1). */
const RAW_VOLUME = { lastHours: 1, againstHours: 12, factor: 3, leastMentions: 8 }

export function floorAlarms(
  series: ReadonlyMap<string, readonly Point[]>,
): Readonly<Record<string, Alarm[]>> {
  const rawVolume = [...series].flatMap(([brandId, points]) => volumeAlarms(brandId, points))
  return { never: [], rawVolume: rawVolume.sort((a, b) => a.at - b.at) }
}

function volumeAlarms(brandId: string, points: readonly Point[]): Alarm[] {
  const { lastHours, againstHours, factor, leastMentions } = RAW_VOLUME
  const sums = [0]
  for (const { mentions } of points) sums.push(sums.at(-1)! + mentions)
  const alarms: Alarm[] = []
  let hourAgo = 0
  let longAgo = 0
  let quietUntil = Number.NEGATIVE_INFINITY
  for (const [index, { at }] of points.entries()) {
    while (points[hourAgo]!.at <= at - lastHours * HOUR_MS) hourAgo++
    while (points[longAgo]!.at <= at - (lastHours + againstHours) * HOUR_MS) longAgo++
    const last = sums[index + 1]! - sums[hourAgo]!
    const usual = (sums[hourAgo]! - sums[longAgo]!) / againstHours
    if (longAgo === 0 || last < leastMentions || last < factor * usual || at < quietUntil) continue
    alarms.push({ brandId, at, level: 2 })
    quietUntil = at + REFRACTORY_MS
  }
  return alarms
}
