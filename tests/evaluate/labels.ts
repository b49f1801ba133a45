/**
 * What a brand's own labels bring: F1 and AUC of negative after so many of them, on a corpus whose set the judging model
 * has not seen. Half of the corpus judges, the labels are drawn from the other half; the mean of several seeded draws.
 */

import { type Judgement, measure } from '../../infra/train/measure.ts'
import {
  correct,
  type LabelledPost,
  learnCorrections,
} from '../../shared/core/sentiment/own-labels.ts'
import type { Scorer } from '../../shared/core/sentiment/score.ts'

const SIZES = [0, 10, 25, 50, 100, 200, 800]
const DRAWS = 5

interface Post extends LabelledPost {
  readonly label: number
  readonly pPosMilli: number
}

export function labelCurve(
  title: string,
  scorer: Pick<Scorer, 'scoreFast' | 'ngrams'>,
  lang: 'de' | 'en',
  texts: readonly { readonly text: string; readonly label: number }[],
): string[] {
  const posts = texts.map(({ text, label }): Post => {
    const { pNegMilli, pPosMilli } = scorer.scoreFast(text, lang)
    const ngrams = scorer.ngrams(text, lang)
    return { lang, label, negative: label === 0, pNegMilli, pPosMilli, ngrams }
  })
  const lines = [
    `\nlabels of one's own: ${title}${''.padEnd(8)}F1 of negative     AUC   error of P(neg), squared`,
  ]
  for (const size of SIZES) {
    const sums = [0, 0, 0]
    for (let draw = 1; draw <= DRAWS; draw++) {
      const order = shuffled(posts, draw)
      const half = order.length >> 1
      const judged = after(order.slice(half, half + size), order.slice(0, half))
      judged.forEach((one, i) => {
        sums[i]! += one / DRAWS
      })
    }
    lines.push(
      `  ${String(size).padStart(4)}${sums.map((one) => one.toFixed(3).padStart(12)).join('')}`,
    )
  }
  return lines
}

function after(labels: readonly Post[], posts: readonly Post[]): number[] {
  const corrections = learnCorrections(labels, '')
  const judgements = posts.map((post): Judgement => {
    const { pNegMilli, pPosMilli } =
      labels.length === 0 ? post : correct(corrections[post.lang], post, post.ngrams)
    const negative = pNegMilli > pPosMilli && pNegMilli > 1000 - pNegMilli - pPosMilli
    return { label: post.label, said: negative ? 0 : 1, negative: pNegMilli / 1000 }
  })
  const said = judgements.filter((one) => one.said === 0).length
  const is = judgements.filter(({ label }) => label === 0).length
  const both = judgements.filter((one) => one.said === 0 && one.label === 0).length
  const squared = judgements.reduce(
    (sum, { negative, label }) => sum + (negative - (label === 0 ? 1 : 0)) ** 2,
    0,
  )
  return [(2 * both) / (said + is), measure(judgements).auc, squared / judgements.length]
}

/** Fisher and Yates, by a linear congruential generator (Knuth's MMIX is too wide; this is that of ANSI C). */
function shuffled<Value>(values: readonly Value[], seed: number): Value[] {
  const order = [...values]
  let state = seed
  for (let i = order.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    const j = Math.floor((state / 2 ** 32) * (i + 1))
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  return order
}
