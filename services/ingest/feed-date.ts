/**
 * Dates as feeds write them: RFC 822 with all its mistakes, RFC 3339 with all its mistakes, German dates, seconds since
 * 1970. Pure; what cannot be a date of our time is none.
 */

import { type EpochMs, MINUTE_MS, parseInstant } from '../../shared/core/time.ts'

/** @returns undefined where nothing certain can be read; without a zone the time is taken as UTC. */
export function parseFeedDate(text: unknown): EpochMs | undefined {
  if (typeof text !== 'string' || text.length > 80) return undefined
  const tidy = text.trim().replace(/\s+/g, ' ')
  const at = parseIso(tidy) ?? parseNamed(tidy) ?? parseGerman(tidy) ?? parseSeconds(tidy)
  return at !== undefined && at >= EARLIEST_AT && at < LATEST_AT ? at : undefined
}

/** Feeds are younger; an older date is the zero of a clock or of a data base. */
const EARLIEST_AT = Date.UTC(2000, 0, 1)
const LATEST_AT = Date.UTC(2100, 0, 1)

/** Months by their first letters in English and German. */
const MONTHS: readonly RegExp[] = [
  /^(?:jan|jän)/,
  /^feb/,
  /^(?:mar|mär|mrz|maer)/,
  /^apr/,
  /^(?:may|mai)/,
  /^jun/,
  /^jul/,
  /^aug/,
  /^sep/,
  /^(?:oct|okt)/,
  /^nov/,
  /^(?:dec|dez)/,
]

/** RFC 822 section 5.1 and what is written in its place; minutes east of Greenwich. */
const ZONES: Readonly<Record<string, number>> = {
  z: 0,
  ut: 0,
  utc: 0,
  gmt: 0,
  wet: 0,
  west: 60,
  bst: 60,
  cet: 60,
  mez: 60,
  cest: 120,
  mesz: 120,
  eet: 120,
  eest: 180,
  msk: 180,
  ist: 330,
  jst: 540,
  aest: 600,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
}

function parseIso(text: string): EpochMs | undefined {
  const plain = text
    .replace(/^(\d{4})\/(\d\d)\/(\d\d)/, '$1-$2-$3')
    .replace(/ (?=[+-]\d\d:?\d\d$)/, '')
  const named = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?([a-z]{1,5})$/i.exec(plain)
  const [, local, zone] = named ?? []
  if (local === undefined || zone === undefined)
    return parseInstant(plain.replace(/(:\d\d(?:\.\d+)?[+-]\d\d)$/, '$1:00'))
  return shifted(parseInstant(local), zone)
}

/** `Mon, 2 Mar 2026 10:00:00 +0100`, with or without day of the week, seconds and zone. */
const NAMED =
  /^(?:\p{L}{2,10}\.?,? )?(\d{1,2})\.?[ -](\p{L}{3,9})\.?,?[ -](\d{2}|\d{4})(?:,? (?:at |um )?(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?: ?Uhr)?(?: ?([+-]\d{1,2}:?\d\d|\(?\p{L}{1,5}\)?))?)?(?: \(.{1,40}\))?$/iu

/** `March 2, 2026 10:00 PM`. */
const AMERICAN =
  /^(?:\p{L}{2,10}\.?,? )?(\p{L}{3,9})\.? (\d{1,2}),? (\d{4})(?:,? (?:at )?(\d{1,2}):(\d\d)(?::(\d\d))?(?: ?([ap])\.?m\.?)?(?: ([+-]\d{4}|\p{L}{1,5}))?)?$/iu

function parseNamed(text: string): EpochMs | undefined {
  const european = NAMED.exec(text)
  if (european) {
    const [, day, month, year, hour, minute, second, zone] = european
    return instantOf({ day, month, year, hour, minute, second, zone })
  }
  const american = AMERICAN.exec(text)
  if (!american) return undefined
  const [, month, day, year, hour = '0', minute, second, half, zone] = american
  const afternoon =
    half === undefined ? Number(hour) : (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0)
  return instantOf({ day, month, year, hour: String(afternoon), minute, second, zone })
}

/** `02.03.2026 10:00`. */
function parseGerman(text: string): EpochMs | undefined {
  const found =
    /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,? (?:um )?(\d{1,2}):(\d\d)(?::(\d\d))?)?(?: Uhr)?$/i.exec(
      text,
    )
  if (!found) return undefined
  const [, day, month, year, hour, minute, second] = found
  return instantOf({ day, month, year, hour, minute, second, zone: undefined })
}

function parseSeconds(text: string): EpochMs | undefined {
  if (/^\d{10}$/.test(text)) return Number(text) * 1_000
  return /^\d{13}$/.test(text) ? Number(text) : undefined
}

type Parts = Readonly<
  Record<'day' | 'month' | 'year' | 'hour' | 'minute' | 'second' | 'zone', string | undefined>
>

function instantOf({ day, month, year, hour, minute, second, zone }: Parts): EpochMs | undefined {
  const named = MONTHS.findIndex((pattern) => pattern.test((month ?? '').toLowerCase()))
  const monthIndex = /^\d+$/.test(month ?? '') ? Number(month) - 1 : named
  const fullYear = Number(year) < 100 ? 2_000 + Number(year) : Number(year)
  const at = Date.UTC(
    fullYear,
    monthIndex,
    Number(day),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
  )
  const date = new Date(at)
  // A parser would take 31 February for 3 March.
  const exists =
    monthIndex >= 0 && date.getUTCDate() === Number(day) && date.getUTCMonth() === monthIndex
  return exists ? shifted(at, zone) : undefined
}

function shifted(at: EpochMs | undefined, zone: string | undefined): EpochMs | undefined {
  if (at === undefined || zone === undefined) return at
  const offset = /^([+-])(\d{1,2}):?(\d\d)$/.exec(zone)
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3])
    return at - (offset[1] === '-' ? -minutes : minutes) * MINUTE_MS
  }
  const east = ZONES[zone.toLowerCase().replace(/[()]/g, '')]
  return at - (east ?? 0) * MINUTE_MS
}
