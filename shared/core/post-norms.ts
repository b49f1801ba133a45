/**
 * What posts of each age usually reach: one histogram of sizes (powers of two) per age, mixed with a shipped prior
 * until the brand's own posts outnumber it.
 */

import { ageAtPoll, type Growth, totalAt } from './post-growth.ts'
import { HOUR_MS } from './time.ts'

/** `sizes[age bucket * SIZE_BINS + floor(log2(size + 1))]`: number of posts, decayed. */
export interface PostNorms {
  sizes: Float32Array
  /** The quantile of each age as last computed, and for which `quantile`; 0 after something was learned. */
  computed: readonly number[]
  computedFor: number
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
/** Hourly polling ends at 48 h, so the last age counts as reached an hour before. */
const REACHED_SLACK_MS = HOUR_MS

/** Sizes up to 2^32, the sum of three counters. */
const SIZE_BINS = 32
/** The prior counts as much as so many posts of the brand; a 99.5 % quantile needs 200. */
const PRIOR_POSTS = 200
/** Older posts fade by this factor for every further post learned in the bucket. */
const MEMORY = 1 - 1 / 4_000

export function emptyNorms(): PostNorms {
  return normsOf(NOTHING_LEARNED)
}

/** Most brands never learn a size, or late: they share this, which nobody writes to. */
const NOTHING_LEARNED = new Float32Array(AGES.length * SIZE_BINS)

const NOTHING_COMPUTED: readonly number[] = []

function normsOf(sizes: Float32Array): PostNorms {
  return { sizes, computed: NOTHING_COMPUTED, computedFor: 0 }
}

/** @returns undefined where nothing was learned. */
export function packNorms({ sizes }: PostNorms): Float32Array | undefined {
  return sizes === NOTHING_LEARNED ? undefined : sizes
}

export function unpackNorms(sizes: Float32Array | undefined): PostNorms {
  return sizes ? normsOf(sizes) : emptyNorms()
}

/**
 * The size that `quantile` of the posts of this age do not exceed: the brand's own and the shipped prior, weighed.
 * Between two ages the size grows by equal factors.
 */
export function normAt(norms: PostNorms, ageMs: number, quantile: number): number {
  const found = AGES.findIndex((age) => ageMs <= age.untilMs)
  const bucket = found < 0 ? AGES.length - 1 : found
  if (norms.computedFor !== quantile) {
    norms.computed = AGES.map((_, i) => quantileOf(norms, i, quantile))
    norms.computedFor = quantile
  }
  const size = norms.computed[bucket]!
  if (found < 1) return size
  const [from, to] = [AGES[bucket - 1]!.untilMs, AGES[bucket]!.untilMs]
  const before = Math.min(size, norms.computed[bucket - 1]!)
  return (before + 1) * ((size + 1) / (before + 1)) ** ((ageMs - from) / (to - from)) - 1
}

function quantileOf(norms: PostNorms, bucket: number, quantile: number): number {
  const prior = AGES[bucket]!.prior
  const priorBin = binOf(prior)
  const from = bucket * SIZE_BINS
  let known = PRIOR_POSTS
  for (let bin = 0; bin < SIZE_BINS; bin++) known += norms.sizes[from + bin]!
  const allowed = (1 - quantile) * known
  let above = 0
  for (let bin = SIZE_BINS - 1; bin >= 0; bin--) {
    const own = norms.sizes[from + bin]!
    const here = own + (bin === priorBin ? PRIOR_POSTS * (1 - quantile) : 0)
    if (here > 0 && above + here >= allowed * ALMOST)
      return bin === priorBin && own === 0 ? prior : upperEnd(bin, (allowed - above) / here)
    above += here
  }
  return prior
}

/** Rounding must not pass over the bin in which the quantile lies. */
const ALMOST = 1 - 1e-9

/** The size within a bin above which the part `above` of it lies. */
function upperEnd(bin: number, above: number): number {
  return 2 ** (bin + 1 - Math.min(1, Math.max(0, above))) - 1
}

function binOf(size: number): number {
  return Math.min(SIZE_BINS - 1, Math.floor(Math.log2(size + 1)))
}

/** The age at which the next size of a post can be learned; `learned` are done already. */
export function learnAgeMs(learned: number): number {
  const age = AGES[learned]
  if (!age) return Number.POSITIVE_INFINITY
  return learned === AGES.length - 1 ? age.untilMs - REACHED_SLACK_MS : age.untilMs
}

/**
 * Learns the size a post had at the end of every age bucket that it has left, where a poll at or before that age
 * exists.
 * @returns how many are done now.
 */
export function learnSizes(norms: PostNorms, growth: Growth, learned: number): number {
  const age = ageAtPoll(growth)
  const first = growth.polls[0]
  if (!first) return learned
  let next = learned
  for (; age >= learnAgeMs(next); next++) {
    const at = growth.publishedAt + AGES[next]!.untilMs
    if (first.at <= at) learnSize(norms, next, totalAt(growth, at).total)
  }
  return next
}

function learnSize(norms: PostNorms, bucket: number, size: number): void {
  if (norms.sizes === NOTHING_LEARNED) norms.sizes = NOTHING_LEARNED.slice()
  const from = bucket * SIZE_BINS
  for (let i = from; i < from + SIZE_BINS; i++) norms.sizes[i]! *= MEMORY
  norms.sizes[from + binOf(size)]! += 1
  norms.computedFor = 0
}
