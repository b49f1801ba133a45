import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold } from '../../shared/core/sentiment/characters.ts'
import { inflect } from '../../shared/core/sentiment/inflect.ts'
import { readFaces, readLexicon } from '../../shared/core/sentiment/lexicon.ts'
import {
  CAPS,
  ELONGATED,
  FACE,
  MARK,
  STOP,
  TOKEN_LIMIT,
  WORD,
} from '../../shared/core/sentiment/token-list.ts'
import { TEXT_LIMIT, tokenise } from '../../shared/core/sentiment/tokens.ts'

const keysOf = (text: string, kind = WORD) => {
  const { kinds, keys } = tokenise(text)
  return keys.filter((_, index) => kinds[index] === kind)
}

describe('words', () => {
  test.each([
    ['Die Verspätung der S-Bahn', ['die', 'verspaetung', 'der', 's', 'bahn']],
    ["don’t isn't geht's", ['dont', 'isnt', 'gehts']],
    [
      '#NieWiederAcme #boykott_acme #S3 #DBFail',
      ['nie', 'wieder', 'acme', 'boykott', 'acme', 's3', 'dbfail'],
    ],
    ['soooo toooll', ['soo', 'tooll']],
    ['f*ck sch*** **gut** b3trug', ['f*ck', 'sch***', 'gut', 'b3trug']],
    ['@acme_hilft @lena@social.example hallo', ['hallo']],
    [
      'RT @acme: siehe https://t.co/abc, www.acme.de/x oder acme.de und bit.ly/zz',
      ['rt', 'siehe', 'oder', 'und'],
    ],
    ['mail an hilfe@acme.de bitte', ['mail', 'an', 'bitte']],
    ['Ende.Neuer Satz', ['ende', 'neuer', 'satz']],
    ['gut&amp;schlecht', ['gut', 'schlecht']],
    ['1 Stern von 5', ['1', 'stern', 'von', '5']],
    ['ver\u00adspä\u200btet', ['verspaetet']],
    ['Ｆｒｅｃｈｈｅｉｔ', ['frechheit']],
    ['', []],
  ])('%s', (text, expected) => {
    expect(keysOf(text)).toEqual(expected)
  })

  test('flags', () => {
    const { flags, spellings } = tokenise('FRECH jaaaa Ab')
    expect(flags[0]! & CAPS).toBe(CAPS)
    expect(flags[1]! & ELONGATED).toBe(ELONGATED)
    expect(spellings[1]!.short).toBe('ja')
    expect(flags[2]).toBe(0)
  })
})

describe('faces', () => {
  test.each([
    [':) :-) =) :-))) (:', [':)', ':)', ':)', ':)', ':)']],
    [':( :-(( : ( : - (', [':(', ':(', ':(', ':(']],
    ["toll:D xD ;-) :'( :P", [':D', 'xD', ';)', ":'(", ':P']],
    ['<3 </3 ^_^ -.- \\o/', ['<3', '</3', '^^', '-_-', '\\o/']],
    ['http://x ://  10:( um 8) 12:30 Uhr:Donnerstag', []],
    ['👍🏽❤️👨‍👩‍👧', ['👍', '❤', '👨']],
  ])('%s', (text, expected) => {
    expect(keysOf(text, FACE)).toEqual(expected)
  })

  test('runs of marks and stops', () => {
    expect(keysOf('Was?! Wie!!!!!! ！', MARK)).toEqual(['?!', '!!!!', '!'])
    expect(keysOf('nun ... ja, gut.', STOP)).toEqual(['…', ',', '.'])
  })
})

describe('for any string', () => {
  const units = fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 })
    .map((codes) => String.fromCharCode(...codes))

  test('tokens stand in order, inside the text, and overlap nowhere', () => {
    fc.assert(
      fc.property(fc.oneof(units, fc.string({ unit: 'binary', maxLength: 300 })), (text) => {
        const { starts, ends, keys, kinds } = tokenise(text)
        let last = 0
        for (let i = 0; i < kinds.length; i++) {
          expect(starts[i]!).toBeGreaterThanOrEqual(last)
          expect(ends[i]!).toBeGreaterThan(starts[i]!)
          last = ends[i]!
        }
        expect(last).toBeLessThanOrEqual(text.length)
        expect(keys).toHaveLength(kinds.length)
      }),
      { numRuns: 500 },
    )
  })

  test('5,000 code points are read and no more', () => {
    expect(tokenise('ab '.repeat(5_000)).text).toHaveLength(TEXT_LIMIT)
    expect(tokenise('a'.repeat(5_000)).unread).toBe(0)
    expect(tokenise('😀a'.repeat(5_000)).text).toHaveLength(1.5 * TEXT_LIMIT)
    expect(tokenise('a'.repeat(7_000)).unread).toBe(2_000)
  })

  test.each([
    ['faces', '😀', 1_200],
    ['words', 'ab ', 1_800],
    ['a hashtag', '#aBcD', 1_000],
    ['marks and stops', '!.', 600],
  ])('600 tokens are read and no more: %s', (_, unit, read) => {
    const text = unit.repeat(Math.floor(5_000 / unit.length))
    const { kinds, unread } = tokenise(text)
    expect(kinds).toHaveLength(TOKEN_LIMIT)
    expect(Math.abs(text.length - unread - read)).toBeLessThanOrEqual(1)
  })

  test('a key is short and folding it again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (word) => {
        const key = fold(word)
        expect(fold(key)).toBe(key)
        expect(key.length).toBeLessThanOrEqual(48)
      }),
    )
  })
})

describe('lexicon text', () => {
  test('forms of a lemma', () => {
    expect(inflect('mies', 'a')).toEqual(expect.arrayContaining(['miese', 'mieser', 'miesesten']))
    expect(inflect('aergern', 'v')).toEqual(expect.arrayContaining(['aergert', 'geaergert']))
    expect(inflect('ausnutzen', 'v')).toEqual(expect.arrayContaining(['ausgenutzt', 'auszunutzen']))
    expect(inflect('versagen', 'v')).toContain('versagt')
    expect(inflect('panne', 'n')).toContain('pannen')
  })

  test('a later file overrides values and keeps what it leaves empty', () => {
    const { words } = readLexicon(
      'gut\t1\nmist\t-1\tn',
      '# note\ngut\t\tself\nmist\t-2\tcue\nmist bauen\t-3',
    )
    expect(words.get('gut')).toMatchObject({ value: 1 })
    expect(words.get('mist')).toMatchObject({ value: -2 })
    expect(words.get('mist')!.phrases![0]!.entry.value).toBe(-3)
    expect(words.get('mists')).toMatchObject({ value: -1 })
  })

  test('refuses what it cannot read, with the line', () => {
    expect(() => readLexicon('gut\tviel')).toThrow(/gut\tviel/)
    expect(() => readLexicon('gut\t1\tsehr')).toThrow(SyntaxError)
    expect(() => readLexicon('ab*\t1')).toThrow(/too short/)
    expect(() => readFaces(':)\tx')).toThrow(SyntaxError)
  })
})
