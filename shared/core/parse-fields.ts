/**
 * The fields of a journal record, one reader each: a value of the right type and size, or nothing. Used by `parse.ts`.
 */

import type { Author } from './mention.ts'
import { type EpochMs, parseInstant } from './time.ts'

/** An object as a stranger sent it. */
export type Fields = Readonly<Record<string, unknown>>

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

export function parseAuthor(value: unknown): Author | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const fields = value as Fields
  const id = id512(own(fields, 'id')) ?? id512(own(fields, 'handle'))
  if (id === undefined) return undefined
  const followers = own(fields, 'followers')
  return {
    id,
    handle: word(own(fields, 'handle')),
    followers: isCount(followers) ? positiveZero(followers) : undefined,
    createdAt: parseInstant(own(fields, 'createdAt')),
  }
}

/** Only what the object itself holds, so that a prototype can't speak. */
export function own(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}

export function absent(value: unknown): boolean {
  return value === undefined || value === null
}

export function isMentionId(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length <= LIMITS.id &&
    /^[a-z0-9-]{1,40}:\S/.test(value) &&
    !UNSPEAKABLE.test(value) &&
    !LONE.test(value)
  )
}

export function platformOf(id: string): string {
  return id.slice(0, id.indexOf(':'))
}

export function id512(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= LIMITS.id
    ? wellFormed(value)
    : undefined
}

export function word(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= LIMITS.word
    ? wellFormed(value)
    : undefined
}

/** Pages link to it, so nothing but http and https is kept. */
export function parseUrl(value: unknown): string | undefined {
  return typeof value === 'string' &&
    value.length <= LIMITS.url &&
    /^https?:\/\/[^\s]+$/i.test(value)
    ? wellFormed(value)
    : undefined
}

export function instant(value: unknown): EpochMs | undefined {
  const at = parseInstant(value)
  return at !== undefined && at >= EARLIEST_AT && at < LATEST_AT ? at : undefined
}

function isCount(value: unknown): value is number {
  return (
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LIMITS.counter
  )
}

export function counter(value: unknown): number | null | undefined {
  if (absent(value)) return null
  return isCount(value) ? positiveZero(value) : undefined
}

/** JSON cannot carry a negative zero back. */
export function positiveZero(value: number): number {
  return value + 0
}

/** An id stands in logs, addresses and headers. */
const UNSPEAKABLE = /[\p{Cc}\p{Zl}\p{Zp}]/u
const LONE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/
const ALL_LONE = new RegExp(LONE.source, 'g')
const SURROGATE = /[\uD800-\uDFFF]/

/** Cuts to the limit and puts U+FFFD in place of lone surrogates, which no encoding can carry. */
export function wellFormed(text: string): string {
  const cut = text.length > LIMITS.text ? text.slice(0, LIMITS.text) : text
  return SURROGATE.test(cut) && LONE.test(cut) ? cut.replace(ALL_LONE, '\uFFFD') : cut
}
