/** When a person may be written to: quiet hours and holidays in the person's own time zone. */

import type { Person } from './alert.ts'
import { type EpochMs, localTime, nextLocalTime } from './time.ts'

/** Holidays and nights joined to one quiet time; a calendar of nothing but holidays must end somewhere. */
const MOST_JOINED = 100

/** The end of the quiet time that `at` lies in; undefined where it lies in none. `22:00-07:00` ends at 07:00:00.000. */
export function quietUntil(person: Person, at: EpochMs): EpochMs | undefined {
  let end: EpochMs | undefined
  for (let joined = 0; joined < MOST_JOINED; joined++) {
    const next = partEnd(person, end ?? at)
    if (next === undefined) return end
    end = next
  }
  return end
}

/** The end of the night or of the holiday that `at` lies in. */
function partEnd(person: Person, at: EpochMs): EpochMs | undefined {
  const { quietHours, timeZone } = person
  if (quietHours === undefined && person.holidays.length === 0) return undefined
  const { date, minutes } = localTime(at, timeZone)
  if (person.holidays.includes(date)) return nextLocalTime(at, 0, timeZone)
  if (quietHours === undefined) return undefined
  const { fromMin, toMin } = quietHours
  const quiet =
    fromMin <= toMin ? minutes >= fromMin && minutes < toMin : minutes >= fromMin || minutes < toMin
  return quiet ? nextLocalTime(at, toMin, timeZone) : undefined
}
