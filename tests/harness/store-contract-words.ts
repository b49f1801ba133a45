/** What finds what, in every script, and what strangers may write. */

import { expect, test } from 'vitest'
import type { StoreChange } from '../../shared/edge/store.ts'
import { deletion, put, said, score, T0, thread, type Use } from './store-samples.ts'

export function wordTests(use: Use): void {
  test('all words must occur, phrases in a row, excluded ones nowhere', async () => {
    await use.apply(
      thread('die Hotline ist tot', 'ist die Hotline besetzt', 'die Hotline ist besetzt, tot'),
    )
    expect(await use.found({ text: 'hotline tot' })).toEqual(['m0', 'm2'])
    expect(await use.found({ text: '"hotline ist"' })).toEqual(['m0', 'm2'])
    expect(await use.found({ text: 'hotline -besetzt' })).toEqual(['m0'])
    expect(await use.found({ text: 'hotline -"ist besetzt"' })).toEqual(['m0', 'm1'])
    expect(await use.found({ text: '-besetzt' })).toEqual(['m0'])
    expect(await use.found({ text: '-besetzt', brandId: 'acme' })).toEqual(['m0'])
    expect(await use.found({ text: 'hot' })).toEqual([])
  })

  test('an empty query, or one without words, finds all', async () => {
    await use.apply(thread('eins', 'zwei'))
    for (const text of ['', '   ', '*', '"', '""', '-', '!?']) {
      expect(await use.found({ text }), JSON.stringify(text)).toEqual(['m0', 'm1'])
    }
  })

  test.each(FINDS)('finds %s', async (_, text, query) => {
    await use.apply(put(said(text), said('etwas anderes', { id: 'other' })))
    expect(await use.found({ text: query })).toEqual(['mastodon:1'])
    expect(await use.found({ text: query, brandId: 'acme' })).toEqual(['mastodon:1'])
  })

  test.each([
    ['schon', 'schön'],
    ['款退', '退款'],
    ['🇪🇩', '🇩🇪'],
    ['Rechner', 'Rechnung'],
    ['"abbuchung doppelt"', 'doppelte Abbuchungen'],
  ])('%s does not find %s', async (query, text) => {
    await use.apply(put(said(text)))
    expect(await use.found({ text: query })).toEqual([])
  })
}

const FINDS = [
  ['umlaut by its transcription', 'Müller ändert Straße', 'mueller aendert strasse'],
  ['transcription by its umlaut', 'Mueller aendert Strasse', 'Müller ändert Straße'],
  ['umlaut in two characters', 'u\u0308bel', 'übel'],
  ['accents', 'Café Crème', 'cafe creme'],
  ['case', 'VODAFONE Netzausfall', 'vodafone NETZAUSFALL'],
  ['hashtag', 'kaputt! #AcmeFail', 'acmefail'],
  ['hashtag by hashtag', 'kaputt! #AcmeFail', '#acmefail'],
  ['handle', 'hey @acme_hilft', '@acme_hilft'],
  ['hyphen', 'die E-Mail', 'e-mail'],
  ['Arabic', 'خدمة العملاء سيئة جدا', 'العملاء'],
  ['Arabic with vowel signs', 'مُمتاز', 'ممتاز'],
  ['Chinese inside a sentence', '我要求退款因为手机坏了', '退款'],
  ['Japanese', 'サービスが最悪です', '最悪'],
  ['Korean inside a word', '삼성이 또', '삼성'],
  ['Cyrillic', 'Ужасный СЕРВИС', 'сервис'],
  ['Greek final sigma', 'ΚΑΚΟΣ', 'κακός'],
  ['Hindi', 'सेवा खराब है', 'खराब'],
  ['Thai', 'บริการแย่มาก', 'แย่'],
  ['emoji', 'schon wieder 😡😡', '😡'],
  ['emoji of any skin', 'daumen 👎🏽', '👎'],
  ['flag', 'nur in 🇩🇪 so', '🇩🇪'],
  ['a German plural', 'die Rechnungen stimmen nicht', 'Rechnung'],
  ['a German verb by its noun', 'ich will kündigen', 'Kündigung'],
  ['an English verb in another form', 'we complained twice', 'complaining'],
  ['a phrase in other endings', 'doppelte Abbuchungen', '"doppelter Abbuchung"'],
  ['digits', 'Fehler 0x80070057 am 3.4.', '0x80070057'],
]

export function hostileTests(use: Use): void {
  test('what looks like syntax is data', async () => {
    await use.apply(thread('wetter and klima', 'or not near 5 tokens', "it's 100% brand: acme*"))
    for (const text of HOSTILE) {
      const found = await use.found({ text })
      expect(found.length, text).toBeLessThanOrEqual(3)
    }
    expect(await use.found({ text: 'AND' })).toEqual(['m0'])
    expect(await use.found({ text: 'NEAR(' })).toEqual(['m1'])
    expect(await use.found({ text: 'brand:acme' })).toEqual(['m2'])
    expect(await use.found({ text: 'wet*' })).toEqual([])
  })

  test.each([
    ['a lone surrogate', 'vorher \ud83d nachher'],
    ['a null byte', 'vorher \0 nachher'],
    ['private characters', 'vorher \ue0001 \ue000 nachher'],
    ['controls and bidi marks', 'vorher \u0007\u202e\u200b nachher'],
    ['syntax', `vorher "'); DROP TABLE mentions; -- {"$ne":1} nachher`],
    ['one endless word', `vorher ${'a'.repeat(50_000)} nachher`],
  ])('%s in a text is stored harmlessly', async (_, text) => {
    expect(await use.apply(put(said(text), said('gut', { id: 'good' })))).toEqual([])
    expect(await use.found({ text: 'vorher' })).toEqual(['mastodon:1'])
    const kept = await use.store.mention('acme', 'mastodon:1')
    expect(kept?.text.slice(0, 6)).toBe('vorher')
    expect(kept?.text.slice(-8)).toBe('nachher'.padStart(8))
    expect(kept?.text.length).toBe(text.length)
  })

  test('a long text is found by its beginning', async () => {
    await use.apply(put(said(`anfang ${'füllwort '.repeat(20_000)} ende`)))
    expect(await use.found({ text: 'anfang' })).toEqual(['mastodon:1'])
  })

  test('a bad change is refused with a reason, the rest is stored', async () => {
    const bad = badChanges()
    const mixed = bad.flatMap((change, i) => [change, ...put(said('gut', { id: `good${i}` }))])
    const rejected = await use.apply(mixed)
    expect(rejected.map((one) => one.change)).toEqual(bad)
    for (const { reason } of rejected) expect(reason).toMatch(/\w+ \w+/)
    expect(await use.found({ text: 'gut' })).toHaveLength(bad.length)
    expect(await use.found({})).toHaveLength(bad.length)
  })

  test('an unreadable cursor is a RangeError', async () => {
    await use.apply(thread('eins', 'zwei'))
    for (const after of ['', 'x', 'bnVsbA', 'WzEsMiwzXQ', '"]}']) {
      const asked = use.store.search({ after })
      await expect(asked, after).rejects.toMatchObject({ name: 'RangeError' })
    }
  })
}

const HOSTILE = [
  '"',
  '""',
  '"wetter',
  'wetter"',
  '*',
  'wetter*',
  '^wetter',
  'NEAR(wetter klima, 5)',
  'AND',
  'wetter AND',
  'NOT',
  'OR OR',
  'tokens:',
  'tokens : wetter',
  '-',
  '--',
  '- - -',
  '(',
  ')',
  '((((',
  '{a b}: c',
  '+',
  '\\',
  "'",
  ';--',
  '%',
  '_',
  '\0',
  '\ud800',
  '\ue0001',
  '/a.*/',
  '[1 TO 2]',
  'a~2 b^3',
  'wetter && klima || !x',
  '-"',
  '-"wetter klima',
  '{"match_all":{}}',
  'a '.repeat(5_000),
  '('.repeat(5_000),
  '"'.repeat(5_000),
]

function badChanges(): StoreChange[] {
  const mention = (other: object): StoreChange => ({
    type: 'mention',
    document: { ...said('schlecht', { id: 'bad' }), ...other },
  })
  const point = { mentionId: 'bad', brandId: 'acme', at: T0, comments: 0, shares: 0, views: null }
  return [
    mention({ publishedAt: Number.NaN }),
    mention({ publishedAt: -1 }),
    mention({ publishedAt: 1e300 }),
    mention({ observedAt: '2026-03-02' }),
    mention({ id: '' }),
    mention({ brandId: undefined }),
    mention({ text: null }),
    mention({ pNeg: 2 }),
    mention({ authorFollowers: true }),
    mention({ lang: { de: 1 } }),
    score(Number.NaN, T0, 'bad'),
    score(0.5, Number.POSITIVE_INFINITY, 'bad'),
    deletion(Number.NaN, 'bad'),
    { type: 'engagement', point: { ...point, likes: 0.5 } },
    { type: 'record', record: { kind: 'reading', id: '', brandId: 'acme', at: T0, body: '{}' } },
    { type: 'unknown' } as unknown as StoreChange,
  ]
}
