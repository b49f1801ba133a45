/** Batches of several topics on their way into the store as one step. */

import type { Append, Batch, Commit, LogRecord } from '../../shared/edge/bus.ts'
import { deadLetter } from '../../shared/edge/codec.ts'
import { pause } from '../../shared/edge/pause.ts'
import type { Pseudonyms } from '../../shared/edge/pseudonym.ts'
import type { Rejected, Store, StoreChange } from '../../shared/edge/store.ts'
import { GROUPS } from '../../shared/edge/topics.ts'
import { changeOf } from './changes.ts'
import type { ArchiveEvents } from './service.ts'

/** One batch, and what it becomes. */
export interface Part {
  readonly batch: Batch
  readonly changes: readonly StoreChange[]
  /** By change: the record that it came from. */
  readonly origins: readonly LogRecord[]
  /** What nobody can read or the store refuses. */
  readonly letters: Append[]
}

/** Pauses between tries while the store is down, in milliseconds; the last one stays. */
const RETRY_MS = [500, 2_000, 5_000, 15_000]
/** So long the end waits for a store that does not answer; what it was told then comes again, which is harmless. */
const LAST_WORD_MS = 2_000

export function partOf(authors: Pseudonyms, batch: Batch): Part {
  const changes: StoreChange[] = []
  const origins: LogRecord[] = []
  const letters: Append[] = []
  for (const record of batch.records) {
    const found = changeOf(authors, batch.topic, record)
    if (found === 'unreadable') {
      const reason = 'the record is not whole; a part of another version or a stranger wrote it'
      letters.push(letterOf(batch.topic, record, 'unreadable', reason))
    } else if (found) {
      changes.push(found)
      origins.push(record)
    }
  }
  return { batch, changes, origins, letters }
}

/** @returns whether all is stored; false when stopped before. What the store refuses becomes letters. */
export async function storeParts(
  store: Store,
  events: ArchiveEvents,
  parts: readonly Part[],
  signal: AbortSignal,
): Promise<boolean> {
  const changes = parts.flatMap((part) => part.changes)
  const rejected = await applyUntilStored(store, events, changes, signal)
  if (!rejected) return false
  const unreadable = parts.reduce((sum, { letters }) => sum + letters.length, 0)
  events.archived(changes.length + unreadable, rejected.length + unreadable)
  for (const { change, reason } of rejected) {
    const { part, record } = originOf(parts, change)
    part.letters.push(letterOf(part.batch.topic, record, 'store-refused', reason))
  }
  return true
}

export function commitOf({ batch, letters }: Part): Commit {
  const { topic, partition, nextOffset: offset } = batch
  return { group: GROUPS.archive, topic, partition, offset, outputs: letters }
}

/** @returns what the store refused; undefined when stopped before the rest was stored. */
async function applyUntilStored(
  store: Store,
  events: ArchiveEvents,
  changes: readonly StoreChange[],
  signal: AbortSignal,
): Promise<readonly Rejected[] | undefined> {
  for (let tries = 0; !signal.aborted; tries++) {
    try {
      return changes.length === 0 ? [] : await orAbandoned(store.apply(changes), signal)
    } catch (error) {
      events.problem('archive: the store', error)
      await pause(RETRY_MS[Math.min(tries, RETRY_MS.length - 1)]!, signal)
    }
  }
  return undefined
}

async function orAbandoned<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const done = new AbortController()
  const abandoned = new Promise<undefined>((resolve) => {
    const giveUp = () => void pause(LAST_WORD_MS, done.signal).then(() => resolve(undefined))
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp, { once: true, signal: done.signal })
  })
  try {
    return await Promise.race([work, abandoned])
  } finally {
    done.abort()
  }
}

/** A change that has been in another thread comes back as a copy. */
function originOf(parts: readonly Part[], change: StoreChange): { part: Part; record: LogRecord } {
  const text = JSON.stringify(change)
  const same = [
    (one: StoreChange) => one === change,
    (one: StoreChange) => JSON.stringify(one) === text,
  ]
  for (const isSame of same) {
    for (const part of parts) {
      const found = part.changes.findIndex(isSame)
      if (found >= 0) return { part, record: part.origins[found]! }
    }
  }
  throw new Error('the store refuses a change that it was not given')
}

function letterOf(topic: string, record: LogRecord, code: string, reason: string): Append {
  const raw = record.value ?? new Uint8Array(0)
  return deadLetter({ code, reason, origin: `archive/${topic}`, position: record.offset, raw })
}
