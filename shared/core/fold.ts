/**
 * The folded form in which brand rules and texts are compared, so that neither habits of spelling nor invisible
 * characters decide whether a mention is found. The one rule: folding a folded text changes nothing.
 */

/**
 * Folds a text: compatibility forms (NFKC), lower case, default-ignorable characters dropped (zero width, soft
 * hyphen, variation selectors, bidi controls), `ä` = `ae` = `a` + diaeresis, `ß` = `ss`, other accents stripped,
 * lone surrogates and trade mark signs made separators. `ae` is the key and not `a`, because `schön` is not `schon`.
 *
 * Linear in the length of the text. A text without combining marks and rare scripts is never normalised.
 */
export function foldText(text: string): string {
  const lower = text.toLowerCase()
  let folded = ''
  let from = 0
  // A regular expression passes over ASCII three times as fast as a loop over the units does.
  NOT_ASCII.lastIndex = 0
  while (NOT_ASCII.test(lower)) {
    const at = NOT_ASCII.lastIndex - 1
    const unit = lower.charCodeAt(at)
    const fate = FATES[unit]
    if (fate === CHANGED) {
      folded += lower.slice(from, at)
      folded += CHANGES.get(unit)
      from = at + 1
    } else if (fate === CONTEXTUAL) {
      if (!isPlainPair(unit, lower.charCodeAt(at + 1))) return foldByNormalizing(text)
      NOT_ASCII.lastIndex++
    }
  }
  return from === 0 ? lower : folded + lower.slice(from)
}

/**
 * What one UTF-16 unit folds to wherever it stands (`''` if it is dropped); undefined if its neighbours decide:
 * combining marks, conjoining Hangul letters and halves of surrogate pairs.
 */
export function foldUnit(unit: number): string | undefined {
  if (FATES[unit] === CONTEXTUAL) return undefined
  return FATES[unit] === CHANGED ? CHANGES.get(unit) : String.fromCharCode(unit)
}

/** Whether two units are an emoji or a half of a flag that folds to itself (U+1F300-1FAFF, U+1F1E6-1F1FF). */
export function isPlainPair(high: number, low: number): boolean {
  // At the end of a text the second unit is NaN, for which every comparison is false.
  if (!(low >= 0xdc00 && low <= 0xdfff)) return false
  if (high === 0xd83d) return true
  if (high === 0xd83e) return low < 0xdf00
  return high === 0xd83c && (low >= 0xdf00 || (low >= 0xdde6 && low <= 0xddff))
}

const NOT_ASCII = /[\x80-\uffff]/g
/** UAX #15, section 13 (stream-safe text): longer runs carry no meaning and make reordering quadratic. */
const MARK_RUN = /(\p{M}{30})\p{M}+/gu
const IGNORABLE = /\p{Default_Ignorable_Code_Point}+/gu
const LONE_SURROGATE = /\p{Surrogate}/gu
/** NFKC would glue `Acme™` into `acmetm`. */
const TRADE_MARK = /[©®™℠]/g
const UMLAUT = /([aou])\p{M}*?\u0308/gu
/** Accents that belong to no script of their own; the voicing marks make different Japanese letters. */
const ACCENT = /(?:(?![\u3099\u309a])\p{Script=Inherited})+/gu
/** Letters that do not decompose, as they are written where the letter is missing; ʼ is a letter by its class. */
const SPELLED_OUT: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  ς: 'σ',
  ʼ: "'",
}
const UNDECOMPOSED = /[ßæœøłđıςʼ]/g

function foldByNormalizing(text: string): string {
  return text
    .replace(LONE_SURROGATE, '\ufffd')
    .replace(TRADE_MARK, ' ')
    .replace(IGNORABLE, '')
    .replace(MARK_RUN, '$1')
    .normalize('NFKD')
    .toLowerCase()
    .replace(MARK_RUN, '$1')
    .replace(UMLAUT, '$1e')
    .replace(ACCENT, '')
    .replace(UNDECOMPOSED, (letter) => SPELLED_OUT[letter] ?? letter)
    .normalize('NFC')
}

const SAME = 0
const CHANGED = 1
const CONTEXTUAL = 2
const FATES = new Uint8Array(0x10000)
const CHANGES = new Map<number, string>()
const MARK = /\p{M}/gu
/** Letters of Hangul make syllables with their neighbours, as marks do with the letter before them. */
const CONJOINING = /^\p{M}|[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]/u

/** Unified ideographs, Hangul syllables and private use fold to themselves; surrogates never stand alone. */
const UNIFORM_BLOCKS = [
  [0x3400, 0xa000, SAME],
  [0xac00, 0xd7a4, SAME],
  [0xd800, 0xe000, CONTEXTUAL],
  [0xe000, 0xf900, SAME],
] as const

/** Learns the fate of the other units from the slow way, each on a line of its own so that none meets a neighbour. */
function surveyUnits(): void {
  for (const [first, end, fate] of UNIFORM_BLOCKS) FATES.fill(fate, first, end)
  const isUniform = (unit: number) =>
    UNIFORM_BLOCKS.some(([first, end]) => unit >= first && unit < end)
  const units: number[] = []
  for (let unit = 0x80; unit < FATES.length; unit++) if (!isUniform(unit)) units.push(unit)
  for (let unit = 0x41; unit <= 0x5a; unit++) units.push(unit)
  const all = units.map((unit) => String.fromCharCode(unit)).join('\n')
  const lines = foldByNormalizing(all).split('\n')
  for (const [i, line] of lines.entries()) {
    const unit = units[i]!
    if (CONJOINING.test(line)) FATES[unit] = CONTEXTUAL
    else if (line.length !== 1 || line.charCodeAt(0) !== unit) {
      FATES[unit] = CHANGED
      CHANGES.set(unit, line)
    }
  }
  for (const mark of all.matchAll(MARK)) FATES[mark[0].charCodeAt(0)] = CONTEXTUAL
}
surveyUnits()
