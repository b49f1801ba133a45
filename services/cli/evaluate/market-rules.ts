/**
 * Floors: what the market documents, and what every text-book has. On negatives, as DETECTION 4 gives it to them, and
 * on mentions where polarity is unknown. None of their makers publishes how often it is right. A cell nobody knows
 * counts nothing: these rules know no gaps.
 */

import { DAY_TICKS, HOUR_TICKS, WEEK_TICKS } from './background.ts'
import type { Contestant, Runner, Told } from './contestant.ts'

/** One alert silences a floor for six hours, as the product's refractory time does. */
const REFRACTORY_TICKS = 6 * HOUR_TICKS

/** Keeps the last week, and so answers any sum over it. */
class Week {
  readonly #sums: Float64Array
  #ticks: number

  constructor(sums = new Float64Array(WEEK_TICKS + HOUR_TICKS + 1), ticks = 0) {
    this.#sums = sums
    this.#ticks = ticks
  }

  add(count: number): void {
    const before = this.#sums[this.#ticks % this.#sums.length]!
    this.#ticks++
    this.#sums[this.#ticks % this.#sums.length] = before + count
  }

  /** What came in the `length` ticks that ended `ago` ticks ago; what nobody saw counts zero. */
  sum(length: number, ago = 0): number {
    const to = Math.max(0, this.#ticks - ago)
    const from = Math.max(0, this.#ticks - ago - length)
    const size = this.#sums.length
    return this.#sums[to % size]! - this.#sums[from % size]!
  }

  get ticks(): number {
    return this.#ticks
  }

  copy(): Week {
    return new Week(this.#sums.slice(), this.#ticks)
  }
}

/** A rule over the last week with a documented threshold. */
interface Rule {
  readonly name: string
  readonly key: string
  /** It speaks once it has seen so much: its own baseline, filled. */
  readonly needsTicks: number
  readonly threshold: number
  readonly counts: 'mentions' | 'negatives'
  score(week: Week): number
}

/**
 * The last hour against the mean hour of the past twelve, if also above the same hour yesterday and last week: Meltwater
 * "Spike Detection", social media (community.meltwater.com, "Understanding Alert Types": the last hour is compared with
 * the past 12 hours, then with the previous day and week to be sure that it is unusual). How much is unusual stands
 * behind "Fewer / Balanced / More alerts" ("How to Set Up Smart Alerts") and is not published: three times is ours.
 */
function meltwater(week: Week): number {
  const last = week.sum(HOUR_TICKS)
  const usual = week.sum(12 * HOUR_TICKS, HOUR_TICKS) / 12
  const yesterday = week.sum(HOUR_TICKS, DAY_TICKS - HOUR_TICKS)
  const lastWeek = week.sum(HOUR_TICKS, WEEK_TICKS - HOUR_TICKS)
  return last / (Math.max(usual, yesterday, lastWeek) + 1)
}

/**
 * Hourly: the mean hour of a day beyond that of seven days, in standard deviations of an hour: Socialmetrix "Variation
 * Alert" (socialmetrix.freshdesk.com, solution article 1000143951: mean of 24 h > mean of 7 days + k standard
 * deviations with k = 1.5, 2 or 3, looked at every hour; here the middle one).
 */
function socialmetrix(week: Week): number {
  const hours = 7 * 24
  const mean = week.sum(WEEK_TICKS) / hours
  let squares = 0
  for (let hour = 0; hour < hours; hour++)
    squares += (week.sum(HOUR_TICKS, hour * HOUR_TICKS) - mean) ** 2
  const deviation = Math.sqrt(squares / hours) + 1e-6
  return (week.sum(DAY_TICKS) / 24 - mean) / deviation
}

/** The last hour against the mean hour of a week, or of what is known of it. */
function rawVolume(week: Week): number {
  const hours = Math.min(week.ticks, WEEK_TICKS) / HOUR_TICKS
  return week.sum(HOUR_TICKS) / (week.sum(WEEK_TICKS) / hours + 1)
}

const RULES: readonly Rule[] = [
  {
    name: 'raw volume: an hour against the mean hour of a week',
    key: 'rawVolume',
    threshold: 3,
    counts: 'mentions',
    needsTicks: DAY_TICKS,
    score: rawVolume,
  },
  {
    name: 'Meltwater rule',
    key: 'meltwater',
    threshold: 3,
    counts: 'negatives',
    needsTicks: 13 * HOUR_TICKS,
    score: meltwater,
  },
  {
    name: 'Socialmetrix rule',
    key: 'socialmetrix',
    threshold: 2,
    counts: 'negatives',
    needsTicks: WEEK_TICKS,
    score: socialmetrix,
  },
]

class RuleRunner implements Runner {
  readonly #rule: Rule
  readonly #week: Week
  readonly #told: Told = { score: 0, alert: false }
  #silentUntil = 0

  constructor(rule: Rule, week = new Week()) {
    this.#rule = rule
    this.#week = week
  }

  tick(mentions: number | null, negatives: number | null): Told {
    const rule = this.#rule
    const week = this.#week
    week.add((rule.counts === 'mentions' ? mentions : (negatives ?? mentions)) ?? 0)
    // Hourly, as documented; the others look every 5 min.
    const due = rule.score !== socialmetrix || week.ticks % HOUR_TICKS === 0
    if (due) this.#told.score = rule.score(week)
    const loud = this.#told.score >= rule.threshold && week.sum(HOUR_TICKS) >= LEAST
    this.#told.alert = loud && week.ticks >= this.#silentUntil && week.ticks > rule.needsTicks
    if (this.#told.alert) this.#silentUntil = week.ticks + REFRACTORY_TICKS
    return this.#told
  }

  copy(): Runner {
    const other = new RuleRunner(this.#rule, this.#week.copy())
    other.#silentUntil = this.#silentUntil
    other.#told.score = this.#told.score
    return other
  }
}

/** No rule tells of fewer in an hour: the product's own least number of negatives. */
const LEAST = 8

/** Exponentially weighted z of a leaky hour of negatives, mean and variance over two days (DETECTION 4). */
class Ewma implements Runner {
  readonly #left: number
  readonly #memory: {
    x: number
    mean: number
    variance: number
    ticks: number
    silentUntil: number
  }
  readonly #told: Told = { score: 0, alert: false }

  constructor(left: number, memory = { x: 0, mean: 0, variance: 1, ticks: 0, silentUntil: 0 }) {
    this.#left = left
    this.#memory = memory
  }

  tick(mentions: number | null, negatives: number | null): Told {
    const memory = this.#memory
    memory.x = memory.x * this.#left + (negatives ?? mentions ?? 0)
    const { x } = memory
    if (memory.ticks++ === 0) [memory.mean, memory.variance] = [x, Math.max(x, 1)]
    const { mean, variance } = memory
    const score = (x - mean) / Math.sqrt(variance + 1)
    const filled = memory.ticks > DAY_TICKS && memory.ticks >= memory.silentUntil
    const alert = score >= EWMA_THRESHOLD && x >= LEAST && filled
    if (alert) memory.silentUntil = memory.ticks + REFRACTORY_TICKS
    memory.variance = (1 - EWMA_STEP) * (variance + EWMA_STEP * (x - mean) ** 2)
    memory.mean += EWMA_STEP * (x - mean)
    this.#told.score = score
    this.#told.alert = alert
    return this.#told
  }

  copy(): Runner {
    return new Ewma(this.#left, { ...this.#memory })
  }
}

const EWMA_STEP = 1 - 2 ** (-1 / (2 * DAY_TICKS))
/** Five standard deviations are what text-books call certain. */
const EWMA_THRESHOLD = 5

export interface Floor extends Contestant {
  /** Its name in JSON. */
  readonly key: string
}

export const FLOORS: readonly Floor[] = [
  { name: 'never', key: 'never', start: () => NEVER },
  ...RULES.map((rule) => ({ name: rule.name, key: rule.key, start: () => new RuleRunner(rule) })),
  ...[1, 3].map((hours) => ({
    name: `EWMA z, ${hours} h`,
    key: `ewmaZ${hours}h`,
    start: () => new Ewma(2 ** (-1 / (hours * HOUR_TICKS))),
  })),
]

const SILENCE: Told = { score: 0, alert: false }
const NEVER: Runner = { tick: () => SILENCE, copy: () => NEVER }
