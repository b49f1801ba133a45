/**
 * What has come of one partition and was not handed over yet: batches that were fetched, and runs that this process
 * appended itself. Only what stands at `fetchFrom` comes in, so that the order is the log's and nothing comes twice.
 */

import type { Batch, LogRecord } from './bus.ts'
import type { FetchedPartition } from './bus-kafka-fetch.ts'
import type { Run, Taker } from './bus-kafka-handover.ts'
import type { PackedBatch } from './bus-kafka-packed.ts'

/** So many batches are kept in hand. */
const HAND_FULL = 4
/** So many runs wait for the records before them; with more, the oldest are fetched like all others. */
const MOST_RUNS = 16
/** After a run came in, the partition is not asked for so long: another writer's record shows at the next run's offset. */
const FED_MS = 250

export interface LanePlace {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

export class Lane implements Taker {
  readonly topic: string
  readonly partition: number
  readonly #maxRecords: number
  readonly #elapsed: () => number
  /** The next offset to ask for: what stands before it is in hand or handed over. */
  fetchFrom: number
  /** The next offset to hand over. */
  #from: number
  #end: number | undefined
  #inHand: (PackedBatch | Run)[] = []
  /** Behind `fetchFrom`, in the order of the log. */
  #runs: Run[] = []
  #fedAt = Number.NEGATIVE_INFINITY
  #wakers: (() => void)[] = []

  /** @param elapsed monotonic, in milliseconds */
  constructor({ topic, partition, offset }: LanePlace, maxRecords: number, elapsed: () => number) {
    this.topic = topic
    this.partition = partition
    this.fetchFrom = offset
    this.#from = offset
    this.#maxRecords = maxRecords
    this.#elapsed = elapsed
  }

  /** Whether its reader is behind: it gets no more before it has eaten. */
  get isFull(): boolean {
    return this.fetchFrom - this.#from >= HAND_FULL * this.#maxRecords
  }

  /** Whether the broker is to be asked for more. */
  get isHungry(): boolean {
    const isFed = this.#runs.length === 0 && this.#elapsed() - this.#fedAt < FED_MS
    return !isFed && !this.isFull
  }

  take({ endOffset, batches }: FetchedPartition): void {
    this.#end = Math.max(this.#end ?? 0, endOffset)
    for (const batch of batches) {
      this.#takeRuns()
      // A broker sends whole batches, also what stands in them before the offset asked for.
      if (batch.nextOffset <= this.fetchFrom) continue
      this.#inHand.push(batch)
      this.fetchFrom = batch.nextOffset
    }
    this.#takeRuns()
    this.wake()
  }

  offer(run: Run): void {
    if (run.nextOffset < this.fetchFrom) return
    // The broker may have been quicker with the records than with the acknowledgement: it need not be asked either.
    if (run.nextOffset === this.fetchFrom) {
      this.#fedAt = this.#elapsed()
      return
    }
    this.#runs.push(run)
    if (this.#runs.length > MOST_RUNS) this.#runs.shift()
    this.#takeRuns()
    this.wake()
  }

  /** Those that stand where reading goes on; others wait for what is before them. */
  #takeRuns(): void {
    for (let run = this.#runs[0]; run && run.firstOffset <= this.fetchFrom; run = this.#runs[0]) {
      if (run.nextOffset > this.fetchFrom) {
        if (this.isFull) return
        this.#inHand.push(run)
        this.fetchFrom = run.nextOffset
        this.#end = Math.max(this.#end ?? 0, run.nextOffset)
        this.#fedAt = this.#elapsed()
      }
      this.#runs.shift()
    }
  }

  /** Records before an offset are nowhere any more. */
  moveTo(offset: number): void {
    this.fetchFrom = offset
    this.#from = offset
    this.#end = undefined
    this.#inHand = []
    this.#runs = []
  }

  /** @returns nothing while it is not known what comes. */
  next(): Batch | undefined {
    if (this.#end === undefined) return undefined
    const { topic, partition } = this
    const records: LogRecord[] = []
    while (records.length < this.#maxRecords && this.#inHand.length > 0) {
      const first = this.#inHand[0]!
      first.take(this.#from, this.#maxRecords - records.length, records)
      const isLeft = records.length === this.#maxRecords
      const last = records.at(-1)
      this.#from = isLeft ? last!.offset + 1 : first.nextOffset
      if (this.#from >= first.nextOffset) this.#inHand.shift()
    }
    if (this.#inHand.length === 0) this.#from = this.fetchFrom
    if (records.length === 0 && this.fetchFrom < this.#end) return undefined
    this.#takeRuns()
    const nextOffset = this.#from
    const endOffset = Math.max(this.#end, nextOffset)
    this.wake()
    return { topic, partition, records, nextOffset, endOffset }
  }

  /** Resolves when something came, or when whoever waits is to look around. */
  grown(): Promise<void> {
    return new Promise((resolve) => this.#wakers.push(resolve))
  }

  /** Resolves when something was handed over. */
  eaten(): Promise<void> {
    return this.grown()
  }

  wake(): void {
    const wakers = this.#wakers
    this.#wakers = []
    for (const wake of wakers) wake()
  }
}
