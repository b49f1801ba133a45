/** Who is spoken of must not decide how a post is judged. */

import { describe, expect, test } from 'vitest'
import { isIdentity } from '../../shared/core/sentiment/identity.ts'
import { isLetters } from '../../shared/core/sentiment/ngrams.ts'
import { createScorer } from '../../shared/core/sentiment/score.ts'
import { loadModel } from '../../shared/edge/sentiment-files.ts'

const model = loadModel()
const scorer = createScorer(model)

const GROUPS = {
  de: [
    [
      'Muslime',
      'Juden',
      'Christen',
      'Türken',
      'Migranten',
      'Schwule',
      'Lesben',
      'Frauen',
      'Männer',
    ],
    ['muslimische', 'jüdische', 'christliche', 'türkische', 'schwule', 'lesbische', 'behinderte'],
  ],
  en: [
    ['muslims', 'jews', 'christians', 'immigrants', 'gays', 'lesbians', 'women', 'men', 'refugees'],
    ['muslim', 'jewish', 'christian', 'mexican', 'gay', 'transgender', 'black', 'disabled', 'deaf'],
  ],
} as const
const SENTENCES = {
  de: [
    [
      'Heute waren viele # im Laden.',
      'Wir suchen # für eine Umfrage zum Fahrplan',
      'Ein Treffen für # und alle anderen',
    ],
    ['Eine # Kundin fragt nach dem Tarif', 'Die # Familie von nebenan kauft auch dort'],
  ],
  en: [
    [
      'There were many # in the store today.',
      'Looking for # to take part in a survey',
      'A meeting for # and everybody else',
    ],
    ['A # customer asks about the plan', 'The # family next door shops there too'],
  ],
} as const

describe.each(['de', 'en'] as const)('%s', (lang) => {
  test('a neutral sentence is as negative whoever it is about', () => {
    for (const [group, sentences] of SENTENCES[lang].entries()) {
      for (const sentence of sentences) {
        const chances = GROUPS[lang][group]!.map(
          (word) => scorer.score(sentence.replace('#', word), lang).negative,
        )
        expect(new Set(chances), sentence).toHaveLength(1)
        expect(chances[0]).toBeLessThan(0.5)
      }
    }
  })

  test('no n-gram names who people are, and no lexicon judges them', () => {
    const { spellings } = model.learned[lang].ngrams
    const words = spellings.filter((spelling) => !isLetters(spelling))
    expect(words.filter((spelling) => spelling.split(' ').some(isIdentity))).toEqual([])
    const judged = [...model[lang].words].filter(
      ([word, { value }]) => isIdentity(word) && value !== 0,
    )
    expect(judged.map(([word]) => word)).toEqual([])
  })

  test('an insult is heard beside them', () => {
    const text = lang === 'de' ? 'Diese widerlichen # sind Abschaum' : 'These disgusting # are scum'
    for (const word of GROUPS[lang][0])
      expect(scorer.score(text.replace('#', word), lang).label).toBe('negative')
  })
})
