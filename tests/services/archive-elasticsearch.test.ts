/** The archive on a real Elasticsearch that is killed while it writes, and comes back. */

import { describe, expect, onTestFinished, test } from 'vitest'
import { startArchive } from '../../services/archive/service.ts'
import { type BrandMention, formatRecord } from '../../shared/core/mention.ts'
import { MINUTE_MS } from '../../shared/core/time.ts'
import type { Append } from '../../shared/edge/bus.ts'
import { createEvents } from '../../shared/edge/events.ts'
import { pseudonyms } from '../../shared/edge/pseudonym.ts'
import type { Store } from '../../shared/edge/store.ts'
import { openElasticsearchStore } from '../../shared/edge/store-elasticsearch.ts'
import { GROUPS, TOPICS } from '../../shared/edge/topics.ts'
import { until } from '../harness/bus-recorder.ts'
import { readDeadLetters } from '../harness/dead-letters.ts'
import { ownIndices } from '../harness/elasticsearch-indices.ts'
import { JOURNAL_START, mentionsOf, stormyDay } from '../harness/journal.ts'
import { openScoring } from '../harness/scoring-world.ts'
import { startElasticsearch } from '../harness/servers/elasticsearch.ts'
import { ownServer, SERVER_START_MAX_MS } from '../harness/servers/real-server.ts'

/** Two steps of the archive. */
const MENTIONS = 6_000
const LATER = 500

describe.skipIf(ownServer('elasticsearch').skipped)(
  'the archive',
  { timeout: SERVER_START_MAX_MS },
  () => {
    test('loses nothing and doubles nothing when the server dies in the middle of a write', async () => {
      const server = await startElasticsearch('elasticsearch')
      onTestFinished(() => server.remove())
      const world = await openScoring()
      const { bus } = world
      const mentions = numbered(0, MENTIONS)
      await bus.append(mentions.map(asRecord))

      const { prefix, refresh } = ownIndices(server.node)
      const store = openElasticsearchStore({ node: server.node, prefix, apiKey: undefined })
      onTestFinished(() => store.close())
      let kill: Promise<void> | undefined
      let writes = 0
      const dying: Store = {
        ...store,
        apply: async (changes) => {
          const applied = store.apply(changes)
          if (++writes === 2) kill = server.kill()
          return applied
        },
      }
      const problems: string[] = []
      const told = createEvents({ level: 'silent', elapsed: () => 0 })
      const events = {
        archived: told.archived,
        problem: (where: string, error: unknown) => problems.push(`${where}: ${error}`),
      }
      const authors = pseudonyms(new TextEncoder().encode('test'))
      const archive = startArchive({ bus, store: dying, events, authors })
      onTestFinished(() => archive.stop())

      await until('the archive says that the store is away', () => problems.length > 0)
      await kill
      expect(problems[0]).toMatch(/the store: StoreError: Elasticsearch at .* does not answer/)
      const committed = await bus.committed(GROUPS.archive, TOPICS.mentions, 0)
      expect(committed).toBeGreaterThan(0)
      // The log takes records as ever, and the archive's lag tells how many wait.
      const later = numbered(MENTIONS, MENTIONS + LATER)
      await bus.append([...later.map(asRecord), asDeletion(0), asDeletion(MENTIONS)])
      const [lag] = await bus.lag(GROUPS.archive, [TOPICS.mentions])
      expect(lag!.lag).toBe(MENTIONS + LATER + 2 - committed!)

      await server.start()
      await until('all is archived', async () =>
        (await bus.lag(GROUPS.archive, [TOPICS.mentions])).every((one) => one.lag === 0),
      )
      await refresh()
      const counted = await store.histogram({}, 1_000 * MINUTE_MS)
      expect(counted.reduce((sum, one) => sum + one.mentions, 0)).toBe(MENTIONS + LATER)
      expect(await idsIn(store)).toEqual([...mentions, ...later].map(({ id }) => id).sort())
      expect(await store.mention('acme', mentions[0]!.id)).toMatchObject({ text: '' })
      expect(await store.mention('acme', later[0]!.id)).toMatchObject({ text: '' })
      expect((await store.search({ text: 'Rechnungen 5999' })).mentions).toHaveLength(1)
      expect(await readDeadLetters(bus)).toEqual([])
    })
  },
)

function numbered(from: number, to: number): BrandMention[] {
  const [like] = mentionsOf(stormyDay('acme'))
  return Array.from({ length: to - from }, (_, i) => {
    const publishedAt = JOURNAL_START + (from + i) * 1_000
    const text = `Die Rechnung ${from + i} stimmt nicht`
    return { ...like!, id: `x:${from + i}`, text, publishedAt, observedAt: publishedAt }
  })
}

function asRecord(mention: BrandMention): Append {
  return { topic: TOPICS.mentions, key: 'acme', value: formatRecord(mention) }
}

function asDeletion(number: number): Append {
  const value = formatRecord({
    type: 'deletion',
    mentionId: `x:${number}`,
    brandId: 'acme',
    source: 'x',
    via: 'x',
    observedAt: JOURNAL_START + 1_000 * MINUTE_MS,
  })
  return { topic: TOPICS.mentions, key: 'acme', value }
}

async function idsIn(store: Store): Promise<string[]> {
  const ids: string[] = []
  for (let after: string | undefined; ; ) {
    const page = await store.search({ limit: 1_000, ...(after ? { after } : {}) })
    ids.push(...page.mentions.map(({ id }) => id))
    after = page.next
    if (after === undefined) return ids.sort()
  }
}
