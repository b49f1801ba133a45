/**
 * Writing states down while folding goes on: in slices of some milliseconds between batches, because ten thousand
 * brands take half a second. Each snapshot says up to which offset it goes, so that they may be of different ones; the
 * offset committed at the end is the one at which the round began: all states touched before it are written by then.
 */

import type { Append } from './bus.ts'
import {
  type Broadcast,
  LAYOUT,
  PARTITION_KEY,
  type Partition,
  type PartitionOptions,
  type Round,
  type SnapshotHead,
} from './run-partition.ts'

/** How often a round begins at the latest, by the wall and by records. */
const ROUND_EVERY = { records: 50_000, ms: 10_000 }
/** And not before so many times the time that the last one took: with many brands it must not eat the folding. */
const ROUND_REST = { times: 15, mostMs: 60_000 }
/** Folding waits so long for one slice, plus one state and the writing: the part of the time since the last one, within bounds. */
const SLICE = { part: 1 / 4, leastMs: 2, mostMs: 15 }

/** Called after each batch: begins a round when one is due, and writes the next slice of it. */
export async function rememberWhenDue<In extends { readonly type: string }, Out, State>(
  options: PartitionOptions<In, Out, State>,
  partition: Partition<In, State>,
): Promise<void> {
  if (!partition.round) {
    const { records, elapsed, costMs } = partition.since
    const waitedMs = options.clock.elapsed() - elapsed
    if (waitedMs < Math.min(costMs * ROUND_REST.times, ROUND_REST.mostMs)) return
    if (records < ROUND_EVERY.records && waitedMs < ROUND_EVERY.ms) return
  }
  const now = options.clock.elapsed()
  const round = partition.round ?? begin(partition, now)
  if (!round) return
  const partMs = SLICE.part * (now - round.slicedAt)
  const mostMs = Math.min(SLICE.mostMs, Math.max(SLICE.leastMs, partMs))
  await writeSlice(options, partition, round, mostMs)
}

/** Writes all that is not written yet and commits. */
export async function remember<In extends { readonly type: string }, Out, State>(
  options: PartitionOptions<In, Out, State>,
  partition: Partition<In, State>,
): Promise<void> {
  for (const key of partition.round?.left ?? []) partition.dirty.add(key)
  if (partition.round) partition.since.records++
  partition.round = undefined
  const round = begin(partition, options.clock.elapsed())
  if (round) await writeSlice(options, partition, round, Number.POSITIVE_INFINITY)
}

/** @returns undefined where nothing was folded since the last round began. */
function begin<In extends { readonly type: string }, State>(
  partition: Partition<In, State>,
  slicedAt: number,
): Round<In> | undefined {
  const { since, position, heard, dirty } = partition
  if (since.records === 0) return undefined
  since.records = 0
  partition.round = { position, heard: new Map(heard), left: new Set(dirty), slicedAt, costMs: 0 }
  dirty.clear()
  return partition.round
}

/** The broadcasts go first: states rely on them. The last slice takes the commit along. */
async function writeSlice<In extends { readonly type: string }, Out, State>(
  options: PartitionOptions<In, Out, State>,
  partition: Partition<In, State>,
  round: Round<In>,
  mostMs: number,
): Promise<void> {
  const { bus, clock, group, topic, processor } = options
  const { number } = partition
  const startedAt = clock.elapsed()
  const covered = partition.position - 1
  const snapshots = [broadcastsOf(options, partition, round, covered)]
  for (const key of round.left) {
    const held = partition.states.get(key)!
    held.absorbed = Math.max(held.absorbed, covered)
    snapshots.push(snapshotOf(options, number, key, held.absorbed, processor.snapshot(held.state)))
    round.left.delete(key)
    partition.dirty.delete(key)
    if (clock.elapsed() - startedAt >= mostMs) break
  }
  if (round.left.size > 0) await bus.append(snapshots, { derived: true })
  else await bus.commit({ group, topic, partition: number, offset: round.position, snapshots })
  round.slicedAt = clock.elapsed()
  round.costMs += round.slicedAt - startedAt
  if (round.left.size > 0) return
  partition.committed = round.heard
  partition.ahead = partition.ahead.filter(({ offset }) => offset >= round.position)
  partition.round = undefined
  partition.since.elapsed = clock.elapsed()
  partition.since.costMs = round.costMs
}

/** What states rely on that were written at the last commit, in this round so far, or are written now. */
function broadcastsOf<In extends { readonly type: string }, Out, State>(
  options: PartitionOptions<In, Out, State>,
  partition: Partition<In, State>,
  round: Round<In>,
  covered: number,
): Append {
  const { committed, heard, ahead, number } = partition
  const kept = new Map<number, Broadcast<In>>()
  for (const one of [...committed.values(), ...round.heard.values(), ...heard.values(), ...ahead])
    kept.set(one.offset, one)
  // States of this slice have heard what the commit does not cover.
  partition.ahead = [...kept.values()]
  const body = new TextEncoder().encode(JSON.stringify(partition.ahead))
  return snapshotOf(options, number, PARTITION_KEY, covered, body)
}

function snapshotOf<In extends { readonly type: string }, Out, State>(
  { stateTopic }: PartitionOptions<In, Out, State>,
  partition: number,
  key: string,
  absorbed: number,
  body: Uint8Array,
): Append {
  const head: SnapshotHead = { layout: LAYOUT, absorbed }
  const line = new TextEncoder().encode(`${JSON.stringify(head)}\n`)
  const value = new Uint8Array(line.length + body.length)
  value.set(line)
  value.set(body, line.length)
  return { topic: stateTopic, key, value, partition }
}
