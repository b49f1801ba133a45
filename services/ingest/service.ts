/**
 * The ingest service: runs every configured source, matches what it finds, and puts it into the log. A source's
 * cursor is stored only after the log has acknowledged what came before it.
 */

import type { Brand } from '../../shared/core/brand.ts'
import type { SourceState } from '../../shared/core/mention.ts'
import type { Bus } from '../../shared/edge/bus.ts'
import type { Clock } from '../../shared/edge/clock.ts'
import type { Events } from '../../shared/edge/events.ts'
import type { Http } from '../../shared/edge/http.ts'
import { pause } from '../../shared/edge/pause.ts'
import { type Cursors, openCursors } from './cursors.ts'
import { type Desk, openDesk } from './desk.ts'
import { emptyBlock } from './publish.ts'
import { startMeasuring } from './remeasure.ts'
import { createSchedule, type Schedule } from './schedule.ts'
import type { AnySource, FetchedItem, Found } from './source.ts'
import {
  createGaps,
  type Gaps,
  keepState,
  type StateKeeper,
  type TakeNote,
} from './source-state.ts'

export interface ConfiguredSource {
  /** The connector's name in the configuration. */
  readonly name: string
  readonly source: AnySource
  readonly options: unknown
}

export interface IngestOptions {
  readonly bus: Bus
  readonly clock: Clock
  readonly http: Http
  readonly events: Events
  /** A source is quiet after so many of its usual gaps. */
  readonly staleFactor: number
  readonly brands: readonly Brand[]
  readonly sources: readonly ConfiguredSource[]
  /** From [0, 1); spreads the turns of posts that are measured again. */
  readonly random?: () => number
}

export interface IngestService {
  stop(): Promise<void>
  /** Resolves when every source has ended by itself. A source that fails is tried again, for ever. */
  readonly done: Promise<void>
}

/** Pauses between tries of a source that fails, in milliseconds; the last one stays. */
const RETRY_MS = [1_000, 5_000, 15_000, 60_000, 300_000]
/** Pauses between tries to store what a log has refused that is full or out of reach. */
const STORE_AGAIN_MS = [200, 1_000, 5_000]
/** Failures in a row after which a source counts as blind. */
const BLIND_AFTER = 3

export async function startIngest(options: IngestOptions): Promise<IngestService> {
  const { bus, events, sources } = options
  const stopping = new AbortController()
  const schedules = new Map<string, Schedule>()
  for (const { name, source } of sources)
    if (source.measure) schedules.set(name, createSchedule(options.random ?? Math.random))
  const gaps = new Map(sources.map(({ name }) => [name, createGaps()]))
  const cursors = await openCursors(bus, events)
  const desk = await openDesk({ ...options, schedules, gaps })
  const signal = stopping.signal
  const running = Promise.all(
    sources.map((configured) => {
      const { name } = configured
      const own = {
        configured,
        schedule: schedules.get(name),
        gaps: gaps.get(name) ?? createGaps(),
      }
      return runSource({ ...options, ...own, desk, cursors, signal })
    }),
  ).then(() => cursors.flush())
  return {
    stop: async () => {
      stopping.abort()
      await running
    },
    done: running,
  }
}

/** One source and all that it needs. */
interface Running extends IngestOptions {
  readonly configured: ConfiguredSource
  readonly desk: Desk
  readonly cursors: Cursors
  readonly schedule: Schedule | undefined
  readonly gaps: Gaps
  readonly signal: AbortSignal
}

/** Runs one source until it ends or the service stops. Nothing a source does can stop another; never rejects. */
async function runSource(running: Running): Promise<void> {
  const { configured, clock, events, schedule, signal } = running
  const { name, source, options } = configured
  const state = keepState((status) => tellState(running, status), running)
  const publish = (found: readonly Found[]) => storeFound(running, found)
  const note: TakeNote = (noted, why) => {
    if (why !== undefined) events.problem(`source ${name}`, why)
    void state.note(noted)
  }
  const stopMeasuring = schedule && startMeasuring({ ...running, schedule, note, publish }, signal)
  const reader = createReader(running, state, note)
  let failures = 0
  while (!signal.aborted) {
    try {
      await reader.read(() => {
        failures = 0
      })
      const everyMs = source.pollEveryMs?.(options)
      if (signal.aborted || everyMs === undefined) break
      failures = 0
      await state.rounded()
      await pause(everyMs, signal, clock)
    } catch (error) {
      if (signal.aborted) break
      events.problem(`source ${name}`, error)
      if (++failures >= BLIND_AFTER) await state.blind()
      await pause(stepOf(RETRY_MS, failures), signal, clock)
    }
  }
  await stopMeasuring?.()
  if (!signal.aborted) await state.ended()
  state.stop()
}

/** Reads round after round, each from where the one before has come to. */
function createReader(running: Running, state: StateKeeper, note: TakeNote) {
  const { configured, clock, http, events, cursors, signal } = running
  const { name, source, options } = configured
  const isPolled = source.pollEveryMs !== undefined
  let cursor = cursors.of(name)
  const say = events.info.bind(events)
  return {
    /** One round. @param reached is called whenever the world has answered. */
    async read(reached: () => void): Promise<void> {
      const context = { options, cursor, clock, http, signal, say, note }
      for await (const items of source.fetch(context)) {
        if (!(await storeItems(running, items))) {
          if (signal.aborted) break
          continue
        }
        cursor = items.at(-1)?.cursor ?? cursor
        cursors.advance(name, cursor)
        reached()
        // A stream has no rounds: it is well whenever it delivers.
        if (!isPolled) await state.rounded()
      }
    },
  }
}

/** Puts into the log what the source can see. What the log did not take is told again at the next look. */
async function tellState(running: Running, status: SourceState): Promise<boolean> {
  const { configured, desk, clock, events } = running
  const { name, source } = configured
  const record = {
    type: 'source-status',
    source: source.name,
    via: name === source.name ? undefined : name,
    status,
    observedAt: clock.now(),
  } as const
  const block = emptyBlock()
  desk.add(block, name, [{ type: 'record', record }], undefined)
  try {
    await desk.store(block, name)
    return true
  } catch (error) {
    events.problem(`source ${name}: log`, error)
    return false
  }
}

/**
 * Puts a group of items into the log. What the log refuses is told to the senders, where there are any, or offered
 * again until it is taken: the source need not know, and its place in the world is not lost.
 * @returns whether it was stored.
 */
async function storeItems(
  running: Running,
  items: readonly FetchedItem<unknown, unknown>[],
): Promise<boolean> {
  const { configured, desk, clock, events, signal } = running
  const { name } = configured
  const block = emptyBlock()
  const readAt = clock.now()
  const answers: (() => void)[] = []
  let senders = 0
  for (const item of items) {
    const found = readItem(running, item, readAt)
    desk.add(block, name, found, item)
    if (item.acknowledged) answers.push(() => item.acknowledged?.(found))
    if (item.failed) senders++
  }
  for (let tries = 1; ; tries++) {
    try {
      await desk.store(block, name)
      break
    } catch (error) {
      events.problem(`source ${name}: log`, error)
      for (const item of items) item.failed?.(error)
      if (senders > 0) return false
      await pause(stepOf(STORE_AGAIN_MS, tries), signal, clock)
      if (signal.aborted) return false
    }
  }
  for (const answer of answers) answer()
  return true
}

/** A source promises not to throw; one that does loses the item and nothing else. */
function readItem(
  { configured, events }: Running,
  item: FetchedItem<unknown, unknown>,
  readAt: number,
): readonly Found[] {
  try {
    return configured.source.read(item.raw, readAt)
  } catch (error) {
    events.problem(`source ${configured.name}: read`, error)
    const reason = 'the source could not read it, which is a fault of the source'
    return [{ type: 'reject', code: 'source-fault', reason }]
  }
}

async function storeFound({ configured, desk }: Running, found: readonly Found[]): Promise<void> {
  const block = emptyBlock()
  desk.add(block, configured.name, found, undefined)
  await desk.store(block, configured.name)
}

function stepOf(steps: readonly number[], tries: number): number {
  return steps[Math.min(tries, steps.length) - 1]!
}
