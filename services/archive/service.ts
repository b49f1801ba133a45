/**
 * The archive service: everything worth finding again goes from the log into the store. The store may be down; then
 * the offset stays where it is and nothing else notices.
 */

import type { Notification } from '../../shared/core/alert.ts'
import type { Mention } from '../../shared/core/mention.ts'
import type { Observation } from '../../shared/core/observation.ts'
import type { Reading, StormEvent } from '../../shared/core/storm.ts'
import { type EpochMs, formatInstant } from '../../shared/core/time.ts'
import type { Append, Batch, Bus, LogRecord } from '../../shared/edge/bus.ts'
import { deadLetter, decodeJson, decodeRecord, decodeText } from '../../shared/edge/codec.ts'
import type { Events } from '../../shared/edge/events.ts'
import { pause } from '../../shared/edge/pause.ts'
import type { Pseudonyms } from '../../shared/edge/pseudonym.ts'
import type { Rejected, Store, StoreChange, StoredRecord } from '../../shared/edge/store.ts'
import { GROUPS, TOPICS } from '../../shared/edge/topics.ts'

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

/** Pauses between tries while the store is down, in milliseconds; the last one stays. */
const RETRY_MS = [500, 2_000, 5_000, 15_000]

export function startArchive(options: ArchiveOptions): ArchiveService {
  const stopping = new AbortController()
  const consumer = options.bus.consume({
    group: GROUPS.archive,
    topics: [
      TOPICS.mentions,
      TOPICS.engagement,
      TOPICS.observations,
      TOPICS.readings,
      TOPICS.storms,
      TOPICS.notifications,
    ],
    from: 'earliest',
    onBatch: async (batch) => {
      if (batch.records.length === 0) return
      const { changes, origins, letters } = changesOf(options, batch)
      const rejected = await applyUntilStored(options, changes, stopping.signal)
      if (!rejected) return
      const unreadable = letters.length
      options.events.archived(changes.length + unreadable, rejected.length + unreadable)
      for (const { change, reason } of rejected)
        letters.push(letterOf(batch.topic, originOf(origins, change), 'store-refused', reason))
      await options.bus.commit({
        group: GROUPS.archive,
        topic: batch.topic,
        partition: batch.partition,
        offset: batch.nextOffset,
        outputs: letters,
      })
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

/** @returns what the store refused; undefined when stopped before the rest was stored. */
async function applyUntilStored(
  { store, events }: ArchiveOptions,
  changes: readonly StoreChange[],
  signal: AbortSignal,
): Promise<readonly Rejected[] | undefined> {
  for (let tries = 0; !signal.aborted; tries++) {
    try {
      return changes.length === 0 ? [] : await store.apply(changes)
    } catch (error) {
      events.problem('archive: the store', error)
      await pause(RETRY_MS[Math.min(tries, RETRY_MS.length - 1)]!, signal)
    }
  }
  return undefined
}

interface Changes {
  readonly changes: StoreChange[]
  /** The record that a change came from. */
  readonly origins: ReadonlyMap<StoreChange, LogRecord>
  readonly letters: Append[]
}

function changesOf(options: ArchiveOptions, batch: Batch): Changes {
  const changes: StoreChange[] = []
  const origins = new Map<StoreChange, LogRecord>()
  const letters: Append[] = []
  for (const record of batch.records) {
    const found = changeOf(options, batch.topic, record)
    if (found === 'unreadable') {
      const reason = 'the record is not whole; a part of another version or a stranger wrote it'
      letters.push(letterOf(batch.topic, record, 'unreadable', reason))
    } else if (found) {
      changes.push(found)
      origins.set(found, record)
    }
  }
  return { changes, origins, letters }
}

/** A change that has been in another thread comes back as a copy. */
function originOf(origins: Changes['origins'], change: StoreChange): LogRecord {
  const same = origins.get(change)
  if (same) return same
  const text = JSON.stringify(change)
  for (const [one, record] of origins) if (JSON.stringify(one) === text) return record
  throw new Error('the store refuses a change that it was not given')
}

function letterOf(topic: string, record: LogRecord, code: string, reason: string): Append {
  const raw = record.value ?? new Uint8Array(0)
  return deadLetter({ code, reason, origin: `archive/${topic}`, position: record.offset, raw })
}

/**
 * @returns undefined for what the store has no place for. Scoring has the dead letters of mentions and engagement,
 * and the detector those of observations: here they are passed over.
 */
function changeOf(
  options: ArchiveOptions,
  topic: string,
  { value }: LogRecord,
): StoreChange | 'unreadable' | undefined {
  switch (topic) {
    case TOPICS.mentions:
    case TOPICS.engagement:
      return value ? journalChange(options, value) : undefined
    case TOPICS.observations:
      return value ? scoreChange(value) : undefined
    default:
      return value ? recordChange(value) : 'unreadable'
  }
}

function journalChange(options: ArchiveOptions, value: Uint8Array): StoreChange | undefined {
  const parsed = decodeRecord(value)
  if (!parsed.ok || parsed.record.type === 'source-status') return undefined
  const { record } = parsed
  const { brandId } = record
  if (brandId === undefined) return undefined
  switch (record.type) {
    case 'mention':
      return mentionChange(options, record, brandId)
    case 'engagement': {
      const { mentionId, observedAt: at, likes, comments, shares, views } = record
      const point = { mentionId, brandId, at, likes, comments, shares, views }
      return { type: 'engagement', point }
    }
    case 'deletion':
      return { type: 'deletion', brandId, mentionId: record.mentionId, at: record.observedAt }
  }
}

function mentionChange(options: ArchiveOptions, mention: Mention, brandId: string): StoreChange {
  const { author } = mention
  return {
    type: 'mention',
    document: {
      id: mention.id,
      brandId,
      source: mention.source,
      kind: mention.kind,
      text: mention.text,
      lang: mention.lang ?? null,
      url: mention.url ?? null,
      authorHandle: author?.handle ?? null,
      authorFollowers: author?.followers ?? null,
      authorKey: author ? options.authors.authorKey(mention.source, author.id).toString(36) : null,
      conversationId: mention.conversationId ?? null,
      inReplyTo: mention.inReplyTo ?? null,
      publishedAt: mention.publishedAt,
      observedAt: mention.observedAt,
      pNeg: mention.pNeg ?? null,
      deletedAt: null,
    },
  }
}

function scoreChange(value: Uint8Array): StoreChange | undefined {
  const observation = decodeJson<Observation>(value)
  if (observation?.type !== 'mention') return undefined
  const { brandId, mentionId, at, lang = null, pNegMilli } = observation
  return { type: 'score', brandId, mentionId, at, pNeg: pNegMilli / 1_000, lang }
}

/** Readings, storm events and notifications as they stand in the log; ticks and provisional readings are left out. */
function recordChange(value: Uint8Array): StoreChange | 'unreadable' | undefined {
  const record = decodeJson<Reading | StormEvent | Notification | { readonly type: string }>(value)
  if (!record) return 'unreadable'
  const keyed = keyOf(record)
  if (!keyed) return undefined
  const { brandId, at } = record as { brandId: unknown; at: unknown }
  if (typeof brandId !== 'string' || !isInstant(at)) return 'unreadable'
  const [kind, id] = keyed(formatInstant(at))
  return { type: 'record', record: { kind, id, brandId, at, body: decodeText(value) } }
}

/** What makes a record the same one when it comes again. */
function keyOf(
  record: Reading | StormEvent | Notification | { readonly type: string },
): ((at: string) => readonly [StoredRecord['kind'], string]) | undefined {
  switch (record.type) {
    case 'reading': {
      const { brandId, provisional } = record as Reading
      return provisional ? undefined : (at) => ['reading', `${brandId}/${at}`]
    }
    case 'storm': {
      const { stormId, change } = record as StormEvent
      return (at) => ['storm', `${stormId}/${at}/${change}`]
    }
    case 'notification': {
      const { notificationId } = record as Notification
      return () => ['notification', notificationId]
    }
    default:
      return undefined
  }
}

/** One that can be written as ISO 8601. */
function isInstant(value: unknown): value is EpochMs {
  return typeof value === 'number' && Number.isFinite(new Date(value).getTime())
}
