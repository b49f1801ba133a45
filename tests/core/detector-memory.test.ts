/** What is kept of a brand is bounded, and what is written down of it can be read back or is refused. */

import { describe, expect, test } from 'vitest'
import { detector } from '../../shared/core/detector.ts'
import { DEFAULT_POLICY } from '../../shared/core/policy.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { mention, sample } from '../harness/records.ts'
import { seededRandom } from '../harness/seeded-random.ts'

const START = Date.UTC(2026, 2, 2)
/** Thinned, so that the test takes seconds; still more than are followed at a time. */
const MENTIONS_A_DAY = 300
const SNAPSHOT_MAX = 512 * 1024

describe('memory is bounded', () => {
  test('a year of a loud brand', () => {
    const random = seededRandom(5)
    const state = detector.initial('acme')
    let largest = 0
    for (let i = 0; i < 365 * MENTIONS_A_DAY; i++) {
      const at = START + Math.floor((i * DAY_MS) / MENTIONS_A_DAY)
      const id = `mastodon:https://example.social/users/u${i % 5_000}/statuses/${11_000_000 + i}`
      detector.step(state, mention(id, at, { pNegMilli: Math.floor(1_000 * random() ** 3) }))
      if (i % 5 === 0) detector.step(state, sample(id, at, Math.floor(500 * random() ** 8)))
      if (i % 50_000 === 0) largest = Math.max(largest, detector.snapshot(state).length)
    }
    largest = Math.max(largest, detector.snapshot(state).length)
    expect(largest).toBeLessThan(SNAPSHOT_MAX)
  })

  test('the worst case: as many large posts with long ids as may be followed, polled often, seen sets full, and hours of critics with long words', () => {
    const policy = DEFAULT_POLICY
    const random = seededRandom(6)
    const words = Array.from({ length: 4_000 }, (_, i) => `unüblich${i} unübliches${i}`)
    const said = (i: number) => ({
      terms: Array.from({ length: 8 }, () => words[Math.floor(4_000 * random() ** 2)]!),
      ...{ wording: 2 ** 51 + i, link: 2 ** 52 + i, cues: 3, accountDays: 1_000 },
    })
    const more = (i: number) => ({ said: said(i), source: `source-${i % 40}`, kind: 'article' })
    const state = detector.initial('acme')
    detector.step(state, { type: 'policy', policyId: 'large', at: 0, policy, brands: {} })
    const long = (i: number) => `mastodon:https://${'a'.repeat(160)}.example/${10_000_000 + i}`
    let at = START
    for (let i = 0; i < 11_000; i++) detector.step(state, mention(long(i), at + 980 * i, more(i)))
    at += 11_000 * 980
    for (let poll = 1; poll <= 8; poll++) {
      at += 1 * MINUTE_MS
      for (let i = 9_000; i < 11_000; i++) detector.step(state, sample(long(i), at, 1e6 * poll + i))
    }
    at += MINUTE_MS
    detector.advance(state, at)
    for (let i = 9_000; i < 9_300; i++) detector.step(state, sample(long(i), at, 500))
    for (let i = 0; i < 900; i++) detector.step(state, mention(long(20_000 + i), at, more(i)))
    expect(state.posts.table.index.size).toBeGreaterThan(1_900)
    expect(state.talk!.critics.length).toBeGreaterThan(170)
    expect(state.talk!.channels.length).toBeLessThanOrEqual(13)
    expect(state.articles.length).toBeLessThanOrEqual(16)
    expect(state.seen.now + state.seen.before).toBeGreaterThan(10_000)
    expect(detector.snapshot(state).length).toBeLessThan(SNAPSHOT_MAX)
  })

  test('a quiet brand takes a few kilobytes', () => {
    const state = detector.initial('acme')
    for (let i = 0; i < 20; i++) detector.step(state, mention(`x:${i}`, START + i * HOUR_MS))
    expect(detector.snapshot(state).length).toBeLessThan(8_192)
  })

  test('a snapshot of another layout is refused in words', () => {
    const bytes = detector.snapshot(detector.initial('acme'))
    bytes[3] = 77
    expect(() => detector.restore('acme', bytes)).toThrow(/layout 77.*remove the snapshot/)
    expect(() => detector.restore('acme', new Uint8Array(3))).toThrow(RangeError)
    const oldLayout = new TextEncoder().encode('[1,{"brandId":"acme"}]')
    expect(() => detector.restore('acme', oldLayout)).toThrow(RangeError)
  })
})
