/** That what was deleted leaves the disk, in a file of its own because it waits half a minute for a real server. */

import { describe, expect, onTestFinished, test } from 'vitest'
import { openElasticsearchStore } from '../../shared/edge/store-elasticsearch.ts'
import { until } from '../harness/bus-recorder.ts'
import { ownIndices } from '../harness/elasticsearch-indices.ts'
import { SERVER_START_MAX_MS, sharedElasticsearch } from '../harness/servers/real-server.ts'
import { deletion, T0, thread } from '../harness/store-samples.ts'

const server = sharedElasticsearch()

describe.skipIf(server.skipped)('Elasticsearch', { timeout: SERVER_START_MAX_MS }, () => {
  test('keeps no deleted document in its segments after retention', async () => {
    const { node, prefix, refresh, remove } = ownIndices((await server.address()).node)
    const store = openElasticsearchStore({ node, prefix, apiKey: undefined })
    onTestFinished(async () => {
      await store.close()
      await remove()
    })
    const shard = async () => {
      const answer = await fetch(`${node}/${prefix}-mentions/_stats/docs?level=shards`)
      const { indices } = (await answer.json()) as Stats
      return indices[`${prefix}-mentions`]!.shards['0']![0]!
    }
    await store.apply(thread(...Array.from({ length: 200 }, (_, i) => `wort${i} geheim`)))
    await refresh()
    await store.apply(Array.from({ length: 100 }, (_, i) => deletion(T0 + 300_000, `m${i}`)))
    await refresh()
    expect((await shard()).docs).toMatchObject({ count: 200, deleted: 100 })
    await until('the server keeps nothing of it for replicas any more', async () => {
      const { retention_leases, seq_no } = await shard()
      return retention_leases.leases.every((one) => one.retaining_seq_no > seq_no.max_seq_no)
    })
    await store.retain([])
    expect((await shard()).docs).toMatchObject({ count: 200, deleted: 0 })
    await refresh()
    expect((await store.search({ text: 'wort150' })).mentions).toHaveLength(1)
    expect((await store.search({ text: 'wort50' })).mentions).toEqual([])
  })
})

interface Stats {
  readonly indices: Readonly<
    Record<
      string,
      {
        readonly shards: Readonly<
          Record<
            string,
            readonly {
              readonly docs: { readonly count: number; readonly deleted: number }
              readonly seq_no: { readonly max_seq_no: number }
              readonly retention_leases: {
                readonly leases: readonly { readonly retaining_seq_no: number }[]
              }
            }[]
          >
        >
      }
    >
  >
}
