/**
 * The ingest service: runs every configured source, matches what it finds, and puts it into the log. A source's
 * cursor is stored only after the log has acknowledged what came before it.
 */

import type { Brand } from '../../shared/core/brand.ts'
import { compileMatcher } from '../../shared/core/match.ts'
import type { JournalRecord, SourceState } from '../../shared/core/mention.ts'
import { parseRecord } from '../../shared/core/parse.ts'
import { DAY_MS } from '../../shared/core/time.ts'
import type { Append, Bus } from '../../shared/edge/bus.ts'
import type { Clock } from '../../shared/edge/clock.ts'
import { deadLetter, decodeJson } from '../../shared/edge/codec.ts'
import type { Events } from '../../shared/edge/events.ts'
import { pause } from '../../shared/edge/pause.ts'
import { readToEnd } from '../../shared/edge/read-to-end.ts'
import { TOPICS } from '../../shared/edge/topics.ts'
import { assign, createKnown, toAppends } from './publish.ts'
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
/** Failures in a row after which a source counts as blind. */
const BLIND_AFTER = 3
/** The largest dead letter: Kafka takes a megabyte by default. */
const DEAD_LETTER_BYTES = 900_000

export async function startIngest(options: IngestOptions): Promise<IngestService> {
  const stopping = new AbortController()
  const house = await openHouse(options)
  const running = options.sources.map((configured) => runSource(house, configured, stopping.signal))
  return {
    stop: async () => {
      stopping.abort()
      await Promise.allSettled(running)
    },
    done: Promise.all(running).then(() => undefined),
  }
}

/** What all sources share. */
interface House extends IngestOptions {
  readonly partitions: number
  readonly cursors: ReadonlyMap<string, unknown>
  publish(
    name: string,
    items: readonly FetchedItem<unknown, unknown>[],
    source: AnySource,
  ): Promise<void>
  publishFound(name: string, found: readonly Found[]): Promise<void>
  readonly schedules: Map<string, Schedule>
}

async function openHouse(options: IngestOptions): Promise<House> {
  const { bus, brands, clock } = options
  const matcher = compileMatcher(brands)
  for (const { brandId, rule, reason } of matcher.rejected) {
    options.events.problem(
      'ingest: rules',
      `brand ${brandId}: the rule ${JSON.stringify(rule)} was left out: ${reason}`,
    )
  }
  const ids = new Set(brands.map(({ id }) => id))
  const partitions = await bus.partitionsOf(TOPICS.mentions)
  const schedules = new Map(options.sources.map(({ name }) => [name, createSchedule()]))
  const known = createKnown()
  const remember = (record: JournalRecord, name: string) => {
    if (record.type === 'mention' && record.brandId !== undefined) {
      known.remember(record.id, record.brandId)
      if (name !== undefined)
        schedules.get(name)?.watch(record.id, record.brandId, record.publishedAt, clock.now())
    } else if (record.type === 'deletion') {
      for (const schedule of schedules.values()) schedule.unwatch(record.mentionId)
    }
  }
  await readToEnd(bus, [TOPICS.mentions], { at: clock.now() - DAY_MS }, (batch) => {
    for (const { value } of batch.records) {
      const parsed = value && parseRecord(decodeJson(value))
      if (parsed?.ok) remember(parsed.record, parsed.record.via ?? parsed.record.source)
    }
  })
  const appendsOf = (name: string, found: Found, dead: () => Append): Append[] => {
    if (found.type === 'skip') return []
    if (found.type === 'reject') {
      options.events.deadLettered(name, found.code, 1)
      return [dead()]
    }
    const { record } = found
    if (record.type === 'source-status') return toAppends(record, partitions)
    const assigned = assign(record, matcher, ids, known)
    if (assigned.length === 0) options.events.unmatched(name, 1)
    for (const one of assigned) {
      remember(one, name)
      options.events.published(one.source, one.type, 1)
    }
    return assigned.flatMap((one) => toAppends(one, partitions))
  }
  return {
    ...options,
    partitions,
    schedules,
    cursors: await readCursors(bus),
    async publish(name, items, source) {
      const appends = items.flatMap((item) =>
        source
          .read(item.raw, clock.now())
          .flatMap((found) => appendsOf(name, found, () => letterOf(name, item, found))),
      )
      await bus.append(appends)
      await bus.append([
        {
          topic: TOPICS.ingestState,
          key: name,
          value: JSON.stringify({ cursor: items.at(-1)?.cursor ?? null }),
        },
      ])
    },
    async publishFound(name, found) {
      await bus.append(
        found.flatMap((one) => appendsOf(name, one, () => letterOf(name, NO_ITEM, one))),
      )
    },
  }
}

const NO_ITEM: FetchedItem<unknown, unknown> = {
  raw: undefined,
  cursor: undefined,
  position: 0,
  bytes: () => new Uint8Array(),
}

function letterOf(origin: string, item: FetchedItem<unknown, unknown>, found: Found): Append {
  const { code, reason } = found.type === 'reject' ? found : { code: 'bad-field', reason: '' }
  const raw = item.bytes()
  const cut =
    raw.length > DEAD_LETTER_BYTES
      ? ` (the first ${DEAD_LETTER_BYTES} of ${raw.length} bytes are kept)`
      : ''
  return deadLetter({
    code,
    reason: reason + cut,
    origin,
    position: item.position,
    raw: raw.subarray(0, DEAD_LETTER_BYTES),
  })
}

async function readCursors(bus: Bus): Promise<ReadonlyMap<string, unknown>> {
  const cursors = new Map<string, unknown>()
  for (let partition = 0; partition < (await bus.partitionsOf(TOPICS.ingestState)); partition++) {
    for (const { key, value } of await bus.readCompacted(TOPICS.ingestState, partition)) {
      if (key !== null && value)
        cursors.set(key, decodeJson<{ cursor: unknown }>(value)?.cursor ?? undefined)
    }
  }
  return cursors
}

/** Runs one source until it ends or the service stops. Nothing a source does can stop another. */
async function runSource(
  house: House,
  configured: ConfiguredSource,
  signal: AbortSignal,
): Promise<void> {
  const { name, source } = configured
  let cursor = house.cursors.get(name)
  let failures = 0
  let told: SourceState | undefined
  const tell = async (status: SourceState) => {
    if (told === status) return
    told = status
    const record = {
      type: 'source-status',
      source: source.name,
      via: name === source.name ? undefined : name,
      status,
      observedAt: house.clock.now(),
    } as const
    await house.bus.append(toAppends(record, house.partitions))
  }
  const stopMeasuring = startMeasuring(house, configured, house.schedules.get(name), signal)
  while (!signal.aborted) {
    try {
      for await (const items of source.fetch({
        options: configured.options,
        cursor,
        clock: house.clock,
        signal,
      })) {
        await publishAll(house, name, items, source)
        cursor = items.at(-1)?.cursor ?? cursor
        failures = 0
        await tell('live')
      }
      failures = 0
      const everyMs = source.pollEveryMs?.(configured.options)
      if (everyMs === undefined) break
      await pause(everyMs, signal)
    } catch (error) {
      if (signal.aborted) break
      house.events.problem(`source ${name}`, error)
      failures++
      if (failures >= BLIND_AFTER) await tell('blind').catch(() => undefined)
      await pause(RETRY_MS[Math.min(failures, RETRY_MS.length) - 1]!, signal)
    }
  }
  stopMeasuring()
  if (!signal.aborted) await tell('quiet')
}

async function publishAll(
  house: House,
  name: string,
  items: readonly FetchedItem<unknown, unknown>[],
  source: AnySource,
): Promise<void> {
  try {
    await house.publish(name, items, source)
    for (const item of items) item.acknowledged?.()
  } catch (error) {
    for (const item of items) item.failed?.(error)
    throw error
  }
}
