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

/** Beside the class: the letter has another spelling in small (it is a capital) or in capitals (it is small). */
const CLASS = 7
const CAPITAL = 8
const SMALL = 16
/** Compatibility forms and combining marks: a word that has one must be composed before it is folded. */
const COMPOSED = 32
const UNKNOWN = 255

/**
 * What is known of a code point, found out when it is first met: asking the regular expressions every time would cost
 * a text in a rare script milliseconds, and asking them of all at the start would cost everybody.
 */
const PAGES: (Uint8Array | undefined)[] = new Array<Uint8Array | undefined>(0x1100).fill(undefined)
const LOW = page(0, 0x250)
const PLAIN = plainTable()

/** NaN, the code past the end of a text, is a blank. */
export function classOf(code: number): number {
  return traits(code) & CLASS
}

/** A letter that is not spelled so in small. */
export function isCapital(code: number): boolean {
  return (traits(code) & CAPITAL) !== 0
}

/** A letter that is not spelled so in capitals. */
export function isSmall(code: number): boolean {
  return (traits(code) & SMALL) !== 0
}

function traits(code: number): number {
  if (code < 0x250) return LOW[code]!
  const index = code >> 8
  PAGES[index] ??= new Uint8Array(0x100).fill(UNKNOWN)
  const known = PAGES[index][code & 0xff]!
  if (known !== UNKNOWN) return known
  const found = traitsOf(code)
  PAGES[index][code & 0xff] = found
  return found
}

function traitsOf(code: number): number {
  if (code <= 0x20 || Number.isNaN(code)) return SPACE
  if (code === 0x85 || code === 0xa0) return SPACE
  if (code >= 0x2000 && code <= 0x200a) return SPACE
  if (isInvisible(code)) return JOINER | COMPOSED
  if (code === 0x2028 || code === 0x2029 || code === 0x202f || code === 0x3000) return SPACE
  // Surrogates without their other half and private use.
  if (code >= 0xd800 && code <= 0xf8ff) return OTHER
  const char = cp(code)
  return classOfRare(char, code) | (char.normalize('NFKC') !== char ? COMPOSED : 0)
}

function classOfRare(char: string, code: number): number {
  if (ANY_LETTER.test(char)) {
    const capital = char.toLowerCase() !== char ? CAPITAL : 0
    return LETTER | capital | (char.toUpperCase() !== char ? SMALL : 0)
  }
  if (code >= 0x30 && code <= 0x39) return DIGIT
  if (code > 0x39 && ANY_PICTURE.test(char)) return PICTURE
  return code >= 0x250 && ANY_MARK.test(char) ? JOINER | COMPOSED : OTHER
}

function page(from: number, to: number): Uint8Array {
  return Uint8Array.from({ length: to - from }, (_, index) => traitsOf(from + index))
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
  let all = 0
  let ascii = true
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i)
    if (code >= 0x80 || code === 0x27 || code === 0x60) ascii = false
    // Half of a wide letter: those of mathematics are spelled so.
    all |= code >= 0xd800 && code <= 0xdfff ? COMPOSED | CAPITAL : traits(code)
  }
  const composed = all & COMPOSED ? word.normalize('NFKC') : word
  const lower = all & (CAPITAL | COMPOSED) ? composed.toLowerCase() : composed
  const key = ascii ? lower : foldMarks(lower)
  return key.length > KEY_LIMIT ? key.slice(-KEY_LIMIT) : key
}

function foldMarks(lower: string): string {
  let key = ''
  let from = 0
  for (let i = 0; i < lower.length; i++) {
    const code = lower.charCodeAt(i)
    if (!isFolded(code)) continue
    key += lower.slice(from, i) + plain(code)
    from = i + 1
  }
  return from === 0 ? lower : key + lower.slice(from)
}

/** Apostrophes, accents and invisible characters; all others stand in a key as they are. */
function isFolded(code: number): boolean {
  if (code < 0x80) return code === 0x27 || code === 0x60
  if (code < 0x180) return true
  return code === 0x2019 || code === 0x2018 || (code >= 0x300 && code <= 0x36f) || isInvisible(code)
}

function plain(code: number): string {
  return code >= 0x80 && code < 0x180 ? PLAIN[code - 0x80]! : ''
}

function cp(code: number): string {
  return String.fromCodePoint(code)
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
