import { describe, expect, it } from 'vitest'
import { MAX_CONFIG_BYTES } from '../../shared/edge/config-yaml.ts'
import { load, problems, valid, withBrand } from './config-setup.ts'

describe('a text that is not YAML', () => {
  it.each([
    [
      'people: [',
      '2:10: the indentation does not fit the lines above, or a closing bracket is missing.',
    ],
    [
      'people: [a, b',
      '2:14: the indentation does not fit the lines above, or a closing bracket is missing.',
    ],
    ['dataDir: "abc', '2:14: a colon, comma, quote or closing bracket is missing here.'],
    [
      'people: [{ id: a, email: @x }]',
      '2:26: a value cannot begin with @ unless it stands in quotes.',
    ],
    ['dataDir: `x`', '2:10: a value cannot begin with ` unless it stands in quotes.'],
    ['dataDir: %x', '2:10: a value cannot begin with % unless it stands in quotes.'],
    [
      'dataDir: a: b',
      '2:10: a second colon follows in this value; put it in quotes, or check the indentation of the next line.',
    ],
    ['policy:\n\ttauWarn: 1', '3:1: a tab stands where spaces must; indent with spaces.'],
    [
      'policy:\n  tauWarn: 1\n   tauWatch: 1',
      '3:12: a second colon follows in this value; put it in quotes, or check the indentation of the next line.',
    ],
    ['dataDir', '2:1: a colon, comma, quote or closing bracket is missing here.'],
    [
      'sources: - a',
      '2:10: this does not belong here; check quotes, brackets and indentation above.',
    ],
    [
      'dataDir: "a\\q"',
      '2:12: a backslash in double quotes begins an escape; write \\\\ or use single quotes.',
    ],
    ['dataDir: !secret x', '2:10: a tag (!name) is not known here; leave it out.'],
    [
      '---\ndataDir: x',
      '2:1: a second document begins here (---); one file holds one configuration.',
    ],
    ['dataDir: *nothing', '2:10: an alias (*name) needs its anchor (&name) before it.'],
    [
      'people: [#a]',
      '2:10: a # begins a comment in YAML; write "#word" in quotes, or leave the # out.',
    ],
  ])('%j', (written, expected) => {
    expect(problems(withBrand(written))[0]).toBe(expected)
  })

  it('tells several mistakes in one go, one a line', () => {
    const found = problems('brands: [@a]\ndataDir: `b`\nlog: { kind: sqlite }\nstore: %c\n')
    expect(found.map((one) => one.split(':')[0])).toEqual(['1', '2', '4'])
  })

  it('is never repeated in the message, because a secret may stand there', () => {
    for (const text of [
      'a: "s3cr3t',
      'a: @s3cr3t',
      's3cr3t',
      'a: b: s3cr3t',
      'a: !s3cr3t x',
      'a: *s3cr3t',
    ]) {
      expect(problems(withBrand(text)).join('\n')).not.toContain('s3cr3t')
    }
  })
})

describe('a key', () => {
  it('written twice is refused with both lines', () => {
    expect(
      problems(withBrand('dataDir: a', 'log: { kind: sqlite, kind: kafka }', 'dataDir: b')),
    ).toEqual([
      '3:22: log.kind is written twice, first in line 3.',
      '4:1: dataDir is written twice, first in line 2.',
    ])
  })

  it('that is a list, empty or a trap of the language is refused', () => {
    expect(problems(withBrand('? [a]\n: b'))).toEqual([
      '2:3: ? cannot be a key; a key is one plain word.',
    ])
    expect(problems(withBrand('"": b'))[0]).toContain('cannot be a key; a key is one plain word.')
    expect(problems(withBrand('sources: { __proto__: { enabled: true } }'))).toEqual([
      '2:12: sources.__proto__ cannot be a key; a key is one plain word.',
    ])
  })
})

describe('anchors and aliases', () => {
  it('are followed', () => {
    const config = valid(
      [
        'brands:',
        '  - { id: a, names: [Alpha], policy: &quiet { minNegatives: 20 } }',
        '  - { id: b, names: [Beta], policy: *quiet }',
      ].join('\n'),
    )
    expect(config.brandPolicies['b']?.minNegatives).toBe(20)
  })

  it('give the place of what they stand for', () => {
    const text = 'sources: { a: &x { limit: 1 }, b: *x }\nbrands: [{ id: a, names: [Alpha] }]'
    const result = load(text)
    expect(result.ok && result.positionOf('sources.b.limit')).toEqual({ line: 1, column: 27 })
  })

  it('that multiply are stopped before they fill the memory', () => {
    const rows = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
    for (let i = 1; i < 12; i++) {
      rows.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      )
    }
    const [first, ...others] = problems(withBrand(...rows))
    expect(first).toMatch(/^\d+:\d+: there are too many aliases \(\*name\)\.$/)
    expect(others).toEqual([])
  })

  it('that hold themselves are stopped', () => {
    expect(problems(withBrand('sources: &s { a: *s, b: *s }'))).toEqual([
      '2:13: the values are nested too deep or too many.',
    ])
  })
})

describe('a file that is not text', () => {
  it.each([
    ['\0', '1:1: the character U+0000 is not text; is this file YAML or JSON in UTF-8?'],
    [
      'brands:\n  - id: a\0b',
      '2:10: the character U+0000 is not text; is this file YAML or JSON in UTF-8?',
    ],
    [
      'brands: \u001b[31m',
      '1:9: the character U+001B is not text; is this file YAML or JSON in UTF-8?',
    ],
  ])('%j', (text, expected) => {
    expect(problems(text)).toEqual([expected])
  })

  it('or far too long is refused at once', () => {
    const text = `brands: []\n${'# x\n'.repeat(10_000_000 / 4)}`
    expect(text.length).toBeGreaterThan(MAX_CONFIG_BYTES)
    expect(problems(text)).toEqual(['1:1: the file is larger than 8 MB.'])
  })

  it('or nested too deep is refused', () => {
    for (const depth of [40, 5_000]) {
      const text = withBrand(`sources: { a: { x: ${'['.repeat(depth)}${']'.repeat(depth)} } }`)
      expect(problems(text)[0]).toContain(': the values are nested too deep')
    }
  })
})

describe('a file without a configuration', () => {
  it.each([
    ['', '1:1: the file must begin with a key, such as brands:.'],
    ['# only a comment\n', '1:1: the file must begin with a key, such as brands:.'],
    ['- a', '1:1: the file must begin with a key, such as brands:.'],
    ['text', '1:1: the file must begin with a key, such as brands:.'],
    ['42', '1:1: the file must begin with a key, such as brands:.'],
    ['dataDir: x', '1:1: brands is missing.'],
    ['brands:', '1:8: brands is missing.'],
    ['brands: []', '1:9: brands must not be an empty list.'],
    ['brands: acme', '1:9: brands must be a list, such as [one, two].'],
    ['brands: [acme]', '1:10: brands[0] must be a group of keys.'],
    ['brands: [null]', '1:10: brands[0] is empty.'],
  ])('%j', (text, expected) => {
    expect(problems(text)).toEqual([expected])
  })

  it('such as a list of hashtags that YAML takes for comments says why', () => {
    const text = 'brands:\n  - id: acme\n    names: [Acme]\n    hashtags:\n      - #acme\n'
    expect(problems(text)).toEqual([
      '5:9: brands[0].hashtags[0] is empty: a # begins a comment in YAML; write "#word" in quotes, or leave the # out.',
    ])
  })
})

describe('a large file', () => {
  it('with two thousand brands is read, and the one above ten thousand is not', () => {
    const brands = (count: number) =>
      `brands:\n${Array.from({ length: count }, (_, i) => `- { id: b${i}, names: [B${i}x] }`).join('\n')}`
    expect(valid(brands(2_000)).brands).toHaveLength(2_000)
    expect(problems(brands(10_001))).toEqual([
      '2:1: brands must have at most 10000 entries (there are 10001).',
    ])
  })
})

describe('a byte order mark and Windows line ends', () => {
  it('are no problem', () => {
    expect(valid('\uFEFFbrands:\r\n  - id: a\r\n    names: [Alpha]\r\n').brands[0]?.id).toBe('a')
    expect(problems('\uFEFFbrands:\r\n  - id: a\r\n    nmaes: [Alpha]\r\n')[0]).toMatch(
      /^3:5: brands\[0\]\.nmaes is not known/,
    )
  })
})
