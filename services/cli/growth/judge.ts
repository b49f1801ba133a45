/** Judges forecasts of size on posts that the fit has not seen. */

import { forecastRange, type SizeForecast } from '../../../shared/core/forecast.ts'
import type { ForecastRow } from '../../../shared/core/forecast-table.ts'
import { HOUR_MS } from '../../../shared/core/time.ts'
import { pollsUntil, type RecordedPost, sizeAt } from './recorded.ts'

export interface ForecastScore {
  readonly ageHours: number
  readonly posts: number
  /** Median of |forecast / final - 1|, and the same where one says that nothing will grow any more. */
  readonly error: number
  readonly noGrowthError: number
  /** The part of posts that ended within the range, and the median of its high end to its low end. */
  readonly coverage: number
  readonly width: number
}

/** The ages of DETECTION 3. */
const AGE_HOURS = [3, 6, 12, 24] as const
/** As there: only posts of at least ten interactions at the time of the forecast. */
const LEAST_TOTAL = 10

/** @param table one for each post: the fit that has not seen it. */
export function judgeForecast(
  posts: readonly RecordedPost[],
  table: (post: RecordedPost) => readonly ForecastRow[],
  finalAgeMs: number,
): ForecastScore[] {
  return AGE_HOURS.map((ageHours) => {
    const seen = posts.flatMap((post) => {
      const polls = pollsUntil(post, ageHours * HOUR_MS)
      const final = sizeAt(post, finalAgeMs)
      const now = polls.at(-1)?.total ?? 0
      if (final === undefined || now < LEAST_TOTAL) return []
      const forecast = forecastRange({ publishedAt: 0, polls }, finalAgeMs, table(post))
      return forecast ? [{ forecast, final, now }] : []
    })
    return {
      ageHours,
      posts: seen.length,
      error: median(seen.map(({ forecast, final }) => Math.abs(forecast.size / final - 1))),
      noGrowthError: median(seen.map(({ final, now }) => Math.abs(now / final - 1))),
      coverage: seen.filter(isWithin).length / seen.length,
      width: median(seen.map(({ forecast }) => (forecast.high + 1) / (forecast.low + 1))),
    }
  })
}

function isWithin({ forecast, final }: { forecast: SizeForecast; final: number }): boolean {
  return forecast.low <= final && final <= forecast.high
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
