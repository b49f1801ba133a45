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
  /** Undefined for a mark, which only says that all up to its instant is there. */
  readonly append: Append | undefined
}

export interface InOrder {
  /** Resolves when everything of the batch is published and committed, or when nobody waits any more. */
  take(batch: Batch, handBack?: AbortSignal): Promise<void>
  /** Lets everything go that waits for another topic; what was not committed is read again. */
  release(): void
}

export interface InOrderOptions {
  readonly group: string
  readonly topics: readonly string[]
  score(batch: Batch): Scored[]
  commit(commit: Commit): Promise<void>
  /** Whether a topic's partition holds records that were not committed yet. */
  behind(topic: string, partition: number): Promise<boolean>
  /**
   * The topic that has marks, where the parts of one append do not become visible together: it is written after the
   * others, so that it never counts as read to its end; its next record or mark lets the others go.
   */
  readonly markedTopic?: string | undefined
  /** The most a batch waits for one of another topic that is on its way, in real milliseconds. */
  readonly patienceMs?: number
}

interface Lane {
  /** Undefined while a topic's next batch is on its way, or where there is none. */
  waiting: Waiting | undefined
  /** Nothing more is on its way; asked anew before every step that relies on it. */
  atEnd: boolean
}

type Lanes = ReadonlyMap<string, Lane>

type Finish = (error?: unknown) => void

/** A class, because V8 keeps the getter of each object literal, and all that it sees, until the next full collection. */
class Waiting {
  readonly batch: Batch
  readonly finish: Finish
  done = 0
  readonly #score: (batch: Batch) => readonly Scored[]
  #scored: readonly Scored[] | undefined

  constructor(batch: Batch, score: (batch: Batch) => readonly Scored[], finish: Finish) {
    this.batch = batch
    this.#score = score
    this.finish = finish
  }

  /** Made when it is first asked for: what waits for another topic is bytes, and not yet a hundred objects each. */
  get scored(): readonly Scored[] {
    this.#scored ??= this.#score(this.batch)
    return this.#scored
  }
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
      publish(options, partition, lanesOf(partition), impatient),
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
    async take(batch, handBack) {
      const enough = handBack ? [released.signal, handBack] : [released.signal]
      if (enough.some(({ aborted }) => aborted) || batch.records.length === 0) return
      const lane = lanesOf(batch.partition).get(batch.topic)!
      takes.set(batch.partition, (takes.get(batch.partition) ?? 0) + 1)
      const settled = new AbortController()
      const { finished, finish, forget } = untilFinished(enough)
      lane.waiting = new Waiting(batch, options.score, finish)
      void pump(batch.partition, false)
      void watch(batch.partition, settled.signal)
      try {
        await finished
      } finally {
        forget()
        settled.abort()
        lane.waiting = undefined
      }
    },
    release: () => released.abort(),
  }
}

/** Finished by an abort, too. Sees nothing of a batch: a signal's removed listeners know those that came after them. */
function untilFinished(signals: readonly AbortSignal[]): {
  readonly finished: Promise<void>
  readonly finish: Finish
  /** To be called at the end: the signals live longer. */
  forget(): void
} {
  let finish: Finish = () => undefined
  const finished = new Promise<void>((resolve, reject) => {
    finish = (error) => (error === undefined ? resolve() : reject(error))
  })
  const aborted = () => finish()
  for (const signal of signals) signal.addEventListener('abort', aborted)
  const forget = () => {
    for (const signal of signals) signal.removeEventListener('abort', aborted)
  }
  return { finished, finish, forget }
}

/** Publishes and commits step by step until nothing may go. Never rejects: whoever waits is told of a failure. */
async function publish(
  options: InOrderOptions,
  partition: number,
  lanes: Lanes,
  impatient: boolean,
): Promise<void> {
  let moved = new Set<Waiting>()
  try {
    while ([...lanes.values()].some(({ waiting }) => waiting)) {
      for (const [topic, lane] of lanes) {
        if (lane.waiting) continue
        const mayCome = topic === options.markedTopic || (await options.behind(topic, partition))
        lane.atEnd = impatient || !mayCome
      }
      moved = new Set()
      const outputs = merge(lanes, moved)
      if (moved.size === 0) return
      await commitAll(options, moved, outputs)
      for (const one of moved) if (one.done >= one.scored.length) one.finish()
    }
  } catch (error) {
    for (const one of moved) one.finish(error)
    for (const { waiting } of lanes.values()) waiting?.finish(error)
  }
}

/** Takes records in order until a topic's next one is not known. @param moved gets the batches that they are of */
function merge(lanes: Lanes, moved: Set<Waiting>): Append[] {
  const outputs: Append[] = []
  for (let lane = earliest(lanes); lane?.waiting; lane = earliest(lanes)) {
    const { waiting } = lane
    moved.add(waiting)
    const scored = waiting.scored[waiting.done]
    if (scored?.append) outputs.push(scored.append)
    waiting.done++
    if (waiting.done < waiting.scored.length) continue
    lane.waiting = undefined
    lane.atEnd = false
  }
  return outputs
}

/** The outputs go with the first commit; a crash before the others repeats them, and the fold skips what it has. */
async function commitAll(
  { group, commit }: InOrderOptions,
  moved: ReadonlySet<Waiting>,
  outputs: readonly Append[],
): Promise<void> {
  let rest = outputs
  for (const { batch, scored, done } of moved) {
    if (batch.records.length === 0) continue
    const { topic, partition } = batch
    const offset = done >= scored.length ? batch.nextOffset : batch.records[done]!.offset
    await commit({ group, topic, partition, offset, outputs: rest })
    rest = []
  }
}

/** The lane whose next record became known first; undefined while a topic's next record is not known yet. */
function earliest(lanes: Lanes): Lane | undefined {
  let best: Lane | undefined
  let bestAt = Number.POSITIVE_INFINITY
  for (const lane of lanes.values()) {
    const { waiting, atEnd } = lane
    if (!waiting) {
      if (atEnd) continue
      return undefined
    }
    const at = waiting.scored[waiting.done]?.at ?? Number.NEGATIVE_INFINITY
    if (best && at >= bestAt) continue
    best = lane
    bestAt = at
  }
  return best
}
