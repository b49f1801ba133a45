/**
 * What both stores refuse and how both read a query. Changes come from a log that other programs may write to, so
 * their types are checked here whatever the compiler believes.
 */

import type { EpochMs } from '../core/time.ts'
import type { EngagementPoint, MentionDocument, StoreChange, StoredRecord } from './store.ts'
import { cleanText } from './store-merge.ts'

/** 2106-02-07: seconds fill 32 bits. */
export const MAX_INSTANT_MS = 2 ** 32 * 1_000 - 1
const MAX_ID_CHARS = 4_096
const MAX_TEXT_CHARS = 1_000_000
const MAX_BODY_CHARS = 16_000_000

const DEFAULT_PAGE = 50
const MAX_PAGE = 1_000
const DEFAULT_RECORDS = 1_000
const MAX_RECORDS = 10_000

/** `terms` reads so many of the newest mentions found. */
export const MAX_TERM_MENTIONS = 10_000

/** Why the store does not take the change; undefined if it does. */
export function refusal(change: StoreChange): string | undefined {
  switch (change?.type) {
    case 'mention':
      return mentionRefusal(change.document)
    case 'score':
      return (
        keyRefusal(change) ??
        instantRefusal('at', change.at) ??
        (isShare(change.pNeg) ? undefined : 'pNeg is not between 0 and 1') ??
        (isText(change.lang) || change.lang === null ? undefined : 'lang is not a text')
      )
    case 'deletion':
      return keyRefusal(change) ?? instantRefusal('at', change.at)
    case 'engagement':
      return engagementRefusal(change.point)
    case 'record':
      return recordRefusal(change.record)
    default:
      return 'the type of the change is not known'
  }
}

export function pageLimit(limit: number | undefined): number {
  return clamp(limit, DEFAULT_PAGE, MAX_PAGE)
}

export function recordLimit(limit: number | undefined): number {
  return clamp(limit, DEFAULT_RECORDS, MAX_RECORDS)
}

/** `[fromAt, toAt)`, within what a store can hold. */
export function periodOf(query: { fromAt?: EpochMs; toAt?: EpochMs }): [EpochMs, EpochMs] {
  const within = (at: number) => Math.min(MAX_INSTANT_MS + 1, Math.max(0, Math.ceil(at)))
  const { fromAt = 0, toAt = MAX_INSTANT_MS + 1 } = query
  return [within(fromAt || 0), within(Number.isNaN(toAt) ? MAX_INSTANT_MS + 1 : toAt)]
}

/** @throws RangeError where a histogram cannot have such steps. */
export function checkStep(stepMs: number): number {
  if (Number.isSafeInteger(stepMs) && stepMs > 0) return stepMs
  throw new RangeError(`a histogram needs steps of whole milliseconds, not ${stepMs}`)
}

/** The place of a mention in the order of `search`. */
export interface Place {
  readonly publishedAt: EpochMs
  readonly id: string
  readonly brandId: string
}

export function formatCursor(place: Place): string {
  const parts = [place.publishedAt, place.id, place.brandId]
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** @throws RangeError for what `formatCursor` did not write. */
export function parseCursor(cursor: string): Place {
  try {
    const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    const [publishedAt, id, brandId] = parts
    if (instantRefusal('', publishedAt) === undefined && isText(id) && isText(brandId)) {
      return { publishedAt: publishedAt as EpochMs, id: cleanText(id), brandId }
    }
  } catch {
    // Said below.
  }
  throw new RangeError('`after` is not the `next` of a page')
}

function mentionRefusal(document: MentionDocument | undefined): string | undefined {
  if (typeof document !== 'object' || document === null) return 'the document is missing'
  const { id, brandId, source, kind, text, authorFollowers, pNeg } = document
  if (!isText(text) || text.length > MAX_TEXT_CHARS) return 'text is missing or too long'
  if (!isId(source) || !isId(kind)) return 'source or kind is missing or too long'
  const { lang, url, authorHandle, authorKey, conversationId, inReplyTo, deletedAt } = document
  for (const value of [lang, url, authorHandle, authorKey, conversationId, inReplyTo]) {
    if (value !== null && !(isText(value) && value.length <= MAX_ID_CHARS)) {
      return 'an optional text is neither a text nor null, or too long'
    }
  }
  if (!isCountOrNull(authorFollowers)) return 'authorFollowers is not a count'
  if (pNeg !== null && !isShare(pNeg)) return 'pNeg is not between 0 and 1'
  return (
    keyRefusal({ brandId, mentionId: id }) ??
    instantRefusal('publishedAt', document.publishedAt) ??
    instantRefusal('observedAt', document.observedAt) ??
    (deletedAt === null ? undefined : instantRefusal('deletedAt', deletedAt))
  )
}

function engagementRefusal(point: EngagementPoint | undefined): string | undefined {
  if (typeof point !== 'object' || point === null) return 'the point is missing'
  const counts = [point.likes, point.comments, point.shares, point.views]
  if (!counts.every(isCountOrNull)) return 'an engagement is not a count'
  return keyRefusal(point) ?? instantRefusal('at', point.at)
}

function recordRefusal(record: StoredRecord | undefined): string | undefined {
  if (typeof record !== 'object' || record === null) return 'the record is missing'
  const { kind, id, brandId, body } = record
  if (kind !== 'reading' && kind !== 'storm' && kind !== 'notification') return 'kind is not known'
  if (!isText(body) || body.length > MAX_BODY_CHARS) return 'body is missing or too long'
  return keyRefusal({ brandId, mentionId: id }) ?? instantRefusal('at', record.at)
}

function keyRefusal(key: { brandId: string; mentionId: string }): string | undefined {
  return isId(key.brandId) && isId(key.mentionId) ? undefined : 'an id is missing or too long'
}

function instantRefusal(name: string, at: unknown): string | undefined {
  if (Number.isSafeInteger(at) && (at as number) >= 0 && (at as number) <= MAX_INSTANT_MS) {
    return undefined
  }
  return `${name} is no instant between 1970 and 2106 in whole milliseconds`
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isId(value: unknown): boolean {
  return isText(value) && value.length > 0 && value.length <= MAX_ID_CHARS
}

function isShare(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1
}

function isCountOrNull(value: unknown): boolean {
  return value === null || (Number.isSafeInteger(value) && (value as number) >= 0)
}

function clamp(limit: number | undefined, usual: number, most: number): number {
  if (limit === undefined || Number.isNaN(limit)) return usual
  return Math.min(most, Math.max(1, Math.floor(limit)))
}
