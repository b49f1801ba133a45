/**
 * What a code point is to the tokeniser, and the folding of a word to its key: NFKC, lower case, umlauts and `ß`
 * as two letters (`Verspätung`, `VERSPAETUNG` and a decomposed `ä` are one key), other accents dropped.
 */

export const OTHER = 0
export const LETTER = 1
export const DIGIT = 2
export const SPACE = 3
/** Combining marks and invisible characters: they never end a word and are not part of its key. */
export const JOINER = 4
export const PICTURE = 5

/** No lexicon word is longer; a longer token keeps its end, where German compounds carry their meaning. */
const KEY_LIMIT = 48

const ANY_LETTER = /^\p{L}$/u
const ANY_MARK = /^\p{M}$/u
const ANY_PICTURE = /^[\p{Extended_Pictographic}\u{1F1E6}-\u{1F1FF}]$/u

const LOW = lowTable()
const PLAIN = plainTable()

/** NaN, the code past the end of a text, is a blank. */
export function classOf(code: number): number {
  if (code < 0x250) return LOW[code]!
  if (code >= 0x2000 && code <= 0x200a) return SPACE
  if (isInvisible(code)) return JOINER
  if (code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x3000) return SPACE
  // Ideographs, Hangul and private use, the bulk of the plane, need no regular expression.
  if (code >= 0x3400 && code <= 0xd7a3) return LETTER
  if (code >= 0xd800 && code <= 0xf8ff) return OTHER
  if (code >= 0x1f000 && code <= 0x1faff) return ANY_PICTURE.test(cp(code)) ? PICTURE : OTHER
  if (Number.isNaN(code)) return SPACE
  const char = cp(code)
  if (ANY_LETTER.test(char)) return LETTER
  if (ANY_MARK.test(char)) return JOINER
  return ANY_PICTURE.test(char) ? PICTURE : OTHER
}

/** Zero-width spaces and joiners, direction marks, soft hyphen, byte order mark, variation selectors. */
export function isInvisible(code: number): boolean {
  return (
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2064) ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    code === 0xfeff ||
    code === 0xad
  )
}

export function isSkinTone(code: number): boolean {
  return code >= 0x1f3fb && code <= 0x1f3ff
}

/** The key of a word as it stands in a post or in a lexicon. */
export function fold(word: string): string {
  return foldLower(word.length > 4 * KEY_LIMIT ? word.slice(-4 * KEY_LIMIT) : word)
}

function foldLower(word: string): string {
  let strange = false
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) > 0x17f) strange = true
  const lower = (strange ? word.normalize('NFKC') : word).toLowerCase()
  let key = ''
  let from = 0
  for (let i = 0; i < lower.length; i++) {
    const code = lower.charCodeAt(i)
    if (code < 0x80 && code !== 0x27 && code !== 0x60) continue
    key += lower.slice(from, i) + plain(code, lower, i)
    from = i + 1
  }
  key = from === 0 ? lower : key + lower.slice(from)
  return key.length > KEY_LIMIT ? key.slice(-KEY_LIMIT) : key
}

function plain(code: number, text: string, at: number): string {
  if (code < 0x80 || code === 0x2019 || code === 0x2018) return ''
  if (code < 0x180) return PLAIN[code - 0x80]!
  if (isInvisible(code) || (code >= 0x300 && code <= 0x36f)) return ''
  return text[at]!
}

function cp(code: number): string {
  return String.fromCodePoint(code)
}

function lowTable(): Uint8Array {
  const table = new Uint8Array(0x250)
  for (let code = 0; code < table.length; code++) {
    const char = cp(code)
    if (ANY_LETTER.test(char)) table[code] = LETTER
    else if (code >= 0x30 && code <= 0x39) table[code] = DIGIT
    else if (code <= 0x20 || code === 0x85 || code === 0xa0) table[code] = SPACE
    else if (code === 0xad) table[code] = JOINER
  }
  table[0xa9] = PICTURE
  table[0xae] = PICTURE
  return table
}

function plainTable(): string[] {
  const special: Readonly<Record<string, string>> = {
    ä: 'ae',
    ö: 'oe',
    ü: 'ue',
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
    ø: 'o',
    ł: 'l',
    đ: 'd',
    ı: 'i',
    '\u00ad': '',
    '\u00b4': '',
  }
  return Array.from({ length: 0x100 }, (_, index) => {
    const char = cp(index + 0x80)
    return special[char] ?? char.normalize('NFD')[0]!
  })
}
