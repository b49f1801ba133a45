/**
 * Reading some partitions from somewhere on, outside any group: one request after the other to each broker that leads
 * some of them, and one loop a partition that hands over what has come. No partition waits for another one's reader.
 */

import type { Batch } from './bus.ts'
import { againAfter, type KafkaContext } from './bus-kafka-context.ts'
import { busError, typeOf } from './bus-kafka-errors.ts'
import { Lane, type LanePlace } from './bus-kafka-lane.ts'
import { isStale, type KafkaLink } from './bus-kafka-link.ts'
import { pause } from './pause.ts'

export interface ReaderOptions {
  readonly maxRecords?: number | undefined
  onBatch(batch: Batch, handBack: AbortSignal): Promise<void>
  /** Without it, reading is tried for ever; with it, it fails after so long without an answer. */
  readonly failAfterMs?: number
}

const MAX_RECORDS = 500
/** A broker answers at once where there is something, otherwise after this. */
const WAIT_MS = 250
/** While some partition has enough in hand, the others are only looked at. */
const LOOK_MS = 10
const BYTES = { partition: 1_048_576, answer: 10_485_760 }

export class KafkaReader {
  readonly #context: KafkaContext
  readonly #link: KafkaLink
  readonly #options: ReaderOptions
  readonly #lanes: readonly Lane[]
  #stopped = false
  #failure: { readonly error: unknown } | undefined
  readonly #halted = new AbortController()
  #reachedAt: number
  #requests = 0

  /** @param link whose connections are used for nothing else that may wait. */
  constructor(
    context: KafkaContext,
    link: KafkaLink,
    places: readonly LanePlace[],
    options: ReaderOptions,
  ) {
    this.#context = context
    this.#link = link
    this.#options = options
    this.#reachedAt = context.clock.elapsed()
    const maxRecords = options.maxRecords ?? MAX_RECORDS
    const elapsed = () => context.clock.elapsed()
    this.#lanes = places.map((place) => new Lane(place, maxRecords, elapsed))
  }

  /** Resolves when halted and the batches at hand are done. @throws what `onBatch` throws */
  async run(): Promise<void> {
    const leave = this.#lanes.map((lane) => this.#context.handOver.register(lane))
    const fetching = this.#fetch()
    await Promise.all(this.#lanes.map((lane) => this.#deliver(lane)))
    this.halt()
    for (const unregister of leave) unregister()
    // A request that waits for data ends with its connections or by itself; nobody reads its answer.
    fetching.catch(() => undefined)
    if (this.#failure) throw this.#failure.error
  }

  halt(): void {
    this.#stopped = true
    this.#halted.abort()
    for (const lane of this.#lanes) lane.wake()
  }

  #fail(error: unknown): void {
    this.#failure ??= { error }
    this.halt()
  }

  async #deliver(lane: Lane): Promise<void> {
    let endSeen = false
    for (;;) {
      await new Promise(setImmediate)
      if (this.#stopped) return
      const batch = lane.next()
      if (batch && (batch.records.length > 0 || !endSeen)) {
        endSeen ||= batch.records.length === 0
        try {
          await this.#options.onBatch(batch, this.#halted.signal)
        } catch (error) {
          this.#fail(error)
        }
      } else await lane.grown()
    }
  }

  /** Until halted: asks each leader for its partitions; begins anew when leaders move or connections break. */
  async #fetch(): Promise<void> {
    for (let tries = 0; !this.#stopped; ) {
      try {
        await this.#link.know([...new Set(this.#lanes.map(({ topic }) => topic))])
        const round = { stale: false }
        const nodes = this.#byLeader()
        await Promise.all(
          [...nodes].map(([node, lanes]) =>
            this.#fetchFrom(node, lanes, round, () => {
              tries = 0
            }),
          ),
        )
      } catch (thrown) {
        if (this.#stopped) return
        tries++
        await this.#suffer(thrown, tries)
      }
    }
  }

  #byLeader(): Map<string, Lane[]> {
    const nodes = new Map<string, Lane[]>()
    for (const lane of this.#lanes) {
      const leader = this.#link.leaderOf(lane.topic, lane.partition)
      if (leader !== undefined) nodes.set(leader, [...(nodes.get(leader) ?? []), lane])
    }
    if (nodes.size === 0 && this.#lanes.length > 0) throw new Error('no partition has a leader')
    return nodes
  }

  async #fetchFrom(
    node: string,
    lanes: readonly Lane[],
    round: { stale: boolean },
    reached: () => void,
  ): Promise<void> {
    try {
      while (!this.#stopped && !round.stale) {
        const hungry = lanes.filter((lane) => lane.isHungry)
        if (hungry.length === 0) {
          const woken = new AbortController()
          const later = pause(WAIT_MS, woken.signal)
          await Promise.race([later, ...lanes.map((lane) => lane.eaten())])
          woken.abort()
        } else {
          await this.#fetchOnce(node, hungry, lanes.some((lane) => lane.isFull) ? LOOK_MS : WAIT_MS)
          reached()
          this.#reachedAt = this.#context.clock.elapsed()
        }
      }
    } finally {
      round.stale = true
    }
  }

  async #fetchOnce(node: string, lanes: readonly Lane[], maxWaitMs: number): Promise<void> {
    // Each is in front once, where an answer has no room for all.
    const first = this.#requests++ % lanes.length
    const places = [...lanes.slice(first), ...lanes.slice(0, first)].map((lane) => ({
      topic: lane.topic,
      partition: lane.partition,
      offset: lane.fetchFrom,
      maxBytes: BYTES.partition,
    }))
    const broker = await this.#link.broker(node)
    const request = { maxWaitMs, minBytes: 1, maxBytes: BYTES.answer, places }
    for (const fetched of await this.#context.client.fetch(broker, request)) {
      const isIt = (lane: Lane) =>
        lane.topic === fetched.topic && lane.partition === fetched.partition
      lanes.find(isIt)?.take(fetched)
    }
  }

  /** Nothing but a missing record ends reading; what does not pass is told again and again. */
  async #suffer(thrown: unknown, tries: number): Promise<void> {
    const lost = thrown as { topic?: string; partition?: number }
    if (typeOf(thrown) === 'OFFSET_OUT_OF_RANGE') {
      const lane = this.#lanes.find(
        (one) => one.topic === lost.topic && one.partition === lost.partition,
      )
      if (lane) await this.#moveUp(lane).catch(() => undefined)
    }
    const error = busError(thrown, this.#context.client, 'reading')
    if (tries > 2) this.#context.tell(error)
    const { failAfterMs } = this.#options
    if (
      failAfterMs !== undefined &&
      this.#context.clock.elapsed() - this.#reachedAt > failAfterMs
    ) {
      this.#fail(error)
      return
    }
    await againAfter(tries, this.#halted.signal)
    if (isStale(thrown)) await this.#link.refresh().catch(() => undefined)
  }

  /** Retention was faster than this reader, or the log was begun anew: it goes on where the log begins, and says so. */
  async #moveUp(lane: Lane): Promise<void> {
    const { topic, partition, fetchFrom } = lane
    const [start = 0] = await this.#link.offsets(topic, [partition], 'start')
    this.#context.tell(
      `Records ${fetchFrom} to ${start} of "${topic}", partition ${partition}, are gone before they were read: the reader was away longer than the topic keeps them.`,
    )
    lane.moveTo(start)
  }
}
