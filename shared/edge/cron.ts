/**
 * Schedules that people write, in cron's five fields. node-cron reads them and says what matches; when to look belongs
 * to our own clock, so that a recording and a test move it, nothing is missed while the machine is busy or asleep, and
 * the two nights of the year keep the rule below. The only file that knows node-cron.
 */

import { createTask, parse, validateDetailed } from 'node-cron'
import { DAY_MS, type EpochMs, floorTo, MINUTE_MS, wallTime } from '../core/time.ts'
import type { Clock } from './clock.ts'

export interface Schedule {
  /** Minute, hour, day of the month, month, day of the week: `15 3 * * *`. */
  readonly expression: string
  readonly timeZone: string
}

export interface ScheduleOptions {
  readonly clock: Clock
  /** What was due from here on is made up for; now unless told. At most a day is. */
  readonly from?: EpochMs
}

/** @returns a predicate such as `must be …`; undefined for what can be scheduled */
export function cronProblem(expression: string): string | undefined {
  if (expression.trim().split(/\s+/).length !== 5) return FIVE_FIELDS
  const { valid, errors } = validateDetailed(expression)
  if (valid) return undefined
  const [wrong] = errors
  if (wrong?.value === undefined) return FIVE_FIELDS
  const field = wrong.field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return `has no ${field} ${wrong.value}`
}

const FIVE_FIELDS = 'must have five fields such as "15 3 * * *" (minute hour day month weekday)'

/**
 * Calls `run` once for each minute in which the zone's clock on the wall shows what the expression says. In the night
 * in which an hour is left out, what falls into it comes at its end, once; in the night in which an hour comes twice,
 * what falls into it comes the first time only.
 *
 * @param run with the minute that was due, which may be a while ago
 * @returns what ends it
 */
export function onSchedule(
  { expression, timeZone }: Schedule,
  { clock, from = clock.now() }: ScheduleOptions,
  run: (dueAt: EpochMs) => void,
): () => void {
  const matches = matcher(expression)
  let last = floorTo(from, MINUTE_MS)
  let shown = wallTime(last, timeZone)
  const look = () => {
    const now = clock.now()
    if (last < now - DAY_MS) {
      last = floorTo(now - DAY_MS, MINUTE_MS)
      shown = wallTime(last, timeZone)
    }
    while (last + MINUTE_MS <= now) {
      last += MINUTE_MS
      const wall = wallTime(last, timeZone)
      let due = false
      for (; shown < wall; shown += MINUTE_MS) due = matches(shown + MINUTE_MS) || due
      if (due) run(last)
    }
  }
  look()
  return clock.every(MINUTE_MS / 2, look)
}

/** Asks node-cron only for minutes of the day that may be meant: an answer of its costs 50 µs. */
function matcher(expression: string): (wall: number) => boolean {
  const { minute, hour } = parse(expression)
  const task = createTask(expression, () => undefined, { timezone: 'UTC' })
  return (wall) => {
    const written = new Date(wall)
    if (!minute.includes(written.getUTCMinutes()) || !hour.includes(written.getUTCHours()))
      return false
    return task.match(written)
  }
}
