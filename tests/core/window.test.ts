import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { addCell, decay, emptyLeaky, step, weightMilli } from '../../shared/core/window.ts'

describe('leaky counters', () => {
  test('halve in a half-life, and the sum of squares quarters', () => {
    const leaky = emptyLeaky()
    addCell(leaky, 40, 40, 8)
    decay(leaky, HOUR_MS, HOUR_MS)
    expect(leaky).toEqual({ mentions: 20, squares: 10, negatives: 4 })
  })

  test('do not care how time is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 20 }), (minutes) => {
        const [cut, whole] = [emptyLeaky(), emptyLeaky()]
        for (const one of [cut, whole]) addCell(one, 100, 100, 30)
        for (const one of minutes) decay(cut, one * MINUTE_MS, HOUR_MS)
        const all = minutes.reduce((sum, one) => sum + one, 0)
        decay(whole, all * MINUTE_MS, HOUR_MS)
        expect(cut.mentions).toBeCloseTo(whole.mentions, 9)
        expect(cut.squares).toBeCloseTo(whole.squares, 9)
      }),
    )
  })

  test('a mention learned late weighs as much as if it had been in time', () => {
    const [inTime, late] = [emptyLeaky(), emptyLeaky()]
    addCell(inTime, 1, 1, 1)
    decay(inTime, 90 * MINUTE_MS, HOUR_MS)
    const weight = weightMilli(90 * MINUTE_MS, HOUR_MS) / 1_000
    addCell(late, weight, weight ** 2, weight)
    expect(late.negatives).toBeCloseTo(inTime.negatives, 3)
    expect(late.squares).toBeCloseTo(inTime.squares, 3)
  })

  test.each([
    [-5, 1_000],
    [0, 1_000],
    [HOUR_MS, 500],
    [2 * HOUR_MS, 250],
    [30 * 24 * HOUR_MS, 0],
  ])('a mention %d ms old weighs %d thousandths', (ageMs, weight) => {
    expect(weightMilli(ageMs, HOUR_MS)).toBe(weight)
  })

  test('a memory goes half of the way to a new value in its half-life', () => {
    expect(step(HOUR_MS, HOUR_MS)).toBe(0.5)
    expect(step(0, HOUR_MS)).toBe(0)
  })
})
