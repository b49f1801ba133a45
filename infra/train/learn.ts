/** Learns a model from corpora: choose n-grams, fit, keep the strongest, fit again, round to whole numbers. */

import { FEATURE } from '../../shared/core/sentiment/features.ts'
import type { Lang } from '../../shared/core/sentiment/language.ts'
import type { LanguageModel, Weights } from '../../shared/core/sentiment/model-file.ts'
import { ngramTable } from '../../shared/core/sentiment/ngrams.ts'
import { type Fitted, regress } from '../../shared/core/sentiment/regress.ts'
import { chooseNgrams, type Examples, joined, type Mixture, rowsOf } from './examples.ts'
import { topicsOf } from './topics.ts'

export interface Recipe {
  readonly lang: Lang
  /** Probabilities are calibrated as if labels were mixed so. */
  readonly mixture: Mixture
  /** By corpus: the mixture its labels are weighed as in training; `mixture` unless told. */
  readonly mixtures?: Readonly<Record<string, Mixture>>
  /** N-grams fitted first, and the strongest of them that are kept. */
  readonly candidates: number
  readonly kept: number
  /**
   * L2 penalties: of an n-gram that stands in `RATED_POSTS` posts, of others by their number to this power (a half is what
   * weighing by inverse document frequency does), and of rule features.
   */
  readonly ngramPenalty: number
  readonly ngramPenaltyPower: number
  readonly featurePenalty: number
  readonly iterations: number
  /** Weight of a corpus as a number of posts; its own number unless told. */
  readonly weights: Readonly<Record<string, number>>
}

export interface Learned {
  readonly weights: Weights
  readonly spellings: readonly string[]
  /** Two a spelling. */
  readonly ngramWeights: Int8Array
  readonly scale: number
}

export function learn(corpora: readonly Examples[], recipe: Recipe): Learned {
  const candidates = chooseNgrams(corpora, recipe.candidates)
  const first = fitOn(corpora, candidates, { ...recipe, iterations: ENOUGH_TO_CHOOSE })
  const places = new Map(candidates.map((spelling, place) => [spelling, place]))
  const posts = postsOf(corpora, places)
  const strength = candidates.map((_, id) => strengthOf(first.weights, id) * Math.sqrt(posts[id]!))
  const spellings = candidates
    .map((spelling, id) => ({ spelling, strength: strength[id]! }))
    .sort((a, b) => b.strength - a.strength || (a.spelling < b.spelling ? -1 : 1))
    .slice(0, recipe.kept)
    .map(({ spelling }) => spelling)
    .sort()
  const barred = barredColumns(first.weights, candidates.length, spellings.length)
  const topics = topicsOf(corpora, spellings)
  const columns = spellings.flatMap((spelling, column) => (topics.has(spelling) ? [column] : []))
  for (const column of columns) {
    if (first.weights[2 * places.get(spellings[column]!)!]! > 0) barred[column] = AGAINST
  }
  const second = fitOn(corpora, spellings, recipe, {
    barred,
    start: kept(first, places, spellings, barred),
  })
  // What spoke for neither in the first fit may have turned in the second.
  for (const column of columns)
    second.weights[2 * column] = Math.min(0, second.weights[2 * column]!)
  return rounded(second, spellings)
}

/** As `Penalty.barred` has it: what bears this weighs nothing for negative. */
const AGAINST = 1

/** Which n-grams are strong is known long before how strong each is. */
const ENOUGH_TO_CHOOSE = 40

/** Where the second fit begins: the first fit's weights of what was kept. */
function kept(
  first: Fitted,
  placeOf: ReadonlyMap<string, number>,
  spellings: readonly string[],
  barred: Uint8Array,
): Float64Array {
  const columns = spellings.length + FEATURE.count
  const start = new Float64Array(2 * columns + first.biases.length)
  for (let column = 0; column < columns; column++) {
    const spelling = spellings[column]
    const from =
      spelling === undefined ? placeOf.size + column - spellings.length : placeOf.get(spelling)!
    for (let side = 0; side < 2; side++) {
      if ((barred[column]! & (side + 1)) === 0)
        start[2 * column + side] = first.weights[2 * from + side]!
    }
  }
  start.set(first.biases, 2 * columns)
  return start
}

function strengthOf(weights: Float64Array, id: number): number {
  return Math.max(Math.abs(weights[2 * id]!), Math.abs(weights[2 * id + 1]!))
}

function fitOn(
  corpora: readonly Examples[],
  spellings: readonly string[],
  recipe: Recipe,
  second?: { readonly barred: Uint8Array; readonly start: Float64Array },
): Fitted {
  const columnOf = new Map(spellings.map((spelling, column) => [spelling, column]))
  const l2 = new Float64Array(spellings.length + FEATURE.count)
  for (const [column, posts] of postsOf(corpora, columnOf).entries())
    l2[column] = recipe.ngramPenalty * (posts / RATED_POSTS) ** recipe.ngramPenaltyPower
  l2.fill(recipe.featurePenalty, spellings.length)
  const centres = new Float64Array(2 * l2.length)
  for (const feature of BAD_CLASSES) centres[2 * (spellings.length + feature)] = BELIEF
  const rows = corpora.map((corpus) =>
    rowsOf(
      corpus,
      columnOf,
      recipe.mixtures?.[corpus.name] ?? recipe.mixture,
      recipe.weights[corpus.name] ?? corpus.rows.length,
    ),
  )
  const pooled = [joined(rows)]
  return second === undefined
    ? regress(pooled, { l2, centres }, recipe.iterations)
    : regress(pooled, { l2, centres, barred: second.barred }, recipe.iterations, second.start)
}

const RATED_POSTS = 30

function postsOf(
  corpora: readonly Examples[],
  columnOf: ReadonlyMap<string, number>,
): Float64Array {
  const posts = new Float64Array(columnOf.size)
  for (const { rows } of corpora) {
    for (const { ngrams } of rows) {
      for (const ngram of ngrams) {
        const column = columnOf.get(ngram)
        if (column !== undefined) posts[column]!++
      }
    }
  }
  return posts
}

const { wordBad, wordGood, cueBad, cueGood, faceBad, faceGood, firstClass } = FEATURE
/** Outrage, churn, legal, safety, fraud, outage and detractor; not spread, sarcasm and promoter. */
const BAD_CLASSES = [0, 1, 3, 4, 5, 6, 9].map((bit) => firstClass + bit)
/**
 * The words of storms are rare in the sets (hardly anybody in them cancels a contract or calls a lawyer), so what is
 * not learned about their classes is believed: half a unit of log odds each.
 */
const BELIEF = 0.5
const BAD = [wordBad, cueBad, faceBad, ...BAD_CLASSES]
const PROMOTER = firstClass + 8
const GOOD = [wordGood, cueGood, faceGood, PROMOTER]

/** A swear word never counts for a brand, nor a recommendation against it, whatever a corpus suggests: such a weight stays zero. */
function barredColumns(weights: Float64Array, before: number, after: number): Uint8Array {
  const barred = new Uint8Array(after + FEATURE.count)
  const bar = (feature: number, badSign: number): void => {
    const at = 2 * (before + feature)
    if (weights[at]! * badSign < 0) barred[after + feature]! |= 1
    if (weights[at + 1]! * badSign > 0) barred[after + feature]! |= 2
  }
  for (const feature of BAD) bar(feature, 1)
  for (const feature of GOOD) bar(feature, -1)
  return barred
}

const DIGITS = 4
const INT8 = 127

function rounded({ weights, biases }: Fitted, spellings: readonly string[]): Learned {
  const ngrams = weights.subarray(0, 2 * spellings.length)
  const most = ngrams.reduce((max, weight) => Math.max(max, Math.abs(weight)), 1e-9)
  const scale = Number((most / INT8).toPrecision(DIGITS))
  const ngramWeights = Int8Array.from(ngrams, (weight) =>
    Math.max(-INT8, Math.min(INT8, Math.round(weight / scale))),
  )
  const side = (offset: number): number[] =>
    Array.from({ length: FEATURE.count }, (_, feature) => {
      const at = 2 * (spellings.length + feature) + offset
      return Number((feature === FEATURE.bias ? biases[offset]! : weights[at]!).toFixed(3))
    })
  return { weights: { negative: side(0), positive: side(1) }, spellings, ngramWeights, scale }
}

const PLAIN = { slope: 1, negative: 0, positive: 0 }
const ANY = { low: 0, high: 1 }

/** A model that can score, before it was calibrated. */
export function modelOf(learned: Learned, lang: Lang): LanguageModel {
  return {
    lang,
    weights: learned.weights,
    calibrations: new Map([['post', PLAIN]]),
    errors: { falsePositive: 0, falseNegative: 0 },
    unknownWords: ANY,
    unsureTexts: ANY,
    scale: learned.scale,
    ngrams: ngramTable(learned.spellings),
    ngramWeights: learned.ngramWeights,
  }
}
