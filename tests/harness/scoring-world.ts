/** The scoring service on a real log with a clock that stands still until it is told to move. */

import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type ScoringService, startScoring } from '../../services/scoring/service.ts'
import { formatRecord } from '../../shared/core/mention.ts'
import type { Observation, PolicyVersion } from '../../shared/core/observation.ts'
import { policyId, readPolicy } from '../../shared/core/policy.ts'
import type { Reading, StormEvent } from '../../shared/core/storm.ts'
import type { EpochMs } from '../../shared/core/time.ts'
import type { Append, Bus } from '../../shared/edge/bus.ts'
import { openSqliteBus } from '../../shared/edge/bus-sqlite.ts'
import { type ManualClock, manualClock } from '../../shared/edge/clock.ts'
import { createEvents, type Events } from '../../shared/edge/events.ts'
import { pseudonyms } from '../../shared/edge/pseudonym.ts'
import { createRecordScorer } from '../../shared/edge/scorer.ts'
import { GROUPS, TOPICS, topicSpecs } from '../../shared/edge/topics.ts'
import { readAll, until } from './bus-recorder.ts'
import { wrapBus } from './bus-wrapped.ts'
import { JOURNAL_START, type JournalEntry } from './journal.ts'
import { newFolder } from './run-world.ts'

export interface ScoringWorld {
  readonly bus: Bus
  readonly clock: ManualClock
  readonly events: Events
  publish(entries: readonly JournalEntry[]): Promise<void>
  start(bus?: Bus, policy?: PolicyVersion): Promise<ScoringService>
  /** Waits until everything is scored and folded. */
  folded(): Promise<void>
  /** Lets so much time pass, and waits until it stands in the log of every partition and is folded. */
  pass(ms: number): Promise<void>
}

const scorer = createRecordScorer([], pseudonyms(new TextEncoder().encode('test')))

/** Windows fill soon, so that a day has a storm. */
export function policyOf(more: Readonly<Record<string, unknown>> = {}): PolicyVersion {
  const { policy } = readPolicy({ settle: '1h', ...more })
  return { type: 'policy', policyId: policyId(policy), at: JOURNAL_START, policy, brands: {} }
}

export async function openScoring(partitions = 1, path?: string): Promise<ScoringWorld> {
  const clock = manualClock(JOURNAL_START)
  const bus = openSqliteBus({ path: path ?? join(newFolder(), 'log.db'), clock })
  onTestFinished(() => bus.close())
  await bus.createTopics(topicSpecs(partitions))
  const events = createEvents({ level: 'silent', elapsed: () => clock.elapsed() })
  const ticks = new Map<number, EpochMs>()
  let failure: Error | undefined
  const seen = new Map<number, number>()
  const folded = () =>
    until('all is scored and folded', async () => {
      if (failure) throw failure
      const scored = await bus.lag(GROUPS.score, [TOPICS.mentions, TOPICS.engagement])
      if (scored.some(({ lag }) => lag > 0)) return false
      const ends = await bus.lag('nobody-reads-this', [TOPICS.observations])
      return ends.every(({ partition, lag }) => seen.get(partition) === lag)
    })
  return {
    bus,
    clock,
    events,
    folded,
    publish: (entries) => bus.append(entries.map(published)),
    async start(over = bus, policy = policyOf()) {
      seen.clear()
      const noting = wrapBus(over, {
        append: async (records) => {
          await over.append(records)
          for (const record of records) noteTick(ticks, record)
        },
        consume: (options) =>
          over.consume({
            ...options,
            onBatch: async (batch) => {
              await options.onBatch(batch)
              if (options.group === GROUPS.detect) seen.set(batch.partition, batch.nextOffset)
            },
          }),
      })
      const service = await startScoring({ bus: noting, clock, events, scorer, policy })
      service.done.catch((error: Error) => {
        failure = error
      })
      onTestFinished(() => service.stop())
      return service
    },
    async pass(ms) {
      const to = clock.now() + ms
      clock.moveTo(to)
      await until('time has passed in every partition', () => {
        if (ticks.size === partitions && [...ticks.values()].every((at) => at >= to)) return true
        clock.moveTo(clock.now() + TICK_MS)
        return false
      })
      await folded()
    },
  }
}

const TICK_MS = 5_000

function noteTick(ticks: Map<number, EpochMs>, { key, partition, value }: Append): void {
  if (key !== null || partition === undefined) return
  const input = JSON.parse(String(value)) as Observation
  if (input.type === 'tick') ticks.set(partition, input.at)
}

function published(entry: JournalEntry): Append {
  const topic = entry.type === 'mention' ? TOPICS.mentions : TOPICS.engagement
  return { topic, key: entry.brandId, value: formatRecord(entry) }
}

export async function readingsOf(bus: Bus): Promise<Reading[]> {
  return (await valuesOf<Reading>(bus, TOPICS.readings)).filter(({ provisional }) => !provisional)
}

export async function stormsOf(bus: Bus): Promise<StormEvent[]> {
  return valuesOf(bus, TOPICS.storms)
}

export async function observationsOf(bus: Bus): Promise<Observation[]> {
  return valuesOf(bus, TOPICS.observations)
}

/** What stands in a topic, each record once, in the order of its partitions. */
async function valuesOf<Value>(bus: Bus, topic: string): Promise<Value[]> {
  const lines = (await readAll(bus, [topic])).map(({ value }) => value ?? 'null')
  return [...new Set(lines)].map((line) => JSON.parse(line) as Value)
}
