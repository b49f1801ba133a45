import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sortByKey } from '../../shared/core/key-order.ts'

const anyKey = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }) },
  { weight: 1, arbitrary: fc.nat(5) },
)
const crowded = fc.array(fc.nat(40), { maxLength: 200 })
const spread = fc.array(anyKey, { maxLength: 200 })

/** Rows of a key and the place at which it stood. */
const rowsOf = (keys: readonly number[]) => keys.flatMap((key, place) => [key, place])
const pairs = (rows: readonly number[]) =>
  rows.flatMap((key, i) => (i % 2 === 0 ? [[key, rows[i + 1]!] as const] : []))

test('rows stand by key and stay whole: few, many, spread or crowded', () => {
  fc.assert(
    fc.property(fc.oneof(spread, crowded), (keys) => {
      const rows = rowsOf(keys)
      sortByKey(rows, 2, keys.length)
      const sorted = pairs(rows)
      expect(sorted.map(([key]) => key)).toEqual([...keys].sort((a, b) => a - b))
      for (const [key, place] of sorted) expect(keys[place]).toBe(key)
      expect(new Set(sorted.map(([, place]) => place)).size).toBe(keys.length)
    }),
    { numRuns: 500, seed: 9 },
  )
})

test('what stands behind the rows in use is left alone', () => {
  for (const used of [3, 40]) {
    const rows = rowsOf(Array.from({ length: 50 }, (_, i) => (50 - i) * 2 ** 47))
    const behind = rows.slice(2 * used)
    sortByKey(rows, 2, used)
    expect(rows.slice(2 * used)).toEqual(behind)
  }
})

test('the largest key has a bucket', () => {
  const keys = Array.from({ length: 64 }, (_, i) => Number.MAX_SAFE_INTEGER - i * 2 ** 46)
  const rows = rowsOf(keys)
  sortByKey(rows, 2, keys.length)
  expect(pairs(rows).map(([key]) => key)).toEqual(keys.reverse())
})
