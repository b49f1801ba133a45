/**
 * Calibration on texts of other sets than the model learned from, by maximum likelihood under the mixture of labels
 * that the model assumes (Platt, 1999): a slope for what confidence is worth there and, for a kind of source that
 * taught nothing, a shift of each side.
 */

import type { Calibration } from '../../shared/core/sentiment/model-file.ts'
import { minimise } from '../../shared/core/sentiment/regress.ts'
import type { Mixture } from './examples.ts'
import type { Judged } from './held-out.ts'

const ROUNDS = 50

/**
 * Each corpus counts the same, its labels as mixed so.
 *
 * @param shifted The corpora the model learned from shift it in different directions, so a shift learned from one
 *   is noise for the next; only a kind of source of its own gets one.
 */
export function calibrationOf(
  judged: readonly Judged[],
  mixture: Mixture,
  shifted: boolean,
): Calibration {
  const shares = [mixture.negative, mixture.neutral, mixture.positive]
  const rows = judged.flatMap(({ labels, odds }) => {
    const counts = shares.map((_, label) => labels.filter((one) => one === label).length)
    return odds.map((one, index) => {
      const label = labels[index]!
      return { one, label, cost: shares[label]! / Math.max(1, counts[label]!) }
    })
  })
  const loss = (point: Float64Array, gradient: Float64Array): number => {
    gradient.fill(0)
    let sum = 0
    for (const { one, label, cost } of rows) {
      const n = point[0]! * one.negative + point[1]!
      const p = point[0]! * one.positive + point[2]!
      const top = Math.max(0, n, p)
      const all = Math.exp(n - top) + Math.exp(p - top) + Math.exp(-top)
      sum += cost * (top + Math.log(all) - (label === 0 ? n : label === 2 ? p : 0))
      const dn = cost * (Math.exp(n - top) / all - (label === 0 ? 1 : 0))
      const dp = cost * (Math.exp(p - top) / all - (label === 2 ? 1 : 0))
      gradient[0]! += dn * one.negative + dp * one.positive
      if (!shifted) continue
      gradient[1]! += dn
      gradient[2]! += dp
    }
    return sum
  }
  const [slope = 1, negative = 0, positive = 0] = minimise(
    loss,
    Float64Array.from([1, 0, 0]),
    ROUNDS,
  )
  return { slope: round(slope), negative: round(negative), positive: round(positive) }
}

function round(value: number): number {
  return Number(value.toFixed(3))
}
