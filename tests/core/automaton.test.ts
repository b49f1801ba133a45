import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BOUNDARY, buildAutomaton } from '../../shared/core/automaton.ts'

const SEED = 20_260_302
const WIDTH = 4

interface Found {
  id: number
  end: number
}

/** Every sequence that ends at each symbol of a text, as the automaton tells it. */
function search(sequences: number[][], text: number[]): Found[] {
  const { next, start, resume, ends, shorter } = buildAutomaton(sequences, WIDTH)
  const found: Found[] = []
  let state = start
  for (const [end, symbol] of text.entries()) {
    state = next[state + symbol]!
    if (state >= 0) continue
    for (let hit = ~state; hit !== -1; hit = shorter[hit]!) {
      for (const id of ends[hit]!) found.push({ id, end })
    }
    state = resume[~state]!
  }
  return inOrder(found)
}

/** The same by trying every sequence at every place. */
function searchNaively(sequences: number[][], text: number[]): Found[] {
  const places = [-1, ...text.keys()].filter((at) => at < 0 || !repeatsBoundary(text, at))
  const symbols = places.map((at) => (at < 0 ? BOUNDARY : text[at]!))
  const found: Found[] = []
  for (const [id, sequence] of sequences.entries()) {
    for (let from = 0; from + sequence.length <= symbols.length; from++) {
      const end = places[from + sequence.length - 1]!
      if (end >= 0 && sequence.every((symbol, i) => symbols[from + i] === symbol)) {
        found.push({ id, end })
      }
    }
  }
  return inOrder(found)
}

/** A text begins with a boundary, so one at its beginning is a repetition. */
function repeatsBoundary(text: number[], at: number): boolean {
  return text[at] === BOUNDARY && (at === 0 || text[at - 1] === BOUNDARY)
}

function inOrder(found: Found[]): Found[] {
  return found.sort((a, b) => a.end - b.end || a.id - b.id)
}

describe('an automaton', () => {
  const [a, b, c] = [1, 2, 3] as const

  test('finds a sequence wherever it stands', () => {
    expect(search([[a, b]], [c, a, b, a, b])).toEqual([
      { id: 0, end: 2 },
      { id: 0, end: 4 },
    ])
  })

  test('finds what overlaps', () => {
    expect(search([[a, a]], [a, a, a])).toEqual([
      { id: 0, end: 1 },
      { id: 0, end: 2 },
    ])
  })

  test('finds the short in the long', () => {
    expect(search([[a, b, c], [b, c], [c], [b]], [a, b, c])).toEqual([
      { id: 3, end: 1 },
      { id: 0, end: 2 },
      { id: 1, end: 2 },
      { id: 2, end: 2 },
    ])
  })

  test('goes on with what it has after a dead end', () => {
    expect(
      search(
        [
          [a, b, a, c],
          [b, a, b],
        ],
        [a, b, a, b],
      ),
    ).toEqual([{ id: 1, end: 3 }])
  })

  test('tells equal sequences apart', () => {
    expect(
      search(
        [
          [a, b],
          [a, b],
        ],
        [a, b],
      ),
    ).toEqual([
      { id: 0, end: 1 },
      { id: 1, end: 1 },
    ])
  })

  test('takes the beginning of a text for a boundary', () => {
    expect(search([[BOUNDARY, a]], [a, a, BOUNDARY, a])).toEqual([
      { id: 0, end: 0 },
      { id: 0, end: 3 },
    ])
  })

  test('takes a run of boundaries for one', () => {
    const sequence = [BOUNDARY, a, BOUNDARY, b, BOUNDARY]
    const text = [BOUNDARY, BOUNDARY, a, BOUNDARY, BOUNDARY, BOUNDARY, b, BOUNDARY, BOUNDARY]
    expect(search([sequence], text)).toEqual([{ id: 0, end: 7 }])
  })

  test('tells a sequence once at the first of a run of boundaries, although others go on from there', () => {
    const sequences = [
      [BOUNDARY, a, BOUNDARY],
      [BOUNDARY, a, BOUNDARY, b],
    ]
    expect(search(sequences, [a, BOUNDARY, BOUNDARY, b])).toEqual([
      { id: 0, end: 1 },
      { id: 1, end: 3 },
    ])
  })

  test('finds nothing if there is nothing to find', () => {
    expect(search([], [a, b, BOUNDARY])).toEqual([])
    expect(search([[a, b, c]], [])).toEqual([])
  })

  test('needs no row for the end of a sequence', () => {
    const one = buildAutomaton([[BOUNDARY, a, b, c, BOUNDARY]], WIDTH)
    // The root, the boundary, and three letters.
    expect(one.next.length).toBe(5 * WIDTH)
    const two = buildAutomaton(
      [
        [BOUNDARY, a, b, c, BOUNDARY],
        [BOUNDARY, a, b, a, BOUNDARY],
      ],
      WIDTH,
    )
    expect(two.next.length).toBe(6 * WIDTH)
  })

  test('agrees with trying every sequence at every place', () => {
    const symbol = fc.integer({ min: 0, max: WIDTH - 1 })
    const sequence = fc
      .array(symbol, { minLength: 1, maxLength: 6 })
      .filter((symbols) =>
        symbols.every((each, i) => each !== BOUNDARY || symbols[i + 1] !== BOUNDARY),
      )
    fc.assert(
      fc.property(
        fc.array(sequence, { maxLength: 12 }),
        fc.array(symbol, { maxLength: 40 }),
        (sequences, text) => {
          const alone = sequences.filter((each) => each.some((symbol) => symbol !== BOUNDARY))
          expect(search(alone, text)).toEqual(searchNaively(alone, text))
        },
      ),
      { seed: SEED, numRuns: 5_000 },
    )
  })
})
