import { describe, expect, test } from 'vitest'
import { ageAtPoll, type Growth, gainedLastHour } from '../../shared/core/post-growth.ts'
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

test('the age is at least a minute', () => {
  expect(ageAtPoll(growth([0, 5]))).toBe(MINUTE_MS)
  expect(ageAtPoll(growth())).toBe(MINUTE_MS)
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
