/**
 * The detector: folds observations of one brand and says what it reads and what storms it sees. A processor: pure,
 * told the time, the same in a test, a backtest, one process and on Kafka. Its laws are
 * `tests/core/detector-laws.test.ts`.
 */

import {
  type CellMention,
  type CellSample,
  emptyMention,
  emptySample,
  orderMentions,
  orderSamples,
  type Rows,
  readMention,
  readSample,
} from './cell-rows.ts'
import { CLOCK, leaveLatest, type OpenCell, putRecord, reuseCell, takeCell } from './cells.ts'
import { foldDay } from './day.ts'
import { foldCounts, foldMention, foldTouchpoints } from './detector-fold.ts'
import { restoreState, snapshotState } from './detector-snapshot.ts'
import { type BrandCell, clearCell, type DetectorState, initialState } from './detector-state.ts'
import { type Told, wordsByKey } from './heard.ts'
import { judge } from './judge.ts'
import { countedOf, measureCell } from './measure.ts'
import { idKey } from './mention.ts'
import type { Observation, Origin } from './observation.ts'
import { notePeak } from './peaks.ts'
import type { Policy } from './policy.ts'
import { tellAbout } from './post-about.ts'
import { dropPost, learnPosts, retellPost, retirePosts, type Stormy, samplePost } from './posts.ts'
import type { Processor } from './processor.ts'
import { readingOf, readWindow } from './reading.ts'
import { see, turnSeen, unsay } from './seen.ts'
import { stanceBy } from './stance.ts'
import type { Reading, StormEvent } from './storm.ts'
import { strikingPosts } from './striking.ts'
import { emptyTalk, foldTalk } from './talk.ts'
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
      state.cells.clock[CLOCK.dueAt] = Number.NEGATIVE_INFINITY
      leaveLatest(state.cells)
      return []
    case 'tick':
    case 'source-status':
      return advance(state, input.at)
    default: {
      if ('from' in input && input.from && !absorb(state, input.from)) return NOTHING
      const out = advance(state, input.at)
      putRecord(state.cells, input, state.policy)
      return out
    }
  }
}

/** @returns false for what was folded before. */
function absorb({ cells: { clock } }: DetectorState, { topic, offset }: Origin): boolean {
  const place = topic === 'mentions' ? CLOCK.mentions : CLOCK.engagement
  if (offset <= clock[place]!) return false
  clock[place] = offset
  return true
}

/** Closes every cell that ended at least `grace` before `to`. */
function advance(state: DetectorState, to: EpochMs): Detected[] {
  const { clock } = state.cells
  if (to > clock[CLOCK.seenTo]!) clock[CLOCK.seenTo] = to
  return clock[CLOCK.seenTo]! < clock[CLOCK.dueAt]! ? NOTHING : closeCells(state)
}

function closeCells(state: DetectorState): Detected[] {
  const { policy } = state
  const { clock } = state.cells
  const closable = clock[CLOCK.seenTo]! - policy.grace
  if (clock[CLOCK.closedTo] === Number.NEGATIVE_INFINITY) {
    const earliest = clock[CLOCK.earliestEnd]!
    clock[CLOCK.dueAt] = earliest + policy.grace
    if (earliest > closable) return NOTHING
    begin(state, earliest)
  }
  let end = nextEnd(state)
  let out = NOTHING
  if (end <= closable) {
    out = []
    for (; end <= closable; end = nextEnd(state)) closeCell(state, end, out)
  }
  clock[CLOCK.dueAt] = end + policy.grace
  return out
}

/** Most records close no cell; one frozen answer serves them all. */
const NOTHING: Detected[] = []
Object.freeze(NOTHING)

/**
 * A brand's own time begins with the grid cell that holds its first record: known once that cell may close, so that
 * records shuffled within the grace time cannot move it.
 */
function begin(state: DetectorState, firstEnd: EpochMs): void {
  const from = floorTo(firstEnd - state.policy.postGrid, state.policy.grid)
  state.cells.clock[CLOCK.closedTo] = from
  state.cells.clock[CLOCK.lastFoldedAt] = from
  state.firstAt = from
  state.seen.turnedAt = from
}

/** The end of the next cell that can change anything: one with a record, or a brand cell unless nobody speaks. */
function nextEnd(state: DetectorState): EpochMs {
  const { policy } = state
  const { clock } = state.cells
  const withRecord = clock[CLOCK.earliestEnd]!
  const gridEnd = floorTo(clock[CLOCK.closedTo]!, policy.grid) + policy.grid
  const dormant = gridEnd > clock[CLOCK.lastFoldedAt]! + DORMANT_MS
  return dormant ? withRecord : Math.min(gridEnd, withRecord)
}

/** Folds one post cell, if there is one; at the end of a brand cell also measures and learns. Then judges. */
function closeCell(state: DetectorState, end: EpochMs, out: Detected[]): void {
  const { cells, cell, posts, policy } = state
  const open = takeCell(cells, end)
  cells.clock[CLOCK.closedTo] = end
  if (open) cells.clock[CLOCK.lastFoldedAt] = end
  const sampled = open ? foldPostCell(state, open, end) : NOBODY
  const whole = end % policy.grid === 0
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
  if (whole) clearCell(cell)
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
  if (!known) return false
  listen(state, cell, end, elapsedMs)
  foldTouchpoints(state, cell, elapsedMs)
  foldDay(state, cell, end, elapsedMs)
  state.knownTo = end
  turnSeen(state.seen, end)
  return true
}

/** What was said in the cell, and how high criticism stands. */
function listen(state: DetectorState, cell: BrandCell, at: EpochMs, elapsedMs: number): void {
  const { negative, policy } = state
  notePeak(state.peaks, negative.leaky.negatives, at)
  if (cell.heard) state.talk ??= emptyTalk()
  if (!state.talk) return
  const { storm } = negative
  foldTalk(state.talk, {
    at,
    elapsedMs,
    heard: cell.heard,
    critics: cell.negativeAuthors.length,
    others: cell.mentions - cell.negativeAuthors.length,
    frozen: storm !== undefined && at - storm.startedAt <= policy.maxFreeze,
    halfLifeMs: policy.shareHalfLife,
  })
}

const NOBODY: readonly number[] = []
const UNTOLD: ReadonlyMap<number, Told> = new Map()

/** @returns the keys of the posts whose counters were read. */
function foldPostCell(state: DetectorState, open: OpenCell, end: EpochMs): readonly number[] {
  if (open.mentions > 0) foldMentions(state, open, end)
  const sampled = open.samples > 0 ? foldSamples(state, open) : NOBODY
  if (open.deletions) {
    for (const key of open.deletions) {
      dropPost(state.posts, key)
      unsay(state.seen, key)
    }
  }
  if (open.counts) foldCounts(state, open.counts)
  reuseCell(state.cells, open)
  return sampled
}

/** The row that is being folded, of any brand: nothing in them outlives it. */
const [mention, sample] = [emptyMention(), emptySample()]

function foldMentions(state: DetectorState, rows: OpenCell, end: EpochMs): void {
  const { posts, seen } = state
  const told = rows.told ? wordsByKey(rows.told) : UNTOLD
  const { places, count } = orderMentions(rows)
  for (let i = 0; i < count; i++) {
    readMention(rows, places[i]!, mention)
    const isNew = see(seen, mention.key, mention.publishedAt, stanceBy(mention), end)
    if (isNew) foldMention(state, mention, told.get(mention.key))
    if (!isNew || posts.table.untold > 0) retellPost(posts, mention)
    if (mention.touchpoints.length > 0 && isComplaint(mention, state.policy))
      tellAbout(posts, mention, isNew)
  }
}

function isComplaint({ own, pNegMilli }: CellMention, { postNegative }: Policy): boolean {
  return !own && pNegMilli >= postNegative * 1_000
}

function foldSamples(state: DetectorState, rows: Rows): number[] {
  const { cell, policy, posts, seen } = state
  const { places, count } = orderSamples(rows)
  const keys: number[] = []
  const later: CellSample[] = []
  for (let i = 0; i < count; i++) {
    readSample(rows, places[i]!, sample)
    const gained = samplePost(posts, sample, seen, policy)
    if (gained === undefined) later.push({ ...sample })
    else cell.engagement += gained
    keys.push(sample.key)
  }
  for (const one of later) {
    const alone = !later.some((other) => other !== one && other.source === one.source)
    cell.engagement += samplePost(posts, one, seen, policy, alone) ?? 0
  }
  return keys
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
