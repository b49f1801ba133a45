import { describe, expect, test } from 'vitest'
import { termsOf } from '../harness/brand-rules.ts'

describe('keywords, hashtags and handles', () => {
  const rules = {
    names: ['Acme'],
    keywords: ['Gigabit Tarif', 'Kundenservice'],
    hashtags: ['acme', 'AcmeGate'],
    handles: ['@acme', '@acme_hilft'],
  }

  test.each([
    ['Der Gigabit-Tarif ist teuer', ['Gigabit Tarif']],
    ['Der Kundenservice', ['Kundenservice']],
    ['#acme', ['Acme', '#acme']],
    ['#AcmeGate läuft', ['#AcmeGate']],
    ['#acmegate2', []],
    ['AcmeGate', []],
    ['@acme hilft', ['Acme', '@acme']],
    ['@acme@example.social', ['Acme', '@acme']],
    ['@acme.bsky.social', ['Acme', '@acme']],
    ['@acme_hilft', ['Acme', '@acme_hilft']],
    ['@acmefan', []],
    ['lena@acme.com', ['Acme']],
    ['#acme #AcmeGate @acme Acme', ['Acme', '#acme', '#AcmeGate', '@acme']],
  ])('%j: %j', (text, terms) => {
    expect(termsOf(rules, text)).toEqual(terms)
  })

  test('a handle alone is no word', () => {
    expect(termsOf({ handles: ['@acme'] }, 'acme')).toEqual([])
    expect(termsOf({ handles: ['@acme'] }, '#acme')).toEqual([])
    expect(termsOf({ hashtags: ['acme'] }, 'acme @acme')).toEqual([])
  })

  test('a hashtag may come with its sign and a handle without', () => {
    expect(termsOf({ hashtags: ['#acme'], handles: ['acme'] }, '#acme @acme')).toEqual([
      '#acme',
      '@acme',
    ])
  })

  test('the same rule twice is one term', () => {
    expect(termsOf({ names: ['Acme', 'Acme'], hashtags: ['acme', '#acme'] }, '#acme')).toEqual([
      'Acme',
      '#acme',
    ])
  })
})
