/** What is packed comes back as it was, whatever it is made of and whatever the template says. */

import { setFlagsFromString } from 'node:v8'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pack, shapeOf } from '../../shared/core/pack.ts'
import { unpack } from '../../shared/core/unpack.ts'

const leaf = fc.oneof(
  fc.constantFrom(undefined, null, true, false, -0, 0, Number.NaN, Number.NEGATIVE_INFINITY),
  fc.integer(),
  fc.double(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.float64Array(),
  fc.uint16Array(),
)
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, tie('list'), tie('map'), tie('fields')),
  list: fc.array(tie('value'), { maxLength: 5 }),
  map: fc
    .array(fc.tuple(fc.integer(), tie('value')), { maxLength: 4 })
    .map((rows) => new Map(rows)),
  fields: fc.dictionary(fc.constantFrom('a', 'b', 'length', 'Straße'), tie('value'), {
    noNullPrototype: true,
  }),
}))

test('what is packed comes back, with its own template, another one or none', () => {
  fc.assert(
    fc.property(value, value, (one, other) => {
      for (const like of [undefined, one, other]) {
        expect(unpack(pack(one, like), like)).toStrictEqual(one)
      }
    }),
  )
})

test('a list of rows names their fields once, and what is as before takes one byte', () => {
  const rows = Array.from({ length: 100 }, (_, i) => ({ key: i, source: 'mastodon', author: 0.5 }))
  const bytes = pack(rows, [])
  expect(unpack(bytes, [])).toStrictEqual(rows)
  expect(bytes.length).toBeLessThan(100 * 9)
})

test('bytes stay free before it; what ends too early is refused', () => {
  const bytes = pack({ a: new Uint32Array([1, 2, 3]), b: 'text' }, { a: undefined, b: '' }, 8)
  expect(unpack(bytes, { a: undefined, b: '' }, 8)).toStrictEqual({
    a: new Uint32Array([1, 2, 3]),
    b: 'text',
  })
  for (let length = 8; length < bytes.length; length++) {
    const short = bytes.slice(0, length)
    expect(() => unpack(short, { a: undefined, b: '' }, 8)).toThrow(RangeError)
  }
})

test('the shape changes with the fields and not with their values', () => {
  const shape = shapeOf({ a: 1, b: { c: 2, d: [] } })
  expect(shapeOf({ a: 7, b: { c: 'x', d: [1] } })).toBe(shape)
  expect(shapeOf({ a: 1, b: { c: 2 }, d: [] })).not.toBe(shape)
  expect(shapeOf({ b: { c: 2, d: [] }, a: 1 })).not.toBe(shape)
})

test('a function is nothing that can be written down', () => {
  expect(() => pack({ a: () => 1 }, undefined)).toThrow(TypeError)
})

test('lists of numbers stay numbers side by side in memory, written down and read back', () => {
  setFlagsFromString('--allow-natives-syntax')
  const isBare: (list: unknown) => boolean = new Function(
    'list',
    'return %HasDoubleElements(list)',
  ) as never
  const like = { numbers: [] as number[], others: [] as unknown[] }
  const written: number[][] = []
  let back: unknown
  for (let i = 0; i < 3_000; i++) {
    const numbers = Array.from({ length: 20 }, (_, n) => n + i + 0.5)
    written.push(numbers)
    const bytes = pack({ numbers, others: [{ half: i + 0.5 }, 'text', undefined] }, like, 8)
    back = (unpack(bytes, like, 8) as typeof like).numbers
  }
  expect(isBare([1, 'text'])).toBe(false)
  expect(written.filter((list) => !isBare(list)).length).toBe(0)
  expect(isBare(back)).toBe(true)
})
