/** What was told in the simulated weeks, beside what was true. Rules fixed before anything was looked at. */

import type { Level } from '../../../shared/core/storm.ts'
import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS, WEEK_MS } from '../../../shared/core/time.ts'
import type { Episode } from './episodes.ts'
import { type BrandWeeks, QUIET_DAYS } from './plan.ts'
import type { Heard } from './play.ts'
import { trueLevel } from './truth.ts'

/** People are told at this instant: a storm opened, or rose. */
export interface Telling {
  readonly at: EpochMs
  /** A rise is news of a storm that goes on, and no false alarm of its own. */
  readonly opened: boolean
}

export interface Verdict {
  readonly group: string
  readonly kind: string
  readonly brandId: string
  readonly startAt: EpochMs
  readonly caught: boolean
  readonly beforePeak: boolean
  /** Undefined where it was missed. */
  readonly delayMinutes: number | undefined
  /** At the peak, and what the table of levels says of the truth. */
  readonly level: Level
  readonly trueLevel: Level
  /** Told within 10 days and before half of the way; for slow storms. */
  readonly inTime: boolean
}

export interface DecoyVerdict {
  readonly group: string
  readonly kind: string
  readonly alarmed: boolean
}

export interface Judged {
  readonly storms: readonly Verdict[]
  readonly decoys: readonly DecoyVerdict[]
  /** Of each brand and draw: alarms that met no storm, and its weeks. */
  readonly falseAlarms: readonly {
    readonly group: string
    readonly alarms: number
    readonly inDecoys: number
    readonly weeks: number
  }[]
}

/** What a storm leaves behind belongs to it for so long. */
const TAIL_MS = 6 * HOUR_MS
/** A decoy's alarm may come a little after it. */
const DECOY_TAIL_MS = 3 * HOUR_MS
/** The level counts a cell or two after the peak: no cell is known before it ends. */
const PEAK_SLACK_MS = 15 * MINUTE_MS

export function judgeWeeks(weeks: BrandWeeks, tellings: readonly Telling[], heard: Heard): Judged {
  const group = `${weeks.profile.id}/${weeks.draw}`
  const storms = weeks.episodes.filter(({ storm }) => storm)
  const decoys = weeks.episodes.filter(({ storm }) => !storm)
  const inStorm = ({ at }: Telling) =>
    storms.some(({ startAt, endAt }) => at >= startAt && at <= endAt + TAIL_MS)
  const inDecoy = ({ at }: Telling) => decoys.some((decoy) => within(decoy, at, DECOY_TAIL_MS))
  const countedFrom = weeks.from + QUIET_DAYS * DAY_MS
  const wrong = tellings.filter(
    (telling) => telling.opened && telling.at >= countedFrom && !inStorm(telling),
  )
  return {
    storms: storms.map((episode) => verdictOf(weeks, episode, group, tellings, heard)),
    decoys: decoys.map((decoy) => ({
      group,
      kind: decoy.kind,
      alarmed: wrong.some(({ at }) => within(decoy, at, DECOY_TAIL_MS)),
    })),
    falseAlarms: [
      {
        group,
        alarms: wrong.length,
        inDecoys: wrong.filter(inDecoy).length,
        weeks: (weeks.to - countedFrom) / WEEK_MS,
      },
    ],
  }
}

function within({ startAt, endAt }: Episode, at: EpochMs, tailMs = 0): boolean {
  return at >= startAt && at <= endAt + tailMs
}

function verdictOf(
  weeks: BrandWeeks,
  episode: Episode,
  group: string,
  tellings: readonly Telling[],
  { levels }: Heard,
): Verdict {
  const { kind, startAt, peakAt } = episode
  const first = tellings.find(({ at }) => within(episode, at))
  const after = first && first.at - startAt
  const level = levels.findLast(({ at }) => at <= peakAt + PEAK_SLACK_MS)?.level ?? 0
  return {
    group,
    kind,
    brandId: weeks.profile.id,
    startAt,
    caught: first !== undefined,
    beforePeak: first !== undefined && first.at <= peakAt,
    delayMinutes: after === undefined ? undefined : after / MINUTE_MS,
    level,
    trueLevel: trueLevel(weeks, episode),
    inTime: after !== undefined && after <= Math.min(10 * DAY_MS, (peakAt - startAt) * HALF_HEIGHT),
  }
}

/** Excess grows by the square of time: half of the height is reached at this part of the way. */
const HALF_HEIGHT = Math.SQRT1_2

export function joined(parts: readonly Judged[]): Judged {
  return {
    storms: parts.flatMap(({ storms }) => storms),
    decoys: parts.flatMap(({ decoys }) => decoys),
    falseAlarms: parts.flatMap(({ falseAlarms }) => falseAlarms),
  }
}
