/**
 * `sturmwarte evaluate-weeks`: simulated weeks of seventeen brands, storms and decoys in real wording, through the
 * product's own matching, sentiment and detector. Nothing was tuned on the reported seed; exploring seeds begin with
 * `ex`.
 */

import { Command } from 'commander'
import { CommandError, EXIT, print } from './exit.ts'
import { PROFILES } from './weeks/brands.ts'
import { type Judged, joined, judgeWeeks, type Telling } from './weeks/judge.ts'
import { drawBrandWeeks } from './weeks/plan.ts'
import { type Heard, listener } from './weeks/play.ts'
import { sentimentOf, type WeeksReport, weeksText } from './weeks/report.ts'

const REPORTED_SEED = 'reported'
const DRAWS = 8

interface WeeksArguments {
  readonly seed: string
  readonly draws: string
  readonly json?: boolean
}

export function evaluateWeeksCommand(): Command {
  return new Command('evaluate-weeks')
    .description('simulated weeks of seventeen brands: storms caught, decoys alarmed, levels')
    .option('--seed <name>', 'another draw of everything', REPORTED_SEED)
    .option('--draws <n>', 'how many times all brands live through five weeks', String(DRAWS))
    .option('--json', 'one JSON object')
    .action(async ({ seed, draws, json }: WeeksArguments) => {
      const report = evaluateWeeks(seed, readDraws(draws))
      await print(json ? `${JSON.stringify(report)}\n` : weeksText(report))
    })
}

function readDraws(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= 100) return value
  throw new CommandError(`--draws ${text}: a whole number from 1 to 100 is needed`, EXIT.usage)
}

/** Floors worth a column. */
const FLOORS = [
  ['meltwater', 'Meltwater rule'],
  ['ewmaZ3h', 'EWMA z, 3 h'],
] as const

export function evaluateWeeks(seed: string, draws: number): WeeksReport {
  const listen = listener()
  const names = ['sturmwarte', 'told the polarity', ...FLOORS.map(([, name]) => name)]
  const parts: Judged[][] = names.map(() => [])
  const heardOwn: Heard[] = []
  for (let draw = 0; draw < draws; draw++) {
    for (const index of PROFILES.keys()) {
      const weeks = drawBrandWeeks(seed, draw, index)
      const own = listen(weeks, 'own')
      const told = listen(weeks, 'told')
      heardOwn.push(own)
      parts[0]!.push(judgeWeeks(weeks, tellingsOf(own), own))
      parts[1]!.push(judgeWeeks(weeks, tellingsOf(told), told))
      for (const [i, [key]] of FLOORS.entries()) {
        const alarms = own.floors[key]!.map(({ at }): Telling => ({ at, opened: true }))
        parts[2 + i]!.push(judgeWeeks(weeks, alarms, own))
      }
    }
    process.stderr.write(`draw ${draw + 1} of ${draws}\n`)
  }
  return {
    seed,
    draws,
    rows: names.map((name, i) => ({ name, judged: joined(parts[i]!) })),
    sentiment: sentimentOf(heardOwn),
  }
}

function tellingsOf({ told }: Heard): Telling[] {
  return told.map(({ at, change }) => ({ at, opened: change === 'opened' }))
}
