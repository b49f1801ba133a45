import { describe, expect, test } from 'vitest'
import { compileMatcher } from '../../shared/core/match.ts'
import { brand } from '../harness/brand-rules.ts'

describe('hostile texts take linear time', () => {
  const acme = brand('acme', {
    names: ['Acme Mobil', 'a a', 'a a a', '1&1', '🔥🔥', '東京電力', 'Acmee'],
    hashtags: ['acme', 'a'],
    handles: ['@acme', '@a'],
    exclude: ['Zeppelin', 'a b'],
    compounds: true,
  })
  const { match } = compileMatcher([acme])

  test.each([
    ['one letter', 'a'],
    ['one word', 'a '],
    ['half a phrase', 'acme '],
    ['half a phrase with wide gaps', `acme${' '.repeat(40)}`],
    ['phrases that fail at the end', '1 1'],
    ['handles', '@a'],
    ['handles of many labels', '@acme.acme.'],
    ['labels of a handle', 'acme.'],
    ['hashtags', '#acme_'],
    ['emoji', '🔥'],
    ['ideographs', '東京電'],
    ['lone surrogates', '\ud83d'],
    ['marks', 'a\u0301\u0316'],
    ['right to left', '\u202eא'],
    ['dots', 'acme....................'],
    ['compounds', 'acmeeacmee'],
  ])('%s', (_, part) => {
    const seconds = (length: number) => {
      const text = part.repeat(length / part.length)
      const times = [1, 2, 3].map(() => {
        const before = process.cpuUsage()
        match({ text })
        const { user, system } = process.cpuUsage(before)
        return (user + system) / 1e6
      })
      return Math.min(...times)
    }
    seconds(20_000)
    // Quadratic would be a hundred times; the constant is for the resolution of the clock.
    expect(seconds(200_000)).toBeLessThan(40 * seconds(20_000) + 0.05)
  })

  test('a phrase is found across a hundred thousand blanks', () => {
    expect(match({ text: `Acme${' '.repeat(100_000)}Mobil` })).toHaveLength(1)
  })

  test('a match at the end of a hundred thousand marks is found', () => {
    expect(match({ text: `x${'\u0301'.repeat(100_000)} Acme Mobil` })).toHaveLength(1)
  })
})
