/**
 * A log in memory that crashes at any step, for simulations: as weak as Kafka, so outputs, snapshots and offset of a
 * commit are separate writes, and a crash may stand before or after each. Readers end at the end of the log.
 */

import {
  type Append,
  type Bus,
  type Commit,
  type ConsumeOptions,
  type LogRecord,
  partitionOf,
} from '../../shared/edge/bus.ts'

/** What is on disk: it outlives every crash. */
export interface CrashingLog {
  readonly partitions: number
  readonly records: Map<string, LogRecord[][]>
  readonly compacted: Map<string, Map<string, LogRecord>[]>
  readonly committed: Map<string, number>
}

export class CrashError extends Error {
  override readonly name = 'CrashError'
}

export function emptyLog(partitions: number): CrashingLog {
  return { partitions, records: new Map(), compacted: new Map(), committed: new Map() }
}

export interface CrashingOptions {
  /** Asked at every step with something to write or read; throws a `CrashError` when it is time. */
  step(): void
  /** How many records the next batch holds. */
  batch(): number
  readonly compacted: ReadonlySet<string>
}

/** One life of a process on the log. After the first crash nothing of it reaches the log any more. */
export function openCrashingBus(log: CrashingLog, options: CrashingOptions): Bus {
  let dead = false
  const step = () => {
    if (dead) throw new CrashError('dead already')
    try {
      options.step()
    } catch (error) {
      dead = true
      throw error
    }
  }
  const write = (record: Append) => {
    step()
    put(log, record, options.compacted.has(record.topic))
    step()
  }
  const bus = {
    partitionsOf: async () => log.partitions,
    append: async (records: readonly Append[]) => records.forEach(write),
    commit: async ({ group, topic, partition, offset, outputs = [], snapshots = [] }: Commit) => {
      outputs.forEach(write)
      snapshots.forEach(write)
      step()
      log.committed.set(`${group}/${topic}/${partition}`, offset)
      step()
    },
    committed: async (group: string, topic: string, partition: number) => {
      step()
      return log.committed.get(`${group}/${topic}/${partition}`)
    },
    readCompacted: async (topic: string, partition: number) => {
      step()
      return [...(log.compacted.get(topic)?.[partition]?.values() ?? [])]
    },
    consume: (consume: ConsumeOptions) => ({
      done: readToEnd(log, consume, options.batch, step),
      stop: async () => {},
    }),
  }
  return bus as unknown as Bus
}

/** Deals all partitions, reads each to its end in turns, then hands them back. */
async function readToEnd(
  log: CrashingLog,
  consume: ConsumeOptions,
  batchSize: () => number,
  step: () => void,
): Promise<void> {
  const [topic = ''] = consume.topics
  const numbers = Array.from({ length: log.partitions }, (_, number) => number)
  await consume.onAssigned?.(topic, numbers)
  const next = numbers.map((n) => log.committed.get(`${consume.group}/${topic}/${n}`) ?? 0)
  let open = numbers
  while (open.length > 0) {
    for (const partition of open) {
      step()
      const all = log.records.get(topic)?.[partition] ?? []
      const records = all.slice(next[partition], next[partition]! + batchSize())
      next[partition]! += records.length
      const nextOffset = next[partition]!
      await consume.onBatch({ topic, partition, records, nextOffset, endOffset: all.length })
      step()
    }
    open = open.filter((n) => next[n]! < (log.records.get(topic)?.[n]?.length ?? 0))
  }
  await consume.onRevoked?.(topic, numbers)
}

export function put(log: CrashingLog, record: Append, compacted: boolean): void {
  const { topic, key } = record
  const number = record.partition ?? partitionOf(key ?? '', log.partitions)
  const value = typeof record.value === 'string' ? Buffer.from(record.value) : record.value
  const empty = <Value>(make: () => Value) => Array.from({ length: log.partitions }, make)
  if (compacted) {
    const tables = log.compacted.get(topic) ?? empty(() => new Map<string, LogRecord>())
    log.compacted.set(topic, tables)
    tables[number]!.set(key ?? '', { offset: 0, key, value, appendedAt: 0 })
    return
  }
  const lists = log.records.get(topic) ?? empty((): LogRecord[] => [])
  log.records.set(topic, lists)
  const list = lists[number]!
  list.push({ offset: list.length, key, value, appendedAt: 0 })
}
