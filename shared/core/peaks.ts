/** How long nothing was as high as now: past daily peaks, only those that no later day has passed. */

import { DAY_MS, type EpochMs, floorTo } from './time.ts'

export interface Peaks {
  /** The day that is not over, and its highest value. */
  day: EpochMs
  top: number
  /** Day and peak, day and peak: ever lower ones, so that few days remain. */
  past: number[]
}

/** Days kept; the oldest go. What falls evenly for months is not watched for storms. */
const MOST_DAYS = 32

export function emptyPeaks(): Peaks {
  return { day: Number.NEGATIVE_INFINITY, top: 0, past: [] }
}

export function notePeak(peaks: Peaks, value: number, at: EpochMs): void {
  if (at >= peaks.day + DAY_MS) {
    if (peaks.top > 0) {
      const { past } = peaks
      while (past.length > 0 && past[past.length - 1]! <= peaks.top) past.length -= 2
      past.push(peaks.day, peaks.top)
      if (past.length > 2 * MOST_DAYS) past.splice(0, 2)
    }
    peaks.day = floorTo(at, DAY_MS)
    peaks.top = 0
  }
  if (value > peaks.top) peaks.top = value
}

/**
 * For how many whole days before today nothing was as high. Undefined where yesterday was, or where no day is known.
 * @param since when the brand was first watched: nothing was ever as high.
 */
export function highestDays(
  { day, past }: Peaks,
  value: number,
  since: EpochMs | undefined,
): { readonly days: number; readonly ever: boolean } | undefined {
  for (let i = past.length - 2; i >= 0; i -= 2) {
    if (past[i + 1]! >= value) return daysSince(day, past[i]!, false)
  }
  return since === undefined ? undefined : daysSince(day, floorTo(since, DAY_MS), true)
}

function daysSince(day: EpochMs, before: EpochMs, ever: boolean) {
  const days = Math.round((day - before) / DAY_MS)
  return days > 1 ? { days, ever } : undefined
}
