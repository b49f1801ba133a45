import { expect, test } from 'vitest'
import { postForecast } from '../../services/dashboard/src/post-forecast.ts'
import { FINAL_AGE_MS, forecastRange } from '../../shared/core/forecast.ts'
import { HOUR_MS } from '../../shared/core/time.ts'

const PUBLISHED_AT = Date.UTC(2026, 2, 7, 19, 12)

const point = (ageMs: number, likes: number | null) => ({
  at: PUBLISHED_AT + ageMs,
  likes,
  comments: likes === null ? null : 0,
  shares: null,
})

const GROWING = [1, 2, 3, 4].map((hours) => point(hours * HOUR_MS, 100 * hours ** 2))

test('is the forecast of the core, and a curve from the last measurement on', () => {
  const polls = GROWING.map(({ at, likes }) => ({ at, total: likes! }))
  const { final, curve } = postForecast(PUBLISHED_AT, GROWING)!
  expect(final).toEqual(forecastRange({ publishedAt: PUBLISHED_AT, polls }, FINAL_AGE_MS))
  expect(curve[0]).toEqual({ at: PUBLISHED_AT + 4 * HOUR_MS, size: 1_600, low: 1_600, high: 1_600 })
  // As far ahead as the post is old.
  expect(curve.at(-1)?.at).toBe(PUBLISHED_AT + 8 * HOUR_MS)
  for (const [i, { at, low, size, high }] of curve.slice(1).entries()) {
    expect(at).toBeGreaterThan(curve[i]!.at)
    expect(size).toBeGreaterThanOrEqual(curve[i]!.size)
    expect(low).toBeLessThanOrEqual(size)
    expect(high).toBeGreaterThanOrEqual(size)
  }
})

test('says nothing of an old post, of one that was polled once, and where the last counters are unknown', () => {
  const old = GROWING.map((one, i) => point(FINAL_AGE_MS + i * HOUR_MS, one.likes))
  expect(postForecast(PUBLISHED_AT, old)).toBeUndefined()
  expect(postForecast(PUBLISHED_AT, GROWING.slice(0, 1))).toBeUndefined()
  expect(postForecast(PUBLISHED_AT, [...GROWING, point(5 * HOUR_MS, null)])).toBeUndefined()
  expect(postForecast(PUBLISHED_AT, [])).toBeUndefined()
})
