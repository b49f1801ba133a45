/** What the detector may know of a text. */

import { describe, expect, test } from 'vitest'
import { plainBrand } from '../../shared/core/brand.ts'
import { type BrandMention, idKey } from '../../shared/core/mention.ts'
import { CUES, MAX_TERMS } from '../../shared/core/observation.ts'
import { OUTRAGE, SPREAD } from '../../shared/core/sentiment/classes.ts'
import { tokenise } from '../../shared/core/sentiment/tokens.ts'
import { DAY_MS } from '../../shared/core/time.ts'
import { ownWordsOf, pressOf, saidIn } from '../../shared/edge/said.ts'

const OWN = ownWordsOf(plainBrand('kornblum', ['Kornblum Mobil']))
const AT = Date.UTC(2026, 2, 2)

function said(text: string, more: Partial<BrandMention> = {}, classes = 0) {
  const mention = { kind: 'post', publishedAt: AT, text, author: undefined, ...more }
  return saidIn(mention as BrandMention, tokenise(text), classes, OWN)
}

describe('terms', () => {
  test('are stems with the word as written, without function words, numbers and the brand', () => {
    const { terms } = said('Die Rechnungen von Kornblum Mobil sind 3 mal zu spät, unfassbar.')
    expect(terms).toEqual(['rechnung rechnungen', 'spaet spät', 'unfassbar'])
    expect(said('Meine Rechnung von kornblum').terms).toEqual(['rechnung'])
    expect(said('Keiner von euch hätte können, während ihre Hotline').terms).toEqual([
      'hotlin hotline',
    ])
  })

  test('hashtags stay whole; handles and addresses never appear', () => {
    const { terms, link } = said('#NieWiederKornblum @lena.m sagt es https://example.org/lena')
    expect(terms).toContain('#niewiederkornblum')
    expect(terms.join()).not.toMatch(/lena|example/)
    expect(link).toBe(said('www.x.de https://www.example.org/lena?utm_source=a.').link)
  })

  test('are few, and none is long', () => {
    const { terms } = said(`${'qwertz'.repeat(20)} ${[...'abcdefghijkl'].map((a) => `wort${a}`)}`)
    expect(terms).toHaveLength(MAX_TERMS)
    expect(Math.max(...terms.map((term) => term.length))).toBeLessThanOrEqual(65)
  })

  test.each(['', '\ud800', '#', '# #_ #\u0301', '\u202e'.repeat(500), 'a\u0301'.repeat(2_000)])(
    'any string is a text: %j',
    (text) => {
      expect(said(text).terms.length).toBeLessThanOrEqual(MAX_TERMS)
    },
  )
})

describe('cues', () => {
  test.each([
    ['a swear word', 'na ja', OUTRAGE, CUES.aroused],
    ['shouting', 'Das ist EINE FRECHHEIT', 0, CUES.aroused],
    ['marks', 'unfassbar!!!', 0, CUES.aroused],
    ['a call to share', 'na ja', SPREAD, CUES.call],
    ['a petition', 'hier https://www.openpetition.de/petition/x', 0, CUES.call],
    ['none', 'Das ist schade! OK?', 0, undefined],
  ])('%s', (_, text, classes, cues) => {
    expect(said(text, {}, classes).cues).toBe(cues)
  })
})

describe('who', () => {
  const author = { id: 'a', handle: undefined, followers: undefined }

  test('the age of the account in days; nothing where it is unknown or younger than its post', () => {
    const made = (createdAt: number | undefined) =>
      said('x', { author: { ...author, createdAt } }).accountDays
    expect(made(AT - 9.5 * DAY_MS)).toBe(9)
    expect(made(undefined)).toBeUndefined()
    expect(made(AT + 1)).toBeUndefined()
  })

  test('an article names the national medium that brings it, ours or those of the brand', () => {
    const text = 'Kornblum in der Kritik'
    const press = (url: string, kind: BrandMention['kind'] = 'article', national?: string[]) => {
      const mention = { kind, publishedAt: AT, text, author: undefined, url } as BrandMention
      const brand = { ...plainBrand('kornblum'), ...(national ? { nationalMedia: national } : {}) }
      return saidIn(mention, tokenise(text), 0, OWN, pressOf(brand)).press
    }
    const spiegel = idKey('spiegel.de')
    expect(press('https://www.spiegel.de/wirtschaft/a-1')).toBe(spiegel)
    expect(press('https://sport.Spiegel.de/a-2?x=1')).toBe(spiegel)
    expect(press('https://www.spiegel.de/a', 'post')).toBeUndefined()
    expect(press('https://notspiegel.de/a')).toBeUndefined()
    expect(press('https://spiegel.de.evil.example/a')).toBeUndefined()
    expect(press('https://blog.example/a')).toBeUndefined()
    expect(press('https://blog.example/a', 'article', ['blog.example'])).toBe(idKey('blog.example'))
    expect(press('https://www.spiegel.de/a', 'article', ['blog.example'])).toBeUndefined()
  })

  test('reposts and articles have no wording of their own', () => {
    const text = 'Ich warte seit Tagen auf mein Geld und niemand antwortet auf meine Mails.'
    expect(said(text).wording).toBeGreaterThan(0)
    expect(said(text, { kind: 'repost' }).wording).toBeUndefined()
    expect(said(text, { kind: 'article' }).wording).toBeUndefined()
  })
})
