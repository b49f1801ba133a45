/** `sturmwarte backtest`: what the product would have told on recorded history, beside labelled storms. */

import { writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { Command, Option } from 'commander'
import { LANGUAGES } from '../../shared/core/numbers.ts'
import type { Reading } from '../../shared/core/storm.ts'
import type { Config } from '../../shared/edge/config.ts'
import type { ReplaySink } from '../../shared/edge/replay.ts'
import { type Backtest, backtestJson, backtestText } from './backtest-report.ts'
import type { Contestant } from './evaluate/contestant.ts'
import { FLOORS } from './evaluate/market-rules.ts'
import { Product } from './evaluate/product.ts'
import { CommandError, EXIT, print } from './exit.ts'
import { startFloors } from './floors.ts'
import {
  type History,
  historyOf,
  playHistory,
  policyOf,
  replayConfig,
  type Thresholds,
} from './history.ts'
import { type Collector, collectTicks, drawInjection, runInjection } from './inject.ts'
import { type InjectionFigures, injectionFigures } from './inject-report.ts'
import { type Alarm, type Judgement, judgeAlarms } from './judgement.ts'
import { type Label, readLabels } from './labels.ts'
import { type Curves, startCurves } from './report/curve.ts'
import { speech } from './report/figures.ts'
import { reportPage } from './report/page.ts'
import { readSweep } from './sweep.ts'
import { VERSION } from './version.ts'

interface BacktestArguments {
  readonly counts?: string
  readonly labels?: string
  readonly config?: string
  readonly compare?: string
  readonly sweep?: string
  readonly inject?: boolean
  readonly seed: string
  readonly html?: string
  readonly language: string
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
    .option('--inject', 'puts storms that never were into this history: what would get through?')
    .option('--seed <name>', 'another draw of the injected storms', 'inject')
    .option('--html <file>', 'also writes a report with plots: one page that fetches nothing')
    .addOption(
      new Option('--language <name>', 'of that report').choices([...LANGUAGES]).default('en'),
    )
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
      const curves = startCurves(new Set(labels.map(({ brandId }) => brandId)))
      const collector = options.inject
        ? collectTicks(counts === undefined ? 0 : Number.NaN)
        : undefined
      for (const [i, pass] of passes.entries())
        results.push(await run(history, pass, labels, i === 0 ? [curves, collector] : []))
      sayForeignLabels(labels, results[0]!)
      const injection = collector && inject(collector, labels, passes, options.seed)
      const backtest: Backtest = { results, injection }
      if (options.html !== undefined) writeReport(options, { backtest, curves, history })
      await print(json ? backtestJson(backtest) : backtestText(backtest))
    })
}

/** What else reads along in the first pass. */
interface Taker {
  take(reading: Reading): void
}

interface Written {
  readonly backtest: Backtest
  readonly curves: Curves
  readonly history: History
}

/** Times stand in the zone of the first brand; without a configuration in UTC. */
function writeReport(options: BacktestArguments, { backtest, curves, history }: Written): void {
  const zone = backtest.results[0]!.pass.config?.brands[0]?.timeZone ?? 'UTC'
  const { files, counts } = history
  const names = (counts === undefined ? files : [counts]).map((file) => basename(file))
  const language = LANGUAGES.find((one) => one === options.language) ?? 'en'
  const page = reportPage(
    { backtest, curves, files: names, version: VERSION },
    speech(language, zone),
  )
  try {
    writeFileSync(options.html!, page)
  } catch (error) {
    throw new CommandError(
      `the report cannot be written: ${options.html}: ${(error as Error).message}`,
    )
  }
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

export interface Result {
  readonly pass: Pass
  readonly product: Judgement
  /** Built-in floors that the product must beat, on the same history. */
  readonly floors: Readonly<Record<string, Judgement>>
}

async function run(
  history: History,
  pass: Pass,
  labels: readonly Label[],
  takers: readonly (Taker | undefined)[],
): Promise<Result> {
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
      for (const taker of takers) taker?.take(reading)
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

/** The configurations and the floors on the same injected storms. */
function inject(
  { brands }: Collector,
  labels: readonly Label[],
  passes: readonly Pass[],
  seed: string,
): InjectionFigures {
  const injection = drawInjection(brands.values(), labels, seed)
  if (injection.brands.length === 0)
    throw new CommandError(
      'no brand has history enough to inject a storm: about four days are needed',
    )
  const keys = ['sturmwarte', 'compare']
  const products = passes
    .filter(({ thresholds }) => !thresholds)
    .map((pass, i): [string, Contestant] => [keys[i]!, productOf(pass, i, brands)])
  const trials = [...products, ...FLOORS.map((floor): [string, Contestant] => [floor.key, floor])]
  return injectionFigures(
    injection,
    Object.fromEntries(
      trials.map(([key, contestant]) => [key, runInjection(injection, contestant)]),
    ),
  )
}

function productOf({ name, config }: Pass, index: number, brands: Collector['brands']): Contestant {
  const version = policyOf(config, {})
  return {
    name: index === 0 ? 'sturmwarte' : name,
    start: (series) => {
      const { name: brandId = '', startAt = 0 } = series ?? {}
      const policy = version.brands[brandId] ?? version.policy
      return new Product({ policy, startAt, polarity: brands.get(brandId)?.polarity ?? false })
    },
  }
}
