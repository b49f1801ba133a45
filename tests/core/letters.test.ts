import { describe, expect, test } from 'vitest'
import type { LetterKind } from '../../shared/core/letters.ts'
import { FREE, kindOf, SEPARATOR, WORD } from '../../shared/core/letters.ts'

function kindsOf(text: string): LetterKind[] {
  return Array.from(text, (character) => kindOf(character.codePointAt(0)!))
}

describe('a character of a folded text', () => {
  test.each([
    ['Latin', 'azßþ'],
    ['digits', '0123456789'],
    ['Greek', 'αω'],
    ['Cyrillic', 'жя'],
    ['Arabic', 'مر'],
    ['Arabic digits', '٣'],
    ['Hebrew', 'ש'],
    ['Devanagari, with its marks', 'हिन्दी'],
    ['Gothic, beyond the first plane', '𐌰'],
  ])('is part of a word: %s', (_, text) => {
    expect(new Set(kindsOf(text))).toEqual(new Set([WORD]))
  })

  test.each([
    ['Han', '東京電力'],
    ['Han, beyond the first plane', '𠮷'],
    ['Hiragana', 'がぎ'],
    ['Katakana, with its long mark', 'スーパー'],
    ['Hangul', '한국'],
    ['Thai, with its marks', 'ที่'],
    ['emoji', '😡🔥🫠'],
    ['old emoji', '❤☎⭐'],
    ['flags', '🇩🇪'],
    ['tones of skin', '🏽'],
  ])('is a word of its own: %s', (_, text) => {
    expect(new Set(kindsOf(text))).toEqual(new Set([FREE]))
  })

  test.each([
    ['blanks', ' \t\n\u00a0\u3000'],
    ['punctuation', '.,;:!?…„“»«()[]{}'],
    ['hyphens and dashes', '-–—‐'],
    ['apostrophes', "'’‘`"],
    ['signs', '#@&+*/\\|_=<>~^$€%§°'],
    ['punctuation of East Asia', '。、「」・'],
    ['controls', '\0\u0007\u001b'],
    ['private use', '\uf8ff'],
    ['the replacement character', '\ufffd'],
    ['musical notes beyond the first plane', '𝄞'],
  ])('separates: %s', (_, text) => {
    expect(new Set(kindsOf(text))).toEqual(new Set([SEPARATOR]))
  })

  test('a lone surrogate separates', () => {
    expect(kindOf(0xd83d)).toBe(SEPARATOR)
    expect(kindOf(0xdfff)).toBe(SEPARATOR)
  })

  test('the table says what the regular expressions of the language say', () => {
    for (let unit = 0; unit < 0x10000; unit++) {
      const isWord = /[\p{L}\p{N}\p{M}]/u.test(String.fromCharCode(unit))
      if (kindOf(unit) === WORD && !isWord) throw new Error(`U+${unit.toString(16)} is no letter`)
      if (kindOf(unit) === SEPARATOR && isWord)
        throw new Error(`U+${unit.toString(16)} is a letter`)
    }
  })
})
