/** `evaluate-forecast DATA_DIR`: every post is forecast by a fit that has not seen it, eight folds. */

import { Command } from 'commander'
import type { ForecastRow } from '../../../shared/core/forecast-table.ts'
import { HOUR_MS } from '../../../shared/core/time.ts'
import { print } from '../exit.ts'
import { fitForecast } from './fit.ts'
import { type ForecastScore, judgeForecast } from './judge.ts'
import { type RecordedPost, readCascades, readCounters } from './recorded.ts'

const FOLDS = 8

export function evaluateForecastCommand(): Command {
  return new Command('evaluate-forecast')
    .description('judge the forecast of sizes on posts that the fit has not seen')
    .argument('<dataDir>', 'the folder that holds counters/ and cascades/')
    .action(async (dataDir: string) => {
      const counters = readCounters(dataDir)
      const cascades = readCascades(dataDir)
      const fold = foldsOf([counters, cascades])
      const others = (posts: readonly RecordedPost[], own: number) =>
        posts.filter((post) => fold.get(post) !== own)
      const tables = Array.from({ length: FOLDS }, (_, own) =>
        fitForecast(others(counters, own), others(cascades, own)),
      )
      const unseen = (post: RecordedPost) => tables[fold.get(post) ?? 0] as readonly ForecastRow[]
      for (const [name, posts, hours] of [
        ['share counters, size at 48 h', counters, 48],
        ['cascades, size at 48 h', cascades, 48],
        ['cascades, size at 168 h', cascades, 168],
      ] as const) {
        await print(`\n${name}\n${HEAD}\n`)
        for (const score of judgeForecast(posts, unseen, hours * HOUR_MS))
          await print(`${line(score)}\n`)
      }
    })
}

const HEAD = '  age   posts   error   (no growth)   within range   high/low'

function line({ ageHours, posts, error, noGrowthError, coverage, width }: ForecastScore): string {
  const percent = (part: number) => `${(100 * part).toFixed(1)} %`
  return [
    `${ageHours} h`.padStart(6),
    String(posts).padStart(7),
    error.toFixed(3).padStart(7),
    `(${noGrowthError.toFixed(3)})`.padStart(13),
    percent(coverage).padStart(14),
    `x${width.toFixed(1)}`.padStart(10),
  ].join(' ')
}

/** Every eighth post of a set: the sets are not in the order of their sizes. */
function foldsOf(sets: readonly (readonly RecordedPost[])[]): Map<RecordedPost, number> {
  return new Map(sets.flatMap((posts) => posts.map((post, i) => [post, i % FOLDS] as const)))
}
