/** What an injection found: figures for JSON, a table for people. */

import { columns } from './columns.ts'
import { TICK_MS, WEEK_TICKS } from './evaluate/background.ts'
import { bootstrapPercent, groupsOf, type Interval, rangeText } from './evaluate/bootstrap.ts'
import type { Outcome, StormOutcome } from './evaluate/contest.ts'
import { LIMIT_TICKS, SHAPES } from './evaluate/storms.ts'
import { asAlerted, atBudget } from './evaluate/verdict.ts'
import type { Injection, Trial } from './inject.ts'

/** The budgets at which every score is compared (DETECTION 6). */
const BUDGETS = [0.15, 0.25, 0.5, 1] as const
/** A threshold that rests on fewer false alarms is a guess. */
const LEAST_FALSE_ALARMS = 3
/** From so many brands on the range is over brands, below it over storms. */
const BRANDS_FOR_RANGE = 5
const DIGITS = 1_000

export interface Share {
  readonly percent: number
  /** 90 % of a bootstrap. */
  readonly range: readonly [low: number, high: number] | null
}

export interface ShapeFigures {
  readonly shape: string
  readonly storms: number
  /** Posts up to the peak and of a day, on average. */
  readonly postsToPeak: number
  readonly postsOfDay: number
}

export interface InjectedFigures {
  readonly name: string
  /** As it alerts by its own thresholds and rules. */
  readonly caughtBeforePeak: Share
  readonly caught: Share
  readonly delayMinutesMedian: number
  readonly falseAlarms: number
  readonly falseAlarmsPerBrandWeek: number
  /** By its score alone, at the threshold that keeps a budget on this history; null: too short to say. */
  readonly atBudget: readonly {
    readonly falseAlarmsPerBrandWeek: number
    readonly caughtBeforePeak: Share | null
  }[]
  readonly shapes: readonly (Share & { readonly shape: string })[]
}

export interface InjectionFigures {
  readonly seed: string
  readonly brands: number
  readonly skippedBrands: readonly string[]
  readonly storms: number
  /** Without storms and after learning: what false alarms are counted on. */
  readonly brandWeeks: number
  readonly range: string
  readonly shapes: readonly ShapeFigures[]
  readonly detectors: Readonly<Record<string, InjectedFigures>>
}

export function injectionFigures(
  injection: Injection,
  trials: Readonly<Record<string, Trial>>,
): InjectionFigures {
  const { seed, brands, skipped } = injection
  const overBrands = brands.length >= BRANDS_FOR_RANGE
  const weeks = (Object.values(trials)[0]?.outcome.countedTicks ?? 0) / WEEK_TICKS
  return {
    seed,
    brands: brands.length,
    skippedBrands: skipped,
    storms: brands.reduce((sum, { storms }) => sum + storms.length, 0),
    brandWeeks: round(weeks),
    range: `90 %, bootstrap over ${overBrands ? 'brands' : 'storms'}`,
    shapes: SHAPES.map(({ kind }) => shapeFigures(injection, kind)),
    detectors: Object.fromEntries(
      Object.entries(trials).map(([key, trial]) => [key, figuresOf(trial, overBrands, seed)]),
    ),
  }
}

function shapeFigures({ brands }: Injection, kind: string): ShapeFigures {
  const own = brands.flatMap(({ storms }) =>
    storms.flatMap(({ storm }) => (storm.kind === kind ? [storm] : [])),
  )
  const mean = (until: (storm: (typeof own)[number]) => number) =>
    own.reduce(
      (sum, storm) => sum + storm.posts.subarray(0, until(storm)).reduce((a, b) => a + b, 0),
      0,
    ) / own.length
  return {
    shape: kind,
    storms: own.length,
    postsToPeak: Math.round(mean(({ peak }) => peak + 1)),
    postsOfDay: Math.round(mean(({ first }) => first + LIMIT_TICKS)),
  }
}

function figuresOf({ contestant, outcome }: Trial, overBrands: boolean, seed: string) {
  const share = sharer(overBrands, seed)
  const { storms, falseAlerts, countedTicks } = outcome
  const weeks = countedTicks / WEEK_TICKS
  return {
    name: contestant.name,
    caughtBeforePeak: share(storms, beforePeak),
    caught: share(storms, ({ alertedAfter }) => alertedAfter !== undefined),
    delayMinutesMedian: asAlerted(outcome).delayMinutes,
    falseAlarms: falseAlerts,
    falseAlarmsPerBrandWeek: weeks > 0 ? round(falseAlerts / weeks) : 0,
    atBudget: BUDGETS.map((budget) => ({
      falseAlarmsPerBrandWeek: budget,
      caughtBeforePeak:
        budget * weeks < LEAST_FALSE_ALARMS ? null : atScore(outcome, budget, share),
    })),
    shapes: SHAPES.map(({ kind }) => ({
      shape: kind,
      ...share(
        storms.filter((storm) => storm.kind === kind),
        beforePeak,
      ),
    })),
  }
}

function beforePeak({ alertedAfter, peak }: StormOutcome): boolean {
  return alertedAfter !== undefined && alertedAfter <= peak
}

type Sharer = (storms: readonly StormOutcome[], hit: (storm: StormOutcome) => boolean) => Share

function atScore(outcome: Outcome, budget: number, share: Sharer): Share {
  const { threshold } = atBudget(outcome, budget)
  return share(outcome.storms, ({ rises, peak }) =>
    rises.some(([after, score]) => score >= threshold && after <= peak),
  )
}

function sharer(overBrands: boolean, seed: string): Sharer {
  return (storms, hit) => {
    const groups = groupsOf([...storms.entries()], groupOf(overBrands), ([, storm]) => hit(storm))
    const hits = groups.reduce((sum, group) => sum + group.hits, 0)
    return {
      percent: storms.length === 0 ? 0 : round((100 * hits) / storms.length),
      range: pair(bootstrapPercent(groups, seed)),
    }
  }
}

function groupOf(overBrands: boolean) {
  return ([index, { brand }]: [number, StormOutcome]) => (overBrands ? brand : String(index))
}

function pair(range: Interval | undefined): Share['range'] {
  return range === undefined ? null : [round(range.low), round(range.high)]
}

function round(value: number): number {
  return Math.round(value * DIGITS) / DIGITS
}

/** One row a shape, one column a detector. */
export function injectionText(figures: InjectionFigures): string {
  const { storms, brands, brandWeeks, seed, skippedBrands, range } = figures
  const all = Object.values(figures.detectors)
  const skipped =
    skippedBrands.length === 0
      ? ''
      : `${skippedBrands.length} brands have too little history (about four days are needed): ${skippedBrands.slice(0, 5).join(', ')}\n`
  return `
${storms} storms injected into the counts of ${brands} brands, seed ${seed}; ${brandWeeks} brand-weeks without them
Caught before the peak, % (${range}), as it alerts by its own thresholds
${columns([
  ['', 'posts to peak / of a day', ...all.map(({ name }) => shortName(name))],
  ...figures.shapes.map((shape, i) => [
    shape.shape,
    `${shape.postsToPeak} / ${shape.postsOfDay}`,
    ...all.map(({ shapes }) => shareText(shapes[i]!)),
  ]),
  ['all', '', ...all.map(({ caughtBeforePeak }) => shareText(caughtBeforePeak))],
  ['within a day', '', ...all.map(({ caught }) => shareText(caught))],
  ['median delay (min)', '', ...all.map(({ delayMinutesMedian }) => delayText(delayMinutesMedian))],
  [
    'false alarms per brand-week',
    '',
    ...all.map(({ falseAlarmsPerBrandWeek }) => falseAlarmsPerBrandWeek.toFixed(2)),
  ],
])}
The same by score alone, each at the threshold that keeps a budget on this history
${columns([
  ['false alarms per brand-week', ...all.map(({ name }) => shortName(name))],
  ...BUDGETS.map((budget, i) => [
    String(budget),
    ...all.map(({ atBudget: found }) => {
      const share = found[i]!.caughtBeforePeak
      return share === null ? '-' : shareText(share)
    }),
  ]),
])}${brandWeeks * BUDGETS[0] < LEAST_FALSE_ALARMS ? 'A dash: too little history to set a threshold by.\n' : ''}${skipped}`
}

/** What stands before a colon names it well enough above a column. */
function shortName(name: string): string {
  return name.split(':')[0]!
}

function shareText({ percent, range }: Share): string {
  const sure = range === null ? '' : ` (${rangeText({ low: range[0], high: range[1] })})`
  return `${percent.toFixed(0)}${sure}`
}

function delayText(minutes: number): string {
  return minutes >= (LIMIT_TICKS * TICK_MS) / 60_000 ? 'missed' : String(minutes)
}
