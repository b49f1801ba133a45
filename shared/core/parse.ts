/**
 * The only way in: turns anything a stranger may have written into a record or a reject with a code. It never
 * throws, builds every object afresh field by field (so `__proto__` and unknown fields never travel), and has a
 * limit for everything. The format is the journal's (one JSON object a line).
 */

import {
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
import {
  absent,
  counter,
  type Fields,
  id512,
  instant,
  isMentionId,
  LIMITS,
  own,
  parseAuthor,
  parseUrl,
  platformOf,
  positiveZero,
  wellFormed,
  word,
} from './parse-fields.ts'

export { LIMITS }

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
    pNeg: pNeg === undefined ? undefined : positiveZero(pNeg),
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

/** Counts brackets outside strings, before a parser recurses into them. */
function deeperThan(line: string, limit: number): boolean {
  if (!holdsMore(line, limit)) return false
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

/** Whether a line holds more opening brackets than `limit`; most hold two, and need no look at every character. */
function holdsMore(line: string, limit: number): boolean {
  let found = 0
  for (const bracket of ['{', '[']) {
    for (let at = line.indexOf(bracket); at >= 0; at = line.indexOf(bracket, at + 1)) {
      if (++found > limit) return true
    }
  }
  return false
}

const [BACKSLASH, QUOTE, OPEN_BRACE, OPEN_BRACKET, CLOSE_BRACE, CLOSE_BRACKET] = [
  92, 34, 123, 91, 125, 93,
]

/** A parser's message may quote the input; nothing of it that a terminal or a log would obey may stay. */
function printable(message: string): string {
  return message.slice(0, 120).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '.')
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
