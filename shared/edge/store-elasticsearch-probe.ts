/** A look at Elasticsearch for `doctor`: does it answer, is it new enough, well, and is there room. Changes nothing. */

import {
  ElasticsearchConnection,
  type ElasticsearchSettings,
} from './store-elasticsearch-client.ts'
import { INDEX_KINDS, indexName } from './store-elasticsearch-indices.ts'

export interface StoreFinding {
  readonly ok: boolean
  /** What was found, and where it is not well, what to do. */
  readonly says: string
}

/** Elasticsearch itself stops writing at 95 % (flood stage) and moves nothing to a node above 85 %. */
const FULL_SHARE = 0.85

export async function probeElasticsearch(settings: ElasticsearchSettings): Promise<StoreFinding> {
  const connection = new ElasticsearchConnection(settings)
  try {
    return await connection.look(async (client, version) => {
      const { status, number_of_nodes: nodes } = await client.cluster.health()
      const { prefix } = connection
      const blocked = await client.indices.getSettings({
        index: INDEX_KINDS.map((kind) => indexName(prefix, kind)),
        ignore_unavailable: true,
        name: 'index.blocks.*',
      })
      const { nodes: disks } = await client.nodes.stats({ metric: 'fs' })
      const used = Object.values(disks).map(({ fs }) => {
        const { total_in_bytes: total = 0, available_in_bytes: free = 0 } = fs?.total ?? {}
        return total === 0 ? 0 : 1 - free / total
      })
      const fullest = Math.max(0, ...used)
      const found = `Elasticsearch ${version} at ${settings.node}, ${status}, ${nodes} ${nodes === 1 ? 'node' : 'nodes'}, fullest disk ${Math.round(fullest * 100)} %`
      const readOnly = Object.keys(blocked)
      const advice = [
        status === 'red' ? 'some of its data is out of reach; see _cluster/health there' : '',
        fullest >= FULL_SHARE ? 'make room: it stops writing when a disk is full' : '',
        readOnly.length > 0 ? `${readOnly.join(', ')} cannot be written; remove the block` : '',
      ].filter((text) => text !== '')
      return { ok: advice.length === 0, says: [found, ...advice].join('; ') }
    })
  } catch (error) {
    return { ok: false, says: (error as Error).message }
  } finally {
    await connection.close()
  }
}
