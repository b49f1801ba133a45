/**
 * The posts of one brand that are followed, what size is usual for them, and which one stands out. Bounded: the
 * slowest leave. Likes under a complaint are votes for it, so one post alone can raise a storm.
 */

import type { EngagementObservation, MentionObservation } from './observation.ts'
import type { Policy } from './policy.ts'
import {
  ageAtPoll,
  emptyNorms,
  forecastSize,
  gainedLastHour,
  learnPost,
  newPost,
  normAt,
  type Post,
  type PostNorms,
  takePoll,
} from './post-growth.ts'
import { DAY_MS, type EpochMs, floorTo } from './time.ts'
import { step } from './window.ts'

export interface Posts {
  readonly byKey: Map<number, Post>
  readonly norms: PostNorms
  /** Weighted sum and weight of the daily largest posts: their ratio is the brand's usual largest post. */
  usualSum: number
  usualWeight: number
  /** Largest size reached today by a post that is in no storm, and the day it belongs to. */
  dayLargest: number
  day: EpochMs
}

/** What one polarity's most striking post is like at one instant. */
export interface StrikingPost {
  readonly post: Post
  /** Size that posts of this age do not exceed, as the policy's quantile says. */
  readonly norm: number
  readonly gainedLastHour: number
  readonly forecast: number | undefined
  /** Present or forecast size, whichever is larger, against the usual largest post. */
  readonly againstUsual: number
  /** Above the norm with enough interactions to open a storm alone. */
  readonly opens: boolean
  /** Still growing enough to keep one open. */
  readonly growing: boolean
}

/** A new brand's usual largest post and for how many days that counts; the shipped norms say 49 at the 95 % quantile. */
const PRIOR_LARGEST = 50
/** See PRIOR_LARGEST. */
const PRIOR_DAYS = 2
/** One day moves the usual size as if its largest post had at most so many times the usual size. */
const DAY_CAP = 4

export function emptyPosts(): Posts {
  return {
    byKey: new Map(),
    norms: emptyNorms(),
    usualSum: PRIOR_LARGEST * PRIOR_DAYS,
    usualWeight: PRIOR_DAYS,
    dayLargest: 0,
    day: 0,
  }
}

/** Follows a new mention, or takes over what an edit changed. */
export function trackMention(posts: Posts, mention: MentionObservation, policy: Policy): void {
  let post = posts.byKey.get(mention.key)
  if (!post) {
    post = newPost(mention.key, mention.mentionId, mention.source, mention.publishedAt)
    makeRoom(posts, mention.at, policy)
    posts.byKey.set(mention.key, post)
  }
  post.publishedAt = mention.publishedAt
  post.pNegMilli = mention.pNegMilli
  post.pPosMilli = mention.pPosMilli
  post.own = mention.own
}

/** Takes one poll of a post's counters, also of one whose text has not come yet. @returns interactions gained. */
export function samplePost(posts: Posts, sample: EngagementObservation, policy: Policy): number {
  let post = posts.byKey.get(sample.key)
  if (!post) {
    post = newPost(sample.key, sample.mentionId, sample.source, sample.at)
    makeRoom(posts, sample.at, policy)
    posts.byKey.set(sample.key, post)
  }
  return takePoll(post, sample.at, sample)
}

/** Learns sizes and closes days. `stormy`: posts that a storm is about must not become usual. */
export function learnPosts(
  posts: Posts,
  sampled: readonly number[],
  at: EpochMs,
  stormy: number | undefined,
  policy: Policy,
): void {
  const today = floorTo(at, DAY_MS)
  if (posts.day !== today) {
    if (posts.day !== 0) closeDays(posts, (today - posts.day) / DAY_MS, policy)
    posts.day = today
    posts.dayLargest = 0
  }
  for (const key of sampled) {
    const post = posts.byKey.get(key)
    if (!post || key === stormy) continue
    learnPost(posts.norms, post)
    if (post.total > posts.dayLargest) posts.dayLargest = post.total
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

/** The most striking post of one polarity: the one that gained most in the last hour, then the largest. */
export function strikingPost(
  posts: Posts,
  polarity: 'negative' | 'positive',
  now: EpochMs,
  policy: Policy,
): StrikingPost | undefined {
  const usual = usualLargest(posts, policy)
  let best: { post: Post; gained: number } | undefined
  for (const post of posts.byKey.values()) {
    if (
      post.polls.length === 0 ||
      post.total < policy.postWatchInteractions ||
      !has(post, polarity, policy)
    )
      continue
    const gained = gainedLastHour(post, now) ?? 0
    if (!best || gained > best.gained || (gained === best.gained && before(post, best.post)))
      best = { post, gained }
  }
  if (!best) return undefined
  const { post, gained } = best
  const norm = normAt(posts.norms, ageAtPoll(post), policy)
  const forecast = forecastSize(post)
  const needed = Math.min(policy.postMinInteractions, policy.postSmallBrandFactor * usual)
  return {
    post,
    norm,
    gainedLastHour: gained,
    forecast,
    againstUsual: Math.max(post.total, forecast ?? 0) / usual,
    opens: post.total > norm && post.total >= needed && gained >= policy.postWatchInteractions,
    growing: gained >= policy.hysteresis * policy.postWatchInteractions,
  }
}

function has(post: Post, polarity: 'negative' | 'positive', policy: Policy): boolean {
  const milli = polarity === 'negative' ? post.pNegMilli : post.pPosMilli
  return !post.own && milli >= 1_000 * policy.postNegative
}

function before(a: Post, b: Post): boolean {
  return a.total > b.total || (a.total === b.total && a.key < b.key)
}

/** Forgets posts that have not grown for `postLife`. */
export function retirePosts(posts: Posts, now: EpochMs, policy: Policy): void {
  for (const [key, post] of posts.byKey) {
    const lastAt = post.polls.at(-1)?.[0] ?? post.publishedAt
    if (now - lastAt > policy.postLife) posts.byKey.delete(key)
  }
}

/** When the table is full the slower half leaves: those without counters first, the oldest first. */
function makeRoom(posts: Posts, now: EpochMs, policy: Policy): void {
  if (posts.byKey.size < policy.maxTrackedPosts) return
  const ranked = [...posts.byKey.values()].sort(
    (a, b) =>
      speed(b, now) - speed(a, now) ||
      b.total - a.total ||
      b.publishedAt - a.publishedAt ||
      a.key - b.key,
  )
  for (const post of ranked.slice(Math.floor(policy.maxTrackedPosts / 2)))
    posts.byKey.delete(post.key)
}

function speed(post: Post, now: EpochMs): number {
  return gainedLastHour(post, now) ?? -1
}
