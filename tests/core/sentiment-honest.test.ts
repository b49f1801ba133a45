/** What the scorer says about its own certainty: unsure texts, kinds of sources, error rates, drift. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DRIFT_WINDOW, driftWatch } from '../../shared/core/sentiment/drift.ts'
import { createScorer } from '../../shared/core/sentiment/score.ts'
import { loadModel } from '../../shared/edge/sentiment-files.ts'

const model = loadModel()
const scorer = createScorer(model)

test('unsure is what two labels share almost evenly', () => {
  const texts = fc.array(
    fc.constantFrom('gut', 'schlecht', 'nicht', 'Zug', 'danke', 'aber', '!', ':(', ':)', 'warten'),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(texts, (words) => {
      const { negative, neutral, positive, unsure } = scorer.score(words.join(' '), 'de')
      const [, second = 0, first = 0] = [negative, neutral, positive].sort((a, b) => a - b)
      expect(unsure).toBe(Math.round(1000 * (first - second)) < 100)
    }),
  )
})

test('a comment is calibrated as a comment, and an unknown kind of source as a post', () => {
  const text = 'the update is terrible and support ignores me'
  expect(scorer.score(text, 'en', 'podcast')).toEqual(scorer.score(text, 'en', 'post'))
  expect(scorer.score(text, 'en', 'comment')).not.toEqual(scorer.score(text, 'en', 'post'))
})

test.each(['de', 'en'] as const)('error rates of %s are rates, and better than chance', (lang) => {
  const { falsePositive, falseNegative } = scorer.errors[lang]
  expect(falsePositive).toBeGreaterThan(0)
  expect(falseNegative).toBeGreaterThan(0)
  expect(falsePositive + falseNegative).toBeLessThan(0.9)
})

test.each(['Bahn', 'Zug', 'Bahnhof', 'Aufzug', 'Rolltreppe'])(
  'a customer of a bank may name what a set of train posts was about: %s',
  (topic) => {
    for (const post of [
      'Ich war mit {} und Karte von der Bank unterwegs',
      'Die Filiale der Bank liegt neben {}',
      'Heute {} und danach zur Bank wegen des Kontos',
    ]) {
      const negative = (word: string) => scorer.score(post.replace('{}', word), 'de').negative
      expect(negative(topic)).toBeLessThan(negative('Garten') + 0.05)
    }
  },
)

describe('drift', () => {
  const band = { low: 0.2, high: 0.4 }
  const bands = { unknownWords: band, unsureTexts: band }
  const texts = (unknownWords: number, unsureEvery: number) =>
    Array.from({ length: DRIFT_WINDOW }, (_, index) => ({
      words: 10,
      unknownWords,
      unsure: index % unsureEvery === 0,
    }))
  const reportsOf = (...windows: ReturnType<typeof texts>[]) => {
    const watch = driftWatch({ de: bands, en: bands })
    return windows.flat().flatMap((score) => watch.add('de', score) ?? [])
  }

  test('is silent inside its bands, and tells once when it leaves them and once when it is back', () => {
    const reports = reportsOf(texts(3, 3), texts(6, 3), texts(6, 3), texts(6, 10), texts(3, 3))
    expect(reports.map(({ outside, changed }) => [outside, changed])).toEqual([
      [[], false],
      [['unknown-words'], true],
      [['unknown-words'], false],
      [['unknown-words', 'unsure-texts'], true],
      [[], true],
    ])
    expect(reports[1]).toMatchObject({ lang: 'de', unknownWords: 0.6 })
  })

  test('languages are watched apart', () => {
    const watch = driftWatch({ de: bands, en: bands })
    const half = texts(6, 3).slice(0, DRIFT_WINDOW / 2)
    for (const lang of ['de', 'en'] as const) {
      for (const score of half) expect(watch.add(lang, score)).toBeUndefined()
    }
  })

  test('posts in another language than the models know leave the band', () => {
    const watch = driftWatch(scorer.bands)
    const polish = 'Jestem bardzo niezadowolony z waszej obsługi klienta, czekam już trzy tygodnie'
    const scores = Array.from({ length: DRIFT_WINDOW }, () => scorer.scoreFast(polish, 'de'))
    const report = scores.map((score) => watch.add('de', score)).at(-1)
    expect(report?.outside).toContain('unknown-words')
  })
})
