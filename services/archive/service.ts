/**
 * The archive service: everything worth finding again goes from the log into the store. The store may be down; then
 * the offset stays where it is and nothing else notices.
 */

import type { Batch, Bus, Consumer } from '../../shared/edge/bus.ts'
import type { Events } from '../../shared/edge/events.ts'
import { pause } from '../../shared/edge/pause.ts'
import type { Pseudonyms } from '../../shared/edge/pseudonym.ts'
import type { Store } from '../../shared/edge/store.ts'
import { GROUPS, TOPICS } from '../../shared/edge/topics.ts'
import { commitOf, type Part, partOf, storeParts, unscoredApart } from './parts.ts'

export interface ArchiveOptions {
  readonly bus: Bus
  readonly store: Store
  readonly events: ArchiveEvents
  readonly authors: Pseudonyms
}

/** What the archive tells; the thread it may run in passes it on. */
export type ArchiveEvents = Pick<Events, 'archived' | 'problem'>

export interface ArchiveService {
  stop(): Promise<void>
  readonly done: Promise<void>
}

const ARCHIVED = [
  TOPICS.mentions,
  TOPICS.engagement,
  TOPICS.observations,
  TOPICS.readings,
  TOPICS.storms,
  TOPICS.notifications,
]

/** The most records of one topic in one step; a quarter of a second of writing. */
const STEP_RECORDS = 4_000
/**
 * How long a step waits for more, in real milliseconds, unless it is full. The index writes a segment per step and
 * every step touches the same pages again, so that large steps cost half of small ones a mention.
 */
const LINGER_MS = 100

export function startArchive(options: ArchiveOptions): ArchiveService {
  const stopping = new AbortController()
  const steps = gather(stopping.signal, (parts) => storeStep(options, parts, stopping.signal))
  const consumer: Consumer = options.bus.consume({
    group: GROUPS.archive,
    topics: ARCHIVED,
    from: 'earliest',
    maxRecords: STEP_RECORDS,
    onBatch: async (batch: Batch) => {
      if (batch.records.length > 0) await steps.take(partOf(options.authors, batch))
    },
  })
  return {
    done: consumer.done,
    stop: async () => {
      stopping.abort()
      await consumer.stop()
      await steps.ended()
    },
  }
}

/**
 * Stores what several topics have at hand as one; without it each would wait for the others' writing anyway.
 * @returns what waits for the next step. Where there is no hurry to catch up, and over Kafka, nothing does.
 */
async function storeStep(
  { bus, store, events }: ArchiveOptions,
  parts: readonly Part[],
  signal: AbortSignal,
): Promise<readonly Part[]> {
  const behind = parts.some(({ batch }) => batch.records.length >= STEP_RECORDS)
  const { now, later } =
    bus.atomicAppends && behind ? unscoredApart(parts) : { now: parts, later: [] }
  if (!(await storeParts(store, events, now, signal))) return []
  // In one turn, so that an embedded log writes them in one transaction.
  await Promise.all(now.map((part) => bus.commit(commitOf(part))))
  return later
}

/**
 * Calls `work` with all parts that came since it was called last, never twice at once. Those it returns come again
 * with the next, and so do they where it fails: the log does not give them a second time.
 */
function gather(
  signal: AbortSignal,
  work: (parts: readonly Part[]) => Promise<readonly Part[]>,
): { take(part: Part): Promise<void>; ended(): Promise<void> } {
  let waiting: Part[] = []
  let turn: Promise<void> = Promise.resolve()
  let full = new AbortController()
  signal.addEventListener('abort', () => full.abort())
  const next = async () => {
    await pause(LINGER_MS, full.signal)
    full = new AbortController()
    const parts = waiting
    waiting = []
    let later: readonly Part[] = parts.filter(({ held }) => held)
    try {
      later = await work(parts)
    } finally {
      if (!signal.aborted) for (const part of later) add(part)
    }
  }
  const add = (part: Part) => {
    waiting.push(part)
    if (waiting.length > 1) return
    turn = turn.catch(() => undefined).then(next)
    // What waits for its scores has nobody who is told; the next step tries it again.
    turn.catch(() => undefined)
  }
  return {
    take(part) {
      add(part)
      if (part.batch.records.length >= STEP_RECORDS || signal.aborted) full.abort()
      return turn
    },
    ended: () => turn.catch(() => undefined),
  }
}
