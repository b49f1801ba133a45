/** What `replay` and `backtest` share: history from journals or counts through the core, under one configuration. */

import type { TellingVersion } from '../../shared/core/alert.ts'
import { compileMatcher } from '../../shared/core/match.ts'
import type { PolicyVersion } from '../../shared/core/observation.ts'
import { DEFAULT_POLICY, policyId } from '../../shared/core/policy.ts'
import { type Config, policyVersion, tellingPlan } from '../../shared/edge/config.ts'
import { readCounts } from '../../shared/edge/counts.ts'
import { pseudonyms } from '../../shared/edge/pseudonym.ts'
import {
  createPlayer,
  emptyCounts,
  type ReplayCounts,
  type ReplayOptions,
  type ReplaySink,
  replayJournals,
} from '../../shared/edge/replay.ts'
import { createRecordScorer } from '../../shared/edge/scorer.ts'
import { sourceValidators } from './connectors.ts'
import { CommandError, configOrExit, EXIT } from './exit.ts'

export interface History {
  /** Journals. */
  readonly files: readonly string[]
  /** A CSV of counts, instead. */
  readonly counts?: string
}

/** The configuration of a replay; without a file the default policy and nobody to tell. */
export function replayConfig(file: string | undefined): Config | undefined {
  return file === undefined
    ? undefined
    : configOrExit(file, { allowMissingSecrets: true, sourceOptions: sourceValidators() })
}

/** Plays history into a sink. Authors are hashed with a fixed key, so that every replay gives the same bytes. */
export async function playHistory(
  history: History,
  config: Config | undefined,
  sink: ReplaySink,
): Promise<ReplayCounts> {
  if (history.counts === undefined && history.files.length === 0) {
    throw new CommandError(
      'name the journals to read (- for standard input), or --counts FILE.csv',
      EXIT.usage,
    )
  }
  if (history.counts !== undefined && history.files.length > 0) {
    throw new CommandError('either journals or --counts, not both', EXIT.usage)
  }
  const options: ReplayOptions = {
    policy: policyOf(config),
    telling: tellingOf(config),
    scorer: createRecordScorer(config?.brands ?? [], pseudonyms(REPLAY_KEY)),
    matcher: config && compileMatcher(config.brands),
  }
  if (history.counts === undefined) return replayJournals(history.files, options, sink)
  return playCounts(history.counts, options, sink)
}

const REPLAY_KEY = new TextEncoder().encode('replay')

function policyOf(config: Config | undefined): PolicyVersion {
  if (config) return policyVersion(config, 0)
  return {
    type: 'policy',
    policyId: policyId(DEFAULT_POLICY),
    at: 0,
    policy: DEFAULT_POLICY,
    brands: {},
  }
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
  options: ReplayOptions,
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
