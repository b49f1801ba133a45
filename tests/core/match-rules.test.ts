import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainBrand } from '../../shared/core/brand.ts'
import { foldText } from '../../shared/core/fold.ts'
import { compileMatcher } from '../../shared/core/match.ts'
import { brand } from '../harness/brand-rules.ts'

const SEED = 20_260_302

describe('odd rules are rejected, the others count', () => {
  test('each with its reason', () => {
    const { rejected, match } = compileMatcher([
      brand('acme', {
        names: ['', 'Acme', 'e'],
        hashtags: ['!'],
        handles: ['@'],
        exclude: ['x', '…'],
      }),
      brand('long', { keywords: ['a'.repeat(1_000)] }),
    ])
    expect(rejected).toEqual([
      { brandId: 'acme', rule: '', reason: 'empty' },
      { brandId: 'acme', rule: 'e', reason: 'too-short' },
      { brandId: 'acme', rule: '!', reason: 'empty' },
      { brandId: 'acme', rule: '@', reason: 'empty' },
      { brandId: 'long', rule: 'a'.repeat(1_000), reason: 'too-long' },
      { brandId: 'acme', rule: 'x', reason: 'too-short' },
      { brandId: 'acme', rule: '…', reason: 'empty' },
    ])
    expect(match({ text: 'e x Acme' }).map(({ terms }) => terms)).toEqual([['Acme']])
  })

  test('never throws, whatever the rules and the text', () => {
    const anyRule = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({ maxLength: 6 }),
      fc.constantFrom(
        '__proto__',
        'constructor',
        '\ud83d',
        '\\',
        '(',
        '[a-',
        '.*',
        '$&',
        '\0',
        '\n',
        '#@',
        '@#a',
      ),
    )
    const rules = fc.array(anyRule, { maxLength: 5 })
    const anyBrand = fc
      .record({
        names: rules,
        keywords: rules,
        hashtags: rules,
        handles: rules,
        exclude: rules,
        compounds: fc.boolean(),
      })
      .map((each) => brand('odd', each))
    fc.assert(
      fc.property(anyBrand, fc.array(anyRule, { maxLength: 12 }), (odd, parts) => {
        const matcher = compileMatcher([odd])
        for (const rule of [...odd.names, ...odd.keywords]) matcher.match({ text: `x ${rule} x` })
        matcher.match({ text: parts.join('') })
      }),
      { seed: SEED, numRuns: 400 },
    )
  })

  test('a rule of words is found in a text that is just the rule', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (rule) => {
        const { rejected, match } = compileMatcher([plainBrand('acme', [rule])])
        expect(match({ text: rule }).length).toBe(rejected.length === 0 ? 1 : 0)
        expect(match({ text: `(${foldText(rule)})` }).length).toBe(rejected.length === 0 ? 1 : 0)
      }),
      { seed: SEED, numRuns: 400 },
    )
  })
})

describe('many rules', () => {
  const names = Array.from(
    { length: 3_000 },
    (_, i) => `Marke${1_000 + i}${i % 7 === 0 ? ' Nord' : ''}`,
  )
  const { match } = compileMatcher(names.map((name, i) => plainBrand(`b${i}`, [name])))

  test('each is found, and no other', () => {
    for (const [i, name] of names.entries()) {
      const found = match({ text: `Wieder Ärger mit ${name}!` }).map(({ brandId }) => brandId)
      if (found.join() !== `b${i}`) throw new Error(`${name} is found as ${found}`)
    }
  })

  test('what begins like one is none', () => {
    expect(match({ text: 'Marke Markenrecht Marke1 Marke10001' })).toEqual([])
  })
})
