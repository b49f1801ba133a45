/** `train-forecast DATA_DIR`: learns the table of `shared/core/forecast-table.ts` anew, the same bytes every time. */

import { writeFileSync } from 'node:fs'
import { Command } from 'commander'
import type { ForecastRow } from '../../../shared/core/forecast-table.ts'
import { HOUR_MS } from '../../../shared/core/time.ts'
import { print } from '../exit.ts'
import { fitForecast } from './fit.ts'
import { readCascades, readCounters } from './recorded.ts'

export function trainForecastCommand(): Command {
  return new Command('train-forecast')
    .description('learn how posts grow from recorded counters and cascades')
    .argument('<dataDir>', 'the folder that holds counters/ and cascades/')
    .option('--out <file>', 'where to write the table; standard output without it')
    .action(async (dataDir: string, { out }: { out?: string }) => {
      const text = tableText(fitForecast(readCounters(dataDir), readCascades(dataDir)))
      if (out === undefined) await print(text)
      else writeFileSync(out, text)
    })
}

/** The source of `shared/core/forecast-table.ts`. */
export function tableText(rows: readonly ForecastRow[]): string {
  return `/**
 * How much is still to come, by age: coefficients of 1, l, l^2, q, e^(q/2), l e^(q/2) with l = ln(size + 1) and q =
 * ln(relative velocity), for the 5 %, 45 % and 95 % quantiles of ln((size at 48 h + 1) / (size + 1)). Written by
 * \`npm run train:forecast -- DATA_DIR\` from 3,844 share counters (UCI News Popularity, 2018) and 50 retweet
 * cascades (TiDeH, 2016), see NOTICE.
 */

import { HOUR_MS } from './time.ts'

export interface ForecastRow {
  readonly ageMs: number
  readonly low: readonly number[]
  readonly middle: readonly number[]
  readonly high: readonly number[]
}

export const FORECAST_TABLE: readonly ForecastRow[] = [
${rows.map(rowText).join('\n')}
]
`
}

function rowText({ ageMs, low, middle, high }: ForecastRow): string {
  return [
    '  {',
    `    ageMs: ${ageMs / HOUR_MS} * HOUR_MS,`,
    `    low: [${low.join(', ')}],`,
    `    middle: [${middle.join(', ')}],`,
    `    high: [${high.join(', ')}],`,
    '  },',
  ].join('\n')
}
