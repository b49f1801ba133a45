/**
 * Observations as the bytes of their JSON, the same that `JSON.stringify` gives in UTF-8. Nearly all that a busy log
 * holds are scored mentions; their text is written straight into memory outside the heap, because a string that waits
 * for its acknowledgement survives collections, and moving it costs more than making it.
 */

import type { MentionObservation, Observation, Said } from '../core/observation.ts'

/** Of one observation; nobody writes over them. Absent fields are left out, as JSON does. */
export function encodeObservation(observation: Observation): Buffer {
  if (observation.type !== 'mention' || !isPlain(observation))
    return Buffer.from(JSON.stringify(observation))
  const most = mostBytes(observation)
  if (room.length - used < most) {
    room = Buffer.allocUnsafeSlow(Math.max(ROOM_BYTES, most))
    used = 0
  }
  const from = used
  used = writeMention(room, from, observation)
  return room.subarray(from, used)
}

/** Records are written one behind the other; a full room is left to its readers. */
const ROOM_BYTES = 65_536
let room = Buffer.alloc(0)
let used = 0

/** Numbers, and the names of all fields. */
const FIELD_BYTES = 800
/** A unit is three bytes of UTF-8, or `\u` and four digits. */
const UNIT_BYTES = 6
/** Quotes and a comma. */
const TEXT_BYTES = 3

function mostBytes(mention: MentionObservation): number {
  const { brandId, mentionId, source, kind, labels = '', lang = '' } = mention
  let units = brandId.length + mentionId.length + source.length + kind.length
  units += labels.length + lang.length
  let bytes = FIELD_BYTES
  for (const list of [mention.touchpoints, mention.said?.terms ?? []]) {
    bytes += list.length * TEXT_BYTES
    for (const text of list) units += text.length
  }
  return bytes + units * UNIT_BYTES
}

/** Other numbers are written in ways that only `JSON.stringify` knows. */
function isPlain(mention: MentionObservation): boolean {
  const { key, at, publishedAt, pNegMilli, pPosMilli, author, from, said = NOTHING } = mention
  const { cues = 0, wording = 0, link = 0, press = 0, accountDays = 0 } = said
  return (
    areWhole(key, at, publishedAt, author) &&
    areWhole(pNegMilli, pPosMilli, cues, wording) &&
    areWhole(link, press, accountDays, from?.offset ?? 0)
  )
}

const NOTHING: Said = { terms: [] }

function areWhole(a: number, b: number, c: number, d: number): boolean {
  return isWhole(a) && isWhole(b) && isWhole(c) && isWhole(d)
}

function isWhole(value: number): boolean {
  return value >= 0 && Number.isSafeInteger(value)
}

/** @returns the place behind it, like all below. */
function writeMention(bytes: Buffer, from: number, mention: MentionObservation): number {
  const { labels, lang, said, from: origin } = mention
  let at = writeText(bytes, write(bytes, from, NAME.brandId), mention.brandId)
  at = writeText(bytes, write(bytes, at, NAME.mentionId), mention.mentionId)
  at = writeWhole(bytes, write(bytes, at, NAME.key), mention.key)
  at = writeWhole(bytes, write(bytes, at, NAME.at), mention.at)
  at = writeWhole(bytes, write(bytes, at, NAME.publishedAt), mention.publishedAt)
  at = writeText(bytes, write(bytes, at, NAME.source), mention.source)
  at = writeText(bytes, write(bytes, at, NAME.kind), mention.kind)
  at = writeWhole(bytes, write(bytes, at, NAME.pNegMilli), mention.pNegMilli)
  at = writeWhole(bytes, write(bytes, at, NAME.pPosMilli), mention.pPosMilli)
  if (labels !== undefined) at = writeText(bytes, write(bytes, at, NAME.labels), labels)
  at = writeWhole(bytes, write(bytes, at, NAME.author), mention.author)
  at = write(bytes, at, mention.own ? NAME.isOwn : NAME.isNotOwn)
  at = writeTexts(bytes, write(bytes, at, NAME.touchpoints), mention.touchpoints)
  if (lang !== undefined) at = writeText(bytes, write(bytes, at, NAME.lang), lang)
  if (said) at = writeSaid(bytes, write(bytes, at, NAME.said), said)
  if (origin) {
    at = writeText(bytes, write(bytes, at, NAME.topic), origin.topic)
    at = writeWhole(bytes, write(bytes, at, NAME.offset), origin.offset)
    bytes[at++] = CLOSE
  }
  bytes[at++] = CLOSE
  return at
}

function writeSaid(bytes: Buffer, from: number, said: Said): number {
  const { cues, wording, link, press, accountDays } = said
  let at = writeTexts(bytes, from, said.terms)
  if (cues !== undefined) at = writeWhole(bytes, write(bytes, at, NAME.cues), cues)
  if (wording !== undefined) at = writeWhole(bytes, write(bytes, at, NAME.wording), wording)
  if (link !== undefined) at = writeWhole(bytes, write(bytes, at, NAME.link), link)
  if (press !== undefined) at = writeWhole(bytes, write(bytes, at, NAME.press), press)
  if (accountDays !== undefined)
    at = writeWhole(bytes, write(bytes, at, NAME.accountDays), accountDays)
  bytes[at++] = CLOSE
  return at
}

/** What stands before each value. */
const NAME = {
  brandId: Buffer.from('{"type":"mention","brandId":'),
  mentionId: Buffer.from(',"mentionId":'),
  key: Buffer.from(',"key":'),
  at: Buffer.from(',"at":'),
  publishedAt: Buffer.from(',"publishedAt":'),
  source: Buffer.from(',"source":'),
  kind: Buffer.from(',"kind":'),
  pNegMilli: Buffer.from(',"pNegMilli":'),
  pPosMilli: Buffer.from(',"pPosMilli":'),
  labels: Buffer.from(',"labels":'),
  author: Buffer.from(',"author":'),
  isOwn: Buffer.from(',"own":true'),
  isNotOwn: Buffer.from(',"own":false'),
  touchpoints: Buffer.from(',"touchpoints":'),
  lang: Buffer.from(',"lang":'),
  said: Buffer.from(',"said":{"terms":'),
  cues: Buffer.from(',"cues":'),
  wording: Buffer.from(',"wording":'),
  link: Buffer.from(',"link":'),
  press: Buffer.from(',"press":'),
  accountDays: Buffer.from(',"accountDays":'),
  topic: Buffer.from(',"from":{"topic":'),
  offset: Buffer.from(',"offset":'),
} as const
const [CLOSE, OPEN_LIST, CLOSE_LIST] = [0x7d, 0x5b, 0x5d]
const [QUOTE, COMMA, BACKSLASH, ZERO, BLANK] = [0x22, 0x2c, 0x5c, 0x30, 0x20]

function write(bytes: Buffer, from: number, name: Uint8Array): number {
  for (let i = 0; i < name.length; i++) bytes[from + i] = name[i]!
  return from + name.length
}

function writeTexts(bytes: Buffer, from: number, texts: readonly string[]): number {
  let at = from
  bytes[at++] = OPEN_LIST
  for (let i = 0; i < texts.length; i++) {
    if (i > 0) bytes[at++] = COMMA
    at = writeText(bytes, at, texts[i]!)
  }
  bytes[at++] = CLOSE_LIST
  return at
}

const [TWO_BYTES, THREE_BYTES, SURROGATES, SURROGATES_END] = [0x80, 0x800, 0xd800, 0xe000]

function writeText(bytes: Buffer, from: number, text: string): number {
  let at = from
  bytes[at++] = QUOTE
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < TWO_BYTES) {
      if (unit < BLANK || unit === QUOTE || unit === BACKSLASH) return writeOdd(bytes, from, text)
      bytes[at++] = unit
    } else if (unit < THREE_BYTES) {
      bytes[at++] = 0xc0 | (unit >> 6)
      bytes[at++] = 0x80 | (unit & 0x3f)
    } else {
      if (unit >= SURROGATES && unit < SURROGATES_END) return writeOdd(bytes, from, text)
      bytes[at++] = 0xe0 | (unit >> 12)
      bytes[at++] = 0x80 | ((unit >> 6) & 0x3f)
      bytes[at++] = 0x80 | (unit & 0x3f)
    }
  }
  bytes[at++] = QUOTE
  return at
}

function writeOdd(bytes: Buffer, from: number, text: string): number {
  return from + bytes.write(JSON.stringify(text), from)
}

const HALF_DIGITS = 8
const HALF = 10 ** HALF_DIGITS

/** @param value a safe integer, not negative */
function writeWhole(bytes: Buffer, from: number, value: number): number {
  if (value < HALF) return writeDigits(bytes, from, value, digitsOf(value))
  const high = Math.floor(value / HALF)
  const at = writeDigits(bytes, from, high, digitsOf(high))
  return writeDigits(bytes, at, value - high * HALF, HALF_DIGITS)
}

function digitsOf(value: number): number {
  let digits = 1
  for (let bound = 10; value >= bound; bound *= 10) digits++
  return digits
}

function writeDigits(bytes: Buffer, from: number, value: number, digits: number): number {
  let rest = value | 0
  for (let i = from + digits - 1; i >= from; i--) {
    const tenth = (rest / 10) | 0
    bytes[i] = ZERO + rest - 10 * tenth
    rest = tenth
  }
  return from + digits
}
