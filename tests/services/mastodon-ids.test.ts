import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareIds, idBefore } from '../../services/ingest/mastodon-ids.ts'

const snowflakeAt = (at: number) => String(BigInt(at) << 16n)

test('a snowflake goes back in time by its upper bits', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1.5e12, max: 4e12 }),
      fc.nat(1e9),
      fc.nat(65_535),
      (at, ms, sequence) => {
        const id = String((BigInt(at) << 16n) + BigInt(sequence))
        expect(BigInt(idBefore(id, ms)!) >> 16n).toBe(BigInt(at - ms))
      },
    ),
  )
})

test('a ULID goes back in time by its first ten characters', () => {
  // 01ARYZ6S41 is 2016-07-30T23:54:10.369Z, the example of the ULID specification.
  expect(idBefore('01ARYZ6S41TSV4RRFFQ69G5FAV', 0)).toBe('01ARYZ6S410000000000000000')
  expect(idBefore('01ARYZ6S41TSV4RRFFQ69G5FAV', 1)).toBe('01ARYZ6S400000000000000000')
  expect(idBefore('01ARYZ6S41TSV4RRFFQ69G5FAV', 32)).toBe('01ARYZ6S310000000000000000')
})

test('other ids hold no time', () => {
  for (const id of ['', '1', 'AbCdEf', '9vlQ5bCsDq', '8ARYZ6S41TSV4RRFFQ69G5FAVU'])
    expect(idBefore(id, 1)).toBe(undefined)
  expect(idBefore('100000000000000', 1e12)).toBe(undefined)
})

test('ids are ordered as they were made', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4e12 }), fc.integer({ min: 1, max: 4e12 }), (a, b) => {
      expect(Math.sign(compareIds(snowflakeAt(a), snowflakeAt(b)))).toBe(Math.sign(a - b))
    }),
  )
})
