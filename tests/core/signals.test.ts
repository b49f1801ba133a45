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
import { HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'

const RHO = DEFAULT_POLICY.overdispersion

describe('share', () => {
  test('a burst at the usual share does not surprise', () => {
    const signal = shareSignal({ mentions: 500, squares: 300, negatives: 100 }, 0.2, RHO, 1)
    expect(signal).toMatchObject({ expected: 100, excess: 0 })
    expect(signal.z).toBeCloseTo(0, 12)
  })

  test('z = 2 (asin sqrt x - asin sqrt pi) / sqrt(1 / (n + 6) + rho)', () => {
    const signal = shareSignal({ mentions: 100, squares: 50, negatives: 50 }, 0.2, RHO, 1)
    const seen = (50 + 6 * 0.2) / 106
    const angle = 2 * (Math.asin(Math.sqrt(seen)) - Math.asin(Math.sqrt(0.2)))
    expect(signal.z).toBeCloseTo(angle / Math.sqrt(1 / 206 + 0.04), 12)
    const cautious = shareSignal({ mentions: 100, squares: 50, negatives: 50 }, 0.2, RHO, 1, 4)
    expect(cautious.z).toBeCloseTo(angle / Math.sqrt(4 / 206 + 0.04), 12)
    const unsure = shareSignal({ mentions: 100, squares: 50, negatives: 50 }, 0.2, RHO, 0.25)
    expect(unsure.z).toBeCloseTo(2 * signal.z, 12)
  })

  test('rises with negatives, is finite at every share, and is zero without mentions', () => {
    const count = fc.integer({ min: 0, max: 1_000_000 })
    const share = fc.double({ min: 0.001, max: 0.999, noNaN: true })
    fc.assert(
      fc.property(count, count, share, (some, more, usual) => {
        const mentions = some + more + 1
        const z = (negatives: number) =>
          shareSignal({ mentions, squares: mentions / 2, negatives }, usual, RHO, 1).z
        expect(Number.isFinite(z(0))).toBe(true)
        expect(z(some + 1)).toBeGreaterThan(z(some))
        expect(z(mentions)).toBeLessThan(20)
      }),
      { seed: 5 },
    )
    expect(shareSignal({ mentions: 0, squares: 0, negatives: 0 }, 0.3, RHO, 1).z).toBeCloseTo(0, 12)
  })
})

describe('score', () => {
  test.each([
    [0, 0, 0],
    [2.8, 1.6, 1],
    [0, 100, 0.33 * 1.7],
    [0, -100, -0.33],
    [2.8, 0, 0.67],
  ])('zShare %d and zVolume %d make %d', (zShare, zVolume, score) => {
    expect(fuse(zShare, zVolume, DEFAULT_POLICY)).toBeCloseTo(score, 9)
  })

  test('without polarity the volume decides alone, clipped to -1 and 3', () => {
    expect(fuse(undefined, 10, DEFAULT_POLICY)).toBe(2)
    expect(fuse(undefined, 1e9, DEFAULT_POLICY)).toBe(3)
    expect(fuse(undefined, -1e9, DEFAULT_POLICY)).toBe(-1)
  })

  test('volume is measured in deviations of its logarithm, and linearly without polarity', () => {
    const window = { mentions: 0, squares: 0, negatives: 25 }
    const logarithmic = { ...emptyBaseline(), level: Math.log(13), spread: 0.19 }
    expect(volumeSignal(window, logarithmic, 0, false).z).toBeCloseTo(Math.LN2 / 0.5, 9)
    const linear = { ...emptyBaseline(), level: 10, spread: 24 }
    expect(volumeSignal(window, linear, 0, true).z).toBe(3)
  })

  test('half of the usual rhythm of the day is expected', () => {
    const baseline = emptyBaseline()
    baseline.hours[8] = 1
    const window = { mentions: 0, squares: 0, negatives: 0 }
    const nineAt = 9 * HOUR_MS
    const at = (time: number) => volumeSignal(window, baseline, time, false).z * 0.6
    expect(at(nineAt)).toBeCloseTo(-0.5, 6)
    expect(at(nineAt + 1)).toBeCloseTo(0, 6)
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
