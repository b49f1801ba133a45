import { describe, expect, test } from 'vitest'
import {
  DEFAULT_POLICY,
  formatThreshold,
  POLICY_KEYS,
  POLICY_TABLE,
  policyId,
  readPolicy,
} from '../../shared/core/policy.ts'
import { HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'

const problem = (overrides: Record<string, unknown>) => readPolicy(overrides).problems[0]

describe('the policy', () => {
  test('every threshold lies within its bounds and says why', () => {
    for (const key of POLICY_KEYS) {
      const rule = POLICY_TABLE[key]
      expect(rule.why.length, key).toBeGreaterThan(10)
      for (const value of [rule.default].flat()) {
        expect(value, key).toBeGreaterThanOrEqual(rule.min)
        expect(value, key).toBeLessThanOrEqual(rule.max)
      }
    }
  })

  test('what is written in a file is read back', () => {
    const written = Object.fromEntries(
      POLICY_KEYS.map((key) => {
        const value = DEFAULT_POLICY[key]
        const plain = POLICY_TABLE[key].kind === 'number' || POLICY_TABLE[key].kind === 'count'
        if (typeof value !== 'number') return [key, ['15m', '1h']]
        return [key, plain ? value : formatThreshold(key, value)]
      }),
    )
    expect(readPolicy(written)).toEqual({ policy: DEFAULT_POLICY, problems: [] })
  })

  test('overrides what is named and nothing else', () => {
    const { policy, problems } = readPolicy({
      tauWarn: 1.1,
      halfLife: '30m',
      growthHalfLives: ['10m', '40m'],
    })
    expect(problems).toEqual([])
    expect(policy).toEqual({
      ...DEFAULT_POLICY,
      tauWarn: 1.1,
      halfLife: HOUR_MS / 2,
      growthHalfLives: [10 * MINUTE_MS, 40 * MINUTE_MS],
    })
  })

  test.each<[Record<string, unknown>, string, RegExp]>([
    [{ tauWran: 1 }, 'tauWran', /no threshold named/],
    [{ __proto__x: 1 }, '__proto__x', /no threshold named/],
    [{ constructor: 1 }, 'constructor', /no threshold named/],
    [{ tauWarn: '1' }, 'tauWarn', /a number is needed/],
    [{ tauWarn: Number.NaN }, 'tauWarn', /a number is needed/],
    [{ tauWarn: 99 }, 'tauWarn', /99 is out of bounds: 0.1 to 3/],
    [{ minAuthors: 2.5 }, 'minAuthors', /whole number/],
    [{ halfLife: 60 }, 'halfLife', /a duration is needed/],
    [{ halfLife: '1s' }, 'halfLife', /1s is out of bounds: 5m to 1d/],
    [{ growthHalfLives: '15m' }, 'growthHalfLives', /two durations/],
    [{ growthHalfLives: ['15m', 'x'] }, 'growthHalfLives', /a duration is needed/],
    [{ growthHalfLives: ['1h', '15m'] }, 'growthHalfLives', /the shorter one/],
    [{ tauWatch: 0.9 }, 'tauWatch', /not be above tauWarn/],
    [{ postGrid: '35s' }, 'postGrid', /divide grid/],
    [{ grid: '7m', postGrid: '1m' }, 'grid', /divide a day/],
  ])('%o is refused', (overrides, key, message) => {
    expect(problem(overrides)?.key).toBe(key)
    expect(problem(overrides)?.message).toMatch(message)
    expect(readPolicy(overrides).policy).toEqual(DEFAULT_POLICY)
  })

  test('tells all problems at once', () => {
    expect(readPolicy({ a: 1, b: 2, tauWarn: 'x' }).problems.map((one) => one.key)).toEqual([
      'a',
      'b',
      'tauWarn',
    ])
  })

  test('has an identity that changes with every threshold', () => {
    const ids = POLICY_KEYS.map((key) => {
      const value = DEFAULT_POLICY[key]
      return policyId({
        ...DEFAULT_POLICY,
        [key]: typeof value === 'number' ? value + 1_000 : [1, 2],
      })
    })
    expect(new Set([...ids, policyId(DEFAULT_POLICY)]).size).toBe(POLICY_KEYS.length + 1)
    expect(policyId({ ...DEFAULT_POLICY })).toBe(policyId(DEFAULT_POLICY))
  })
})
