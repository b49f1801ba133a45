/** `npm run bench [NAME]`: every figure beside its floor, measured in one run. */

import { benchBus } from './bus.bench.ts'
import { benchFold } from './fold.bench.ts'
import { benchKafka } from './kafka.bench.ts'
import { benchLive } from './live.bench.ts'
import { benchMatch } from './match.bench.ts'
import { benchPipeline } from './pipeline.bench.ts'
import type { BenchRow } from './row.ts'
import { benchSentiment } from './sentiment.bench.ts'
import { benchStore } from './store.bench.ts'

const BENCHES: Readonly<Record<string, () => BenchRow[] | Promise<BenchRow[]>>> = {
  match: benchMatch,
  fold: benchFold,
  pipeline: benchPipeline,
  sentiment: benchSentiment,
  bus: benchBus,
  store: benchStore,
  live: benchLive,
  kafka: benchKafka,
}

const wanted = process.argv.slice(2)
const unknown = wanted.find((name) => !Object.hasOwn(BENCHES, name))
if (unknown !== undefined) {
  process.stderr.write(
    `bench: there is no benchmark ${unknown}; there are ${Object.keys(BENCHES).join(', ')}\n`,
  )
  process.exit(2)
}
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  process.stdout.write(`\n${name}\n`)
  for (const row of await bench()) process.stdout.write(`${line(row)}\n`)
}

function line({ name, value, unit, note }: BenchRow): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 3
  const number = value.toLocaleString('en', { maximumFractionDigits: digits })
  return `  ${name.padEnd(58)} ${number.padStart(12)} ${unit}${note ? `  (${note})` : ''}`
}
