/**
 * Group commit: the appends and commits of one turn of the event loop share a transaction, and what came while the
 * disk was busy shares the next wait for it. Each call still stands or falls as a whole, and is told its own fate.
 */

import type { SqliteLog, Write } from './bus-sqlite-log.ts'
import type { WalSync } from './bus-sqlite-sync.ts'
import type { Clock } from './clock.ts'

/** About 25 ms of work, after which timers and sockets have their turn. */
const TRANSACTION_RECORDS = 10_000

interface Waiting {
  readonly write: Write
  resolve(): void
  reject(error: unknown): void
}

export class GroupCommit {
  readonly #log: SqliteLog
  readonly #disk: WalSync
  readonly #clock: Clock
  readonly #onGrown: (partitionIds: Iterable<number>) => void
  #queue: Waiting[] = []
  #scheduled = false
  /** In the file and read by others already; nobody outside has been told yet. */
  #unsynced: Waiting[] = []
  #syncing = false

  constructor(
    log: SqliteLog,
    disk: WalSync,
    clock: Clock,
    onGrown: (partitionIds: Iterable<number>) => void,
  ) {
    this.#log = log
    this.#disk = disk
    this.#clock = clock
    this.#onGrown = onGrown
  }

  /**
   * Resolves when an append is on the disk. A commit and what is derived resolve as soon as no kill can undo them:
   * where a power cut takes one back, it takes all of it, and what it was made from is read again.
   */
  write(write: Write): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ write, resolve, reject })
      this.#schedule()
    })
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#queue.length > 0 || this.#syncing) await new Promise(setImmediate)
  }

  #schedule(): void {
    if (this.#scheduled || this.#queue.length === 0) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#store(this.#take())
      this.#schedule()
    })
  }

  #take(): Waiting[] {
    let records = 0
    let calls = 0
    while (calls < this.#queue.length && records < TRANSACTION_RECORDS) {
      records += this.#queue[calls++]!.write.records.length
    }
    const taken = this.#queue.slice(0, calls)
    this.#queue = this.#queue.slice(calls)
    return taken
  }

  /** When the common transaction fails, each call is tried alone: what cannot be written must not take others along. */
  #store(calls: readonly Waiting[]): void {
    try {
      const grown = this.#log.write(
        calls.map(({ write }) => write),
        this.#clock.now(),
      )
      for (const call of calls) {
        if (call.write.offset || call.write.derived) call.resolve()
        else this.#unsynced.push(call)
      }
      this.#onGrown(grown)
      if (this.#unsynced.length > 0 && !this.#syncing) void this.#sync()
    } catch (error) {
      if (calls.length > 1) for (const call of calls) this.#store([call])
      else calls[0]?.reject(error)
    }
  }

  async #sync(): Promise<void> {
    this.#syncing = true
    while (this.#unsynced.length > 0) {
      const calls = this.#unsynced
      this.#unsynced = []
      try {
        await this.#disk.sync()
        for (const call of calls) call.resolve()
      } catch (error) {
        for (const call of calls) call.reject(error)
      }
    }
    this.#syncing = false
  }
}
