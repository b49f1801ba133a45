/** The topics on Kafka: their making, their settings, their partitions, and where a record belongs. */

import { DAY_MS, HOUR_MS } from '../core/time.ts'
import { type Append, BusError, partitionOf, type TopicSpec } from './bus.ts'
import { type KafkaAdmin, TOPIC_RESOURCE } from './bus-kafka-client.ts'
import { againAfter, type KafkaContext, persist } from './bus-kafka-context.ts'
import { busError, typeOf } from './bus-kafka-errors.ts'
import type { Placed } from './bus-kafka-writer.ts'

/** On a cluster of so many brokers a record is acknowledged when two have it. */
const REPLICAS = 3

export class KafkaTopics {
  readonly #context: KafkaContext
  readonly #partitions = new Map<string, number>()
  readonly #compacted = new Set<string>()

  constructor(context: KafkaContext) {
    this.#context = context
  }

  /** @throws BusError where one is impossible or exists in another shape; others may be there then. */
  async create(specs: readonly TopicSpec[]): Promise<void> {
    for (const spec of specs) refuseImpossible(spec)
    const admin = this.#context.client.admin()
    try {
      await admin.connect()
      await this.#createAndCompare(admin, specs)
    } catch (error) {
      throw busError(error, this.#context.client, 'making the topics')
    } finally {
      await admin.disconnect().catch(() => undefined)
    }
    for (const { name, compacted } of specs) if (compacted) this.#compacted.add(name)
  }

  /** Some brokers do not know yet what another one has just made, or made for another process. */
  async #createAndCompare(admin: KafkaAdmin, specs: readonly TopicSpec[]): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        await this.#createMissing(admin, specs)
        for (const spec of specs) await this.#compare(spec)
        await keepSettings(admin, specs)
        return
      } catch (error) {
        if (!UNKNOWN_YET.has(typeOf(error) ?? '') || tries === CREATE_LOOKS) throw error
        await againAfter(tries, this.#context.closing)
      }
    }
  }

  async #createMissing(admin: KafkaAdmin, specs: readonly TopicSpec[]): Promise<void> {
    const existing = new Set(await admin.listTopics())
    const missing = specs.filter(({ name }) => !existing.has(name))
    if (missing.length === 0) return
    const { brokers } = await admin.describeCluster()
    const replicas = Math.min(REPLICAS, brokers.length)
    const topics = missing.map((spec) => ({
      topic: spec.name,
      numPartitions: spec.partitions,
      replicationFactor: replicas,
      configEntries: [...settingsOf(spec), ...safety(replicas)],
    }))
    // Another process may be quicker; then it says that they exist.
    await admin.createTopics({ topics }).catch((error: unknown) => {
      if (!hasOnly(error, 'TOPIC_ALREADY_EXISTS')) throw error
    })
  }

  async #compare({ name, partitions }: TopicSpec): Promise<void> {
    const found = await this.partitionsOf(name)
    if (found === partitions) return
    throw new BusError(
      `Topic "${name}" has ${found} partitions on ${this.#context.client.name}, not ${partitions}: brands would lose their place. Set log.partitions to ${found}, or name another cluster.`,
    )
  }

  /** @throws BusError for a topic that is not there. */
  async partitionsOf(name: string): Promise<number> {
    const known = this.#partitions.get(name)
    if (known !== undefined) return known
    const { link } = this.#context
    await persist(this.#context, `looking for topic "${name}"`, () => this.#look(name))
    const found = link.partitionCount(name)
    this.#partitions.set(name, found)
    return found
  }

  /** A topic that was just made takes a moment until every broker knows it. */
  async #look(name: string): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        await this.#context.link.know([name])
        return
      } catch (error) {
        const isMissing = MISSING.has(typeOf(error) ?? '')
        if (!isMissing) throw error
        if (tries === LOOKS) {
          throw new BusError(`The log has no topic "${name}". Create it before it is used.`)
        }
        await againAfter(tries, this.#context.closing)
      }
    }
  }

  /** @throws BusError for a record that belongs nowhere. */
  async placeAll(records: readonly Append[]): Promise<Placed[]> {
    for (const { topic } of records)
      if (!this.#partitions.has(topic)) await this.partitionsOf(topic)
    return records.map((record) => this.#place(record))
  }

  #place({ topic, key, value, partition, decoded }: Append): Placed {
    const partitions = this.#partitions.get(topic)!
    if (key === null && this.#compacted.has(topic)) {
      throw new BusError(`A record for the compacted topic "${topic}" has no key. Give it one.`)
    }
    const content = value === null || typeof value === 'string' ? value : bytesOf(value)
    const valueBytes =
      typeof content === 'string' ? Buffer.byteLength(content) : (content?.length ?? 0)
    if (partition !== undefined) {
      refuseOutside(topic, partition, partitions)
      return { topic, partition, key, value: content, valueBytes, decoded }
    }
    if (key === null)
      throw new BusError(
        `A record for topic "${topic}" has neither key nor partition. Give it one.`,
      )
    const place = partitionOf(key, partitions)
    return { topic, partition: place, key, value: content, valueBytes, decoded }
  }

  async check(topic: string, partition: number): Promise<void> {
    refuseOutside(topic, partition, await this.partitionsOf(topic))
  }
}

const MISSING = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'INVALID_TOPIC_EXCEPTION'])
const LOOKS = 3
const UNKNOWN_YET = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE'])
/** Ten seconds on a loaded machine. */
const CREATE_LOOKS = 12

function refuseOutside(topic: string, partition: number, partitions: number): void {
  if (Number.isInteger(partition) && partition >= 0 && partition < partitions) return
  throw new BusError(
    `Topic "${topic}" has no partition ${partition}; it has 0 to ${partitions - 1}.`,
  )
}

function bytesOf(value: Uint8Array): Buffer {
  if (Buffer.isBuffer(value)) return value
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
}

function hasOnly(error: unknown, type: string): boolean {
  const { errors = [error] } = error as { errors?: readonly unknown[] }
  return errors.every((one) => typeOf(one) === type)
}

/** As Kafka names them. */
const TOPIC_NAME = /^[A-Za-z0-9._-]{1,249}$/

function refuseImpossible({ name, partitions }: TopicSpec): void {
  if (!TOPIC_NAME.test(name)) {
    throw new BusError(
      `"${name}" cannot be a topic's name. Use up to 249 letters, digits, dots, underscores and hyphens.`,
    )
  }
  if (!Number.isInteger(partitions) || partitions < 1) {
    throw new BusError(`Topic "${name}" cannot have ${partitions} partitions. Give it 1 or more.`)
  }
}

interface Setting {
  readonly name: string
  readonly value: string
}

/** A compacted topic keeps what two processes may have written at once for so long, that whoever loads can choose. */
const COMPACT_AFTER_MS = HOUR_MS
const PARTS_OF_RETENTION = 24
const LONGEST_SEGMENT_MS = 7 * DAY_MS

/**
 * Kafka forgets whole segments once their newest record is too old; so that nothing is kept longer than its topic
 * says, segments are short and retention is shorter by one of them. The broker's clock stamps the records.
 */
function settingsOf({ retentionMs, compacted }: TopicSpec): Setting[] {
  const clock = { name: 'message.timestamp.type', value: 'LogAppendTime' }
  if (compacted) {
    return [
      clock,
      { name: 'cleanup.policy', value: 'compact' },
      { name: 'min.compaction.lag.ms', value: String(COMPACT_AFTER_MS) },
      { name: 'delete.retention.ms', value: String(DAY_MS) },
    ]
  }
  const policy = { name: 'cleanup.policy', value: 'delete' }
  if (!Number.isFinite(retentionMs)) return [clock, policy, { name: 'retention.ms', value: '-1' }]
  const segmentMs = Math.ceil(Math.min(retentionMs / PARTS_OF_RETENTION, LONGEST_SEGMENT_MS))
  return [
    clock,
    policy,
    { name: 'retention.ms', value: String(Math.floor(retentionMs) - segmentMs) },
    { name: 'segment.ms', value: String(segmentMs) },
  ]
}

function safety(replicas: number): Setting[] {
  return replicas < REPLICAS ? [] : [{ name: 'min.insync.replicas', value: '2' }]
}

/** What an operator set beside ours stays; a compacted topic is never made one that forgets, nor the other way round. */
async function keepSettings(admin: KafkaAdmin, specs: readonly TopicSpec[]): Promise<void> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: specs.map(({ name }) => ({ type: TOPIC_RESOURCE, name })),
  })
  const changes = specs.flatMap((spec) => {
    const found = resources.find(({ resourceName }) => resourceName === spec.name)
    const entries = found?.configEntries ?? []
    const now = new Map(entries.map((one) => [one.configName, one.configValue]))
    refuseOtherPolicy(spec, now.get('cleanup.policy'))
    const wanted = settingsOf(spec)
    if (wanted.every(({ name, value }) => now.get(name) === value)) return []
    const theirs = entries
      .filter((one) => !one.isDefault && !wanted.some(({ name }) => name === one.configName))
      .map((one) => ({ name: one.configName, value: one.configValue }))
    return [{ type: TOPIC_RESOURCE, name: spec.name, configEntries: [...wanted, ...theirs] }]
  })
  if (changes.length > 0) await admin.alterConfigs({ validateOnly: false, resources: changes })
}

function refuseOtherPolicy({ name, compacted }: TopicSpec, policy: string | undefined): void {
  const isCompacted = policy?.includes('compact') ?? false
  if (isCompacted === compacted) return
  throw new BusError(
    `Topic "${name}" exists and is ${isCompacted ? '' : 'not '}compacted: set its cleanup.policy to ${compacted ? 'compact' : 'delete'}, or name another cluster.`,
  )
}
