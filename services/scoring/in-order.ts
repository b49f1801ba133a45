/**
 * Mentions and engagement come from two topics and are folded as one stream: in the order in which they became known,
 * also when a backlog is read and the one topic is days ahead of the other.
 */

import type { EpochMs } from '../../shared/core/time.ts'
import type { Append, Batch, Commit } from '../../shared/edge/bus.ts'
import { pause } from '../../shared/edge/pause.ts'

/** What one record becomes. `at` is when it became known; undefined where that cannot be read: it does not wait. */
export interface Scored {
  readonly at: EpochMs | undefined
  readonly append: Append
}

export interface InOrder {
  /** Resolves when everything of the batch is published and committed, or when nobody waits any more. */
  take(batch: Batch): Promise<void>
  /** Lets everything go that waits for another topic; what was not committed is read again. */
  release(): void
}

export interface InOrderOptions {
  readonly group: string
  readonly topics: readonly string[]
  score(batch: Batch): Scored[]
  commit(commit: Commit): Promise<void>
  /** The most a batch waits for one of another topic that is on its way, in real milliseconds. */
  readonly patienceMs?: number
}

interface Lane {
  /** Undefined while a topic's next batch is on its way, or where there is none. */
  waiting: Waiting | undefined
  /** Nothing more was there when the last batch came. Unknown, which is no, before the first one. */
  atEnd: boolean
}

interface Waiting {
  readonly batch: Batch
  readonly scored: readonly Scored[]
  done: number
  finish(error?: unknown): void
}

/** Long enough for a batch that is being read; short enough for one that a rebalance holds back. */
const PATIENCE_MS = 1_000

export function inOrder(options: InOrderOptions): InOrder {
  const partitions = new Map<number, Map<string, Lane>>()
  const pumping = new Map<number, Promise<void>>()
  const released = new AbortController()
  const takes = new Map<number, number>()
  const lanesOf = (partition: number) => {
    const known = partitions.get(partition)
    if (known) return known
    const made = new Map(
      options.topics.map((topic): [string, Lane] => [topic, { waiting: undefined, atEnd: false }]),
    )
    partitions.set(partition, made)
    return made
  }
  const pump = (partition: number, impatient: boolean): Promise<void> => {
    const turn = (pumping.get(partition) ?? Promise.resolve()).then(() =>
      publish(options, lanesOf(partition), impatient),
    )
    pumping.set(partition, turn)
    return turn
  }
  /** Nothing came for a while: what waits for another topic goes on alone. */
  const watch = async (partition: number, settled: AbortSignal) => {
    for (let seen = takes.get(partition); ; seen = takes.get(partition)) {
      await pause(options.patienceMs ?? PATIENCE_MS, settled)
      if (settled.aborted) return
      if (takes.get(partition) === seen) await pump(partition, true)
    }
  }
  return {
    async take(batch) {
      if (released.signal.aborted) return
      const lane = lanesOf(batch.partition).get(batch.topic)!
      takes.set(batch.partition, (takes.get(batch.partition) ?? 0) + 1)
      lane.atEnd = batch.nextOffset >= batch.endOffset
      const scored = options.score(batch)
      const settled = new AbortController()
      const finished = new Promise<void>((resolve, reject) => {
        const finish = (error?: unknown) => (error === undefined ? resolve() : reject(error))
        lane.waiting = { batch, scored, done: 0, finish }
        released.signal.addEventListener('abort', () => finish(), { signal: settled.signal })
      })
      void pump(batch.partition, false)
      void watch(batch.partition, settled.signal)
      try {
        await finished
      } finally {
        settled.abort()
        lane.waiting = undefined
      }
    },
    release: () => released.abort(),
  }
}

/** Publishes what may go, commits it, and lets batches go that are done. A failure ends the batches at hand. */
async function publish(
  options: InOrderOptions,
  lanes: ReadonlyMap<string, Lane>,
  impatient: boolean,
): Promise<void> {
  const outputs: Append[] = []
  const moved = new Set<Waiting>()
  for (let next = earliest(lanes, impatient); next; next = earliest(lanes, impatient)) {
    moved.add(next)
    const scored = next.scored[next.done]
    if (scored) outputs.push(scored.append)
    next.done++
    if (next.done >= next.scored.length)
      for (const lane of lanes.values()) if (lane.waiting === next) lane.waiting = undefined
  }
  try {
    let first = true
    for (const { batch, scored, done } of moved) {
      const finished = done >= scored.length
      const offset = finished ? batch.nextOffset : batch.records[done]!.offset
      const { topic, partition } = batch
      if (batch.records.length > 0) {
        await options.commit({
          group: options.group,
          topic,
          partition,
          offset,
          outputs: first ? outputs : [],
        })
        first = false
      }
    }
    for (const one of moved) if (one.done >= one.scored.length) one.finish()
  } catch (error) {
    for (const one of moved) one.finish(error)
  }
}

/** The batch whose next record became known first; undefined while a topic's next record is not known yet. */
function earliest(lanes: ReadonlyMap<string, Lane>, impatient: boolean): Waiting | undefined {
  let best: Waiting | undefined
  let bestAt = Number.POSITIVE_INFINITY
  for (const { waiting, atEnd } of lanes.values()) {
    if (!waiting) {
      if (atEnd || impatient) continue
      return undefined
    }
    const at = waiting.scored[waiting.done]?.at ?? Number.NEGATIVE_INFINITY
    if (!best || at < bestAt) {
      best = waiting
      bestAt = at
    }
  }
  return best
}
