import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FEATURE } from '../../shared/core/sentiment/features.ts'
import { type ModelHead, printModel, readModel } from '../../shared/core/sentiment/model-file.ts'
import {
  findNgrams,
  foundIn,
  isLetters,
  ngramTable,
  spellNgrams,
} from '../../shared/core/sentiment/ngrams.ts'
import { tokenise } from '../../shared/core/sentiment/tokens.ts'

/** The spellings the table finds in a text. */
function foundBy(spellings: readonly string[], text: string): string[] {
  const table = ngramTable(spellings)
  const found = foundIn(table)
  findNgrams(table, tokenise('what stood in a text before is forgotten'), found)
  findNgrams(table, tokenise(text), found)
  return Array.from(found.ids.subarray(0, found.count), (id) => spellings[id]!)
}

describe('n-grams of a text', () => {
  test('are words, pairs up to the next stop, and letters with the edges of the word', () => {
    expect(spellNgrams(tokenise('Nie wieder, Bahn :('))).toEqual([
      'nie',
      '~_ni',
      '~_nie',
      '~_nie_',
      '~nie',
      '~nie_',
      '~ie_',
      'wieder',
      'nie wieder',
      ...['~_wi', '~_wie', '~_wied', '~wie', '~wied', '~wiede', '~ied', '~iede', '~ieder'],
      ...['~ede', '~eder', '~eder_', '~der', '~der_', '~er_'],
      'bahn',
      ...['~_ba', '~_bah', '~_bahn', '~bah', '~bahn', '~bahn_', '~ahn', '~ahn_', '~hn_'],
      ':(',
      'bahn :(',
    ])
  })

  test('numbers are told by their shape', () => {
    expect(spellNgrams(tokenise('seit 40 Minuten'))).toContain('seit 0')
  })

  test('are found as they are spelled, each once', () => {
    const spellings = ['nie wieder', 'wieder', '~_ni', '~ahn_', 'gut', 'wieder nie']
    expect(foundBy(spellings, 'Nie wieder Bahn, nie wieder!')).toEqual([
      '~_ni',
      'wieder',
      'nie wieder',
      '~ahn_',
    ])
  })

  test('for any text and any table: what is found is what is spelled', () => {
    const words = fc.constantFrom(
      'nie',
      'wieder',
      'ab',
      '40',
      'a12',
      '!',
      '.',
      ':(',
      '…',
      '#xY',
      'ä',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.array(words, { maxLength: 20 }).map((parts) => parts.join(' ')),
    )
    fc.assert(
      fc.property(text, text, fc.integer({ min: 1, max: 5 }), (one, other, every) => {
        const known = [...new Set([...spellNgrams(tokenise(one)), ...spellNgrams(tokenise(other))])]
        const spellings = known.filter((_, index) => index % every === 0)
        const expected = spellNgrams(tokenise(one)).filter((ngram) => spellings.includes(ngram))
        expect(foundBy(spellings, one).sort()).toEqual(expected.sort())
      }),
      { numRuns: 300 },
    )
  })
})

describe('the file of a model', () => {
  const head: ModelHead = {
    lang: 'de',
    weights: {
      negative: Array.from({ length: FEATURE.count }, (_, index) => index / 8),
      positive: Array.from({ length: FEATURE.count }, (_, index) => -(index + 1) / 4),
    },
    calibrations: new Map([['post', { slope: 0.5, negative: 0.25, positive: -1 }]]),
    errors: { falsePositive: 0.1, falseNegative: 0.5 },
    unknownWords: { low: 0.1, high: 0.2 },
    unsureTexts: { low: 0.05, high: 0.3 },
    scale: 0.03,
  }
  const spellings = ['nie wieder', '~_ni', 'gut', ':(']
  const weights = [127, -3, 12, -3, -127, 40, 127, -3]
  const text = printModel(head, spellings, weights)

  test('is read as it was written', () => {
    const { ngrams, ngramWeights, ...rest } = readModel(text)
    expect(rest).toEqual(head)
    const read = ngrams.spellings.map((spelling, id) => [
      spelling,
      ngramWeights[2 * id],
      ngramWeights[2 * id + 1],
    ])
    expect(new Set(read.map(String))).toEqual(
      new Set(spellings.map((one, id) => `${one},${weights[2 * id]},${weights[2 * id + 1]}`)),
    )
    expect(ngrams.spellings.filter(isLetters)).toEqual(['~_ni'])
  })

  test('does not depend on the order of what is written', () => {
    const turned = [2, 0, 3, 1]
    const again = printModel(
      head,
      turned.map((id) => spellings[id]!),
      turned.flatMap((id) => [weights[2 * id]!, weights[2 * id + 1]!]),
    )
    expect(again).toBe(text)
  })

  test.each([
    ['sturmwarte-sentiment\t1', 'sturmwarte-sentiment\t9', /first line/],
    ['language\tde', 'language\tfr', /no language/],
    ['errors\t0.1\t0.5', 'errors\t0.1', /"errors" does not have 2 numbers/],
    ['scale\t0.03', 'scale\tx', /"scale"/],
    ['calibration post', 'calibration comment', /no calibration of posts/],
    ['127\t-3', '128\t-3', /no weights/],
  ])('%s as %s is refused', (good, bad, error) => {
    expect(text).toContain(good)
    expect(() => readModel(text.replace(good, bad))).toThrow(error)
  })
})
