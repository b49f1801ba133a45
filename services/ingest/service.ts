/**
 * The ingest service: runs every configured source, matches what it finds, and puts it into the log. A source's
 * cursor is stored only after the log has acknowledged what came before it.
 */

import type { Brand } from '../../shared/core/brand.ts'
import type { SourceState } from '../../shared/core/mention.ts'
import type { Bus } from '../../shared/edge/bus.ts'
import type { Clock } from '../../shared/edge/clock.ts'
import type { Events } from '../../shared/edge/events.ts'
import { pause } from '../../shared/edge/pause.ts'
import { type Cursors, openCursors } from './cursors.ts'
import { type Desk, openDesk } from './desk.ts'
import { emptyBlock } from './publish.ts'
import { startMeasuring } from './remeasure.ts'
import { createSchedule, type Schedule } from './schedule.ts'
import type { AnySource, FetchedItem, Found } from './source.ts'

export interface ConfiguredSource {
  /** The connector's name in the configuration. */
  readonly name: string
  readonly source: AnySource
  readonly options: unknown
}

export interface IngestOptions {
  readonly bus: Bus
  readonly clock: Clock
  readonly events: Events
  readonly brands: readonly Brand[]
  readonly sources: readonly ConfiguredSource[]
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
  for (const { name, source } of sources) if (source.measure) schedules.set(name, createSchedule())
  const cursors = await openCursors(bus, events)
  const desk = await openDesk({ ...options, schedules })
  const running = Promise.all(
    sources.map((configured) => {
      const schedule = schedules.get(configured.name)
      return runSource({ ...options, configured, desk, cursors, schedule, signal: stopping.signal })
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
  readonly signal: AbortSignal
}

/** Runs one source until it ends or the service stops. Nothing a source does can stop another; never rejects. */
async function runSource(running: Running): Promise<void> {
  const { configured, clock, events, cursors, schedule, signal } = running
  const { name, source, options } = configured
  const tell = createTeller(running)
  const stopMeasuring = schedule
    ? startMeasuring(
        { clock, events, configured, schedule, publish: (found) => storeFound(running, found) },
        signal,
      )
    : undefined
  const say = events.info.bind(events)
  let cursor = cursors.of(name)
  let failures = 0
  const reached = () => {
    failures = 0
    return tell('live')
  }
  while (!signal.aborted) {
    try {
      for await (const items of source.fetch({ options, cursor, clock, signal, say })) {
        if (!(await storeItems(running, items))) {
          if (signal.aborted) break
          continue
        }
        cursor = items.at(-1)?.cursor ?? cursor
        cursors.advance(name, cursor)
        await reached()
      }
      const everyMs = source.pollEveryMs?.(options)
      if (signal.aborted || everyMs === undefined) break
      await reached()
      await pause(everyMs, signal, clock)
    } catch (error) {
      if (signal.aborted) break
      events.problem(`source ${name}`, error)
      if (++failures >= BLIND_AFTER) await tell('blind')
      await pause(stepOf(RETRY_MS, failures), signal, clock)
    }
  }
  await stopMeasuring?.()
  if (!signal.aborted) await tell('quiet')
}

/** Tells what the source can see, when that changes. What the log did not take is told with the next change. */
function createTeller(running: Running): (status: SourceState) => Promise<void> {
  const { configured, desk, clock, events } = running
  const { name, source } = configured
  let told: SourceState | undefined
  return async (status) => {
    if (told === status) return
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
      told = status
    } catch (error) {
      events.problem(`source ${name}: log`, error)
    }
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
