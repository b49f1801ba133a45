/** From texts to what the regression sees: rule features and n-grams, chosen, numbered and weighed. */

import { FEATURE } from '../../shared/core/sentiment/features.ts'
import type { Lexicon } from '../../shared/core/sentiment/lexicon.ts'
import { isLetters, spellNgrams } from '../../shared/core/sentiment/ngrams.ts'
import { lettersShare, wordShare } from '../../shared/core/sentiment/odds.ts'
import type { Rows } from '../../shared/core/sentiment/regress.ts'
import { read } from '../../shared/core/sentiment/rules.ts'
import { tokenise } from '../../shared/core/sentiment/tokens.ts'
import type { Corpus } from './corpora.ts'

export interface Example {
  readonly label: number
  readonly features: readonly number[]
  readonly ngrams: readonly string[]
}

export interface Examples {
  readonly name: string
  readonly set: string
  readonly rows: readonly Example[]
  /** Of the rows' language. */
  readonly lexicon: Lexicon
}

export function examplesOf(
  corpus: Corpus,
  lexicon: Lexicon,
  faces: ReadonlyMap<string, number>,
): Examples {
  const rows = corpus.texts.map(({ text, label }) => {
    const tokens = tokenise(text)
    const { features } = read(tokens, lexicon, faces)
    return { label, features, ngrams: spellNgrams(tokens) }
  })
  return { name: corpus.name, set: corpus.set, rows, lexicon }
}

/** No author is known, so a post counts as one: what fewer than this many posts say is never a weight. */
export const POSTS_MIN = 4

/**
 * The n-grams that tell most: those whose labels lie farthest from what their corpora would make likely, in standard
 * deviations (the statistic of Mantel and Haenszel, 1959, over corpora as strata).
 */
export function chooseNgrams(corpora: readonly Examples[], limit: number): string[] {
  const counts = countLabels(corpora)
  const shares = corpora.map(({ rows }) =>
    [0, 1, 2].map((label) => rows.filter((row) => row.label === label).length / rows.length),
  )
  const scored: { ngram: string; surprise: number }[] = []
  for (const [ngram, count] of counts) {
    if (sum(count) < POSTS_MIN) continue
    scored.push({ ngram, surprise: surpriseOf(count, shares) })
  }
  scored.sort((a, b) => b.surprise - a.surprise || (a.ngram < b.ngram ? -1 : 1))
  return scored.slice(0, limit).map(({ ngram }) => ngram)
}

/** Three numbers a corpus. */
function countLabels(corpora: readonly Examples[]): Map<string, Int32Array> {
  const counts = new Map<string, Int32Array>()
  for (const [index, { rows }] of corpora.entries()) {
    for (const { label, ngrams } of rows) {
      for (const ngram of ngrams) {
        let count = counts.get(ngram)
        if (count === undefined) {
          count = new Int32Array(3 * corpora.length)
          counts.set(ngram, count)
        }
        count[3 * index + label]!++
      }
    }
  }
  return counts
}

function surpriseOf(count: Int32Array, shares: readonly (readonly number[])[]): number {
  let most = 0
  for (let label = 0; label < 3; label++) {
    let excess = 0
    let variance = 1e-9
    for (let corpus = 0; corpus < shares.length; corpus++) {
      const at = 3 * corpus
      const all = count[at]! + count[at + 1]! + count[at + 2]!
      const share = shares[corpus]![label]!
      excess += count[at + label]! - all * share
      variance += all * share * (1 - share)
    }
    most = Math.max(most, Math.abs(excess) / Math.sqrt(variance))
  }
  return most
}

function sum(values: Int32Array): number {
  let total = 0
  for (const value of values) total += value
  return total
}

/** What a corpus weighs in training, and as which mixture of labels each counts. */
export interface Mixture {
  readonly negative: number
  readonly neutral: number
  readonly positive: number
}

/** N-grams take the columns from 0, the features those behind them; the bias is not a column. */
export function rowsOf(
  { rows }: Examples,
  columnOf: ReadonlyMap<string, number>,
  mixture: Mixture,
  weight: number,
): Rows {
  const labels = Uint8Array.from(rows, ({ label }) => label)
  const shares = [mixture.negative, mixture.neutral, mixture.positive]
  const counts = shares.map((_, label) => rows.filter((row) => row.label === label).length)
  const starts = new Int32Array(rows.length + 1)
  const columns: number[] = []
  const values: number[] = []
  for (const [index, { features, ngrams }] of rows.entries()) {
    const known = ngrams.filter((ngram) => columnOf.has(ngram))
    const letters = known.filter(isLetters).length
    const share = { letters: lettersShare(letters), words: wordShare(known.length - letters) }
    for (const ngram of known) {
      columns.push(columnOf.get(ngram)!)
      values.push(isLetters(ngram) ? share.letters : share.words)
    }
    for (let feature = FEATURE.bias + 1; feature < FEATURE.count; feature++) {
      if (features[feature] === 0) continue
      columns.push(columnOf.size + feature)
      values.push(features[feature]!)
    }
    starts[index + 1] = columns.length
  }
  return {
    starts,
    columns: Int32Array.from(columns),
    values: Float64Array.from(values),
    labels,
    costs: Float64Array.from(labels, (label) => (weight * shares[label]!) / counts[label]!),
  }
}

/** One after the other. */
export function joined(corpora: readonly Rows[]): Rows {
  const starts = [0]
  for (const rows of corpora) {
    const before = starts.at(-1)!
    for (let row = 1; row < rows.starts.length; row++) starts.push(before + rows.starts[row]!)
  }
  return {
    starts: Int32Array.from(starts),
    columns: Int32Array.from(corpora.flatMap(({ columns }) => Array.from(columns))),
    values: Float64Array.from(corpora.flatMap(({ values }) => Array.from(values))),
    labels: Uint8Array.from(corpora.flatMap(({ labels }) => Array.from(labels))),
    costs: Float64Array.from(corpora.flatMap(({ costs }) => Array.from(costs))),
  }
}
