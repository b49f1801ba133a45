/**
 * `sturmwarte evaluate`: the injection experiment of DETECTION 4 with the product itself, beside the starting design
 * and the floors, on the same counts in one run. Nothing is tuned here: parameters were explored on other seeds.
 */

import { join } from 'node:path'
import { Command } from 'commander'
import { DEFAULT_POLICY } from '../../shared/core/policy.ts'
import { SCENARIOS, type Volume, WEEK_TICKS } from './evaluate/background.ts'
import { drawBrands, type Plan, runContestant } from './evaluate/contest.ts'
import type { Contestant } from './evaluate/contestant.ts'
import { FLOORS } from './evaluate/market-rules.ts'
import { momentsMet } from './evaluate/moments.ts'
import { Product } from './evaluate/product.ts'
import { type RecordedSeries, readCascades, readSeries } from './evaluate/recorded.ts'
import { type Cell, evaluationText, type MomentsRow } from './evaluate/report.ts'
import { drawSlow, type SlowRow, slowRows } from './evaluate/slow-storms.ts'
import { StartingDesign } from './evaluate/starting-design.ts'
import { asAlerted, atBudget } from './evaluate/verdict.ts'
import { CommandError, EXIT, print } from './exit.ts'

/** The seed of the reported figures; the ones that parameters were explored on began with `ex`. */
const REPORTED_SEED = 'reported'
/** So many draws of the backgrounds before differences of three points mean anything (DETECTION 4). */
const REDRAWS = 8
const BUDGETS = [0.25, 1] as const
const MOMENTS_PER_WEEK = 0.5
const VOLUMES: readonly Volume[] = ['high', 'low']

interface EvaluateArguments {
  readonly seed: string
  readonly redraws?: string
  readonly quick?: boolean
  readonly json?: boolean
}

export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description('injects storms into real weeks and judges the detector beside floors')
    .argument('<data>', 'a folder with series/ (CSV of counts, labels.json) and cascades/')
    .option('--seed <name>', 'another draw of everything', REPORTED_SEED)
    .option('--redraws <n>', `how many times backgrounds are drawn (${REDRAWS})`)
    .option('--quick', 'a small slice: one draw of one series')
    .option('--json', 'one JSON object')
    .action(async (folder: string, options: EvaluateArguments) => {
      const recorded = readSeries(join(folder, 'series'))
      const quick = options.quick ?? false
      const plan: Plan = {
        seed: options.seed,
        redraws: readRedraws(options.redraws, quick),
        series: quick ? recorded.slice(-1) : recorded,
        cascades: readCascades(join(folder, 'cascades')),
      }
      const evaluation = {
        seed: plan.seed,
        redraws: plan.redraws,
        series: plan.series.map(({ name }) => name),
        ...evaluate(plan),
        moments: evaluateMoments(recorded),
      }
      await print(options.json ? `${JSON.stringify(evaluation)}\n` : evaluationText(evaluation))
    })
}

function readRedraws(text: string | undefined, quick: boolean): number {
  if (text === undefined) return quick ? 1 : REDRAWS
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= 100) return value
  throw new CommandError(`--redraws ${text}: a whole number from 1 to 100 is needed`, EXIT.usage)
}

/** In the order of the table: the product, what it replaced, the floors. */
const CONTESTANTS: readonly Contestant[] = [
  productFor(0, true),
  { name: 'starting design, fixed 0.80', start: () => new StartingDesign() },
  ...FLOORS,
]

function productFor(startAt: number, polarity: boolean): Contestant {
  return {
    name: 'sturmwarte',
    start: () => new Product({ policy: DEFAULT_POLICY, startAt, polarity }),
  }
}

function evaluate(plan: Plan): { cells: Cell[]; slow: SlowRow[] } {
  const [cells, slow]: [Cell[], SlowRow[]] = [[], []]
  for (const scenario of SCENARIOS) {
    for (const volume of VOLUMES) {
      const brands = drawBrands(plan, scenario, volume)
      let [storms, ticks] = [0, 0]
      const rows = CONTESTANTS.map((contestant) => {
        const outcome = runContestant(contestant, brands)
        storms = outcome.storms.length
        ticks = outcome.countedTicks
        const calibrated = BUDGETS.map((budget) => atBudget(outcome, budget))
        return { name: contestant.name, calibrated, alerted: asAlerted(outcome) }
      })
      const brandWeeks = Math.round(ticks / WEEK_TICKS)
      process.stderr.write(`${scenario.name} ${volume}: ${storms} storms, ${brandWeeks} weeks\n`)
      const cell = { scenario: scenario.name, volume }
      cells.push({ ...cell, storms, brandWeeks, rows })
      slow.push(...slowRows(CONTESTANTS, drawSlow(brands, scenario.share, plan.seed), cell))
    }
  }
  return { cells, slow }
}

/** Without polarity: the product's volume part, and the floors on mentions. */
function evaluateMoments(recorded: readonly RecordedSeries[]): MomentsRow[] {
  const judged = (name: string, of: (series: RecordedSeries) => Contestant) => ({
    name,
    ...momentsMet(of, recorded, MOMENTS_PER_WEEK),
  })
  return [
    judged('sturmwarte', ({ startAt }) => productFor(startAt, false)),
    ...FLOORS.map((floor) => judged(floor.name, () => floor)),
  ]
}
