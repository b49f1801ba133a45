/**
 * How large a post is likely to become, with a range. The logarithm of what is still to come is a smooth sum of two
 * numbers, the size and the relative velocity, for each age; the coefficients were learned from public counters (see
 * `forecast-table.ts`). Same inputs as the slope form of DETECTION 5.3, which it replaced because it errs less on
 * the sets it was not fitted to (`npm run evaluate:forecast -- DATA_DIR`).
 */

import { FORECAST_TABLE, type ForecastRow } from './forecast-table.ts'
import { ageAtPoll, type Growth, totalAt } from './post-growth.ts'
import { HOUR_MS, MINUTE_MS } from './time.ts'

/** The age at which a post's size is meant to be final unless another is asked for (CLI, `forecast`). */
export const FINAL_AGE_MS = 48 * HOUR_MS

/** Below ten interactions no forecast: the counters of the fit had ten at least. */
const MIN_TOTAL = 10
/** Between the two polls of a rate; DETECTION 5.3 ignores polls closer than one minute, five keep noise small. */
const MIN_RATE_MS = 5 * MINUTE_MS
/** No forecast beyond e^4, fifty times the present size: at 1 h nineteen in twenty posts of the fit stayed below. */
const MAX_LOG_GROWTH = 4
/** The rate is measured from this part of the age on (DETECTION 5.3). */
const RATE_FROM = 2 / 3
/** Nothing is extrapolated beyond the sizes and velocities of the fit. */
const FITTED = { logSize: [Math.log(11), Math.log(20_000)], logVelocity: [-6, 1.2] } as const
/**
 * What comes until the age H is to what comes until 48 h as 1 - (age/H)^a to 1 - (age/48 h)^a: the decay of new
 * interactions is close to a power of the age. Fitted on the cascades of TiDeH (2016), final sizes at 48 and 168 h.
 */
const DECAY = 0.5

export interface SizeForecast {
  readonly size: number
  /** Nine of ten posts end between these. */
  readonly low: number
  readonly high: number
}

/** What the fit sees of a post. */
export interface GrowthFeatures {
  readonly ageMs: number
  readonly logSize: number
  /** ln q, q = (rate x age + 0.5) / (size + 1): 0 means that it would double within its present age. */
  readonly logVelocity: number
}

/** @returns undefined below ten interactions, or without two polls far enough apart for a rate. */
export function growthFeatures(growth: Growth): GrowthFeatures | undefined {
  const last = growth.polls.at(-1)
  if (!last || growth.polls.length < 2 || last.total < MIN_TOTAL) return undefined
  const ageMs = ageAtPoll(growth)
  const from = totalAt(growth, growth.publishedAt + ageMs * RATE_FROM)
  if (last.at - from.at < MIN_RATE_MS) return undefined
  const rate = (last.total - from.total) / (last.at - from.at)
  return {
    ageMs,
    logSize: Math.log(last.total + 1),
    logVelocity: Math.log((rate * ageMs + 0.5) / (last.total + 1)),
  }
}

/** The terms whose weighted sum is the logarithm of the growth: 1, l, l^2, q, e^(q/2), l e^(q/2). */
export function termsOf(features: GrowthFeatures): readonly number[] {
  const { logSize: l, logVelocity: q } = clamped(features)
  const v = Math.exp(q / 2)
  return [1, l, l * l, q, v, l * v]
}

function clamped({ logSize, logVelocity }: GrowthFeatures): Omit<GrowthFeatures, 'ageMs'> {
  return {
    logSize: clamp(logSize, FITTED.logSize),
    logVelocity: clamp(logVelocity, FITTED.logVelocity),
  }
}

/**
 * The size a post is likely to have at an age, with its range. At the edge of the fit the three sums may cross; in
 * order they are never further from the truth (Chernozhukov, Fernandez-Val, Galichon 2010, rearrangement).
 * @param table another fit than the shipped one
 * @returns undefined where `growthFeatures` has nothing, and below the age of the first row of the table (1 h).
 */
export function forecastRange(
  growth: Growth,
  finalAgeMs: number,
  table: readonly ForecastRow[] = FORECAST_TABLE,
): SizeForecast | undefined {
  const age = ageAtPoll(growth)
  if (age < (table[0]?.ageMs ?? Number.POSITIVE_INFINITY)) return undefined
  if (age >= finalAgeMs) {
    const size = growth.polls.at(-1)?.total ?? 0
    return { size, low: size, high: size }
  }
  const features = growthFeatures(growth)
  if (!features) return undefined
  const left = reach(age, finalAgeMs)
  const [low, size, high] = QUANTILES.map((quantile) => between(features, quantile, table))
    .sort((a, b) => a - b)
    .map((to48) => sizeAfter(growth, Math.min(MAX_LOG_GROWTH, Math.max(0, to48) * left)))
  return { size: size!, low: low!, high: high! }
}

const QUANTILES = ['low', 'middle', 'high'] as const
type Quantile = (typeof QUANTILES)[number]

/** The sums of the two ages around, mixed by the logarithm of the age. */
function between(
  features: GrowthFeatures,
  quantile: Quantile,
  table: readonly ForecastRow[],
): number {
  const next = table.findIndex((row) => row.ageMs > features.ageMs)
  const after = table.at(next)!
  const before = next < 0 ? after : table[next - 1]!
  const young = rising(before[quantile], features)
  if (before === after) return young
  const part = Math.log(features.ageMs / before.ageMs) / Math.log(after.ageMs / before.ageMs)
  return young + part * (rising(after[quantile], features) - young)
}

/**
 * The weighted sum, held level on the side of its turning point on which a faster post would get less: few posts of
 * the fit are there, and they do not decide it.
 */
function rising(weights: readonly number[], features: GrowthFeatures): number {
  const { logSize, logVelocity } = clamped(features)
  const [linear, curved] = [weights[3]!, (weights[4]! + weights[5]! * logSize) / 2]
  const turn = linear * curved < 0 ? 2 * Math.log(-linear / curved) : undefined
  let q = logVelocity
  if (turn !== undefined) q = linear < 0 ? Math.max(q, turn) : Math.min(q, turn)
  else if (linear + curved < 0) q = FITTED.logVelocity[0]
  return dot(weights, termsOf({ ...features, logVelocity: q }))
}

function reach(ageMs: number, finalAgeMs: number): number {
  const age48 = Math.min(ageMs, FINAL_AGE_MS * LAST_SHARE)
  return (1 - (ageMs / finalAgeMs) ** DECAY) / (1 - (age48 / FINAL_AGE_MS) ** DECAY)
}

/** A post older than this part of 48 h grows on as one of this age. */
const LAST_SHARE = 0.9

function sizeAfter(growth: Growth, grown: number): number {
  const total = growth.polls.at(-1)?.total ?? 0
  return grown === 0 ? total : (total + 1) * Math.exp(grown) - 1
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

function clamp(value: number, [low, high]: readonly [number, number]): number {
  return Math.min(high, Math.max(low, value))
}
