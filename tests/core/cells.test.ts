import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { takeMentions, takeSamples } from '../../shared/core/cell-rows.ts'
import {
  type CellRecord,
  earliestEnd,
  emptyCells,
  putRecord,
  reuseCell,
  takeCell,
} from '../../shared/core/cells.ts'
import { idKey } from '../../shared/core/mention.ts'
import { mention, sample } from '../harness/records.ts'

const GRID = 30_000
const START = Date.UTC(2026, 2, 2, 10)

describe('cells', () => {
  test.each([
    ['10:00:00.000', 0, 30_000],
    ['10:00:29.999', 29_999, 30_000],
    ['10:00:30.000 belongs to the next', 30_000, 60_000],
  ])('%s', (_, at, end) => {
    const cells = emptyCells()
    putRecord(cells, mention('x:1', START + at), GRID)
    expect(earliestEnd(cells)).toBe(START + end)
  })

  test('a record for a closed cell goes into the next and is late', () => {
    const cells = { ...emptyCells(), closedTo: START + 60_000 }
    putRecord(cells, mention('x:1', START), GRID)
    expect(earliestEnd(cells)).toBe(START + 90_000)
    expect(cells.late).toBe(1)
  })

  test('are taken once', () => {
    const cells = emptyCells()
    for (const at of [0, 30_000, 60_000]) putRecord(cells, mention('x:1', START + at), GRID)
    expect(takeMentions(takeCell(cells, START + 30_000)!.mentions)).toHaveLength(1)
    expect(takeCell(cells, START + 30_000)).toBeUndefined()
    expect(cells.open).toHaveLength(2)
  })

  test('the later version of a mention stands, of two at once the more negative', () => {
    const versions = [
      mention('x:1', START, { pNegMilli: 900 }),
      mention('x:1', START + 5, { pNegMilli: 100 }),
      mention('x:1', START + 5, { pNegMilli: 200 }),
      mention('x:2', START + 1),
    ]
    const cells = emptyCells()
    for (const one of versions) putRecord(cells, one, GRID)
    const kept = takeMentions(takeCell(cells, START + GRID)!.mentions)
    expect(kept.map((one) => one.pNegMilli).sort()).toEqual([200, 900])
  })

  test('of two polls the larger counters and the later instant stand; unknown loses against any number', () => {
    const cells = emptyCells()
    putRecord(cells, { ...sample('x:1', START + 9, 5), shares: null }, GRID)
    putRecord(cells, { ...sample('x:1', START + 2, 7), comments: null }, GRID)
    expect(takeSamples(takeCell(cells, START + GRID)!.samples)).toMatchObject([
      { at: START + 9, likes: 7, comments: 5, shares: 7 },
    ])
  })

  test('a cell in the arrays of the one before holds only its own', () => {
    const cells = emptyCells()
    const told = (id: string, touchpoints: string[]) =>
      putRecord(
        cells,
        mention(id, START, { touchpoints, pNegMilli: 1_000, pPosMilli: 1_000 }),
        GRID,
      )
    for (let i = 0; i < 40; i++) told(`x:${i}`, [`touchpoint ${i}`, 'store'])
    putRecord(cells, sample('x:1', START, null), GRID)
    const first = takeCell(cells, START + GRID)!
    expect(takeMentions(first.mentions)).toHaveLength(40)
    expect(takeSamples(first.samples)).toMatchObject([{ likes: null, mentionId: 'x:1' }])
    reuseCell(cells, first)
    told('x:100', ['billing'])
    putRecord(cells, sample('x:2', START, 3), GRID)
    const second = takeCell(cells, START + GRID)!
    expect(second).toBe(first)
    expect(takeMentions(second.mentions)).toEqual([
      {
        ...{ key: idKey('x:100'), at: START, publishedAt: START, author: idKey('x:100') },
        ...{ pNegMilli: 1_000, pPosMilli: 1_000, own: false, article: false },
        touchpoints: ['billing'],
      },
    ])
    expect(takeSamples(second.samples)).toMatchObject([{ likes: 3, mentionId: 'x:2', source: 'x' }])
  })

  test('do not know in which order records arrived', () => {
    const record: fc.Arbitrary<CellRecord> = fc.oneof(
      fc
        .tuple(
          fc.nat(4),
          fc.nat(20),
          fc.nat(3),
          fc.nat(2),
          fc.constantFrom('post', 'article'),
          fc.subarray(['billing', 'store']),
        )
        .map(([id, at, pNegMilli, author, kind, touchpoints]) =>
          mention(`x:${id}`, START + at, { pNegMilli, author, kind, touchpoints }),
        ),
      fc
        .tuple(fc.nat(4), fc.nat(20), fc.option(fc.nat(5)), fc.constantFrom('a', 'b'))
        .map(([id, at, likes, source]) => ({ ...sample(`x:${id}`, START + at, likes), source })),
    )
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 12 }),
        fc.infiniteStream(fc.nat()),
        (records, dice) => {
          const folded = (order: readonly CellRecord[]) => {
            const cells = emptyCells()
            for (const one of order) putRecord(cells, one, GRID)
            const cell = takeCell(cells, START + GRID)!
            return [takeMentions(cell.mentions), takeSamples(cell.samples)]
          }
          const shuffled = records
            .map((one) => ({ one, place: dice.next().value ?? 0 }))
            .sort((a, b) => a.place - b.place)
            .map(({ one }) => one)
          expect(folded(shuffled)).toEqual(folded(records))
        },
      ),
      { numRuns: 300, seed: 3 },
    )
  })
})
