/** What a post is likely to gain, for the curve of its growth: the product's own forecast, from the points on the page. */

import { FINAL_AGE_MS, forecastRange, type SizeForecast } from '../../../shared/core/forecast.ts'
import type { Growth } from '../../../shared/core/post-growth.ts'
import { type EpochMs, HOUR_MS } from '../../../shared/core/time.ts'

/** Of one poll; null where unknown. */
export interface Counters {
  readonly at: EpochMs
  readonly likes: number | null
  readonly comments: number | null
  readonly shares: number | null
}

export interface PostForecast {
  /** At 48 hours after publication. */
  readonly final: SizeForecast
  /** The way there, at instants behind the last point, which it begins with. */
  readonly curve: readonly (SizeForecast & { readonly at: EpochMs })[]
}

/** The curve reaches as far into the future as the post is old, so that what was measured keeps half of the width. */
const LEAST_AHEAD_MS = 2 * HOUR_MS
const STEPS = 8

/** @returns undefined where a number would be a lie, and for posts that are no longer expected to grow. */
export function postForecast(
  publishedAt: EpochMs,
  points: readonly Counters[],
): PostForecast | undefined {
  const polls = points.flatMap((point) => {
    const known = totalOf(point)
    return known === null ? [] : [{ at: point.at, total: known }]
  })
  const last = polls.at(-1)
  if (!last || last.at !== points.at(-1)?.at) return undefined
  const growth: Growth = { publishedAt, polls }
  const final = forecastRange(growth, FINAL_AGE_MS)
  if (!final || final.low === final.high) return undefined
  const age = last.at - publishedAt
  const ahead = Math.min(FINAL_AGE_MS - age, Math.max(LEAST_AHEAD_MS, age))
  const now = { at: last.at, size: last.total, low: last.total, high: last.total }
  const later = Array.from({ length: STEPS }, (_, i) => {
    const until = age + (ahead * (i + 1)) / STEPS
    return { at: publishedAt + until, ...(forecastRange(growth, until) ?? final) }
  })
  return { final, curve: [now, ...later] }
}

/** Unknown parts count nothing; unknown altogether is unknown. */
export function totalOf(point: Counters): number | null {
  const parts = [point.likes, point.comments, point.shares].filter((part) => part !== null)
  return parts.length === 0 ? null : parts.reduce((sum, part) => sum + part, 0)
}
