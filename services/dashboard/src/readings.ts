/** Lists of readings for the charts: oldest first, one per instant, at most one provisional and that at the end. */

import type { Level, Reading } from '../../../shared/core/storm.ts'
import { type EpochMs, floorTo, HOUR_MS } from '../../../shared/core/time.ts'

/** What one point of the charts shows. */
export interface Point {
  readonly at: EpochMs
  readonly mentions: number | null
  readonly negatives: number | null
  readonly expected: number | null
  readonly score: number | null
  /** The score that would have opened a storm then. */
  readonly warnAt: number | null
  readonly engagement: number | null
  readonly level: Level | null
  readonly provisional: boolean
}

/** Adds a live reading to those fetched; drops what is older than `fromAt`. */
export function addReading(
  readings: readonly Reading[],
  reading: Reading,
  fromAt: EpochMs,
): readonly Reading[] {
  const kept = readings.filter(
    (one) => !one.provisional && one.at >= fromAt && one.at !== reading.at,
  )
  const last = kept.at(-1)
  if (last && last.at > reading.at) {
    return reading.provisional ? kept : [...kept, reading].sort((a, b) => a.at - b.at)
  }
  return [...kept, reading]
}

/** True when at least one closed cell is missing between what is known and the new reading. */
export function hasGap(readings: readonly Reading[], reading: Reading, gridMs: number): boolean {
  const last = readings.findLast((one) => !one.provisional)
  return (
    last !== undefined && reading.at - last.at > 1.5 * gridMs + (reading.provisional ? gridMs : 0)
  )
}

/** One point a reading; where cells are missing an empty one, so that lines break instead of lying. */
export function pointsOf(readings: readonly Reading[], gridMs: number): Point[] {
  const points: Point[] = []
  for (const reading of readings) {
    const last = points.at(-1)
    if (last && reading.at - last.at > 1.5 * gridMs) points.push(emptyPoint(last.at + gridMs))
    points.push({
      at: reading.at,
      mentions: reading.mentions,
      negatives: reading.negatives,
      expected: reading.expectedNegatives,
      score: reading.score,
      warnAt: reading.warnAt ?? null,
      engagement: reading.engagement,
      level: reading.level,
      provisional: reading.provisional,
    })
  }
  return points
}

/** Sums of whole hours, and the highest score and level; a cell belongs to the hour in which it ended. */
export function byHour(points: readonly Point[]): Point[] {
  const hours = new Map<EpochMs, Point>()
  for (const point of points) {
    const at = floorTo(point.at - 1, HOUR_MS) + HOUR_MS
    const hour = hours.get(at)
    hours.set(at, hour ? together(hour, point) : { ...point, at })
  }
  return [...hours.values()]
}

function together(a: Point, b: Point): Point {
  return {
    at: a.at,
    mentions: sum(a.mentions, b.mentions),
    negatives: sum(a.negatives, b.negatives),
    expected: sum(a.expected, b.expected),
    score: highest(a.score, b.score),
    warnAt: b.warnAt ?? a.warnAt,
    engagement: sum(a.engagement, b.engagement),
    level: highest(a.level, b.level) as Level | null,
    provisional: b.provisional,
  }
}

function sum(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : a + b
}

function highest(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b)
}

function emptyPoint(at: EpochMs): Point {
  return {
    at,
    mentions: null,
    negatives: null,
    expected: null,
    score: null,
    warnAt: null,
    engagement: null,
    level: null,
    provisional: false,
  }
}
