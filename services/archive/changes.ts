/** What a record of the log becomes in the store. */

import type { Notification } from '../../shared/core/alert.ts'
import type { Mention } from '../../shared/core/mention.ts'
import type { Observation } from '../../shared/core/observation.ts'
import type { Reading, StormEvent } from '../../shared/core/storm.ts'
import { type EpochMs, formatInstant } from '../../shared/core/time.ts'
import type { LogRecord } from '../../shared/edge/bus.ts'
import { decodeJson, decodeRecord, decodeText } from '../../shared/edge/codec.ts'
import type { Pseudonyms } from '../../shared/edge/pseudonym.ts'
import type { StoreChange, StoredRecord } from '../../shared/edge/store.ts'
import { TOPICS } from '../../shared/edge/topics.ts'

/**
 * @returns undefined for what the store has no place for. Scoring has the dead letters of mentions and engagement,
 * and the detector those of observations: here they are passed over.
 */
export function changeOf(
  authors: Pseudonyms,
  topic: string,
  { value }: LogRecord,
): StoreChange | 'unreadable' | undefined {
  switch (topic) {
    case TOPICS.mentions:
    case TOPICS.engagement:
      return value ? journalChange(authors, value) : undefined
    case TOPICS.observations:
      return value ? scoreChange(value) : undefined
    default:
      return value ? recordChange(value) : 'unreadable'
  }
}

function journalChange(authors: Pseudonyms, value: Uint8Array): StoreChange | undefined {
  const parsed = decodeRecord(value)
  if (!parsed.ok || parsed.record.type === 'source-status') return undefined
  const { record } = parsed
  const { brandId } = record
  if (brandId === undefined) return undefined
  switch (record.type) {
    case 'mention':
      return mentionChange(authors, record, brandId)
    case 'engagement': {
      const { mentionId, observedAt: at, likes, comments, shares, views } = record
      const point = { mentionId, brandId, at, likes, comments, shares, views }
      return { type: 'engagement', point }
    }
    case 'deletion':
      return { type: 'deletion', brandId, mentionId: record.mentionId, at: record.observedAt }
  }
}

function mentionChange(authors: Pseudonyms, mention: Mention, brandId: string): StoreChange {
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
      authorKey: author ? authors.authorName(mention.source, author.id) : null,
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
