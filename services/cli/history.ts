/** What `replay` and `backtest` share: history from journals or counts through the core, under one configuration. */

import type { TellingVersion } from '../../shared/core/alert.ts'
import { compileMatcher } from '../../shared/core/match.ts'
import type { PolicyVersion } from '../../shared/core/observation.ts'
import { DEFAULT_POLICY, type Policy, policyId, readPolicy } from '../../shared/core/policy.ts'
import { type Config, nearestName, policyVersion, tellingPlan } from '../../shared/edge/config.ts'
import { readCounts } from '../../shared/edge/counts.ts'
import { pseudonyms } from '../../shared/edge/pseudonym.ts'
import {
  createPlayer,
  emptyCounts,
  type PlayOptions,
  type ReplayCounts,
  type ReplaySink,
  replayJournals,
} from '../../shared/edge/replay.ts'
import { optionChecks } from './connectors.ts'
import { CommandError, configOrExit, EXIT } from './exit.ts'

export interface History {
  /** Journals. */
  readonly files: readonly string[]
  /** A CSV of counts, instead. */
  readonly counts?: string
}

/** @throws CommandError where nothing is named, or both. */
export function historyOf(files: readonly string[], counts: string | undefined): History {
  if (counts === undefined && files.length === 0) {
    throw new CommandError(
      'name the journals to read (- for standard input), or --counts FILE.csv',
      EXIT.usage,
    )
  }
  if (counts !== undefined && files.length > 0)
    throw new CommandError('either journals or --counts, not both', EXIT.usage)
  return counts === undefined ? { files } : { files, counts }
}

/** Thresholds as a configuration writes them: durations are `10m`. */
export type Thresholds = Readonly<Record<string, unknown>>

/** The configuration of a replay; without a file the default policy and nobody to tell. */
export function replayConfig(file: string | undefined): Config | undefined {
  return file === undefined
    ? undefined
    : configOrExit(file, { allowMissingSecrets: true, ...optionChecks() })
}

/**
 * Plays history into a sink. Authors are hashed with a fixed key, so that every replay gives the same bytes.
 * @param thresholds as a configuration names them; they override it, for every brand.
 */
export async function playHistory(
  history: History,
  config: Config | undefined,
  sink: ReplaySink,
  thresholds: Thresholds = {},
): Promise<ReplayCounts> {
  const options: PlayOptions = {
    policy: policyOf(config, thresholds),
    telling: tellingOf(config),
  }
  if (history.counts !== undefined) return playCounts(history.counts, options, sink)
  // Counts need no languages, which take longer to load than most files of counts to read.
  const { createRecordScorer } = await import('../../shared/edge/scorer.ts')
  const scorer = createRecordScorer(config?.brands ?? [], pseudonyms(REPLAY_KEY))
  const matcher = config && compileMatcher(config.brands)
  return replayJournals(history.files, { ...options, scorer, matcher }, sink)
}

const REPLAY_KEY = new TextEncoder().encode('replay')

/** The thresholds of a configuration, without one the defaults. */
export function policyOf(config: Config | undefined, thresholds: Thresholds): PolicyVersion {
  const version = config
    ? policyVersion(config, 0)
    : { type: 'policy' as const, at: 0, policy: DEFAULT_POLICY, brands: {} }
  const policy = overridden(version.policy, thresholds)
  const brands = Object.entries(version.brands).map(
    ([id, own]) => [id, overridden(own, thresholds)] as const,
  )
  return { ...version, policy, policyId: policyId(policy), brands: Object.fromEntries(brands) }
}

function overridden(base: Policy, thresholds: Thresholds): Policy {
  const { policy, problems } = readPolicy(thresholds, base)
  const [first] = problems
  if (!first) return policy
  const nearest = nearestName(first.key, Object.keys(base))
  const hint = Object.hasOwn(base, first.key) || !nearest ? '' : `; did you mean ${nearest}?`
  throw new CommandError(`${first.key}: ${first.message}${hint}`, EXIT.usage)
}

/** Holidays are needed for the years that history may cover. */
function tellingOf(config: Config | undefined): TellingVersion | undefined {
  if (!config) return undefined
  return {
    type: 'telling',
    at: 0,
    plan: tellingPlan(config, Date.UTC(2005, 0, 1), Date.UTC(2035, 0, 1)),
  }
}

/** Brand by brand as the rows come; time does not move together, so that many thousands of brands stay cheap. */
async function playCounts(
  path: string,
  options: PlayOptions,
  sink: ReplaySink,
): Promise<ReplayCounts> {
  const counts = emptyCounts()
  const player = createPlayer(options, sink, counts, false)
  let lastAt = Number.NEGATIVE_INFINITY
  for await (const rows of readCounts(path, options.policy.policy.grid)) {
    for (const row of rows) {
      counts.records++
      if ('observation' in row) {
        player.play(row.observation)
        lastAt = Math.max(lastAt, row.observation.at)
      } else {
        counts.deadLetters++
        sink.deadLetter({ line: row.line, file: path, reason: row.reason, raw: row.raw })
      }
    }
  }
  if (Number.isFinite(lastAt)) player.end(lastAt)
  return counts
}
