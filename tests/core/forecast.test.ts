import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FINAL_AGE_MS, forecastRange } from '../../shared/core/forecast.ts'
import type { Growth } from '../../shared/core/post-growth.ts'
import { HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'

const BORN = Date.UTC(2026, 2, 7, 20)

/** A post's polls as `[minutes of age, total]`. */
function growth(...polls: readonly (readonly [minutes: number, total: number])[]): Growth {
  return {
    publishedAt: BORN,
    polls: polls.map(([minutes, total]) => ({ at: BORN + minutes * MINUTE_MS, total })),
  }
}

const forecastSize = (post: Growth) => forecastRange(post, FINAL_AGE_MS)?.size

describe('the forecast', () => {
  const steady = growth([40, 60], [60, 100], [80, 150], [100, 210])

  test.each<[string, Growth]>([
    ['below an hour', growth([20, 40], [40, 100])],
    ['with one poll', growth([300, 1_000])],
    ['with fewer than ten interactions', growth([60, 3], [120, 9])],
    ['with two polls close together on an old post', growth([600, 50], [602, 51])],
  ])('is not made %s', (_, post) => {
    expect(forecastSize(post)).toBeUndefined()
  })

  test('is larger than the present and finite while a post grows', () => {
    expect(forecastSize(steady)).toBeGreaterThan(210)
    expect(forecastSize(steady)).toBeLessThan(210 * 55)
  })

  test('is the present size once the time is over', () => {
    expect(forecastSize(growth([48 * 60, 900], [49 * 60, 1_000]))).toBe(1_000)
  })

  test('the faster of two posts of the same size will be larger', () => {
    const fast = growth([120, 50], [150, 100], [180, 400])
    const slow = growth([120, 380], [150, 390], [180, 400])
    expect(forecastSize(fast)!).toBeGreaterThan(forecastSize(slow)!)
  })

  test('is never below the present, never endless', () => {
    const step = fc.tuple(fc.integer({ min: 1, max: 600 }), fc.nat(1e9))
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 4 }), (steps) => {
        let [minutes, total] = [0, 0]
        const polls = steps.map(([m, n]): [number, number] => {
          minutes += m
          total += n
          return [minutes, total]
        })
        const post = growth(...polls)
        const size = forecastSize(post)
        if (size === undefined) return
        expect(size).toBeGreaterThanOrEqual(total * (1 - 1e-12))
        expect(size).toBeLessThanOrEqual((total + 1) * Math.exp(4))
      }),
    )
  })
})

describe('the range', () => {
  const hours = fc.integer({ min: 61, max: 47 * 60 })
  const total = fc.integer({ min: 10, max: 100_000 })

  test('holds the forecast, which lies above the present', () => {
    fc.assert(
      fc.property(hours, total, fc.double({ min: 0, max: 1, noNaN: true }), (age, now, part) => {
        const post = growth([age * (2 / 3), Math.floor(now * part)], [age, now])
        const { low, size, high } = forecastRange(post, FINAL_AGE_MS)!
        expect([now * (1 - 1e-12) <= low, low <= size, size <= high]).toEqual([true, true, true])
      }),
    )
  })

  test('keeps its width where the quantiles of the table cross', () => {
    const { low, size, high } = forecastRange(growth([120, 245], [180, 12_262]), FINAL_AGE_MS)!
    expect([size / low > 1.2, high / size > 1.2]).toEqual([true, true])
  })

  test('of two posts of one age and size, the faster one is never forecast smaller', () => {
    fc.assert(
      fc.property(hours, total, fc.nat(1_000), fc.nat(1_000), (age, now, a, b) => {
        const [slow, fast] = [Math.max(a, b), Math.min(a, b)].map((part) => {
          const before = Math.floor((now * part) / 1_000)
          return forecastRange(growth([age * (2 / 3), before], [age, now]), FINAL_AGE_MS)!
        })
        expect(fast!.size).toBeGreaterThanOrEqual(slow!.size * (1 - 1e-9))
        expect(fast!.high).toBeGreaterThanOrEqual(slow!.high * (1 - 1e-9))
      }),
    )
  })

  test('a later end is never smaller', () => {
    const post = growth([200, 300], [240, 390], [360, 500])
    const sizes = [12, 24, 48, 100, 168].map((h) => forecastRange(post, h * HOUR_MS)!.size)
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b))
    expect(sizes[0]).toBeGreaterThan(500)
  })

  test('at its end a post is what it is', () => {
    const post = growth([200, 300], [360, 500])
    expect(forecastRange(post, 6 * HOUR_MS)).toEqual({ size: 500, low: 500, high: 500 })
  })
})
