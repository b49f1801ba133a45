/**
 * Counters that cannot be true: an interface that gives every post a thousand times what it has. A post whose counters
 * jump is not believed before a later poll shows it still growing, unless it jumps alone and had the time for it; and
 * where most posts of one source jump together, not before most of them go on. Until then its row knows nothing of the jump, so that counters which come back to the
 * truth are measured from where they were.
 */

import type { CellSample } from './cell-rows.ts'
import type { Policy } from './policy.ts'
import {
  ageOf,
  type Counters,
  counterOf,
  isCounted,
  type PostTable,
  publishedSecOf,
} from './post-table.ts'
import { DAY_MS, type EpochMs } from './time.ts'

export interface Jumps {
  /** Posts that jumped, by key. */
  readonly held: Map<number, Held>
  /** Sources of these. */
  readonly sources: Map<string, Suspicion>
}

interface Held {
  /** As it was first seen to jump, and last. */
  readonly first: CellSample
  last: CellSample
  grew: boolean
}

/** Of one source: posts that are held, those of them that went on growing, and polls of others meanwhile. */
interface Suspicion {
  held: number
  grew: number
  steady: number
}

/**
 * Take it, do not, ask again once it is known which others jump in the same cell, take it without any growth, or take
 * the one that was held before it.
 */
export type Ruling = 'take' | 'hold' | 'later' | 'stands' | CellSample

/** Interactions are compared with so many added to both, so that none to a few is no jump. */
const SLACK = 10
/** Growth that confirms is at least this part of what was jumped to; a constant fault shows none. */
const GOES_ON = 0.01
/** One post that jumps is no source. */
const LEAST_POSTS = 2
/** After so long without growth the new counters are where the post stands. */
const STANDS_AFTER_MS = DAY_MS

/** Where they are kept; undefined where no post jumped, which is nearly everywhere. */
export interface Jumping {
  jumps: Jumps | undefined
}

/**
 * @param row of the post, -1 where it is not followed yet
 * @param alone whether no other of its source jumps in the same cell; undefined while that is not known
 */
export function ruleOn(
  posts: Jumping & { readonly table: PostTable },
  row: number,
  sample: CellSample,
  policy: Policy,
  alone: boolean | undefined,
): Ruling {
  const { jumps, table } = posts
  const one = jumps?.held.get(sample.key)
  const factor = row < 0 ? 0 : factorOf(table, row, sample)
  if (!isJump(jumps, row, factor, sample, policy)) {
    if (one) release(posts, sample.key)
    else if (jumps && row >= 0) passSteady(jumps, sample.source)
    return 'take'
  }
  if (!jumps || !one) {
    if (
      row >= 0 &&
      !jumps?.sources.has(sample.source) &&
      hadTime(table, row, factor, sample, policy)
    ) {
      if (alone === undefined) return 'later'
      if (alone) return 'take'
    }
    hold(posts, { ...sample })
    return 'hold'
  }
  const believed = one.last
  one.last = { ...sample }
  if (!one.grew && goesOn(one, policy)) {
    one.grew = true
    jumps.sources.get(one.first.source)!.grew++
  }
  if (one.grew && isBelieved(jumps, one.first.source)) {
    release(posts, sample.key)
    return believed
  }
  if (row < 0 || sample.at - one.first.at < STANDS_AFTER_MS) return 'hold'
  release(posts, sample.key)
  return 'stands'
}

function isJump(
  jumps: Jumps | undefined,
  row: number,
  factor: number,
  sample: CellSample,
  { jumpFactor }: Policy,
): boolean {
  // What a post had when it was first polled was there before, but not by a source that is not believed.
  if (row < 0) return isSuspect(jumps, sample.source) && totalIn(sample) >= SLACK * jumpFactor
  return factor >= jumpFactor
}

/** What the counters show now by what they showed at most. */
function factorOf(table: PostTable, row: number, sample: CellSample): number {
  let [before, now] = [SLACK, SLACK]
  for (const name of ['likes', 'comments', 'shares'] as const) {
    // A counter that is told for the first time was there before.
    if (!isCounted(table, row, name)) continue
    before += counterOf(table, row, name)
    now += sample[name] ?? 0
  }
  return now / before
}

/** Whether so much can have come since the last poll, if it doubled as fast as can be told (DETECTION 5.2). */
function hadTime(
  table: PostTable,
  row: number,
  factor: number,
  { at }: CellSample,
  { jumpFactor, growthHalfLives }: Policy,
): boolean {
  const sinceMs = at - publishedSecOf(table, row) * 1_000 - (ageOf(table, row) ?? 0)
  return factor < jumpFactor * 2 ** (sinceMs / growthHalfLives[0]!)
}

function totalIn({ likes, comments, shares }: Counters): number {
  return (likes ?? 0) + (comments ?? 0) + (shares ?? 0)
}

function hold(posts: Jumping, sample: CellSample): void {
  posts.jumps ??= { held: new Map(), sources: new Map() }
  const { held, sources } = posts.jumps
  held.set(sample.key, { first: sample, last: sample, grew: false })
  const known = sources.get(sample.source)
  if (known) known.held++
  else sources.set(sample.source, { held: 1, grew: 0, steady: 0 })
}

function passSteady({ sources }: Jumps, source: string): void {
  const known = sources.get(source)
  if (known) known.steady++
}

function goesOn({ first, last }: Held, policy: Policy): boolean {
  const jumped = totalIn(first)
  return totalIn(last) - jumped >= Math.max(policy.postWatchInteractions, GOES_ON * jumped)
}

/** Forgets that a post jumped. */
export function release(posts: Jumping, key: number): void {
  const one = posts.jumps?.held.get(key)
  if (!posts.jumps || !one) return
  const { held, sources } = posts.jumps
  held.delete(key)
  const source = sources.get(one.first.source)!
  source.held--
  if (one.grew) source.grew--
  if (source.held === 0) sources.delete(one.first.source)
  if (held.size === 0) posts.jumps = undefined
}

/** True where more posts of a source jumped than were read without one. */
function isSuspect(jumps: Jumps | undefined, source: string): boolean {
  const known = jumps?.sources.get(source)
  return known !== undefined && known.held >= LEAST_POSTS && known.held > known.steady
}

function isBelieved(jumps: Jumps, source: string): boolean {
  const { held, grew } = jumps.sources.get(source)!
  return !isSuspect(jumps, source) || 2 * grew > held
}

/** Sources whose counters jumped at once and are not believed, in the order of the alphabet. */
export function suspectSources(jumps: Jumps | undefined): string[] {
  if (!jumps) return []
  return [...jumps.sources.keys()].filter((source) => isSuspect(jumps, source)).sort()
}

/** Forgets posts that jumped and were not polled since `before`. */
export function forgetJumps(posts: Jumping, before: EpochMs): void {
  if (!posts.jumps) return
  for (const [key, { last }] of posts.jumps.held) if (last.at < before) release(posts, key)
}
