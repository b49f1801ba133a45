/** Both stores beside each other: the same changes and the same questions, the same answers. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SearchQuery, Store, StoreChange } from '../../shared/edge/store.ts'
import { openElasticsearchStore } from '../../shared/edge/store-elasticsearch.ts'
import { openSqliteStore } from '../../shared/edge/store-sqlite.ts'
import { type Indices, ownIndices } from '../harness/elasticsearch-indices.ts'
import { SERVER_START_MAX_MS, sharedElasticsearch } from '../harness/servers/real-server.ts'
import { deletion, said, score, T0 } from '../harness/store-samples.ts'

/** Words of both languages in their forms, of scripts without blanks, and what is syntax elsewhere. */
const WORDS = (
  'Rechnung Rechnungen RECHNUNG rechnungs Kunde Kunden schön schon schöne schoene Straße Strasse Käse Kaese ' +
  'kündigen Kündigung gekündigt Haus Häuser complaint complaints complained running runs run service services ' +
  'delivered delivery Hotline hotlines der die das und was was? nicht NOT AND OR to_be e-mail E-Mail #AcmeFail ' +
  '@acme_hilft 3,5 0x80 退款 我要求退款 サービス 삼성이 خدمة Ужасный сервис 😡 👎🏽 🇩🇪 u\u0308bel Café cafe * ( ) "'
).split(' ')
const word = fc.constantFrom(...WORDS)
const text = fc.array(word, { minLength: 5, maxLength: 40 }).map((words) => words.join(' '))
const id = fc.constantFrom('a', 'b', 'ä', 'Z', '\u{1f600}', '\uffee', 'c1', 'c10', 'c2')
const brandId = fc.constantFrom('acme', 'zeta')
const at = fc.integer({ min: 0, max: 5_000 }).map((ms) => T0 + ms)

const mentionChange: fc.Arbitrary<StoreChange> = fc
  .record({
    id,
    brandId,
    text,
    source: fc.constantFrom('mastodon', 'bluesky'),
    publishedAt: at,
    pNeg: fc.constantFrom(null, 0, 0.1, 0.3, 0.5, 0.7, 1),
  })
  // One version a mention and instant: two at once have no order.
  .chain((one) =>
    at.map((observedAt) => {
      const whole = said(one.text, { ...one, text: `${one.text} v${observedAt}`, observedAt })
      return { type: 'mention', document: { ...whole, publishedAt: one.publishedAt } }
    }),
  )
const change: fc.Arbitrary<StoreChange> = fc.oneof(
  { weight: 6, arbitrary: mentionChange },
  {
    weight: 2,
    arbitrary: fc.tuple(id, at, fc.constantFrom(0.2, 0.5, 0.9)).map(([i, a, p]) => score(p, a, i)),
  },
  { weight: 1, arbitrary: fc.tuple(id, at).map(([i, a]) => deletion(a, i)) },
)

const asked = fc.oneof(
  { weight: 1, arbitrary: fc.constant('') },
  { weight: 5, arbitrary: word },
  { weight: 2, arbitrary: fc.tuple(word, word).map((two) => two.join(' ')) },
  { weight: 1, arbitrary: fc.tuple(word, word).map((two) => `"${two.join(' ')}"`) },
  { weight: 2, arbitrary: word.map((one) => `-${one}`) },
  { weight: 1, arbitrary: fc.tuple(word, word, word).map(([a, b, c]) => `${a} -"${b} ${c}"`) },
)
const filters: fc.Arbitrary<SearchQuery> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.record({ sources: fc.subarray(['mastodon', 'bluesky', 'x']) }) },
  { weight: 1, arbitrary: fc.record({ fromAt: at, toAt: at }) },
  { weight: 1, arbitrary: fc.record({ minPNeg: fc.constantFrom(0, 0.1, 0.3, 0.5, 0.9) }) },
)
const query: fc.Arbitrary<SearchQuery> = fc
  .tuple(asked, brandId, filters)
  .map(([text, brandId, filter]) => ({ text, brandId, ...filter }))

const server = sharedElasticsearch()

describe.skipIf(server.skipped)('SQLite and Elasticsearch', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sturmwarte-both-'))
  let indices: Indices
  let stores: readonly [Store, Store]
  beforeAll(async () => {
    indices = ownIndices((await server.address()).node)
    const { node, prefix } = indices
    stores = [
      openSqliteStore({ path: join(folder, 'store.db') }),
      openElasticsearchStore({ node, prefix, apiKey: undefined }),
    ]
  }, SERVER_START_MAX_MS)
  afterAll(async () => {
    for (const store of stores ?? []) await store.close()
    await indices?.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  test('find the same mentions, count the same and name the same terms', async () => {
    let found = 0
    let runs = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(change, { minLength: 5, maxLength: 30 }), { minLength: 1, maxLength: 3 }),
        fc.array(query, { minLength: 6, maxLength: 12 }),
        async (batches, queries) => {
          const mark = `-${++runs}`
          for (const batch of batches) {
            const changes = batch.map((one) => marked(one, mark))
            for (const store of stores) expect(await store.apply(changes)).toEqual([])
          }
          await indices.refresh()
          const ours = queries.map((one) => ({ ...one, brandId: one.brandId! + mark }))
          const [small, large] = await Promise.all(
            stores.map((store) => Promise.all(ours.map((one) => answers(store, one)))),
          )
          for (const [i, one] of ours.entries()) {
            expect(large![i], JSON.stringify(one)).toEqual(small![i])
            found += small![i]!.mentions.length
          }
        },
      ),
      { numRuns: 20 },
    )
    // Else the answers are the same because they are empty.
    expect(found).toBeGreaterThan(60)
  })
})

async function answers(store: Store, query: SearchQuery) {
  const mentions: unknown[] = []
  for (let after: string | undefined; ; ) {
    const page = await store.search({ ...query, limit: 4, ...(after ? { after } : {}) })
    mentions.push(...page.mentions)
    after = page.next
    if (after === undefined) break
  }
  return {
    mentions,
    histogram: await store.histogram(query, 1_000),
    terms: await store.terms(query, 20),
  }
}

/** Brands of its own for each run, so that one pair of stores serves all. */
function marked(change: StoreChange, mark: string): StoreChange {
  if (change.type === 'mention') {
    const { document } = change
    return { ...change, document: { ...document, brandId: document.brandId + mark } }
  }
  if (change.type === 'score' || change.type === 'deletion')
    return { ...change, brandId: change.brandId + mark }
  return change
}
