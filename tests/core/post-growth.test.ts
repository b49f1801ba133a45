import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ageAtPoll,
  forecastSize,
  type Growth,
  gainedLastHour,
} from '../../shared/core/post-growth.ts'
import { emptyNorms, learnSizes, normAt } from '../../shared/core/post-norms.ts'
import { HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'

const BORN = Date.UTC(2026, 2, 7, 20)

/** A post's polls as `[minutes of age, total]`. */
function growth(...polls: readonly (readonly [minutes: number, total: number])[]): Growth {
  return {
    publishedAt: BORN,
    polls: polls.map(([minutes, total]) => ({ at: BORN + minutes * MINUTE_MS, total })),
  }
}

const gained = (post: Growth, minutes?: number) =>
  gainedLastHour(
    post,
    minutes === undefined ? (post.polls.at(-1)?.at ?? 0) : BORN + minutes * MINUTE_MS,
  )

describe('what a post gained in the last hour', () => {
  test.each<[string, Growth, number | null]>([
    ['nothing is known without a poll', growth(), null],
    ['a young post gained all it has', growth([20, 30]), 30],
    ['between two polls growth is even', growth([60, 100], [120, 300], [180, 700]), 400],
    ['the hour begins between two polls', growth([100, 100], [140, 300], [180, 700]), 500],
    ['before the first poll of a young post it is even too', growth([120, 100]), 50],
    ['a post first seen when it is old has shown no growth', growth([3_000, 90_000]), 0],
    ['and then only what was polled', growth([3_000, 90_000], [3_010, 90_025]), 25],
  ])('%s', (_, post, expected) => {
    expect(gained(post)).toBe(expected)
  })

  test('three hours after the last poll nothing is known', () => {
    expect(gained(growth([20, 30]), 200)).toBe(30)
    expect(gained(growth([20, 30]), 201)).toBeNull()
  })
})

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
    expect(forecastSize(steady)).toBeLessThan(210 * 21)
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
        expect(size).toBeLessThanOrEqual((total + 1) * Math.exp(3))
      }),
    )
  })

  test('the age is at least a minute', () => {
    expect(ageAtPoll(growth([0, 5]))).toBe(MINUTE_MS)
    expect(ageAtPoll(growth())).toBe(MINUTE_MS)
  })
})

describe('norms', () => {
  const QUANTILE = 0.995
  const taught = (posts: number, size: (i: number) => number) => {
    const norms = emptyNorms()
    for (let i = 0; i < posts; i++) {
      const total = size(i)
      expect(learnSizes(norms, growth([10, total * 0.4], [30, total * 0.7], [70, total]), 0)).toBe(
        2,
      )
    }
    return norms
  }

  test('begin with the shipped ones and grow with age', () => {
    const norms = emptyNorms()
    expect(normAt(norms, HOUR_MS / 2, QUANTILE)).toBeCloseTo(20, 6)
    expect(normAt(norms, HOUR_MS, QUANTILE)).toBeCloseTo(31, 6)
    expect(normAt(norms, 48 * HOUR_MS, QUANTILE)).toBeCloseTo(1_453, 6)
    expect(normAt(norms, 500 * HOUR_MS, QUANTILE)).toBeCloseTo(1_453, 6)
    let before = 0
    for (let hours = 0.1; hours < 60; hours += 0.1) {
      const norm = normAt(norms, hours * HOUR_MS, QUANTILE)
      expect(norm).toBeGreaterThanOrEqual(before)
      before = norm
    }
  })

  test('a loud brand learns that its posts are large', () => {
    const norms = taught(3_000, (i) => 100 + (i % 800))
    const norm = normAt(norms, HOUR_MS, QUANTILE)
    expect(norm).toBeGreaterThan(500)
    expect(norm).toBeLessThan(1_100)
  })

  test('one large post in two hundred small ones is not the norm', () => {
    expect(
      normAt(
        taught(200, (i) => (i === 7 ? 5_000 : 4)),
        HOUR_MS,
        QUANTILE,
      ),
    ).toBeLessThan(64)
  })

  test('an age nobody polled at is not learned', () => {
    const norms = emptyNorms()
    expect(learnSizes(norms, growth([600, 90_000]), 0)).toBe(5)
    expect(norms.sizes.every((posts) => posts === 0)).toBe(true)
  })

  test('the last age is learned too', () => {
    const norms = emptyNorms()
    expect(learnSizes(norms, growth([20, 5], [47 * 60 + 1, 40]), 0)).toBe(8)
    expect(norms.sizes.reduce((sum, posts) => sum + posts)).toBe(8)
  })
})
