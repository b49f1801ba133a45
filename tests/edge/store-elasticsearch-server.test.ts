/** What only a real Elasticsearch can show, beside the contract: its own refusals, races, and what is left behind. */

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Store, StoreChange } from '../../shared/edge/store.ts'
import { openElasticsearchStore } from '../../shared/edge/store-elasticsearch.ts'
import { probeElasticsearch } from '../../shared/edge/store-elasticsearch-probe.ts'
import { type Indices, ownIndices } from '../harness/elasticsearch-indices.ts'
import { SERVER_START_MAX_MS, sharedElasticsearch } from '../harness/servers/real-server.ts'
import { deletion, put, said, score, T0, thread } from '../harness/store-samples.ts'

describe.each(['elasticsearch', 'elasticsearch9'] as const)('%s', (name) => {
  const server = sharedElasticsearch(name)
  describe.skipIf(server.skipped)('runs', () => {
    let node: string
    const all: Indices[] = []
    beforeAll(async () => {
      node = (await server.address()).node
    }, SERVER_START_MAX_MS)
    afterAll(() => Promise.all(all.map((indices) => indices.remove())))

    function own(): Indices & { open(): Store } {
      const indices = ownIndices(node)
      all.push(indices)
      const open = () => {
        const store = openElasticsearchStore({ node, prefix: indices.prefix, apiKey: undefined })
        onTestFinished(() => store.close())
        return store
      }
      return { ...indices, open }
    }

    test('what the mapping refuses comes back with its reason, the rest is stored', async () => {
      const { open, ask, prefix, refresh } = own()
      const store = open()
      await store.apply(put(said('eins', { lang: null })))
      const strict = { properties: { lang: { type: 'long' } } }
      await ask('PUT', `${prefix}-mentions/_mapping`, strict)
      const [bad, good] = put(said('zwei', { id: 'bad' }), said('drei', { id: 'good', lang: null }))
      const rejected = await store.apply([bad!, good!])
      expect(rejected.map(({ change }) => change)).toEqual([bad])
      expect(rejected[0]!.reason).toMatch(/^Elasticsearch refuses it: .*lang/)
      await refresh()
      const { mentions } = await store.search({})
      expect(mentions.map(({ id }) => id)).toEqual(['good', 'mastodon:1'])
    })

    test('two writers of the same mentions lose nothing', async () => {
      const { open, refresh } = own()
      const [one, other] = [open(), open()]
      const first = thread(...Array.from({ length: 50 }, (_, i) => `wort${i}`))
      const scores = first.map((_, i) => score(0.5 + i / 100, T0 + i * 1_000, `m${i}`))
      const edits = put(
        ...first.map((_, i) =>
          said(`edit${i}`, { id: `m${i}`, publishedAt: T0 + i * 1_000, observedAt: T0 + 99_000 }),
        ),
      )
      const gone = first.map((_, i) => deletion(T0 + 100_000, `m${i}`)).slice(25)
      await Promise.all([
        one.apply(first),
        other.apply(edits),
        one.apply(scores),
        other.apply(gone),
        one.apply(edits),
      ])
      await refresh()
      const { mentions } = await one.search({ limit: 100 })
      expect(mentions.length).toBe(50)
      for (const { id, text, observedAt, deletedAt } of mentions) {
        const i = Number(id.slice(1))
        expect([text, observedAt, deletedAt], id).toEqual([
          i < 25 ? `edit${i}` : '',
          T0 + 99_000,
          i < 25 ? null : T0 + 100_000,
        ])
      }
    })

    test('an index that somebody else made is refused in words', async () => {
      const { open, ask, prefix } = own()
      await ask('PUT', `${prefix}-mentions`, {
        mappings: { properties: { tokens: { type: 'keyword' } } },
      })
      const applied = open().apply(put(said('eins')))
      await expect(applied).rejects.toMatchObject({
        reason: 'mapping',
        message: expect.stringMatching(/is not ours or was changed .*tokens.* store\.prefix/s),
      })
    })

    test('an index of a newer version is refused in words', async () => {
      const { open, ask, prefix } = own()
      await ask('PUT', `${prefix}-storms`, { mappings: { _meta: { layout: 99 } } })
      await expect(open().search({})).rejects.toThrow(/newer version \(layout 99\)/)
    })

    test('an index that takes no writes is no fault of the documents', async () => {
      const { open, ask, prefix, node } = own()
      const store = open()
      await store.apply(put(said('eins')))
      const block = (on: boolean | null) =>
        ask('PUT', `${prefix}-mentions/_settings`, { 'index.blocks.read_only_allow_delete': on })
      await block(true)
      const applied = store.apply(put(said('zwei', { id: 'b' })))
      await expect(applied).rejects.toMatchObject({ reason: 'read-only' })
      const found = await probeElasticsearch({ node, prefix, apiKey: undefined })
      expect(found).toMatchObject({ ok: false, says: expect.stringContaining('remove the block') })
      await block(null)
      expect(await store.apply(put(said('zwei', { id: 'b' })))).toEqual([])
    })

    test('an index that is thrown away while it runs comes again as it was', async () => {
      const { open, ask, prefix, refresh } = own()
      const store = open()
      await store.apply(put(said('eins')))
      await ask('DELETE', `${prefix}-mentions`)
      expect(await store.mention('acme', 'mastodon:1')).toBeUndefined()
      expect(await store.search({ text: 'eins' })).toEqual({ mentions: [] })
      await store.apply(put(said('zwei', { id: 'b' })))
      await refresh()
      expect((await store.search({ text: 'zwei' })).mentions).toHaveLength(1)
      const { [`${prefix}-mentions`]: index } = await ask('GET', `${prefix}-mentions/_mapping`)
      expect(index).toMatchObject({ mappings: { dynamic: 'false', _meta: { layout: 1 } } })
    })

    test('fields of strangers never become fields of ours', async () => {
      const { open, ask, prefix } = own()
      const store = open()
      const odd = { ...said('eins'), evil: { a: 1 }, __proto__: { b: 2 } }
      await store.apply(put(odd))
      const { [`${prefix}-mentions`]: index } = await ask('GET', `${prefix}-mentions/_mapping`)
      const { mappings } = index as { mappings: { properties: object } }
      expect(Object.keys(mappings.properties)).not.toContain('evil')
      expect(Object.keys(mappings.properties).sort()).toEqual(MAPPED)
    })

    test('longer answers than one page of the server come whole', async () => {
      const { open, refresh } = own()
      const store = open()
      const MINUTE = 60_000
      const many = Array.from({ length: 2_100 }, (_, i) => i)
      const mentions = many.map((i) =>
        said('gleich', { id: `g${i}`, publishedAt: T0 + i * MINUTE }),
      )
      const points = many.slice(0, 1_100).map((i): StoreChange => {
        const counts = { likes: i, comments: 0, shares: 0, views: null }
        return {
          type: 'engagement',
          point: { mentionId: 'g0', brandId: 'acme', at: T0 + i, ...counts },
        }
      })
      expect(await store.apply([...put(...mentions), ...points])).toEqual([])
      await refresh()
      const steps = await store.histogram({ text: 'gleich' }, MINUTE)
      expect(steps.map(({ at }) => (at - T0) / MINUTE)).toEqual(many)
      const likes = (await store.engagement('acme', 'g0')).map((point) => point.likes)
      expect(likes).toEqual(many.slice(0, 1_100))
      expect(await store.terms({}, 1)).toEqual([{ term: 'gleich', mentions: 2_100 }])
      expect(await store.retain([{ kind: 'mention', olderThan: T0 + 1_050 * MINUTE }])).toBe(1_050)
      expect(await store.engagement('acme', 'g0')).toEqual([])
    })

    test('doctor sees its version, its health and its disk', async () => {
      const { ok, says } = await probeElasticsearch({ node, apiKey: undefined })
      expect(says).toMatch(
        /^Elasticsearch \d+\.\d+\.\d+ at http.*, (green|yellow), 1 node, fullest disk \d+ %/,
      )
      expect(ok || says.includes('make room')).toBe(true)
    })
  })
})

test('doctor says when nobody answers', async () => {
  const found = await probeElasticsearch({ node: 'http://127.0.0.1:1', apiKey: undefined })
  expect(found).toMatchObject({ ok: false, says: expect.stringContaining('start it') })
})

const MAPPED = [
  'authorKey',
  'brandId',
  'deletedAt',
  'id',
  'pNeg',
  'pendingAt',
  'publishedAt',
  'source',
  'tokens',
]
