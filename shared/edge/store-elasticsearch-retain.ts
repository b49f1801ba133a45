/**
 * Forgetting: by id, in slices, because what is older ends at an instant and not at the border of an index, because a
 * mention keeps its id when its time is corrected, and because not every Elasticsearch deletes by query.
 */

import { errors } from '@elastic/elasticsearch'
import type { EpochMs } from '../core/time.ts'
import type { RetentionRule, StoreChange } from './store.ts'
import { sendBulk, type Write } from './store-elasticsearch-bulk.ts'
import type { MentionSource } from './store-elasticsearch-document.ts'
import { INDEX_KINDS, type IndexKind, indexName, kindOf } from './store-elasticsearch-indices.ts'
import { type Query, scan } from './store-elasticsearch-scan.ts'
import { applyChanges, type Writer } from './store-elasticsearch-write.ts'
import { cleanText } from './store-merge.ts'

/** @returns how many mentions were found and emptied. */
export async function erase(
  writer: Writer,
  what: { mentionId: string } | { authorKey: string },
  at: EpochMs,
): Promise<number> {
  const index = indexName(writer.prefix, 'mentions')
  await refresh(writer, 'mentions')
  const whose: Query =
    'mentionId' in what
      ? { term: { id: cleanText(what.mentionId) } }
      : { term: { authorKey: cleanText(what.authorKey) } }
  const pages = scan<Pick<MentionSource, 'id' | 'brandId'>>(writer.client, {
    index,
    query: {
      bool: {
        filter: [whose, { exists: { field: 'publishedAt' } }],
        must_not: [{ exists: { field: 'deletedAt' } }],
      },
    },
    sort: ['_shard_doc'],
    _source: ['id', 'brandId'],
  })
  let erased = 0
  for await (const page of pages) {
    const deletions = page.map(({ _source }): StoreChange => {
      const { id: mentionId, brandId } = _source!
      return { type: 'deletion', brandId, mentionId, at }
    })
    const [refused] = await applyChanges(writer, deletions)
    if (refused) throw new RangeError(`erase: ${refused.reason}`)
    erased += deletions.length
  }
  return erased
}

/** @returns how many documents that anybody could see were removed. */
export async function retain(writer: Writer, rules: readonly RetentionRule[]): Promise<number> {
  let removed = 0
  for (const { kind, olderThan } of rules) {
    const index = kindOf(kind)
    await refresh(writer, index)
    const lt = Math.max(0, Math.ceil(olderThan))
    if (index === 'mentions') {
      await refresh(writer, 'engagement')
      removed += await remove(writer, index, { range: { publishedAt: { lt } } })
      await remove(writer, index, { range: { pendingAt: { lt } } })
    } else removed += await remove(writer, index, { range: { at: { lt } } })
  }
  await purge(writer)
  return removed
}

/** What is changed meanwhile stays, and goes the next time. @returns how many went. */
async function remove(writer: Writer, kind: IndexKind, query: Query): Promise<number> {
  const index = indexName(writer.prefix, kind)
  let removed = 0
  const pages = scan(writer.client, {
    index,
    query,
    sort: ['_shard_doc'],
    _source: false,
    seq_no_primary_term: true,
  })
  for await (const page of pages) {
    const ids = page.map(({ _id }) => _id!)
    // First what belongs to them: whoever is interrupted finds the mentions again.
    if (kind === 'mentions') await remove(writer, 'engagement', { terms: { mention: ids } })
    const writes = page.map(({ _id, _seq_no, _primary_term }): Write => {
      return { action: 'delete', index, id: _id!, ifSeqNo: _seq_no!, ifPrimaryTerm: _primary_term! }
    })
    const outcomes = await sendBulk(writer, writes)
    removed += outcomes.filter((outcome) => outcome === 'done').length
  }
  return removed
}

/** So long the caller waits; a longer merge goes on in the server. */
const PURGE_MS = 60_000

/**
 * Lucene only marks a document as gone; its bytes leave the disk when the segments that hold it are written anew. A
 * server keeps what was changed within the last half minute for its replicas: that goes the next time.
 */
async function purge({ client, prefix }: Writer): Promise<void> {
  const ours = {
    index: INDEX_KINDS.map((kind) => indexName(prefix, kind)),
    ignore_unavailable: true,
  }
  try {
    // What no commit covers yet is kept, too.
    await client.indices.flush(ours)
    await client.indices.forcemerge(
      { ...ours, only_expunge_deletes: true },
      { requestTimeout: PURGE_MS },
    )
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error
  }
}

async function refresh({ client, prefix }: Writer, kind: IndexKind): Promise<void> {
  await client.indices.refresh({ index: indexName(prefix, kind), ignore_unavailable: true })
}
