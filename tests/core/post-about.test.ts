/** What a storm is about: what critics name, and what its leading post names, with all who like it. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DEFAULT_POLICY } from '../../shared/core/policy.ts'
import {
  type RecentAbout,
  stormTouchpoints,
  takeAbout,
  tellAbout,
  votesOf,
} from '../../shared/core/post-about.ts'
import { emptyPosts, type Posts, samplePost } from '../../shared/core/posts.ts'
import { emptySeen } from '../../shared/core/seen.ts'
import { DAY_MS, HOUR_MS } from '../../shared/core/time.ts'
import { mention, sample } from '../harness/records.ts'

const window = (weights: Readonly<Record<string, number>>) => new Map(Object.entries(weights))
const complaint = (id: string, at: number, ...touchpoints: string[]) => ({
  ...mention(id, at, { touchpoints }),
  article: false,
})
const tell = (posts: Posts, ...told: Parameters<typeof complaint>) =>
  tellAbout(posts, complaint(...told), false)
const tellNew = (posts: Posts, ...told: Parameters<typeof complaint>) =>
  tellAbout(posts, complaint(...told), true)
const poll = (posts: Posts, id: string, at: number, likes: number) =>
  samplePost(posts, sample(id, at, likes), emptySeen(), DEFAULT_POLICY)
const votes = (posts: Posts, id: string) => votesOf(posts, mention(id, 0).key)

describe('what a storm is about', () => {
  test('is what critics name, the most first, at most three, equals in the order of the alphabet', () => {
    const weights = { hotline: 4, billing: 9, store: 3, product: 4 }
    expect(stormTouchpoints(window(weights))).toEqual(['billing', 'hotline', 'product'])
    expect(stormTouchpoints(window({ hotline: 0.9 }))).toEqual([])
    expect(stormTouchpoints(new Map())).toEqual([])
  })

  test('is not what a tenth of it or less is about', () => {
    expect(stormTouchpoints(window({ billing: 40, hotline: 4, staff: 3.9 }))).toEqual([
      'billing',
      'hotline',
    ])
  })

  test('is what its leading post names first, as often as that is liked', () => {
    const leading = { touchpoints: ['billing', 'hotline'], votes: 30 }
    expect(stormTouchpoints(window({ communication: 12, hotline: 2 }), leading)).toEqual([
      'billing',
      'hotline',
      'communication',
    ])
    expect(stormTouchpoints(window({ communication: 12 }), { ...leading, votes: 2_000 })).toEqual([
      'billing',
      'hotline',
    ])
    expect(stormTouchpoints(window({ communication: 2 }), { touchpoints: [], votes: 900 })).toEqual(
      ['communication'],
    )
  })
})

describe('a post that stands out', () => {
  test('keeps what it said, and its interactions are its votes', () => {
    const posts = emptyPosts()
    tell(posts, 'a', 0, 'billing', 'hotline')
    expect(votes(posts, 'a')).toBeUndefined()
    poll(posts, 'a', HOUR_MS, DEFAULT_POLICY.postWatchInteractions)
    expect(posts.about?.rows).toEqual([])
    const before = votes(posts, 'a')!.votes
    poll(posts, 'a', 2 * HOUR_MS, 2 * DEFAULT_POLICY.postWatchInteractions)
    expect(votes(posts, 'a')?.touchpoints).toEqual(['billing', 'hotline'])
    expect(votes(posts, 'a')!.votes).toBeGreaterThan(before)
  })

  test('may be told after its counters, and be edited', () => {
    const posts = emptyPosts()
    poll(posts, 'a', HOUR_MS, 900)
    expect(votes(posts, 'a')?.touchpoints).toEqual([])
    tell(posts, 'a', HOUR_MS, 'hotline')
    expect(votes(posts, 'a')?.touchpoints).toEqual(['hotline'])
    tell(posts, 'a', 2 * HOUR_MS, 'billing')
    expect(votes(posts, 'a')?.touchpoints).toEqual(['billing'])
  })
})

describe('memory', () => {
  const told = (...ats: readonly number[]): RecentAbout => {
    const posts = emptyPosts()
    ats.forEach((at, i) => {
      tell(posts, `p${i}`, at, 'billing')
    })
    return posts.about!
  }

  test('has eight touchpoints of a mention and 63 of a brand', () => {
    const posts = emptyPosts()
    const names = Array.from({ length: 80 }, (_, i) => `t${i}`)
    tell(posts, 'a', 0, ...names.slice(0, 10))
    tell(posts, 'b', 1, ...names.slice(5, 10).reverse())
    for (let i = 0; i < 80; i++) tell(posts, `c${i}`, 2, names[i]!)
    const kept = (id: string) => takeAbout(posts.about, mention(id, 0).key)
    expect(kept('a')).toEqual(names.slice(0, 8))
    expect(kept('b')).toEqual(names.slice(5, 10).reverse())
    expect(kept('c62')).toEqual(['t62'])
    expect(kept('c63')).toEqual([])
  })

  test('is bounded by number and by age', () => {
    const many = told(...Array.from({ length: 1_000 }, (_, i) => i))
    expect(many.rows.length).toBe(128 * 3)
    expect(takeAbout(many, mention('p0', 0).key)).toEqual([])
    expect(takeAbout(many, mention('p999', 0).key)).toEqual(['billing'])
    expect(told(0, HOUR_MS, DAY_MS + 2 * HOUR_MS).rows.length).toBe(3)
  })

  test('is a plain list of the last 128 complaints of a day, whatever is told, told anew or taken', () => {
    const nameOf = (id: string) => `t${Number(id.slice(1)) % 50}`
    const id = fc.nat(400).map((n) => `p${n}`)
    const action = fc.oneof(
      { weight: 97, arbitrary: fc.record({ id, afterMs: fc.nat(DAY_MS / 1_000) }) },
      { weight: 1, arbitrary: fc.record({ id, afterMs: fc.nat(DAY_MS) }) },
      { weight: 5, arbitrary: fc.record({ take: id }) },
    )
    fc.assert(
      fc.property(fc.array(action, { minLength: 300, maxLength: 600 }), (actions) => {
        const posts = emptyPosts()
        const ever = new Set<string>()
        let list: { id: string; at: number }[] = []
        let now = 0
        for (const one of actions) {
          const told = 'take' in one ? one.take : one.id
          const known = list.some(({ id }) => id === told)
          list = list.filter(({ id }) => id !== told)
          if ('take' in one) {
            const taken = takeAbout(posts.about, mention(told, 0).key)
            expect(taken).toEqual(known ? [nameOf(told)] : [])
            continue
          }
          now += one.afterMs
          const telling = ever.has(told) ? tell : tellNew
          telling(posts, told, now, nameOf(told))
          ever.add(told)
          list = [...list, { id: told, at: now }].slice(-128).filter(({ at }) => now - at <= DAY_MS)
        }
        expect(posts.about?.rows.length ?? 0).toBe(list.length * 3)
        for (const { id } of list)
          expect(takeAbout(posts.about, mention(id, 0).key)).toEqual([nameOf(id)])
      }),
      { numRuns: 30 },
    )
  })
})
