/** Records on the wire of the log: JSON in UTF-8, one object a record. Read back only what we wrote ourselves. */

import {
  type Author,
  formatRecord,
  type JournalRecord,
  MENTION_KINDS,
  type Mention,
} from '../core/mention.ts'
import { type Parsed, parseRecord } from '../core/parse.ts'
import { type EpochMs, parseInstant } from '../core/time.ts'
import type { Append, LogRecord } from './bus.ts'
import { TOPICS } from './topics.ts'

/**
 * Reads a record that a part of this product wrote.
 * @returns undefined where it is no JSON object, which only a foreign writer can cause.
 */
export function decodeJson<Value>(bytes: Uint8Array): Value | undefined {
  try {
    const value: unknown = JSON.parse(decodeText(bytes))
    return typeof value === 'object' && value !== null ? (value as Value) : undefined
  } catch {
    return undefined
  }
}

/**
 * Reads a record of `mentions` or `engagement`. Ingest has judged every field before it wrote them, so a mention in
 * the shape it writes is taken as it stands; everything else is parsed as a stranger's.
 */
export function decodeRecord(bytes: Uint8Array): Parsed {
  const value = decodeJson<Readonly<Record<string, unknown>>>(bytes)
  return (value?.['type'] === 'mention' && asWritten(value)) || parseRecord(value)
}

/** A journal record on its way into the log; `decodeRecord` gives back what is handed on here. */
export function encodeRecord(record: JournalRecord): { value: string; decoded: JournalRecord } {
  return { value: formatRecord(record), decoded: record }
}

/** A record of `mentions` or `engagement`, as its writer had it or read from its bytes. */
export function readRecord(record: LogRecord): Parsed {
  if (record.decoded) return { ok: true, record: record.decoded as JournalRecord }
  return decodeRecord(record.value ?? NOTHING)
}

const NOTHING = new Uint8Array(0)

function asWritten(value: Readonly<Record<string, unknown>>): Parsed | undefined {
  const { id, brandId, source, kind, text, author } = value as unknown as Mention
  const publishedAt = parseInstant(value['publishedAt'])
  const observedAt = parseInstant(value['observedAt'])
  if (publishedAt === undefined || observedAt === undefined || typeof brandId !== 'string')
    return undefined
  if (typeof id !== 'string' || typeof text !== 'string' || typeof source !== 'string')
    return undefined
  if (!MENTION_KINDS.includes(kind)) return undefined
  const { via, lang, url, conversationId, inReplyTo, pNeg } = value as unknown as Mention
  const record: Mention = {
    type: 'mention',
    id,
    brandId,
    source,
    via,
    kind,
    author: author && authorOf(author),
    text,
    lang,
    url,
    conversationId,
    inReplyTo,
    publishedAt,
    observedAt,
    pNeg,
  }
  return { ok: true, record }
}

function authorOf({ id, handle, followers, createdAt }: Author): Author {
  return { id, handle, followers, createdAt: parseInstant(createdAt) }
}

/**
 * In `mentions`, on a log that shows the parts of one append one by one: all engagement before this instant that
 * belongs to what was appended stands in its topic.
 */
export function encodeMark(before: EpochMs): string {
  return `${MARK}${before}}`
}

/** @returns undefined where a record is none. */
export function decodeMark(value: Uint8Array | null): EpochMs | undefined {
  if (!value || value.length > MOST_MARK_BYTES || value[9] !== MARK_LETTER) return undefined
  const text = decodeText(value)
  return text.startsWith(MARK) ? Number(text.slice(MARK.length, -1)) : undefined
}

const MARK = '{"type":"mark","before":'
const MOST_MARK_BYTES = 48
const MARK_LETTER = MARK.charCodeAt(9)

/** UTF-8; what is none becomes U+FFFD. Through Buffer, which is several times as fast for short texts. */
export function decodeText(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return buffer.toString('utf8')
}

export interface DeadLetter {
  /** Why, from a closed list, e.g. `not-json`. */
  readonly code: string
  /** One sentence for people. */
  readonly reason: string
  /** Where it came from: a source's name, a file, a topic. */
  readonly origin: string
  /** Line in a file or offset in a topic. */
  readonly position: number
  readonly raw: Uint8Array
}

/** Kafka takes records of a megabyte by default; a letter that it refuses would stop whoever writes it. */
const MOST_RAW_BYTES = 900_000

/** A dead letter is its description as one JSON line, followed by the raw bytes as they came, cut where too many. */
export function deadLetter(letter: DeadLetter): Append {
  const { raw: whole, ...head } = letter
  const raw = whole.subarray(0, MOST_RAW_BYTES)
  const line = new TextEncoder().encode(`${JSON.stringify(head)}\n`)
  const value = new Uint8Array(line.length + raw.length)
  value.set(line)
  value.set(raw, line.length)
  return { topic: TOPICS.deadLetters, key: letter.origin, value }
}

export function readDeadLetter(value: Uint8Array): DeadLetter | undefined {
  const end = value.indexOf(10)
  if (end < 0) return undefined
  const head = decodeJson<Omit<DeadLetter, 'raw'>>(value.subarray(0, end))
  return head && { ...head, raw: value.subarray(end + 1) }
}
