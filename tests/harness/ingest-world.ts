/** A log, a clock, events that remember, and sources that do as they are told: what tests of the ingest service need. */

import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  type IngestOptions,
  type IngestService,
  startIngest,
} from '../../services/ingest/service.ts'
import type { AnySource, FetchedItem, Found } from '../../services/ingest/source.ts'
import { type Brand, plainBrand } from '../../shared/core/brand.ts'
import type { JournalRecord } from '../../shared/core/mention.ts'
import { parseRecord } from '../../shared/core/parse.ts'
import type { EpochMs } from '../../shared/core/time.ts'
import type { Append, Bus } from '../../shared/edge/bus.ts'
import { openSqliteBus } from '../../shared/edge/bus-sqlite.ts'
import { type Clock, manualClock } from '../../shared/edge/clock.ts'
import { type DeadLetter, decodeJson, readDeadLetter } from '../../shared/edge/codec.ts'
import type { Events } from '../../shared/edge/events.ts'
import type { Http } from '../../shared/edge/http.ts'
import { readToEnd } from '../../shared/edge/read-to-end.ts'
import { TOPICS, topicSpecs } from '../../shared/edge/topics.ts'
import { tempFolder } from './temp-folder.ts'

export const NOW = Date.parse('2026-03-02T12:00:00Z')
export const KORNBLUM = plainBrand('kornblum', ['Kornblum'])
export const ALMGOLD = plainBrand('almgold', ['Almgold'])

/** A folder that is this test's own. */
export function folder(): string {
  return tempFolder('ingest')
}

/** A manual clock that says which timers run, so that a test moves it only when somebody waits. */
export function waitingClock(startAt: EpochMs = NOW) {
  const clock = manualClock(startAt)
  const periods: number[] = []
  return {
    ...clock,
    periods,
    every(periodMs: number, tick: () => void) {
      const cancel = clock.every(periodMs, tick)
      periods.push(periodMs)
      let running = true
      return () => {
        if (running) periods.splice(periods.indexOf(periodMs), 1)
        running = false
        cancel()
      }
    },
  }
}

/** Counts what the service told. Keys: `published mastodon mention`, `problem source x`, … */
export function rememberingEvents() {
  const counts = new Map<string, number>()
  const problems: string[] = []
  const said: { message: string; detail: Readonly<Record<string, unknown>> }[] = []
  const add = (key: string, records: number) => counts.set(key, (counts.get(key) ?? 0) + records)
  const partial: Partial<Events> = {
    info: (message, detail = {}) => void said.push({ message, detail }),
    problem: (where, error) => {
      add(`problem ${where}`, 1)
      problems.push(`${where}: ${error instanceof Error ? error.message : String(error)}`)
    },
    published: (source, kind, records) => void add(`published ${source} ${kind}`, records),
    unmatched: (source, records) => void add(`unmatched ${source}`, records),
    deadLettered: (origin, code, records) => void add(`dead ${origin} ${code}`, records),
  }
  return { events: partial as Events, counts, problems, said }
}

/** A log whose appends can be made to fail, or be looked at when they have succeeded. */
export interface TestBus extends Bus {
  /** Appends for which this says true are refused and leave nothing. */
  refuses: (records: readonly Append[]) => boolean
  stored: (records: readonly Append[]) => void
}

export async function openBus(
  clock: Clock,
  { partitions = 2, path = join(folder(), 'log.db') } = {},
): Promise<TestBus> {
  const bus = openSqliteBus({ path, clock }) as TestBus
  onTestFinished(() => bus.close())
  await bus.createTopics(topicSpecs(partitions))
  const append = bus.append.bind(bus)
  bus.refuses = () => false
  bus.stored = () => undefined
  bus.append = async (records) => {
    if (bus.refuses(records)) throw new Error('the log is full')
    await append(records)
    bus.stored(records)
  }
  return bus
}

export interface World {
  readonly bus: TestBus
  readonly clock: ReturnType<typeof waitingClock>
  readonly told: ReturnType<typeof rememberingEvents>
  /** Starts the service on this log; it is stopped with the test. */
  start(sources: readonly (AnySource | [name: string, source: AnySource])[]): Promise<IngestService>
}

export async function openWorld(
  options: { readonly brands?: readonly Brand[]; readonly partitions?: number } = {},
): Promise<World> {
  const clock = waitingClock()
  const bus = await openBus(clock, options)
  const told = rememberingEvents()
  const brands = options.brands ?? [KORNBLUM, ALMGOLD]
  return {
    bus,
    clock,
    told,
    start: (sources) =>
      startOn({
        bus,
        clock,
        events: told.events,
        brands,
        sources: sources.map((one) =>
          Array.isArray(one)
            ? { name: one[0], source: one[1], options: {} }
            : { name: one.name, source: one, options: {} },
        ),
      }),
  }
}

/** For sources that ask nobody. */
export const noHttp: Http = {
  get: () => Promise.reject(new Error('this source should ask nobody')),
  close: () => undefined,
}

type Needed = 'http' | 'staleFactor'

/** Without a way out and without chance, unless given. */
export async function startOn(
  options: Omit<IngestOptions, Needed> & Partial<Pick<IngestOptions, Needed>>,
): Promise<IngestService> {
  const defaults = { http: noHttp, staleFactor: 3, random: () => 0.5 }
  const service = await startIngest({ ...defaults, ...options })
  onTestFinished(() => service.stop())
  return service
}

/** A source that yields, fails and waits as its script says; each `fetch` takes the next entry, the last one stays. */
export function scripted(
  name: string,
  script: readonly ((context: {
    cursor: unknown
    signal: AbortSignal
  }) => AsyncIterable<FetchedItem<unknown, unknown>[]>)[],
  more: Partial<AnySource> = {},
): AnySource & { fetches: number } {
  const source = {
    name,
    summary: '',
    needs: '',
    sees: '',
    cannotSee: '',
    fetches: 0,
    parseOptions: () => ({ ok: true, options: {} }) as const,
    fetch(context: { cursor: unknown; signal: AbortSignal }) {
      const entry = script[Math.min(source.fetches++, script.length - 1)]
      if (!entry) throw new Error('nothing in the script')
      return entry(context)
    },
    read: (raw: unknown) => raw as Found[],
    ...more,
  }
  return source
}

/** One item that holds these records. */
export function item(cursor: unknown, ...records: unknown[]): FetchedItem<unknown, unknown> {
  const raw: Found[] = records.map((value) => {
    const parsed = parseRecord(value)
    return parsed.ok
      ? { type: 'record', record: parsed.record }
      : { type: 'reject', code: parsed.code, reason: parsed.reason }
  })
  return { raw, cursor, position: 1, bytes: () => Buffer.from(JSON.stringify(records)) }
}

/** Waits for the end without having anything. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

let mentions = 0

export function mention(text: string, more: Readonly<Record<string, unknown>> = {}) {
  const id = `mastodon:https://example.social/${++mentions}`
  return {
    type: 'mention',
    id,
    source: 'mastodon',
    kind: 'post',
    text,
    publishedAt: '2026-03-02T11:59:00Z',
    observedAt: '2026-03-02T12:00:00Z',
    ...more,
  }
}

export function likes(mentionId: string, count: number) {
  return {
    type: 'engagement',
    mentionId,
    source: 'mastodon',
    observedAt: '2026-03-02T12:00:00Z',
    likes: count,
  }
}

export function deletion(mentionId: string) {
  return { type: 'deletion', mentionId, source: 'mastodon', observedAt: '2026-03-02T12:00:00Z' }
}

/** What stands in a topic, read back, partition by partition. */
export async function recordsIn(
  bus: Bus,
  topic: string = TOPICS.mentions,
): Promise<{ record: JournalRecord; key: string | null; partition: number }[]> {
  const found: { record: JournalRecord; key: string | null; partition: number }[] = []
  await readToEnd(bus, [topic], 'start', ({ records, partition }) => {
    for (const { key, value } of records) {
      const parsed = parseRecord(decodeJson(value ?? new Uint8Array()))
      if (!parsed.ok) throw new Error(parsed.reason)
      found.push({ record: parsed.record, key, partition })
    }
  })
  return found
}

/** The same without what sources say about themselves. */
export async function brandRecords(bus: Bus, topic: string = TOPICS.mentions) {
  return (await recordsIn(bus, topic))
    .map(({ record }) => record)
    .filter((record) => record.type !== 'source-status')
}

/** What sources said about themselves, in one partition. */
export async function statusesIn(bus: Bus, partition = 0): Promise<string[]> {
  return (await recordsIn(bus)).flatMap((one) =>
    one.partition === partition && one.record.type === 'source-status'
      ? [`${one.record.via ?? one.record.source} ${one.record.status}`]
      : [],
  )
}

export async function deadLettersIn(bus: Bus): Promise<DeadLetter[]> {
  const found: DeadLetter[] = []
  await readToEnd(bus, [TOPICS.deadLetters], 'start', ({ records }) => {
    for (const { value } of records) found.push(readDeadLetter(value ?? new Uint8Array())!)
  })
  return found
}

export async function cursorOf(bus: Bus, name: string): Promise<unknown> {
  for (let partition = 0; partition < (await bus.partitionsOf(TOPICS.ingestState)); partition++) {
    const stored = await bus.readCompacted(TOPICS.ingestState, partition)
    const found = stored.find(({ key }) => key === name)
    if (found?.value) return decodeJson<{ cursor: unknown }>(found.value)?.cursor
  }
  return undefined
}

/** Resolves when everything appended before is on the disk: it acknowledges in order. */
export async function onDisk(bus: Bus): Promise<void> {
  await bus.append([{ topic: TOPICS.notifications, key: 'k', value: 'v' }])
}
