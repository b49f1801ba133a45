import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Finder } from '../../shared/core/finder.ts'
import { buildFinder } from '../../shared/core/finder.ts'
import { foldText } from '../../shared/core/fold.ts'
import type { Literal } from '../../shared/core/literal.ts'

const SEED = 20_260_302

/** Words with single blanks; `*` at an end leaves it open; letters of Han and emoji are given with blanks. */
function literal(written: string): Literal {
  const words = written.replace(/^\*|\*$/g, '').split(' ')
  return {
    words,
    gaps: words.slice(1).map(() => ' '),
    openLeft: written.startsWith('*'),
    openRight: written.endsWith('*'),
    sign: '',
    spelling: written,
    trailing: 0,
  }
}

function finderOf(...literals: string[]): Finder {
  return buildFinder(literals.map(literal))
}

/** What is found, and the text up to where it ends. */
function found(finder: Finder, text: string): [number, string][] {
  const all: [number, string][] = []
  finder.visit(text, (id, end) => all.push([id, text.slice(0, end)]))
  return all
}

describe('a word is found', () => {
  test.each([
    ['acme', 'acme', 'acme'],
    ['acme', 'die acme hotline', 'die acme'],
    ['acme', 'die acme-hotline', 'die acme'],
    ['acme', '"acme"', '"acme'],
    ['acme', 'acme.', 'acme'],
    ['acme', '#acme', '#acme'],
    ['acme', '@acme', '@acme'],
    ['acme', 'acme’s', 'acme'],
    ['acme', 'acme_fail', 'acme'],
    ['acme', 'acme😡', 'acme'],
    ['acme', '😡acme', '😡acme'],
    ['acme', '私acmeが', '私acme'],
    ['acme', 'acme𝄞', 'acme'],
    ['acme mobil', 'acme  -  mobil!', 'acme  -  mobil'],
    ['*acme', 'lieblingsacme', 'lieblingsacme'],
    ['acme*', 'acmekunde', 'acme'],
    ['acme*', 'acme', 'acme'],
    ['🔥', 'alles🔥hier', 'alles🔥'],
    ['🔥', '🔥', '🔥'],
    ['🔥', 'gut 🔥!', 'gut 🔥'],
    ['東 京', 'は東京に', 'は東京'],
    ['𠮷', 'は𠮷に', 'は𠮷'],
    ['газпром', 'и газпром.', 'и газпром'],
    ['ðe', 'wið ðe.', 'wið ðe'],
    ['𐌰𐌱', 'x 𐌰𐌱', 'x 𐌰𐌱'],
  ])('%j in %j, up to %j', (written, text, upTo) => {
    const finder = finderOf(written)
    expect(finder.occursIn(text)).toBe(true)
    expect(found(finder, text)[0]).toEqual([0, upTo])
  })

  test.each([
    ['acme', 'acmekunde'],
    ['acme', 'lieblingsacme'],
    ['acme', 'acm'],
    ['acme', 'acme2'],
    ['acme', 'ac me'],
    ['acme', 'acmeж'],
    ['acme', 'acme𐌰'],
    ['acme', ''],
    ['acme*', 'lieblingsacmekunde'],
    ['*acme', 'lieblingsacmekunde'],
    ['acme mobil', 'acme und mobil'],
    ['acme mobil', 'acmemobil'],
    ['🔥', '😡'],
    ['東 京', '京東'],
    ['газпром', 'газпрома'],
    ['𐌰𐌱', '𐌰𐌱𐌲'],
  ])('not %j in %j', (written, text) => {
    const finder = finderOf(written)
    expect(finder.occursIn(text)).toBe(false)
    expect(found(finder, text)).toEqual([])
  })

  test('nothing is found without literals', () => {
    const finder = buildFinder([])
    expect(finder.occursIn('acme')).toBe(false)
    expect(found(finder, 'acme')).toEqual([])
  })

  test('each is told at the end of its last word, in the order of the text', () => {
    const finder = finderOf('acme', 'acme mobil', 'mobil', 'acme*')
    expect(found(finder, 'acme mobil')).toEqual([
      [3, 'acme'],
      [0, 'acme'],
      [1, 'acme mobil'],
      [2, 'acme mobil'],
    ])
  })
})

describe('a raw text is read as if it were folded', () => {
  test.each([
    ['acme', 'ACME'],
    ['acme', 'Äh, Ａｃｍｅ'],
    ['acme', 'A\u200bc\u00adme'],
    ['acme', 'ácmé'],
    ['acme', 'a\u0301cme'],
    ['acme', 'acme\u0301!'],
    ['acme', 'Acme™'],
    ['acme', '𝐀𝐜𝐦𝐞'],
    ['acme', '\ud83dacme\ud83d'],
    ['acme', 'x … acme'],
    ['acme', '½ acme'],
    ['acme', 'ﷺ acme'],
    ['baecker', 'BÄCKER'],
    ['baecker', 'Ba\u0308cker'],
    ['baecker', 'Baecker'],
    ['strasse', 'Straße'],
    ['strasse', 'STRAẞE'],
    ['газпром', 'ГАЗПРОМ'],
    ['が', 'か\u3099'],
    ['한', '\u1112\u1161\u11ab'],
    ['パ', 'ﾊﾟ'],
    ['❤', '❤\ufe0f'],
  ])('%j in %j', (written, text) => {
    expect(finderOf(written).occursIn(text)).toBe(true)
  })

  const parts = fc.constantFrom(
    'a',
    'A',
    'b',
    'ä',
    'Ä',
    'ae',
    'ß',
    's',
    '\u0308',
    '\u0301',
    '\u200b',
    ' ',
    '-',
    '_',
    '.',
    '😡',
    '🔥',
    '東',
    '京',
    'ж',
    'Ж',
    'þ',
    '한',
    '\u1112',
    '\u1161',
    'か',
    '\u3099',
    'ﾊ',
    'ﾞ',
    '™',
    '\ud83d',
    '\udd25',
    '𝐀',
    '𐌰',
    '½',
    '…',
    'ﷺ',
    'م',
    '\u202e',
    '豈',
    '\ufacf',
  )
  const text = fc.array(parts, { maxLength: 25 }).map((each) => each.join(''))
  const word = fc
    .array(fc.constantFrom('a', 'ae', 'b', 'ss', 'ж', 'þ', 'م', '𐌰'), {
      minLength: 1,
      maxLength: 3,
    })
    .map((each) => each.join(''))
  const words = fc.array(
    fc.oneof(word, fc.constantFrom('😡', '🔥', '東', '京', '한', 'が', 'バ')),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  const literals = fc.array(
    fc.tuple(words, fc.boolean(), fc.boolean()).map(([each, openLeft, openRight]) => ({
      ...literal(each.join(' ')),
      openLeft: openLeft && /^[a-z]+$/.test(each[0]!),
      openRight: openRight && /[a-z]$/.test(each.at(-1)!),
    })),
    { minLength: 1, maxLength: 40 },
  )

  test('occurring in the raw text is occurring in the folded one', () => {
    fc.assert(
      fc.property(literals, text, (known, raw) => {
        const finder = buildFinder(known)
        const all = found(finder, foldText(raw))
        expect(finder.occursIn(raw)).toBe(all.length > 0)
        expect(finder.occursIn(foldText(raw))).toBe(all.length > 0)
      }),
      { seed: SEED, numRuns: 400 },
    )
  })

  test('each literal is found where a regular expression finds it', () => {
    fc.assert(
      fc.property(literals, text, (known, raw) => {
        const folded = foldText(raw)
        const ends = known.map(() => new Set<number>())
        buildFinder(known).visit(folded, (id, end) => ends[id]!.add(end))
        for (const [id, each] of known.entries()) {
          expect([...ends[id]!].sort((a, b) => a - b)).toEqual(endsOf(each, folded))
        }
      }),
      { seed: SEED, numRuns: 400 },
    )
  })
})

const FREE_CHARACTERS = '[\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Hangul}😡🔥]'
const LETTER = `(?:(?!${FREE_CHARACTERS})[\\p{L}\\p{N}\\p{M}])`

function endsOf({ words, openLeft, openRight }: Literal, folded: string): number[] {
  const isFree = (each: string | undefined) =>
    new RegExp(`^${FREE_CHARACTERS}`, 'u').test(each ?? '')
  let source = openLeft || isFree(words[0]) ? '' : `(?<!${LETTER})`
  for (const [i, each] of words.entries()) {
    const gap = '[^\\p{L}\\p{N}\\p{M}😡🔥]'
    if (i > 0) source += isFree(each) || isFree(words[i - 1]) ? `${gap}*` : `${gap}+`
    source += each
  }
  if (!openRight && !isFree(words.at(-1))) source += `(?!${LETTER})`
  const pattern = new RegExp(`(?=(${source}))`, 'gu')
  const ends = new Set<number>()
  for (const match of folded.matchAll(pattern)) ends.add(match.index + match[1]!.length)
  return [...ends].sort((a, b) => a - b)
}

describe('many different letters', () => {
  test('five thousand Chinese rules are found, and only they', () => {
    const rules = Array.from({ length: 5_000 }, (_, i) => {
      return `${String.fromCharCode(0x4e00 + i)} ${String.fromCharCode(0x4e00 + ((i * 7) % 5_003))}`
    })
    const finder = finderOf(...rules)
    for (const i of [0, 1, 17, 4_096, 4_999]) {
      const text = `x${rules[i]!.replace(' ', '')}x`
      expect(found(finder, text).map(([id]) => id)).toEqual([i])
    }
    expect(finder.occursIn('\u4e01\u4e01')).toBe(false)
    expect(finder.occursIn('\u7fff\u8000')).toBe(false)
  })
})
