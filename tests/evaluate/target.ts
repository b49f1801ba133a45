/** Towards whom: the posts of `tests/fixtures/target`, judged by the shipped models as they are. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Judgement, measure } from '../../infra/train/measure.ts'
import type { loadScorer } from '../../shared/edge/sentiment-files.ts'
import { heading, row } from './tables.ts'

interface Post {
  readonly lang: 'de' | 'en'
  readonly label: string
  readonly text: string
}

const LABELS = ['negative', 'neutral', 'positive']

export function targetTable(scorer: ReturnType<typeof loadScorer>, fixtures: string): string[] {
  const lines = [heading('Towards whom (posts written for it)')]
  for (const half of ['build', 'held-out']) {
    const posts = readFileSync(join(fixtures, `${half}.ndjson`), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Post)
    for (const lang of ['de', 'en'] as const) {
      const judgements = posts
        .filter((post) => post.lang === lang)
        .map(({ text, label }): Judgement => {
          const scored = scorer.score(text, lang)
          return {
            label: LABELS.indexOf(label),
            said: LABELS.indexOf(scored.label),
            negative: scored.negative,
          }
        })
      lines.push(row(`${half}, ${lang}`, measure(judgements)))
    }
  }
  return lines
}
