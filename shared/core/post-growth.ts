/**
 * The growth of single posts from polled, cumulative counters: how many interactions a post has against posts of
 * its age, how fast it gains, and how large it is likely to become. Source: DETECTION 5.3; defaults learned from
 * the public sets named in NOTICE.
 */

import type { Policy } from './policy.ts'
import { type EpochMs, HOUR_MS, MINUTE_MS } from './time.ts'

/** One post that is followed. */
export interface Post {
  /** `idKey(mentionId)`. */
  readonly key: number
  readonly mentionId: string
  source: string
  publishedAt: EpochMs
  /** -1 while only counters of it are known. */
  pNegMilli: number
  pPosMilli: number
  own: boolean
  likes: number
  comments: number
  shares: number
  /** Highest total ever seen minus resets; never falls. */
  total: number
  /** The counters' raw sum at the last poll, to tell a fall from growth. */
  rawTotal: number
  /** After a reset the next rise counts only when a second poll agrees. */
  unsure: boolean
  /** Instants and totals of the last polls, at least `POLL_SPACING_MS` apart, oldest first. */
  polls: [at: EpochMs, total: number][]
  /** The last age bucket whose size was learned. */
  learned: number
}

/** Counters of one post as they came; null is unknown. */
export interface Counters {
  readonly likes: number | null
  readonly comments: number | null
  readonly shares: number | null
}

/** Polls kept per post, and how far apart: 8 x 10 min reach back over an hour. */
const POLLS = 8
/** See POLLS. */
const POLL_SPACING_MS = 10 * MINUTE_MS
/** A total below this part of the last one is a reset of the counter, not people taking likes back (RELIABILITY FM18). */
const RESET_BELOW = 0.5

export function newPost(
  key: number,
  mentionId: string,
  source: string,
  publishedAt: EpochMs,
): Post {
  return {
    key,
    mentionId,
    source,
    publishedAt,
    pNegMilli: -1,
    pPosMilli: 0,
    own: false,
    likes: 0,
    comments: 0,
    shares: 0,
    total: 0,
    rawTotal: 0,
    unsure: false,
    polls: [],
    learned: -1,
  }
}

/**
 * Takes one poll. Falls never become negative growth; a reset re-bases, and the first rise after it waits for a
 * second poll.
 * @returns the interactions gained since the poll before (0 for the first poll: what was there before we looked
 * is not growth in this cell).
 */
export function takePoll(post: Post, at: EpochMs, counters: Counters): number {
  post.likes = counters.likes ?? post.likes
  post.comments = counters.comments ?? post.comments
  post.shares = counters.shares ?? post.shares
  const raw = post.likes + post.comments + post.shares
  const first = post.polls.length === 0
  if (!first && raw < post.rawTotal * RESET_BELOW) {
    post.unsure = true
    post.rawTotal = raw
    return 0
  }
  const gained = post.unsure ? 0 : Math.max(0, first ? raw : raw - post.rawTotal)
  post.unsure = false
  post.rawTotal = raw
  post.total += gained
  remember(post, at)
  return first ? 0 : gained
}

function remember(post: Post, at: EpochMs): void {
  const last = post.polls.at(-1)
  const beforeLast = post.polls.at(-2)
  if (last && beforeLast && last[0] - beforeLast[0] < POLL_SPACING_MS) {
    last[0] = at
    last[1] = post.total
    return
  }
  post.polls.push([at, post.total])
  if (post.polls.length > POLLS) post.polls.shift()
}

/** Age in milliseconds at the last poll, at least one minute. */
export function ageAtPoll(post: Post): number {
  return Math.max(MINUTE_MS, (post.polls.at(-1)?.[0] ?? post.publishedAt) - post.publishedAt)
}

/**
 * Interactions gained in the last hour before the last poll, interpolated between polls; null when the last poll
 * is too old to say anything about now.
 */
export function gainedLastHour(post: Post, now: EpochMs): number | null {
  const last = post.polls.at(-1)
  if (!last || now - last[0] > STALE_POLL_MS) return null
  const from = last[0] - HOUR_MS
  if (post.publishedAt >= from) return last[1]
  const [at, total] = totalAt(post, from)
  const spanMs = Math.max(MINUTE_MS, last[0] - at)
  return ((last[1] - total) * HOUR_MS) / Math.max(spanMs, HOUR_MS)
}

/** Without a poll for so long (three times the slowest polling plan) nothing is known about growth. */
const STALE_POLL_MS = 3 * HOUR_MS

/** The total at `at` by interpolation, or the oldest known poll where `at` lies before it. */
function totalAt(post: Post, at: EpochMs): [EpochMs, number] {
  let before: readonly [EpochMs, number] = [post.publishedAt, 0]
  for (const poll of post.polls) {
    if (poll[0] >= at) {
      if (before[0] > at || poll[0] === before[0]) return [poll[0], poll[1]]
      const part = (at - before[0]) / (poll[0] - before[0])
      return [at, before[1] + part * (poll[1] - before[1])]
    }
    before = poll
  }
  return [before[0], before[1]]
}

/**
 * The size a post is likely to reach at 48 h: (c + 1) exp(exp(b0 + b1 ln q) - 0.02) - 1 with the relative velocity
 * q = (rate x age + 0.5) / (c + 1).
 * @returns undefined below one hour of age or ten interactions, where a number would be a lie.
 */
export function forecastSize(post: Post): number | undefined {
  const last = post.polls.at(-1)
  const age = ageAtPoll(post)
  if (!last || post.polls.length < 2 || age < HOUR_MS || post.total < MIN_FORECAST) return undefined
  const [at, total] = totalAt(post, post.publishedAt + (age * 2) / 3)
  const rate = (last[1] - total) / Math.max(MINUTE_MS, last[0] - at)
  const q = (rate * age + 0.5) / (post.total + 1)
  const row = SLOPES.findLast((slope) => slope.ageMs <= age) ?? SLOPES[0]!
  const growth = Math.max(0, Math.exp(row.b0 + row.b1 * Math.log(q)) - 0.02)
  return (post.total + 1) * Math.exp(Math.min(growth, MAX_LOG_GROWTH)) - 1
}

/** Below this no forecast; the fit used items of at least ten. */
const MIN_FORECAST = 10
/** No forecast beyond e^3, about twenty times the present size; no series of the fit grew more from 1 h on at the median. */
const MAX_LOG_GROWTH = 3

/**
 * b0 and b1 by age: means of least-squares fits (closest 80 %) on 3,844 Facebook share counters (UCI News
 * Popularity) and 50 retweet cascades (TiDeH), final size at 48 h.
 */
const SLOPES = [
  { ageMs: 1 * HOUR_MS, b0: 0.34, b1: 0.22 },
  { ageMs: 2 * HOUR_MS, b0: 0.13, b1: 0.17 },
  { ageMs: 3 * HOUR_MS, b0: 0.09, b1: 0.28 },
  { ageMs: 6 * HOUR_MS, b0: -0.28, b1: 0.25 },
  { ageMs: 12 * HOUR_MS, b0: -0.54, b1: 0.39 },
  { ageMs: 24 * HOUR_MS, b0: -1.47, b1: 0.41 },
] as const

/** What posts of each age usually reach: one histogram of sizes (powers of two) per age bucket, plus a shipped prior. */
export interface PostNorms {
  /** `sizes[age bucket][floor(log2(size + 1))]`: number of posts, decayed. */
  sizes: number[][]
}

/** Upper ends of the age buckets, and the 99.5 % quantile of 3,844 share counters at that age (UCI, see NOTICE). */
const AGES = [
  { untilMs: HOUR_MS / 2, prior: 20 },
  { untilMs: HOUR_MS, prior: 31 },
  { untilMs: 2 * HOUR_MS, prior: 74 },
  { untilMs: 4 * HOUR_MS, prior: 164 },
  { untilMs: 8 * HOUR_MS, prior: 360 },
  { untilMs: 16 * HOUR_MS, prior: 752 },
  { untilMs: 24 * HOUR_MS, prior: 962 },
  { untilMs: 48 * HOUR_MS, prior: 1_453 },
] as const

/** Sizes up to 2^24; the prior counts as much as so many posts of the brand (a 99.5 % quantile needs 200). */
const SIZE_BINS = 25
/** See SIZE_BINS. */
const PRIOR_POSTS = 200
/** Older posts fade from the norms by this factor for every further post learned in the bucket. */
const NORM_MEMORY = 1 - 1 / 4_000

export function emptyNorms(): PostNorms {
  return { sizes: AGES.map(() => new Array<number>(SIZE_BINS).fill(0)) }
}

function ageBucket(ageMs: number): number {
  const found = AGES.findIndex((age) => ageMs <= age.untilMs)
  return found < 0 ? AGES.length - 1 : found
}

/** The size that `quantile` of the posts of this age do not exceed: the brand's own and the shipped prior, weighed. */
export function normAt(norms: PostNorms, ageMs: number, policy: Policy): number {
  const bucket = ageBucket(ageMs)
  const sizes = norms.sizes[bucket]!
  const prior = AGES[bucket]!.prior
  const known = sizes.reduce((sum, posts) => sum + posts, 0)
  const allowed = (1 - policy.postQuantile) * (known + PRIOR_POSTS)
  const priorBin = Math.floor(Math.log2(prior + 1))
  let above = 0
  for (let bin = SIZE_BINS - 1; bin >= 0; bin--) {
    const here = sizes[bin]! + (bin === priorBin ? PRIOR_POSTS * (1 - policy.postQuantile) : 0)
    if (above + here > allowed)
      return bin === priorBin && sizes[bin]! === 0 ? prior : upperEnd(bin, (allowed - above) / here)
    above += here
  }
  return prior
}

/** The size within a bin of powers of two, above which the part `above` of it lies. */
function upperEnd(bin: number, above: number): number {
  return 2 ** (bin + 1 - above) - 1
}

/** Learns the size a post had at the end of every age bucket that it has left. */
export function learnPost(norms: PostNorms, post: Post): void {
  const bucket = ageBucket(ageAtPoll(post))
  for (let left = post.learned + 1; left < bucket; left++) {
    const [, total] = totalAt(post, post.publishedAt + AGES[left]!.untilMs)
    const sizes = norms.sizes[left]!
    const bin = Math.min(SIZE_BINS - 1, Math.floor(Math.log2(total + 1)))
    for (let i = 0; i < SIZE_BINS; i++) sizes[i]! *= NORM_MEMORY
    sizes[bin]! += 1
  }
  post.learned = Math.max(post.learned, bucket - 1)
}
