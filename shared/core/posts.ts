/**
 * The posts of one brand that are followed, what size is usual for them, and which one stands out. Bounded: the
 * slowest leave. Likes under a complaint are votes for it, so one post alone can raise a storm.
 */

import type { EngagementObservation, MentionObservation } from './observation.ts'
import type { Policy } from './policy.ts'
import { ageAtPoll, forecastSize, gainedLastHour } from './post-growth.ts'
import { emptyNorms, learnSizes, normAt, type PostNorms } from './post-norms.ts'
import {
  addPost,
  counterOf,
  emptyPostTable,
  growthOf,
  NO_POLARITY,
  type PostTable,
  postRow,
  removePost,
  seconds,
  takePoll,
  totalOf,
} from './post-table.ts'
import { DAY_MS, type EpochMs, floorTo } from './time.ts'
import { step } from './window.ts'

export interface Posts {
  table: PostTable
  readonly norms: PostNorms
  /** Posts large enough to stand out, by key: only their ids are kept, because ids are long. */
  readonly named: Map<number, Named>
  /** Weighted sum and weight of the daily largest posts: their ratio is the brand's usual largest post. */
  usualSum: number
  usualWeight: number
  /** Largest size polled today (-1: none was), the day, and whether a storm makes that day unusual. */
  dayLargest: number
  day: EpochMs
  dayStormy: boolean
}

interface Named {
  readonly mentionId: string
  readonly source: string
}

export type Polarity = 'negative' | 'positive'

/** What one polarity's most striking post is like at one instant. */
export interface StrikingPost extends Named {
  readonly key: number
  readonly total: number
  readonly likes: number
  readonly comments: number
  readonly shares: number
  readonly ageMs: number
  /** Size that posts of this age do not exceed, as the policy's quantile says. */
  readonly norm: number
  readonly gainedLastHour: number
  /** Present or forecast size, whichever is larger, against the usual largest post. */
  readonly againstUsual: number
  /** Above the norm with enough interactions to open a storm alone. */
  readonly opens: boolean
  /** Not yet slow enough to let a storm fade. */
  readonly growing: boolean
}

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
    named: new Map(),
    usualSum: PRIOR_LARGEST * PRIOR_DAYS,
    usualWeight: PRIOR_DAYS,
    dayLargest: -1,
    day: 0,
    dayStormy: false,
  }
}

/** What a tracked mention must tell. */
export type TrackedMention = Pick<
  MentionObservation,
  'key' | 'at' | 'publishedAt' | 'pNegMilli' | 'pPosMilli' | 'own'
>

/** Follows a new mention, or takes over what an edit changed. */
export function trackMention(posts: Posts, mention: TrackedMention, policy: Policy): void {
  const { table } = posts
  const known = postRow(table, mention.key)
  const row =
    known < 0 ? follow(posts, mention.key, mention.publishedAt, mention.at, policy) : known
  table.columns.publishedSec[row] = seconds(mention.publishedAt)
  table.columns.pNegMilli[row] = mention.pNegMilli
  table.columns.pPosMilli[row] = mention.pPosMilli
  table.columns.own[row] = mention.own ? 1 : 0
}

/** Takes one poll of a post's counters, also of one whose text has not come yet. @returns interactions gained. */
export function samplePost(posts: Posts, sample: EngagementObservation, policy: Policy): number {
  const { table, named } = posts
  const known = postRow(table, sample.key)
  const row = known < 0 ? follow(posts, sample.key, sample.at, sample.at, policy) : known
  const gained = takePoll(table, row, sample.at, sample)
  if (totalOf(table, row) >= policy.postWatchInteractions && !named.has(sample.key)) {
    named.set(sample.key, { mentionId: sample.mentionId, source: sample.source })
    if (named.size > MAX_NAMED) forgetNames(posts, sample.at)
  }
  return gained
}

/** Forgets a post that was taken back. */
export function dropPost(posts: Posts, key: number): void {
  const row = postRow(posts.table, key)
  if (row < 0) return
  removePost(posts.table, row)
  posts.named.delete(key)
}

/** Learns sizes and closes days. `stormy`: the posts that a storm is about, which must not become usual. */
export function learnPosts(
  posts: Posts,
  sampled: readonly number[],
  at: EpochMs,
  stormy: { readonly keys: readonly number[]; readonly frozen: boolean },
  policy: Policy,
): void {
  const { table } = posts
  const today = floorTo(at, DAY_MS)
  if (posts.day !== today) {
    if (posts.dayLargest >= 0 && !posts.dayStormy) closeDays(posts, (today - posts.day) / DAY_MS, policy)
    posts.day = today
    posts.dayLargest = -1
    posts.dayStormy = false
  }
  if (stormy.frozen) posts.dayStormy = true
  for (const key of sampled) {
    const row = postRow(table, key)
    if (row < 0 || stormy.keys.includes(key)) continue
    const growth = growthOf(table, row)
    table.columns.learned[row] = learnSizes(posts.norms, growth, table.columns.learned[row]!)
    const recent = at - growth.publishedAt <= policy.postLife
    if (recent) posts.dayLargest = Math.max(posts.dayLargest, totalOf(table, row))
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

/**
 * The most striking post of each polarity: one that opens a storm before one above its norm before the others; then
 * the one that gained most in the last hour, then the largest.
 */
export function strikingPosts(
  posts: Posts,
  now: EpochMs,
  policy: Policy,
): Readonly<Record<Polarity, StrikingPost | undefined>> {
  const best: Record<Polarity, StrikingPost | undefined> = {
    negative: undefined,
    positive: undefined,
  }
  if (posts.named.size === 0) return best
  const { table } = posts
  const usual = usualLargest(posts, policy)
  for (const [key, named] of posts.named) {
    const row = postRow(table, key)
    const polarity = polarityOf(table, row, policy)
    if (!polarity || totalOf(table, row) < policy.postWatchInteractions) continue
    const post = describe(posts, row, named, now, usual, policy)
    const other = best[polarity]
    if (!other || before(post, other)) best[polarity] = post
  }
  return best
}

function polarityOf(table: PostTable, row: number, policy: Policy): Polarity | undefined {
  const { own, pNegMilli, pPosMilli } = table.columns
  if (own[row] === 1 || pNegMilli[row] === NO_POLARITY) return undefined
  if (pNegMilli[row]! >= 1_000 * policy.postNegative) return 'negative'
  return pPosMilli[row]! >= 1_000 * policy.postNegative ? 'positive' : undefined
}

function describe(
  posts: Posts,
  row: number,
  named: Named,
  now: EpochMs,
  usual: number,
  policy: Policy,
): StrikingPost {
  const { table } = posts
  const growth = growthOf(table, row)
  const total = totalOf(table, row)
  const ageMs = ageAtPoll(growth)
  const norm = normAt(posts.norms, ageMs, policy.postQuantile)
  const gained = gainedLastHour(growth, now) ?? 0
  const needed = Math.min(policy.postMinInteractions, policy.postSmallBrandFactor * usual)
  const large = total > norm && total >= needed
  return {
    ...named,
    key: table.index.keys[row]!,
    total,
    likes: counterOf(table, row, 'likes'),
    comments: counterOf(table, row, 'comments'),
    shares: counterOf(table, row, 'shares'),
    ageMs,
    norm,
    gainedLastHour: gained,
    againstUsual: Math.max(total, forecastSize(growth) ?? 0) / usual,
    opens: large && gained >= policy.postWatchInteractions,
    growing: large && gained >= policy.hysteresis * policy.postWatchInteractions,
  }
}

function before(a: StrikingPost, b: StrikingPost): boolean {
  return (
    (rank(a) - rank(b) ||
      a.gainedLastHour - b.gainedLastHour ||
      a.total - b.total ||
      b.key - a.key) > 0
  )
}

function rank(post: StrikingPost): number {
  return Number(post.opens) + Number(post.growing) + Number(post.total > post.norm)
}

/** Forgets posts that have not grown for `postLife`. */
export function retirePosts(posts: Posts, now: EpochMs, policy: Policy): void {
  const { index, columns } = posts.table
  const dead = seconds(now - policy.postLife)
  for (let row = index.size - 1; row >= 0; row--) {
    if (columns.grownSec[row]! < dead) dropPost(posts, index.keys[row]!)
  }
}

function follow(
  posts: Posts,
  key: number,
  publishedAt: EpochMs,
  at: EpochMs,
  policy: Policy,
): number {
  if (posts.table.index.size >= policy.maxTrackedPosts) makeRoom(posts, at, policy)
  return addPost(posts.table, key, publishedAt, at)
}

/** The slower half leaves: those without counters first, of these the oldest first. */
function makeRoom(posts: Posts, now: EpochMs, policy: Policy): void {
  const { index } = posts.table
  const ranked = bySpeed(posts, index.keys.subarray(0, index.size), now)
  for (const key of ranked.slice(Math.floor(policy.maxTrackedPosts / 2))) dropPost(posts, key)
}

function forgetNames(posts: Posts, now: EpochMs): void {
  const ranked = bySpeed(posts, [...posts.named.keys()], now)
  for (const key of ranked.slice(MAX_NAMED / 2)) posts.named.delete(key)
}

/** The fastest first, then the largest, then the newest. */
function bySpeed(posts: Posts, keys: Iterable<number>, now: EpochMs): number[] {
  const { table } = posts
  return Array.from(keys, (key) => {
    const row = postRow(table, key)
    const polled = table.columns.polls[row]! > 0
    const speed = polled ? (gainedLastHour(growthOf(table, row), now) ?? 0) : -1
    return { key, speed, total: totalOf(table, row), born: table.columns.publishedSec[row]! }
  })
    .sort((a, b) => b.speed - a.speed || b.total - a.total || b.born - a.born || a.key - b.key)
    .map((post) => post.key)
}
