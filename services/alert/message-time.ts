/** Instants as a person reads them, in the person's zone, which is named: a mail may be read in another one. */

import type { Language } from '../../shared/core/numbers.ts'
import { type EpochMs, localTime, zoneAbbreviation } from '../../shared/core/time.ts'

const WEEKDAYS = {
  de: ['So', 'Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
} as const
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** `Sa 14.03.2026, 23:40 MEZ`, `Sat 14 Mar 2026, 23:40 CET` */
export function formatWhen(at: EpochMs, timeZone: string, language: Language): string {
  const { date, weekday } = localTime(at, timeZone)
  const [year, month, day] = date.split('-')
  const written =
    language === 'de'
      ? `${day}.${month}.${year}`
      : `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`
  const zone = zoneAbbreviation(at, timeZone, language)
  return `${WEEKDAYS[language][weekday]} ${written}, ${formatTime(at, timeZone)} ${zone}`
}

/** `23:40` */
export function formatTime(at: EpochMs, timeZone: string): string {
  const { minutes } = localTime(at, timeZone)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
