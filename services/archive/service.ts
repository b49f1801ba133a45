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
import { commitOf, type Part, partOf, storeParts } from './parts.ts'

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
  const together = gather(stopping.signal, (parts) => storeStep(options, parts, stopping.signal))
  const consumer: Consumer = options.bus.consume({
    group: GROUPS.archive,
    topics: ARCHIVED,
    from: 'earliest',
    maxRecords: STEP_RECORDS,
    onBatch: async (batch: Batch) => {
      if (batch.records.length > 0) await together(partOf(options.authors, batch))
    },
  })
  return {
    done: consumer.done,
    stop: async () => {
      stopping.abort()
      await consumer.stop()
    },
  }
}

/** Stores what several topics have at hand as one; without it each would wait for the others' writing anyway. */
async function storeStep(
  { bus, store, events }: ArchiveOptions,
  parts: readonly Part[],
  signal: AbortSignal,
): Promise<void> {
  if (!(await storeParts(store, events, parts, signal))) return
  // In one turn, so that an embedded log writes them in one transaction.
  await Promise.all(parts.map((part) => bus.commit(commitOf(part))))
}

/** Calls `work` with all parts that came since it was called last, never twice at once. */
function gather(
  signal: AbortSignal,
  work: (parts: readonly Part[]) => Promise<void>,
): (part: Part) => Promise<void> {
  let waiting: Part[] = []
  let turn: Promise<void> = Promise.resolve()
  let full = new AbortController()
  signal.addEventListener('abort', () => full.abort())
  const next = async () => {
    await pause(LINGER_MS, full.signal)
    full = new AbortController()
    const parts = waiting
    waiting = []
    await work(parts)
  }
  return (part) => {
    waiting.push(part)
    if (waiting.length === 1) turn = turn.catch(() => undefined).then(next)
    if (part.batch.records.length >= STEP_RECORDS || signal.aborted) full.abort()
    return turn
  }
}
