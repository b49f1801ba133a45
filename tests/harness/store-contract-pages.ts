/** Pages, filters, counts and terms. */

import { expect, test } from 'vitest'
import type { MentionDocument, SearchQuery, StoreChange } from '../../shared/edge/store.ts'
import { put, said, T0, thread, type Use } from './store-samples.ts'

/** Five seconds with three mentions each, two of them in the same millisecond. */
const crowd = put(
  ...Array.from({ length: 15 }, (_, i) =>
    said('treffer', {
      id: `p${String((i * 7) % 15).padStart(2, '0')}`,
      publishedAt: T0 + Math.floor(i / 3) * 1_000 + (i % 3 === 0 ? 500 : 0),
      source: i % 2 === 0 ? 'mastodon' : 'bluesky',
      pNeg: i / 15,
    }),
  ),
)

export function pageTests(use: Use): void {
  async function walk(query: SearchQuery): Promise<MentionDocument[]> {
    const mentions: MentionDocument[] = []
    let after: string | undefined
    do {
      const page = await use.store.search(after === undefined ? query : { ...query, after })
      expect(page.mentions.length).toBeLessThanOrEqual(query.limit ?? 50)
      mentions.push(...page.mentions)
      after = page.next
    } while (after !== undefined)
    return mentions
  }

  test.each([1, 2, 4, 15, 100])('pages of %i hold everything once, newest first', async (limit) => {
    await use.apply(crowd)
    for (const query of [{}, { brandId: 'acme' }, { text: 'treffer' }]) {
      const mentions = await walk({ ...query, limit })
      expect(mentions.map((one) => one.id)).toEqual(inOrder(crowd))
    }
  })

  test('a page stays what it is while new mentions come', async () => {
    await use.apply(crowd)
    const first = await use.store.search({ limit: 4 })
    const newer = ['p99', 'q01'].map((id) => said('neu', { id, publishedAt: T0 + 60_000 }))
    await use.apply(put(...newer))
    const rest = await walk({ limit: 4, after: first.next! })
    expect([...first.mentions, ...rest].map((one) => one.id)).toEqual(inOrder(crowd))
  })
}

export function filterTests(use: Use): void {
  test('filters by source, time and negativity, each and together', async () => {
    await use.apply(crowd)
    const all = crowd.flatMap((change) => (change.type === 'mention' ? [change.document] : []))
    const cases: [SearchQuery, (one: MentionDocument) => boolean][] = [
      [{ sources: ['bluesky'] }, (one) => one.source === 'bluesky'],
      [{ sources: ['x', 'mastodon'] }, (one) => one.source === 'mastodon'],
      [{ sources: [] }, () => false],
      [{ fromAt: T0 + 1_500 }, (one) => one.publishedAt >= T0 + 1_500],
      [{ toAt: T0 + 1_500 }, (one) => one.publishedAt < T0 + 1_500],
      [{ minPNeg: 0.4 }, (one) => one.pNeg! >= 0.4],
      [
        { sources: ['bluesky'], fromAt: T0 + 1_000, toAt: T0 + 4_000, minPNeg: 0.2 },
        (one) =>
          one.source === 'bluesky' &&
          one.publishedAt >= T0 + 1_000 &&
          one.publishedAt < T0 + 4_000 &&
          one.pNeg! >= 0.2,
      ],
    ]
    for (const [query, holds] of cases) {
      const expected = all.filter(holds).map((one) => one.id)
      for (const more of [{}, { brandId: 'acme' }, { text: 'treffer -fehlt' }]) {
        expect(await use.found({ ...query, ...more })).toEqual(expected.sort())
      }
    }
  })

  test('a limit is kept within 1 and 1,000', async () => {
    await use.apply(crowd)
    expect((await use.store.search({ limit: 0 })).mentions).toHaveLength(1)
    expect((await use.store.search({ limit: -5 })).mentions).toHaveLength(1)
    expect((await use.store.search({ limit: 1e9 })).mentions).toHaveLength(15)
    expect((await use.store.search({ limit: Number.NaN })).mentions).toHaveLength(15)
  })
}

function inOrder(changes: readonly StoreChange[]): string[] {
  return changes
    .flatMap((change) => (change.type === 'mention' ? [change.document] : []))
    .sort((a, b) => b.publishedAt - a.publishedAt || (a.id < b.id ? -1 : 1))
    .map((one) => one.id)
}

export function countTests(use: Use): void {
  const MINUTE = 60_000

  test('the histogram counts mentions and negatives a step, gaps left out', async () => {
    const at = (id: string, offset: number, pNeg: number | null) =>
      said('zähl mich', { id, publishedAt: T0 + offset, pNeg })
    await use.apply(
      put(
        at('a', 0, 0.5),
        at('b', MINUTE - 1, 0.49),
        at('c', 3 * MINUTE, null),
        at('d', 3 * MINUTE, 1),
      ),
    )
    const expected = [
      { at: T0, mentions: 2, negatives: 1 },
      { at: T0 + 3 * MINUTE, mentions: 2, negatives: 1 },
    ]
    for (const query of [{}, { brandId: 'acme' }, { text: 'zähl' }]) {
      expect(await use.store.histogram(query, MINUTE)).toEqual(expected)
    }
    expect(await use.store.histogram({ fromAt: T0 + 1 }, MINUTE)).toEqual([
      { at: T0, mentions: 1, negatives: 0 },
      expected[1],
    ])
    expect(await use.store.histogram({ brandId: 'nobody' }, MINUTE)).toEqual([])
  })

  test.each([0, -1, 0.5, Number.NaN])('a step of %d is a RangeError', async (stepMs) => {
    const asked = use.store.histogram({}, stepMs)
    await expect(asked).rejects.toMatchObject({ name: 'RangeError' })
  })

  test('terms count mentions, not words', async () => {
    await use.apply(thread('Akku Akku kaputt', 'akku müde', 'ganz anders, a b c', '退款 😡😡'))
    expect(await use.store.terms({}, 2)).toEqual([
      { term: 'akku', mentions: 2 },
      { term: 'anders', mentions: 1 },
    ])
    const counted = await use.store.terms({ brandId: 'acme' }, 100)
    expect(counted).toContainEqual({ term: 'muede', mentions: 1 })
    expect(counted).toContainEqual({ term: '退款', mentions: 1 })
    expect(counted).toContainEqual({ term: '😡', mentions: 1 })
    expect(counted.some(({ term }) => term === 'a')).toBe(false)
    expect(await use.store.terms({ text: 'kaputt' }, 10)).toEqual([
      { term: 'akku', mentions: 1 },
      { term: 'kaputt', mentions: 1 },
    ])
  })
}
