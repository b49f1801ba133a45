/**
 * What one set is about and the others are not: `bahn` in MobASA, `papst` and `cdu` in the spring of 2013. Such an n-gram
 * tells the mood of that set and not of a text, so it may make a text of another industry look like a notice, but
 * never count against it: a bank's customer who names a train is no complaint. Faces belong to no topic, and words that the
 * lexicon values to none: `verspaetung` and `funktioniert` fill MobASA too, but are trouble and its end everywhere.
 */

import type { Lexicon } from '../../shared/core/sentiment/lexicon.ts'
import type { Examples } from './examples.ts'

/** So many times as frequent in one set as in all others together, and in so many posts at least. */
const TOPICAL = 8
const POSTS_MIN = 30

export function topicsOf(corpora: readonly Examples[], ngrams: readonly string[]): Set<string> {
  const sets = [...new Set(corpora.map(({ set }) => set))]
  const sizes = sets.map(() => 0)
  const posts = new Map(ngrams.map((ngram) => [ngram, new Int32Array(sets.length)]))
  for (const { set, rows } of corpora) {
    const at = sets.indexOf(set)
    sizes[at]! += rows.length
    for (const row of rows) {
      for (const ngram of row.ngrams) {
        const counts = posts.get(ngram)
        if (counts !== undefined) counts[at]!++
      }
    }
  }
  const lexicon = corpora[0]?.lexicon
  return new Set(
    ngrams.filter(
      (ngram) =>
        /\p{L}/u.test(ngram) && isOfOneSet(posts.get(ngram)!, sizes) && !isValued(ngram, lexicon),
    ),
  )
}

function isOfOneSet(posts: Int32Array, sizes: readonly number[]): boolean {
  const all = posts.reduce((total, count) => total + count, 0)
  if (all < POSTS_MIN) return false
  const rates = sizes.map((size, set) => posts[set]! / size)
  const most = rates.indexOf(Math.max(...rates))
  const otherSizes = sizes.reduce((total, size) => total + size, 0) - sizes[most]!
  return rates[most]! > (TOPICAL * (all - posts[most]! + 1)) / (otherSizes + 1)
}

function isValued(ngram: string, lexicon: Lexicon | undefined): boolean {
  return ngram.split(' ').some((word) => {
    const entry = lexicon?.words.get(word)
    return entry !== undefined && (entry.value !== 0 || entry.roles !== 0 || entry.classes !== 0)
  })
}
