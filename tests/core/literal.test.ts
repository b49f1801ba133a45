import { describe, expect, test } from 'vitest'
import type { Literal } from '../../shared/core/literal.ts'
import { readRule, standsAt } from '../../shared/core/literal.ts'

const PLAIN = { sign: '', compounds: false, german: false } as const

/** The literals of a rule as one would write them: `*` is an open end. */
function written(rule: string, options: Partial<Parameters<typeof readRule>[1]> = {}): string[] {
  const read = readRule(rule, { ...PLAIN, ...options })
  if (typeof read === 'string') throw new Error(`${rule} is ${read}`)
  return read.map(({ words, openLeft, openRight, sign }) => {
    return `${openLeft ? '*' : ''}${sign}${words.join(' ')}${openRight ? '*' : ''}`
  })
}

function literalsOf(rule: string, sign: '' | '#' | '@' = ''): readonly Literal[] {
  const read = readRule(rule, { ...PLAIN, sign })
  return typeof read === 'string' ? [] : read
}

/** Whether a folded text that ends with the words of a rule has what the rule means. */
function stands(rule: string, text: string, end = text.length): boolean {
  const sign = rule.startsWith('#') ? '#' : rule.startsWith('@') ? '@' : ''
  return standsAt(literalsOf(rule, sign)[0]!, text, end)
}

describe('a rule becomes literals', () => {
  test.each([
    // The genitive, and nothing else, of a single word.
    ['Acme', ['acme', 'acmes']],
    ['BÄCKER', ['baecker', 'baeckers']],
    ['VW', ['vw']],
    ['BMW', ['bmw', 'bmws']],
    ['O2', ['o2']],
    ['Adidas', ['adidas']],
    ['Netflix', ['netflix']],
    ['Sparkasse', ['sparkasse', 'sparkasses']],
    ['Mainz 05', ['mainz 05', '#mainz05']],
    // A phrase takes `es` too, and is one word as a hashtag.
    ['Acme Mobil', ['acme mobil', 'acme mobils', 'acme mobiles', '#acmemobil']],
    ['Coca-Cola', ['coca cola', 'coca colas', 'coca colaes', '#cocacola']],
    ['C&A', ['c a']],
    ['1&1', ['1 1']],
    ['H & M', ['h m']],
    // An apostrophe is often left out.
    ["McDonald's", ['mcdonald s', 'mcdonalds', '#mcdonalds']],
    ['L’Oréal', ['l oreal', 'l oreals', 'l oreales', 'loreal', 'loreals', '#loreal']],
    // Signs at the ends say nothing.
    ['Yahoo!', ['yahoo', 'yahoos']],
    ['„Acme“', ['acme', 'acmes']],
    [' Acme ', ['acme', 'acmes']],
    // Other scripts and emoji.
    ['東京電力', ['東 京 電 力']],
    ['🔥', ['🔥']],
    ['🇩🇪', ['🇩 🇪']],
    ['Acme🔥', ['acme 🔥']],
    ['Газпром', ['газпром']],
  ])('%j: %j', (rule, literals) => {
    expect(written(rule)).toEqual(literals)
  })

  test.each([
    [
      'Deutsche Bahn',
      ['deutsche bahn', 'deutschen bahn', 'deutscher bahn', 'deutsches bahn', '#deutschebahn'],
    ],
    [
      'Deutsches Rotes Kreuz',
      [
        'deutsches rotes kreuz',
        'deutsche rote kreuz',
        'deutschen roten kreuz',
        'deutscher roter kreuz',
        '#deutschesroteskreuz',
      ],
    ],
    ['Bahn', ['bahn']],
    ['Acme Mobil', ['acme mobil', 'acmen mobil', 'acmer mobil', 'acmes mobil', '#acmemobil']],
    ['Die Zeit', ['die zeit', '#diezeit']],
    ['Süddeutsche', ['sueddeutsche']],
  ])('the adjectives of %j are inflected in German', (rule, literals) => {
    const base = written(rule, { german: true }).filter((each) => !isNounEnding(each, literals))
    expect(base).toEqual(literals)
  })

  function isNounEnding(literal: string, known: string[]): boolean {
    return known.some((each) => literal === `${each}s` || literal === `${each}es`)
  }

  test('a rule in another language has no German endings', () => {
    expect(written('Apple Music')).not.toContain('applen music')
    expect(written('Apple Music', { german: true })).toContain('applen music')
  })

  test.each([
    ['Acme', ['acme*']],
    ['Telekom', ['telekom*', '*telekom', '*telekoms']],
    ['VW', ['vw']],
    ['Bahn', ['bahn*']],
    ['Netflix', ['netflix*', '*netflix']],
    ['Deutsche Bahn', ['deutsche bahn*', '#deutschebahn']],
    ['東京', ['東 京']],
  ])('%j with compounds: %j', (rule, literals) => {
    expect(written(rule, { compounds: true })).toEqual(literals)
  })

  test.each([
    ['Acme', '#', ['#acme']],
    ['#Acme', '#', ['#acme']],
    ['#Acme', '', ['#acme']],
    ['Acme Gate', '#', ['#acmegate']],
    ['acme_fail', '#', ['#acme fail']],
    ['x', '#', ['#x']],
    ['@acme', '@', ['@acme']],
    ['acme', '@', ['@acme']],
    ['@Acme', '', ['@acme']],
    ['＠Acme', '', ['@acme']],
    ['@acme_hilft', '@', ['@acme hilft']],
    ['@acme@example.social', '@', ['@acme example social']],
  ] as const)('%j, given as %j: %j', (rule, sign, literals) => {
    expect(written(rule, { sign })).toEqual(literals)
  })

  test.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['!?', 'empty'],
    ['\u200b\u00ad', 'empty'],
    ['#', 'empty'],
    ['@', 'empty'],
    ['\ud83d', 'empty'],
    ['→', 'empty'],
    ['e', 'too-short'],
    ['É', 'too-short'],
    ['7', 'too-short'],
    ['C++', 'too-short'],
    ['ж', 'too-short'],
    ['a'.repeat(201), 'too-long'],
    ['ä'.repeat(101), 'too-long'],
    ['@'.padEnd(300, 'a'), 'too-long'],
  ])('%j is %s', (rule, fault) => {
    expect(readRule(rule, PLAIN)).toBe(fault)
  })

  test.each(['ok', '🔥', '東', 'ä', 'ß', 'a'.repeat(200)])('%j is a rule', (rule) => {
    expect(readRule(rule, PLAIN)).toBeInstanceOf(Array)
  })

  test('no rule has more than sixty literals', () => {
    for (const rule of [
      "Neue Rote L'Age's Kreuze",
      "d'Alte d'Neue d'Rote Bahn",
      'Große Grüne Frau',
    ]) {
      expect(written(rule, { german: true, compounds: true }).length).toBeLessThanOrEqual(60)
      expect(written(rule, { german: true }).length).toBeLessThanOrEqual(60)
    }
  })
})

describe('the words of a phrase belong together', () => {
  test.each([
    ['Acme Mobil', 'acme mobil', true],
    ['Acme Mobil', 'acme   mobil', true],
    ['Acme Mobil', 'acme\n\tmobil', true],
    ['Acme Mobil', 'acme-mobil', true],
    ['Acme Mobil', 'acme – mobil', true],
    ['Acme Mobil', 'acme_mobil', true],
    ['Acme Mobil', 'acme #mobil', true],
    ['Acme Mobil', 'acme. mobil', false],
    ['Acme Mobil', 'acme, mobil', false],
    ['Acme Mobil', 'acme? mobil', false],
    ['Acme Mobil', 'acme & mobil', false],
    ['Acme Mobil', 'acme @mobil', false],
    ['Acme Mobil', 'acme "mobil', false],
    ['Acme-Mobil', 'acme mobil', true],
    ['H&M', 'h&m', true],
    ['H&M', 'h & m', true],
    ['H & M', 'h&m', true],
    ['H&M', 'h m', false],
    ['H&M', 'h-m', false],
    ['H&M', 'h+m', false],
    ['E.ON', 'e.on', true],
    ['E.ON', 'e on', false],
    ['E.ON', 'e. on', false],
    ['Booking.com', 'booking.com', true],
    ['Booking.com', 'booking. com', false],
    ['Dr. Oetker', 'dr. oetker', true],
    ['Dr. Oetker', 'dr.oetker', true],
    ['Dr. Oetker', 'dr oetker', true],
    ['Dr. Oetker', 'dr? oetker', false],
    ['Dr. Oetker', 'dr.  \n oetker', false],
    ['Procter & Gamble', 'procter&gamble', true],
    ['Procter & Gamble', 'procter gamble', false],
    ["L'Oréal", 'l’oreal', true],
    ["L'Oréal", 'l oreal', true],
    ['東京電力', '東京電力', true],
    ['東京電力', '東京 電力', true],
    ['東京電力', '東京。電力', false],
    ['東京 電力', '東京電力', true],
    ['Acme 🔥', 'acme🔥', true],
  ])('%j in %j: %s', (rule, text, expected) => {
    expect(stands(rule, text)).toBe(expected)
  })

  test('the nearest words are meant', () => {
    expect(stands('a b', 'a. b a b')).toBe(true)
    expect(stands('a b', 'a b a. b')).toBe(false)
    expect(stands('a b a', 'x a b a')).toBe(true)
  })
})

describe('a hashtag or handle is whole', () => {
  test.each([
    ['#acme', '#acme', true],
    ['#acme', 'so #acme', true],
    ['#acme', '(#acme', true],
    ['#acme', 'acme', false],
    ['#acme', '# acme', false],
    ['#acme', 'das#acme', false],
    ['#acme', '@acme', false],
    ['@acme', '@acme', true],
    ['@acme', '.@acme', true],
    ['@acme', 'https://example.social/@acme', true],
    ['@acme', 'lena@acme', false],
    ['@acme', '@lena@acme', false],
    ['@acme', '#acme', false],
    ['@acme_hilft', '@acme_hilft', true],
    ['@acme_hilft', '@acme hilft', false],
    ['@acme.bsky.social', '@acme.bsky.social', true],
    ['@acme@example.social', '@acme@example.social', true],
  ])('%s in %j: %s', (rule, text, expected) => {
    expect(stands(rule, text)).toBe(expected)
  })

  test.each([
    ['#acme', '!', true],
    ['#acme', '-hotline', true],
    ['#acme', '_', true],
    ['#acme', '_ ja', true],
    ['#acme', '_fail', false],
    ['#acme', '🔥', true],
    ['@acme', ' hilft', true],
    ['@acme', '.', true],
    ['@acme', '. nein', true],
    ['@acme', '...', true],
    ['@acme', ': warum', true],
    ['@acme', '@example.social', true],
    ['@acme', '.bsky.social', true],
    ['@acme', '.bsky.social.', true],
    ['@acme', '.fan', false],
    ['@acme', '_fan', false],
    ['@acme', '_', true],
    ['@acme', '-hotline', true],
    ['@acme', '-fan.bsky.social', false],
    ['@acme', '’s', true],
    ['@acme_', ' ja', true],
  ])('%s before %j: %s', (rule, rest, expected) => {
    const text = rule + rest
    const end = rule.replace(/_$/, '').length
    expect(stands(rule, text, end)).toBe(expected)
  })
})
