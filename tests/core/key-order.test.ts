import fc from 'fast-check'
import { expect, test } from 'vitest'
import { orderByKey } from '../../shared/core/key-order.ts'

const anyKey = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }) },
  { weight: 1, arbitrary: fc.nat(5) },
)
const crowded = fc.array(fc.nat(40), { maxLength: 200 })
const spread = fc.array(anyKey, { maxLength: 200 })

/** Rows of a key and a number that must not matter. */
const rowsOf = (keys: readonly number[]) => keys.flatMap((key, i) => [key, -i])
const ordered = (keys: readonly number[], count = keys.length) => {
  const order = orderByKey(rowsOf(keys), 2, count)
  return [...order.places.slice(0, order.count)]
}

test('every place stands once, by key: few, many, spread or crowded', () => {
  fc.assert(
    fc.property(fc.oneof(spread, crowded), (keys) => {
      const order = ordered(keys)
      expect(order.map((place) => keys[place])).toEqual([...keys].sort((a, b) => a - b))
      expect(new Set(order).size).toBe(keys.length)
    }),
    { numRuns: 500, seed: 9 },
  )
})

test('rows behind those in use do not count', () => {
  for (const used of [3, 40]) {
    const keys = Array.from({ length: 50 }, (_, i) => (50 - i) * 2 ** 47)
    expect(ordered(keys, used)).toEqual(Array.from({ length: used }, (_, i) => used - 1 - i))
  }
})

test('the largest key has a bucket', () => {
  const keys = Array.from({ length: 64 }, (_, i) => Number.MAX_SAFE_INTEGER - i * 2 ** 46)
  expect(ordered(keys)).toEqual(keys.map((_, i) => 63 - i))
})
