/**
 * The detector: folds observations of one brand and says what it reads and what storms it sees. A processor: pure,
 * told the time, the same in a test, a backtest, one process and on Kafka. Its laws are
 * `tests/core/detector-laws.test.ts`.
 */

import { type CellSample, takeMentions, takeSamples } from './cell-rows.ts'
import { earliestEnd, type OpenCell, putRecord, reuseCell, takeCell } from './cells.ts'
import { foldCounts, foldMention, foldTouchpoints } from './detector-fold.ts'
import { restoreState, snapshotState } from './detector-snapshot.ts'
import { type DetectorState, emptyCell, initialState } from './detector-state.ts'
import { judge } from './judge.ts'
import { countedOf, measureCell } from './measure.ts'
import { idKey } from './mention.ts'
import type { Observation, Origin } from './observation.ts'
import {
  dropPost,
  learnPosts,
  retellPost,
  retirePosts,
  type Stormy,
  samplePost,
  strikingPosts,
} from './posts.ts'
import type { Processor } from './processor.ts'
import { readingOf, readWindow } from './reading.ts'
import { see, turnSeen, unsay } from './seen.ts'
import type { Reading, StormEvent } from './storm.ts'
import { type EpochMs, floorTo, WEEK_MS } from './time.ts'

export type Detected = Reading | StormEvent

/** A brand nobody has spoken of for so long is no longer read, until somebody does (DETECTION 5.1). */
const DORMANT_MS = WEEK_MS

export const detector: Processor<Observation, Detected, DetectorState> = {
  name: 'detector',
  keyOf: (input) => ('brandId' in input ? input.brandId : undefined),
  initial: initialState,
  step,
  advance,
  snapshot: snapshotState,
  restore: restoreState,
}

/** A policy holds from its place in the log on; it does not move time, because a backlog may stand behind it. */
function step(state: DetectorState, input: Observation): Detected[] {
  switch (input.type) {
    case 'policy':
      state.policy = Object.hasOwn(input.brands, state.brandId)
        ? input.brands[state.brandId]!
        : input.policy
      state.policyId = input.policyId
      state.cells.dueAt = Number.NEGATIVE_INFINITY
      state.cells.latest = undefined
      return []
    case 'tick':
    case 'source-status':
      return advance(state, input.at)
    default: {
      if ('from' in input && input.from && !absorb(state, input.from)) return NOTHING
      const out = advance(state, input.at)
      putRecord(state.cells, input, state.policy.postGrid)
      return out
    }
  }
}

/** @returns false for what was folded before. */
function absorb({ absorbed }: DetectorState, { topic, offset }: Origin): boolean {
  if (topic === 'mentions') {
    if (offset <= absorbed.mentions) return false
    absorbed.mentions = offset
    return true
  }
  if (offset <= absorbed.engagement) return false
  absorbed.engagement = offset
  return true
}

/** Closes every cell that ended at least `grace` before `to`. */
function advance(state: DetectorState, to: EpochMs): Detected[] {
  const { cells } = state
  if (to > cells.seenTo) cells.seenTo = to
  return cells.seenTo < cells.dueAt ? NOTHING : closeCells(state)
}

function closeCells(state: DetectorState): Detected[] {
  const { cells, policy } = state
  const closable = cells.seenTo - policy.grace
  if (cells.closedTo === Number.NEGATIVE_INFINITY) {
    const earliest = earliestEnd(cells)
    if (earliest === undefined || earliest > closable) return NOTHING
    begin(state, earliest)
  }
  let end = nextEnd(state)
  let out = NOTHING
  if (end <= closable) {
    out = []
    for (; end <= closable; end = nextEnd(state)) closeCell(state, end, out)
  }
  cells.dueAt = end + policy.grace
  return out
}

/** Most records close no cell; one frozen answer serves them all. */
const NOTHING: Detected[] = []
Object.freeze(NOTHING)

/** A brand's own time begins with the grid cell that holds its first record. */
function begin(state: DetectorState, firstEnd: EpochMs): void {
  const from = floorTo(firstEnd - state.policy.postGrid, state.policy.grid)
  state.cells.closedTo = from
  state.cells.lastFoldedAt = from
  state.firstAt = from
  state.seen.turnedAt = from
}

/** The end of the next cell that can change anything: one with a record, or a brand cell unless nobody speaks. */
function nextEnd(state: DetectorState): EpochMs {
  const { cells, policy } = state
  const withRecord = earliestEnd(cells) ?? Number.POSITIVE_INFINITY
  const gridEnd = floorTo(cells.closedTo, policy.grid) + policy.grid
  const dormant = gridEnd > cells.lastFoldedAt + DORMANT_MS
  return dormant ? withRecord : Math.min(gridEnd, withRecord)
}

/** Folds one post cell, if there is one; at the end of a brand cell also measures and learns. Then judges. */
function closeCell(state: DetectorState, end: EpochMs, out: Detected[]): void {
  const { cells, posts, policy } = state
  const open = takeCell(cells, end)
  cells.closedTo = end
  if (open) cells.lastFoldedAt = end
  const sampled = open ? foldPostCell(state, open, end) : NOBODY
  const whole = end % policy.grid === 0
  const { cell } = state
  const known = whole && measureBrandCell(state, end)
  if (known) retirePosts(posts, end, policy)
  // Between brand cells only new counters can change which post stands out.
  if (whole || sampled.length > 0) state.striking = strikingPosts(posts, end, policy)
  const { striking } = state
  if (known || sampled.length > 0) {
    const criticism = judge(state, state.negative, striking.negative, end)
    if (criticism) out.push(criticism)
    const praise = judge(state, state.positive, striking.positive, end)
    if (praise) out.push(praise)
    learnPosts(posts, sampled, end, stormyPosts(state, end), policy)
  }
  if (known) readWindow(state)
  const provisional = open !== undefined && !whole && !state.counted
  if (known || provisional) out.push(readingOf(state, end, cell, striking.negative, !whole))
}

/** @returns false where nothing is known of the cell: then nobody may call it calm. */
function measureBrandCell(state: DetectorState, end: EpochMs): boolean {
  const { cell, policy } = state
  const elapsedMs = state.knownTo === undefined ? policy.grid : end - state.knownTo
  let known = false
  for (const track of [state.negative, state.positive]) {
    const counted = countedOf(state, cell, track)
    if (!counted) continue
    known = true
    measureCell(state, track, counted, end, elapsedMs)
  }
  state.cell = emptyCell(cell)
  if (!known) return false
  foldTouchpoints(state, cell, elapsedMs)
  state.knownTo = end
  turnSeen(state.seen, end)
  return true
}

const NOBODY: readonly CellSample[] = []

/** @returns the samples of the posts whose counters were read, one a post. */
function foldPostCell(state: DetectorState, open: OpenCell, end: EpochMs): readonly CellSample[] {
  const { policy, posts, seen } = state
  for (const mention of takeMentions(open.mentions)) {
    const isNew = see(seen, mention, end)
    if (isNew) foldMention(state, mention)
    if (!isNew || posts.table.untold > 0) retellPost(posts, mention)
  }
  const samples = takeSamples(open.samples)
  for (const sample of samples) state.cell.engagement += samplePost(posts, sample, seen, policy)
  for (const key of open.deletions ?? []) {
    dropPost(posts, key)
    unsay(seen, key)
  }
  if (open.counts) foldCounts(state, open.counts)
  reuseCell(state.cells, open)
  return samples
}

/** What a storm is about must not become usual, and neither must a day with one, unless it stays (`maxFreeze`). */
function stormyPosts(state: DetectorState, at: EpochMs): Stormy {
  if (!state.negative.storm && !state.positive.storm) return CALM
  const keys: number[] = []
  let frozen = false
  for (const { storm } of [state.negative, state.positive]) {
    if (!storm) continue
    if (storm.leadingMentionId !== undefined) keys.push(idKey(storm.leadingMentionId))
    if (at - storm.startedAt <= state.policy.maxFreeze) frozen = true
  }
  return { keys, frozen }
}

const CALM: Stormy = { keys: [], frozen: false }
