import { describe, expect, test } from 'vitest'
import { foldText } from '../../shared/core/fold.ts'

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
