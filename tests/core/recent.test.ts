import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RECENT_MS, type Recent, rememberCell, sumRecent } from '../../shared/core/recent.ts'

const cell = fc.record({
  gapMs: fc.integer({ min: 1, max: RECENT_MS }),
  negatives: fc.nat(9),
  mentions: fc.nat(9),
  critics: fc.nat(9),
})

test('sums are those of the cells of the last three hours, whatever went before', () => {
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 60 }), fc.nat(RECENT_MS), (cells, backMs) => {
      let recent: Recent = []
      const said: { end: number; negatives: number; mentions: number; critics: number }[] = []
      let end = 0
      for (const { gapMs, ...sums } of cells) {
        end += gapMs
        recent = rememberCell(recent, sums, end)
        said.push({ end, ...sums })
      }
      const after = end - backMs
      const expected = { negatives: 0, mentions: 0, critics: 0 }
      for (const one of said.filter((one) => one.end > after)) {
        expected.negatives += one.negatives
        expected.mentions += one.mentions
        expected.critics += one.critics
      }
      expect(sumRecent(recent, after)).toEqual(expected)
      expect(sumRecent(recent, 0)).toEqual(sumRecent(recent, end - RECENT_MS))
    }),
    { numRuns: 300, seed: 11 },
  )
})
