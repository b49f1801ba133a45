import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyBaseline } from '../../shared/core/baseline.ts'
import { DEFAULT_POLICY } from '../../shared/core/policy.ts'
import {
  doublingTimeMin,
  foldRates,
  fuse,
  nextThreeHours,
  shareSignal,
  volumeSignal,
} from '../../shared/core/signals.ts'
import { MINUTE_MS } from '../../shared/core/time.ts'

describe('share', () => {
  test('a burst at the usual share does not surprise', () => {
    const signal = shareSignal(
      { mentions: 500, squares: 300, negatives: 100 },
      emptyBaseline(),
      DEFAULT_POLICY,
    )
    expect(signal).toMatchObject({ expected: 100, excess: 0, z: 0 })
  })

  test('is beta-binomial: E = X - pi N, V = pi(1-pi)(N2 + rho(N^2 - N2)) + s + 1', () => {
    const baseline = { ...emptyBaseline(), excessVariance: 7 }
    const signal = shareSignal(
      { mentions: 100, squares: 60, negatives: 50 },
      baseline,
      DEFAULT_POLICY,
    )
    const variance = 0.2 * 0.8 * (60 + 0.04 * (100 ** 2 - 60)) + 7 + 1
    expect(signal.variance).toBeCloseTo(variance, 9)
    expect(signal.z).toBeCloseTo(30 / Math.sqrt(variance), 9)
  })
})

describe('score', () => {
  test.each([
    [0, 0, 0],
    [2.4, 5, 1],
    [0, 100, 0.33 * 3],
    [0, -100, -0.33],
    [2.4, 0, 0.67],
  ])('zShare %d and zVolume %d make %d', (zShare, zVolume, score) => {
    expect(fuse(zShare, zVolume, DEFAULT_POLICY)).toBeCloseTo(score, 9)
  })

  test('without polarity the volume decides alone, clipped to -1 and 3', () => {
    expect(fuse(undefined, 10, DEFAULT_POLICY)).toBe(2)
    expect(fuse(undefined, 1e9, DEFAULT_POLICY)).toBe(3)
    expect(fuse(undefined, -1e9, DEFAULT_POLICY)).toBe(-1)
  })

  test('volume is measured in standard deviations of its own mean', () => {
    const baseline = { ...emptyBaseline(), mean: 10, variance: 24 }
    expect(volumeSignal({ mentions: 0, squares: 0, negatives: 25 }, baseline)).toBe(3)
  })
})

describe('growth', () => {
  /** Cells of an exponential, each the integral over its own time, until the rates are in step. */
  const grown = (doublingMin: number, gridMin = 5) => {
    const rates = { fast: 0, slow: 0 }
    const each = 2 ** (gridMin / doublingMin)
    for (let i = 0; i < 400; i++)
      foldRates(rates, each ** (i - 400), gridMin * MINUTE_MS, DEFAULT_POLICY)
    return doublingTimeMin(rates, DEFAULT_POLICY)
  }

  test.each([20, 30, 45, 60, 90, 120, 240])(
    'doubling every %d minutes is read to one per cent',
    (minutes) => {
      expect(Math.abs(grown(minutes)! / minutes - 1)).toBeLessThan(0.01)
    },
  )

  test('the formula is exact for the rates of an exponential', () => {
    const [fast, slow] = DEFAULT_POLICY.growthHalfLives.map((ms) => (Math.LN2 * MINUTE_MS) / ms)
    fc.assert(
      fc.property(fc.double({ min: 16, max: 5_000, noNaN: true }), (minutes) => {
        const r = Math.LN2 / minutes
        const rates = { fast: fast! / (fast! + r), slow: slow! / (slow! + r) }
        expect(doublingTimeMin(rates, DEFAULT_POLICY)! / minutes).toBeCloseTo(1, 6)
      }),
    )
  })

  test.each([
    ['nothing', { fast: 0, slow: 0 }, undefined],
    ['decline', { fast: 1, slow: 2 }, undefined],
    ['less than nothing', { fast: 1, slow: -2 }, undefined],
    ['faster than can be resolved', { fast: 100, slow: 1 }, 15],
  ])('%s', (_, rates, minutes) => {
    expect(doublingTimeMin(rates, DEFAULT_POLICY)).toBe(minutes)
  })

  test('the next three hours grow for two doublings at most', () => {
    const rates = { fast: 2.5, slow: 1 }
    const doubling = doublingTimeMin(rates, DEFAULT_POLICY)!
    const next = nextThreeHours(rates, 1, DEFAULT_POLICY)
    const grow = (2.5 * 3 * doubling) / Math.LN2 + 2.5 * 4 * (180 - 2 * doubling)
    expect(next.normal).toBe(180)
    expect(next.expected).toBeCloseTo(180 + grow, 6)
    expect(next.low).toBeLessThan(next.expected)
    expect(next.high).toBeGreaterThan(next.expected)
  })

  test('fewer than usual now are no fewer than the usual later', () => {
    expect(nextThreeHours({ fast: -3, slow: -3 }, 1, DEFAULT_POLICY).expected).toBe(180)
  })
})
