/**
 * What a brand's own labels change: an offset to the log odds of negative against the rest, learned from "this was not
 * negative" and "this was", on the n-grams of the shipped model that stand in the labelled posts. Ridge-regularised
 * logistic regression with a prior at zero (Hoerl and Kennard, 1970): few labels change little, and the shipped model
 * stays what it is.
 */

import type { Lang } from './language.ts'
import type { NgramTable } from './ngrams.ts'
import { minimise } from './regress.ts'

/** One corrected post: not its text, but which n-grams of the model stood in it. */
export interface LabelledPost {
  readonly lang: Lang
  readonly negative: boolean
  /** What the model said without any labels, in thousandths. */
  readonly pNegMilli: number
  readonly ngrams: readonly string[]
}

export interface Corrections {
  /** Which labels it was learned from: changes whenever one is added or taken back. */
  readonly version: string
  readonly labels: number
  readonly de: Correction
  readonly en: Correction
}

export interface Correction {
  /** Added to the log odds of every post of the language. */
  readonly shift: number
  /** By n-gram: added where it stands in the post, shared out by the root of their number. */
  readonly weights: ReadonlyMap<string, number>
}

/** As a label of one post against a weight of one; not tuned. */
const PENALTY = 1
const SHIFT_PENALTY = 1
const ITERATIONS = 60
/** A probability of 0 or 1 would be beyond any correction. */
const SUREST_MILLI = 2

/** Deterministic: the same labels in the same order, the same numbers. Milliseconds for hundreds of labels. */
export function learnCorrections(posts: readonly LabelledPost[], version: string): Corrections {
  const of = (lang: Lang) => learn(posts.filter((post) => post.lang === lang))
  return { version, labels: posts.length, de: of('de'), en: of('en') }
}

function learn(posts: readonly LabelledPost[]): Correction {
  const places = new Map<string, number>()
  for (const { ngrams } of posts)
    for (const ngram of ngrams) if (!places.has(ngram)) places.set(ngram, places.size + 1)
  if (posts.length === 0) return { shift: 0, weights: new Map() }
  const rows = posts.map((post) => ({
    given: logOdds(post.pNegMilli),
    is: post.negative ? 1 : 0,
    share: shareOf(post.ngrams.length),
    places: post.ngrams.map((ngram) => places.get(ngram)!),
  }))
  const point = minimise(
    (at, gradient) => {
      let loss = 0
      for (let i = 0; i < at.length; i++) {
        const penalty = i === 0 ? SHIFT_PENALTY : PENALTY
        loss += 0.5 * penalty * at[i]! ** 2
        gradient[i] = penalty * at[i]!
      }
      for (const { given, is, share, places } of rows) {
        let odds = given + at[0]!
        for (const place of places) odds += share * at[place]!
        const chance = 1 / (1 + Math.exp(-odds))
        loss += is === 1 ? Math.log1p(Math.exp(-odds)) : Math.log1p(Math.exp(odds))
        gradient[0]! += chance - is
        for (const place of places) gradient[place]! += share * (chance - is)
      }
      return loss
    },
    new Float64Array(places.size + 1),
    ITERATIONS,
  )
  const weights = Array.from(places, ([ngram, place]): [string, number] => [ngram, point[place]!])
  return { shift: point[0]!, weights: new Map(weights) }
}

/** The n-grams of a post share one vote, as in the model. */
function shareOf(ngrams: number): number {
  return 1 / Math.sqrt(1 + ngrams)
}

function logOdds(milli: number): number {
  const p = Math.min(1000 - SUREST_MILLI, Math.max(SUREST_MILLI, milli)) / 1000
  return Math.log(p / (1 - p))
}

/** @returns the corrected probabilities in thousandths; what negative gains or loses, the other two share as before. */
export function correct(
  correction: Correction,
  { pNegMilli, pPosMilli }: { readonly pNegMilli: number; readonly pPosMilli: number },
  ngrams: readonly string[],
): { readonly pNegMilli: number; readonly pPosMilli: number } {
  let sum = 0
  for (const ngram of ngrams) sum += correction.weights.get(ngram) ?? 0
  const odds = logOdds(pNegMilli) + correction.shift + shareOf(ngrams.length) * sum
  const negative = Math.round(1000 / (1 + Math.exp(-odds)))
  const rest = 1000 - pNegMilli
  const positive = rest === 0 ? 0 : Math.floor((pPosMilli * (1000 - negative)) / rest)
  return { pNegMilli: negative, pPosMilli: positive }
}

/** Spelled, so that a label outlives the model in whose numbers they were found. */
export function ngramsOf(
  { spellings }: NgramTable,
  { ids, count }: { readonly ids: Int32Array; readonly count: number },
): string[] {
  return Array.from(ids.subarray(0, count), (id) => spellings[id]!)
}
