/**
 * The posts of one brand that are followed, what size is usual for them, and which one stands out. Bounded: the
 * slowest leave. Likes under a complaint are votes for it, so one post alone can raise a storm.
 */

import type { CellMention, CellSample } from './cell-rows.ts'
import { forgetJumps, type Jumps, release, ruleOn } from './jumps.ts'
import type { Policy } from './policy.ts'
import {
  forgetAbout,
  type Named,
  NOBODY_NAMED,
  nameIt,
  type RecentAbout,
  takeAbout,
  unname,
} from './post-about.ts'
import { emptyNorms, learnAgeMs, learnSizes, type PostNorms } from './post-norms.ts'
import { deadPosts, slowestOf, slowestPosts } from './post-room.ts'
import {
  addPost,
  ageOf,
  emptyPostTable,
  growthOf,
  learnedOf,
  type PostTable,
  postRow,
  publishedSecOf,
  removePost,
  setLearned,
  stanceOf,
  takePoll,
  tellPost,
  totalOf,
} from './post-table.ts'
import { type Seen, toldOf } from './seen.ts'
import { isUntold, seconds, type Told, toldBy } from './stance.ts'
import { DAY_MS, type EpochMs, floorTo } from './time.ts'
import { step } from './window.ts'

export interface Posts {
  table: PostTable
  readonly norms: PostNorms
  /** Posts large enough to stand out, by key: only their ids are kept, because ids are long. */
  named: ReadonlyMap<number, Named>
  /** What those complain about that are not named yet. */
  about: RecentAbout | undefined
  /** Weighted sum and weight of the daily largest posts: their ratio is the brand's usual largest post. */
  usualSum: number
  usualWeight: number
  /** Largest size polled today (-1: none was), the day, and whether a storm makes that day unusual. */
  dayLargest: number
  day: EpochMs
  dayStormy: boolean
  /** Posts whose counters jumped and are not believed; undefined where there are none. */
  jumps: Jumps | undefined
}

export type Polarity = 'negative' | 'positive'

/** A new brand's usual largest post and for how many days that counts; the shipped norms say 49 at the 95 % quantile. */
const PRIOR_LARGEST = 50
/** See PRIOR_LARGEST. */
const PRIOR_DAYS = 2
/** One day moves the usual size as if its largest post had at most so many times the usual size. */
const DAY_CAP = 4
/** Ids kept; posts above the 99.5 % norm among 2,000 are ten. */
const MAX_NAMED = 128

export function emptyPosts(): Posts {
  return {
    table: emptyPostTable(),
    norms: emptyNorms(),
    named: NOBODY_NAMED,
    about: undefined,
    usualSum: PRIOR_LARGEST * PRIOR_DAYS,
    usualWeight: PRIOR_DAYS,
    dayLargest: -1,
    day: Number.NEGATIVE_INFINITY,
    dayStormy: false,
    jumps: undefined,
  }
}

/** What a mention says of a post whose counters came before it, or what an edit changes. */
export function retellPost({ table }: Posts, mention: CellMention): void {
  const row = postRow(table, mention.key)
  if (row >= 0) tellPost(table, row, toldBy(mention))
}

/**
 * Takes one poll of a post's counters, also of one whose text has not come yet.
 * @param alone whether no other of its source jumps in the same cell, where that is known
 * @returns interactions gained; undefined where it is to be asked again once `alone` is known
 */
export function samplePost(
  posts: Posts,
  sample: CellSample,
  seen: Seen,
  policy: Policy,
  alone?: boolean,
): number | undefined {
  const { table, named } = posts
  const known = postRow(table, sample.key)
  const ruling = ruleOn(posts, known, sample, policy, alone)
  if (ruling === 'later') return undefined
  if (ruling === 'hold') return 0
  let row = known
  if (known < 0) row = follow(posts, sample, toldOf(seen, sample.key), policy)
  else if (ruling === 'stands') row = standAnew(table, known, sample)
  const jumped = typeof ruling === 'object' ? takePoll(table, row, ruling.at, ruling) : 0
  const gained = jumped + takePoll(table, row, sample.at, sample)
  if (totalOf(table, row) >= policy.postWatchInteractions && !named.has(sample.key)) {
    const { key, mentionId, source } = sample
    nameIt(posts, key, { mentionId, source, touchpoints: takeAbout(posts.about, key) })
    if (posts.named.size > MAX_NAMED) forgetNames(posts, sample.at, policy)
  }
  return gained
}

/** What the post has now was there before: nothing of it is growth. @returns its new row. */
function standAnew(table: PostTable, row: number, { key, at }: CellSample): number {
  const stance = stanceOf(table, row)
  const told = isUntold(stance) ? undefined : { publishedSec: publishedSecOf(table, row), stance }
  removePost(table, row)
  return addPost(table, key, at, told)
}

function forgetNames(posts: Posts, now: EpochMs, policy: Policy): void {
  const { table, named } = posts
  for (const slow of slowestOf(table, named.keys(), now, policy.postLife, MAX_NAMED / 2))
    unname(posts, slow)
}

/** Forgets a post that was taken back. */
export function dropPost(posts: Posts, key: number): void {
  release(posts, key)
  const row = postRow(posts.table, key)
  if (row < 0) return
  removePost(posts.table, row)
  unname(posts, key)
  forgetAbout(posts.about, key)
}

/** The posts that a storm is about, which must not become usual, and whether the day is unusual too. */
export interface Stormy {
  readonly keys: readonly number[]
  readonly frozen: boolean
}

/** Learns sizes of the posts just sampled, by key, and closes days. */
export function learnPosts(
  posts: Posts,
  sampled: readonly number[],
  at: EpochMs,
  stormy: Stormy,
  policy: Policy,
): void {
  const { table } = posts
  const today = floorTo(at, DAY_MS)
  if (posts.day !== today) {
    if (posts.dayLargest >= 0 && !posts.dayStormy)
      closeDays(posts, (today - posts.day) / DAY_MS, policy)
    posts.day = today
    posts.dayLargest = -1
    posts.dayStormy = false
  }
  if (stormy.frozen) posts.dayStormy = true
  const oldest = seconds(at - policy.postLife)
  for (const key of sampled) {
    const row = postRow(table, key)
    if (row < 0 || stormy.keys.includes(key)) continue
    const learned = learnedOf(table, row)
    if ((ageOf(table, row) ?? 0) >= learnAgeMs(learned)) {
      setLearned(table, row, learnSizes(posts.norms, growthOf(table, row), learned))
    }
    if (publishedSecOf(table, row) < oldest) continue
    posts.dayLargest = Math.max(posts.dayLargest, totalOf(table, row))
  }
}

function closeDays(posts: Posts, days: number, policy: Policy): void {
  const left = 1 - step(days * DAY_MS, policy.postUsualHalfLife)
  const largest = Math.min(posts.dayLargest, DAY_CAP * usualLargest(posts, policy))
  posts.usualSum = posts.usualSum * left + largest
  posts.usualWeight = posts.usualWeight * left + 1
}

/** The brand's usual largest post of a day, in interactions; never below what is worth a look at all. */
export function usualLargest(posts: Posts, policy: Policy): number {
  return Math.max(policy.postWatchInteractions, posts.usualSum / posts.usualWeight)
}

/** Forgets posts that have not grown for `postLife`. */
export function retirePosts(posts: Posts, now: EpochMs, policy: Policy): void {
  for (const key of deadPosts(posts.table, now, policy.postLife)) dropPost(posts, key)
  forgetJumps(posts, now - policy.postLife)
}

/** Only what has counters is followed: before them there is nothing to measure. */
function follow(
  posts: Posts,
  { key, at }: CellSample,
  told: Told | undefined,
  policy: Policy,
): number {
  const { table } = posts
  if (table.index.size >= policy.maxTrackedPosts) {
    const keep = Math.floor(policy.maxTrackedPosts / 2)
    for (const slow of slowestPosts(table, at, policy.postLife, keep)) dropPost(posts, slow)
  }
  return addPost(table, key, at, told)
}
