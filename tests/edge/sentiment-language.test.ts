import { describe, expect, test } from 'vitest'
import { fastLanguage } from '../../shared/core/sentiment/language.ts'
import { createLanguageDetector } from '../../shared/edge/language.ts'
import { loadScorer } from '../../shared/edge/sentiment-files.ts'

const detector = createLanguageDetector()

describe('the language of a post', () => {
  test.each([
    ['Seit drei Wochen warte ich auf mein Paket', 'de'],
    ['Aufzug am Bahnhof defekt', 'de'],
    ['Fährt der Zug wieder?', 'de'],
    ['Financial Fairplay ad absurdum geführt', 'de'],
    ['Apple hires the e-commerce chief of Ebay', 'en'],
    ['Still waiting for my parcel', 'en'],
    ['Where is my refund?', 'en'],
    ['Ice cream sandwich looks really interesting', 'en'],
    ['@acme Mein Vertrag https://example.org/the-and-of #customerservice', 'de'],
  ])('%s', (text, lang) => {
    expect(detector.detect(text)).toEqual({ lang, other: false })
  })

  test.each([
    'Je ne suis vraiment pas content de votre service client',
    'No estoy contento con el servicio de esta empresa para nada',
    'Ik ben helemaal niet tevreden over deze dienst van jullie',
    'Bu şirketten hiç memnun değilim, müşteri hizmetleri çok kötü',
    'Я очень недоволен вашей службой поддержки',
  ])('neither: %s', (text) => {
    expect(fastLanguage(text)).toBeUndefined()
    expect(detector.detect(text).other).toBe(true)
  })

  test('a short text follows its platform, else its words, else is German', () => {
    expect(detector.detect('ok', 'en-GB')).toEqual({ lang: 'en', other: false })
    expect(detector.detect('ok', 'de')).toEqual({ lang: 'de', other: false })
    expect(detector.detect('damn you')).toEqual({ lang: 'en', other: false })
    expect(detector.detect('👍')).toEqual({ lang: 'de', other: false })
    expect(detector.detect('', 'fr')).toEqual({ lang: 'de', other: false })
  })

  test('what the platform declares does not beat a clear text', () => {
    expect(detector.detect('Where is my refund? I have been waiting for weeks', 'de').lang).toBe(
      'en',
    )
  })

  test('broken text is no error', () => {
    for (const text of ['\ud83d', '\udc00\udc00', 'a'.repeat(20_000), '\u0000', '𐀀𐀀𐀀𐀀𐀀𐀀𐀀𐀀𐀀𐀀𐀀𐀀𐀀']) {
      expect(['de', 'en']).toContain(detector.detect(text).lang)
    }
  })
})

test('one scorer tells language and sentiment', () => {
  const scorer = loadScorer()
  const text = 'Thanks for nothing, the app is broken again'
  expect(scorer.score(text, scorer.detect(text).lang)).toMatchObject({
    lang: 'en',
    label: 'negative',
  })
})
