/**
 * The records of one open cell, as rows of numbers. Held as they came, they would survive every young collection
 * until the cell closes, and moving them would cost more than folding them. The arrays serve cell after cell; they are
 * no typed ones, because most cells hold one record or two, and a small array lies in the heap beside its brand.
 */

import { type Order, orderByKey } from './key-order.ts'
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

/**
 * The rows of one cell: how many are in use, their numbers, and the texts that they point at. Numbers and texts only
 * grow until the rows are emptied. All in one object, because what is looked at for every record is a cache miss each.
 */
export interface Rows {
  mentions: number
  readonly mentionNumbers: number[]
  /** Distinct lists of touchpoints. */
  readonly touchpoints: (readonly string[])[]
  samples: number
  readonly sampleNumbers: number[]
  /** By row. */
  readonly mentionIds: string[]
  /** Distinct. */
  readonly sources: string[]
}

/** Where a row holds what. Both halves of the polarity are thousandths; `more` is own, article, then touchpoints. */
const MENTION = { key: 0, at: 1, publishedAt: 2, author: 3, polarity: 4, more: 5 } as const
/** See MENTION. */
const MENTION_WIDTH = 6
/** Counters are `UNKNOWN` where nothing is known; that is less than any. */
const SAMPLE = { key: 0, at: 1, likes: 2, comments: 3, shares: 4, source: 5 } as const
/** See SAMPLE. */
const SAMPLE_WIDTH = 6
const UNKNOWN = -1
const HALF = 0xffff
const [OWN, ARTICLE, TOUCHPOINTS] = [1, 2, 4]
/** Texts of so many kinds are kept for the next cell; more are not worth it. */
const MAX_KEPT = 32

/** Brings the lists of a snapshot along, or begins with none. */
export function emptyRows(known: Partial<Rows> = {}): Rows {
  return {
    mentions: 0,
    mentionNumbers: [],
    touchpoints: [NOTHING],
    samples: 0,
    sampleNumbers: [],
    mentionIds: [],
    sources: [],
    ...known,
  }
}

const NOTHING: readonly string[] = []

export function putMention(to: Rows, mention: MentionObservation): void {
  const { mentionNumbers: numbers } = to
  const from = to.mentions++ * MENTION_WIDTH
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

/**
 * The rows of the mentions by key. The same one twice is an edit: the later one stands.
 * @returns valid until the next call for any cell.
 */
export function orderMentions(from: Rows): Order {
  const order = orderByKey(from.mentionNumbers, MENTION_WIDTH, from.mentions)
  const { places } = order
  let kept = 0
  for (let i = 1; i < order.count; i++) {
    const place = places[i]!
    const before = places[kept]!
    if (!areOne(from.mentionNumbers, place, before)) places[++kept] = place
    else if (byAge(from, before, place) < 0) places[kept] = place
  }
  if (order.count > 0) order.count = kept + 1
  return order
}

/** Both kinds of rows are as wide. */
function areOne(numbers: readonly number[], a: number, b: number): boolean {
  return numbers[a * MENTION_WIDTH] === numbers[b * MENTION_WIDTH]
}

/** Of two at the same instant the more negative stands; the rest of the order only has to be one. */
function byAge(rows: Rows, first: number, second: number): number {
  const [a, b] = [
    readMention(rows, first, emptyMention()),
    readMention(rows, second, emptyMention()),
  ]
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

/** One mention. @param into is written to and returned, so that a cell of a thousand makes no thousand objects. */
export function readMention(
  { mentionNumbers: numbers, touchpoints }: Rows,
  place: number,
  into: Writable<CellMention>,
): CellMention {
  const from = place * MENTION_WIDTH
  const polarity = numbers[from + MENTION.polarity]!
  const more = numbers[from + MENTION.more]!
  into.key = numbers[from + MENTION.key]!
  into.at = numbers[from + MENTION.at]!
  into.publishedAt = numbers[from + MENTION.publishedAt]!
  into.author = numbers[from + MENTION.author]!
  into.pNegMilli = polarity & HALF
  into.pPosMilli = polarity >>> 16
  into.own = (more & OWN) !== 0
  into.article = (more & ARTICLE) !== 0
  into.touchpoints = touchpoints[Math.floor(more / TOUCHPOINTS)]!
  return into
}

export type Writable<T> = { -readonly [Field in keyof T]: T[Field] }

/** Numbers that are whole but large begin as what they will be, so that their fields need not change their kind. */
export function emptyMention(): Writable<CellMention> {
  return {
    ...{ key: LARGE, at: LARGE, publishedAt: LARGE, author: LARGE, pNegMilli: 0, pPosMilli: 0 },
    ...{ own: false, article: false, touchpoints: NOTHING },
  }
}

const LARGE = 2 ** 40

export function putSample(to: Rows, sample: EngagementObservation): void {
  const { sampleNumbers: numbers, mentionIds, sources } = to
  const place = to.samples++
  const from = place * SAMPLE_WIDTH
  let source = sources[0] === sample.source ? 0 : sources.indexOf(sample.source)
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
 * The rows of the samples by key. Counters are cumulative: of two polls in one cell the larger numbers and the later
 * instant stand, and are written into one row.
 * @returns valid until the next call for any cell.
 */
export function orderSamples(from: Rows): Order {
  const order = orderByKey(from.sampleNumbers, SAMPLE_WIDTH, from.samples)
  const { places } = order
  let kept = 0
  for (let i = 1; i < order.count; i++) {
    const place = places[i]!
    if (areOne(from.sampleNumbers, place, places[kept]!))
      places[kept] = larger(from, places[kept]!, place)
    else places[++kept] = place
  }
  if (order.count > 0) order.count = kept + 1
  return order
}

/** Joins two rows. @returns the place of the one that stands: by the name of its source, so that there is one order. */
function larger({ sampleNumbers: numbers, sources }: Rows, a: number, b: number): number {
  const sourceOf = (place: number) => sources[numbers[place * SAMPLE_WIDTH + SAMPLE.source]!]!
  const [stays, goes] = sourceOf(a) <= sourceOf(b) ? [a, b] : [b, a]
  for (const field of [SAMPLE.at, SAMPLE.likes, SAMPLE.comments, SAMPLE.shares]) {
    const at = stays * SAMPLE_WIDTH + field
    numbers[at] = Math.max(numbers[at]!, numbers[goes * SAMPLE_WIDTH + field]!)
  }
  return stays
}

/** One sample, see readMention. */
export function readSample(
  { sampleNumbers: numbers, mentionIds, sources }: Rows,
  place: number,
  into: Writable<CellSample>,
): CellSample {
  const from = place * SAMPLE_WIDTH
  into.key = numbers[from + SAMPLE.key]!
  into.at = numbers[from + SAMPLE.at]!
  into.likes = counter(numbers[from + SAMPLE.likes]!)
  into.comments = counter(numbers[from + SAMPLE.comments]!)
  into.shares = counter(numbers[from + SAMPLE.shares]!)
  into.mentionId = mentionIds[place]!
  into.source = sources[numbers[from + SAMPLE.source]!]!
  return into
}

export function emptySample(): Writable<CellSample> {
  return {
    ...{ key: LARGE, at: LARGE, likes: null, comments: null, shares: null },
    ...{ mentionId: '', source: '' },
  }
}

function counter(value: number): number | null {
  return value === UNKNOWN ? null : value
}

/** Makes room for the next cell. Texts of samples are let go, because they keep whole records alive. */
export function clearRows(rows: Rows): void {
  rows.mentions = 0
  if (rows.touchpoints.length > MAX_KEPT) rows.touchpoints.length = 1
  if (rows.samples > 0) rows.mentionIds.fill('', 0, rows.samples)
  rows.samples = 0
  if (rows.sources.length > MAX_KEPT) rows.sources.length = 0
}

/** For so many records of a kind the rows have grown. */
export function roomOf({ mentionNumbers, sampleNumbers }: Rows): number {
  return Math.max(mentionNumbers.length / MENTION_WIDTH, sampleNumbers.length / SAMPLE_WIDTH)
}

/** Leaves nothing in empty rows of what they were used for. */
export function forgetTexts({ touchpoints, sources }: Rows): void {
  // Popped one by one: a length that is set to nothing takes the room with it.
  while (touchpoints.length > 1) touchpoints.pop()
  while (sources.length > 0) sources.pop()
}

export function packRows(rows: Rows) {
  const { mentions, mentionNumbers, touchpoints, samples, sampleNumbers, sources } = rows
  const mentionIds = rows.mentionIds.slice(0, samples)
  return {
    mentions: { numbers: pack(mentionNumbers, mentions * MENTION_WIDTH), touchpoints },
    samples: { numbers: pack(sampleNumbers, samples * SAMPLE_WIDTH), mentionIds, sources },
  }
}

export function unpackRows({ mentions, samples }: ReturnType<typeof packRows>): Rows {
  return emptyRows({
    mentions: mentions.numbers.length / MENTION_WIDTH,
    mentionNumbers: [...mentions.numbers],
    touchpoints: mentions.touchpoints,
    samples: samples.numbers.length / SAMPLE_WIDTH,
    sampleNumbers: [...samples.numbers],
    mentionIds: samples.mentionIds,
    sources: samples.sources,
  })
}

function pack(numbers: readonly number[], length: number): Float64Array {
  return Float64Array.from(numbers.slice(0, length))
}
