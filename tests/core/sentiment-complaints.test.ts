/** Complaints that say what happened rather than how bad it is: `tests/fixtures/complaints/README.md`. */

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadScorer } from '../../shared/edge/sentiment-files.ts'

const scorer = loadScorer()

function calledNegative(name: string, lang: 'de' | 'en', from: number): number {
  const url = new URL(`../fixtures/complaints/${lang}-${name}.txt`, import.meta.url)
  const lines = readFileSync(url, 'utf8').trim().split('\n')
  const those = lines.filter((_, index) => index % 2 === from)
  const heard = those.filter((text) => scorer.score(text, lang).label === 'negative')
  return heard.length / those.length
}

test.each([
  { lang: 'de', inView: 0.7, unseen: 0.55, ordinary: 0.2 },
  { lang: 'en', inView: 0.75, unseen: 0.65, ordinary: 0.15 },
] as const)('$lang: most are heard, ordinary posts are not', ({ lang, ...share }) => {
  const found = {
    inView: calledNegative('complaints', lang, 0),
    unseen: calledNegative('complaints', lang, 1),
    ordinary: [0, 1].map((from) => calledNegative('ordinary', lang, from)),
  }
  console.log(lang, found)
  expect(found.inView).toBeGreaterThan(share.inView)
  expect(found.unseen).toBeGreaterThan(share.unseen)
  for (const wrong of found.ordinary) expect(wrong).toBeLessThan(share.ordinary)
})
