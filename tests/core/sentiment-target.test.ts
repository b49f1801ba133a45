/** Towards whom a post is: the probabilities of a post that names the brand are those towards it. */

import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Lang } from '../../shared/core/sentiment/language.ts'
import { createScorer } from '../../shared/core/sentiment/score.ts'
import { findNamed, targetTerms } from '../../shared/core/sentiment/target-terms.ts'
import { tokenise } from '../../shared/core/sentiment/tokens.ts'
import { infraFolder, loadModel } from '../../shared/edge/sentiment-files.ts'
import { judgementsOf, negativityOf } from '../evaluate/target.ts'
import { inventedPosts } from '../evaluate/target-fit.ts'

const scorer = createScorer(loadModel())
const acme = targetTerms(['Acme', 'Acme Mobil', '@acme_hilft', '@acme', '#acme'])
const towards = (text: string, lang: Lang, terms = acme) =>
  scorer.score(text, lang, 'post', { terms })

describe('somebody or something else is to blame: far less negative than the mood of the post', () => {
  test.each([
    ['de', 'danke @acme, besser als die Konkurrenz'],
    ['de', 'wieder Stau wegen Demo, zum Glück fährt Acme'],
    ['de', 'Die Konkurrenz ist eine Katastrophe, da lobe ich mir Acme'],
    ['de', 'Meine Nachbarin sagt "Acme ist der letzte Saftladen", ich bin eigentlich zufrieden'],
    ['en', 'Zenith is worse than Acme'],
    ['en', 'Acme is great but Zenith is awful'],
    ['en', 'Zenith is terrible. Acme on the other hand never let me down.'],
    ['en', 'traffic jam because of the demo again, luckily Acme is running'],
    ['en', 'My neighbour says "Acme is the worst company ever". I disagree.'],
  ] as const)('%s: %s', (lang, text) => {
    const { label, negative, towards: told } = towards(text, lang)
    expect(label).not.toBe(text.startsWith('Zenith is worse') ? 'positive' : 'negative')
    expect(negative).toBeLessThan(0.7 * told!.post.negative)
    expect(told!.because.some(({ weight }) => weight > 0)).toBe(true)
  })
})

describe('the brand is meant: more negative than the mood of the post', () => {
  test.each([
    ['de', 'Telekom ist besser als Acme'],
    ['de', 'Acme hat mein Paket verloren und reagiert nicht'],
    ['de', 'Unfassbar, was für ein Saftladen, Acme!'],
    ['en', 'Zenith is better than Acme'],
    ['en', 'Acme fined 2 million for data breach'],
  ] as const)('%s: %s', (lang, text) => {
    const { negative, towards: told } = towards(text, lang)
    expect(negative).toBeGreaterThan(told!.post.negative)
  })
})

test('two brands in one post are answered each for itself, and each answer says why', () => {
  const text = 'HomeNest took it back without a word, Roomly laughed in my face.'
  const nest = towards(text, 'en', targetTerms(['HomeNest']))
  const roomly = towards(text, 'en', targetTerms(['Roomly']))
  expect(nest.negative).toBeLessThan(roomly.negative)
  expect(nest.towards!.named).toEqual(['HomeNest'])
  expect(nest.towards!.because).toContainEqual(
    expect.objectContaining({ what: 'nofault', text: 'without a word' }),
  )
})

test('a brand is found by name, genitive, phrase, hashtag and handle, and by nothing else', () => {
  const places = (text: string) => findNamed(acme, tokenise(text))
  expect(places('Acmes Hotline, ACME, acme')).toHaveLength(3)
  expect(places('mit Acme Mobil unterwegs')).toEqual([{ from: 1, to: 3 }])
  expect(places('#boykottacme jetzt')).toHaveLength(1)
  expect(places('hallo @Acme_Hilft und @acme')).toEqual([
    { from: 1, to: 1 },
    { from: 2, to: 2 },
  ])
  expect(places('Acmeo, pacme, @acmeo und info@acme')).toEqual([])
})

test('a post that does not name the brand is scored as a whole', () => {
  const text = 'Wieder Stau wegen Demo, zum Glück fährt Südbahn'
  expect(towards(text, 'de')).toEqual(scorer.score(text, 'de'))
})

test('any text about any brand has probabilities that sum to one, the same in both ways to ask', () => {
  const words = fc.constantFrom(
    'Acme',
    '@acme',
    'als',
    'besser',
    '"',
    '“',
    ',',
    '.',
    '?',
    'Zenith',
    'nicht',
    '😡',
  )
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(words).map((all) => all.join(' ')),
  )
  fc.assert(
    fc.property(texts, fc.array(fc.string()), (text, names) => {
      for (const lang of ['de', 'en'] as const) {
        const about = targetTerms(['Acme', '@acme', ...names])
        const one = towards(text, lang, about)
        const fast = scorer.scoreFast(text, lang, 'post', { terms: about })
        expect(one.negative + one.neutral + one.positive).toBeCloseTo(1, 9)
        expect(fast.pNegMilli).toBe(Math.round(1000 * one.negative))
        expect(fast.pPosMilli).toBe(Math.round(1000 * one.positive))
      }
    }),
    { numRuns: 40 },
  )
})

test('on the posts written for it, the build half: far better than the post as a whole', () => {
  const posts = inventedPosts(join(infraFolder(), '..', 'tests', 'fixtures', 'target'), 'build')
  const whole = negativityOf(judgementsOf(scorer, posts, false))
  const found = negativityOf(judgementsOf(scorer, posts, true))
  console.log('build half', whole, found)
  expect(found.f1).toBeGreaterThan(Math.max(0.76, whole.f1 + 0.1))
  expect(found.auc).toBeGreaterThan(Math.max(0.86, whole.auc + 0.1))
  expect(found.precision).toBeGreaterThan(0.74)
  expect(found.recall).toBeGreaterThan(0.74)
})
