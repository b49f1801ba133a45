/** What a text is found by, and that no query is ever syntax. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { indexText, parseQuery, searchTokens, termTokens } from '../../shared/edge/search-tokens.ts'

/** Letters of many scripts, marks, emoji, syntax and damage. */
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(fc.constantFrom(...'aäß9 -"*#@退款ไม่مُ삼😡👍🏽🇩🇪\u0308\u200d\ud83d\udc00\0'.split('')), {
      maxLength: 80,
    })
    .map((units) => units.join('')),
)

describe('searchTokens', () => {
  test.each<[string, string[]]>([
    ['', []],
    ['Die Rechnung, die Straße!', ['die', 'rechnung', 'die', 'strasse']],
    ['#AcmeFail @lena_k', ['acmefail', 'lena', 'k']],
    ['https://acme.de/x?y=1', ['https', 'acme', 'de', 'x', 'y', '1']],
    ['3,5 Sterne', ['3', '5', 'sterne']],
    ['退款abc', ['退', '款', 'abc']],
    ['最悪ですー', ['最', '悪', 'で', 'す', 'ー']],
    ['삼성이', ['삼', '성', '이']],
    ['خدمة العملاء', ['خدمة', 'العملاء']],
    ['gut👍🏽gut', ['gut', '👍', 'gut']],
    ['❤️☀', ['❤', '☀']],
    ['🇩🇪', ['🇩', '🇪']],
    ['a\ud83db', ['a', 'b']],
  ])('%j', (text, tokens) => {
    expect(searchTokens(text)).toEqual(tokens)
  })

  test('holds letters, digits, marks and symbols, never syntax or a blank', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const token of searchTokens(text)) {
          expect(token).toMatch(/^[\p{L}\p{N}\p{M}\p{Extended_Pictographic}\p{RI}]+$/u)
          expect(token).not.toMatch(/[\s"*():^+\-\0\p{Co}\p{Cs}]/u)
          expect(token.length).toBeLessThanOrEqual(64)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('the tokens of a text find the text: alone, quoted, in any spelling of case', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokens = searchTokens(text)
        expect(searchTokens(text.normalize('NFC'))).toEqual(searchTokens(text.normalize('NFD')))
        for (const token of tokens) expect(searchTokens(token)).toEqual([token])
        if (tokens.length > 0 && tokens.length < 60) {
          const { must, phrases } = parseQuery(`"${tokens.join(' ')}"`)
          expect((phrases[0] ?? must).join(' ')).toBe(indexText(text))
        }
      }),
      { numRuns: 500 },
    )
  })

  test('has a limit for everything, also in time', () => {
    const startedAt = process.cpuUsage()
    expect(searchTokens('wort '.repeat(200_000))).toHaveLength(2_000)
    expect(searchTokens('a'.repeat(1_000_000))).toEqual(['a'.repeat(64)])
    expect(searchTokens('a\u0301\u0308'.repeat(300_000)).length).toBeLessThanOrEqual(2_000)
    expect(searchTokens('😡'.repeat(100_000))).toHaveLength(2_000)
    const { user } = process.cpuUsage(startedAt)
    expect(user).toBeLessThan(500_000)
  })

  test('cuts no character in halves', () => {
    expect(searchTokens(`a${'𝒷'.repeat(0)}${'𐐨'.repeat(50)}`)[0]).toBe(`a${'𐐨'.repeat(31)}`)
  })
})

describe('termTokens', () => {
  test.each<[string, string[]]>([
    ['Akku Akku, a b c', ['akku']],
    ['要求退款', ['要求', '求退', '退款']],
    ['退 款', []],
    ['😡😡 wütend', ['😡', 'wuetend']],
    ['🇩🇪🇦🇹', ['🇩🇪', '🇦🇹']],
  ])('%j', (text, terms) => {
    expect([...termTokens(text)]).toEqual(terms)
  })
})

describe('parseQuery', () => {
  const parsed = (text: string) => {
    const { must, phrases, mustNot } = parseQuery(text)
    return [must, phrases, mustNot]
  }

  test.each<[string, [string[], string[][], string[][]]]>([
    ['', [[], [], []]],
    ['Akku akku kaputt', [['akku', 'kaputt'], [], []]],
    ['"mein Akku" kaputt', [['kaputt'], [['mein', 'akku']], []]],
    ['„mein Akku“', [[], [['mein', 'akku']], []]],
    ['«mon accu»', [[], [['mon', 'accu']], []]],
    ['-akku', [[], [], [['akku']]]],
    ['-"mein akku" kaputt', [['kaputt'], [], [['mein', 'akku']]]],
    ['e-mail -e-mail', [[], [['e', 'mail']], [['e', 'mail']]]],
    ['"akku"', [['akku'], [], []]],
    ['a"b c"d', [['a', 'd'], [['b', 'c']], []]],
    ['"akku kaputt', [['akku', 'kaputt'], [], []]],
    ['akku - kaputt', [['akku', 'kaputt'], [], []]],
    ['--akku', [[], [], [['akku']]]],
    ['NEAR(akku AND *', [['and'], [['near', 'akku']], []]],
    ['退款', [[], [['退', '款']], []]],
    ['😡', [['😡'], [], []]],
    ['"" "*" -"" -* !', [[], [], []]],
    ['Rechnungen -"doppelte Buchungen"', [['rechnung'], [], [['doppelt', 'buchung']]]],
  ])('%j', (text, expected) => {
    expect(parsed(text)).toEqual(expected)
  })

  test('takes any text, asks for a bounded number of tokens, and only for folded ones', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ maxLength: 3_000 })), (text) => {
        const { must, phrases, mustNot } = parseQuery(text)
        const tokens = [...must, ...phrases.flat(), ...mustNot.flat()]
        expect(tokens.length).toBeLessThanOrEqual(64)
        for (const token of tokens) expect(searchTokens(token)).toEqual([token])
      }),
      { numRuns: 500 },
    )
  })
})
