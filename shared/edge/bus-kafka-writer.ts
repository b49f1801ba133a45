/**
 * Appending: one request a partition, each answer held against what was sent, the next one only after it. What is
 * appended meanwhile goes together in the next request, so that order holds and many small appends cost little.
 */

import { BusError } from './bus.ts'
import { type KafkaContext, persist } from './bus-kafka-context.ts'
import { type Handed, Run } from './bus-kafka-handover.ts'
import { noLeader } from './bus-kafka-link.ts'
import type { ProducedMessage, ProducedPartition, ProducedTopic } from './bus-kafka-protocol.ts'

/** A record that has found its partition. */
export interface Placed extends Handed, ProducedMessage {
  readonly topic: string
  readonly partition: number
}

/** A broker takes a megabyte at once (`max.message.bytes`); what belongs to a record beside key and value is less than this. */
const MOST_BYTES = 900_000
const RECORD_BYTES = 32
/** How long the broker itself may wait for its replicas. */
const REPLICAS_MS = 5_000

export class KafkaWriter {
  readonly #context: KafkaContext
  readonly #queues = new Map<string, Queue>()

  constructor(context: KafkaContext) {
    this.#context = context
  }

  /** Resolves when every record is on every replica in sync. @throws BusError; some may be written then, all in order. */
  async append(records: readonly Placed[]): Promise<void> {
    const calls = new Map<Queue, Placed[]>()
    for (const record of records) {
      const queue = this.#queue(record.topic, record.partition)
      const messages = calls.get(queue)
      if (messages) messages.push(record)
      else calls.set(queue, [record])
    }
    const fates = await Promise.allSettled([...calls].map(([queue, all]) => queue.add(all)))
    const failed = fates.find((fate) => fate.status === 'rejected')
    if (failed) throw failed.reason
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.idle()))
  }

  #queue(topic: string, partition: number): Queue {
    const name = `${topic}/${partition}`
    const known = this.#queues.get(name) ?? new Queue(this.#context, topic, partition)
    this.#queues.set(name, known)
    return known
  }
}

/** One call's records of one partition, and how many of them are written. */
interface Call {
  readonly messages: readonly Placed[]
  done: number
  resolve(): void
  reject(error: unknown): void
}

class Queue {
  readonly #context: KafkaContext
  readonly #topic: string
  readonly #partition: number
  #calls: Call[] = []
  #working: Promise<void> | undefined
  /** So many calls go one by one, because together they were refused. */
  #alone = 0

  constructor(context: KafkaContext, topic: string, partition: number) {
    this.#context = context
    this.#topic = topic
    this.#partition = partition
  }

  add(messages: readonly Placed[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#calls.push({ messages, done: 0, resolve, reject })
      this.#working ??= this.#work().finally(() => {
        this.#working = undefined
      })
    })
  }

  async idle(): Promise<void> {
    await this.#working
  }

  async #work(): Promise<void> {
    // Calls of the same turn go together.
    await new Promise(setImmediate)
    while (this.#calls.length > 0) {
      const share = this.#take()
      try {
        const taken = await this.#send(share.messages)
        this.#handOver(taken, share.messages)
        this.#settle(share.calls)
      } catch (error) {
        this.#fail(share.calls, error)
      }
    }
  }

  /** The records at the front, as many as a broker takes at once; of one call the rest follows. */
  #take(): { messages: Placed[]; calls: Map<Call, number> } {
    const messages: Placed[] = []
    const calls = new Map<Call, number>()
    let bytes = 0
    const waiting = this.#alone > 0 ? this.#calls.slice(0, 1) : this.#calls
    this.#alone = Math.max(0, this.#alone - 1)
    for (const call of waiting) {
      for (let i = call.done; i < call.messages.length; i++) {
        const message = call.messages[i]!
        bytes += RECORD_BYTES + (message.key?.length ?? 0) * 3 + message.valueBytes
        if (messages.length > 0 && bytes > MOST_BYTES) return { messages, calls }
        messages.push(message)
        calls.set(call, (calls.get(call) ?? 0) + 1)
      }
    }
    return { messages, calls }
  }

  #handOver({ baseOffset, logAppendTime }: ProducedPartition, messages: readonly Placed[]): void {
    const { clock, handOver } = this.#context
    const at = Number(logAppendTime) < 0 ? clock.now() : Number(logAppendTime)
    const run = () => new Run(Number(baseOffset), at, messages)
    handOver.offer(this.#topic, this.#partition, run)
  }

  #settle(written: ReadonlyMap<Call, number>): void {
    for (const [call, count] of written) {
      call.done += count
      if (call.done === call.messages.length) call.resolve()
    }
    this.#calls = this.#calls.filter((call) => call.done < call.messages.length)
  }

  /** What cannot be written must not take other calls along: those that went together are tried one by one. */
  #fail(share: ReadonlyMap<Call, number>, error: unknown): void {
    if (share.size > 1 && !(error instanceof BusError && error.temporary)) {
      this.#alone = share.size
      return
    }
    for (const call of share.keys()) call.reject(error)
    this.#calls = this.#calls.filter((call) => !share.has(call))
  }

  /** Again and again until it is written or refused; the same bytes may stand twice then, never not at all. */
  async #send(messages: readonly Placed[]): Promise<ProducedPartition> {
    const { link } = this.#context
    const [topic, partition] = [this.#topic, this.#partition]
    return persist(this.#context, `writing to "${topic}"`, async () => {
      await link.know([topic])
      await link.keepFresh()
      const leader = link.leaderOf(topic, partition)
      if (leader === undefined) throw noLeader(topic)
      const broker = await link.broker(leader)
      const topics = await this.#context.client.produce(broker, {
        ...{ topic, partition, messages },
        ...{ acks: ALL_REPLICAS, timeoutMs: REPLICAS_MS },
      })
      const taken = answerTo(topics, topic, partition)
      if (!taken) throw new Error('the answer does not name what was sent')
      return taken
    })
  }
}

const ALL_REPLICAS = -1

/** Refusals were thrown before; here only what the answer is silent about. */
function answerTo(
  topics: readonly ProducedTopic[],
  topic: string,
  partition: number,
): ProducedPartition | undefined {
  const answers = topics.filter(({ topicName }) => topicName === topic)
  const answer = answers.flatMap(({ partitions }) => partitions)
  return answer.find(
    (one) => one.partition === partition && one.errorCode === 0 && Number(one.baseOffset) >= 0,
  )
}
