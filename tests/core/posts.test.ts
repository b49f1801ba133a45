import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CellSample } from '../../shared/core/cell-rows.ts'
import type { MentionObservation } from '../../shared/core/observation.ts'
import { DEFAULT_POLICY } from '../../shared/core/policy.ts'
import { packPosts, postRow, totalOf, unpackPosts } from '../../shared/core/post-table.ts'
import {
  dropPost,
  emptyPosts,
  learnPosts,
  type Posts,
  retellPost,
  retirePosts,
  samplePost,
  usualLargest,
} from '../../shared/core/posts.ts'
import { emptySeen, type Seen, see, unsay } from '../../shared/core/seen.ts'
import { stanceBy } from '../../shared/core/stance.ts'
import { strikingPosts } from '../../shared/core/striking.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { mention, sample } from '../harness/records.ts'

const START = Date.UTC(2026, 2, 7, 20)
const CALM = { keys: [], frozen: false }

/** The posts of one brand and what its mentions said. */
type Brand = Posts & { readonly seen: Seen }

const nobody = (): Brand => ({ ...emptyPosts(), seen: emptySeen() })

function tell(posts: Brand, mention: MentionObservation): void {
  const heard = { ...mention, article: false }
  see(posts.seen, mention.key, mention.publishedAt, stanceBy(heard), mention.at)
  retellPost(posts, heard)
}

const take = (posts: Brand, sample: CellSample) =>
  samplePost(posts, sample, posts.seen, DEFAULT_POLICY, true) ?? 0

/** Polls every ten minutes, all counters together a third each. */
function poll(
  posts: Brand,
  id: string,
  totals: readonly (number | null)[],
  from = START,
): number[] {
  return totals.map((likes, i) => {
    const counters = { likes, comments: null, shares: null }
    return take(posts, { ...sample(id, from + (i + 1) * 10 * MINUTE_MS, 0), ...counters })
  })
}

const followed = (...ids: string[]) => {
  const posts = nobody()
  for (const id of ids) tell(posts, mention(id, START))
  return posts
}
const total = (posts: Posts, id: string) =>
  totalOf(posts.table, postRow(posts.table, mention(id, 0).key))
const strike = (posts: Posts, minutes: number) =>
  strikingPosts(posts, START + minutes * MINUTE_MS, DEFAULT_POLICY).negative

describe('counters', () => {
  test.each<[string, (number | null)[], number[], number]>([
    ['grow', [10, 30, 60], [0, 20, 30], 60],
    ['fall and recover', [100, 90, 95, 110], [0, 0, 0, 10], 110],
    ['are reset and come back', [1_000, 0, 0, 1_000, 1_010], [0, 0, 0, 0, 10], 1_010],
    ['are unknown for a while', [100, null, null, 130], [0, 0, 0, 30], 130],
    ['are unknown at first', [null, null, 5_000, 5_010], [0, 0, 0, 10], 5_010],
    ['are larger than any', [1e12, 1e12], [0, 0], 1e9],
  ])('%s', (_, totals, gains, size) => {
    const posts = followed('x:1')
    expect(poll(posts, 'x:1', totals)).toEqual(gains)
    expect(total(posts, 'x:1')).toBe(size)
  })

  test('gain nothing below zero and never more than they rose', () => {
    const count = fc.option(fc.nat(100_000))
    fc.assert(
      fc.property(
        fc.array(fc.tuple(count, count, count), { minLength: 1, maxLength: 30 }),
        (polls) => {
          const posts = followed('x:1')
          let [rises, gains] = [0, 0]
          const last: (number | null)[] = [0, 0, 0]
          polls.forEach((counters, i) => {
            const [likes, comments, shares] = counters
            const at = START + (i + 1) * 7 * MINUTE_MS
            const gained = take(posts, { ...sample('x:1', at, 0), likes, comments, shares })
            expect(gained).toBeGreaterThanOrEqual(0)
            gains += gained
            counters.forEach((value, k) => {
              if (value === null) return
              rises += Math.max(0, value - (last[k] ?? 0))
              last[k] = value
            })
          })
          expect(total(posts, 'x:1')).toBeLessThanOrEqual(rises)
          expect(gains).toBeLessThanOrEqual(rises)
        },
      ),
    )
  })

  test('that fall, are reset or become known late never make a striking post', () => {
    const posts = followed('x:1')
    poll(posts, 'x:1', [19, 0, 19, null, 0, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 19])
    for (const likes of [null, 19])
      take(posts, { ...sample('x:1', START + 4 * HOUR_MS, 9_000), likes })
    expect(strike(posts, 240)?.opens ?? false).toBe(false)
  })
})

describe('the striking post', () => {
  test('is the one that opens a storm, not the one that gains most below its norm', () => {
    const posts = followed('x:young')
    tell(posts, mention('x:old', START, { publishedAt: START - 20 * HOUR_MS }))
    poll(posts, 'x:old', [100, 200, 400, 700])
    poll(posts, 'x:young', [30, 80, 160, 220])
    expect(strike(posts, 40)).toMatchObject({ mentionId: 'x:young', total: 220, opens: true })
  })

  test('needs two hundred interactions, or four times the usual largest post of a small brand', () => {
    const posts = followed('x:1')
    poll(posts, 'x:1', [60, 199])
    expect(strike(posts, 20)).toMatchObject({ opens: false, growing: false })
    posts.usualSum = 20 * posts.usualWeight
    expect(strike(posts, 20)).toMatchObject({ opens: true, growing: true })
  })

  test('of a small brand shows growth with as much less as it needs less', () => {
    const grown = (likes: number) => {
      const posts = followed('a')
      posts.usualSum = 0
      poll(posts, 'a', [100 - likes])
      poll(posts, 'a', [100 - likes, 100], START + 2 * HOUR_MS)
      return strike(posts, 140)?.opens
    }
    // Eighty interactions open, so eight an hour show growth, where two hundred ask for twenty.
    expect([grown(6), grown(10)]).toEqual([false, true])
  })

  test('no longer opens when it hardly grows, and no longer grows when it stands still', () => {
    const posts = followed('x:1')
    const hourly = (totals: number[]) =>
      totals.map((likes, i) => take(posts, sample('x:1', START + (i + 1) * HOUR_MS, likes)))
    hourly([500, 1_000, 1_005])
    expect(strike(posts, 180)).toMatchObject({ opens: false, growing: true })
    hourly([500, 1_000, 1_005, 1_006])
    expect(strike(posts, 240)).toMatchObject({ opens: false, growing: false })
  })

  test('is nobody’s own, not deleted, not neutral', () => {
    const posts = followed('x:1')
    poll(posts, 'x:1', [300])
    expect(strike(posts, 10)?.mentionId).toBe('x:1')
    tell(posts, mention('x:1', START, { own: true }))
    expect(strike(posts, 10)).toBeUndefined()
    tell(posts, mention('x:1', START, { pNegMilli: 200 }))
    expect(strike(posts, 10)).toBeUndefined()
    tell(posts, mention('x:1', START))
    dropPost(posts, mention('x:1', START).key)
    expect(strike(posts, 10)).toBeUndefined()
  })

  test('a mention that was taken back before its first counters says nothing', () => {
    const posts = followed('x:1')
    unsay(posts.seen, mention('x:1', START).key)
    poll(posts, 'x:1', [300])
    expect(strike(posts, 10)).toBeUndefined()
    expect(posts.table.untold).toBe(1)
  })

  test('its counters may come before its text', () => {
    const posts = nobody()
    poll(posts, 'x:1', [100, 300])
    expect(strike(posts, 20)).toBeUndefined()
    tell(posts, mention('x:1', START + HOUR_MS, { publishedAt: START }))
    expect(strike(posts, 60)).toMatchObject({ mentionId: 'x:1', total: 300, opens: true })
  })
})

describe('the usual largest post', () => {
  const days = (posts: Brand, sizes: readonly number[], stormy = CALM) =>
    sizes.forEach((size, i) => {
      const at = START + i * DAY_MS
      tell(posts, mention(`x:${i}`, at))
      const one = sample(`x:${i}`, at + MINUTE_MS, null)
      take(posts, { ...one, likes: size })
      learnPosts(posts, [one.key], at + MINUTE_MS, stormy, DEFAULT_POLICY)
    })

  test('begins at fifty and goes to what is usual', () => {
    const posts = nobody()
    expect(usualLargest(posts, DEFAULT_POLICY)).toBe(50)
    days(posts, Array<number>(60).fill(400))
    expect(usualLargest(posts, DEFAULT_POLICY)).toBeGreaterThan(350)
    expect(usualLargest(posts, DEFAULT_POLICY)).toBeLessThanOrEqual(400)
  })

  test('one day moves it little, a day with a storm not at all, an unpolled day not either', () => {
    const posts = nobody()
    days(posts, [40, 40, 40, 40, 1_000_000, 40])
    expect(usualLargest(posts, DEFAULT_POLICY)).toBeLessThan(100)
    const calm = nobody()
    days(calm, [40, 40, 40])
    const before = usualLargest(calm, DEFAULT_POLICY)
    days(calm, [90_000, 90_000], { keys: [], frozen: true })
    expect(usualLargest(calm, DEFAULT_POLICY)).toBeCloseTo(before, -1)
    learnPosts(calm, [], START + 40 * DAY_MS, CALM, DEFAULT_POLICY)
    expect(usualLargest(calm, DEFAULT_POLICY)).toBeCloseTo(before, -1)
  })

  test('never below twenty', () => {
    const posts = nobody()
    days(posts, Array<number>(90).fill(1))
    expect(usualLargest(posts, DEFAULT_POLICY)).toBe(20)
  })
})

describe('how many are followed', () => {
  test('none that has no counters', () => {
    const posts = followed('x:1', 'x:2')
    poll(posts, 'x:2', [3])
    expect([...posts.table.index.keys.slice(0, posts.table.index.size)]).toEqual([
      mention('x:2', 0).key,
    ])
  })

  test('at most two thousand; the slowest leave', () => {
    const posts = followed('x:viral', 'x:slow')
    poll(posts, 'x:viral', [50, 500, 5_000])
    poll(posts, 'x:slow', [30, 30, 31])
    for (let i = 0; i < 10_000; i++) take(posts, sample(`y:${i}`, START + HOUR_MS + i, 0))
    expect(posts.table.index.size).toBeLessThanOrEqual(DEFAULT_POLICY.maxTrackedPosts)
    expect(total(posts, 'x:viral')).toBe(5_000)
    expect(postRow(posts.table, mention('y:9999', 0).key)).toBeGreaterThanOrEqual(0)
    expect(postRow(posts.table, mention('y:0', 0).key)).toBe(-1)
  })

  test('two days after the last growth a post is forgotten, however often it is polled', () => {
    const posts = followed('x:1')
    poll(posts, 'x:1', [50, 60])
    for (let hour = 1; hour <= 48; hour++) {
      poll(posts, 'x:1', [60], START + hour * HOUR_MS)
      retirePosts(posts, START + hour * HOUR_MS, DEFAULT_POLICY)
      expect(posts.table.index.size).toBe(1)
    }
    retirePosts(posts, START + 49 * HOUR_MS, DEFAULT_POLICY)
    expect(posts.table.index.size).toBe(0)
    expect(posts.named.size).toBe(0)
  })

  test('written down and read back they are the same', () => {
    const posts = followed(...Array.from({ length: 100 }, (_, i) => `x:${i}`))
    for (let i = 0; i < 100; i += 2) poll(posts, `x:${i}`, [i, 2 * i, 5 * i, null, 9 * i, 10 * i])
    for (let i = 0; i < 100; i += 7) dropPost(posts, mention(`x:${i}`, 0).key)
    const again = unpackPosts(packPosts(posts.table))
    expect(packPosts(again)).toEqual(packPosts(posts.table))
    for (const key of posts.table.index.keys.slice(0, posts.table.index.size))
      expect(totalOf(again, postRow(again, key))).toBe(
        totalOf(posts.table, postRow(posts.table, key)),
      )
  })
})
