/** One set of connections to the brokers: who leads which partition, who coordinates which group, where a log ends. */

import type { EpochMs } from '../core/time.ts'
import type { KafkaClient, KafkaCluster } from './bus-kafka-client.ts'
import { typeOf } from './bus-kafka-errors.ts'
import type { KafkaBroker } from './bus-kafka-protocol.ts'

/** Where in a partition: its oldest record, its end, or the first record at or after an instant. */
export type Place = 'start' | 'end' | { readonly at: EpochMs }

export class KafkaLink {
  readonly #cluster: KafkaCluster
  readonly #topics = new Set<string>()
  readonly #coordinators = new Map<string, Promise<KafkaBroker>>()
  #connected = false

  constructor(client: KafkaClient) {
    this.#cluster = client.cluster()
  }

  /** Connects, and learns where these topics are. @throws what kafkajs throws, also for a topic that is not there. */
  async know(topics: readonly string[]): Promise<void> {
    if (!this.#connected) await this.#cluster.connect()
    this.#connected = true
    if (topics.every((topic) => this.#topics.has(topic))) return
    await this.#cluster.addMultipleTargetTopics([...topics])
    for (const topic of topics) this.#topics.add(topic)
  }

  /** Asks again who leads what; also after connections broke. */
  async refresh(): Promise<void> {
    this.#coordinators.clear()
    await this.#cluster.refreshMetadata()
  }

  /** Likewise, where what is known has become old. */
  async keepFresh(): Promise<void> {
    await this.#cluster.refreshMetadataIfNecessary()
  }

  partitionCount(topic: string): number {
    return this.#cluster.findTopicPartitionMetadata(topic).length
  }

  /** @returns the node that leads it; undefined while nobody does. */
  leaderOf(topic: string, partition: number): string | undefined {
    const found = this.#cluster
      .findTopicPartitionMetadata(topic)
      .find(({ partitionId }) => partitionId === partition)
    return found && found.leader >= 0 ? String(found.leader) : undefined
  }

  broker(nodeId: string): Promise<KafkaBroker> {
    return this.#cluster.findBroker({ nodeId })
  }

  /** Asked once a group, until `refresh`. */
  async coordinator(groupId: string): Promise<KafkaBroker> {
    const known = this.#coordinators.get(groupId) ?? this.#cluster.findGroupCoordinator({ groupId })
    this.#coordinators.set(groupId, known)
    try {
      return await known
    } catch (error) {
      if (this.#coordinators.get(groupId) === known) this.#coordinators.delete(groupId)
      throw error
    }
  }

  /** @returns the offset of each partition in their order; for an instant after the last record, the end. */
  async offsets(topic: string, partitions: readonly number[], place: Place): Promise<number[]> {
    const found = await this.#offsets(topic, partitions, place)
    if (typeof place === 'string' || partitions.every((one) => (found.get(one) ?? -1) >= 0))
      return partitions.map((one) => found.get(one) ?? 0)
    const ends = await this.#offsets(topic, partitions, 'end')
    return partitions.map((one) => {
      const offset = found.get(one) ?? -1
      return offset >= 0 ? offset : (ends.get(one) ?? 0)
    })
  }

  async #offsets(
    topic: string,
    numbers: readonly number[],
    place: Place,
  ): Promise<Map<number, number>> {
    await this.know([topic])
    const partitions = numbers.map((partition) => ({ partition }))
    const [answer] = await this.#cluster.fetchTopicsOffset([
      typeof place === 'string'
        ? { topic, partitions, fromBeginning: place === 'start' }
        : { topic, partitions, fromTimestamp: Math.max(0, Math.ceil(place.at)) },
    ])
    const found = new Map(answer?.partitions.map((one) => [one.partition, Number(one.offset)]))
    // A partition without a leader is not asked for and not missed.
    if (found.size < numbers.length) throw noLeader(topic)
    return found
  }

  /** @returns the committed offsets; undefined where the group has none. */
  async committed(
    groupId: string,
    topic: string,
    numbers: readonly number[],
  ): Promise<(number | undefined)[]> {
    await this.know([])
    const coordinator = await this.coordinator(groupId)
    const partitions = numbers.map((partition) => ({ partition }))
    const { responses } = await coordinator.offsetFetch({
      groupId,
      topics: [{ topic, partitions }],
    })
    const found = new Map(
      responses.flatMap((one) => one.partitions).map((one) => [one.partition, Number(one.offset)]),
    )
    return numbers.map((one) => {
      const offset = found.get(one) ?? -1
      return offset >= 0 ? offset : undefined
    })
  }

  /** What is under way is given up. */
  async disconnect(): Promise<void> {
    await this.#cluster.disconnect().catch(() => undefined)
  }
}

/** As kafkajs' errors are: `type` is the protocol's name. */
export function noLeader(topic: string): Error {
  return Object.assign(new Error(`no broker leads a partition of "${topic}" at present`), {
    type: 'LEADER_NOT_AVAILABLE',
  })
}

/** Whether somebody else leads or coordinates now, or connections broke: to be looked up anew. */
export function isStale(error: unknown): boolean {
  const type = typeOf(error)
  return type === undefined || STALE.has(type)
}

const STALE = new Set([
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'BROKER_NOT_AVAILABLE',
  'REPLICA_NOT_AVAILABLE',
  'NOT_COORDINATOR_FOR_GROUP',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'GROUP_LOAD_IN_PROGRESS',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'KAFKA_STORAGE_ERROR',
  'NETWORK_EXCEPTION',
])
