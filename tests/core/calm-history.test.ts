import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calmLevel, deviationsFor, emptyCalm, learnCalm } from '../../shared/core/calm-history.ts'
import { DEFAULT_POLICY } from '../../shared/core/policy.ts'
import { DAY_MS, HOUR_MS, WEEK_MS } from '../../shared/core/time.ts'
import { memoryOf, slowLevel, warnLevel } from '../../shared/core/warning.ts'
import { seededRandom } from '../harness/seeded-random.ts'

const memory = { priorMs: 7 * DAY_MS, halfLifeMs: 28 * DAY_MS }
const prior = { mean: 0.46, deviation: 0.18 }
const OLD = 365 * DAY_MS

/** Days whose highest values are as given, each seen at noon, between lower ones. */
function lived(highest: readonly number[], cap = 9) {
  const calm = emptyCalm()
  highest.forEach((value, day) => {
    learnCalm(calm, value - 1, day * DAY_MS + HOUR_MS, cap, memory)
    learnCalm(calm, value, day * DAY_MS + 12 * HOUR_MS, cap, memory)
    learnCalm(calm, value - 2, (day + 1) * DAY_MS, cap, memory)
  })
  return calm
}

describe('how high calm days reach', () => {
  test('without a history it is what other brands taught', () => {
    expect(calmLevel(emptyCalm(), 2, prior, memory)).toBeCloseTo(0.46 + 2 * 0.18, 12)
  })

  test('a long history outweighs it', () => {
    const calm = lived(Array.from({ length: 200 }, (_, day) => (day % 2 === 0 ? 0.9 : 1.1)))
    expect(calmLevel(calm, 0, prior, memory)).toBeCloseTo(0.92, 1)
    expect(calmLevel(calm, 0, prior, { ...memory, priorMs: 0 })).toBeCloseTo(1, 2)
    expect(calmLevel(calm, 1, prior, { ...memory, priorMs: 0 })).toBeCloseTo(1.1, 2)
  })

  test('one storm teaches no more than the cap, and is forgotten', () => {
    const usual = Array.from({ length: 30 }, () => 0.5)
    const calm = calmLevel(lived(usual), 2, prior, memory)
    const after = calmLevel(lived([...usual, 9, 0.5], 1), 2, prior, memory)
    expect(after).toBeGreaterThan(calm)
    expect(after).toBeLessThan(calm + 0.25)
    const later = [...usual, 9, ...Array.from({ length: 150 }, () => 0.5)]
    expect(calmLevel(lived(later, 1), 2, prior, memory)).toBeLessThan(calm)
  })

  test('the order within a day is nothing', () => {
    const values = fc.array(fc.double({ min: -1, max: 3, noNaN: true }), { minLength: 1 })
    fc.assert(
      fc.property(values, (some) => {
        const [a, b] = [emptyCalm(), emptyCalm()]
        for (const value of some) learnCalm(a, value, HOUR_MS, 9, memory)
        for (const value of [...some].reverse()) learnCalm(b, value, HOUR_MS, 9, memory)
        expect(a).toEqual(b)
      }),
      { seed: 6 },
    )
  })
})

describe('the budget', () => {
  test.each([
    [0.25, 1.803],
    [0.5, 1.465],
    [1, 1.068],
  ])('%d a week is so rare a day', (budget, quantile) => {
    expect(deviationsFor(budget) / 1.1).toBeCloseTo(quantile, 2)
  })

  test('a larger one never raises the threshold', () => {
    const budgets = fc.double({ min: 0.01, max: 50, noNaN: true })
    fc.assert(
      fc.property(budgets, budgets, (a, b) => {
        expect(deviationsFor(Math.max(a, b))).toBeLessThanOrEqual(deviationsFor(Math.min(a, b)))
      }),
      { seed: 7 },
    )
  })

  test('is kept by days that are drawn from the same cup', () => {
    const random = seededRandom(8)
    const day = () =>
      0.5 + 0.15 * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(6.2832 * random())
    const calm = emptyCalm()
    let alerts = 0
    const days = 3_000
    for (let i = 0; i < days; i++) {
      const highest = day()
      if (highest >= warnLevel(calm, DEFAULT_POLICY, OLD)) alerts++
      learnCalm(calm, highest, i * DAY_MS + HOUR_MS, 2, memoryOf(DEFAULT_POLICY))
    }
    const perWeek = alerts / (days / 7)
    expect(perWeek).toBeGreaterThan(0.5 * DEFAULT_POLICY.alertBudget)
    expect(perWeek).toBeLessThan(1.5 * DEFAULT_POLICY.alertBudget)
  })
})

describe('the thresholds in force', () => {
  test('with the defaults and no history it is the default one', () => {
    expect(warnLevel(emptyCalm(), DEFAULT_POLICY, OLD)).toBeCloseTo(DEFAULT_POLICY.tauWarn, 2)
    expect(slowLevel(emptyCalm(), DEFAULT_POLICY)).toBe(DEFAULT_POLICY.slowWarn)
  })

  test('a new brand has a higher one, which goes within its warm-up', () => {
    const at = (age: number) => warnLevel(emptyCalm(), DEFAULT_POLICY, age)
    expect(at(0) / at(OLD)).toBeCloseTo(1.6, 6)
    expect(at(2 * DAY_MS) / at(OLD)).toBeCloseTo(1.3, 6)
    expect(at(WEEK_MS) / at(OLD)).toBeLessThan(1.1)
    expect(warnLevel(emptyCalm(), { ...DEFAULT_POLICY, warmUp: 0 }, 0)).toBe(at(OLD))
  })

  test('tauWarn moves it in proportion, whatever was learned', () => {
    const calm = lived(Array.from({ length: 60 }, (_, day) => 0.6 + 0.2 * (day % 3)))
    const double = { ...DEFAULT_POLICY, tauWarn: 2 * DEFAULT_POLICY.tauWarn }
    expect(warnLevel(calm, double, OLD)).toBeCloseTo(2 * warnLevel(calm, DEFAULT_POLICY, OLD), 9)
  })

  test('a restless brand has a higher one, within bounds', () => {
    const restless = lived(Array.from({ length: 60 }, (_, day) => (day % 2 === 0 ? 0.4 : 1.2)))
    const calm = lived(Array.from({ length: 60 }, () => 0.2))
    const wild = lived(Array.from({ length: 60 }, () => 8))
    const level = (history: typeof calm) => warnLevel(history, DEFAULT_POLICY, OLD)
    expect(level(restless)).toBeGreaterThan(1)
    expect(level(calm)).toBeGreaterThanOrEqual(0.48)
    expect(level(wild)).toBeCloseTo(2, 9)
  })
})
