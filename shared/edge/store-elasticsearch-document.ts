/** A mention, an engagement and a record as documents of Elasticsearch, and back. */

import { createHash } from 'node:crypto'
import type { EpochMs } from '../core/time.ts'
import { indexText } from './search-tokens.ts'
import type { EngagementPoint, StoredRecord } from './store.ts'
import type { MentionState, Score } from './store-merge.ts'
import { cleanText, shownMention } from './store-merge.ts'

/** Ids of ours may have 4,096 characters, `_id` 512 bytes: so it is a hash of what makes the document one. */
export function documentId(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

/** All that is kept of one mention. Only what `store-elasticsearch-indices.ts` names can be asked for. */
export interface MentionSource {
  readonly id: string
  readonly brandId: string
  readonly source?: string
  readonly kind?: string
  readonly text?: string
  readonly lang?: string | null
  readonly url?: string | null
  readonly authorHandle?: string | null
  readonly authorFollowers?: number | null
  readonly authorKey?: string | null
  readonly conversationId?: string | null
  readonly inReplyTo?: string | null
  readonly publishedAt?: EpochMs
  readonly observedAt?: EpochMs
  readonly firstAt?: EpochMs
  readonly textAt?: EpochMs
  readonly score?: Score
  readonly deletedAt?: EpochMs
  /** As shown; `score` is what it is made from. */
  readonly pNeg?: number
  /** Indexed, never given back. */
  readonly tokens?: string
  readonly pendingAt?: EpochMs
}

export function mentionSource(id: string, brandId: string, state: MentionState): MentionSource {
  const { document, firstAt, textAt, score, deletedAt } = state
  const known = {
    id,
    brandId,
    ...(score ? { score } : {}),
    ...(deletedAt === null ? {} : { deletedAt }),
  }
  if (!document) return { ...known, pendingAt: Math.max(score?.at ?? 0, deletedAt ?? 0) }
  const { pNeg } = shownMention(state)!
  const { pNeg: _scored, deletedAt: _deleted, ...version } = document
  return {
    ...version,
    ...known,
    firstAt,
    textAt,
    ...(pNeg === null ? {} : { pNeg }),
    ...(deletedAt === null ? { tokens: indexText(document.text) } : {}),
  }
}

export function stateOf(source: MentionSource): MentionState {
  const { firstAt = 0, textAt = 0, score, deletedAt = null } = source
  return { document: documentOf(source), firstAt, textAt, score, deletedAt }
}

function documentOf(source: MentionSource): MentionState['document'] {
  const { publishedAt, observedAt } = source
  if (publishedAt === undefined || observedAt === undefined) return undefined
  return {
    id: source.id,
    brandId: source.brandId,
    source: source.source ?? '',
    kind: source.kind ?? '',
    text: source.text ?? '',
    lang: source.lang ?? null,
    url: source.url ?? null,
    authorHandle: source.authorHandle ?? null,
    authorFollowers: source.authorFollowers ?? null,
    authorKey: source.authorKey ?? null,
    conversationId: source.conversationId ?? null,
    inReplyTo: source.inReplyTo ?? null,
    publishedAt,
    observedAt,
    pNeg: null,
    deletedAt: null,
  }
}

export interface PointSource extends Omit<EngagementPoint, 'mentionId' | 'brandId'> {
  /** The `_id` of the mention's document. */
  readonly mention: string
}

export function pointSource(point: EngagementPoint): PointSource {
  const { at, likes, comments, shares, views } = point
  return { mention: mentionKey(point.brandId, point.mentionId), at, likes, comments, shares, views }
}

export type RecordSource = Omit<StoredRecord, 'kind'>

export function recordSource({ id, brandId, at, body }: StoredRecord): RecordSource {
  return { id: cleanText(id), brandId: cleanText(brandId), at, body: cleanText(body) }
}

/** The `_id` of a mention's document. */
export function mentionKey(brandId: string, mentionId: string): string {
  return documentId(cleanText(brandId), cleanText(mentionId))
}
