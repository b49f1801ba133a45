/**
 * The scoring service over a real Kafka, against the least that any consumer must do: a bare kafkajs loop over the same
 * topic that parses each record and calls the scorer. Counted in CPU-seconds of this process; the broker is another one.
 */

import kafkajs from 'kafkajs'
import { startScoring } from '../../services/scoring/service.ts'
import { plainBrand } from '../../shared/core/brand.ts'
import { type Detected, detector } from '../../shared/core/detector.ts'
import type { DetectorState } from '../../shared/core/detector-state.ts'
import { type BrandMention, formatRecord } from '../../shared/core/mention.ts'
import type { Observation } from '../../shared/core/observation.ts'
import { parseLine } from '../../shared/core/parse.ts'
import { DEFAULT_POLICY, policyId } from '../../shared/core/policy.ts'
import type { Bus } from '../../shared/edge/bus.ts'
import { openKafkaBus } from '../../shared/edge/bus-kafka.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { createEvents, type Events } from '../../shared/edge/events.ts'
import { pseudonyms } from '../../shared/edge/pseudonym.ts'
import { runProcessor } from '../../shared/edge/run.ts'
import { createRecordScorer, type RecordScorer } from '../../shared/edge/scorer.ts'
import { TOPICS, topicSpecs } from '../../shared/edge/topics.ts'
import { findJava } from '../harness/servers/java.ts'
import { KAFKA_LEAST_JAVA, startKafka } from '../harness/servers/kafka.ts'
import { lineMaker } from './pipeline-lines.ts'
import type { BenchRow } from './row.ts'

/**
 * Compiling is over after the first third, as it is in a service that runs for weeks; it is read, but not counted, in
 * every loop alike.
 */
const WARM_UP = 100_000
const MEASURED = 200_000
const MENTIONS = WARM_UP + MEASURED
const BRANDS = 1_000
const PARTITIONS = 4
const SPAN_MS = 180_000
const BLOCK = 5_000

/** About two minutes. */
export async function benchKafka(): Promise<BenchRow[]> {
  const given = process.env['STURMWARTE_KAFKA']
  if (given) return measure(given.split(','))
  if (!findJava(KAFKA_LEAST_JAVA)) {
    process.stdout.write(
      `  no Kafka: give one in STURMWARTE_KAFKA=host:9092 (its topics are used), or install Java ${KAFKA_LEAST_JAVA}\n`,
    )
    return []
  }
  const cluster = await startKafka()
  try {
    return await measure(cluster.brokers)
  } finally {
    await cluster.stop()
  }
}

async function measure(brokers: readonly string[]): Promise<BenchRow[]> {
  const bus = openKafkaBus({ brokers, clock: systemClock })
  await bus.createTopics(topicSpecs(PARTITIONS))
  await fill(bus)
  const brands = Array.from({ length: BRANDS }, (_, i) => plainBrand(brandId(i), [brandId(i)]))
  const scorer = createRecordScorer(brands, pseudonyms(Buffer.alloc(32)))
  const before = await bareLoop(brokers, scorer)
  const whole = await scoreAndFold(bus, scorer)
  const after = await bareLoop(brokers, scorer)
  const fold = await foldAlone(bus)
  await bus.close()
  const floor = (before + after) / 2
  const unit = 'mentions/CPU-s'
  return [
    { name: 'floor: bare kafkajs loop, parse and score', value: MEASURED / floor, unit },
    { name: 'score and fold: what `sturmwarte scoring` does', value: MEASURED / whole, unit },
    {
      name: 'score and fold against the floor',
      value: floor / whole,
      unit: 'ratio',
      note: '>= 0.70',
    },
    {
      name: 'fold stage alone: read, fold, write readings and states',
      value: MEASURED / fold,
      unit: 'observations/CPU-s',
      note: '>= 60,000',
    },
  ]
}

const brandId = (i: number) => `brand-${i}`

async function fill(bus: Bus): Promise<void> {
  const next = lineMaker()
  const startAt = systemClock.now() - SPAN_MS
  for (let from = 0; from < MENTIONS; from += BLOCK) {
    await bus.append(
      Array.from({ length: BLOCK }, (_, i) => {
        const at = startAt + Math.floor(((from + i) / MENTIONS) * SPAN_MS)
        const parsed = parseLine(next(at))
        if (!parsed.ok || parsed.record.type !== 'mention') throw new Error('a bad line')
        const key = brandId((from + i) % BRANDS)
        const value = formatRecord({ ...parsed.record, brandId: key })
        return { topic: TOPICS.mentions, key, value }
      }),
    )
  }
}

/** @returns CPU-seconds */
async function bareLoop(brokers: readonly string[], scorer: RecordScorer): Promise<number> {
  const { Kafka, logLevel } = kafkajs
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING })
  const consumer = kafka.consumer({ groupId: `bare-${systemClock.now()}` })
  await consumer.connect()
  await consumer.subscribe({ topics: [TOPICS.mentions], fromBeginning: true })
  const part = measuredPart()
  await new Promise<void>((resolve) => {
    void consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        for (const { value } of batch.messages) {
          const mention = JSON.parse((value ?? Buffer.alloc(0)).toString()) as BrandMention
          scorer.mention(mention)
        }
        part.count(batch.messages.length)
        if (part.isOver()) resolve()
      },
    })
  })
  await consumer.disconnect()
  return part.seconds()
}

/** @returns CPU-seconds until all that was scored is folded */
async function scoreAndFold(bus: Bus, scorer: RecordScorer): Promise<number> {
  const part = measuredPart()
  const policy = {
    type: 'policy',
    policyId: policyId(DEFAULT_POLICY),
    at: systemClock.now() - SPAN_MS,
    policy: DEFAULT_POLICY,
    brands: {},
  } as const
  const events: Events = {
    ...createEvents({ level: 'error', elapsed: () => systemClock.elapsed() }),
    folded: (_, records) => part.count(records),
  }
  const scoring = await startScoring({ bus, clock: systemClock, events, scorer, policy })
  while (!part.isOver()) await new Promise((resolve) => setTimeout(resolve, 20))
  await scoring.stop()
  return part.seconds()
}

/** @returns CPU-seconds */
async function foldAlone(bus: Bus): Promise<number> {
  const part = measuredPart()
  const runner = runProcessor<Observation, Detected, DetectorState>({
    ...{ bus, clock: systemClock, processor: detector },
    ...{ group: `fold-${systemClock.now()}`, topic: TOPICS.observations },
    // States of another group are not this one's.
    stateTopic: TOPICS.alertState,
    tickOf: (input) => (input.type === 'tick' ? input.at : undefined),
    accepts: () => true,
    publish: (output) => ({
      topic: output.type === 'reading' ? TOPICS.readings : TOPICS.storms,
      key: output.brandId,
      value: JSON.stringify(output),
    }),
    onFolded: (batch) => part.count(batch.records.length),
  })
  while (!part.isOver()) await new Promise((resolve) => setTimeout(resolve, 20))
  await runner.stop()
  return part.seconds()
}

/** The CPU-seconds of this process between the end of the warm-up and the last record; a batch more or less. */
function measuredPart() {
  let records = 0
  let begun: NodeJS.CpuUsage | undefined
  let passed: NodeJS.CpuUsage | undefined
  return {
    count(more: number): void {
      records += more
      if (records >= WARM_UP) begun ??= process.cpuUsage()
      if (records >= MENTIONS) passed ??= process.cpuUsage(begun)
    },
    isOver: () => passed !== undefined,
    seconds: () => ((passed?.user ?? 0) + (passed?.system ?? 0)) / 1e6,
  }
}
