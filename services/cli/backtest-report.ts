/** A backtest as text for people and as the JSON of the contract (CLI.md). */

import { formatInstant, MINUTE_MS } from '../../shared/core/time.ts'
import type { Result } from './backtest.ts'
import { columns } from './columns.ts'
import { type InjectionFigures, injectionText } from './inject-report.ts'
import type { Alarm, Judgement } from './judgement.ts'
import type { Label } from './labels.ts'

export interface Backtest {
  /** As configured first, then what it is compared with, then the settings of a sweep. */
  readonly results: readonly Result[]
  readonly injection: InjectionFigures | undefined
}

export function backtestJson({ results: [first, ...others], injection }: Backtest): string {
  const compared = others.find(({ pass }) => !pass.thresholds)
  const swept = others.filter(({ pass }) => pass.thresholds)
  const whole = {
    ...figures(first!.product),
    detectors: Object.fromEntries(
      Object.entries(first!.floors).map(([name, judgement]) => [name, figures(judgement)]),
    ),
    ...(compared ? { compare: figures(compared.product) } : {}),
    ...(swept.length > 0
      ? { sweep: swept.map(({ pass, product }) => ({ ...pass.thresholds, ...figures(product) })) }
      : {}),
    ...(injection ? { inject: injection } : {}),
  }
  return `${JSON.stringify(whole)}\n`
}

function figures({
  matches: _matches,
  others: _others,
  ...numbers
}: Judgement): Omit<Judgement, 'matches' | 'others'> {
  return numbers
}

export function backtestText({ results, injection }: Backtest): string {
  const first = results[0]!
  const rows = results.map(({ pass, product }) => row(nameOf(pass, results.length), product))
  for (const [name, judgement] of Object.entries(first.floors))
    rows.push(row(`floor: ${name}`, judgement))
  const { brands, brandWeeks, storms } = first.product
  const head = `${brands} brands, ${brandWeeks} brand-weeks, ${storms} labelled storms\n\n`
  const compared = results.filter(({ pass }) => !pass.thresholds)
  const injected = injection ? injectionText(injection) : ''
  return `${head}${columns([HEAD, ...rows])}${moments(compared)}${injected}`
}

function nameOf({ name, thresholds }: Result['pass'], passes: number): string {
  if (!thresholds) return passes === 1 ? 'sturmwarte' : name
  return Object.entries(thresholds)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ')
}

const HEAD = [
  '',
  'caught',
  'before peak',
  'lead (min)',
  'delay (min)',
  'false alarms',
  'per brand-week',
]

function row(name: string, found: Judgement): string[] {
  const {
    caught,
    caughtBeforePeak,
    leadMinutesMedian,
    delayMinutesMedian,
    falseAlarms,
    falseAlarmsPerBrandWeek,
  } = found
  return [
    name,
    caught,
    caughtBeforePeak,
    leadMinutesMedian ?? '-',
    delayMinutesMedian ?? '-',
    falseAlarms,
    falseAlarmsPerBrandWeek,
  ].map(String)
}

/** Each labelled moment beside the alerts that met it, then the alerts that met none. */
function moments(results: readonly Result[]): string {
  const first = results[0]!.product
  const lines = first.matches.map(({ label }, index) => {
    const told = results.map(({ product }) => verdict(label, product.matches[index]?.alarm))
    const peak = label.peak === undefined ? '' : `, peak ${formatInstant(label.peak)}`
    const span = `${formatInstant(label.start)} to ${formatInstant(label.end)}${peak}`
    return `${label.brandId}  ${span}: ${told.join(' | ')}\n`
  })
  for (const { brandId, at, level } of first.others)
    lines.push(`${brandId}  ${formatInstant(at)}: alert at level ${level}, no label\n`)
  return lines.length === 0 ? '' : `\n${lines.join('')}`
}

function verdict(label: Label, alarm: Alarm | undefined): string {
  if (!alarm) return 'missed'
  const at = `alert ${formatInstant(alarm.at)} (level ${alarm.level})`
  if (label.peak === undefined) return at
  const minutes = Math.round((label.peak - alarm.at) / MINUTE_MS)
  return `${at}, ${Math.abs(minutes)} min ${minutes > 0 ? 'before' : 'after'} the moment`
}
