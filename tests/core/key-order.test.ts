import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sortByKey } from '../../shared/core/key-order.ts'

const anyKey = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }) },
  { weight: 1, arbitrary: fc.nat(5) },
)
const crowded = fc.array(fc.nat(40), { maxLength: 200 })
const spread = fc.array(anyKey, { maxLength: 200 })

test('records stand by key, then as told, then as they stood: few, many, spread or crowded', () => {
  fc.assert(
    fc.property(fc.oneof(spread, crowded), fc.infiniteStream(fc.nat(2)), (keys, dice) => {
      const items = keys.map((key, place) => ({ key, age: dice.next().value ?? 0, place }))
      const expected = [...items].sort((a, b) => a.key - b.key || a.age - b.age)
      expect(sortByKey(items, (a, b) => a.age - b.age)).toEqual(expected)
    }),
    { numRuns: 500, seed: 9 },
  )
})

test('the largest key has a bucket', () => {
  const keys = Array.from({ length: 64 }, (_, i) => ({
    key: Number.MAX_SAFE_INTEGER - i * 2 ** 46,
  }))
  expect(sortByKey([...keys], () => 0)).toEqual(keys.reverse())
})
