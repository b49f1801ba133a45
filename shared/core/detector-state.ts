/** What the detector remembers of one brand. How it is written down stands in `detector-snapshot.ts`. */

import type { Article } from './articles.ts'
import { type Baseline, emptyBaseline, usualShare } from './baseline.ts'
import { type CalmHistory, emptyCalm } from './calm-history.ts'
import { type Cells, emptyCells } from './cells.ts'
import { type Crowd, emptyCrowd } from './crowd.ts'
import { type Day, emptyDay } from './day.ts'
import type { HeardCell } from './heard.ts'
import { calmLife, type Life } from './life.ts'
import type { Loudest } from './loudest.ts'
import { emptyPeaks, type Peaks } from './peaks.ts'
import { DEFAULT_POLICY, type Policy, policyId } from './policy.ts'
import { emptyPosts, type Polarity, type Posts } from './posts.ts'
import type { Recent } from './recent.ts'
import { emptySeen, type Seen } from './seen.ts'
import type { Rates } from './signals.ts'
import type { Cause, Level, Reading } from './storm.ts'
import { NONE, type Striking } from './striking.ts'
import type { Talk } from './talk.ts'
import type { EpochMs } from './time.ts'
import { emptyLeaky, type Leaky } from './window.ts'

/** One polarity of one brand: criticism (storms) or praise (candystorms). */
export interface Track {
  readonly polarity: Polarity
  readonly leaky: Leaky
  readonly baseline: Baseline
  readonly rates: Rates
  readonly crowd: Crowd
  readonly life: Life
  /** The cells of the last three hours in which anything was said. */
  recent: Recent
  /** The last closed cell's score and its parts; undefined before the first. */
  score: number | undefined
  zShare: number | undefined
  zVolume: number
  /** The usual share as it stood when the last cell was measured. */
  usualShare: number
  /** The same of the volume and how far it varies, on the scale of `volumeOf`. */
  usualVolume: number
  volumeDeviation: number
  /** See `certaintyOf`. */
  certainty: number
  /** Distinct authors in the window and the loudest one's part; undefined where no author is known. */
  authors: number | undefined
  topAuthorShare: number | undefined
  /** How high the score reaches on calm days, and the threshold that follows from it. */
  readonly calm: CalmHistory
  warnAt: number
  /** Storms that grow for weeks; for criticism only. */
  readonly slow: Slow
  /** Since when the score holds at `warnAt`. */
  warmSince: EpochMs | undefined
  storm: OpenStorm | undefined
}

/** The second, slow detector: the negative share of days against the usual one. */
export interface Slow {
  readonly leaky: Leaky
  readonly loudest: Loudest
  readonly calm: CalmHistory
  /** The usual share of about ten days ago. */
  reference: number | undefined
  /** Days, and the highest z of each, that are not learned yet; and the day that is going on. */
  waiting: number[]
  day: EpochMs | undefined
  highest: number
  /** Undefined while the brand is new or has no polarity. */
  z: number | undefined
  warnAt: number
}

/** A storm that has not ended. */
export interface OpenStorm {
  readonly stormId: string
  readonly startedAt: EpochMs
  level: Level
  /** Since when the conditions of its level no longer hold. */
  lowerSince: EpochMs | undefined
  causes: readonly Cause[]
  leadingMentionId: string | undefined
  /** What was normal when it opened, in mentions of this polarity per minute. */
  readonly normalPerMinute: number
}

/**
 * The brand cell that is being filled by closed post cells. All sums are of whole numbers, thousandths and
 * millionths, so that they do not depend on the order.
 */
export interface BrandCell {
  mentions: number
  negativeMilli: number
  /** The same, and squares, weighed down by age: what is learned late counts as much as if it had been in time. */
  weightMilli: number
  squaresMicro: number
  negativeMicro: number
  positiveMicro: number
  /** Squares of the probabilities, in billionths: how sure the scorer was. */
  negativeSquaresNano: number
  positiveSquaresNano: number
  /** Author hash of each fresh mention of a polarity. */
  negativeAuthors: number[]
  positiveAuthors: number[]
  /** The same of mentions that are perhaps negative. */
  unsureAuthors: number[]
  engagement: number
  /** From files of counts: the sums, null where unknown. */
  counts: CellSums | undefined
  /** Undefined while nobody complains of one: most cells have none, and an empty map takes 184 bytes. */
  touchpoints: Map<string, number> | undefined
  /** Undefined while nobody's words are known. */
  heard: HeardCell | undefined
}

export interface CellSums {
  readonly mentions: number | null
  readonly negatives: number | null
  readonly authors: number | null
  readonly engagement: number | null
}

export interface DetectorState {
  readonly brandId: string
  policy: Policy
  policyId: string
  readonly cells: Cells
  readonly cell: BrandCell
  negative: Track
  readonly positive: Track
  readonly posts: Posts
  /** The posts that stood out when counters were last looked at. */
  striking: Striking
  readonly seen: Seen
  /** Leaky weights of touchpoints in negative mentions; undefined where there are none. */
  touchpoints: Map<string, number> | undefined
  firstAt: EpochMs | undefined
  /** End of the last cell that was known; learning counts time from here. */
  knownTo: EpochMs | undefined
  /** What is counted, once a file of counts was read: then a cell without a row is unknown, not zero. */
  counted: 'mentions' | 'negatives' | undefined
  articlesSeen: boolean
  readonly articles: Article[]
  /** What critics say; undefined until the words of a mention are known. */
  talk: Talk | undefined
  /** Critics of the last day, one by one: for brands where hours say nothing. */
  readonly day: Day
  /** How high negatives stood on past days. */
  readonly peaks: Peaks
  /** What readings say of the window and of growth; both move with brand cells only. */
  window: Reading['window'] | undefined
  outlook: Pick<Reading, 'doublingTimeMin' | 'next3h'>
}

export function emptyCell(): BrandCell {
  return {
    mentions: 0,
    negativeMilli: 0,
    weightMilli: 0,
    squaresMicro: 0,
    negativeMicro: 0,
    positiveMicro: 0,
    negativeSquaresNano: 0,
    positiveSquaresNano: 0,
    negativeAuthors: [],
    positiveAuthors: [],
    unsureAuthors: [],
    engagement: 0,
    counts: undefined,
    touchpoints: undefined,
    heard: undefined,
  }
}

/** Most cells of most brands are nearly empty: one object serves them all. */
export function clearCell(cell: BrandCell): void {
  cell.mentions = 0
  cell.negativeMilli = 0
  cell.weightMilli = 0
  cell.squaresMicro = 0
  cell.negativeMicro = 0
  cell.positiveMicro = 0
  cell.negativeSquaresNano = 0
  cell.positiveSquaresNano = 0
  if (cell.negativeAuthors.length > 0) cell.negativeAuthors = []
  if (cell.positiveAuthors.length > 0) cell.positiveAuthors = []
  if (cell.unsureAuthors.length > 0) cell.unsureAuthors = []
  cell.engagement = 0
  cell.counts = undefined
  cell.touchpoints = undefined
  cell.heard = undefined
}

function emptySlow(): Slow {
  return {
    leaky: emptyLeaky(),
    loudest: [],
    calm: emptyCalm(),
    reference: undefined,
    waiting: [],
    day: undefined,
    highest: 0,
    z: undefined,
    warnAt: DEFAULT_POLICY.slowWarn,
  }
}

/** What praise has, which nobody measures over days. */
const NO_SLOW = emptySlow()

export function emptyTrack(polarity: Polarity): Track {
  return {
    polarity,
    leaky: emptyLeaky(),
    baseline: emptyBaseline(),
    rates: { fast: 0, slow: 0 },
    crowd: emptyCrowd(),
    life: calmLife(),
    recent: [],
    score: undefined,
    zShare: undefined,
    zVolume: 0,
    usualShare: usualShare(emptyBaseline()),
    usualVolume: 0,
    volumeDeviation: 1,
    certainty: 1,
    authors: undefined,
    topAuthorShare: undefined,
    calm: emptyCalm(),
    warnAt: DEFAULT_POLICY.tauWarn,
    slow: polarity === 'negative' ? emptySlow() : NO_SLOW,
    warmSince: undefined,
    storm: undefined,
  }
}

export function initialState(brandId: string): DetectorState {
  return {
    brandId,
    policy: DEFAULT_POLICY,
    policyId: DEFAULT_POLICY_ID,
    cells: emptyCells(),
    cell: emptyCell(),
    negative: emptyTrack('negative'),
    positive: emptyTrack('positive'),
    posts: emptyPosts(),
    striking: NONE,
    seen: emptySeen(),
    touchpoints: undefined,
    firstAt: undefined,
    knownTo: undefined,
    counted: undefined,
    articlesSeen: false,
    articles: [],
    talk: undefined,
    day: emptyDay(),
    peaks: emptyPeaks(),
    window: undefined,
    outlook: {},
  }
}

const DEFAULT_POLICY_ID = policyId(DEFAULT_POLICY)

/** Where no negatives are counted, volume decides alone (CLI, counts without `negatives`). */
export function volumeOnly(state: DetectorState): boolean {
  return state.counted === 'mentions'
}
