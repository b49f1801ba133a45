/**
 * How like a storm is to storms that are known: published ones and the operator's own. It is read beside a storm and
 * nothing else: no alarm, no level and no message depends on it.
 */

import type { Cause, Reading } from './storm.ts'
import { type EpochMs, HOUR_MS, MINUTE_MS } from './time.ts'

/** What a storm looks like from outside; what is not known is missing. */
export interface StormShape {
  /** What leads it: one post, many voices, or days that drift. */
  readonly lead: 'post' | 'voices' | 'drift'
  /** How fast it grows, by its doubling time: hours, days or weeks. */
  readonly pace?: Pace
  /** The shortest doubling time that was stated, in minutes. */
  readonly doublingMin?: number
  /** Critics against the usual at the ages `CURVE_HOURS`. */
  readonly curve?: readonly (number | undefined)[]
  /** The highest part of all mentions that was critical, 0-1. */
  readonly share?: number
  /** Distinct authors a critical mention at its height, 0-1. */
  readonly authors?: number
  /** Channels with critics. */
  readonly channels?: number
  /** Comments a like of the leading post. */
  readonly commentsPerLike?: number
}

export const PACES = ['hours', 'days', 'weeks'] as const
export type Pace = (typeof PACES)[number]

/** Ages at which growth is compared. */
export const CURVE_HOURS = [1, 2, 4, 8, 16, 32] as const

export const FEATURES = [
  ...(['lead', 'pace', 'doublingMin', 'curve', 'share', 'authors', 'channels'] as const),
  'commentsPerLike',
] as const
export type Feature = (typeof FEATURES)[number]

export interface Compared {
  readonly feature: Feature
  /** 0: as unlike as can be; 1: the same. */
  readonly like: number
}

export interface Likeness {
  /** The sum of what is alike through one more than what was compared: one unknown feature counts as unlike. */
  readonly like: number
  readonly compared: readonly Compared[]
}

/** Fewer features in common tell nothing. */
export const LEAST_FEATURES = 3
/** Younger storms have no shape yet. */
export const TOO_EARLY_MS = HOUR_MS
/** A reading stands for an age where it is at most so old. */
const NEAR_MS = 30 * MINUTE_MS
/** Doubling more slowly than this is no matter of hours, or of days. */
const SLOW_MIN = { hours: 12 * 60, days: 4 * 24 * 60 } as const
/** One age is a point and no curve. */
const LEAST_AGES = 2

/** Undefined where too few features are known of both. */
export function likeness(one: StormShape, other: StormShape): Likeness | undefined {
  const compared = FEATURES.flatMap((feature): Compared[] => {
    const like = LIKE[feature](one, other)
    return like === undefined ? [] : [{ feature, like }]
  })
  if (compared.length < LEAST_FEATURES) return undefined
  const sum = compared.reduce((total, { like }) => total + like, 0)
  return { like: sum / (compared.length + 1), compared }
}

type Compare = (one: StormShape, other: StormShape) => number | undefined

/** Ratios: half as much is half as like. Parts of a whole: as far apart as they are. */
const LIKE: Readonly<Record<Feature, Compare>> = {
  lead: (one, other) => (one.lead === other.lead ? 1 : 0),
  pace: (one, other) => {
    if (one.pace === undefined || other.pace === undefined) return undefined
    return 1 - Math.abs(PACES.indexOf(one.pace) - PACES.indexOf(other.pace)) / (PACES.length - 1)
  },
  doublingMin: (one, other) => ratio(one.doublingMin, other.doublingMin),
  curve: (one, other) => {
    const likes = CURVE_HOURS.flatMap((_, i) => ratio(one.curve?.[i], other.curve?.[i]) ?? [])
    if (likes.length < LEAST_AGES) return undefined
    return likes.reduce((sum, like) => sum + like, 0) / likes.length
  },
  share: (one, other) => apart(one.share, other.share),
  authors: (one, other) => apart(one.authors, other.authors),
  channels: (one, other) => ratio(one.channels, other.channels),
  commentsPerLike: (one, other) => ratio(one.commentsPerLike, other.commentsPerLike),
}

function ratio(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined || !(a > 0) || !(b > 0)) return undefined
  return Math.min(a, b) / Math.max(a, b)
}

function apart(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : 1 - Math.abs(a - b)
}

/** @param readings of closed cells from its start to its end or to now, oldest first */
export function shapeOf(
  storm: { readonly startedAt: EpochMs; readonly causes: readonly Cause[] },
  readings: readonly Reading[],
): StormShape {
  const lead = leadOf(storm.causes)
  const doublings = readings.flatMap(({ doublingTimeMin }) => doublingTimeMin ?? [])
  const doublingMin = doublings.length === 0 ? undefined : Math.min(...doublings)
  const height = heightOf(readings)
  const post = storm.causes.find(({ kind }) => kind === 'post')
  const channels = storm.causes.find(({ talk }) => talk !== undefined)?.talk?.channels.length
  const pace = lead === 'drift' ? 'weeks' : paceOf(doublingMin)
  return {
    lead,
    ...(pace === undefined ? {} : { pace }),
    ...(doublingMin === undefined ? {} : { doublingMin }),
    ...(readings.length === 0 ? {} : { curve: curveOf(storm.startedAt, readings) }),
    ...(height ?? {}),
    ...(channels ? { channels } : {}),
    ...(post?.likes ? { commentsPerLike: (post.comments ?? 0) / post.likes } : {}),
  }
}

function leadOf([first]: readonly Cause[]): StormShape['lead'] {
  if (first?.kind === 'post') return 'post'
  return first?.kind === 'slow' ? 'drift' : 'voices'
}

function paceOf(doublingMin: number | undefined): Pace | undefined {
  if (doublingMin === undefined) return undefined
  if (doublingMin <= SLOW_MIN.hours) return 'hours'
  return doublingMin <= SLOW_MIN.days ? 'days' : 'weeks'
}

function heightOf(readings: readonly Reading[]): Pick<StormShape, 'share' | 'authors'> | undefined {
  let highest: Reading['window'] | undefined
  for (const { window } of readings)
    if (window.negatives > (highest?.negatives ?? 0)) highest = window
  if (!highest || highest.negatives < 1 || highest.mentions < 1) return undefined
  const { negatives, mentions, authors } = highest
  return {
    share: Math.min(1, negatives / mentions),
    ...(authors === null ? {} : { authors: Math.min(1, authors / negatives) }),
  }
}

function curveOf(startedAt: EpochMs, readings: readonly Reading[]): (number | undefined)[] {
  return CURVE_HOURS.map((hours) => {
    const at = startedAt + hours * HOUR_MS
    const reading = readings.findLast((one) => one.at <= at)
    if (!reading || reading.at < at - NEAR_MS) return undefined
    const { negatives, expectedNegatives } = reading.window
    return negatives / Math.max(1, expectedNegatives)
  })
}
