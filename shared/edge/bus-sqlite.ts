/**
 * The embedded log: one SQLite file with topics, partitions, groups and retention, for one process at a time (see
 * `data-lock.ts`). Stronger than the contract asks: a commit's outputs, snapshots and offset are one transaction.
 */

import { DAY_MS, type EpochMs } from '../core/time.ts'
import {
  type Append,
  type AppendOptions,
  type Bus,
  BusError,
  type Commit,
  type ConsumeOptions,
  type Consumer,
  type LogRecord,
  type PartitionLag,
  type TailOptions,
  type TopicSpec,
} from './bus.ts'
import { openLogFile } from './bus-sqlite-file.ts'
import { Groups } from './bus-sqlite-groups.ts'
import { SqliteLog } from './bus-sqlite-log.ts'
import { Growth } from './bus-sqlite-reader.ts'
import { WalSync } from './bus-sqlite-sync.ts'
import { Tails } from './bus-sqlite-tails.ts'
import { type PartitionRef, SqliteTopics } from './bus-sqlite-topics.ts'
import { GroupCommit } from './bus-sqlite-writer.ts'
import type { Clock } from './clock.ts'
import type { Database } from './sqlite.ts'

export interface SqliteBusOptions {
  readonly path: string
  /** Says when a record was appended. */
  readonly clock: Clock
  /** The largest the file may become; beyond it appends are refused as on a full disk. */
  readonly maxBytes?: number
  /**
   * How long the write-ahead file becomes, in pages of 4 kB, before this one brings it home, waiting for the disk: the
   * archive in its thread does it early, so that whoever must not wait hardly ever has to.
   */
  readonly walPages?: number
  /** Called when the file was damaged: where it was put. The log begins empty then; tell the operator. */
  onMovedAside?(movedTo: string): void
}

/** @throws BusError when the file cannot be opened; `message` says what to do. */
export function openSqliteBus(options: SqliteBusOptions): Bus {
  const { path, clock, maxBytes, walPages = WAL_PAGES } = options
  const { database, movedTo } = openLogFile(path, clock.now(), { maxBytes, walPages })
  if (movedTo !== undefined) options.onMovedAside?.(movedTo)
  return new SqliteBus(database, clock)
}

/** 32 MB: read again within a tenth of a second after a kill. */
const WAL_PAGES = 8_000

/** How long a deleted key of a compacted topic is remembered; Kafka's default. */
const TOMBSTONE_MS = DAY_MS

class SqliteBus implements Bus {
  readonly atomicAppends = true
  readonly #database: Database
  readonly #topics: SqliteTopics
  readonly #log: SqliteLog
  readonly #disk: WalSync
  readonly #writer: GroupCommit
  readonly #groups: Groups
  readonly #tails: Tails
  #closed: Promise<void> | undefined

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#topics = new SqliteTopics(database)
    this.#log = new SqliteLog(database)
    const growth = new Growth(() => this.#log.version())
    this.#disk = new WalSync(database.path)
    this.#writer = new GroupCommit(this.#log, this.#disk, clock, (ids) => growth.announce(ids))
    const context = { log: this.#log, growth, now: () => clock.now() }
    this.#groups = new Groups(context)
    this.#tails = new Tails(context)
  }

  async createTopics(topics: readonly TopicSpec[]): Promise<void> {
    this.#topics.create(topics)
  }

  async partitionsOf(topic: string): Promise<number> {
    return this.#topics.topic(topic).refs.length
  }

  async append(records: readonly Append[], { derived }: AppendOptions = {}): Promise<void> {
    const placed = records.map((record) => this.#topics.place(record))
    if (placed.length > 0) await this.#writer.write({ records: placed, derived })
  }

  async commit(commit: Commit): Promise<void> {
    const { group, topic, partition, offset, outputs = [], snapshots = [] } = commit
    if (!Number.isSafeInteger(offset) || offset < 0) {
      throw new BusError(`Group "${group}" cannot commit offset ${offset} of topic "${topic}".`)
    }
    const ref = this.#topics.partition(topic, partition)
    const records = [...outputs, ...snapshots].map((record) => this.#topics.place(record))
    await this.#writer.write({ records, offset: { group, ref, next: offset } })
  }

  async committed(group: string, topic: string, partition: number): Promise<number | undefined> {
    return this.#log.committed(group, this.#topics.partition(topic, partition))
  }

  consume(options: ConsumeOptions): Consumer {
    return this.#reading(options.topics, (refs) => this.#groups.join(options, refs))
  }

  tail(options: TailOptions): Consumer {
    return this.#reading(options.topics, (refs) => this.#tails.start(options, refs))
  }

  async readCompacted(topic: string, partition: number): Promise<LogRecord[]> {
    return this.#log.compacted(this.#topics.partition(topic, partition))
  }

  async lag(group: string, topics: readonly string[]): Promise<PartitionLag[]> {
    return this.#refs(topics).map((ref) => this.#log.lag(group, ref))
  }

  async enforceRetention(now: EpochMs): Promise<number> {
    let removed = 0
    for (const { spec, refs } of this.#topics.all()) {
      for (const ref of refs) {
        if (spec.compacted) removed += this.#log.deleteTombstones(ref, now - TOMBSTONE_MS)
        else removed += await this.#deleteOlder(ref, now - spec.retentionMs)
      }
    }
    if (removed > 0) this.#log.checkpoint()
    return removed
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  /** A consumer's faults are told by `done`, also that its topics do not exist. */
  #reading(topics: readonly string[], start: (refs: PartitionRef[]) => Consumer): Consumer {
    try {
      if (this.#closed !== undefined) throw new BusError('The log is closed.')
      return start(this.#refs(topics))
    } catch (error) {
      return { done: Promise.reject(error), stop: async () => {} }
    }
  }

  #refs(topics: readonly string[]): PartitionRef[] {
    return topics.flatMap((topic) => this.#topics.topic(topic).refs)
  }

  async #deleteOlder(ref: PartitionRef, before: EpochMs): Promise<number> {
    let removed = 0
    for (;;) {
      const records = this.#log.deleteOldest(ref, before)
      if (records === 0) return removed
      removed += records
      await new Promise(setImmediate)
    }
  }

  async #close(): Promise<void> {
    await Promise.all([this.#groups.stopAll(), this.#tails.stopAll()])
    await this.#writer.idle()
    await this.#disk.close()
    this.#database.close()
  }
}
