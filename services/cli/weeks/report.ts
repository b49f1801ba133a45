/** The simulated weeks as tables. */

import { columns } from '../columns.ts'
import { bootstrapPercent, type Group, groupsOf, rangeText } from '../evaluate/bootstrap.ts'
import type { Judged, Verdict } from './judge.ts'
import type { Heard } from './play.ts'

export interface WeeksReport {
  readonly seed: string
  readonly draws: number
  readonly rows: readonly { readonly name: string; readonly judged: Judged }[]
  readonly sentiment: SentimentFigures
}

export interface SentimentFigures {
  /** Of all mentions, found by the matcher. */
  readonly foundPercent: number
  readonly recallPercent: number
  readonly precisionPercent: number
}

export function sentimentOf(heard: readonly Heard[]): SentimentFigures {
  const sum = (of: (one: Heard) => number) => heard.reduce((all, one) => all + of(one), 0)
  const right = sum(({ rightNegatives }) => rightNegatives)
  return {
    foundPercent: (100 * sum(({ found }) => found)) / sum(({ weeks }) => weeks.truths.size),
    recallPercent: (100 * right) / sum(({ trueNegatives }) => trueNegatives),
    precisionPercent: (100 * right) / (right + sum(({ wrongNegatives }) => wrongNegatives)),
  }
}

export function weeksText({ seed, draws, rows, sentiment }: WeeksReport): string {
  const judged = rows[0]!.judged
  const weeks = judged.falseAlarms.reduce((sum, one) => sum + one.weeks, 0)
  const { foundPercent, recallPercent, precisionPercent } = sentiment
  return `${judged.storms.length} storms and ${judged.decoys.length} decoys in ${weeks} brand-weeks of seventeen simulated brands, ${draws} draws, seed ${seed}
In brackets the 90 % range of a bootstrap over brands and draws.

${columns([
  ['', 'before peak, %', 'ever, %', 'false alarms per brand-week', 'of them in decoys'],
  ...rows.map(({ name, judged: one }) => [name, ...overall(one)]),
])}
Before the peak / ever, % (median delay in minutes), by kind
${columns([
  ['', 'storms', ...rows.map(({ name }) => name)],
  ...kindsOf(judged.storms).map((kind) => [
    kind,
    String(judged.storms.filter((one) => one.kind === kind).length),
    ...rows.map(({ judged: one }) => stormText(one.storms.filter((storm) => storm.kind === kind))),
  ]),
])}
Decoys that alarmed, of all
${columns([
  ['', ...rows.map(({ name }) => name)],
  ...kindsOf(judged.decoys).map((kind) => [
    kind,
    ...rows.map(({ judged: one }) => {
      const own = one.decoys.filter((decoy) => decoy.kind === kind)
      return `${own.filter(({ alarmed }) => alarmed).length} of ${own.length}`
    }),
  ]),
])}
Level at the peak of storms told before it, within one step of the table by the truth
${columns([
  ['', 'within one', 'exact', 'too low', 'too high'],
  ...rows.slice(0, 2).map(({ name, judged: one }) => [name, ...levelTexts(one.storms)]),
])}
${slowText(rows)}Sentiment: ${foundPercent.toFixed(1)} % of the mentions matched; of the negative ones ${recallPercent.toFixed(0)} % seen, of those seen ${precisionPercent.toFixed(0)} % right.
`
}

export function kindsOf(list: readonly { readonly kind: string }[]): string[] {
  return [...new Set(list.map(({ kind }) => kind))].sort()
}

function overall({ storms, falseAlarms }: Judged): string[] {
  const share = (hit: (storm: Verdict) => boolean) => {
    const groups = groupsOf(storms, ({ group }) => group, hit)
    return `${percent(groups).toFixed(0)} (${rangeText(bootstrapPercent(groups, 'storms'))})`
  }
  const rate = falseAlarms.map(({ alarms, weeks }) => ({ hits: alarms, trials: weeks }))
  const range = bootstrapPercent(rate, 'false')
  const decoys = falseAlarms.reduce((sum, { inDecoys }) => sum + inDecoys, 0)
  return [
    share(({ beforePeak }) => beforePeak),
    share(({ caught }) => caught),
    `${(percent(rate) / 100).toFixed(2)} (${range ? `${(range.low / 100).toFixed(2)}-${(range.high / 100).toFixed(2)}` : ''})`,
    String(decoys),
  ]
}

function percent(groups: readonly Group[]): number {
  const hits = groups.reduce((sum, group) => sum + group.hits, 0)
  return (100 * hits) / groups.reduce((sum, group) => sum + group.trials, 0)
}

function stormText(storms: readonly Verdict[]): string {
  const part = (hit: (storm: Verdict) => boolean) =>
    Math.round((100 * storms.filter(hit).length) / storms.length)
  const delays = storms
    .map(({ delayMinutes }) => delayMinutes ?? Number.POSITIVE_INFINITY)
    .sort((a, b) => a - b)
  const median = delays[delays.length >> 1]!
  const delay = Number.isFinite(median) ? Math.round(median) : 'missed'
  return `${part(({ beforePeak }) => beforePeak)} / ${part(({ caught }) => caught)} (${delay})`
}

function levelTexts(storms: readonly Verdict[]): string[] {
  const told = storms.filter(({ beforePeak }) => beforePeak)
  const off = told.map(({ level, trueLevel }) => level - trueLevel)
  const part = (hit: (steps: number) => boolean) =>
    `${Math.round((100 * off.filter(hit).length) / Math.max(1, off.length))} %`
  return [
    part((steps) => Math.abs(steps) <= 1),
    part((steps) => steps === 0),
    part((steps) => steps < -1),
    part((steps) => steps > 1),
  ]
}

function slowText(rows: WeeksReport['rows']): string {
  return rows
    .slice(0, 2)
    .map(({ name, judged }) => {
      const slow = judged.storms.filter(({ kind }) => kind.startsWith('slow'))
      const inTime = slow.filter((one) => one.inTime).length
      return `Slow storms told within 10 days and before half of their height, ${name}: ${inTime} of ${slow.length}\n`
    })
    .join('')
}
