/** What the detector remembers of one brand, and how it is written down and read back. */

import { type Baseline, emptyBaseline, usualShare } from './baseline.ts'
import { type Cells, emptyCells } from './cells.ts'
import { type Crowd, emptyCrowd } from './crowd.ts'
import { calmLife, type Life } from './life.ts'
import { DEFAULT_POLICY, type Policy, policyId } from './policy.ts'
import { emptyPosts, type Posts } from './posts.ts'
import type { Rates } from './signals.ts'
import type { Cause, Level } from './storm.ts'
import type { EpochMs } from './time.ts'
import { emptyLeaky, type Leaky } from './window.ts'

/** One polarity of one brand: criticism (storms) or praise (candystorms). */
export interface Track {
  readonly polarity: 'negative' | 'positive'
  readonly leaky: Leaky
  readonly baseline: Baseline
  readonly rates: Rates
  readonly crowd: Crowd
  readonly life: Life
  /** Negatives and mentions of the last cells, three hours of them, newest last. */
  recent: [negatives: number, mentions: number][]
  /** The last closed cell's score and its parts; undefined before the first. */
  score: number | undefined
  zShare: number | undefined
  zVolume: number
  /** The usual share as it stood when the last cell was measured. */
  usualShare: number
  /** Since when the score holds at `tauWarn`. */
  warmSince: EpochMs | undefined
  storm: OpenStorm | undefined
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
  articles: number
}

/** The brand cell that is being filled by closed post cells. */
export interface BrandCell {
  mentions: number
  negativeMilli: number
  positiveMilli: number
  negativeAuthors: Map<number, number>
  positiveAuthors: Map<number, number>
  engagement: number
  articles: number
  /** From files of counts: the sums, null where unknown. */
  counts:
    | {
        mentions: number | null
        negatives: number | null
        authors: number | null
        engagement: number | null
      }
    | undefined
  touchpoints: Map<string, number>
}

export interface DetectorState {
  readonly brandId: string
  policy: Policy
  policyId: string
  readonly cells: Cells
  cell: BrandCell
  readonly negative: Track
  readonly positive: Track
  readonly posts: Posts
  /** Mentions of the last 12 to 24 hours, by key: two generations. */
  seen: { now: Set<number>; before: Set<number>; turnedAt: EpochMs }
  /** Highest offsets folded, by topic. */
  readonly absorbed: { mentions: number; engagement: number }
  /** Leaky weights of touchpoints in negative mentions. */
  readonly touchpoints: Map<string, number>
  firstAt: EpochMs | undefined
  /** End of the last cell that was known; learning counts time from here. */
  knownTo: EpochMs | undefined
  /** True once a file of counts was read: then a cell without a row is unknown, not zero. */
  countsOnly: boolean
  /** True once counts came without negatives: volume decides alone. */
  volumeOnly: boolean
  articlesSeen: boolean
}

export function emptyCell(): BrandCell {
  return {
    mentions: 0,
    negativeMilli: 0,
    positiveMilli: 0,
    negativeAuthors: new Map(),
    positiveAuthors: new Map(),
    engagement: 0,
    articles: 0,
    counts: undefined,
    touchpoints: new Map(),
  }
}

function emptyTrack(polarity: 'negative' | 'positive'): Track {
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
    seen: { now: new Set(), before: new Set(), turnedAt: 0 },
    absorbed: { mentions: -1, engagement: -1 },
    touchpoints: new Map(),
    firstAt: undefined,
    knownTo: undefined,
    countsOnly: false,
    volumeOnly: false,
    articlesSeen: false,
  }
}

const DEFAULT_POLICY_ID = policyId(DEFAULT_POLICY)

/** Raised when a field is added or changes its meaning; the reader refuses what it does not know. */
const LAYOUT = 1

/** The policy is left out: it stands in the log and is stepped in again after a restore. */
export function snapshotState(state: DetectorState): Uint8Array {
  const { policy: _policy, ...kept } = state
  return new TextEncoder().encode(JSON.stringify([LAYOUT, kept], toPlain))
}

export function restoreState(brandId: string, bytes: Uint8Array): DetectorState {
  const [layout, kept] = JSON.parse(new TextDecoder().decode(bytes), fromPlain) as [
    number,
    Partial<DetectorState>,
  ]
  if (layout !== LAYOUT) {
    throw new RangeError(
      `the snapshot of ${brandId} has layout ${layout}, this version reads ${LAYOUT}: start the version that wrote it, or remove the snapshot and replay`,
    )
  }
  const state = { ...initialState(brandId), ...kept } as DetectorState
  state.cells.seenTo ??= Number.NEGATIVE_INFINITY
  return state
}

/** JSON has no maps, no sets, and no minus infinity (which becomes null and is mended above). */
function toPlain(_key: string, value: unknown): unknown {
  if (value instanceof Map) return { $map: [...value] }
  if (value instanceof Set) return { $set: [...value] }
  return value
}

function fromPlain(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('$map' in value) return new Map(value.$map as [unknown, unknown][])
  if ('$set' in value) return new Set(value.$set as unknown[])
  return value
}
