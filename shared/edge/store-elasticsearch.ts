/**
 * The store on Elasticsearch 8 and 9: for more than one machine holds, and for several services at once. Opened
 * without a server: it connects when it is first asked, and every call that cannot be done says in a sentence why
 * (`StoreError`), so that the archive tries again and the log keeps what is not stored.
 *
 * What was applied is durable, and found by `mention` at once, by questions within a second (`refresh_interval`).
 */

import type { Store } from './store.ts'
import { BULK_LIMITS, type BulkLimits } from './store-elasticsearch-bulk.ts'
import {
  ElasticsearchConnection,
  type ElasticsearchSettings,
} from './store-elasticsearch-client.ts'
import * as read from './store-elasticsearch-read.ts'
import { erase, retain } from './store-elasticsearch-retain.ts'
import { applyChanges, type Writer } from './store-elasticsearch-write.ts'

export type { ElasticsearchSettings } from './store-elasticsearch-client.ts'
export { StoreError } from './store-elasticsearch-errors.ts'

/** Connects with the first call, not now. Every call throws StoreError or, for a bad question, RangeError. */
export function openElasticsearchStore(
  settings: ElasticsearchSettings,
  limits: BulkLimits = BULK_LIMITS,
): Store {
  const connection = new ElasticsearchConnection(settings)
  const closing = new AbortController()
  const { node, prefix } = connection
  const asked = <T>(work: (writer: Writer) => Promise<T>): Promise<T> =>
    connection.with((client) => work({ client, node, prefix, limits, signal: closing.signal }))
  return {
    apply: (changes) => asked((writer) => applyChanges(writer, changes)),
    mention: (brandId, mentionId) => asked((reader) => read.mention(reader, brandId, mentionId)),
    engagement: (brandId, mentionId) =>
      asked((reader) => read.engagement(reader, brandId, mentionId)),
    search: (query) => asked((reader) => read.search(reader, query)),
    histogram: (query, stepMs) => asked((reader) => read.histogram(reader, query, stepMs)),
    terms: (query, limit) => asked((reader) => read.terms(reader, query, limit)),
    records: (kind, query) => asked((reader) => read.records(reader, kind, query)),
    erase: (what, at) => asked((writer) => erase(writer, what, at)),
    retain: (rules) => asked((writer) => retain(writer, rules)),
    close: async () => {
      closing.abort()
      await connection.close()
    },
  }
}
