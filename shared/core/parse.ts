/**
 * The only way in: turns anything a stranger may have written into a record or a reject with a code. It never
 * throws, builds every object afresh field by field (so `__proto__` and unknown fields never travel), and has a
 * limit for everything. The format is the journal's (one JSON object a line).
 */

import {
  type Author,
  type Deletion,
  type EngagementSample,
  type JournalRecord,
  MENTION_KINDS,
  type Mention,
  type MentionKind,
  SOURCE_STATES,
  type SourceState,
  type SourceStatus,
} from './mention.ts'
import { type EpochMs, parseInstant } from './time.ts'

export const REJECT_CODES = [
  'too-long',
  'too-deep',
  'not-json',
  'not-an-object',
  'unknown-type',
  'bad-id',
  'bad-time',
  'bad-text',
  'bad-counter',
  'bad-field',
] as const
export type RejectCode = (typeof REJECT_CODES)[number]

export interface Reject {
  readonly ok: false
  readonly code: RejectCode
  /** One sentence: what is wrong, where, and what would do. */
  readonly reason: string
}

export type Parsed = { readonly ok: true; readonly record: JournalRecord } | Reject

/** What one line, one id, one text may measure, in UTF-16 units; longer texts are cut, all else is rejected. */
export const LIMITS = {
  line: 1_048_576,
  depth: 32,
  id: 512,
  word: 256,
  url: 2_048,
  text: 20_000,
  counter: 1e12,
} as const

/** Records are about social media: nothing before 2000, nothing after 2099. */
const EARLIEST_AT = Date.UTC(2000, 0, 1)
/** See EARLIEST_AT. */
const LATEST_AT = Date.UTC(2100, 0, 1)

/** Parses one journal line. An empty line is the caller's to skip. */
export function parseLine(line: string): Parsed {
  if (line.length > LIMITS.line)
    return reject('too-long', `the line has ${line.length} characters, ${LIMITS.line} are allowed`)
  if (deeperThan(line, LIMITS.depth))
    return reject('too-deep', `the line is nested deeper than ${LIMITS.depth} levels`)
  try {
    return parseRecord(JSON.parse(line))
  } catch (error) {
    return reject(
      'not-json',
      `the line is not JSON (${printable(error instanceof Error ? error.message : '')})`,
    )
  }
}

/** Parses a value that is already JSON, e.g. from a source or a request. */
export function parseRecord(value: unknown): Parsed {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return reject('not-an-object', 'a record is a JSON object with a field "type"')
  }
  const fields = value as Fields
  switch (own(fields, 'type')) {
    case 'mention':
      return parseMention(fields)
    case 'engagement':
      return parseEngagement(fields)
    case 'deletion':
      return parseDeletion(fields)
    case 'source-status':
      return parseStatus(fields)
    default:
      return reject('unknown-type', '"type" must be mention, engagement, deletion or source-status')
  }
}

type Fields = Readonly<Record<string, unknown>>

function parseMention(fields: Fields): Parsed {
  const id = own(fields, 'id')
  if (!isMentionId(id)) return badId('id')
  const text = own(fields, 'text')
  if (typeof text !== 'string') return reject('bad-text', '"text" must be a string')
  const publishedAt = instant(own(fields, 'publishedAt'))
  if (publishedAt === undefined) return badTime('publishedAt')
  const observedAt = absent(own(fields, 'observedAt'))
    ? publishedAt
    : instant(own(fields, 'observedAt'))
  if (observedAt === undefined) return badTime('observedAt')
  const kind = absent(own(fields, 'kind')) ? 'post' : own(fields, 'kind')
  if (!MENTION_KINDS.includes(kind as MentionKind))
    return reject('bad-field', `"kind" must be one of ${MENTION_KINDS.join(', ')}`)
  const pNeg = absent(own(fields, 'pNeg')) ? undefined : own(fields, 'pNeg')
  if (pNeg !== undefined && !(typeof pNeg === 'number' && pNeg >= 0 && pNeg <= 1)) {
    return reject('bad-field', '"pNeg" must be a number from 0 to 1')
  }
  const record: Mention = {
    type: 'mention',
    id,
    brandId: word(own(fields, 'brandId')),
    source: word(own(fields, 'source')) ?? platformOf(id),
    via: word(own(fields, 'via')),
    kind: kind as MentionKind,
    author: parseAuthor(own(fields, 'author')),
    text: wellFormed(text),
    lang: word(own(fields, 'lang')),
    url: parseUrl(own(fields, 'url')),
    conversationId: id512(own(fields, 'conversationId')),
    inReplyTo: id512(own(fields, 'inReplyTo')),
    publishedAt: Math.min(publishedAt, observedAt),
    observedAt,
    pNeg: pNeg as number | undefined,
  }
  return { ok: true, record }
}

function parseEngagement(fields: Fields): Parsed {
  const mentionId = own(fields, 'mentionId')
  if (!isMentionId(mentionId)) return badId('mentionId')
  const observedAt = instant(own(fields, 'observedAt'))
  if (observedAt === undefined) return badTime('observedAt')
  const counters: Record<string, number | null> = {}
  for (const name of ['likes', 'comments', 'shares', 'views']) {
    const value = counter(own(fields, name))
    if (value === undefined)
      return reject('bad-counter', `"${name}" must be a whole number from 0 on, or null`)
    counters[name] = value
  }
  const record: EngagementSample = {
    type: 'engagement',
    mentionId,
    brandId: word(own(fields, 'brandId')),
    source: word(own(fields, 'source')) ?? platformOf(mentionId),
    via: word(own(fields, 'via')),
    observedAt,
    likes: counters['likes'] ?? null,
    comments: counters['comments'] ?? null,
    shares: counters['shares'] ?? null,
    views: counters['views'] ?? null,
  }
  return { ok: true, record }
}

function parseDeletion(fields: Fields): Parsed {
  const mentionId = own(fields, 'mentionId')
  if (!isMentionId(mentionId)) return badId('mentionId')
  const observedAt = instant(own(fields, 'observedAt'))
  if (observedAt === undefined) return badTime('observedAt')
  const record: Deletion = {
    type: 'deletion',
    mentionId,
    brandId: word(own(fields, 'brandId')),
    source: word(own(fields, 'source')) ?? platformOf(mentionId),
    via: word(own(fields, 'via')),
    observedAt,
  }
  return { ok: true, record }
}

function parseStatus(fields: Fields): Parsed {
  const source = word(own(fields, 'source'))
  if (source === undefined) return reject('bad-field', '"source" must name a source')
  const status = own(fields, 'status')
  if (!SOURCE_STATES.includes(status as SourceState)) {
    return reject('bad-field', `"status" must be one of ${SOURCE_STATES.join(', ')}`)
  }
  const observedAt = instant(own(fields, 'observedAt'))
  if (observedAt === undefined) return badTime('observedAt')
  const record: SourceStatus = {
    type: 'source-status',
    source,
    via: word(own(fields, 'via')),
    status: status as SourceState,
    observedAt,
  }
  return { ok: true, record }
}

function parseAuthor(value: unknown): Author | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const fields = value as Fields
  const id = id512(own(fields, 'id')) ?? id512(own(fields, 'handle'))
  if (id === undefined) return undefined
  const followers = own(fields, 'followers')
  return {
    id,
    handle: word(own(fields, 'handle')),
    followers: isCount(followers) ? followers : undefined,
    createdAt: parseInstant(own(fields, 'createdAt')),
  }
}

/** Only what the object itself holds, so that a prototype can't speak. */
function own(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

function absent(value: unknown): boolean {
  return value === undefined || value === null
}

function isMentionId(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length <= LIMITS.id &&
    /^[a-z0-9-]{1,40}:\S/.test(value) &&
    !LONE.test(value)
  )
}

function platformOf(id: string): string {
  return id.slice(0, id.indexOf(':'))
}

function id512(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= LIMITS.id
    ? wellFormed(value)
    : undefined
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= LIMITS.word
    ? wellFormed(value)
    : undefined
}

/** Pages link to it, so nothing but http and https is kept. */
function parseUrl(value: unknown): string | undefined {
  return typeof value === 'string' &&
    value.length <= LIMITS.url &&
    /^https?:\/\/[^\s]+$/i.test(value)
    ? wellFormed(value)
    : undefined
}

function instant(value: unknown): EpochMs | undefined {
  const at = parseInstant(value)
  return at !== undefined && at >= EARLIEST_AT && at < LATEST_AT ? at : undefined
}

function isCount(value: unknown): value is number {
  return (
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LIMITS.counter
  )
}

function counter(value: unknown): number | null | undefined {
  if (absent(value)) return null
  return isCount(value) ? value : undefined
}

const LONE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/
const ALL_LONE = new RegExp(LONE.source, 'g')
const SURROGATE = /[\uD800-\uDFFF]/

/** Cuts to the limit and puts U+FFFD in place of lone surrogates, which no encoding can carry. */
function wellFormed(text: string): string {
  const cut = text.length > LIMITS.text ? text.slice(0, LIMITS.text) : text
  return SURROGATE.test(cut) && LONE.test(cut) ? cut.replace(ALL_LONE, '\uFFFD') : cut
}

/** Counts brackets outside strings, before a parser recurses into them. */
function deeperThan(line: string, limit: number): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < line.length; i++) {
    const unit = line.charCodeAt(i)
    if (unit === BACKSLASH) i++
    else if (unit === QUOTE) inString = !inString
    else if (inString) continue
    else if (unit === OPEN_BRACE || unit === OPEN_BRACKET) {
      if (++depth > limit) return true
    } else if (unit === CLOSE_BRACE || unit === CLOSE_BRACKET) depth--
  }
  return false
}

const [BACKSLASH, QUOTE, OPEN_BRACE, OPEN_BRACKET, CLOSE_BRACE, CLOSE_BRACKET] = [
  92, 34, 123, 91, 125, 93,
]

/** A parser's message may quote the input; control characters must not reach a terminal or a log. */
function printable(message: string): string {
  return message.replace(/[\p{Cc}\p{Cf}]/gu, '.').slice(0, 120)
}

function badId(name: string): Reject {
  return reject(
    'bad-id',
    `"${name}" must be a string such as mastodon:https://example.social/users/lena/statuses/1`,
  )
}

function badTime(name: string): Reject {
  return reject(
    'bad-time',
    `"${name}" must be an ISO 8601 instant between 2000 and 2099, such as 2026-03-02T09:12:31Z`,
  )
}

function reject(code: RejectCode, reason: string): Reject {
  return { ok: false, code, reason }
}
