/** Numbers and instants as a reader of the report writes them. */

import { formatNumber, type Language } from '../../../shared/core/numbers.ts'
import { type EpochMs, localTime } from '../../../shared/core/time.ts'
import { WORDS, type Words } from './words.ts'

/** How the report speaks: words, numbers, times. */
export interface Speech {
  readonly language: Language
  readonly words: Words
  readonly timeZone: string
  number(value: number | null, digits?: number): string
  /** `2026-03-02 09:12` in English, `02.03.2026 09:12` in German, in the zone of the report. */
  time(at: EpochMs): string
  /** The same without the year, for an axis. */
  tick(at: EpochMs, withHour: boolean): string
}

export function speech(language: Language, timeZone: string): Speech {
  const date = (at: EpochMs) => localTime(at, timeZone).date.split('-') as [string, string, string]
  const clock = (at: EpochMs) => {
    const { minutes } = localTime(at, timeZone)
    const two = (part: number) => String(part).padStart(2, '0')
    return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
  }
  return {
    language,
    words: WORDS[language],
    timeZone,
    number: (value, digits = 0) => (value === null ? '–' : formatNumber(value, language, digits)),
    time(at) {
      const [year, month, day] = date(at)
      const written = language === 'de' ? `${day}.${month}.${year}` : `${year}-${month}-${day}`
      return `${written} ${clock(at)}`
    },
    tick(at, withHour) {
      const [, month, day] = date(at)
      const written = language === 'de' ? `${day}.${month}.` : `${month}-${day}`
      return withHour ? `${written} ${clock(at)}` : written
    },
  }
}
