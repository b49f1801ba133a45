/**
 * The records of one open cell, as rows of numbers. Held as they came, they would survive every young collection
 * until the cell closes, and moving them would cost more than folding them. The arrays serve cell after cell; they are
 * no typed ones, because most cells hold one record or two, and a small array lies in the heap beside its brand.
 */

import { orderByKey } from './key-order.ts'
import type { EngagementObservation, MentionObservation } from './observation.ts'

/** What the fold needs of a mention. */
export interface CellMention
  extends Pick<
    MentionObservation,
    'key' | 'at' | 'publishedAt' | 'pNegMilli' | 'pPosMilli' | 'author' | 'own' | 'touchpoints'
  > {
  readonly article: boolean
}

/** What the fold needs of an engagement sample. */
export type CellSample = Pick<
  EngagementObservation,
  'key' | 'at' | 'likes' | 'comments' | 'shares' | 'mentionId' | 'source'
>

/** Rows in use and the texts that they point at; both only grow until the rows are emptied. */
export interface MentionRows {
  count: number
  readonly numbers: number[]
  /** Distinct lists of touchpoints. */
  readonly touchpoints: (readonly string[])[]
}

/** See MentionRows. */
export interface SampleRows {
  count: number
  readonly numbers: number[]
  /** By row. */
  readonly mentionIds: string[]
  /** Distinct. */
  readonly sources: string[]
}

/** Where a row holds what. Both halves of the polarity are thousandths; `more` is own, article, then touchpoints. */
const MENTION = { key: 0, at: 1, publishedAt: 2, author: 3, polarity: 4, more: 5 } as const
/** See MENTION. */
const MENTION_WIDTH = 6
/** Counters are `UNKNOWN` where nothing is known. */
const SAMPLE = { key: 0, at: 1, likes: 2, comments: 3, shares: 4, source: 5 } as const
/** See SAMPLE. */
const SAMPLE_WIDTH = 6
const UNKNOWN = -1
const HALF = 0xffff
const [OWN, ARTICLE, TOUCHPOINTS] = [1, 2, 4]
/** Texts of so many kinds are kept for the next cell; more are not worth it. */
const MAX_KEPT = 32

export function emptyMentions(): MentionRows {
  return { count: 0, numbers: [], touchpoints: [NOTHING] }
}

export function emptySamples(): SampleRows {
  return { count: 0, numbers: [], mentionIds: [], sources: [] }
}

const NOTHING: readonly string[] = []

export function putMention(to: MentionRows, mention: MentionObservation): void {
  const { numbers } = to
  const from = to.count++ * MENTION_WIDTH
  numbers[from + MENTION.key] = mention.key
  numbers[from + MENTION.at] = mention.at
  numbers[from + MENTION.publishedAt] = mention.publishedAt
  numbers[from + MENTION.author] = mention.author
  numbers[from + MENTION.polarity] = mention.pNegMilli | (mention.pPosMilli << 16)
  numbers[from + MENTION.more] =
    (mention.own ? OWN : 0) |
    (mention.kind === 'article' ? ARTICLE : 0) |
    (placeOf(to.touchpoints, mention.touchpoints) * TOUCHPOINTS)
}

function placeOf(lists: (readonly string[])[], names: readonly string[]): number {
  if (names.length === 0) return 0
  for (let i = 1; i < lists.length; i++) if (areSame(lists[i]!, names)) return i
  return lists.push(names) - 1
}

function areSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** The mentions by key. The same one twice is an edit: the later one stands. */
export function takeMentions(from: MentionRows): readonly CellMention[] {
  const { count, numbers, touchpoints } = from
  const order = orderByKey(numbers, MENTION_WIDTH, count)
  const mentions: CellMention[] = []
  for (let i = 0; i < count; i++) {
    const mention = mentionIn(numbers, order[i]! * MENTION_WIDTH, touchpoints)
    const before = mentions[mentions.length - 1]
    if (before?.key !== mention.key) mentions.push(mention)
    else if (byAge(before, mention) < 0) mentions[mentions.length - 1] = mention
  }
  from.count = 0
  if (touchpoints.length > MAX_KEPT) touchpoints.length = 1
  return mentions
}

function mentionIn(
  numbers: readonly number[],
  from: number,
  touchpoints: readonly (readonly string[])[],
): CellMention {
  const polarity = numbers[from + MENTION.polarity]!
  const more = numbers[from + MENTION.more]!
  return {
    key: numbers[from + MENTION.key]!,
    at: numbers[from + MENTION.at]!,
    publishedAt: numbers[from + MENTION.publishedAt]!,
    author: numbers[from + MENTION.author]!,
    pNegMilli: polarity & HALF,
    pPosMilli: polarity >>> 16,
    own: (more & OWN) !== 0,
    article: (more & ARTICLE) !== 0,
    touchpoints: touchpoints[Math.floor(more / TOUCHPOINTS)]!,
  }
}

/** Of two at the same instant the more negative stands; the rest of the order only has to be one. */
function byAge(a: CellMention, b: CellMention): number {
  return (
    a.at - b.at ||
    a.pNegMilli - b.pNegMilli ||
    a.pPosMilli - b.pPosMilli ||
    a.publishedAt - b.publishedAt ||
    a.author - b.author ||
    Number(a.own) - Number(b.own) ||
    Number(a.article) - Number(b.article) ||
    (a.touchpoints.join() < b.touchpoints.join() ? -1 : 1)
  )
}

export function putSample(to: SampleRows, sample: EngagementObservation): void {
  const { numbers, mentionIds, sources } = to
  const place = to.count++
  const from = place * SAMPLE_WIDTH
  let source = sources.indexOf(sample.source)
  if (source < 0) source = sources.push(sample.source) - 1
  numbers[from + SAMPLE.key] = sample.key
  numbers[from + SAMPLE.at] = sample.at
  numbers[from + SAMPLE.likes] = sample.likes ?? UNKNOWN
  numbers[from + SAMPLE.comments] = sample.comments ?? UNKNOWN
  numbers[from + SAMPLE.shares] = sample.shares ?? UNKNOWN
  numbers[from + SAMPLE.source] = source
  mentionIds[place] = sample.mentionId
}

/**
 * The samples by key. Counters are cumulative: of two polls in one cell the larger numbers and the later instant
 * stand.
 */
export function takeSamples(from: SampleRows): readonly CellSample[] {
  const { count, numbers } = from
  const order = orderByKey(numbers, SAMPLE_WIDTH, count)
  const samples: CellSample[] = []
  for (let i = 0; i < count; i++) {
    const sample = sampleIn(from, order[i]!)
    const before = samples[samples.length - 1]
    if (before?.key !== sample.key) samples.push(sample)
    else samples[samples.length - 1] = larger(before, sample)
  }
  from.count = 0
  from.mentionIds.length = 0
  if (from.sources.length > MAX_KEPT) from.sources.length = 0
  return samples
}

function sampleIn({ numbers, mentionIds, sources }: SampleRows, place: number): CellSample {
  const from = place * SAMPLE_WIDTH
  return {
    key: numbers[from + SAMPLE.key]!,
    at: numbers[from + SAMPLE.at]!,
    likes: counter(numbers[from + SAMPLE.likes]!),
    comments: counter(numbers[from + SAMPLE.comments]!),
    shares: counter(numbers[from + SAMPLE.shares]!),
    mentionId: mentionIds[place]!,
    source: sources[numbers[from + SAMPLE.source]!]!,
  }
}

function counter(value: number): number | null {
  return value === UNKNOWN ? null : value
}

function larger(a: CellSample, b: CellSample): CellSample {
  const { key, mentionId, source } = a.source <= b.source ? a : b
  return {
    key,
    at: Math.max(a.at, b.at),
    likes: largerCount(a.likes, b.likes),
    comments: largerCount(a.comments, b.comments),
    shares: largerCount(a.shares, b.shares),
    mentionId,
    source,
  }
}

function largerCount(a: number | null, b: number | null): number | null {
  if (a === null) return b
  return b === null ? a : Math.max(a, b)
}

export function packMentions({ count, numbers, touchpoints }: MentionRows) {
  return { numbers: pack(numbers, count * MENTION_WIDTH), touchpoints }
}

export function unpackMentions(packed: ReturnType<typeof packMentions>): MentionRows {
  const { numbers, touchpoints } = packed
  return { count: numbers.length / MENTION_WIDTH, numbers: [...numbers], touchpoints }
}

export function packSamples({ count, numbers, mentionIds, sources }: SampleRows) {
  return { numbers: pack(numbers, count * SAMPLE_WIDTH), mentionIds, sources }
}

export function unpackSamples(packed: ReturnType<typeof packSamples>): SampleRows {
  const { numbers, mentionIds, sources } = packed
  return { count: numbers.length / SAMPLE_WIDTH, numbers: [...numbers], mentionIds, sources }
}

function pack(numbers: readonly number[], length: number): Float64Array {
  return Float64Array.from(numbers.slice(0, length))
}
