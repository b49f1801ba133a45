import { describe, expect, test } from 'vitest'
import { foldText } from '../../shared/core/fold.ts'

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
