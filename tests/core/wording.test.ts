/** Near-copies of short German posts, told by one number a post. */

import { describe, expect, test } from 'vitest'
import { tokenise } from '../../shared/core/sentiment/tokens.ts'
import { isNearCopy, wordingOf } from '../../shared/core/wording.ts'

const wording = (text: string) => wordingOf(tokenise(text))
const near = (a: string, b: string) => isNearCopy(wording(a), wording(b))

const TEMPLATE =
  'Finger weg von Kornblum! Ich warte seit 14 Tagen auf mein Geld und niemand antwortet auf meine Mails.'

describe('near-copies', () => {
  test.each([
    ['other spelling', TEMPLATE.toUpperCase()],
    ['another number', TEMPLATE.replace('14', '23')],
    ['a handle and an address more', `@kornblum ${TEMPLATE} https://example.org/a?b=1 @lena`],
    ['a greeting before', `Hallo zusammen, ${TEMPLATE}`],
    ['another name in the template', TEMPLATE.replace('Tagen', 'Wochen')],
    ['other marks', TEMPLATE.replace('!', '…').replace('.', '!!!')],
  ])('%s', (_, copy) => {
    expect(near(TEMPLATE, copy)).toBe(true)
  })

  test.each([
    'Kornblum hat mir schon wieder zu viel berechnet, und in der Hotline geht niemand ans Telefon.',
    'Seit zwei Wochen keine Erstattung von Kornblum, auf Mails antwortet dort keiner. Unverschämt.',
    'Nie wieder Kornblum, die Rechnung stimmt hinten und vorne nicht und keiner fühlt sich zuständig.',
    'Finger weg von diesem Anbieter, mein Anschluss ist seit Montag tot und keiner kommt vorbei.',
  ])('not the same complaint in own words: %s', (text) => {
    expect(near(TEMPLATE, text)).toBe(false)
  })

  test('a short text is nobody’s copy, because short texts are equal by chance', () => {
    expect(wording('Nie wieder Kornblum!!! @lena https://example.org')).toBe(0)
    expect(near('Nie wieder Kornblum', 'Nie wieder Kornblum')).toBe(false)
  })

  test('is a whole number that JSON holds, the same for the same text', () => {
    const one = wording(TEMPLATE)
    expect(Number.isSafeInteger(one)).toBe(true)
    expect(JSON.parse(JSON.stringify(one))).toBe(wording(TEMPLATE))
  })
})
