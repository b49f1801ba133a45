/**
 * Runs a processor over one topic: restores, folds, publishes, remembers. State is a function of the log: every few
 * seconds the states touched are written with the offset they cover, then that offset is committed. A crash between
 * repeats outputs, whose ids are made from what identifies them, and never folds a record twice.
 */

import type { Processor } from '../core/processor.ts'
import type { EpochMs } from '../core/time.ts'
import type { Append, Batch, Bus, Consumer } from './bus.ts'
import type { Clock } from './clock.ts'
import { decodeJson } from './codec.ts'

export interface RunOptions<In extends { readonly type: string }, Out, State> {
  readonly bus: Bus
  readonly clock: Clock
  readonly processor: Processor<In, Out, State>
  readonly group: string
  readonly topic: string
  readonly stateTopic: string
  /** The record of the log that is the passing of time; others are stepped. */
  tickOf(input: In): EpochMs | undefined
  /** False for records that this processor does not fold. */
  accepts(input: In): boolean
  /** Where an output goes. */
  publish(output: Out): Append
  /** Told after each batch, for metrics; `outputs` are what was published. */
  onFolded?(batch: Batch, outputs: readonly Out[]): void
}

/** How often states are written at the latest, by the wall and by records. */
const SNAPSHOT_EVERY = { records: 50_000, ms: 5_000 }

/** A state, and the offset up to which its key's records are in it. */
interface Held<State> {
  readonly state: State
  absorbed: number
}

interface Partition<In, State> {
  readonly number: number
  readonly states: Map<string, Held<State>>
  /** The newest broadcast of each type but time, for states born later. */
  readonly broadcasts: Map<string, In>
  readonly dirty: Set<string>
  /** Since the last snapshot. */
  readonly since: { records: number; elapsed: number; offset: number }
}

/** What a snapshot record holds before the processor's own bytes. */
interface SnapshotHead {
  readonly absorbed: number
}

/** The record beside the brands that holds the broadcasts of a partition; no brand id has a NUL. */
const PARTITION_KEY = '\u0000partition'

export interface Runner extends Consumer {
  /** Partitions that this process holds and has read to their end. */
  caughtUp(): readonly number[]
  /** How many keys are held. */
  keys(): number
}

/** Starts folding; `done` rejects when the log fails for good or a record breaks a promise of the processor. */
export function runProcessor<In extends { readonly type: string }, Out, State>(
  options: RunOptions<In, Out, State>,
): Runner {
  const partitions = new Map<number, Partition<In, State>>()
  const caughtUp = new Set<number>()
  const consumer = options.bus.consume({
    group: options.group,
    topics: [options.topic],
    from: 'earliest',
    onAssigned: async (_topic, numbers) => {
      for (const number of numbers) partitions.set(number, await load(options, number))
    },
    onRevoked: async (_topic, numbers) => {
      for (const number of numbers) {
        const partition = partitions.get(number)
        if (partition) await remember(options, partition).catch(() => undefined)
        partitions.delete(number)
        caughtUp.delete(number)
      }
    },
    onBatch: async (batch) => {
      const partition = partitions.get(batch.partition)
      if (!partition) return
      const outputs = foldBatch(options, partition, batch)
      if (outputs.length > 0)
        await options.bus.append(outputs.map((output) => options.publish(output)))
      options.onFolded?.(batch, outputs)
      await rememberWhenDue(options, partition, batch)
      if (batch.nextOffset >= batch.endOffset) caughtUp.add(batch.partition)
      else caughtUp.delete(batch.partition)
    },
  })
  return {
    done: consumer.done,
    stop: async () => {
      await consumer.stop()
      for (const partition of partitions.values())
        await remember(options, partition).catch(() => undefined)
    },
    caughtUp: () => [...caughtUp],
    keys: () => [...partitions.values()].reduce((sum, partition) => sum + partition.states.size, 0),
  }
}

async function load<In extends { readonly type: string }, Out, State>(
  options: RunOptions<In, Out, State>,
  number: number,
): Promise<Partition<In, State>> {
  const partition: Partition<In, State> = {
    number,
    states: new Map(),
    broadcasts: new Map(),
    dirty: new Set(),
    since: { records: 0, elapsed: options.clock.elapsed(), offset: -1 },
  }
  for (const record of await options.bus.readCompacted(options.stateTopic, number)) {
    if (record.key === null || record.value === null) continue
    const split = record.value.indexOf(10)
    const head = decodeJson<SnapshotHead>(record.value.subarray(0, split))
    const body = record.value.subarray(split + 1)
    if (!head) continue
    if (record.key === PARTITION_KEY) {
      for (const one of decodeJson<In[]>(body) ?? []) partition.broadcasts.set(one.type, one)
    } else {
      partition.states.set(record.key, {
        state: options.processor.restore(record.key, body),
        absorbed: head.absorbed,
      })
    }
  }
  for (const { state } of partition.states.values()) {
    for (const broadcast of partition.broadcasts.values()) options.processor.step(state, broadcast)
  }
  return partition
}

function foldBatch<In extends { readonly type: string }, Out, State>(
  options: RunOptions<In, Out, State>,
  partition: Partition<In, State>,
  batch: Batch,
): Out[] {
  const { processor } = options
  const outputs: Out[] = []
  for (const record of batch.records) {
    const input = record.value && decodeJson<In>(record.value)
    if (!input || !options.accepts(input)) continue
    const key = processor.keyOf(input)
    if (key === undefined) {
      const isTick = options.tickOf(input) !== undefined
      if (!isTick) partition.broadcasts.set(input.type, input)
      for (const [name, held] of partition.states) {
        if (record.offset <= held.absorbed) continue
        const before = outputs.length
        for (const output of processor.step(held.state, input)) outputs.push(output)
        if (!isTick || outputs.length > before) partition.dirty.add(name)
      }
      continue
    }
    const held = partition.states.get(key) ?? birth(processor, partition, key)
    if (record.offset <= held.absorbed) continue
    for (const output of processor.step(held.state, input)) outputs.push(output)
    held.absorbed = record.offset
    partition.dirty.add(key)
  }
  return outputs
}

function birth<In, Out, State>(
  processor: Processor<In, Out, State>,
  partition: Partition<In, State>,
  key: string,
): Held<State> {
  const held = { state: processor.initial(key), absorbed: -1 }
  for (const broadcast of partition.broadcasts.values()) processor.step(held.state, broadcast)
  partition.states.set(key, held)
  return held
}

/** Counts records that were skipped, too: a quiet tail must be saved as well (RELIABILITY 2.3). */
async function rememberWhenDue<In extends { readonly type: string }, Out, State>(
  options: RunOptions<In, Out, State>,
  partition: Partition<In, State>,
  batch: Batch,
): Promise<void> {
  const since = partition.since
  since.records += batch.records.length
  since.offset = batch.nextOffset
  const waitedMs = options.clock.elapsed() - since.elapsed
  if (since.records < SNAPSHOT_EVERY.records && waitedMs < SNAPSHOT_EVERY.ms) return
  if (since.records > 0) await remember(options, partition)
}

async function remember<In extends { readonly type: string }, Out, State>(
  options: RunOptions<In, Out, State>,
  partition: Partition<In, State>,
): Promise<void> {
  const since = partition.since
  if (since.offset < 0) return
  const covered = since.offset - 1
  const snapshots = [...partition.dirty].map((key) => {
    const held = partition.states.get(key)!
    held.absorbed = covered
    return snapshotOf(options, partition, key, covered, options.processor.snapshot(held.state))
  })
  const broadcasts = new TextEncoder().encode(JSON.stringify([...partition.broadcasts.values()]))
  snapshots.push(snapshotOf(options, partition, PARTITION_KEY, covered, broadcasts))
  await options.bus.commit({
    group: options.group,
    topic: options.topic,
    partition: partition.number,
    offset: since.offset,
    snapshots,
  })
  partition.dirty.clear()
  since.records = 0
  since.elapsed = options.clock.elapsed()
}

function snapshotOf<In extends { readonly type: string }, Out, State>(
  options: RunOptions<In, Out, State>,
  partition: Partition<In, State>,
  key: string,
  absorbed: number,
  body: Uint8Array,
): Append {
  const head = new TextEncoder().encode(`${JSON.stringify({ absorbed } satisfies SnapshotHead)}\n`)
  const value = new Uint8Array(head.length + body.length)
  value.set(head)
  value.set(body, head.length)
  return { topic: options.stateTopic, key, value, partition: partition.number }
}
