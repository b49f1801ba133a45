/**
 * Towards whom: the probability that a post is negative about the brand it was asked about, beside that of the post as
 * a whole, which is the floor. Prints totals only.
 */

import { type Judgement, measure } from '../../infra/train/measure.ts'
import type { loadScorer } from '../../shared/edge/sentiment-files.ts'
import { type BrandCorpus, inventedPosts, type TargetPost } from './target-fit.ts'

type Scorer = ReturnType<typeof loadScorer>

const LABELS = ['negative', 'neutral', 'positive']

/** The halves of the posts written for it, then posts of corpora about brands, which have taught both. */
export function targetTable(
  scorer: Scorer,
  fixtures: string,
  corpora: readonly BrandCorpus[],
): string[] {
  const lines = [headingOf('Towards whom (posts written for it)')]
  for (const half of ['build', 'held-out'] as const) {
    const posts = inventedPosts(fixtures, half)
    for (const lang of ['de', 'en'] as const) {
      const some = posts.filter((post) => post.lang === lang)
      lines.push(...rowsOf(scorer, `${half}, ${lang}`, some))
    }
    lines.push(...rowsOf(scorer, `${half}, both`, posts))
  }
  if (corpora.length > 0) lines.push(headingOf('The same on corpora that have taught the models'))
  for (const { name, posts } of corpora) lines.push(...rowsOf(scorer, name, posts))
  return lines
}

function rowsOf(scorer: Scorer, name: string, posts: readonly TargetPost[]): string[] {
  return [
    rowOf(`${name}: as a whole`, judgementsOf(scorer, posts, false)),
    rowOf(`${name}: towards the brand`, judgementsOf(scorer, posts, true)),
  ]
}

export function judgementsOf(
  scorer: Pick<Scorer, 'score'>,
  posts: readonly TargetPost[],
  towards: boolean,
): Judgement[] {
  return posts.map(({ text, label, lang, about }) => {
    const scored = scorer.score(text, lang, 'post', towards ? { terms: about } : undefined)
    return { label, said: LABELS.indexOf(scored.label), negative: scored.negative }
  })
}

/** Of the label negative against the two others. */
export function negativityOf(judgements: readonly Judgement[]): {
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly auc: number
} {
  const is = judgements.filter(({ label }) => label === 0).length
  const said = judgements.filter((one) => one.said === 0).length
  const both = judgements.filter((one) => one.said === 0 && one.label === 0).length
  return {
    precision: both / Math.max(1, said),
    recall: both / Math.max(1, is),
    f1: (2 * both) / Math.max(1, is + said),
    auc: measure(judgements).auc,
  }
}

function headingOf(title: string): string {
  const names = ['texts', 'is neg', 'P(neg)', 'neg P', 'neg R', 'neg F1', 'AUC', 'macro F1']
  return `\n${title.padEnd(52)}${names.map((name) => name.padStart(9)).join('')}`
}

function rowOf(name: string, judgements: readonly Judgement[]): string {
  const { precision, recall, f1, auc } = negativityOf(judgements)
  const all = measure(judgements)
  const figures = [all.shareNegative, all.meanNegative, precision, recall, f1, auc, all.f1]
  const cells = [String(all.texts), ...figures.map((one) => one.toFixed(3))]
  return `${`  ${name}`.padEnd(52)}${cells.map((cell) => cell.padStart(9)).join('')}`
}
