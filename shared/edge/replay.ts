/**
 * Plays recorded history through the same core as production: parse, match, score, fold, judge, tell. No clock and
 * no log: time moves with the records, folded by `observedAt`. Two replays of the same input give the same outputs.
 */

import type { AlertInput, Notification, TellingVersion } from '../core/alert.ts'
import { type Detected, detector } from '../core/detector.ts'
import type { DetectorState } from '../core/detector-state.ts'
import { escalation } from '../core/escalation.ts'
import type { Matcher } from '../core/match.ts'
import type { Deletion, EngagementSample, JournalRecord, Mention } from '../core/mention.ts'
import type { Observation, PolicyVersion } from '../core/observation.ts'
import { parseLine } from '../core/parse.ts'
import type { Processor } from '../core/processor.ts'
import type { Reading, StormEvent } from '../core/storm.ts'
import { type EpochMs, floorTo } from '../core/time.ts'
import { decodeText } from './codec.ts'
import { type Line, readLines } from './lines.ts'
import type { RecordScorer } from './scorer.ts'

export interface PlayOptions {
  readonly policy: PolicyVersion
  /** Undefined: nobody is told anything. */
  readonly telling: TellingVersion | undefined
}

export interface ReplayOptions extends PlayOptions {
  readonly scorer: RecordScorer
  /** For records without a brand; undefined: they are nobody's. */
  readonly matcher: Matcher | undefined
}

/** Takes the outputs in the order of their instants, brand by brand within one instant. */
export interface ReplaySink {
  reading(reading: Reading): void
  storm(event: StormEvent): void
  notification(notification: Notification): void
  deadLetter(letter: { line: number; file: string; reason: string; raw: Buffer }): void
}

export interface ReplayCounts {
  records: number
  mentions: number
  engagement: number
  unmatched: number
  deadLetters: number
  readonly brands: Map<string, { mentions: number; readings: number; storms: number }>
}

export function emptyCounts(): ReplayCounts {
  return { records: 0, mentions: 0, engagement: 0, unmatched: 0, deadLetters: 0, brands: new Map() }
}

/** Replays journals, plain or gzip, `-` for standard input. @throws LinesError when a file cannot be read. */
export async function replayJournals(
  paths: readonly string[],
  options: ReplayOptions,
  sink: ReplaySink,
): Promise<ReplayCounts> {
  const counts = emptyCounts()
  const reading: Read = { observations: [], known: new Map(), brandless: [] }
  for (const path of paths) {
    for await (const lines of readLines(path)) {
      for (const line of lines) readOne(line, path, options, sink, counts, reading)
    }
  }
  for (const record of reading.brandless) {
    const brands = reading.known.get(record.mentionId) ?? []
    give(record, brands, options, counts, reading)
  }
  const { observations } = reading
  inOrder(observations)
  const player = createPlayer(options, sink, counts)
  for (const observation of observations) player.play(observation)
  player.end()
  return counts
}

/** What was read so far. */
interface Read {
  readonly observations: Observation[]
  /** The brands that a mention turned out to be about. */
  readonly known: Map<string, readonly string[]>
  /** Counters and deletions that name no brand wait for their mention, which may stand further down. */
  readonly brandless: (EngagementSample | Deletion)[]
}

/** Scores a line at once, so that its text need not be kept. */
function readOne(
  line: Line,
  path: string,
  options: ReplayOptions,
  sink: ReplaySink,
  counts: ReplayCounts,
  reading: Read,
): void {
  counts.records++
  const parsed = parseLine(decodeText(line.bytes))
  if (!parsed.ok) {
    counts.deadLetters++
    const reason = `${parsed.code}: ${parsed.reason}`
    sink.deadLetter({ line: line.number, file: path, reason, raw: line.bytes })
    return
  }
  const { record } = parsed
  if (record.type === 'source-status') {
    const { type, source, via, status, observedAt } = record
    reading.observations.push({ type, source, via, status, at: observedAt })
  } else if (record.type === 'mention') {
    const brands = record.brandId === undefined ? matchesOf(record, options) : [record.brandId]
    remember(reading.known, record.id, brands)
    give(record, brands, options, counts, reading)
  } else if (record.brandId === undefined) reading.brandless.push(record)
  else give(record, [record.brandId], options, counts, reading)
}

function give(
  record: Exclude<JournalRecord, { type: 'source-status' }>,
  brands: readonly string[],
  options: ReplayOptions,
  counts: ReplayCounts,
  { observations }: Read,
): void {
  if (brands.length === 0) counts.unmatched++
  for (const brandId of brands) observations.push(observe(record, brandId, options, counts))
}

function matchesOf(mention: Mention, options: ReplayOptions): string[] {
  const input = { text: mention.text, authorHandle: mention.author?.handle, source: mention.source }
  return (options.matcher?.match(input) ?? []).map(({ brandId }) => brandId)
}

function remember(
  known: Map<string, readonly string[]>,
  id: string,
  brands: readonly string[],
): void {
  const before = known.get(id)
  const fresh = before ? brands.filter((brandId) => !before.includes(brandId)) : brands
  if (fresh.length > 0) known.set(id, before ? [...before, ...fresh] : fresh)
}

function observe(
  record: Exclude<JournalRecord, { type: 'source-status' }>,
  brandId: string,
  { scorer }: ReplayOptions,
  counts: ReplayCounts,
): Observation {
  switch (record.type) {
    case 'mention':
      counts.mentions++
      return scorer.mention({ ...record, brandId }).observation
    case 'engagement':
      counts.engagement++
      return scorer.engagement({ ...record, brandId })
    case 'deletion':
      return scorer.deletion({ ...record, brandId })
  }
}

/** By the instant at which a record became known, then by brand: the order of the lines is nothing. */
function inOrder(observations: Observation[]): void {
  for (let i = 1; i < observations.length; i++) {
    if (byInstant(observations[i - 1]!, observations[i]!) > 0) {
      observations.sort(byInstant)
      return
    }
  }
}

function byInstant(a: Observation, b: Observation): number {
  if (a.at !== b.at) return a.at - b.at
  const [left, right] = [brandOf(a), brandOf(b)]
  if (left === right) return 0
  return left < right ? -1 : 1
}

function brandOf(observation: Observation): string {
  return 'brandId' in observation ? observation.brandId : ''
}

/** One brand's two processors, side by side as in production. */
interface Lane {
  readonly detecting: DetectorState
  readonly deciding: ReturnType<typeof escalation.initial>
}

export interface Player {
  play(observation: Observation): void
  /** Closes the last cells. `to` is where the input ends, if later than its last record. */
  end(to?: EpochMs): void
}

/**
 * Folds observations that come in order. All brands move on together whenever a post cell has passed, so that
 * outputs come in the order of time.
 */
export function createPlayer(
  options: PlayOptions,
  sink: ReplaySink,
  counts: ReplayCounts,
  sweep = true,
): Player {
  const lanes = new Map<string, Lane>()
  const { postGrid, grid, grace } = options.policy.policy
  let passed = Number.NEGATIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  const take = (lane: Lane, outputs: readonly Detected[]) => {
    for (const output of outputs) deliver(lane, output, sink, counts)
  }
  const moveAll = (to: EpochMs) => {
    for (const lane of lanes.values()) moveLane(lane, to, take, sink)
  }
  return {
    play(observation) {
      const { at } = observation
      if (at > last) last = at
      const cell = floorTo(at - grace, postGrid)
      if (sweep && cell > passed) {
        passed = cell
        moveAll(at)
      }
      if (!('brandId' in observation)) return
      const lane = laneOf(lanes, observation.brandId, options, counts)
      take(lane, detector.step(lane.detecting, observation))
      countOne(counts, observation)
    },
    end(to = last) {
      moveAll(floorTo(to, grid) + grid + grace)
    },
  }
}

function countOne(
  counts: ReplayCounts,
  observation: Extract<Observation, { brandId: string }>,
): void {
  if (observation.type === 'mention') counts.brands.get(observation.brandId)!.mentions++
  if (observation.type === 'counts')
    counts.brands.get(observation.brandId)!.mentions += observation.mentions ?? 0
}

function laneOf(
  lanes: Map<string, Lane>,
  brandId: string,
  options: PlayOptions,
  counts: ReplayCounts,
): Lane {
  const found = lanes.get(brandId)
  if (found) return found
  const lane: Lane = {
    detecting: born(detector, brandId, options.policy),
    deciding: born(escalation, brandId, options.telling),
  }
  lanes.set(brandId, lane)
  counts.brands.set(brandId, { mentions: 0, readings: 0, storms: 0 })
  return lane
}

function born<In, Out, State>(
  processor: Processor<In, Out, State>,
  key: string,
  broadcast: In | undefined,
): State {
  const state = processor.initial(key)
  if (broadcast !== undefined) processor.step(state, broadcast)
  return state
}

function moveLane(
  lane: Lane,
  to: EpochMs,
  take: (lane: Lane, outputs: readonly Detected[]) => void,
  sink: ReplaySink,
): void {
  take(lane, detector.advance(lane.detecting, to))
  for (const notification of escalation.advance(lane.deciding, to)) sink.notification(notification)
}

function deliver(lane: Lane, output: Detected, sink: ReplaySink, counts: ReplayCounts): void {
  const brand = counts.brands.get(output.brandId)!
  if (output.type === 'reading') {
    if (output.provisional) return
    brand.readings++
    sink.reading(output)
    return
  }
  if (output.change === 'opened' && output.kind === 'storm') brand.storms++
  sink.storm(output)
  const input: AlertInput = output
  for (const notification of escalation.step(lane.deciding, input)) sink.notification(notification)
}
