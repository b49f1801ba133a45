/**
 * A member of a consumer group. kafkajs' own consumer joins again before anybody could hand a partition back; this one
 * finishes the batches at hand and tells `onRevoked` first, so that commits still count and no partition has two
 * readers. What goes wrong on the way is told and tried again; only a reader that fails for good ends it.
 */

import { BusError, type ConsumeOptions, type Consumer } from './bus.ts'
import { againAfter, type KafkaContext, persist } from './bus-kafka-context.ts'
import {
  type Assignment,
  deal,
  decodeAssignment,
  subscription,
  wantedTopics,
} from './bus-kafka-deal.ts'
import { busError, isLost, typeOf } from './bus-kafka-errors.ts'
import type { LanePlace } from './bus-kafka-lane.ts'
import { isStale, KafkaLink } from './bus-kafka-link.ts'
import type { KafkaBroker, Membership } from './bus-kafka-protocol.ts'
import { KafkaReader } from './bus-kafka-reader.ts'
import { pause } from './pause.ts'

const HEARTBEAT_MS = 1_000
/** How long members may take to finish their batches when partitions are dealt anew. */
const REBALANCE_MS = 60_000
/** Before partitions are taken anew after a trouble that passes. */
const AGAIN_MS = 1_000
const GOODBYE_MS = 2_000

export class KafkaMember implements Consumer {
  readonly group: string
  readonly done: Promise<void>
  readonly #context: KafkaContext
  readonly #options: ConsumeOptions
  readonly #link: KafkaLink
  readonly #stopping = new AbortController()
  #memberId = ''
  #generation = -1
  #held: Assignment = new Map()

  /** @param ready rejects where a topic is missing: that is no trouble that passes */
  constructor(context: KafkaContext, options: ConsumeOptions, ready: Promise<unknown>) {
    this.group = options.group
    this.#context = context
    this.#options = options
    this.#link = new KafkaLink(context.client)
    this.done = this.#run(ready)
    this.done.catch(() => undefined)
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.done.catch(() => undefined)
  }

  holds(topic: string, partition: number): boolean {
    return this.#held.get(topic)?.includes(partition) ?? false
  }

  /** @throws BusError where another one has this member's partitions. */
  async stillHolds(): Promise<void> {
    await this.#asMember('asking whether a partition is still ours', async (broker, membership) => {
      try {
        await broker.heartbeat(membership)
      } catch (error) {
        if (typeOf(error) !== 'REBALANCE_IN_PROGRESS') throw error
      }
    })
  }

  async commit(topic: string, partition: number, offset: number): Promise<void> {
    const topics = [{ topic, partitions: [{ partition, offset: String(offset) }] }]
    await this.#asMember(`committing "${topic}"`, (broker, membership) =>
      broker.offsetCommit({ ...membership, topics }),
    )
  }

  async #asMember(
    doing: string,
    ask: (broker: KafkaBroker, membership: Membership) => Promise<unknown>,
  ): Promise<void> {
    const { group: groupId } = this
    await persist(
      this.#context,
      doing,
      async () => {
        const membership = {
          groupId,
          groupGenerationId: this.#generation,
          memberId: this.#memberId,
        }
        await ask(await this.#link.coordinator(groupId), membership)
      },
      this.#link,
    )
  }

  async #run(ready: Promise<unknown>): Promise<void> {
    try {
      await ready
      while (!this.#stopping.signal.aborted) {
        const assignment = await this.#join()
        if (assignment) await this.#hold(assignment)
      }
    } finally {
      await this.#leave()
    }
  }

  /** @returns undefined when stopped before. */
  async #join(): Promise<Assignment | undefined> {
    for (let tries = 0; !this.#stopping.signal.aborted; tries++) {
      try {
        await this.#link.know(this.#options.topics)
        return await this.#joinOnce()
      } catch (thrown) {
        const type = typeOf(thrown)
        if (isLost(thrown) || type === 'MEMBER_ID_REQUIRED') this.#memberId = ''
        if (type === 'REBALANCE_IN_PROGRESS') continue
        if (tries > 2) this.#context.tell(busError(thrown, this.#context.client, 'joining a group'))
        await againAfter(tries, this.#stopping.signal)
        if (isStale(thrown)) await this.#link.refresh().catch(() => undefined)
      }
    }
    return undefined
  }

  async #joinOnce(): Promise<Assignment> {
    const { group: groupId } = this
    const broker = await this.#link.coordinator(groupId)
    const joined = await broker.joinGroup({
      groupId,
      sessionTimeout: this.#context.sessionMs,
      rebalanceTimeout: REBALANCE_MS,
      memberId: this.#memberId,
      groupProtocols: [subscription(this.#options.topics, this.#context.home)],
    })
    const { memberId, generationId } = joined
    this.#memberId = memberId
    this.#generation = generationId
    const leads = joined.leaderId === memberId
    if (leads) await this.#link.know(wantedTopics(joined))
    const groupAssignment = leads ? deal(joined, (topic) => this.#link.partitionCount(topic)) : []
    const synced = await broker.syncGroup({ groupId, generationId, memberId, groupAssignment })
    return decodeAssignment(synced.memberAssignment)
  }

  /** Until partitions are dealt anew, this member is put out, or it is stopped. */
  async #hold(assignment: Assignment): Promise<void> {
    this.#held = assignment
    const released = new AbortController()
    const over = new AbortController()
    const end = () => over.abort()
    this.#stopping.signal.addEventListener('abort', end, { once: true })
    const beating = this.#beat(released.signal, end)
    try {
      if (this.#stopping.signal.aborted) end()
      while (!over.signal.aborted) {
        const stumbled = await this.#serve(over.signal)
        if (stumbled) await pause(AGAIN_MS, over.signal)
      }
    } finally {
      this.#held = new Map()
      this.#stopping.signal.removeEventListener('abort', end)
      released.abort()
      await beating
    }
  }

  /** Goes on while partitions are being handed back: who is silent is put out. */
  async #beat(released: AbortSignal, over: () => void): Promise<void> {
    const { group: groupId } = this
    const membership = { groupId, groupGenerationId: this.#generation, memberId: this.#memberId }
    let aliveAt = this.#context.clock.elapsed()
    for (;;) {
      await pause(HEARTBEAT_MS, released)
      if (released.aborted) return
      try {
        const broker = await this.#link.coordinator(groupId)
        await broker.heartbeat(membership)
        aliveAt = this.#context.clock.elapsed()
      } catch (thrown) {
        if (typeOf(thrown) === 'REBALANCE_IN_PROGRESS') over()
        else if (isLost(thrown)) {
          this.#memberId = ''
          over()
          return
        } else {
          this.#context.tell(busError(thrown, this.#context.client, 'staying in a group'))
          if (this.#context.clock.elapsed() - aliveAt > this.#context.sessionMs) over()
          await this.#link.refresh().catch(() => undefined)
        }
      }
    }
  }

  /**
   * Takes the partitions from their last commit on until `over`, and gives them back.
   * @returns whether a trouble that passes came before. @throws what the reader threw for good
   */
  async #serve(over: AbortSignal): Promise<boolean> {
    let reader: KafkaReader | undefined
    const halt = () => reader?.halt()
    over.addEventListener('abort', halt, { once: true })
    let failure: { readonly error: unknown } | undefined
    try {
      await this.#tell(this.#options.onAssigned?.bind(this.#options))
      reader = new KafkaReader(this.#context, this.#link, await this.#places(), this.#options)
      if (over.aborted) reader.halt()
      await reader.run()
    } catch (error) {
      failure = { error }
    } finally {
      over.removeEventListener('abort', halt)
    }
    const { error } = failure ?? {}
    if (failure && !(error instanceof BusError && error.temporary)) throw error
    await this.#tell(this.#options.onRevoked?.bind(this.#options))
    if (failure && !over.aborted) this.#context.tell(error)
    return failure !== undefined
  }

  /**
   * The committed offsets. A group that begins at the end commits where that was, or else records appended between
   * two dealings or before its first commit would be passed over.
   */
  async #places(): Promise<LanePlace[]> {
    const places: LanePlace[] = []
    for (const [topic, partitions] of this.#held) {
      const [committed, starts, ends] = await persist(
        this.#context,
        `asking where to read "${topic}"`,
        () =>
          Promise.all([
            this.#link.committed(this.group, topic, partitions),
            this.#link.offsets(topic, partitions, 'start'),
            this.#link.offsets(topic, partitions, 'end'),
          ]),
        this.#link,
      )
      for (const [i, partition] of partitions.entries()) {
        const known = committed[i]
        const [start, end] = [starts[i]!, ends[i]!]
        if (known !== undefined && known <= end) places.push({ topic, partition, offset: known })
        else if (this.#options.from === 'earliest') places.push({ topic, partition, offset: start })
        else {
          await this.commit(topic, partition, end)
          places.push({ topic, partition, offset: end })
        }
      }
    }
    return places
  }

  async #tell(
    listener: ((topic: string, partitions: readonly number[]) => Promise<void>) | undefined,
  ): Promise<void> {
    for (const topic of this.#options.topics) {
      const partitions = this.#held.get(topic) ?? []
      if (partitions.length > 0) await listener?.(topic, partitions)
    }
  }

  /** Says goodbye where it can, so that the others need not wait for silence. */
  async #leave(): Promise<void> {
    const { group: groupId } = this
    const memberId = this.#memberId
    this.#memberId = ''
    if (memberId !== '') {
      const goodbye = this.#link
        .coordinator(groupId)
        .then((broker) => broker.leaveGroup({ groupId, memberId }))
        .catch(() => undefined)
      await Promise.race([goodbye, pause(GOODBYE_MS, this.#context.closing)])
    }
    this.#context.parting(this.#link.disconnect())
  }
}
