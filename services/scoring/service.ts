/**
 * The scoring service: `mentions` and `engagement` become `observations`, and those become `readings` and `storms`.
 * It also puts time into the log: a tick per partition, once everything known was scored.
 */

import { type Detected, detector } from '../../shared/core/detector.ts'
import type { DetectorState } from '../../shared/core/detector-state.ts'
import type { BrandMention, JournalRecord } from '../../shared/core/mention.ts'
import type { Observation, Origin, PolicyVersion, Tick } from '../../shared/core/observation.ts'
import type { Batch, Bus } from '../../shared/edge/bus.ts'
import type { Clock } from '../../shared/edge/clock.ts'
import { deadLetter, decodeMark, readRecord } from '../../shared/edge/codec.ts'
import { encodeObservation } from '../../shared/edge/encode-observation.ts'
import type { Events } from '../../shared/edge/events.ts'
import { type Runner, runProcessor } from '../../shared/edge/run.ts'
import type { RecordScorer } from '../../shared/edge/scorer.ts'
import { GROUPS, TOPICS } from '../../shared/edge/topics.ts'
import { isObservation } from './accepted.ts'
import { inOrder, type Scored } from './in-order.ts'

export interface ScoringOptions {
  readonly bus: Bus
  readonly clock: Clock
  readonly events: Events
  readonly scorer: RecordScorer
  /** The thresholds at start; they become a record of every partition. */
  readonly policy: PolicyVersion
}

export interface ScoringService {
  /** New thresholds from this place in the log on. */
  usePolicy(policy: PolicyVersion): Promise<void>
  stop(): Promise<void>
  /** Rejects when a part failed for good. */
  readonly done: Promise<void>
}

const INPUTS = [TOPICS.mentions, TOPICS.engagement]
/** A mark is missing for so long only where ingest died between two appends. */
const MARK_PATIENCE_MS = 20_000
const REMOTE_BATCH = 1_000
/** Time enters the log this often (DESIGN 4). */
const TICK_MS = 5_000

export async function startScoring(options: ScoringOptions): Promise<ScoringService> {
  const { bus, clock, events } = options
  await broadcast(bus, options.policy)
  const owned = new Map<string, Set<number>>()
  const merging = inOrder({
    group: GROUPS.score,
    topics: INPUTS,
    score: (batch) => scoreBatch(options, batch),
    commit: (commit) => bus.commit(commit),
    ...(bus.atomicAppends ? {} : { markedTopic: TOPICS.mentions, patienceMs: MARK_PATIENCE_MS }),
    behind: async (topic, partition) =>
      (await bus.lag(GROUPS.score, [topic])).some(
        (one) => one.partition === partition && one.lag > 0,
      ),
  })
  const scoring = bus.consume({
    group: GROUPS.score,
    topics: INPUTS,
    from: 'earliest',
    // Every batch costs a look at the lag, an append and a commit, which are requests there.
    ...(bus.atomicAppends ? {} : { maxRecords: REMOTE_BATCH }),
    onAssigned: async (topic, partitions) => {
      owned.set(topic, new Set([...(owned.get(topic) ?? []), ...partitions]))
    },
    onRevoked: async (topic, partitions) => {
      for (const partition of partitions) owned.get(topic)?.delete(partition)
    },
    onBatch: (batch, handBack) => merging.take(batch, handBack),
  })
  const detecting = runDetector(bus, clock, events)
  let ticking: Promise<void> | undefined
  const stopTicks = clock.every(TICK_MS, () => {
    // A log that is slower than time gets fewer ticks, not a queue of old ones.
    ticking ??= tick(bus, clock, owned.get(TOPICS.mentions) ?? new Set())
      .catch((error) => events.problem('scoring: tick', error))
      .finally(() => {
        ticking = undefined
      })
  })
  return {
    usePolicy: (policy) => broadcast(bus, policy),
    stop: async () => {
      stopTicks()
      await ticking
      merging.release()
      await scoring.stop()
      await detecting.stop()
    },
    done: Promise.all([scoring.done, detecting.done]).then(() => undefined),
  }
}

function runDetector(bus: Bus, clock: Clock, events: Events): Runner {
  return runProcessor<Observation, Detected, DetectorState>({
    bus,
    clock,
    processor: detector,
    group: GROUPS.detect,
    topic: TOPICS.observations,
    stateTopic: TOPICS.detectorState,
    tickOf: (input) =>
      input.type === 'tick' || input.type === 'source-status' ? input.at : undefined,
    accepts: isObservation,
    ignores: () => false,
    onPoison: (code) => events.deadLettered(TOPICS.observations, code, 1),
    publish: (output) => ({
      topic: output.type === 'reading' ? TOPICS.readings : TOPICS.storms,
      key: output.brandId,
      value: JSON.stringify(output),
    }),
    onFolded: (batch, outputs) => {
      events.folded('detector', batch.records.length, outputs.length)
      for (const output of outputs)
        if (output.type === 'storm') events.stormChanged(output.change, output.level)
    },
  })
}

/** Scores one batch; what cannot be read goes to the dead letters as it came. */
function scoreBatch(options: ScoringOptions, batch: Batch): Scored[] {
  const languages = new Map<string, number>()
  const scored = batch.records.map((record): Scored => {
    const { offset, key } = record
    const before = record.decoded ? undefined : decodeMark(record.value)
    if (before !== undefined) return { at: before, append: undefined }
    const parsed = readRecord(record)
    const observed = parsed.ok ? observe(options, parsed.record, batch, offset) : parsed
    if (!('code' in observed)) {
      const { partition } = batch
      if (observed.type === 'mention') {
        const lang = observed.lang ?? ''
        languages.set(lang, (languages.get(lang) ?? 0) + 1)
      }
      const append = {
        topic: TOPICS.observations,
        key,
        value: encodeObservation(observed),
        partition,
        decoded: observed,
      }
      return { at: 'at' in observed ? observed.at : undefined, append }
    }
    const { code, reason } = observed
    const raw = record.value ?? new Uint8Array(0)
    options.events.deadLettered(batch.topic, code, 1)
    const letter = deadLetter({ code, reason, origin: batch.topic, position: offset, raw })
    return { at: undefined, append: letter }
  })
  for (const [lang, mentions] of languages) options.events.scored(lang, mentions)
  for (const report of options.scorer.drift()) options.events.sentimentDrift(report)
  return scored
}

/** Nobody's record has no business in these topics: ingest drops it before. */
const NO_BRAND = {
  code: 'bad-field',
  reason: '"brandId" is missing: the record is nobody\'s',
} as const

function observe(
  { scorer }: ScoringOptions,
  record: JournalRecord,
  batch: Batch,
  offset: number,
): Observation | typeof NO_BRAND {
  if (record.type === 'source-status') {
    const { type, source, via, status, observedAt } = record
    return { type, source, via, status, at: observedAt }
  }
  const { brandId } = record
  if (brandId === undefined) return NO_BRAND
  const from = { topic: batch.topic as Origin['topic'], offset }
  switch (record.type) {
    case 'mention':
      return scorer.mention(record as BrandMention, from).observation
    case 'engagement':
      return scorer.engagement({ ...record, brandId }, from)
    case 'deletion':
      return scorer.deletion({ ...record, brandId }, from)
  }
}

/**
 * One tick per partition whose mentions and engagement are scored to the end: in a backlog, time moves with the
 * records. The instant is taken before looking, so that it cannot overtake a record that was there by then.
 */
async function tick(bus: Bus, clock: Clock, owned: ReadonlySet<number>): Promise<void> {
  const record: Tick = { type: 'tick', at: clock.now() }
  const lags = await bus.lag(GROUPS.score, INPUTS)
  const behind = new Set(lags.filter(({ lag }) => lag > 0).map(({ partition }) => partition))
  const value = JSON.stringify(record)
  const ticks = [...owned]
    .filter((partition) => !behind.has(partition))
    .map((partition) => ({ topic: TOPICS.observations, key: null, value, partition }))
  if (ticks.length > 0) await bus.append(ticks)
}

async function broadcast(bus: Bus, policy: PolicyVersion): Promise<void> {
  const partitions = await bus.partitionsOf(TOPICS.observations)
  const value = JSON.stringify(policy)
  await bus.append(
    Array.from({ length: partitions }, (_, partition) => ({
      topic: TOPICS.observations,
      key: null,
      value,
      partition,
    })),
  )
}
