import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  createBreakers,
  createGates,
  rateLimitOf,
  retryAfterOf,
} from '../../shared/edge/http-limits.ts'

const NOW = Date.parse('2026-03-02T12:00:00Z')
const MINUTE = 60_000
const CAP = NOW + 15 * MINUTE

describe('Retry-After', () => {
  test.each([
    ['120', NOW + 120_000],
    ['0', NOW + 1_000],
    ['1.5', NOW + 1_500],
    ['1000000000', CAP],
    ['Mon, 02 Mar 2026 12:05:00 GMT', NOW + 5 * MINUTE],
    ['Mon, 02 Mar 2026 11:00:00 GMT', NOW + 1_000],
    ['Mon, 02 Mar 2099 12:05:00 GMT', CAP],
    ['soon', undefined],
    ['', undefined],
    ['NaN', undefined],
  ])('%s', (text, at) => {
    expect(retryAfterOf({ 'retry-after': text }, NOW)).toBe(at)
  })

  test('may be missing', () => {
    expect(retryAfterOf({}, NOW)).toBe(undefined)
    expect(retryAfterOf({ 'retry-after': ['1', '2'] }, NOW)).toBe(undefined)
  })
})

describe('X-RateLimit', () => {
  const reset = (text: string | undefined) =>
    rateLimitOf(
      { 'x-ratelimit-remaining': '7', 'x-ratelimit-limit': '300', 'x-ratelimit-reset': text },
      NOW,
    )

  test('tells the reset as an instant, as epoch seconds or milliseconds, or as seconds left', () => {
    const at = NOW + 5 * MINUTE
    for (const text of ['2026-03-02T12:05:00.000000Z', String(at / 1_000), String(at), '300'])
      expect(reset(text), text).toEqual({ limit: 300, remaining: 7, resetAt: at })
  })

  test('is never believed beyond a quarter of an hour, nor into the past', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.double().map(String),
          fc.string(),
          fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        ),
        (text) => {
          const at = reset(text)!.resetAt
          expect(at).toBeGreaterThanOrEqual(NOW + 1_000)
          expect(at).toBeLessThanOrEqual(CAP)
        },
      ),
    )
  })

  test('says nothing without what remains', () => {
    expect(rateLimitOf({ 'x-ratelimit-limit': '300' }, NOW)).toBe(undefined)
    expect(rateLimitOf({ 'x-ratelimit-remaining': 'many' }, NOW)).toBe(undefined)
    expect(rateLimitOf({ 'ratelimit-remaining': '0' }, NOW)).toEqual({
      limit: undefined,
      remaining: 0,
      resetAt: NOW + MINUTE,
    })
  })
})

describe('the breaker of a host', () => {
  const broken = (random = 0.5) => {
    const breakers = createBreakers(() => random)
    for (let i = 0; i < 5; i++) {
      expect(breakers.admit('a', NOW)).toEqual({ ok: true })
      breakers.failed('a', NOW)
    }
    return breakers
  }

  test('opens after five failures in a row, for this host only', () => {
    const breakers = broken()
    expect(breakers.admit('a', NOW + 29_999)).toEqual({ ok: false, at: NOW + 30_000 })
    expect(breakers.admit('b', NOW)).toEqual({ ok: true })
  })

  test('stays closed while successes come between', () => {
    const breakers = createBreakers(() => 0.5)
    for (let i = 0; i < 20; i++) {
      if (i % 4 === 3) breakers.succeeded('a')
      else breakers.failed('a', NOW)
    }
    expect(breakers.admit('a', NOW)).toEqual({ ok: true })
  })

  test('lets one probe through; a success closes it, a failure doubles the rest', () => {
    const breakers = broken()
    let now = NOW + 30_000
    expect(breakers.admit('a', now)).toEqual({ ok: true })
    expect(breakers.admit('a', now).ok).toBe(false)
    breakers.failed('a', now)
    expect(breakers.admit('a', now)).toEqual({ ok: false, at: now + 60_000 })
    now += 60_000
    expect(breakers.admit('a', now)).toEqual({ ok: true })
    breakers.withdrawn('a')
    expect(breakers.admit('a', now)).toEqual({ ok: true })
    breakers.succeeded('a')
    expect(breakers.admit('a', now)).toEqual({ ok: true })
    expect(breakers.admit('a', now)).toEqual({ ok: true })
  })

  test('never rests longer than a quarter of an hour and a quarter of that', () => {
    const breakers = broken(0.999)
    let now = NOW
    for (let i = 0; i < 20; i++) {
      const admitted = breakers.admit('a', now)
      if (!admitted.ok) {
        expect(admitted.at - now).toBeLessThanOrEqual(15 * MINUTE * 1.25)
        now = admitted.at
      } else breakers.failed('a', now)
    }
  })

  test('spreads the rests by chance', () => {
    const at = (random: number) => {
      const admitted = broken(random).admit('a', NOW)
      return admitted.ok ? 0 : admitted.at - NOW
    }
    expect([at(0), at(0.5), at(1)]).toEqual([22_500, 30_000, 37_500])
  })

  test('and gates forget the oldest of very many hosts', () => {
    const gates = createGates()
    for (let i = 0; i < 3_000; i++) gates.closeUntil(`h${i}`, NOW)
    expect(gates.opensAt('h0')).toBe(0)
    expect(gates.opensAt('h2999')).toBe(NOW)
  })
})
