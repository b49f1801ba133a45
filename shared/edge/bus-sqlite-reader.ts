/** Reading that waits: one loop per partition, woken when the partition has grown. */

import type { Batch } from './bus.ts'
import type { SqliteLog } from './bus-sqlite-log.ts'
import type { PartitionRef } from './bus-sqlite-topics.ts'

/** How often growth by other processes is looked for. Growth by this one wakes at once. */
const POLL_MS = 250

export interface ReadOptions {
  readonly maxRecords?: number | undefined
  /** Whoever sets it announces the partition, so that a waiting loop looks. */
  readonly stop: { readonly wanted: boolean }
  onBatch(batch: Batch): Promise<void>
}

const MAX_RECORDS = 500

/**
 * Hands over batch after batch from `from` on until `stop`; the batch at hand is finished. The event loop has
 * its turn before each. At the first end an empty batch is handed over. Rejects with whatever `onBatch` or the log threw.
 */
export async function readOn(
  log: SqliteLog,
  growth: Growth,
  ref: PartitionRef,
  from: number,
  { maxRecords = MAX_RECORDS, stop, onBatch }: ReadOptions,
): Promise<void> {
  let endSeen = false
  for (;;) {
    await new Promise(setImmediate)
    if (stop.wanted) return
    const batch = log.read(ref, from, maxRecords)
    from = batch.nextOffset
    if (batch.records.length > 0 || !endSeen) await onBatch(batch)
    else await growth.of(ref)
    endSeen ||= batch.records.length === 0
  }
}

/** Who waits for which partition to grow. */
export class Growth {
  readonly #version: () => number
  readonly #waiting = new Map<number, Array<() => void>>()
  #timer: NodeJS.Timeout | undefined

  /** `version` gives a number that changes when another process has written. */
  constructor(version: () => number) {
    this.#version = version
  }

  /** Resolves when the partition may have grown, or when whoever waits is to look around. */
  of(ref: PartitionRef): Promise<void> {
    this.#timer ??= this.#poll()
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(ref.id)
      if (waiting) waiting.push(resolve)
      else this.#waiting.set(ref.id, [resolve])
    })
  }

  announce(partitionIds: Iterable<number>): void {
    for (const id of partitionIds) {
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      for (const wake of waiting ?? []) wake()
    }
  }

  /** Runs only while somebody waits, and keeps the process alive then, as a connection to a broker would. */
  #poll(): NodeJS.Timeout {
    let seen: number | undefined
    const timer = setInterval(() => {
      if (this.#waiting.size === 0) {
        clearInterval(timer)
        this.#timer = undefined
        return
      }
      const version = this.#versionOrNone()
      if (version === undefined || version !== seen) this.announce([...this.#waiting.keys()])
      seen = version
    }, POLL_MS)
    return timer
  }

  /** A log that cannot be asked has readers who will find out why. */
  #versionOrNone(): number | undefined {
    try {
      return this.#version()
    } catch {
      return undefined
    }
  }
}
