/** Batches of several topics on their way into the store as one step. */

import type { Origin } from '../../shared/core/observation.ts'
import type { Append, Batch, Commit, LogRecord } from '../../shared/edge/bus.ts'
import { deadLetter, decodeJson } from '../../shared/edge/codec.ts'
import { pause } from '../../shared/edge/pause.ts'
import type { Pseudonyms } from '../../shared/edge/pseudonym.ts'
import type { Rejected, Store, StoreChange } from '../../shared/edge/store.ts'
import { GROUPS, TOPICS } from '../../shared/edge/topics.ts'
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
  /** Has waited for its scores already. */
  readonly held?: boolean
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

/**
 * Cuts off what scoring had not come to when this step was read: mention and score as one cost the store half of what
 * they cost one after the other.
 * @returns what is to be stored now, and what waits one step for its scores; nothing waits where there are none.
 */
export function unscoredApart(parts: readonly Part[]): { now: Part[]; later: Part[] } {
  const now: Part[] = []
  const later: Part[] = []
  for (const part of parts) {
    const { batch, changes, origins, letters } = part
    const scoredTo = part.held ? undefined : scoredToIn(parts, batch)
    const cut = scoredTo === undefined ? -1 : origins.findIndex(({ offset }) => offset >= scoredTo)
    if (cut < 0) {
      now.push(part)
      continue
    }
    now.push({
      batch: { ...batch, nextOffset: origins[cut]!.offset },
      changes: changes.slice(0, cut),
      origins: origins.slice(0, cut),
      letters,
    })
    const [rest, from] = [changes.slice(cut), origins.slice(cut)]
    later.push({ batch, changes: rest, origins: from, letters: [], held: true })
  }
  return { now, later }
}

/** Up to which mention these parts hold the scores; undefined for all but mentions, and where there are none. */
function scoredToIn(parts: readonly Part[], { topic, partition }: Batch): number | undefined {
  if (topic !== TOPICS.mentions) return undefined
  const scores = parts.findLast(
    ({ batch }) => batch.topic === TOPICS.observations && batch.partition === partition,
  )
  for (const { value } of scores?.batch.records.toReversed() ?? []) {
    const { from } = (value && decodeJson<{ readonly from?: Origin }>(value)) ?? {}
    if (from?.topic === TOPICS.mentions) return from.offset + 1
  }
  return undefined
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
