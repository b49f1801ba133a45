/**
 * Many writes in few requests, each with an answer of its own. A request is kept small; what the server has no room
 * for at the moment is sent again, later and in halves; what it refuses comes back with its reason, and the rest
 * stands. Nothing is ever dropped: a write is done, refused, or the whole call throws.
 */

import type { Client, estypes } from '@elastic/elasticsearch'
import { pause } from './pause.ts'
import {
  explainedFailure,
  type Failure,
  failureFrom,
  failureOf,
  isBusy,
} from './store-elasticsearch-errors.ts'

export interface Write {
  readonly action: 'index' | 'create' | 'delete'
  readonly index: string
  readonly id: string
  readonly document?: object
  /** Only if the document is still at this place. */
  readonly ifSeqNo?: number
  readonly ifPrimaryTerm?: number
  /** Only if no higher version is there. */
  readonly version?: number
}

/** `conflict`: the document is another one than the write expects. */
export type Outcome = 'done' | 'conflict' | { readonly refused: string }

export interface BulkLimits {
  readonly maxBytes: number
  readonly maxWrites: number
  /** Pauses before another try with what a full server did not take; as many tries as entries. */
  readonly retryMs: readonly number[]
}

/** 5 MB is what Elasticsearch digests well; its own limit is 100 MB (`http.max_content_length`). */
export const BULK_LIMITS: BulkLimits = {
  maxBytes: 5_000_000,
  maxWrites: 1_000,
  retryMs: [200, 1_000, 5_000],
}

/** Larger documents are refused here: no server takes them. */
const MAX_DOCUMENT_BYTES = 95_000_000

interface Line {
  readonly at: number
  readonly lines: readonly string[]
  readonly bytes: number
}

export interface Bulk {
  readonly client: Client
  readonly node: string
  readonly limits: BulkLimits
  /** Ends pauses. */
  readonly signal: AbortSignal
}

/** @returns one outcome a write, in their order. @throws StoreError and what the client throws */
export async function sendBulk(bulk: Bulk, writes: readonly Write[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = new Array(writes.length).fill('done')
  const sendable: Line[] = []
  for (const [at, write] of writes.entries()) {
    const lines = linesOf(write)
    const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)
    if (bytes <= MAX_DOCUMENT_BYTES) sendable.push({ at, lines, bytes })
    else outcomes[at] = { refused: `the document has ${bytes} bytes; no Elasticsearch takes it` }
  }
  for (const request of requestsOf(sendable, bulk.limits)) await send(bulk, request, outcomes, 0)
  return outcomes
}

function linesOf({ action, index, id, document, ...only }: Write): string[] {
  const { ifSeqNo, ifPrimaryTerm, version } = only
  const head = {
    _index: index,
    _id: id,
    ...(ifSeqNo === undefined ? {} : { if_seq_no: ifSeqNo, if_primary_term: ifPrimaryTerm }),
    ...(version === undefined ? {} : { version, version_type: 'external_gte' }),
  }
  const lines = [JSON.stringify({ [action]: head })]
  if (document) lines.push(JSON.stringify(document))
  return lines
}

function requestsOf(lines: readonly Line[], { maxBytes, maxWrites }: BulkLimits): Line[][] {
  const requests: Line[][] = []
  let room = 0
  for (const line of lines) {
    const last = requests.at(-1)
    if (last && last.length < maxWrites && line.bytes <= room) {
      last.push(line)
      room -= line.bytes
    } else {
      requests.push([line])
      room = maxBytes - line.bytes
    }
  }
  return requests
}

async function send(
  bulk: Bulk,
  request: readonly Line[],
  outcomes: Outcome[],
  tries: number,
): Promise<void> {
  let response: estypes.BulkResponse
  try {
    const operations = request.flatMap(({ lines }) => lines) as unknown as object[]
    response = await bulk.client.bulk({ operations })
  } catch (error) {
    const failure = failureOf(error)
    if (failure?.status === 413) return sendSmaller(bulk, request, outcomes, tries)
    if (failure && isBusy(failure)) return sendLater(bulk, request, outcomes, tries, failure)
    throw error
  }
  const later: Line[] = []
  let busy: Failure | undefined
  for (const [i, line] of request.entries()) {
    const { status = 0, error } = Object.values(response.items[i] ?? {})[0] ?? {}
    const failure = failureFrom(status, error ?? `no answer for write ${i}`)
    if (isBusy(failure)) {
      busy = failure
      later.push(line)
    } else outcomes[line.at] = outcomeOf(bulk, failure)
  }
  if (busy) await sendLater(bulk, later, outcomes, tries, busy)
}

/** @throws StoreError for what is no fault of the document */
function outcomeOf({ node }: Bulk, failure: Failure): Outcome {
  const { status, text } = failure
  if (status === 409) return 'conflict'
  if (status >= 200 && status < 300) return 'done'
  // A document to be deleted that is not there any more.
  if (status === 404 && failure.type === '') return 'done'
  if (status === 400 || status === 413) return { refused: `Elasticsearch refuses it: ${text}` }
  throw explainedFailure(node, failure)
}

async function sendSmaller(
  bulk: Bulk,
  request: readonly Line[],
  outcomes: Outcome[],
  tries: number,
): Promise<void> {
  const [first] = request
  if (request.length > 1) return sendHalves(bulk, request, outcomes, tries)
  if (first)
    outcomes[first.at] = { refused: `${first.bytes} bytes are too large for Elasticsearch` }
}

async function sendLater(
  bulk: Bulk,
  request: readonly Line[],
  outcomes: Outcome[],
  tries: number,
  failure: Failure,
): Promise<void> {
  const waitMs = bulk.limits.retryMs[tries]
  if (waitMs === undefined || bulk.signal.aborted) throw explainedFailure(bulk.node, failure)
  await pause(waitMs, bulk.signal)
  await sendHalves(bulk, request, outcomes, tries + 1)
}

async function sendHalves(
  bulk: Bulk,
  request: readonly Line[],
  outcomes: Outcome[],
  tries: number,
): Promise<void> {
  const half = Math.ceil(request.length / 2)
  await send(bulk, request.slice(0, half), outcomes, tries)
  if (half < request.length) await send(bulk, request.slice(half), outcomes, tries)
}
