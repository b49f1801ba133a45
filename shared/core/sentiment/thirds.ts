/** Three probabilities in thousandths: from log odds, to a label, and whether they say anything. */

import type { Odds } from './odds.ts'

export interface Milli {
  readonly pNegMilli: number
  readonly pPosMilli: number
}

export function milliOf(odds: Odds): Milli {
  const negative = Math.exp(odds.negative)
  const positive = Math.exp(odds.positive)
  const sum = 1 + negative + positive
  return {
    pNegMilli: Math.round((1000 * negative) / sum),
    pPosMilli: Math.floor((1000 * positive) / sum),
  }
}

export function thirdsOf({ pNegMilli, pPosMilli }: Milli): Thirds {
  return {
    negative: pNegMilli / 1000,
    neutral: (1000 - pNegMilli - pPosMilli) / 1000,
    positive: pPosMilli / 1000,
  }
}

export interface Thirds {
  readonly negative: number
  readonly neutral: number
  readonly positive: number
}

/** Two labels this near each other, in thousandths, are as good as even. */
const UNSURE_MILLI = 100

export function isUnsure(pNegMilli: number, pPosMilli: number): boolean {
  const neutral = 1000 - pNegMilli - pPosMilli
  const top = Math.max(pNegMilli, neutral, pPosMilli)
  const last = Math.min(pNegMilli, neutral, pPosMilli)
  return 2 * top - 1000 + last < UNSURE_MILLI
}

export function labelOf(
  negative: number,
  neutral: number,
  positive: number,
): 'negative' | 'neutral' | 'positive' {
  if (negative > neutral && negative > positive) return 'negative'
  return positive > neutral && positive > negative ? 'positive' : 'neutral'
}
