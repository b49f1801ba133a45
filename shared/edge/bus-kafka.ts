/**
 * The log on Apache Kafka, for as many processes as there are partitions. A commit is three writes in their order:
 * outputs, snapshots, offset; a crash between repeats outputs and never loses one.
 */

import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import {
  type Append,
  type Bus,
  BusError,
  type Choose,
  type Commit,
  type ConsumeOptions,
  type Consumer,
  type LogRecord,
  type PartitionLag,
  type TailOptions,
  type TopicSpec,
} from './bus.ts'
import { type KafkaAddress, kafkaClient } from './bus-kafka-client.ts'
import { readCompacted } from './bus-kafka-compacted.ts'
import { type KafkaContext, persist } from './bus-kafka-context.ts'
import { HandOver } from './bus-kafka-handover.ts'
import { KafkaLink } from './bus-kafka-link.ts'
import { KafkaMember } from './bus-kafka-member.ts'
import { KafkaTail } from './bus-kafka-tail.ts'
import { KafkaTopics } from './bus-kafka-topics.ts'
import { KafkaWriter } from './bus-kafka-writer.ts'
import type { Clock } from './clock.ts'

export interface KafkaBusOptions extends KafkaAddress {
  /** The machine's, for patience; records are stamped by the brokers. */
  readonly clock: Clock
  /** A trouble that is being lived with, in a sentence; the same one may come often. */
  onTrouble?(sentence: string): void
  /** What the client library would print: nearly all of it normal life. */
  onLine?(line: string): void
  /** How long writing and asking is tried again, in milliseconds. */
  readonly patienceMs?: number
  /** How long a silent member of a group is waited for, in milliseconds; at least 6,000 with a broker's defaults. */
  readonly sessionMs?: number
}

/** A leader that died is replaced after 9 to 13 seconds. */
const PATIENCE_MS = 30_000
const SESSION_MS = 10_000

/** Connects when it is first used. */
export function openKafkaBus(options: KafkaBusOptions): Bus {
  return new KafkaBus(options)
}

class KafkaBus implements Bus {
  readonly atomicAppends = false
  readonly #context: KafkaContext
  readonly #closing = new AbortController()
  readonly #topics: KafkaTopics
  readonly #writer: KafkaWriter
  readonly #members = new Set<KafkaMember>()
  readonly #tails = new Set<KafkaTail>()
  readonly #partings = new Set<Promise<unknown>>()
  #closed: Promise<void> | undefined

  constructor(options: KafkaBusOptions) {
    // Everybody who waits for a broker waits for this, too.
    setMaxListeners(0, this.#closing.signal)
    const client = kafkaClient(options, (line) => options.onLine?.(line))
    this.#context = {
      client,
      link: new KafkaLink(client),
      home: randomUUID(),
      handOver: new HandOver(),
      clock: options.clock,
      tell: (error) => options.onTrouble?.(error instanceof Error ? error.message : String(error)),
      parting: (work) => {
        const ended = work.finally(() => this.#partings.delete(ended))
        this.#partings.add(ended)
      },
      closing: this.#closing.signal,
      patienceMs: options.patienceMs ?? PATIENCE_MS,
      sessionMs: options.sessionMs ?? SESSION_MS,
    }
    this.#topics = new KafkaTopics(this.#context)
    this.#writer = new KafkaWriter(this.#context)
  }

  async createTopics(topics: readonly TopicSpec[]): Promise<void> {
    await this.#topics.create(topics)
  }

  partitionsOf(topic: string): Promise<number> {
    return this.#topics.partitionsOf(topic)
  }

  async append(records: readonly Append[]): Promise<void> {
    if (this.#closed !== undefined) throw new BusError('The log is closed.')
    if (records.length > 0) await this.#writer.append(await this.#topics.placeAll(records))
  }

  async commit(commit: Commit): Promise<void> {
    const { group, topic, partition, offset, outputs = [], snapshots = [] } = commit
    if (!Number.isSafeInteger(offset) || offset < 0) {
      throw new BusError(`Group "${group}" cannot commit offset ${offset} of topic "${topic}".`)
    }
    await this.#topics.check(topic, partition)
    const member = this.#memberFor(group, topic, partition)
    if (outputs.length > 0) await this.append(outputs)
    if (snapshots.length > 0) {
      // One that was put out of its group must not write over its successor's states.
      await member?.stillHolds()
      await this.append(snapshots)
    }
    if (member) await member.commit(topic, partition, offset)
    else await this.#commitAlone(commit)
  }

  /** @throws BusError where this process is in the group and another member has the partition. */
  #memberFor(group: string, topic: string, partition: number): KafkaMember | undefined {
    const members = [...this.#members].filter((member) => member.group === group)
    const holder = members.find((member) => member.holds(topic, partition))
    if (members.length === 0 || holder) return holder
    throw new BusError(
      `Group "${group}" has partition ${partition} of topic "${topic}" elsewhere now.`,
      { temporary: true },
    )
  }

  /** For a group without members; Kafka refuses it where there are some. */
  async #commitAlone({ group: groupId, topic, partition, offset }: Commit): Promise<void> {
    const { link } = this.#context
    const topics = [{ topic, partitions: [{ partition, offset: String(offset) }] }]
    await persist(this.#context, `committing "${topic}"`, async () => {
      const broker = await link.coordinator(groupId)
      await broker.offsetCommit({ groupId, groupGenerationId: -1, memberId: '', topics })
    })
  }

  async committed(group: string, topic: string, partition: number): Promise<number | undefined> {
    await this.#topics.check(topic, partition)
    const [offset] = await persist(this.#context, 'asking for a commit', () =>
      this.#context.link.committed(group, topic, [partition]),
    )
    return offset
  }

  consume(options: ConsumeOptions): Consumer {
    if (this.#closed !== undefined) return closed()
    const ready = Promise.all(options.topics.map((topic) => this.partitionsOf(topic)))
    const member = new KafkaMember(this.#context, options, ready)
    return this.#keep(this.#members, member)
  }

  tail(options: TailOptions): Consumer {
    if (this.#closed !== undefined) return closed()
    const tail = new KafkaTail(this.#context, options, (topic) => this.partitionsOf(topic))
    return this.#keep(this.#tails, tail)
  }

  #keep<One extends Consumer>(all: Set<One>, one: One): One {
    all.add(one)
    const forget = () => void all.delete(one)
    one.done.then(forget, forget)
    return one
  }

  async readCompacted(topic: string, partition: number, choose?: Choose): Promise<LogRecord[]> {
    await this.#topics.check(topic, partition)
    return readCompacted(this.#context, topic, partition, choose)
  }

  async lag(group: string, topics: readonly string[]): Promise<PartitionLag[]> {
    const lags = await Promise.all(topics.map((topic) => this.#lagOf(group, topic)))
    return lags.flat()
  }

  async #lagOf(group: string, topic: string): Promise<PartitionLag[]> {
    const { link } = this.#context
    const numbers = Array.from({ length: await this.partitionsOf(topic) }, (_, i) => i)
    return persist(this.#context, 'asking for the lag', async () => {
      const [committed, ends] = await Promise.all([
        link.committed(group, topic, numbers),
        link.offsets(topic, numbers, 'end'),
      ])
      // Where the log begins matters only to who has not read all of it.
      const isBehind = numbers.some((partition) => ends[partition]! > (committed[partition] ?? 0))
      const starts = isBehind ? await link.offsets(topic, numbers, 'start') : []
      return numbers.map((partition) => {
        const from = Math.max(committed[partition] ?? 0, starts[partition] ?? 0)
        return { topic, partition, lag: Math.max(0, ends[partition]! - from), committed: from }
      })
    })
  }

  /** Kafka forgets by itself. */
  async enforceRetention(): Promise<number> {
    return 0
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#members, ...this.#tails].map((one) => one.stop()))
    await this.#writer.idle()
    this.#closing.abort()
    await this.#context.link.disconnect()
    await Promise.all(this.#partings)
  }
}

function closed(): Consumer {
  const done = Promise.reject(new BusError('The log is closed.'))
  done.catch(() => undefined)
  return { done, stop: async () => {} }
}
