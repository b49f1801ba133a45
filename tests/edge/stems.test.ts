/** What counts as one word in a search, and that the shortcuts past natural's stemmers change nothing. */

import { createRequire } from 'node:module'
import fc from 'fast-check'
import english from 'natural/lib/natural/stemmers/porter_stemmer.js'
import german from 'natural/lib/natural/stemmers/porter_stemmer_de.js'
import { describe, expect, test } from 'vitest'
import { stemOf } from '../../shared/edge/stems.ts'

describe('stemOf', () => {
  test.each([
    'rechnung rechnungen',
    'kunde kunden',
    'kuendigung kuendigen kuendige',
    'schnell schnelle schneller schnellen',
    'stoerung stoerungen',
    'preis preise preises preisen',
    'netz netze netzes',
    'kaputt kaputte kaputten',
    'katastrophe katastrophen katastrophal',
    'service services',
    'router routers',
    'complaint complaints',
    'complain complained complaining complains',
    'cancel cancels cancelled canceled cancelling',
    'refund refunds refunded refunding',
    'delivery deliveries',
    'price prices pricing',
    'store stores stored storing',
  ])('one word: %s', (words) => {
    expect(new Set(words.split(' ').map(stemOf)).size).toBe(1)
  })

  test.each([
    'schon schoen',
    'rechnung rechner',
    'vertrag vertrauen',
    'kunde kuendigung',
    'bill billion',
    'delay delivery',
    'das da',
    'was wasser',
  ])('words of their own: %s', (words) => {
    expect(new Set(words.split(' ').map(stemOf)).size).toBe(words.split(' ').length)
  })

  // What folding leaves as one, as the only thing: plurals that change their vowel.
  test.each(['haus haeuser', 'vertrag vertraege'])('not seen as one word: %s', (words) => {
    expect(new Set(words.split(' ').map(stemOf)).size).toBe(2)
  })

  test.each(['退款', 'сервисы', '0x80070057s', 'a1b2c3s', '😡', 'acmé', 'ab', '', 'x'.repeat(64)])(
    'leaves %s as it is',
    (word) => expect(stemOf(word)).toBe(word),
  )

  test('says what both stemmers say, one after the other, for every word', () => {
    fc.assert(
      fc.property(word, (one) => {
        const whole = english.stem(german.stem(one))
        const expected = whole.length > 4 && whole.endsWith('e') ? whole.slice(0, -1) : whole
        expect(stemOf(one)).toBe(expected)
        expect(expected).toMatch(/^[a-z]+$/)
      }),
      { numRuns: 3_000 },
    )
  })

  test('stays the same when so many words came that the first was forgotten', () => {
    const before = ['rechnungen', 'complaints'].map(stemOf)
    for (let i = 0; i < 70_000; i++) stemOf(`${letters(i)}ungen`)
    expect(['rechnungen', 'complaints'].map(stemOf)).toEqual(before)
  })
})

test('natural is loaded by sub-path, and nothing else of it', () => {
  const loaded = Object.keys(createRequire(import.meta.url).cache)
  expect(loaded.some((path) => path.endsWith('porter_stemmer_de.js'))).toBe(true)
  expect(loaded.filter((path) => /natural\/index\.js|dotenv|mongoose|redis/.test(path))).toEqual([])
})

const ENDINGS =
  'e en er em ern es s st est end ung ig ik isch lich heit keit igkeit ed eed ing y ly al ational ' +
  'iveness fulness logi ful ness ance ence able ible ement ment ent ou ism ate iti ous ive ize sion tion ll '

/** Letters and endings of both languages, at least four letters. */
const word = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), maxLength: 9 }),
    fc.constantFrom(...ENDINGS.split(' ')),
    fc.constantFrom(...ENDINGS.split(' ')),
  )
  .map((parts) => parts.join(''))
  .filter((one) => one.length >= 4)

function letters(n: number): string {
  return n
    .toString(26)
    .split('')
    .map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)))
    .join('')
}
