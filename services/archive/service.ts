/**
 * The archive service: everything worth finding again goes from the log into the store. The store may be down; then
 * the offset stays where it is and nothing else notices.
 */

import type { Notification } from '../../shared/core/alert.ts'
import type { Mention } from '../../shared/core/mention.ts'
import type { Observation } from '../../shared/core/observation.ts'
import { parseRecord } from '../../shared/core/parse.ts'
import type { Reading, StormEvent } from '../../shared/core/storm.ts'
import { formatInstant } from '../../shared/core/time.ts'
import type { Append, Batch, Bus, LogRecord } from '../../shared/edge/bus.ts'
import { deadLetter, decodeJson, decodeText } from '../../shared/edge/codec.ts'
import type { Events } from '../../shared/edge/events.ts'
import { pause } from '../../shared/edge/pause.ts'
import type { Pseudonyms } from '../../shared/edge/pseudonym.ts'
import type { Store, StoreChange } from '../../shared/edge/store.ts'
import { GROUPS, TOPICS } from '../../shared/edge/topics.ts'

export interface ArchiveOptions {
  readonly bus: Bus
  readonly store: Store
  readonly events: Events
  readonly authors: Pseudonyms
}

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
      const changes = batch.records.flatMap((record) => changesOf(options, batch.topic, record))
      const outputs = await applyUntilStored(options, batch, changes, stopping.signal)
      if (!outputs) return
      await options.bus.commit({
        group: GROUPS.archive,
        topic: batch.topic,
        partition: batch.partition,
        offset: batch.nextOffset,
        outputs,
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

/** @returns the dead letters of what the store refused; undefined when stopped before it was stored. */
async function applyUntilStored(
  options: ArchiveOptions,
  batch: Batch,
  changes: readonly StoreChange[],
  signal: AbortSignal,
): Promise<Append[] | undefined> {
  for (let tries = 0; !signal.aborted; tries++) {
    try {
      const rejected = changes.length === 0 ? [] : await options.store.apply(changes)
      options.events.archived(changes.length, rejected.length)
      return rejected.map(({ change, reason }) =>
        deadLetter({
          code: 'store-refused',
          reason,
          origin: `archive/${batch.topic}`,
          position: batch.nextOffset,
          raw: new TextEncoder().encode(JSON.stringify(change)),
        }),
      )
    } catch (error) {
      options.events.problem('archive: the store', error)
      await pause(RETRY_MS[Math.min(tries, RETRY_MS.length - 1)]!, signal)
    }
  }
  return undefined
}

function changesOf(options: ArchiveOptions, topic: string, record: LogRecord): StoreChange[] {
  if (record.value === null) return []
  switch (topic) {
    case TOPICS.mentions:
    case TOPICS.engagement:
      return journalChanges(options, record.value)
    case TOPICS.observations:
      return scoreChanges(record.value)
    default:
      return recordChanges(record.value)
  }
}

function journalChanges(options: ArchiveOptions, value: Uint8Array): StoreChange[] {
  const parsed = parseRecord(decodeJson(value))
  if (!parsed.ok || parsed.record.type === 'source-status') return []
  const { record } = parsed
  const { brandId } = record
  if (brandId === undefined) return []
  switch (record.type) {
    case 'mention':
      return [mentionChange(options, record, brandId)]
    case 'engagement':
      return [
        {
          type: 'engagement',
          point: {
            mentionId: record.mentionId,
            brandId,
            at: record.observedAt,
            likes: record.likes,
            comments: record.comments,
            shares: record.shares,
            views: record.views,
          },
        },
      ]
    case 'deletion':
      return [{ type: 'deletion', brandId, mentionId: record.mentionId, at: record.observedAt }]
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

function scoreChanges(value: Uint8Array): StoreChange[] {
  const observation = decodeJson<Observation>(value)
  if (observation?.type !== 'mention') return []
  const { brandId, mentionId, at, lang } = observation
  return [
    {
      type: 'score',
      brandId,
      mentionId,
      at,
      pNeg: observation.pNegMilli / 1_000,
      lang: lang ?? null,
    },
  ]
}

/** Readings, storm events and notifications as they stand in the log; ticks and provisional readings are left out. */
function recordChanges(value: Uint8Array): StoreChange[] {
  const record = decodeJson<Reading | StormEvent | Notification | { type: string }>(value)
  const body = () => decodeText(value)
  switch (record?.type) {
    case 'reading': {
      const { brandId, at, provisional } = record as Reading
      if (provisional) return []
      return [
        {
          type: 'record',
          record: {
            kind: 'reading',
            id: `${brandId}/${formatInstant(at)}`,
            brandId,
            at,
            body: body(),
          },
        },
      ]
    }
    case 'storm': {
      const { brandId, at, stormId, change } = record as StormEvent
      return [
        {
          type: 'record',
          record: {
            kind: 'storm',
            id: `${stormId}/${formatInstant(at)}/${change}`,
            brandId,
            at,
            body: body(),
          },
        },
      ]
    }
    case 'notification': {
      const { brandId, at, notificationId } = record as Notification
      return [
        {
          type: 'record',
          record: { kind: 'notification', id: notificationId, brandId, at, body: body() },
        },
      ]
    }
    default:
      return []
  }
}
