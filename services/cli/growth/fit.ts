/** Fits the forecast of a post's size: quantile regressions by age, deterministic, seconds on one core. */

import { FINAL_AGE_MS, growthFeatures, termsOf } from '../../../shared/core/forecast.ts'
import type { ForecastRow } from '../../../shared/core/forecast-table.ts'
import { HOUR_MS } from '../../../shared/core/time.ts'
import { pollsUntil, type RecordedPost, sizeAt } from './recorded.ts'

/** The rows of the table, and the ages at which growth is looked at for them. */
const ROW_HOURS = [1, 2, 3, 6, 12, 24] as const
const SEEN_HOURS = [1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32] as const
/** Ages so far from a row (in ln age) count e^(-1/2) as much. */
const BANDWIDTH = 0.25
const LEAST_WEIGHT = 0.05
/** A little below the median: a relative error punishes a forecast that is too large more than one too small. */
const QUANTILES = { low: 0.05, middle: 0.45, high: 0.95 } as const
/** Ridge on standardised terms, as part of the whole weight. */
const RIDGE = 2e-3

interface Example {
  readonly ageMs: number
  readonly terms: readonly number[]
  /** ln((size at 48 h + 1) / (size now + 1)). */
  readonly grown: number
}

/** Cascades count twice: they are few, large, and the ones that matter. */
export function fitForecast(
  counters: readonly RecordedPost[],
  cascades: readonly RecordedPost[],
): ForecastRow[] {
  const examples = [...counters, ...cascades, ...cascades].flatMap(examplesOf)
  return ROW_HOURS.map((hours) => {
    const ageMs = hours * HOUR_MS
    const near = examples.flatMap((example) => {
      const weight = Math.exp(-0.5 * (Math.log(example.ageMs / ageMs) / BANDWIDTH) ** 2)
      return weight > LEAST_WEIGHT ? [{ ...example, weight }] : []
    })
    const learn = (quantile: number) => fitQuantile(near, quantile).map(round)
    return {
      ageMs,
      low: learn(QUANTILES.low),
      middle: learn(QUANTILES.middle),
      high: learn(QUANTILES.high),
    }
  })
}

function examplesOf(post: RecordedPost): Example[] {
  const size = sizeAt(post, FINAL_AGE_MS)
  if (size === undefined) return []
  return SEEN_HOURS.flatMap((hours) => {
    const polls = pollsUntil(post, hours * HOUR_MS)
    const features = growthFeatures({ publishedAt: 0, polls })
    if (!features) return []
    const grown = Math.log((size + 1) / (polls.at(-1)!.total + 1))
    return [{ ageMs: hours * HOUR_MS, terms: termsOf(features), grown }]
  })
}

interface Weighed extends Example {
  readonly weight: number
}

/**
 * Quantile regression (Koenker and Bassett, 1978) by iteratively reweighted least squares: the check function as a
 * square divided by the last residual, whose floor shrinks from pass to pass.
 */
function fitQuantile(examples: readonly Weighed[], quantile: number): number[] {
  const { means, deviations } = spread(examples)
  const rows = examples.map(({ terms }) =>
    terms.map((term, i) => (i === 0 ? 1 : (term - means[i]!) / deviations[i]!)),
  )
  let solution = solveWeighted(rows, examples, () => 1)
  for (let pass = 0, floor = 0.3; pass < 60; pass++, floor = Math.max(1e-3, floor * 0.8)) {
    const before = solution
    solution = solveWeighted(
      rows,
      examples,
      (residual) => {
        const slope = residual > 0 ? quantile : 1 - quantile
        return slope / Math.max(Math.abs(residual), floor)
      },
      before,
    )
  }
  const scaled = solution.map((b, i) => (i === 0 ? b : b / deviations[i]!))
  const shift = scaled.reduce((sum, b, i) => (i === 0 ? sum : sum + b * means[i]!), 0)
  return scaled.map((b, i) => (i === 0 ? b - shift : b))
}

function spread(examples: readonly Weighed[]): { means: number[]; deviations: number[] } {
  const size = examples[0]?.terms.length ?? 0
  const count = examples.length
  const means = Array.from({ length: size }, (_, i) =>
    examples.reduce((sum, { terms }) => sum + terms[i]! / count, 0),
  )
  const deviations = means.map((mean, i) =>
    Math.sqrt(examples.reduce((sum, { terms }) => sum + (terms[i]! - mean) ** 2 / count, 0)),
  )
  return { means, deviations }
}

function solveWeighted(
  rows: readonly (readonly number[])[],
  examples: readonly Weighed[],
  factor: (residual: number) => number,
  before?: readonly number[],
): number[] {
  const size = rows[0]?.length ?? 0
  const normal = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0))
  let whole = 0
  rows.forEach((row, n) => {
    const { grown, weight } = examples[n]!
    const residual = before ? grown - row.reduce((sum, x, i) => sum + x * before[i]!, 0) : 0
    const w = weight * factor(residual)
    whole += weight
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) normal[i]![j]! += w * row[i]! * row[j]!
      normal[i]![size]! += w * row[i]! * grown
    }
  })
  for (let i = 1; i < size; i++) normal[i]![i]! += RIDGE * whole
  return eliminate(normal)
}

/** Gauss without pivoting: the matrix is positive definite. */
function eliminate(rows: number[][]): number[] {
  const size = rows.length
  for (let i = 0; i < size; i++) {
    for (let k = i + 1; k < size; k++) {
      const factor = rows[k]![i]! / rows[i]![i]!
      for (let j = i; j <= size; j++) rows[k]![j]! -= factor * rows[i]![j]!
    }
  }
  const solution = new Array<number>(size).fill(0)
  for (let i = size - 1; i >= 0; i--) {
    const known = solution.reduce((sum, x, j) => (j > i ? sum + rows[i]![j]! * x : sum), 0)
    solution[i] = (rows[i]![size]! - known) / rows[i]![i]!
  }
  return solution
}

const round = (value: number): number => Number(value.toFixed(5))
