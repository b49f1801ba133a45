/** Everything between a source and the store, as `sturmwarte start` runs it, in a folder of its own. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startArchiveThread } from '../../services/archive/thread.ts'
import { startIngest } from '../../services/ingest/service.ts'
import type { AnySource } from '../../services/ingest/source.ts'
import { startScoring } from '../../services/scoring/service.ts'
import { plainBrand } from '../../shared/core/brand.ts'
import { DEFAULT_POLICY, policyId } from '../../shared/core/policy.ts'
import { DAY_MS } from '../../shared/core/time.ts'
import type { Bus } from '../../shared/edge/bus.ts'
import { openSqliteBus } from '../../shared/edge/bus-sqlite.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { createEvents, type Events } from '../../shared/edge/events.ts'
import { createHttp } from '../../shared/edge/http.ts'
import { pseudonyms, readOrMakeKey } from '../../shared/edge/pseudonym.ts'
import { createRecordScorer } from '../../shared/edge/scorer.ts'
import { openSqliteStore } from '../../shared/edge/store-sqlite.ts'
import { GROUPS, TOPICS, topicSpecs } from '../../shared/edge/topics.ts'
import { BRANDS, brandName } from './pipeline-lines.ts'

export interface PipelineWorld {
  readonly bus: Bus
  /** Records of `observations` that are folded. */
  folded(): number
  /** Starts the source; resolves when it has ended by itself. */
  feed(source: AnySource, options: unknown): Promise<void>
  /** Resolves when as many mentions are scored, folded and stored. */
  workedOff(mentions: number): Promise<void>
  /** Stops all parts. @returns how many mentions the store holds. */
  stop(): Promise<number>
}

export async function openPipeline(folder: string): Promise<PipelineWorld> {
  const clock = systemClock
  const [logPath, storePath, keyPath] = ['log.db', 'store.db', 'author.key'].map((name) =>
    join(folder, name),
  ) as [string, string, string]
  let folded = 0
  const events = countingEvents((records) => {
    folded += records
  })
  const brands = Array.from({ length: BRANDS }, (_, i) => plainBrand(`brand-${i}`, [brandName(i)]))
  const bus = openSqliteBus({ path: logPath, clock })
  await bus.createTopics(topicSpecs(1))
  const authors = pseudonyms(readOrMakeKey(keyPath))
  const archive = await startArchiveThread({ logPath, store: sqlite(storePath), keyPath }, events)
  const policy = {
    type: 'policy',
    policyId: policyId(DEFAULT_POLICY),
    at: clock.now(),
    policy: DEFAULT_POLICY,
    brands: {},
  } as const
  const scorer = createRecordScorer(brands, authors)
  const scoring = await startScoring({ bus, clock, events, scorer, policy })
  const stops = [() => scoring.stop()]
  return {
    bus,
    folded: () => folded,
    async feed(source, options) {
      const sources = [{ name: source.name, source, options }]
      const http = createHttp({ clock, version: 'bench' })
      const ingest = await startIngest({
        bus,
        clock,
        events,
        brands,
        sources,
        http,
        staleFactor: DEFAULT_POLICY.staleFactor,
      })
      stops.unshift(() => ingest.stop())
      await ingest.done
    },
    async workedOff(mentions) {
      while (folded < mentions || !(await isWorkedOff(bus))) await pause(20)
    },
    async stop() {
      await archive.stop()
      for (const one of stops) await one()
      await bus.close()
      const store = openSqliteStore({ path: storePath })
      const found = await store.histogram({}, 365 * DAY_MS)
      await store.close()
      return found.reduce((sum, bucket) => sum + bucket.mentions, 0)
    },
  }
}

function countingEvents(onFolded: (records: number) => void): Events {
  const told = createEvents({ level: 'error', elapsed: () => systemClock.elapsed() })
  return {
    ...told,
    folded: (processor, records, outputs) => {
      onFolded(records)
      told.folded(processor, records, outputs)
    },
  }
}

function sqlite(path: string) {
  return { kind: 'sqlite', path } as const
}

async function isWorkedOff(bus: Bus): Promise<boolean> {
  const scored = await bus.lag(GROUPS.score, [TOPICS.mentions])
  const archived = await bus.lag(GROUPS.archive, [TOPICS.mentions, TOPICS.observations])
  return [...scored, ...archived].every(({ lag }) => lag === 0)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Gives work a folder that is gone afterwards. */
export async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'sturmwarte-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
