/**
 * What a character of a folded text is to a rule: a part of a word, a word of its own, or a separator. The one
 * rule: letters, digits and marks of every script are alike.
 */

export const SEPARATOR = 0
export const WORD = 1
/** Stands alone: emoji, and the scripts that are written without blanks, in which a rule is a substring. */
export const FREE = 2
export type LetterKind = typeof SEPARATOR | typeof WORD | typeof FREE

/** The kind of one code point of a folded text; a lone surrogate is a separator. */
export function kindOf(codePoint: number): LetterKind {
  if (codePoint < 0x10000) return KINDS[codePoint] as LetterKind
  const character = String.fromCodePoint(codePoint)
  if (FREE_RUN.test(character)) return FREE
  return WORD_RUN.test(character) ? WORD : SEPARATOR
}

const WORD_RUN = /[\p{L}\p{N}\p{M}]+/u
const EMOJI = '\\p{Extended_Pictographic}\\p{Regional_Indicator}\\p{Emoji_Modifier}'
const EAST_ASIA = '\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Hang}\\p{scx=Bopo}'
const SOUTH_EAST_ASIA = '\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}'
/** The scripts share punctuation, which is no letter. */
const FREE_RUN = new RegExp(
  `(?:[${EMOJI}]|(?=[\\p{L}\\p{N}\\p{M}])[${EAST_ASIA}${SOUTH_EAST_ASIA}])+`,
  'u',
)

const KINDS = new Uint8Array(0x10000)

/** Block by block, leaving out the surrogates, which would pair up across the lot. */
function surveyPlane(): void {
  const wordRun = new RegExp(WORD_RUN, 'gu')
  const freeRun = new RegExp(FREE_RUN, 'gu')
  for (let block = 0; block < 0x10000; block += 0x800) {
    if (block === 0xd800) continue
    const text = String.fromCharCode(...Array.from({ length: 0x800 }, (_, i) => block + i))
    for (const { index, 0: run } of text.matchAll(wordRun)) {
      KINDS.fill(WORD, block + index, block + index + run.length)
    }
    for (const { index, 0: run } of text.matchAll(freeRun)) {
      KINDS.fill(FREE, block + index, block + index + run.length)
    }
  }
}
surveyPlane()
