/** From what contestants did to figures: thresholds at equal budgets, storms before the peak, delays. */

import { HOUR_TICKS, TICK_MS, WEEK_TICKS } from './background.ts'
import { bootstrapPercent, groupsOf, type Interval } from './bootstrap.ts'
import type { Outcome, StormOutcome } from './contest.ts'
import { LIMIT_TICKS } from './storms.ts'

/** An alert silences the next one for so long while thresholds are calibrated (DETECTION 4). */
const REFRACTORY_TICKS = 6 * HOUR_TICKS
const MINUTES_PER_TICK = TICK_MS / 60_000
const BISECTIONS = 40

export interface Caught {
  readonly threshold: number
  /** Percent of the storms, and the 90 % range of a bootstrap over series. */
  readonly beforePeak: number
  readonly range: Interval | undefined
  readonly withinDay: number
  /** Missed storms count with 24 h. */
  readonly delayMinutes: number
}

/** The lowest threshold that keeps the budget on the backgrounds, and what it catches. */
export function atBudget(outcome: Outcome, perBrandWeek: number): Caught {
  const threshold = thresholdFor(outcome.backgrounds, outcome.countedTicks, perBrandWeek)
  const crossed = outcome.storms.map(({ rises }) => rises.find(([, s]) => s >= threshold)?.[0])
  return { threshold, ...caught(outcome.storms, crossed) }
}

export interface Alerted extends Omit<Caught, 'threshold'> {
  readonly falsePerBrandWeek: number
  readonly firstWeekPerBrand: number
}

/** As it really alerts. */
export function asAlerted(outcome: Outcome): Alerted {
  const { storms, falseAlerts, firstWeekAlerts, brands, countedTicks } = outcome
  return {
    ...caught(
      storms,
      storms.map(({ alertedAfter }) => alertedAfter),
    ),
    falsePerBrandWeek: falseAlerts / (countedTicks / WEEK_TICKS),
    firstWeekPerBrand: firstWeekAlerts / brands,
  }
}

function caught(storms: readonly StormOutcome[], after: readonly (number | undefined)[]) {
  const percent = (holds: (one: number, storm: StormOutcome) => boolean) => {
    const found = storms.filter((storm, i) => after[i] !== undefined && holds(after[i], storm))
    return (100 * found.length) / storms.length
  }
  const trials = storms.map((storm, i) => ({ ...storm, after: after[i] }))
  const groups = groupsOf(
    trials,
    ({ brand }) => brand,
    (one) => one.after !== undefined && one.after <= one.peak,
  )
  const delays = after.map((one) => one ?? LIMIT_TICKS).sort((a, b) => a - b)
  return {
    beforePeak: percent((one, storm) => one <= storm.peak),
    range: bootstrapPercent(groups, 'before the peak'),
    withinDay: percent(() => true),
    delayMinutes: (delays[delays.length >> 1] ?? LIMIT_TICKS) * MINUTES_PER_TICK,
  }
}

export function thresholdFor(
  backgrounds: readonly Float32Array[],
  countedTicks: number,
  perBrandWeek: number,
): number {
  const allowed = (perBrandWeek * countedTicks) / WEEK_TICKS
  let [low, high] = [0, 1]
  for (const scores of backgrounds) for (const score of scores) if (score >= high) high = score + 1
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2
    if (alertsAbove(backgrounds, middle) <= allowed) high = middle
    else low = middle
  }
  return high
}

function alertsAbove(backgrounds: readonly Float32Array[], threshold: number): number {
  let alerts = 0
  for (const scores of backgrounds) alerts += alertTicks(scores, threshold).length
  return alerts
}

/** Ticks at which a threshold would have told, at least six hours apart. */
export function alertTicks(scores: Float32Array, threshold: number): number[] {
  const found: number[] = []
  let silentUntil = 0
  for (let tick = 0; tick < scores.length; tick++) {
    if (scores[tick]! < threshold || tick < silentUntil) continue
    found.push(tick)
    silentUntil = tick + REFRACTORY_TICKS
  }
  return found
}
