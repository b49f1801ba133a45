/**
 * Numbers as people read them, German (1.240 / 4,5) and English (1,240 / 4.5), by hand, so that mails, page and
 * replays write the same on every machine.
 */

import { HOUR_MS, MINUTE_MS } from './time.ts'

export type Language = 'de' | 'en'

export const LANGUAGES: readonly Language[] = ['de', 'en']

const MINUS = '\u2212'

/** Rounded to `digits` decimals, thousands grouped. */
export function formatNumber(value: number, language: Language, digits = 0): string {
  if (!Number.isFinite(value)) return '–'
  const fixed = Math.abs(value).toFixed(digits)
  const [whole = '0', rest] = fixed.split('.')
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, language === 'de' ? '.' : ',')
  const sign = value < 0 && Number(fixed) !== 0 ? MINUS : ''
  if (rest === undefined) return sign + grouped
  return `${sign}${grouped}${language === 'de' ? ',' : '.'}${rest}`
}

/** Whole numbers as they are, small parts with one decimal: 1.240, 36, 4,5. */
export function formatAmount(value: number, language: Language): string {
  const small = Math.abs(value) < 10 && !Number.isInteger(value)
  return formatNumber(value, language, small ? 1 : 0)
}

/** An estimate with two digits: 1.300 for 1.289. */
export function roughly(value: number): number {
  return Number(value.toPrecision(2))
}

/** 0.995 is `99,5 %` in German and `99.5%` in English. */
export function formatPercent(part: number, language: Language): string {
  const percent = Math.round(part * 1000) / 10
  const text = formatNumber(percent, language, Number.isInteger(percent) ? 0 : 1)
  return language === 'de' ? `${text} %` : `${text}%`
}

/** At most two units: `45 Sek.`, `10 Min.`, `2 Std. 10 Min.`, `3 Tage 4 Std.`; `2 h 10 min`, `3 days 4 h`. */
export function formatSpan(ms: number, language: Language): string {
  const units = UNITS[language]
  if (ms < MINUTE_MS) return `${Math.max(0, Math.floor(ms / 1000))} ${units.second}`
  const minutes = Math.floor(ms / MINUTE_MS)
  if (minutes < 60) return `${minutes} ${units.minute}`
  const hours = Math.floor(ms / HOUR_MS)
  if (hours < 48) return join(`${hours} ${units.hour}`, minutes % 60, units.minute)
  return join(`${Math.floor(hours / 24)} ${units.days}`, hours % 24, units.hour)
}

const UNITS = {
  de: { second: 'Sek.', minute: 'Min.', hour: 'Std.', days: 'Tage' },
  en: { second: 's', minute: 'min', hour: 'h', days: 'days' },
} as const

function join(main: string, rest: number, unit: string): string {
  return rest === 0 ? main : `${main} ${rest} ${unit}`
}
