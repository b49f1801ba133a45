/**
 * The detector: folds observations of one brand and says what it reads and what storms it sees. A processor: pure,
 * told the time, the same in a test, a backtest, one process and on Kafka. Its laws are
 * `tests/core/detector-laws.test.ts`.
 */

import { earliestEnd, type OpenCell, putRecord } from './cells.ts'
import {
  type BrandCell,
  type DetectorState,
  emptyCell,
  initialState,
  restoreState,
  snapshotState,
} from './detector-state.ts'
import { judge } from './judge.ts'
import { countedOf, measureCell } from './measure.ts'
import type { MentionObservation, Observation } from './observation.ts'
import { learnPosts, retirePosts, samplePost, trackMention } from './posts.ts'
import type { Processor } from './processor.ts'
import { readingOf } from './reading.ts'
import type { Reading, StormEvent } from './storm.ts'
import { type EpochMs, floorTo, HOUR_MS, WEEK_MS } from './time.ts'

export type Detected = Reading | StormEvent

/** A brand nobody has spoken of for so long is no longer read, until somebody does (DETECTION 5.1). */
const DORMANT_MS = WEEK_MS
/** Mentions remembered against repeated fetches, per generation, and how long a generation lasts. */
const SEEN = { perGeneration: 6_000, generationMs: 12 * HOUR_MS }

export const detector: Processor<Observation, Detected, DetectorState> = {
  name: 'detector',
  keyOf: (input) => ('brandId' in input ? input.brandId : undefined),
  initial: initialState,
  step,
  advance,
  snapshot: snapshotState,
  restore: restoreState,
}

function step(state: DetectorState, input: Observation): Detected[] {
  switch (input.type) {
    case 'policy':
      state.policy = input.brands[state.brandId] ?? input.policy
      state.policyId = input.policyId
      return []
    case 'tick':
    case 'source-status':
      return advance(state, input.at)
    default: {
      if ('from' in input && input.from) {
        if (input.from.offset <= state.absorbed[input.from.topic]) return []
        state.absorbed[input.from.topic] = input.from.offset
      }
      const out = advance(state, input.at)
      putRecord(state.cells, input, state.policy.postGrid)
      return out
    }
  }
}

/** Closes every cell that ended at least `grace` before `to`. */
function advance(state: DetectorState, to: EpochMs): Detected[] {
  const { cells, policy } = state
  if (to > cells.seenTo) cells.seenTo = to
  const closable = cells.seenTo - policy.grace
  const out: Detected[] = []
  if (cells.closedTo === undefined) {
    const earliest = earliestEnd(cells)
    if (earliest === undefined || earliest > closable) return out
    cells.closedTo = floorTo(earliest - policy.postGrid, policy.grid)
    cells.lastFoldedAt = cells.closedTo
    state.firstAt = cells.closedTo
    state.seen.turnedAt = cells.closedTo
  }
  for (let end = nextEnd(state); end <= closable; end = nextEnd(state)) closeCell(state, end, out)
  return out
}

/**
 * The end of the next cell that can change anything: every post cell while there is a storm or a record in it, else
 * every brand cell, and after a week of silence only the next one with a record.
 */
function nextEnd(state: DetectorState): EpochMs {
  const { cells, policy } = state
  const closedTo = cells.closedTo ?? 0
  const stormy = state.negative.life.phase !== 'calm' || state.positive.life.phase !== 'calm'
  if (stormy) return closedTo + policy.postGrid
  const withRecord = earliestEnd(cells) ?? Number.POSITIVE_INFINITY
  const gridEnd = floorTo(closedTo, policy.grid) + policy.grid
  const dormant = gridEnd > cells.lastFoldedAt + DORMANT_MS
  return dormant ? withRecord : Math.min(gridEnd, withRecord)
}

/** Folds one post cell; at the end of a brand cell also measures, judges and learns. */
function closeCell(state: DetectorState, end: EpochMs, out: Detected[]): void {
  const { cells, policy } = state
  const cell = cells.open.get(end)
  cells.open.delete(end)
  cells.closedTo = end
  if (cell) {
    cells.lastFoldedAt = end
    foldPostCell(state, cell, end)
  }
  const whole = end % policy.grid === 0
  if (whole) {
    closeBrandCell(state, end, out)
    return
  }
  const stormy = state.negative.life.phase !== 'calm' || state.positive.life.phase !== 'calm'
  if (stormy || (cell && cell.samples.size > 0)) judgeBoth(state, end, out)
  if (cell) out.push(readingOf(state, end, state.cell, true))
}

function judgeBoth(state: DetectorState, at: EpochMs, out: Detected[]): void {
  for (const event of judge(state, state.negative, at)) out.push(event)
  for (const event of judge(state, state.positive, at)) out.push(event)
}

function closeBrandCell(state: DetectorState, end: EpochMs, out: Detected[]): void {
  const { cell, policy } = state
  const elapsedMs = state.knownTo === undefined ? policy.grid : end - state.knownTo
  let known = false
  for (const track of [state.negative, state.positive]) {
    const counted = countedOf(state, cell, track)
    if (!counted) continue
    known = true
    measureCell(state, track, counted, end, elapsedMs)
  }
  state.cell = emptyCell()
  if (!known) return
  foldTouchpoints(state, cell, elapsedMs)
  state.knownTo = end
  judgeBoth(state, end, out)
  retirePosts(state.posts, end, policy)
  turnSeen(state, end)
  out.push(readingOf(state, end, cell, false))
}

/** By key, so that sums of fractions come out the same whatever the order of arrival was. */
function byKey<Value extends { readonly key: number }>(
  records: ReadonlyMap<number, Value>,
): Value[] {
  const sorted = [...records.values()]
  return sorted.length > 1 ? sorted.sort((a, b) => a.key - b.key) : sorted
}

function foldPostCell(state: DetectorState, cell: OpenCell, end: EpochMs): void {
  const { policy, posts } = state
  for (const mention of byKey(cell.mentions)) {
    if (isNew(state, mention.key)) countMention(state, mention)
    trackMention(posts, mention, policy)
  }
  const sampled: number[] = []
  for (const sample of byKey(cell.samples)) {
    state.cell.engagement += samplePost(posts, sample, policy)
    sampled.push(sample.key)
  }
  const leading = state.negative.storm?.leadingMentionId
  const stormy = sampled.find((key) => posts.byKey.get(key)?.mentionId === leading)
  learnPosts(posts, sampled, end, stormy, policy)
  for (const key of cell.deletions) posts.byKey.delete(key)
  for (const counts of cell.counts) {
    state.countsOnly = true
    if (counts.volumeOnly) state.volumeOnly = true
    addCounts(state, counts)
  }
}

function countMention(state: DetectorState, mention: MentionObservation): void {
  const { cell } = state
  cell.mentions++
  if (mention.own) return
  cell.negativeMilli += mention.pNegMilli
  cell.positiveMilli += mention.pPosMilli
  const threshold = state.policy.postNegative * 1_000
  if (mention.pNegMilli >= threshold) {
    cell.negativeAuthors.set(mention.author, (cell.negativeAuthors.get(mention.author) ?? 0) + 1)
    for (const name of mention.touchpoints)
      cell.touchpoints.set(name, (cell.touchpoints.get(name) ?? 0) + 1)
  }
  if (mention.pPosMilli >= threshold) {
    cell.positiveAuthors.set(mention.author, (cell.positiveAuthors.get(mention.author) ?? 0) + 1)
  }
  if (mention.kind !== 'article') return
  state.articlesSeen = true
  if (state.negative.storm && mention.pNegMilli >= threshold) state.negative.storm.articles++
}

function addCounts(state: DetectorState, counts: Extract<Observation, { type: 'counts' }>): void {
  const sum = (a: number | null, b: number | null) => (a === null || b === null ? null : a + b)
  const known = state.cell.counts ?? { mentions: 0, negatives: 0, authors: 0, engagement: 0 }
  state.cell.counts = {
    mentions: sum(known.mentions, counts.mentions),
    negatives: sum(known.negatives, counts.negatives),
    authors: sum(known.authors, counts.authors),
    engagement: sum(known.engagement, counts.engagement),
  }
}

/** A mention fetched again, or edited, is counted once. */
function isNew(state: DetectorState, key: number): boolean {
  const { seen } = state
  if (seen.now.has(key) || seen.before.has(key)) return false
  seen.now.add(key)
  return true
}

function turnSeen(state: DetectorState, at: EpochMs): void {
  const { seen } = state
  if (at - seen.turnedAt < SEEN.generationMs && seen.now.size < SEEN.perGeneration) return
  seen.before = seen.now
  seen.now = new Set()
  seen.turnedAt = at
}

function foldTouchpoints(state: DetectorState, cell: BrandCell, elapsedMs: number): void {
  const left = 2 ** (-elapsedMs / state.policy.halfLife)
  for (const [name, weight] of state.touchpoints) {
    if (weight * left < 0.01) state.touchpoints.delete(name)
    else state.touchpoints.set(name, weight * left)
  }
  for (const [name, mentions] of cell.touchpoints) {
    state.touchpoints.set(name, (state.touchpoints.get(name) ?? 0) + mentions)
  }
}
