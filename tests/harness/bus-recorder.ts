/** Consumers that remember what they were given, and waiting for conditions instead of for time. */

import { setTimeout as pause } from 'node:timers/promises'
import type {
  Append,
  Batch,
  Bus,
  ConsumeOptions,
  Consumer,
  LogRecord,
  TailOptions,
} from '../../shared/edge/bus.ts'

/** A record with its place and its content as text, to be compared in tests. */
export interface Seen {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: string | null
  readonly value: string | null
  readonly appendedAt: number
}

export interface Recording {
  readonly consumer: Consumer
  readonly batches: Batch[]
  /** What was told, in order: `assigned topic 0,1`, `revoked topic 0,1`. */
  readonly events: string[]
  readonly seen: Seen[]
  values(): (string | null)[]
  /** The partitions held at present, as `topic/partition`. */
  readonly holds: Set<string>
  /** Whether partitions are held and each of them was read to its end since it was assigned. */
  caughtUp(): boolean
}

const PATIENCE_MS = 45_000

/** Waits until the condition holds; looks often, gives up late. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`)
    await pause(5)
  }
}

export function textOf(record: LogRecord): string | null {
  return record.value === null ? null : Buffer.from(record.value).toString('utf8')
}

/** Consumes, commits nothing by itself, and calls `options.onBatch` after recording. */
export function record(
  bus: Bus,
  options: Omit<ConsumeOptions, 'onBatch' | 'from'> & Partial<ConsumeOptions>,
): Recording {
  const recording = blank()
  const consumer = bus.consume({
    from: 'earliest',
    ...options,
    async onAssigned(topic, partitions) {
      recording.events.push(`assigned ${topic} ${partitions.join(',')}`)
      for (const partition of partitions) recording.holds.add(`${topic}/${partition}`)
      await options.onAssigned?.(topic, partitions)
    },
    async onRevoked(topic, partitions) {
      await options.onRevoked?.(topic, partitions)
      recording.events.push(`revoked ${topic} ${partitions.join(',')}`)
      for (const partition of partitions) {
        recording.holds.delete(`${topic}/${partition}`)
        recording.ended.delete(`${topic}/${partition}`)
      }
    },
    async onBatch(batch) {
      recording.take(batch)
      await options.onBatch?.(batch)
    },
  })
  return Object.assign(recording, { consumer })
}

export function recordTail(bus: Bus, options: Omit<TailOptions, 'onBatch'>): Recording {
  const recording = blank()
  const consumer = bus.tail({
    ...options,
    async onBatch(batch) {
      recording.holds.add(`${batch.topic}/${batch.partition}`)
      recording.take(batch)
    },
  })
  return Object.assign(recording, { consumer })
}

/** Everything that stands in the topics, read to the end once. */
export async function readAll(bus: Bus, topics: readonly string[]): Promise<Seen[]> {
  let partitions = 0
  for (const topic of topics) partitions += await bus.partitionsOf(topic)
  const tail = recordTail(bus, { topics, from: 'start' })
  await until('the end is read', () => tail.holds.size === partitions && tail.caughtUp())
  await tail.consumer.stop()
  return tail.seen
}

export function commitAll(bus: Bus, group: string): (batch: Batch) => Promise<void> {
  return ({ topic, partition, nextOffset }) =>
    bus.commit({ group, topic, partition, offset: nextOffset })
}

/** Appends `value`s to one topic under keys that spread over the partitions. */
export function numbered(topic: string, from: number, to: number, keys = 7): Append[] {
  return Array.from({ length: to - from }, (_, i) => ({
    topic,
    key: `key-${(from + i) % keys}`,
    value: String(from + i),
  }))
}

function blank() {
  const batches: Batch[] = []
  const events: string[] = []
  const seen: Seen[] = []
  const holds = new Set<string>()
  const ended = new Set<string>()
  return {
    batches,
    events,
    seen,
    holds,
    ended,
    values: () => seen.map(({ value }) => value),
    caughtUp: () => holds.size > 0 && [...holds].every((place) => ended.has(place)),
    take(batch: Batch) {
      const { topic, partition, records } = batch
      batches.push(batch)
      for (const entry of records) {
        const { offset, key, appendedAt } = entry
        seen.push({ topic, partition, offset, key, value: textOf(entry), appendedAt })
      }
      if (batch.nextOffset >= batch.endOffset) ended.add(`${topic}/${partition}`)
    },
  }
}
