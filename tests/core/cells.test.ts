import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  emptyMention,
  emptySample,
  orderMentions,
  orderSamples,
  type Rows,
  readMention,
  readSample,
} from '../../shared/core/cell-rows.ts'
import {
  type CellRecord,
  type Cells,
  CLOCK,
  emptyCells,
  openCells,
  putRecord,
  reuseCell,
  takeCell,
} from '../../shared/core/cells.ts'
import { idKey } from '../../shared/core/mention.ts'
import { mention, sample } from '../harness/records.ts'

const GRID = 30_000
const TIMES = { postGrid: GRID, grace: 5_000 }
const START = Date.UTC(2026, 2, 2, 10)

function mentionsOf(rows: Rows) {
  const { places, count } = orderMentions(rows)
  return [...places.slice(0, count)].map((place) => readMention(rows, place, emptyMention()))
}

function samplesOf(rows: Rows) {
  const { places, count } = orderSamples(rows)
  return [...places.slice(0, count)].map((place) => readSample(rows, place, emptySample()))
}

const earliestEnd = ({ clock }: Cells) => clock[CLOCK.earliestEnd]

describe('cells', () => {
  test.each([
    ['10:00:00.000', 0, 30_000],
    ['10:00:29.999', 29_999, 30_000],
    ['10:00:30.000 belongs to the next', 30_000, 60_000],
  ])('%s', (_, at, end) => {
    const cells = emptyCells()
    putRecord(cells, mention('x:1', START + at), TIMES)
    expect(earliestEnd(cells)).toBe(START + end)
  })

  test('a record for a closed cell goes into the next and is late', () => {
    const cells = emptyCells()
    cells.clock[CLOCK.closedTo] = START + 60_000
    putRecord(cells, mention('x:1', START), TIMES)
    expect(earliestEnd(cells)).toBe(START + 90_000)
    expect(cells.late).toBe(1)
  })

  test('are taken once', () => {
    const cells = emptyCells()
    for (const at of [0, 30_000, 60_000]) putRecord(cells, mention('x:1', START + at), TIMES)
    expect(mentionsOf(takeCell(cells, START + 30_000)!)).toHaveLength(1)
    expect(takeCell(cells, START + 30_000)).toBeUndefined()
    expect(openCells(cells)).toHaveLength(2)
  })

  test('the later version of a mention stands, of two at once the more negative', () => {
    const versions = [
      mention('x:1', START, { pNegMilli: 900 }),
      mention('x:1', START + 5, { pNegMilli: 100 }),
      mention('x:1', START + 5, { pNegMilli: 200 }),
      mention('x:2', START + 1),
    ]
    const cells = emptyCells()
    for (const one of versions) putRecord(cells, one, TIMES)
    const kept = mentionsOf(takeCell(cells, START + GRID)!)
    expect(kept.map((one) => one.pNegMilli).sort()).toEqual([200, 900])
  })

  test('of two polls the larger counters and the later instant stand; unknown loses against any number', () => {
    const cells = emptyCells()
    putRecord(cells, { ...sample('x:1', START + 9, 5), shares: null }, TIMES)
    putRecord(cells, { ...sample('x:1', START + 2, 7), comments: null }, TIMES)
    expect(samplesOf(takeCell(cells, START + GRID)!)).toMatchObject([
      { at: START + 9, likes: 7, comments: 5, shares: 7 },
    ])
  })

  test('a cell in the arrays of the one before holds only its own', () => {
    const cells = emptyCells()
    const told = (id: string, touchpoints: string[]) =>
      putRecord(
        cells,
        mention(id, START, { touchpoints, pNegMilli: 1_000, pPosMilli: 1_000 }),
        TIMES,
      )
    for (let i = 0; i < 40; i++) told(`x:${i}`, [`touchpoint ${i}`, 'store'])
    putRecord(cells, sample('x:1', START, null), TIMES)
    const first = takeCell(cells, START + GRID)!
    expect(mentionsOf(first)).toHaveLength(40)
    expect(samplesOf(first)).toMatchObject([{ likes: null, mentionId: 'x:1' }])
    reuseCell(cells, first)
    told('x:100', ['billing'])
    putRecord(cells, sample('x:2', START, 3), TIMES)
    const second = takeCell(cells, START + GRID)!
    expect(second).toBe(first)
    expect(mentionsOf(second)).toEqual([
      {
        ...{ key: idKey('x:100'), at: START, publishedAt: START, author: idKey('x:100') },
        ...{ pNegMilli: 1_000, pPosMilli: 1_000, own: false, article: false },
        touchpoints: ['billing'],
      },
    ])
    expect(samplesOf(second)).toMatchObject([{ likes: 3, mentionId: 'x:2', source: 'x' }])
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
            for (const one of order) putRecord(cells, one, TIMES)
            const cell = takeCell(cells, START + GRID)!
            return [mentionsOf(cell), samplesOf(cell)]
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
