/**
 * One batch of changes: read what is known of the mentions concerned, merge by the rules that both stores share, write
 * what became different, and only if nobody else did in between; else once more. So neither a redelivered record nor
 * a second writer ever puts something older over something newer. Not atomic, but harmless when repeated.
 */

import type { Client } from '@elastic/elasticsearch'
import type { Rejected, StoreChange } from './store.ts'
import { refusal } from './store-check.ts'
import { type Bulk, type Outcome, sendBulk, type Write } from './store-elasticsearch-bulk.ts'
import {
  documentId,
  type MentionSource,
  mentionKey,
  mentionSource,
  pointSource,
  recordSource,
  stateOf,
} from './store-elasticsearch-document.ts'
import { StoreError } from './store-elasticsearch-errors.ts'
import { indexName, kindOf } from './store-elasticsearch-indices.ts'
import { cleanText, type MentionChange, type MentionState, mergeMention } from './store-merge.ts'

export interface Writer extends Bulk {
  readonly client: Client
  readonly prefix: string
}

/** Everything of one batch about one mention. */
interface Touched {
  readonly key: string
  readonly id: string
  readonly brandId: string
  readonly changes: MentionChange[]
}

/** More than this often at once nobody writes one mention. */
const MAX_ROUNDS = 10
/** Mentions read with one request. */
const READ_AT_ONCE = 500

/** Durable when resolved. @returns what is refused, in no order */
export async function applyChanges(
  writer: Writer,
  changes: readonly StoreChange[],
): Promise<Rejected[]> {
  const rejected: Rejected[] = []
  const plain: { readonly change: StoreChange; readonly write: Write }[] = []
  const touched = new Map<string, Touched>()
  for (const change of changes) {
    const reason = refusal(change)
    if (reason !== undefined) rejected.push({ change, reason })
    else if (change.type === 'engagement' || change.type === 'record') {
      plain.push({ change, write: plainWrite(writer.prefix, change) })
    } else touch(touched, change)
  }
  const outcomes = await sendBulk(
    writer,
    plain.map(({ write }) => write),
  )
  // A conflict means that a later state of the same record is there already.
  for (const [i, { change }] of plain.entries()) refuse(rejected, [change], outcomes[i])
  await mergeAll(writer, [...touched.values()], rejected)
  return rejected
}

function plainWrite(
  prefix: string,
  change: Extract<StoreChange, { type: 'engagement' | 'record' }>,
): Write {
  if (change.type === 'engagement') {
    const document = pointSource(change.point)
    const id = documentId(document.mention, document.at)
    return { action: 'index', index: indexName(prefix, 'engagement'), id, document }
  }
  const { record } = change
  const document = recordSource(record)
  const index = indexName(prefix, kindOf(record.kind))
  return { action: 'index', index, id: documentId(document.id), document, version: record.at }
}

function touch(touched: Map<string, Touched>, change: MentionChange): void {
  const isMention = change.type === 'mention'
  const id = cleanText(isMention ? change.document.id : change.mentionId)
  const brandId = cleanText(isMention ? change.document.brandId : change.brandId)
  const key = mentionKey(brandId, id)
  const known = touched.get(key)
  if (known) known.changes.push(change)
  else touched.set(key, { key, id, brandId, changes: [change] })
}

async function mergeAll(
  writer: Writer,
  touched: readonly Touched[],
  rejected: Rejected[],
): Promise<void> {
  let open = touched
  for (let round = 0; open.length > 0; round++) {
    if (round === MAX_ROUNDS) {
      throw new StoreError(
        'overloaded',
        `${open.length} mentions are changed all the time by others.`,
      )
    }
    const again: Touched[] = []
    for (let i = 0; i < open.length; i += READ_AT_ONCE) {
      again.push(...(await mergeSome(writer, open.slice(i, i + READ_AT_ONCE), rejected)))
    }
    open = again
  }
}

/** @returns those that somebody else changed in between */
async function mergeSome(
  writer: Writer,
  touched: readonly Touched[],
  rejected: Rejected[],
): Promise<Touched[]> {
  const index = indexName(writer.prefix, 'mentions')
  const known = await readKnown(writer.client, index, touched)
  const changed: Touched[] = []
  const writes: Write[] = []
  for (const [i, one] of touched.entries()) {
    const before = known[i]
    let after = before?.state
    for (const change of one.changes) after = mergeMention(after, change)
    if (!after || after === before?.state) continue
    const document = mentionSource(one.id, one.brandId, after)
    changed.push(one)
    writes.push(
      before
        ? { action: 'index', index, id: one.key, document, ...before.place }
        : { action: 'create', index, id: one.key, document },
    )
  }
  const outcomes = await sendBulk(writer, writes)
  const again: Touched[] = []
  for (const [i, one] of changed.entries()) {
    const outcome = outcomes[i]
    if (outcome === 'conflict') again.push(one)
    else if (typeof outcome === 'object' && one.changes.length > 1) {
      // One of them is at fault; the others are stored.
      for (const change of one.changes)
        await mergeAll(writer, [{ ...one, changes: [change] }], rejected)
    } else refuse(rejected, one.changes, outcome)
  }
  return again
}

interface Known {
  readonly state: MentionState
  readonly place: { readonly ifSeqNo: number; readonly ifPrimaryTerm: number }
}

/** Reads by id what was written last, whether questions see it already or not. */
async function readKnown(
  client: Client,
  index: string,
  touched: readonly Touched[],
): Promise<(Known | undefined)[]> {
  const { docs } = await client.mget<MentionSource>({ index, ids: touched.map(({ key }) => key) })
  return docs.map((doc) => {
    if ('error' in doc) {
      if (doc.error.type === NO_INDEX) return undefined
      throw new StoreError('answer', `Elasticsearch cannot read from ${index}: ${doc.error.reason}`)
    }
    if (!('_source' in doc) || doc._source === undefined) return undefined
    const { _source, _seq_no: ifSeqNo = 0, _primary_term: ifPrimaryTerm = 1 } = doc
    return { state: stateOf(_source), place: { ifSeqNo, ifPrimaryTerm } }
  })
}

export const NO_INDEX = 'index_not_found_exception'

function refuse(
  rejected: Rejected[],
  changes: readonly StoreChange[],
  outcome: Outcome | undefined,
): void {
  if (typeof outcome !== 'object') return
  for (const change of changes) rejected.push({ change, reason: outcome.refused })
}
