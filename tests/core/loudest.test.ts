import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hearLoudest, type Loudest, repeatedBy } from '../../shared/core/loudest.ts'

const cells = fc.array(
  fc.record({
    left: fc.double({ min: 0.5, max: 1, noNaN: true }),
    spoken: fc.array(fc.nat(9), { maxLength: 12 }),
    weight: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { maxLength: 60 },
)

const weightOf = (loudest: Loudest, author: number): number => {
  const from = loudest.findIndex((one, i) => i % 2 === 0 && one === author)
  return from < 0 ? 0 : loudest[from + 1]!
}

describe('the loudest', () => {
  test('are never taken for louder than they are, nor for much less', () => {
    fc.assert(
      fc.property(cells, (told) => {
        const loudest: Loudest = []
        const said = new Map<number, number>()
        for (const { left, spoken, weight } of told) {
          hearLoudest(loudest, left, spoken, weight)
          for (const [author, before] of said) said.set(author, before * left)
          for (const author of spoken)
            if (author !== 0) said.set(author, (said.get(author) ?? 0) + weight)
        }
        const all = [...said.values()].reduce((sum, one) => sum + one, 0)
        for (const [author, true_] of said) {
          const kept = weightOf(loudest, author)
          expect(kept).toBeLessThanOrEqual(true_ + 1e-9)
          expect(kept).toBeGreaterThanOrEqual(true_ - all / 5 - 1 / 16 - 1e-9)
        }
        expect(loudest.length).toBeLessThanOrEqual(8)
      }),
    )
  })

  test('do not depend on the order within a cell, and nobody unknown is among them', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 30 }), (spoken) => {
        const [one, two]: [Loudest, Loudest] = [[], []]
        hearLoudest(one, 1, spoken, 1)
        hearLoudest(two, 1, spoken.toReversed(), 1)
        expect(one).toEqual(two)
        expect(weightOf(one, 0)).toBe(0)
      }),
    )
  })

  test('repeat what they said beyond once each', () => {
    const loudest: Loudest = []
    hearLoudest(loudest, 1, [7, 7, 7, 8], 1)
    expect(repeatedBy(loudest)).toBe(2)
    hearLoudest(loudest, 0.5, [9], 0.5)
    expect(repeatedBy(loudest)).toBe(0.5)
    hearLoudest(loudest, 0.001, [], 0)
    expect(loudest).toEqual([])
  })
})
