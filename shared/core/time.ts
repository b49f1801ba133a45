/**
 * Instants, durations and calendar time. Everything inside the core is told the time as a value; nothing here
 * reads a clock. This is the only core file that uses `Intl`.
 */

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number

export const SECOND_MS = 1_000
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000
export const WEEK_MS = 7 * DAY_MS

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: WEEK_MS,
  mo: 30 * DAY_MS,
  y: 365 * DAY_MS,
}

/** The start of the grid cell `[start, start + stepMs)` that holds `at`. */
export function floorTo(at: EpochMs, stepMs: number): EpochMs {
  return Math.floor(at / stepMs) * stepMs
}

/**
 * Reads an ISO 8601 instant with a zone (`2026-03-02T09:12:31Z`, `…+01:00`) or without one (taken as UTC, also
 * with a blank instead of the `T`, as the NAB series write it).
 * @returns undefined for anything else, also for numbers, so that no unit is ever guessed.
 */
export function parseInstant(text: unknown): EpochMs | undefined {
  if (typeof text !== 'string' || text.length < 10 || text.length > 40) return undefined
  if (text.length === 20 || text.length === 24) {
    const at = parsePlain(text)
    if (at !== undefined) return at
  }
  const found = INSTANT.exec(text)
  if (!found) return undefined
  const [, year, month, day, time = '00:00', zone = 'Z'] = found
  // A parser would take 31 February for 3 March.
  const midnight = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  if (midnight.getUTCDate() !== Number(day)) return undefined
  const at = Date.parse(
    `${year}-${month}-${day}T${time}${zone.replace(/^(.\d\d)(\d\d)$/, '$1:$2')}`,
  )
  return Number.isFinite(at) ? at : undefined
}

/**
 * The usual forms, `2026-03-02T09:12:31Z` and with milliseconds, without a regular expression: journals hold two of
 * them a line. Days that not every month has are left to the strict way.
 */
function parsePlain(text: string): EpochMs | undefined {
  for (let i = 0; i < PLAIN.length; i++)
    if (text.charCodeAt(PLAIN[i]!.at) !== PLAIN[i]!.code) return undefined
  const millis = text.length === 24
  if (text.charCodeAt(text.length - 1) !== Z || (millis && text.charCodeAt(19) !== DOT))
    return undefined
  const year = digits(text, 0) * 100 + digits(text, 2)
  const month = digits(text, 5)
  const day = digits(text, 8)
  const hour = digits(text, 11)
  const minute = digits(text, 14)
  const second = digits(text, 17)
  const ms = millis ? digits(text, 20) * 10 + text.charCodeAt(22) - ZERO : 0
  if (millis && !(text.charCodeAt(22) >= ZERO && text.charCodeAt(22) <= ZERO + 9)) return undefined
  const inRange =
    month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour <= 23 && minute <= 59 && second <= 59
  return inRange && year >= 1000 && ms >= 0
    ? Date.UTC(year, month - 1, day, hour, minute, second, ms)
    : undefined
}

/** Two digits as a number; NaN for anything else, which no comparison above holds for. */
function digits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO
  const ones = text.charCodeAt(at + 1) - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

/** The marks between the numbers: `-`, `-`, `T`, `:`, `:`. */
const PLAIN = [
  { at: 4, code: 45 },
  { at: 7, code: 45 },
  { at: 10, code: 84 },
  { at: 13, code: 58 },
  { at: 16, code: 58 },
] as const
const Z = 90
const DOT = 46
const ZERO = 48
const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/

/** ISO 8601 in UTC; milliseconds are written only where there are any. */
export function formatInstant(at: EpochMs): string {
  const day = Math.floor(at / DAY_MS)
  if (day !== formattedDay) {
    formattedDate = new Date(at).toISOString().slice(0, -13)
    formattedDay = day
  }
  const rest = at - day * DAY_MS
  const ms = rest % SECOND_MS
  const clock = `${two(rest / HOUR_MS)}:${two((rest % HOUR_MS) / MINUTE_MS)}:${two((rest % MINUTE_MS) / SECOND_MS)}`
  const fraction = ms < 1 ? '' : `.${String(Math.floor(ms)).padStart(3, '0')}`
  return `${formattedDate}${clock}${fraction}Z`
}

/** The date written last, up to its `T`: most instants are of the same day as the one before. No state of anybody. */
let formattedDay = Number.NaN
/** See formattedDay. */
let formattedDate = ''

function two(value: number): string {
  const whole = Math.floor(value)
  return whole < 10 ? `0${whole}` : String(whole)
}

/** Reads `90s`, `10m`, `6h`, `14d`, `13mo` (of 30 days), `2y` (of 365 days) into milliseconds. */
export function parseDuration(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined
  const found = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w|mo|y)$/.exec(text.trim())
  if (!found) return undefined
  const ms = Number(found[1]) * UNIT_MS[found[2]!]!
  return Number.isFinite(ms) ? ms : undefined
}

/** The shortest exact spelling that `parseDuration` reads back: 300000 is `5m`. */
export function formatDuration(ms: number): string {
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const size = UNIT_MS[unit]!
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`
  }
  return `${ms}ms`
}

/** What a clock on the wall of a time zone shows. */
export interface LocalTime {
  /** `2026-03-14`. */
  readonly date: string
  /** Minutes after local midnight. */
  readonly minutes: number
  /** 0 is Sunday. */
  readonly weekday: number
}

/** @throws RangeError for a time zone that does not exist; the configuration admits none. */
export function localTime(at: EpochMs, timeZone: string): LocalTime {
  const wall = new Date(wallTime(at, timeZone))
  return {
    date: wall.toISOString().slice(0, 10),
    minutes: wall.getUTCHours() * 60 + wall.getUTCMinutes(),
    weekday: wall.getUTCDay(),
  }
}

/** Minutes after local midnight. */
export function localMinutes(at: EpochMs, timeZone: string): number {
  return localTime(at, timeZone).minutes
}

/** `2026-03-14`. */
export function localDate(at: EpochMs, timeZone: string): string {
  return localTime(at, timeZone).date
}

/**
 * The first instant after `at` at which a clock in the zone shows `minutes` after midnight. Where the clock
 * is put forward over it, as if it had not been (02:30 is then 03:30); where it comes twice, the next of the two.
 */
export function nextLocalTime(at: EpochMs, minutes: number, timeZone: string): EpochMs {
  const midnight = floorTo(wallTime(at, timeZone), DAY_MS)
  for (let day = 0; day < 3; day++) {
    const wall = midnight + day * DAY_MS + minutes * MINUTE_MS
    const found = instantsOf(wall, timeZone).find((instant) => instant > at)
    if (found !== undefined) return found
  }
  return at + DAY_MS
}

/** `MEZ`, `CET`, or `GMT-5` where the language has no name for it. */
export function zoneAbbreviation(at: EpochMs, timeZone: string, language: 'de' | 'en'): string {
  const parts = calendar(timeZone, language === 'de' ? 'de-DE' : 'en-GB').formatToParts(at)
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone
}

/** The instants at which the zone's clock shows `wall`: one, or two when the clock is put back. */
function instantsOf(wall: number, timeZone: string): EpochMs[] {
  const offsets = [wall - DAY_MS, wall + DAY_MS].map((near) => wallTime(near, timeZone) - near)
  const instants = [...new Set(offsets.map((offset) => wall - offset))].sort((a, b) => a - b)
  const exact = instants.filter((instant) => wallTime(instant, timeZone) === wall)
  return exact.length > 0 ? exact : instants.slice(-1)
}

/** What the zone's clock shows at `at`, written as if it were UTC; whole seconds. */
export function wallTime(at: EpochMs, timeZone: string): number {
  const found: Record<string, number> = {}
  for (const { type, value } of calendar(timeZone, 'en-US').formatToParts(at)) {
    found[type] = Number(value)
  }
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/** Making one costs a thousand times what using it costs, and there are few zones. */
const calendars = new Map<string, Intl.DateTimeFormat>()

function calendar(timeZone: string, locale: 'en-US' | 'en-GB' | 'de-DE'): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`
  const known = calendars.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    timeZoneName: 'short',
  })
  calendars.set(key, made)
  return made
}
