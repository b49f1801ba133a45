/**
 * Reads the log for the page: what stands in it from a few days back, then what comes. Outside any group; begins anew
 * when the log fails, which is harmless because the projection folds nothing twice.
 */

import { parseRecord } from '../../shared/core/parse.ts'
import { fold, type Projection, type ProjectionInput } from '../../shared/core/projection.ts'
import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS, parseInstant } from '../../shared/core/time.ts'
import type { Batch, Bus, LogRecord } from '../../shared/edge/bus.ts'
import { decodeJson } from '../../shared/edge/codec.ts'
import type { Events } from '../../shared/edge/events.ts'
import { pause } from '../../shared/edge/pause.ts'
import { TOPICS } from '../../shared/edge/topics.ts'

export interface FollowOptions {
  readonly bus: Bus
  readonly events: Pick<Events, 'problem' | 'mentionAge'>
  readonly projection: Projection
  /** The product's time. */
  now(): EpochMs
  /** By the clock of the log. */
  readonly startAt: EpochMs
  /** After each batch that was folded. */
  onFolded(): void
}

export interface Following {
  /** Why the page may not show the present; empty: it does. */
  troubles(): readonly string[]
  stop(): Promise<void>
}

const RETRY_MS = 5_000
/** Readings to begin with, of all brands together; a brand writes about 3,200 a day, most of them provisional. */
const READINGS_AT_START = 500_000
const READINGS_A_DAY = 3_200
/** Provisional readings older than this were replaced long ago. */
const PROVISIONAL_MS = 10 * MINUTE_MS

export function follow(options: FollowOptions): Following {
  const stopping = new AbortController()
  const behind = new Set<string>()
  const failed = new Set<string>()
  const { startAt } = options
  const starts: readonly (readonly [readonly string[], number])[] = [
    [[TOPICS.storms, TOPICS.notifications], 7 * DAY_MS],
    [[TOPICS.readings], readingsBack(options.projection.brands.size)],
    [[TOPICS.mentions], DAY_MS],
  ]
  const running = starts.map(([topics, backMs]) => {
    for (const topic of topics) behind.add(topic)
    return keepFollowing(
      options,
      { topics, from: startAt - backMs, behind, failed },
      stopping.signal,
    )
  })
  return {
    troubles: () => [
      ...[...failed].map((topic) => `log-out-of-reach: ${topic}`),
      ...[...behind].map((topic) => `catching-up: ${topic}`),
    ],
    stop: async () => {
      stopping.abort()
      await Promise.all(running)
    },
  }
}

/** A week for a few brands, an hour for thousands; the store has the rest. */
function readingsBack(brands: number): number {
  const week = (READINGS_AT_START / READINGS_A_DAY / Math.max(1, brands)) * DAY_MS
  return Math.max(HOUR_MS, Math.min(7 * DAY_MS, week))
}

interface Course {
  readonly topics: readonly string[]
  readonly from: EpochMs
  /** Topics not yet read to their end. */
  readonly behind: Set<string>
  readonly failed: Set<string>
}

async function keepFollowing(
  options: FollowOptions,
  course: Course,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await followOnce(options, course, signal)
    } catch (error) {
      for (const topic of course.topics) course.failed.add(topic)
      options.events.problem('dashboard: the log', error)
      await pause(RETRY_MS, signal)
    }
  }
}

async function followOnce(
  { bus, ...options }: FollowOptions,
  { topics, from, behind, failed }: Course,
  signal: AbortSignal,
): Promise<void> {
  const open = new Map<string, Set<number>>()
  for (const topic of topics) {
    const partitions = await bus.partitionsOf(topic)
    open.set(topic, new Set(Array.from({ length: partitions }, (_, i) => i)))
  }
  const tail = bus.tail({
    topics,
    from: { at: from },
    onBatch: async (batch) => {
      const { topic, partition, nextOffset, endOffset } = batch
      failed.delete(topic)
      foldBatch(options, batch)
      if (nextOffset >= endOffset && open.get(topic)?.delete(partition)) {
        if (open.get(topic)?.size === 0) behind.delete(topic)
      }
      if (batch.records.length > 0) options.onFolded()
    },
  })
  const stop = () => void tail.stop()
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    await tail.done
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function foldBatch(options: Omit<FollowOptions, 'bus'>, batch: Batch): void {
  const { startAt } = options
  let newest = Number.NEGATIVE_INFINITY
  for (const record of batch.records) {
    const input = foldRecord(options, batch.topic, record)
    if (input?.type === 'source-seen' && record.appendedAt >= startAt)
      newest = Math.max(newest, input.at)
  }
  if (newest > Number.NEGATIVE_INFINITY)
    options.events.mentionAge(Math.max(0, options.now() - newest))
}

/** A record that is not as it should be is told and left out; the page goes on. */
function foldRecord(
  { projection, startAt, events }: Omit<FollowOptions, 'bus'>,
  topic: string,
  record: LogRecord,
): ProjectionInput | undefined {
  try {
    const input = inputOf(topic, record, startAt)
    if (input) fold(projection, input)
    return input
  } catch (error) {
    events.problem(`dashboard: a record of ${topic}`, error)
    return undefined
  }
}

function inputOf(topic: string, record: LogRecord, startAt: EpochMs): ProjectionInput | undefined {
  const { value, appendedAt } = record
  if (value === null) return undefined
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  if (topic === TOPICS.mentions) return sourceInput(bytes)
  if (bytes.length < 80 && begins(bytes, TICK)) return undefined
  const isOld = appendedAt < startAt - PROVISIONAL_MS
  if (isOld && bytes.subarray(0, 200).includes('"provisional":true')) return undefined
  return decodeJson<ProjectionInput>(value)
}

const TICK = Buffer.from('{"type":"tick"')
const STATUS = Buffer.from('{"type":"source-status"')
const SOURCE = Buffer.from('"source":"')
const VIA = Buffer.from('","via":"')
const OBSERVED = Buffer.from('"observedAt":"')

/**
 * Of a mention only its source and instant matter here, so that it is not parsed: `formatRecord` writes the fields in
 * a fixed order, and inside a text every quotation mark is escaped.
 */
function sourceInput(bytes: Buffer): ProjectionInput | undefined {
  if (begins(bytes, STATUS)) {
    const parsed = parseRecord(decodeJson(bytes))
    return parsed.ok && parsed.record.type === 'source-status' ? parsed.record : undefined
  }
  const start = bytes.indexOf(SOURCE)
  const observed = bytes.lastIndexOf(OBSERVED)
  if (start < 0 || observed < 0) return undefined
  const end = bytes.indexOf('"', start + SOURCE.length)
  const source = bytes.toString('utf8', start + SOURCE.length, end)
  const hasVia = begins(bytes.subarray(end), VIA)
  const viaStart = end + VIA.length
  const via = hasVia ? bytes.toString('utf8', viaStart, bytes.indexOf('"', viaStart)) : undefined
  const instantStart = observed + OBSERVED.length
  const at = parseInstant(bytes.toString('latin1', instantStart, bytes.indexOf('"', instantStart)))
  return at === undefined ? undefined : { type: 'source-seen', source, via, at }
}

function begins(bytes: Buffer, start: Buffer): boolean {
  return bytes.subarray(0, start.length).equals(start)
}
