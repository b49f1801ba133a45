import { describe, expect, it } from 'vitest'
import { load, problems, withBrand } from './config-setup.ts'

/** Each: what is written from line 2 on, and every problem in full. */
type Example = readonly [written: string, ...expected: string[]]

function examples(list: readonly Example[]): void {
  it.each(list)('%s', (written, ...expected) => {
    expect(problems(withBrand(written))).toEqual(expected)
  })
}

describe('an e-mail address', () => {
  it.each([
    'Lena <lena@x.de>',
    '<lena@x.de>',
    'lena@x.de, eve@x.de',
    'lena@x.de;eve@x.de',
    'lena@x.de eve@x.de',
    'lena@x.de\\neve@x.de',
    'lena@x.de\\r\\nBcc: eve@x.de',
    'lena',
    '@x.de',
    'lena@',
    'lena@x..de',
    '.lena@x.de',
    'le..na@x.de',
    'lena@-x.de',
    'lena@x.de(comment)',
    '\\"le na\\"@x.de',
    'lena@[127.0.0.1]',
    'group: lena@x.de',
    `${'a'.repeat(250)}@x.de`,
  ])('is not %s', (email) => {
    expect(problems(withBrand(`people: [{ id: a, email: "${email}" }]`))).toEqual([
      '2:26: people[0].email must be one plain e-mail address such as lena@example.com.',
    ])
  })

  it.each(["o'neil+storm@x.de", 'a@münchen.example', 'root@localhost', 'a.b-c_d@x-y.co.uk'])(
    'is %s',
    (email) => {
      expect(problems(withBrand(`people: [{ id: a, email: "${email}" }]`))).toEqual([])
    },
  )
})

describe('times and places', () => {
  examples([
    [
      'people: [{ id: a, timeZone: Europe/Berln }]',
      '2:29: people[0].timeZone is not a time zone; did you mean Europe/Berlin?',
    ],
    [
      'people: [{ id: a, timeZone: Mars/Crater }]',
      '2:29: people[0].timeZone is not a time zone; write one such as Europe/Berlin.',
    ],
    [
      'people: [{ id: a, timeZone: "+01:00" }]',
      '2:29: people[0].timeZone must be a time zone such as Europe/Berlin.',
    ],
    [
      'people: [{ id: a, quietHours: 22-7 }]',
      '2:31: people[0].quietHours must be two times such as "22:00-07:00".',
    ],
    [
      'people: [{ id: a, quietHours: "25:00-07:00" }]',
      '2:31: people[0].quietHours must be two times such as "22:00-07:00".',
    ],
    [
      'people: [{ id: a, quietHours: "07:00-07:00" }]',
      '2:31: people[0].quietHours must not begin and end at the same time.',
    ],
    [
      'people: [{ id: a, holidays: DE-XX }]',
      '2:29: people[0].holidays is not a region whose holidays are known: DE, DE-BW, DE-BY, DE-BE, DE-BB, DE-HB, DE-HH, DE-HE, DE-MV, DE-NI, DE-NW, DE-RP, DE-SL, DE-SN, DE-ST, DE-SH, DE-TH, AT, CH, CH-BE, CH-BS, CH-ZH.',
    ],
    [
      'people: [{ id: a, holidays: [DE-BE, 2026-02-30] }]',
      '2:37: people[0].holidays[1] must be a date that exists.',
    ],
    [
      'people: [{ id: a, holidays: [Berlin] }]',
      '2:30: people[0].holidays[0] must be a region such as DE-BE or dates such as 2026-12-24.',
    ],
    [
      'people: [{ id: a, holidays: 2026 }]',
      '2:29: people[0].holidays must be a region such as DE-BE or dates such as 2026-12-24.',
    ],
  ])
})

describe('a word that is found everywhere', () => {
  it.each([
    ['names: [und]', '1:30', 'names[0] is an everyday word, which is found everywhere'],
    ['names: [And]', '1:30', 'names[0] is an everyday word, which is found everywhere'],
    ['names: [e]', '1:30', 'names[0] is a single letter, which is found everywhere'],
    ['names: ["E."]', '1:30', 'names[0] is a single letter, which is found everywhere'],
    ['names: ["!!"]', '1:30', 'names[0] has no letter or digit'],
    ['names: ["24"]', '1:30', 'names[0] is a short number, which is found everywhere'],
    [
      'keywords: [nicht noch]',
      '1:33',
      'keywords[0] is an everyday word, which is found everywhere',
    ],
    ['hashtags: [die]', '1:33', 'hashtags[0] is an everyday word, which is found everywhere'],
    ['hashtags: [a b]', '1:33', 'hashtags[0] must be one word'],
    ['handles: ["@x"]', '1:32', 'handles[0] is a single letter, which is found everywhere'],
    [
      'names: [Acme], exclude: [the]',
      '1:47',
      'exclude[0] is an everyday word, which is found everywhere',
    ],
    ['names: []', '1:10', 'has no word to watch; give it names, keywords, hashtags or handles'],
    [
      'exclude: [Comics]',
      '1:10',
      'has no word to watch; give it names, keywords, hashtags or handles',
    ],
    [`names: [${'x'.repeat(65)}]`, '1:30', 'names[0] must be one line of 1 to 64 characters'],
    ['names: [1822]', '1:30', 'names[0] must be text; write it in quotes'],
  ])('%s', (words, place, message) => {
    const path = message.startsWith('has no word') ? 'brands[0] ' : 'brands[0].'
    expect(problems(`brands: [{ id: acme, ${words} }]`)).toEqual([`${place}: ${path}${message}.`])
  })

  it.each(['VW', 'O2', '1&1', 'Die Zeit', 'dm', 'E.ON', '茶香', '1822'])('is not %s', (name) => {
    expect(problems(`brands: [{ id: acme, names: ["${name}"] }]`)).toEqual([])
  })

  it('and more than a hundred of them are refused', () => {
    const some = Array.from({ length: 60 }, (_, i) => `word${i}`).join(', ')
    expect(problems(`brands: [{ id: acme, names: [${some}], keywords: [${some}] }]`)).toEqual([
      '1:10: brands[0] must have at most 100 words (there are 120).',
    ])
    expect(problems(`brands: [{ id: acme, names: [${some}, ${some}] }]`)).toEqual([
      '1:29: brands[0].names must have at most 100 entries (there are 120).',
    ])
  })
})

it.each([
  [
    'classes: { outrag: { add: [pfui] } }',
    '1:48: brands[0].classes.outrag is not known; did you mean outrage?',
  ],
  [
    'classes: { outage: { add: ["ab*"] } }',
    '1:64: brands[0].classes.outage.add[0] must have at least 3 letters before the *.',
  ],
  [
    'touchpoints: { lounge: { remove: ["*bar"] } }',
    '1:71: brands[0].touchpoints.lounge.remove[0] may have a * at its end only.',
  ],
])('own words of a brand: %s', (words, message) => {
  expect(problems(`brands: [{ id: acme, names: [Acme], ${words} }]`)).toEqual([message])
})

describe('national media', () => {
  examples([
    [
      'press: { national: ["https://spiegel.de"] }',
      '2:21: press.national[0] must be a domain such as spiegel.de.',
    ],
    [
      'press: { national: [spiegel] }',
      '2:21: press.national[0] must be a domain such as spiegel.de.',
    ],
  ])

  it('are those of the brand, else those of all, else ours', () => {
    const media = (text: string) => {
      const result = load(text)
      return result.ok ? result.config.brands.map(({ nationalMedia }) => nationalMedia) : undefined
    }
    const brands =
      'brands: [{ id: a, names: [Acme] }, { id: b, names: [Birke], press: { national: [] } }]\n'
    expect(media(brands)).toEqual([undefined, []])
    expect(media(`${brands}press: { national: [www.Zeit.de, zeit.de] }\n`)).toEqual([
      ['zeit.de'],
      [],
    ])
  })
})
