/** Which post of each polarity stands out beyond the norm of its age, and whether it opens a storm alone. */

import { FINAL_AGE_MS, forecastRange, type SizeForecast } from './forecast.ts'
import type { Policy } from './policy.ts'
import type { Named } from './post-about.ts'
import { ageAtPoll, type Growth, gainedLastHour } from './post-growth.ts'
import { normAt } from './post-norms.ts'
import {
  ageOf,
  counterOf,
  emptyGrowth,
  growthOf,
  type PostTable,
  postRow,
  stanceOf,
  totalOf,
} from './post-table.ts'
import { type Polarity, type Posts, usualLargest } from './posts.ts'
import { isOwn, isUntold, pNegMilliOf, pPosMilliOf } from './stance.ts'
import type { EpochMs } from './time.ts'

/** What one polarity's most striking post is like at one instant. */
export interface StrikingPost extends Omit<Named, 'touchpoints'> {
  readonly key: number
  readonly total: number
  readonly likes: number
  readonly comments: number
  readonly shares: number
  readonly ageMs: number
  /** Size that posts of this age do not exceed, as the policy's quantile says. */
  readonly norm: number
  readonly gainedLastHour: number
  /** Its likely size two days after it was published; undefined where a number would be a lie. */
  readonly forecast: SizeForecast | undefined
  /** Present or forecast size, whichever is larger, against the usual largest post. */
  readonly againstUsual: number
  /** The probability that it is critical, where its words leave doubt. */
  readonly doubt: number | undefined
  /** Above the norm with enough interactions to open a storm alone. */
  readonly opens: boolean
  /** Not yet slow enough to let a storm fade. */
  readonly growing: boolean
}

/**
 * The most striking post of each polarity above the norm of its age: one that opens a storm before the others, then
 * the one that gained most in the last hour, then the largest.
 */
export function strikingPosts(posts: Posts, now: EpochMs, policy: Policy): Striking {
  if (posts.named.size === 0) return NONE
  const { table, norms } = posts
  const needed = neededToOpen(posts, policy)
  const pace = stillGrowing(needed, policy)
  const growth = emptyGrowth()
  const best: Record<Polarity, Candidate | undefined> = { negative: undefined, positive: undefined }
  for (const key of posts.named.keys()) {
    const row = postRow(table, key)
    const total = totalOf(table, row)
    if (total < policy.postWatchInteractions) continue
    const polarity = polarityOf(table, row, policy)
    if (!polarity) continue
    const sure = sureness(table, row, polarity, policy)
    const norm = normAt(norms, Math.max(0, ageOf(table, row) ?? 0), policy.postQuantile)
    if (total <= norm) continue
    const gained = gainedLastHour(growthOf(table, row, growth), now) ?? 0
    const likely = gained >= pace ? soon(growth, total, policy) : total
    const large = sure * Math.max(total, likely) >= needed
    const post = { key, row, total, sure, norm, gained, large, opens: large && gained >= pace }
    const other = best[polarity]
    if (!other || before(post, other)) best[polarity] = post
  }
  const { negative, positive } = best
  return {
    negative: negative && describe(posts, negative, needed, policy),
    positive: positive && describe(posts, positive, needed, policy),
  }
}

interface Candidate {
  readonly key: number
  readonly row: number
  readonly total: number
  readonly sure: number
  readonly norm: number
  readonly gained: number
  /** Large enough to open a storm alone, or almost surely soon. */
  readonly large: boolean
  readonly opens: boolean
}

/** What a post almost surely reaches; nothing is promised of one that has less than `postEarlyPart` of it. */
function soon(growth: Growth, total: number, { postEarlyPart }: Policy): number {
  return Math.min(total / postEarlyPart, forecastRange(growth, FINAL_AGE_MS)?.low ?? 0)
}

/** Interactions with which one post opens a storm; fewer where the brand is small. */
function neededToOpen(posts: Posts, policy: Policy): number {
  const small = policy.postSmallBrandFactor * usualLargest(posts, policy)
  return Math.min(policy.postMinInteractions, small)
}

/** Interactions of the last hour that show growth; fewer in proportion where fewer open. */
function stillGrowing(needed: number, policy: Policy): number {
  return (policy.postWatchInteractions * needed) / policy.postMinInteractions
}

export type Striking = Readonly<Record<Polarity, StrikingPost | undefined>>

export const NONE: Striking = { negative: undefined, positive: undefined }

function polarityOf(table: PostTable, row: number, policy: Policy): Polarity | undefined {
  const stance = stanceOf(table, row)
  if (isOwn(stance) || isUntold(stance)) return undefined
  if (pNegMilliOf(stance) >= 1_000 * policy.postNegative) return 'negative'
  if (pPosMilliOf(stance) >= 1_000 * policy.postNegative) return 'positive'
  return pNegMilliOf(stance) >= 1_000 * policy.postUnsure ? 'negative' : undefined
}

/**
 * What one interaction counts: that of a post that is less surely critical than `postNegative` asks counts as much
 * less. So the largest posts are told while their words leave doubt.
 */
function sureness(table: PostTable, row: number, polarity: Polarity, policy: Policy): number {
  if (polarity === 'positive') return 1
  return Math.min(1, pNegMilliOf(stanceOf(table, row)) / (1_000 * policy.postNegative))
}

function describe(
  posts: Posts,
  { key, row, total, sure, norm, gained, large, opens }: Candidate,
  needed: number,
  policy: Policy,
): StrikingPost {
  const { table } = posts
  const growth = growthOf(table, row)
  const { mentionId, source } = posts.named.get(key)!
  const forecast = forecastRange(growth, FINAL_AGE_MS)
  const size = Math.max(total, forecast?.size ?? 0)
  return {
    mentionId,
    source,
    key,
    total,
    likes: counterOf(table, row, 'likes'),
    comments: counterOf(table, row, 'comments'),
    shares: counterOf(table, row, 'shares'),
    ageMs: ageAtPoll(growth),
    norm,
    gainedLastHour: gained,
    forecast,
    againstUsual: (sure * size) / usualLargest(posts, policy),
    doubt: sure < 1 ? pNegMilliOf(stanceOf(table, row)) / 1_000 : undefined,
    opens,
    growing: large && gained >= policy.hysteresis * stillGrowing(needed, policy),
  }
}

function before(a: Candidate, b: Candidate): boolean {
  const order =
    Number(a.opens) - Number(b.opens) || a.gained - b.gained || a.total - b.total || b.key - a.key
  return order > 0
}
