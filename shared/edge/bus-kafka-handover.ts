/**
 * What this process has just appended, for its own readers of the same partition: a run of records whose offsets the
 * broker has told with its acknowledgement. It spares fetching, unpacking and decoding them; the log stays the truth.
 */

import type { EpochMs } from '../core/time.ts'
import type { LogRecord } from './bus.ts'

/** A record as its writer had it. */
export interface Handed {
  readonly key: string | null
  readonly value: string | Buffer | null
  readonly decoded?: object | undefined
}

/** Makes the bytes of a text only where somebody wants them. */
class HandedRecord implements LogRecord {
  readonly offset: number
  readonly key: string | null
  readonly appendedAt: EpochMs
  readonly decoded: object | undefined
  readonly #value: string | Buffer | null

  constructor(offset: number, appendedAt: EpochMs, { key, value, decoded }: Handed) {
    this.offset = offset
    this.key = key
    this.appendedAt = appendedAt
    this.decoded = decoded
    this.#value = value
  }

  get value(): Buffer | null {
    return typeof this.#value === 'string' ? Buffer.from(this.#value) : this.#value
  }
}

/** Records that stand one behind the other in one partition. */
export class Run {
  readonly firstOffset: number
  readonly nextOffset: number
  readonly #at: EpochMs
  readonly #records: readonly Handed[]

  constructor(firstOffset: number, appendedAt: EpochMs, records: readonly Handed[]) {
    this.firstOffset = firstOffset
    this.nextOffset = firstOffset + records.length
    this.#at = appendedAt
    this.#records = records
  }

  /** The records from an offset on, at most `limit`. */
  take(from: number, limit: number, into: LogRecord[]): void {
    const begin = Math.max(from, this.firstOffset)
    const end = Math.min(this.nextOffset, begin + limit)
    for (let offset = begin; offset < end; offset++)
      into.push(new HandedRecord(offset, this.#at, this.#records[offset - this.firstOffset]!))
  }
}

/** Whoever reads a partition from some offset on. */
export interface Taker {
  readonly topic: string
  readonly partition: number
  /** May be of any offset, also of one read already. Runs come in the order of the log. */
  offer(run: Run): void
}

/** Who reads what in this process. */
export class HandOver {
  readonly #takers = new Map<string, Set<Taker>>()

  /** Until the returned function is called. */
  register(taker: Taker): () => void {
    const name = nameOf(taker.topic, taker.partition)
    const takers = this.#takers.get(name) ?? new Set()
    this.#takers.set(name, takers)
    takers.add(taker)
    return () => {
      takers.delete(taker)
      if (takers.size === 0 && this.#takers.get(name) === takers) this.#takers.delete(name)
    }
  }

  /** Of an append that is acknowledged by every replica in sync. */
  offer(topic: string, partition: number, run: () => Run): void {
    const takers = this.#takers.get(nameOf(topic, partition))
    if (!takers) return
    const made = run()
    for (const taker of takers) taker.offer(made)
  }
}

function nameOf(topic: string, partition: number): string {
  return `${topic}/${partition}`
}
