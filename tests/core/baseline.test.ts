import { describe, expect, test } from 'vitest'
import {
  type Baseline,
  certaintyOf,
  emptyBaseline,
  learn,
  startBaseline,
  usualShare,
  usualVolume,
} from '../../shared/core/baseline.ts'
import { DEFAULT_POLICY } from '../../shared/core/policy.ts'
import { DAY_MS, HOUR_MS } from '../../shared/core/time.ts'
import { emptyLeaky } from '../../shared/core/window.ts'

const GRID = DEFAULT_POLICY.grid

/** Learns `cells` cells of ten mentions, `negatives` of them negative, while the share surprises by `zShare`. */
function teach(
  baseline: Baseline,
  cells: number,
  negatives: number,
  zShare: number,
  from = 0,
): number {
  const window = { mentions: 170, squares: 85, negatives: 17 * negatives }
  for (let i = 1; i <= cells; i++) {
    const at = from + i * GRID
    learn(
      baseline,
      window,
      { mentions: 10, negatives, negativeSquares: negatives },
      { zShare, blind: false },
      { at, elapsedMs: GRID },
      DEFAULT_POLICY,
    )
  }
  return from + cells * GRID
}

function started(): Baseline {
  const baseline = emptyBaseline()
  startBaseline(baseline, { mentions: 170, squares: 85, negatives: 17 }, false)
  return baseline
}

describe('the usual share', () => {
  test('starts at one in five and learns what is', () => {
    const baseline = started()
    expect(usualShare(baseline)).toBe(0.2)
    teach(baseline, 14 * 288, 1, 0)
    expect(usualShare(baseline)).toBeCloseTo(0.1, 2)
  })

  test('is not learned while it alarms, for two days', () => {
    const baseline = started()
    const at = teach(baseline, 14 * 288, 1, 0)
    const before = usualShare(baseline)
    const later = teach(baseline, 2 * 288, 9, DEFAULT_POLICY.freezeAt, at)
    expect(usualShare(baseline)).toBeCloseTo(before, 2)
    expect(baseline.frozenSince).toBe(at + GRID)
    teach(baseline, 2 * 288, 9, DEFAULT_POLICY.freezeAt, later)
    expect(usualShare(baseline)).toBeGreaterThan(2 * before)
  })

  test('is learned again as soon as it no longer alarms', () => {
    const baseline = started()
    teach(baseline, 10, 9, 5)
    expect(baseline.frozenSince).toBeDefined()
    teach(baseline, 1, 9, 3.9, DAY_MS)
    expect(baseline.frozenSince).toBeUndefined()
  })

  test('one cell has one vote, capped at four times the usual mentions of a cell', () => {
    const baseline = started()
    const mentions = baseline.shareMentions
    const usual = baseline.usualMentions * (1 - 2 ** (-GRID / HOUR_MS))
    const flood = { mentions: 10_000, negatives: 10_000, negativeSquares: 10_000 }
    learn(
      baseline,
      emptyLeaky(),
      flood,
      { zShare: 0, blind: false },
      { at: 0, elapsedMs: 1e-9 },
      { ...DEFAULT_POLICY, halfLife: 1e-9 * (HOUR_MS / GRID) },
    )
    expect(baseline.shareMentions - mentions).toBeCloseTo(DEFAULT_POLICY.voteCap * usual, 6)
  })

  test('knows how sure the scorer is: labels are, what is never sure is not', () => {
    const certainty = (high: number, low: number) => {
      const baseline = started()
      for (let i = 1; i <= 4_000; i++)
        learn(
          baseline,
          { mentions: 170, squares: 85, negatives: 40 },
          {
            mentions: 10,
            negatives: 2 * high + 8 * low,
            negativeSquares: 2 * high ** 2 + 8 * low ** 2,
          },
          { zShare: 0, blind: false },
          { at: i * GRID, elapsedMs: GRID },
          DEFAULT_POLICY,
        )
      return certaintyOf(baseline)
    }
    expect(certainty(1, 0)).toBeCloseTo(1, 3)
    // Mean 0.28, variance 0.2 * 0.8 * 0.4^2 = 0.0256; of labels it would be 0.2016.
    expect(certainty(0.6, 0.2)).toBeCloseTo(0.0256 / 0.2016, 2)
    expect(certainty(0.3, 0.3)).toBe(0.1)
  })

  test('fades to a weak prior when nobody speaks', () => {
    const baseline = started()
    const nobody = { mentions: 0, negatives: 0, negativeSquares: 0 }
    for (let i = 0; i < 365 * 24; i++)
      learn(
        baseline,
        emptyLeaky(),
        nobody,
        { zShare: 0, blind: false },
        { at: i, elapsedMs: HOUR_MS },
        DEFAULT_POLICY,
      )
    expect(baseline.shareMentions).toBeCloseTo(4, 3)
    expect(usualShare(baseline)).toBeCloseTo(0.2, 3)
    expect(baseline.usualMentions).toBeCloseTo(0, 6)
  })

  test('the spread includes bursts, so that a restless brand alarms less', () => {
    const [calm, restless] = [started(), started()]
    teach(calm, 288, 1, 0)
    teach(restless, 288, 1, 0)
    learn(
      restless,
      { mentions: 1_700, squares: 850, negatives: 1_700 },
      { mentions: 100, negatives: 100, negativeSquares: 100 },
      { zShare: 0, blind: false },
      { at: 0, elapsedMs: HOUR_MS },
      DEFAULT_POLICY,
    )
    expect(restless.spread).toBeGreaterThan(calm.spread + 0.1)
  })

  test('the rhythm of the day is learned within weeks, hour by hour', () => {
    const baseline = started()
    for (let cell = 1; cell <= 28 * 288; cell++) {
      const at = cell * GRID
      const busy = Math.floor((at - 1) / HOUR_MS) % 24 === 8
      learn(
        baseline,
        { mentions: 500, squares: 250, negatives: busy ? 100 : 20 },
        { mentions: 10, negatives: 2, negativeSquares: 2 },
        { zShare: 0, blind: false },
        { at, elapsedMs: GRID },
        DEFAULT_POLICY,
      )
    }
    const others = [...baseline.hours].filter((_, hour) => hour !== 8)
    expect(baseline.hours[8]! - Math.max(...others)).toBeGreaterThan(1)
    expect(usualVolume(baseline, 9 * HOUR_MS)).toBeGreaterThan(
      usualVolume(baseline, 10 * HOUR_MS) + 0.5,
    )
  })
})
