/** How long a mention takes at a constant rate: until it is folded, and until it is stored. */

import type { AnySource } from '../../services/ingest/source.ts'
import { parseLine } from '../../shared/core/parse.ts'
import { GROUPS, TOPICS } from '../../shared/edge/topics.ts'
import { lineMaker } from './pipeline-lines.ts'
import { inFolder, openPipeline } from './pipeline-world.ts'
import type { BenchRow } from './row.ts'

const RATE = 5_000
/** A source hands over so many at once. */
const BLOCK = 50
const WARM_UP_MS = 5_000
/** Long enough for the first writing of all states. */
const MEASURED_MS = 20_000
const LOOK_MS = 2

export async function benchLatency(): Promise<BenchRow[]> {
  const { folded, stored } = await inFolder(measure)
  const rows = (name: string, times: readonly number[], target: number): BenchRow[] =>
    [0.5, 0.99].map((part) => ({
      name: `at ${RATE.toLocaleString('en')}/s: known -> ${name}, p${part * 100}`,
      value: quantile(times, part),
      unit: 'ms',
      ...(part === 0.99 ? { note: `target ${target}; wall` } : {}),
    }))
  return [...rows('folded', folded, 50), ...rows('stored', stored, 250)]
}

interface Times {
  readonly folded: number[]
  readonly stored: number[]
}

async function measure(folder: string): Promise<Times> {
  const world = await openPipeline(folder)
  const knownAt: number[] = []
  const feeding = world.feed(sourceOf(knownAt), {})
  const times: Times = { folded: [], stored: [] }
  let fed = false
  void feeding.then(() => {
    fed = true
  })
  // The policy and the state of the source stand before all mentions. Ticks are records, too: one every five seconds
  // makes a mention seem folded a fifth of a millisecond early.
  const [foldedBefore, storedBefore] = [2, 1]
  const from = (WARM_UP_MS / 1_000) * RATE
  let [folded, stored] = [0, 0]
  const mentions = ((WARM_UP_MS + MEASURED_MS) / 1_000) * RATE
  while (!fed || folded < mentions || stored < mentions) {
    const now = performance.now()
    folded = note(times.folded, knownAt, folded, world.folded() - foldedBefore, now, from)
    const committed = (await world.bus.committed(GROUPS.archive, TOPICS.mentions, 0)) ?? 0
    stored = note(times.stored, knownAt, stored, committed - storedBefore, now, from)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
  await world.stop()
  return times
}

/** @returns how many are through now. */
function note(
  times: number[],
  knownAt: readonly number[],
  before: number,
  through: number,
  now: number,
  from: number,
): number {
  const to = Math.min(through, knownAt.length)
  for (let i = before; i < to; i++) if (i >= from) times.push(now - knownAt[i]!)
  return Math.max(before, to)
}

/** Blocks at their instants, and never fewer than the rate where the process was late. */
function sourceOf(knownAt: number[]): AnySource {
  return {
    name: 'bench',
    summary: '',
    needs: '',
    sees: '',
    cannotSee: '',
    parseOptions: () => ({ ok: true, options: {} }),
    async *fetch() {
      const next = lineMaker()
      const startedAt = performance.now()
      const blocks = (RATE * (WARM_UP_MS + MEASURED_MS)) / 1_000 / BLOCK
      for (let block = 0; block < blocks; block++) {
        const dueAt = startedAt + (block * BLOCK * 1_000) / RATE
        const waitMs = dueAt - performance.now()
        if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
        yield Array.from({ length: BLOCK }, () => {
          const raw = next(Date.now())
          // Known when it was due: what waits because the process stands still counts as well.
          knownAt.push(dueAt)
          return { raw, cursor: null, position: 0, bytes: () => Buffer.from(raw) }
        })
      }
    },
    read: (raw: string) => {
      const parsed = parseLine(raw)
      return [
        parsed.ok
          ? { type: 'record', record: parsed.record }
          : { type: 'reject', code: parsed.code, reason: parsed.reason },
      ]
    },
  }
}

function quantile(times: readonly number[], part: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return Math.round(sorted[Math.floor(sorted.length * part)]! * 10) / 10
}
