import { describe, expect, test } from 'vitest'
import { plainBrand } from '../../shared/core/brand.ts'
import { compileMatcher } from '../../shared/core/match.ts'
import { brand, brandsOf } from '../harness/brand-rules.ts'

describe('brands', () => {
  const acme = brand('acme', {
    names: ['Acme'],
    exclude: ['Acme Records', 'Looney Tunes', '#acmecomic'],
  })
  const other = brand('records', { names: ['Acme Records'] })
  const both = [acme, other]

  test.each([
    ['Acme nervt', ['acme']],
    ['Acme Records bringt ein Album', ['records']],
    ['Acme Records’ Album', ['records']],
    ['Acme nervt mehr als Acme Records', ['records']],
    ['Looney Tunes von Acme', []],
    ['Acme, nicht Looney. Tunes', ['acme']],
    ['Acme #acmecomic', []],
    ['Acme acmecomic', ['acme']],
    ['Looney Tunes', []],
    ['nichts', []],
  ])('%j is about %j', (text, ids) => {
    expect(brandsOf(both, text)).toEqual(ids)
  })

  test('two brands of one name are two matches, in the order of the configuration', () => {
    const twins = [plainBrand('b', ['Acme']), plainBrand('a', ['acme'])]
    expect(compileMatcher(twins).match({ text: 'ACME' })).toEqual([
      { brandId: 'b', terms: ['Acme'], own: false },
      { brandId: 'a', terms: ['acme'], own: false },
    ])
  })

  test('no brands, no matches', () => {
    expect(compileMatcher([]).match({ text: 'Acme' })).toEqual([])
    expect(compileMatcher([]).rejected).toEqual([])
  })

  test('a text without a match costs no array of its own', () => {
    const matcher = compileMatcher(both)
    expect(matcher.match({ text: 'nichts' })).toBe(matcher.match({ text: 'auch nichts' }))
    expect(Object.isFrozen(matcher.match({ text: 'nichts' }))).toBe(true)
  })
})

describe('own accounts', () => {
  const rules = brand('acme', {
    names: ['Acme'],
    ownAccounts: {
      mastodon: ['@Acme@example.social'],
      bluesky: ['acme.example', 'ACME-Hilft.example'],
    },
  })
  const { match } = compileMatcher([rules, plainBrand('other', ['Acme'])])

  test.each([
    ['mastodon', 'acme@example.social', true],
    ['mastodon', '@ACME@example.social', true],
    ['mastodon', 'acme', false],
    ['mastodon', 'acme.example', false],
    ['bluesky', 'acme.example', true],
    ['bluesky', 'acme-hilft.example', true],
    ['bluesky', 'lena.example', false],
    ['reddit', 'acme.example', false],
    ['constructor', 'acme.example', false],
    [undefined, 'acme.example', true],
    [undefined, 'lena.example', false],
    ['bluesky', undefined, false],
    ['bluesky', '', false],
  ])('on %s, %s is the brand itself: %s', (source, authorHandle, own) => {
    expect(match({ text: 'Acme hilft', source, authorHandle })).toEqual([
      { brandId: 'acme', terms: ['Acme'], own },
      { brandId: 'other', terms: ['Acme'], own: false },
    ])
  })
})
