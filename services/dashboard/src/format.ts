/** Instants as the reader writes them, in the reader's own time zone. */

import type { EpochMs } from '../../../shared/core/time.ts'
import { DAY_MS } from '../../../shared/core/time.ts'
import type { Language } from '../../../shared/core/words.ts'

const LOCALES = { de: 'de-DE', en: 'en-GB' } as const
const formats = new Map<string, Intl.DateTimeFormat>()

export function timeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** `14:03:20`. */
export function clockTime(at: EpochMs, language: Language): string {
  return format(at, language, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
}

/** `Mo., 2. März 2026`. */
export function longDate(at: EpochMs, language: Language): string {
  return format(at, language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  })
}

/** `14:03`, with the date where it lies more than half a day from `now`. */
export function shortTime(at: EpochMs, language: Language, now: EpochMs): string {
  const time = format(at, language, { hour: '2-digit', minute: '2-digit' })
  const near = Math.abs(now - at) < DAY_MS / 2 || sameDay(at, now)
  return near ? time : `${shortDate(at, language)} ${time}`
}

/** `02.03., 14:03`; `2 Mar, 14:03`. */
export function dateTime(at: EpochMs, language: Language): string {
  return format(at, language, { ...DAYS[language], hour: '2-digit', minute: '2-digit' })
}

/** `02.03.`; `2 Mar`: English dates in figures alone are ambiguous. */
export function shortDate(at: EpochMs, language: Language): string {
  return format(at, language, DAYS[language])
}

const DAYS = {
  de: { day: '2-digit', month: '2-digit' },
  en: { day: 'numeric', month: 'short' },
} as const

export function isMidnight(at: EpochMs): boolean {
  const date = new Date(at)
  return date.getHours() === 0 && date.getMinutes() === 0
}

function sameDay(a: EpochMs, b: EpochMs): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString()
}

function format(at: EpochMs, language: Language, options: Intl.DateTimeFormatOptions): string {
  const key = language + Object.keys(options).join()
  let made = formats.get(key)
  if (!made) {
    made = new Intl.DateTimeFormat(LOCALES[language], { ...options, hourCycle: 'h23' })
    formats.set(key, made)
  }
  return Number.isFinite(at) ? made.format(at) : '–'
}
