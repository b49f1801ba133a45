/** `sturmwarte backtest`: what the product would have told on recorded history, beside labelled storms. */

import { Command } from 'commander'
import { formatInstant, MINUTE_MS } from '../../shared/core/time.ts'
import type { Config } from '../../shared/edge/config.ts'
import type { ReplaySink } from '../../shared/edge/replay.ts'
import { columns } from './columns.ts'
import { CommandError, EXIT, print } from './exit.ts'
import { startFloors } from './floors.ts'
import { type History, historyOf, playHistory, replayConfig, type Thresholds } from './history.ts'
import { type Alarm, type Judgement, judgeAlarms } from './judgement.ts'
import { type Label, readLabels } from './labels.ts'
import { readSweep } from './sweep.ts'

interface BacktestArguments {
  readonly counts?: string
  readonly labels?: string
  readonly config?: string
  readonly compare?: string
  readonly sweep?: string
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
    .option('--sweep <name=a..b>', 'one threshold over a range, such as tauWarn=0.6..1.4')
    .option('--json', 'one JSON object')
    .action(async (files: string[], options: BacktestArguments) => {
      const { counts, labels: path, config, compare, sweep, json = false } = options
      const history = historyOf(files, counts)
      const labels = path === undefined ? [] : readLabels(path)
      const passes: Pass[] = [{ name: config ?? 'defaults', config: replayConfig(config) }]
      if (compare !== undefined) passes.push({ name: compare, config: replayConfig(compare) })
      const { settings } = sweep === undefined ? { settings: [] } : readSweep(sweep)
      for (const thresholds of settings) passes.push({ ...passes[0]!, thresholds })
      refuseSecondReading(history, passes)
      const results: Result[] = []
      for (const pass of passes) results.push(await run(history, pass, labels))
      sayForeignLabels(labels, results[0]!)
      await print(json ? asJson(results) : asText(results))
    })
}

/** One way of looking at the same history. */
interface Pass {
  readonly name: string
  readonly config: Config | undefined
  /** Set in a sweep. */
  readonly thresholds?: Thresholds
}

function refuseSecondReading({ files, counts }: History, passes: readonly Pass[]): void {
  if (passes.length > 1 && (counts === '-' || files.includes('-')))
    throw new CommandError('standard input can be read once only; give a file', EXIT.usage)
}

function sayForeignLabels(labels: readonly Label[], { product }: Result): void {
  const foreign = labels.length - product.storms
  if (foreign > 0)
    process.stderr.write(`${foreign} labels are of brands without history and are not judged\n`)
}

interface Result {
  readonly pass: Pass
  readonly product: Judgement
  /** Built-in floors that the product must beat, on the same history. */
  readonly floors: Readonly<Record<string, Judgement>>
}

async function run(history: History, pass: Pass, labels: readonly Label[]): Promise<Result> {
  const alarms: Alarm[] = []
  const spans = new Map<string, { from: number; to: number }>()
  const floors = startFloors()
  const sink: ReplaySink = {
    reading: (reading) => {
      const { brandId, at } = reading
      const span = spans.get(brandId)
      if (span) span.to = at
      else spans.set(brandId, { from: at, to: at })
      floors.take(reading)
    },
    storm: ({ kind, change, brandId, at, level }) => {
      if (kind === 'storm' && change === 'opened' && level >= 2) alarms.push({ brandId, at, level })
    },
    notification: () => undefined,
    deadLetter: ({ file, line, reason }) => process.stderr.write(`${file}:${line}: ${reason}\n`),
  }
  await playHistory(history, pass.config, sink, pass.thresholds)
  alarms.sort((a, b) => a.at - b.at || (a.brandId < b.brandId ? -1 : 1))
  const judged = labels.filter(({ brandId }) => spans.has(brandId))
  return {
    pass,
    product: judgeAlarms(alarms, judged, spans),
    floors: Object.fromEntries(
      Object.entries(floors.alarms()).map(([name, found]) => [
        name,
        judgeAlarms(found, judged, spans),
      ]),
    ),
  }
}

function asJson([first, ...others]: readonly Result[]): string {
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

function asText(results: readonly Result[]): string {
  const first = results[0]!
  const rows = results.map(({ pass, product }) => row(nameOf(pass, results.length), product))
  for (const [name, judgement] of Object.entries(first.floors))
    rows.push(row(`floor: ${name}`, judgement))
  const { brands, brandWeeks, storms } = first.product
  const head = `${brands} brands, ${brandWeeks} brand-weeks, ${storms} labelled storms\n\n`
  const compared = results.filter(({ pass }) => !pass.thresholds)
  return `${head}${columns([HEAD, ...rows])}${moments(compared)}`
}

function nameOf({ name, thresholds }: Pass, passes: number): string {
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
