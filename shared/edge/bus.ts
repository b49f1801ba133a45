/**
 * The log as every part of the product sees it: topics, partitions by key, consumer groups, manual commit,
 * compacted snapshots. It promises nothing that Apache Kafka could not keep; the contract test
 * (`tests/harness/bus-contract.ts`) says it in examples and each implementation passes it.
 *
 * Order: records of one key stand in one partition in the order of their `append` calls. Delivery: at least once.
 */

import type { EpochMs } from '../core/time.ts'

export interface TopicSpec {
  readonly name: string
  readonly partitions: number
  /** How long a record is kept; a compacted topic keeps the newest record of each key instead. */
  readonly retentionMs: number
  readonly compacted: boolean
}

/** A record to be written. `value: null` is a tombstone and only meant for compacted topics. */
export interface Append {
  readonly topic: string
  /** Decides the partition; null only together with `partition`. */
  readonly key: string | null
  readonly value: string | Uint8Array | null
  /** Writes to this partition whatever the key; for broadcasts such as ticks. */
  readonly partition?: number
  /**
   * What decoding `value` gives, where the writer has it in hand; nobody changes it any more. A log may hand it on
   * to a reader of its own process (`LogRecord.decoded`), or forget it.
   */
  readonly decoded?: object | undefined
}

export interface AppendOptions {
  /**
   * Made from what stands in the log, and made again where it is lost: an embedded log then waits for the disk as
   * little as it does for a commit, and writes it before all that is written later.
   */
  readonly derived?: boolean
}

export interface LogRecord {
  readonly offset: number
  readonly key: string | null
  readonly value: Uint8Array | null
  /** When the log took it, by the log's clock. */
  readonly appendedAt: EpochMs
  /**
   * What `value` decodes to, where the log still has it from its writer: spares the decoding and says nothing that
   * `value` does not. Whoever reads must do without it as well.
   */
  readonly decoded?: object | undefined
}

export interface Batch {
  readonly topic: string
  readonly partition: number
  /** In offset order, at most `maxRecords`; offsets rise but may have gaps. Empty when there is nothing more for the first time. */
  readonly records: readonly LogRecord[]
  /** The first offset not yet seen after this batch: what a commit of the whole batch would carry. */
  readonly nextOffset: number
  /** The offset that the next appended record will get; `nextOffset >= endOffset` means read to the end. */
  readonly endOffset: number
}

/**
 * The end of one step of work. The parts become durable in this order: outputs, snapshots, offset. Embedded it is
 * one transaction; on Kafka three writes, where a crash between repeats outputs but never loses one.
 */
export interface Commit {
  readonly group: string
  readonly topic: string
  readonly partition: number
  /** The next offset this group wants to read. */
  readonly offset: number
  readonly outputs?: readonly Append[]
  /** Into compacted topics. */
  readonly snapshots?: readonly Append[]
}

export interface ConsumeOptions {
  readonly group: string
  readonly topics: readonly string[]
  /** Where a group without a committed offset begins. */
  readonly from: 'earliest' | 'latest'
  readonly maxRecords?: number
  /** Called before the first batch of newly assigned partitions; the place to load snapshots. Reading begins at the committed offset. */
  onAssigned?(topic: string, partitions: readonly number[]): Promise<void>
  /** The partitions are gone or about to go; commits for them may fail from now on. */
  onRevoked?(topic: string, partitions: readonly number[]): Promise<void>
  /**
   * Batches of one partition come one after the other, those of several partitions may be at hand at once. The
   * consumer moves on when the promise resolves, whether or not it was committed; after a crash or a restart reading
   * begins again at the last commit. A rejection is fatal for the consumer (see `Consumer.done`), unless it is a
   * temporary `BusError`: then the partitions are handed back and taken anew from the last commit. `handBack`, where
   * given, is aborted when partitions are wanted back: whoever waits for something else then lets the batch go.
   */
  onBatch(batch: Batch, handBack?: AbortSignal): Promise<void>
}

export interface Consumer {
  /** Stops after the batch at hand and leaves the group; so `onBatch` must not wait for it. */
  stop(): Promise<void>
  /** Resolves when stopped, rejects when `onBatch` or the log failed for good. */
  readonly done: Promise<void>
}

export interface TailOptions {
  readonly topics: readonly string[]
  /** Every partition from its beginning, its end, or the first record appended at or after an instant. */
  readonly from: 'start' | 'end' | { readonly at: EpochMs }
  onBatch(batch: Batch): Promise<void>
}

export interface PartitionLag {
  readonly topic: string
  readonly partition: number
  /** Records appended and not yet committed by the group. */
  readonly lag: number
  /** The offset at which the group goes on; it rises as long as somebody works. */
  readonly committed: number
}

/** Which of two records of one key counts. */
export type Choose = (known: LogRecord, later: LogRecord) => LogRecord

export interface Bus {
  /** Creates what is missing. @throws BusError where a topic exists with other partitions. */
  createTopics(topics: readonly TopicSpec[]): Promise<void>
  partitionsOf(topic: string): Promise<number>
  /** Whether all records of one append become visible at the same instant, whatever topics they go to. */
  readonly atomicAppends: boolean
  /** Resolves when all are durable; on a rejection some may be. One call's records of one partition keep their order. */
  append(records: readonly Append[], options?: AppendOptions): Promise<void>
  /** Embedded it resolves once the kill of the process cannot undo it; a power cut can, whole, and then it is made anew. */
  commit(commit: Commit): Promise<void>
  committed(group: string, topic: string, partition: number): Promise<number | undefined>
  consume(options: ConsumeOptions): Consumer
  /** Reads all partitions outside any group, for views that are rebuilt at each start. */
  tail(options: TailOptions): Consumer
  /**
   * The present records of a compacted topic's partition, one a key, tombstones left out. Of a key that stands there more
   * than once it is the newest, or the one that `choose` prefers: a process that does not know yet that its partition was
   * taken away may have written after its successor.
   */
  readCompacted(topic: string, partition: number, choose?: Choose): Promise<LogRecord[]>
  lag(group: string, topics: readonly string[]): Promise<PartitionLag[]>
  /** Removes what is older than each topic keeps. Kafka does this by itself. */
  enforceRetention(now: EpochMs): Promise<number>
  close(): Promise<void>
}

/** The log refused, is damaged or out of reach. `message` says what, where and what to do. */
export class BusError extends Error {
  override readonly name = 'BusError'
  /** It may pass by itself: a broker that is away, a partition that another process has taken over. */
  readonly temporary: boolean

  constructor(message: string, options: ErrorOptions & { readonly temporary?: boolean } = {}) {
    super(message, options)
    this.temporary = options.temporary ?? false
  }
}

/**
 * The partition of a key: FNV-1a modulo the number of partitions. Both implementations use it, so that a brand
 * stays where it is when a house moves from one to the other.
 */
export function partitionOf(key: string, partitions: number): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  return (hash >>> 0) % partitions
}
