import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldText, foldUnit, isPlainPair } from '../../shared/core/fold.ts'

const SEED = 20_260_302

/** Strings as people and attackers write them: any unit, lone surrogates and marks included. */
const anyString = fc.oneof(
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
function foldSlowly(text: string): string {
  return foldText(`${text} \u0334`).slice(0, -1)
}

/** Planes 4 to 13 are empty, 15 and 16 are private. */
function allCharacters(): string[] {
  const characters: string[] = []
  for (let codePoint = 0; codePoint < 0x34000; codePoint++) {
    characters.push(String.fromCodePoint(codePoint))
  }
  for (let codePoint = 0xe0000; codePoint < 0xe1000; codePoint++) {
    characters.push(String.fromCodePoint(codePoint))
  }
  return characters
}

describe('a text is folded', () => {
  test.each([
    // Case.
    ['ACME', 'acme'],
    ['Acme Mobil', 'acme mobil'],
    ['already folded', 'already folded'],
    ['', ''],
    // Umlauts have one key, however they are written.
    ['Bäckerei Müller', 'baeckerei mueller'],
    ['BÄCKEREI MÜLLER', 'baeckerei mueller'],
    ['Baeckerei Mueller', 'baeckerei mueller'],
    ['Ba\u0308ckerei Mu\u0308ller', 'baeckerei mueller'],
    ['BA\u0308CKEREI MU\u0308LLER', 'baeckerei mueller'],
    ['Österreich', 'oesterreich'],
    ['Straße', 'strasse'],
    ['STRASSE', 'strasse'],
    ['STRAẞE', 'strasse'],
    ['schön, nicht schon', 'schoen, nicht schon'],
    ['ǖber', 'ueber'],
    ['a\u0323\u0308', 'ae'],
    ['a\u0308\u0308', 'ae'],
    // Other accents are dropped.
    ['L’Oréal', 'l’oreal'],
    ['Citroën', 'citroen'],
    ['Nestlé', 'nestle'],
    ['naïve Façade', 'naive facade'],
    ['Škoda', 'skoda'],
    ['Łódź', 'lodz'],
    ['Søstrene Grene', 'sostrene grene'],
    ['Mærsk', 'maersk'],
    ['Œuvre', 'oeuvre'],
    ['São Paulo', 'sao paulo'],
    ['Ångström', 'angstroem'],
    ['İstanbul', 'istanbul'],
    ['ırmak', 'irmak'],
    ['ŷẍ', 'yx'],
    // Greek and Cyrillic lose theirs too.
    ['Αθήνα', 'αθηνα'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['οδος', 'οδοσ'],
    ['Ёлка', 'елка'],
    ['ГАЗПРОМ', 'газпром'],
    // Compatibility forms.
    ['Ａｃｍｅ', 'acme'],
    ['𝐀𝐜𝐦𝐞', 'acme'],
    ['ⓐⓒⓜⓔ', 'acme'],
    ['ﬁx', 'fix'],
    ['O₂', 'o2'],
    ['＃Ａｃｍｅ', '#acme'],
    ['＠acme', '@acme'],
    ['№ 1…', 'no 1...'],
    ['ﾊﾟﾅｿﾆｯｸ', 'パナソニック'],
    // What cannot be seen is not there.
    ['Ac\u200bme', 'acme'],
    ['Ac\u00adme', 'acme'],
    ['\ufeffAcme', 'acme'],
    ['A\u2060c\u200dm\u200ce', 'acme'],
    ['\u202eAcme\u202c', 'acme'],
    ['❤\ufe0f', '❤'],
    ['a\u200b\u0308', 'ae'],
    // Signs that stick to a name but are no part of it.
    ['Acme™', 'acme '],
    ['Acme® & Acme©', 'acme  & acme '],
    // Emoji stay.
    ['😡🔥', '😡🔥'],
    ['👨\u200d👩\u200d👧', '👨👩👧'],
    ['🇩🇪', '🇩🇪'],
    ['Wut 😡 über', 'wut 😡 ueber'],
    ['1\ufe0f\u20e3', '1'],
    // Other scripts keep what makes their letters.
    ['東京電力', '東京電力'],
    ['がぎ', 'がぎ'],
    ['か\u3099', 'が'],
    ['한국', '한국'],
    ['\u1112\u1161\u11ab', '한'],
    ['हिन्दी', 'हिन्दी'],
    ['ไทย', 'ไทย'],
    ['مَرحَبًا', 'مرحبا'],
    ['שלום', 'שלום'],
  ])('%j is %j', (text, folded) => {
    expect(foldText(text)).toBe(folded)
  })

  test.each([
    ['a high one', 'a\ud83db', 'a\ufffdb'],
    ['a low one', 'a\udd25b', 'a\ufffdb'],
    ['a high one at the end', 'a\ud83d', 'a\ufffd'],
    ['a high one of other planes at the end', 'ä\ud835', 'ae\ufffd'],
    ['two high ones', '\ud83d\ud83d', '\ufffd\ufffd'],
    ['the wrong way round', '\udd25\ud83d', '\ufffd\ufffd'],
    ['one before a pair', '\ud83d🔥', '\ufffd🔥'],
  ])('a lone surrogate is a separator: %s', (_, text, folded) => {
    expect(foldText(text)).toBe(folded)
  })

  test.each([
    ['ä', 'ae', 'a\u0308'],
    ['Ö', 'OE', 'O\u0308'],
    ['ü', 'ue', 'u\u0308'],
    ['ß', 'ss', 'ẞ'],
  ])('%s, %s and %s are the same', (...spellings) => {
    expect(new Set(spellings.map(foldText)).size).toBe(1)
  })

  test.each(['a', 'o', 'u'])('%s with and without diaeresis is not the same', (letter) => {
    expect(foldText(letter)).not.toBe(foldText(`${letter}\u0308`))
  })
})

describe('folding', () => {
  test('a folded character does not change, whichever it is', () => {
    const changing = allCharacters().filter((character) => {
      const folded = foldText(character)
      return foldText(folded) !== folded
    })
    expect(changing).toEqual([])
  })

  test('the fast way and the slow way agree on every character', () => {
    const different = allCharacters().filter(
      (character) => foldText(`x${character}x`) !== foldSlowly(`x${character}x`),
    )
    expect(different).toEqual([])
  })

  test('the fast way and the slow way agree on every text', () => {
    fc.assert(
      fc.property(anyString, (text) => foldText(text) === foldSlowly(text)),
      { seed: SEED, numRuns: 3_000 },
    )
  })

  test('a folded text does not change', () => {
    fc.assert(
      fc.property(anyString, (text) => foldText(foldText(text)) === foldText(text)),
      { seed: SEED, numRuns: 3_000 },
    )
  })

  test('every form of the same text folds alike', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const folded = foldText(text)
        expect(foldText(text.normalize('NFC'))).toBe(folded)
        expect(foldText(text.normalize('NFD'))).toBe(folded)
        expect(foldText(text.normalize('NFKC'))).toBe(folded)
        expect(foldText(text.normalize('NFKD'))).toBe(folded)
      }),
      { seed: SEED, numRuns: 1_000 },
    )
  })

  test('upper and lower case German folds alike', () => {
    const letters = fc.constantFrom(...'aäbcdeéfghijklmnoöpqrstuüvwxyzß .,-!?')
    fc.assert(
      fc.property(
        fc.array(letters).map((each) => each.join('')),
        (text) => {
          expect(foldText(text.toUpperCase())).toBe(foldText(text))
        },
      ),
      { seed: SEED },
    )
  })

  test('nothing invisible and no lone surrogate is left', () => {
    fc.assert(
      fc.property(anyString, (text) => {
        expect(foldText(text)).not.toMatch(/\p{Default_Ignorable_Code_Point}|\p{Surrogate}|[A-Z]/u)
      }),
      { seed: SEED, numRuns: 2_000 },
    )
  })

  test('one call leaves nothing behind for the next', () => {
    expect(foldText('ä'.repeat(50))).toBe('ae'.repeat(50))
    expect(foldText('ä')).toBe('ae')
    expect(foldText('xä\u0301')).toBe('xae')
    expect(foldText('ä')).toBe('ae')
  })
})

describe('a unit by itself', () => {
  test.each([
    ['a', 'a'],
    ['A', 'a'],
    ['ü', 'ue'],
    ['Ü', 'ue'],
    ['ß', 'ss'],
    ['\u200b', ''],
    ['™', ' '],
    ['–', '–'],
    ['東', '東'],
    ['한', '한'],
    ['Ж', 'ж'],
  ])('%j folds to %j wherever it stands', (unit, folded) => {
    expect(foldUnit(unit.charCodeAt(0))).toBe(folded)
  })

  test.each(['\u0308', '\u3099', '\u1161', '\u11ab', '\ud83d', '\udd25', '\uff9e', '\u093f'])(
    '%j depends on its neighbours',
    (unit) => {
      expect(foldUnit(unit.charCodeAt(0))).toBeUndefined()
    },
  )

  test('a text of such units is folded unit by unit', () => {
    const settled: number[] = []
    for (let unit = 0; unit < 0x10000; unit++) if (foldUnit(unit) !== undefined) settled.push(unit)
    expect(settled.length).toBeGreaterThan(58_000)
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...settled), { maxLength: 30 }), (units) => {
        const alone = units.map((unit) => foldUnit(unit)).join('')
        expect(foldText(String.fromCharCode(...units))).toBe(alone)
        expect(foldSlowly(String.fromCharCode(...units))).toBe(alone)
      }),
      { seed: SEED, numRuns: 2_000 },
    )
  })

  test('a plain pair folds to itself, in every text', () => {
    for (let codePoint = 0x1f000; codePoint < 0x20000; codePoint++) {
      const pair = String.fromCodePoint(codePoint)
      if (!isPlainPair(pair.charCodeAt(0), pair.charCodeAt(1))) continue
      if (foldSlowly(pair) !== pair) throw new Error(`U+${codePoint.toString(16)} is not plain`)
    }
    expect(isPlainPair(0xd83d, 0xde21)).toBe(true)
    expect(isPlainPair(0xd83d, Number.NaN)).toBe(false)
    expect(isPlainPair(0xd83d, 0x61)).toBe(false)
    expect(isPlainPair(0xd835, 0xdc00)).toBe(false)
  })
})

describe('hostile texts take linear time', () => {
  const hostile: [string, string][] = [
    ['one letter', 'a'],
    ['umlauts', 'ü'],
    ['combining marks', '\u0301'],
    ['marks in the wrong order', '\u0301\u0316'],
    ['a letter under many marks', `a${'\u0308\u0316'.repeat(14)}`],
    ['a letter and a mark', 'a\u0308'],
    ['marks of Arabic', '\u064b\u0650'],
    ['high surrogates', '\ud83d'],
    ['low surrogates', '\udd25'],
    ['right to left', '\u202eא'],
    ['letters of Hangul', '\u1112\u1161'],
    ['invisible characters', '\u200b'],
    ['ligatures that grow', 'ﷺ'],
    ['emoji', '😡'],
  ]

  test.each(hostile)('%s', (_, part) => {
    const seconds = (length: number) => {
      const text = part.repeat(length / part.length)
      const times = [1, 2, 3].map(() => {
        const before = process.cpuUsage()
        foldText(text)
        const { user, system } = process.cpuUsage(before)
        return (user + system) / 1e6
      })
      return Math.min(...times)
    }
    seconds(20_000)
    // Quadratic would be a hundred times; the constant is for the resolution of the clock.
    expect(seconds(200_000)).toBeLessThan(40 * seconds(20_000) + 0.05)
  })

  test('a long run of marks is cut, not kept', () => {
    expect(foldText(`ก${'\u0e38'.repeat(100_000)}`).length).toBe(31)
    expect(foldText(`a${'\u0308'.repeat(100_000)}`)).toBe('ae')
  })
})
