/** `sturmwarte backtest`: what the product would have told on recorded history, beside labelled storms. */

import { Command } from 'commander'
import { formatInstant, MINUTE_MS } from '../../shared/core/time.ts'
import type { Config } from '../../shared/edge/config.ts'
import { print } from './exit.ts'
import { floorAlarms } from './floors.ts'
import { type History, playHistory, replayConfig } from './history.ts'
import { type Alarm, type Judgement, judgeAlarms } from './judgement.ts'
import { type Label, readLabels } from './labels.ts'

interface BacktestArguments {
  readonly counts?: string
  readonly labels?: string
  readonly config?: string
  readonly compare?: string
  readonly json?: boolean
}

export function backtestCommand(): Command {
  return new Command('backtest')
    .description(
      'lead time, storms caught before the peak, false alarms per brand and week on recorded history',
    )
    .argument('[files...]', 'journals, plain or gzip; - for standard input')
    .option('--counts <file>', 'a CSV of counts instead of journals')
    .option('--labels <file>', 'labelled storms: NDJSON, or NAB windows')
    .option('--config <file>', 'brands and thresholds; without it the defaults')
    .option('--compare <file>', 'a second configuration, side by side')
    .option('--json', 'one JSON object')
    .action(async (files: string[], options: BacktestArguments) => {
      const labels = options.labels === undefined ? [] : readLabels(options.labels)
      const history: History =
        options.counts === undefined ? { files } : { files, counts: options.counts }
      const first = await run(history, replayConfig(options.config), labels)
      const second =
        options.compare === undefined
          ? undefined
          : await run(history, replayConfig(options.compare), labels)
      await print(options.json ? asJson(first, second) : asText(first, second, options))
    })
}

interface Result {
  readonly product: Judgement
  /** Built-in floors that the product must beat, on the same history. */
  readonly floors: Readonly<Record<string, Judgement>>
}

async function run(
  history: History,
  config: Config | undefined,
  labels: readonly Label[],
): Promise<Result> {
  const alarms: Alarm[] = []
  const spans = new Map<string, { from: number; to: number }>()
  const series = new Map<string, { at: number; mentions: number }[]>()
  await playHistory(history, config, {
    reading: ({ brandId, at, mentions }) => {
      const span = spans.get(brandId)
      if (span) span.to = at
      else spans.set(brandId, { from: at, to: at })
      if (mentions === null) return
      const points = series.get(brandId) ?? []
      points.push({ at, mentions })
      series.set(brandId, points)
    },
    storm: ({ kind, change, brandId, at, level }) => {
      if (kind === 'storm' && change === 'opened' && level >= 2) alarms.push({ brandId, at, level })
    },
    notification: () => undefined,
    deadLetter: ({ file, line, reason }) => process.stderr.write(`${file}:${line}: ${reason}\n`),
  })
  alarms.sort((a, b) => a.at - b.at || (a.brandId < b.brandId ? -1 : 1))
  return {
    product: judgeAlarms(alarms, labels, spans),
    floors: Object.fromEntries(
      Object.entries(floorAlarms(series)).map(([name, found]) => [
        name,
        judgeAlarms(found, labels, spans),
      ]),
    ),
  }
}

function asJson(first: Result, second: Result | undefined): string {
  const whole = {
    ...figures(first.product),
    detectors: Object.fromEntries(
      Object.entries(first.floors).map(([name, judgement]) => [name, figures(judgement)]),
    ),
    ...(second ? { compare: figures(second.product) } : {}),
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

function asText(first: Result, second: Result | undefined, options: BacktestArguments): string {
  const rows = [row(second ? (options.config ?? 'defaults') : 'sturmwarte', first.product)]
  if (second) rows.push(row(options.compare ?? '', second.product))
  for (const [name, judgement] of Object.entries(first.floors))
    rows.push(row(`floor: ${name}`, judgement))
  const { brands, brandWeeks, storms } = first.product
  const head = `${brands} brands, ${brandWeeks} brand-weeks, ${storms} labelled storms\n\n`
  return `${head}${table([HEAD, ...rows])}\n${moments(first, second)}`
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

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]!.length)),
  )
  return rows
    .map(
      (cells) =>
        `${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')}\n`,
    )
    .join('')
}

/** Each labelled moment beside the alert that met it, then the alerts that met none. */
function moments(first: Result, second: Result | undefined): string {
  const lines: string[] = []
  for (const [index, { label, alarm }] of first.product.matches.entries()) {
    const told = [alarm, ...(second ? [second.product.matches[index]?.alarm] : [])]
      .map((one) => verdict(label, one))
      .join(' | ')
    const peak = label.peak === undefined ? '' : `, peak ${formatInstant(label.peak)}`
    lines.push(
      `${label.brandId}  ${formatInstant(label.start)} to ${formatInstant(label.end)}${peak}: ${told}`,
    )
  }
  for (const { brandId, at, level } of first.product.others)
    lines.push(`${brandId}  ${formatInstant(at)}: alert at level ${level}, no label`)
  return lines.length === 0 ? '' : `\n${lines.join('\n')}\n`
}

function verdict(label: Label, alarm: Alarm | undefined): string {
  if (!alarm) return 'missed'
  const at = `alert ${formatInstant(alarm.at)} (level ${alarm.level})`
  if (label.peak === undefined) return at
  const minutes = Math.round((label.peak - alarm.at) / MINUTE_MS)
  return `${at}, ${Math.abs(minutes)} min ${minutes > 0 ? 'before' : 'after'} the moment`
}
