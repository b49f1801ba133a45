/** `sturmwarte explain STORM`: why a storm was told, and the sum behind it, computed again from what was stored. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { formatNumber, formatPercent, type Language } from '../../shared/core/numbers.ts'
import { type Policy, policyId } from '../../shared/core/policy.ts'
import { leastNegatives, recompute, usualNegatives } from '../../shared/core/recompute.ts'
import { fuse } from '../../shared/core/signals.ts'
import type { Reading, StormEvent } from '../../shared/core/storm.ts'
import { voicesSentences } from '../../shared/core/talk-words.ts'
import { type EpochMs, formatInstant, HOUR_MS } from '../../shared/core/time.ts'
import { causeSentence, checkSentence, levelName } from '../../shared/core/words.ts'
import type { Config } from '../../shared/edge/config.ts'
import type { Store } from '../../shared/edge/store.ts'
import { DEMO_DATA, recordedHouse } from './demo.ts'
import { CommandError, configOrExit, EXIT, print } from './exit.ts'
import { openStore } from './parts.ts'

interface ExplainArguments {
  readonly config?: string
  readonly data?: string
  readonly lang: Language
}

const CONFIG_FILE = 'sturmwarte.yaml'
const MOST_CHANGES = 10_000
/** Readings follow every grid; none older than this belongs to a change. */
const READING_WITHIN_MS = HOUR_MS
/** Stored numbers have six digits. */
const SAME = 1e-4
const MARKS = { met: '+', 'not-met': '-', unseen: '?' } as const

export function explainCommand(): Command {
  return new Command('explain')
    .description('why a storm was told, and its arithmetic recomputed from what was stored')
    .argument('<storm>', 'the id of a storm, such as acme/2026-03-07T20:14:30Z/post')
    .option('--config <file>', `the configuration; ${CONFIG_FILE} of this folder, else the demo's`)
    .option('--data <dir>', 'where the store lies')
    .addOption(
      new Option('--lang <language>', 'language of the sentences')
        .choices(['de', 'en'])
        .default('en'),
    )
    .action(async (stormId: string, options: ExplainArguments) => {
      const { config, dataDir } = placeOf(options)
      if (config.store.kind === 'sqlite' && !existsSync(join(dataDir, 'store.db')))
        throw new CommandError(`there is no store in ${dataDir}: name its folder with --data`)
      const store = await openStore(config, dataDir)
      try {
        await explain(store, config, stormId, options.lang)
      } finally {
        await store.close()
      }
    })
}

function placeOf({ config: named, data }: ExplainArguments): { config: Config; dataDir: string } {
  const file = named ?? (existsSync(CONFIG_FILE) ? CONFIG_FILE : undefined)
  if (file === undefined) return { config: recordedHouse(1).config, dataDir: data ?? DEMO_DATA }
  const config = configOrExit(file)
  return { config, dataDir: data ?? config.dataDir }
}

async function explain(
  store: Store,
  config: Config,
  stormId: string,
  language: Language,
): Promise<void> {
  const brandId = stormId.split('/')[0] ?? ''
  const records = await store.records('storm', { brandId, limit: MOST_CHANGES })
  const told = records
    .map(({ body }) => JSON.parse(body) as StormEvent)
    .filter((one) => one.type === 'storm')
  const changes = told.filter((one) => one.stormId === stormId).sort((a, b) => a.at - b.at)
  if (changes.length === 0) throw new CommandError(unknown(stormId, told), EXIT.usage)
  const policy = config.brandPolicies[brandId] ?? config.policy
  for (const change of changes) {
    // Readings hold the sums of criticism; those of praise are not stored.
    const reading = change.kind === 'storm' ? await readingAt(store, brandId, change.at) : undefined
    const sums = reading ? sumLines(reading, policy, language) : []
    await print(`${[...changeLines(change, language), ...sums, ''].join('\n')}\n`)
  }
}

/** What there is instead. */
function unknown(stormId: string, told: readonly StormEvent[]): string {
  const known = [...new Set(told.map((one) => one.stormId))].slice(0, 10)
  const instead =
    known.length > 0 ? `of this brand there are ${known.join(', ')}` : 'of this brand there is none'
  return `no storm ${JSON.stringify(stormId)} is stored; ${instead}`
}

async function readingAt(store: Store, brandId: string, at: EpochMs): Promise<Reading | undefined> {
  const range = { brandId, fromAt: at - READING_WITHIN_MS, toAt: at + 1, limit: 100 }
  const records = await store.records('reading', range)
  return records
    .map(({ body }) => JSON.parse(body) as Reading)
    .filter((one) => !one.provisional && one.at <= at && one.score !== null)
    .sort((a, b) => b.at - a.at)[0]
}

function changeLines(change: StormEvent, language: Language): string[] {
  const { at, causes, checklist, kind, level, phase } = change
  return [
    `${formatInstant(at)}  ${kind} ${change.change}, level ${level} (${levelName(level, language)}), ${phase}`,
    ...causes.flatMap((cause) =>
      [causeSentence(cause, language, { kind }), ...voicesSentences(cause, language)].map(
        (sentence) => `  ${sentence}`,
      ),
    ),
    ...checklist.map(
      (one) => `  ${MARKS[one.state]} ${one.level}  ${checkSentence(one, language)}`,
    ),
  ]
}

/** The numbers of the reading, put into the formulas again. */
function sumLines(reading: Reading, policy: Policy, language: Language): string[] {
  const { window, warnAt = policy.tauWarn } = reading
  if (!Number.isFinite(window.volumeDeviation))
    return [
      '  (the reading was stored by an older version, which kept too few numbers to recompute it)',
    ]
  const number = (value: number, digits = 3) => formatNumber(value, language, digits)
  const { zShare, zVolume, score } = recompute(reading, policy)
  const share = zShare === undefined ? 0 : fuse(zShare, 0, policy)
  const isSame = Math.abs(score - (reading.score ?? Number.NaN)) < SAME
  const least = leastNegatives(reading, policy)
  const lines = [
    `  reading of ${formatInstant(reading.at)}: ${number(window.negatives)} negatives of ${number(window.mentions)} mentions in the window`,
    `    expected ${number(window.expectedNegatives)} at the usual share of ${formatPercent(window.usualShare, language)}; usual at this hour ${number(usualNegatives(reading))}`,
    `    zShare ${zShare === undefined ? 'unknown' : number(zShare)}, zVolume ${number(zVolume)}, S = ${number(share)} + ${number(score - share)} = ${number(score)}, threshold ${number(warnAt)}`,
    `    ${isSame ? 'recomputed: the same as stored' : `stored was ${number(reading.score ?? 0)}: the policy has changed since`}`,
  ]
  if (least !== undefined)
    lines.push(`    the score would not reach its threshold below ${number(least, 1)} negatives`)
  if (reading.policyId !== policyId(policy) && !isSame)
    lines.push(
      `    policy then ${reading.policyId}, policy of the configuration ${policyId(policy)}`,
    )
  return lines
}
