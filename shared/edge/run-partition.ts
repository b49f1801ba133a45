/**
 * The states of one partition of a running processor: loading, folding and remembering them. A state is at all times
 * what folding the log up to one offset gives; snapshots may be of different offsets, as a crash can leave them.
 */

import type { Processor } from '../core/processor.ts'
import type { EpochMs } from '../core/time.ts'
import type { Bus, Choose, LogRecord } from './bus.ts'
import type { Clock } from './clock.ts'
import { decodeJson } from './codec.ts'

export interface PartitionOptions<In extends { readonly type: string }, Out, State> {
  readonly bus: Bus
  readonly clock: Clock
  readonly processor: Processor<In, Out, State>
  readonly group: string
  readonly topic: string
  readonly stateTopic: string
  tickOf(input: In): EpochMs | undefined
}

export interface Partition<In, State> {
  readonly number: number
  readonly states: Map<string, Held<State>>
  /** The newest broadcast of each type up to here, for states born later. */
  readonly heard: Map<string, Broadcast<In>>
  /** The same as it stood at the last commit: states that were not written since need it. */
  committed: ReadonlyMap<string, Broadcast<In>>
  /** Broadcasts behind the last commit that states have heard whose snapshots outran it, in a round or a crash. */
  ahead: readonly Broadcast<In>[]
  readonly dirty: Set<string>
  /** The next offset: all before it is folded and published. */
  position: number
  /** From the first record of a batch until all it gave is published: states must not be written then. */
  folding: boolean
  /** The writing of states that is on its way. */
  round: Round<In> | undefined
  /** Since the last round began (records) and ended (elapsed), and what that one took in real milliseconds. */
  readonly since: { records: number; elapsed: number; costMs: number }
}

/** All states touched are written in slices, between batches; then the offset is committed at which that began. */
export interface Round<In> {
  readonly position: number
  /** The newest broadcasts at `position`. */
  readonly heard: ReadonlyMap<string, Broadcast<In>>
  /** The keys still to be written. */
  readonly left: Set<string>
  /** When the last slice was written, or the round began, by the real clock. */
  slicedAt: number
  costMs: number
}

/** A state, and the offset up to which its key's records are in it. */
interface Held<State> {
  readonly state: State
  absorbed: number
}

/** A record without a key: it is for every state of the partition. */
export interface Broadcast<In> {
  readonly offset: number
  readonly input: In
}

/** The first line of a snapshot, before the processor's own bytes. */
export interface SnapshotHead {
  readonly layout: number
  readonly absorbed: number
}

/** Raised when the head or the partition's own record changes its meaning. */
export const LAYOUT = 1
/** The record beside the brands that holds the broadcasts of a partition; no brand id has a NUL. */
export const PARTITION_KEY = '\u0000partition'

/** @throws RangeError for a snapshot that this version cannot read; it stays as it is. */
export async function loadPartition<In extends { readonly type: string }, Out, State>(
  options: PartitionOptions<In, Out, State>,
  number: number,
): Promise<Partition<In, State>> {
  const { bus, group, topic, stateTopic, processor } = options
  const states = new Map<string, Held<State>>()
  let broadcasts: readonly Broadcast<In>[] = []
  const place = `${stateTopic}/${number}`
  const overtaken = new Set<string>()
  const choose: Choose = (known, later) => {
    if (absorbedOf(known, place) <= absorbedOf(later, place)) return later
    // Written by one that had lost the partition already: the log must not be left with that.
    if (known.key !== null && known.key !== PARTITION_KEY) overtaken.add(known.key)
    return known
  }
  for (const record of await bus.readCompacted(stateTopic, number, choose)) {
    if (record.key === null || record.value === null) continue
    const { absorbed, body } = openSnapshot(record.key, record.value, place)
    if (record.key === PARTITION_KEY) broadcasts = decodeJson<Broadcast<In>[]>(body) ?? []
    else states.set(record.key, { state: processor.restore(record.key, body), absorbed })
  }
  const position = (await bus.committed(group, topic, number)) ?? 0
  for (const { state, absorbed } of states.values())
    hear(options, state, newest(broadcasts, Math.max(absorbed, position - 1)).values())
  const heard = newest(broadcasts, position - 1)
  return {
    number,
    states,
    heard,
    committed: new Map(heard),
    ahead: broadcasts.filter(({ offset }) => offset >= position),
    dirty: overtaken,
    position,
    folding: false,
    round: undefined,
    since: { records: 0, elapsed: options.clock.elapsed(), costMs: 0 },
  }
}

function absorbedOf({ key, value }: LogRecord, place: string): number {
  return openSnapshot(key ?? '', value ?? new Uint8Array(0), place).absorbed
}

function openSnapshot(
  key: string,
  value: Uint8Array,
  place: string,
): { absorbed: number; body: Uint8Array } {
  const split = value.indexOf(10)
  const head = decodeJson<SnapshotHead>(value.subarray(0, Math.max(0, split)))
  if (head?.layout !== LAYOUT || !Number.isSafeInteger(head.absorbed)) {
    throw new RangeError(
      `the snapshot of ${JSON.stringify(key)} in ${place} has layout ${head?.layout}, this version reads ${LAYOUT}: start the version that wrote it, or remove the snapshot and replay`,
    )
  }
  return { absorbed: head.absorbed, body: value.subarray(split + 1) }
}

/** Folds one record into the state of its key, unless that has it already. */
export function foldOne<In extends { readonly type: string }, Out, State>(
  options: PartitionOptions<In, Out, State>,
  partition: Partition<In, State>,
  key: string,
  input: In,
  offset: number,
  outputs: Out[],
): void {
  const held = partition.states.get(key) ?? birth(options, partition, key)
  if (offset <= held.absorbed) return
  for (const output of options.processor.step(held.state, input)) outputs.push(output)
  held.absorbed = offset
  partition.dirty.add(key)
}

/** So many states hear a broadcast before others have their turn: some milliseconds where it closes all their cells. */
const STATES_PER_TURN = 200

/** Folds a record without a key into all states that do not have it already. @param publish what there is by then */
export async function foldForAll<In extends { readonly type: string }, Out, State>(
  options: PartitionOptions<In, Out, State>,
  partition: Partition<In, State>,
  input: In,
  offset: number,
  outputs: Out[],
  publish: () => Promise<void>,
): Promise<void> {
  const { processor } = options
  partition.heard.set(input.type, { offset, input })
  const isTime = options.tickOf(input) !== undefined
  let heard = 0
  for (const [name, held] of partition.states) {
    if (heard > 0 && heard % STATES_PER_TURN === 0) {
      await publish()
      await new Promise(setImmediate)
    }
    heard++
    if (offset <= held.absorbed) continue
    const before = outputs.length
    for (const output of processor.step(held.state, input)) outputs.push(output)
    // Time that changed nothing is made good by the newest tick when the state is loaded again.
    if (!isTime || outputs.length > before) partition.dirty.add(name)
  }
}

/** A state begins as if it had always been there. */
function birth<In extends { readonly type: string }, Out, State>(
  options: PartitionOptions<In, Out, State>,
  partition: Partition<In, State>,
  key: string,
): Held<State> {
  const held = { state: options.processor.initial(key), absorbed: -1 }
  hear(options, held.state, partition.heard.values())
  partition.states.set(key, held)
  return held
}

/** What holds comes before time, which must not pass under thresholds that never held. Nothing new can come of it. */
function hear<In extends { readonly type: string }, Out, State>(
  { processor, tickOf }: PartitionOptions<In, Out, State>,
  state: State,
  broadcasts: Iterable<Broadcast<In>>,
): void {
  const inputs = [...broadcasts].sort((a, b) => a.offset - b.offset).map(({ input }) => input)
  for (const input of inputs) if (tickOf(input) === undefined) processor.step(state, input)
  for (const input of inputs) if (tickOf(input) !== undefined) processor.step(state, input)
}

/** The newest broadcast of each type up to an offset. */
function newest<In extends { readonly type: string }>(
  broadcasts: readonly Broadcast<In>[],
  upTo: number,
): Map<string, Broadcast<In>> {
  const found = new Map<string, Broadcast<In>>()
  for (const one of broadcasts) {
    if (one.offset > upTo || one.offset < (found.get(one.input.type)?.offset ?? 0)) continue
    found.set(one.input.type, one)
  }
  return found
}
