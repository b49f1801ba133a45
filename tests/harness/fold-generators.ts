/** What folding is asked to fold, and the slow way to compare the fast one with. */

import fc from 'fast-check'
import { foldText } from '../../shared/core/fold.ts'

/** Strings as people and attackers write them: any unit, lone surrogates and marks included. */
export const anyString = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom(
        'a',
        'O',
        'ü',
        'ß',
        '\u0308',
        '\u0323',
        '\u0344',
        '\u200b',
        '😡',
        'Σ',
        '한',
        '\u1112',
        '\u1161',
        '\u11ab',
        'か',
        '\u3099',
        'ﾊ',
        'ﾞ',
        'ﷺ',
        '\ud83d',
        '\udd25',
        '™',
        'İ',
        ' ',
        '\u0f73',
        '\u3164',
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join('')),
)

/** The mark sends the whole text the slow way and leaves nothing behind. */
export function foldSlowly(text: string): string {
  return foldText(`${text} \u0334`).slice(0, -1)
}

/** Planes 4 to 13 are empty, 15 and 16 are private. */
export function allCharacters(): string[] {
  const characters: string[] = []
  for (let codePoint = 0; codePoint < 0x34000; codePoint++) {
    characters.push(String.fromCodePoint(codePoint))
  }
  for (let codePoint = 0xe0000; codePoint < 0xe1000; codePoint++) {
    characters.push(String.fromCodePoint(codePoint))
  }
  return characters
}
