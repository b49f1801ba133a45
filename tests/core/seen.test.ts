import { describe, expect, test } from 'vitest'
import {
  emptySeen,
  packSeen,
  type Seen,
  see,
  toldOf,
  turnSeen,
  unpackSeen,
  unsay,
} from '../../shared/core/seen.ts'
import { isOwn, pNegMilliOf, pPosMilliOf, stanceBy } from '../../shared/core/stance.ts'
import { HOUR_MS, SECOND_MS } from '../../shared/core/time.ts'
import { mention } from '../harness/records.ts'

const START = Date.UTC(2026, 2, 2)
const keyOf = (id: string) => mention(id, 0).key
const hear = (seen: Seen, id: string, more = {}) => {
  const one = mention(id, START, more)
  return see(seen, one.key, one.publishedAt, stanceBy({ ...one, article: false }), START)
}

/** What was written down, by key: the places of a table read back are its own. */
function remembered(seen: Seen) {
  const { now, before, turnedAt } = packSeen(seen)
  const [young, old] = [now, before].map(({ keys, words }) =>
    [...keys]
      .map((key, i) => [key, ...words.slice(2 * i, 2 * i + 2)])
      .sort((a, b) => a[0]! - b[0]!),
  )
  return { young, old, turnedAt }
}

describe('a mention', () => {
  test('is new once, and an edit changes what it says', () => {
    const seen = emptySeen()
    expect(hear(seen, 'x:1', { pNegMilli: 1_000, pPosMilli: 7 })).toBe(true)
    expect(hear(seen, 'x:1', { pNegMilli: 3, pPosMilli: 1_000, own: true })).toBe(false)
    const { publishedSec, stance } = toldOf(seen, keyOf('x:1'))!
    expect(publishedSec).toBe(START / SECOND_MS)
    expect([pNegMilliOf(stance), pPosMilliOf(stance), isOwn(stance)]).toEqual([3, 1_000, true])
  })

  test('taken back says nothing, but is not new again', () => {
    const seen = emptySeen()
    hear(seen, 'x:1')
    unsay(seen, keyOf('x:1'))
    expect(toldOf(seen, keyOf('x:1'))).toBeUndefined()
    expect(hear(seen, 'x:1')).toBe(false)
    expect(toldOf(seen, keyOf('x:1'))).toBeDefined()
  })

  test('is remembered for 12 hours at least and 24 at most', () => {
    const seen = emptySeen()
    seen.turnedAt = START
    hear(seen, 'x:1')
    turnSeen(seen, START + 11 * HOUR_MS)
    turnSeen(seen, START + 12 * HOUR_MS)
    expect(hear(seen, 'x:1')).toBe(false)
    turnSeen(seen, START + 24 * HOUR_MS)
    expect(hear(seen, 'x:1')).toBe(true)
  })

  test('is remembered over six thousand others, not over twelve', () => {
    const seen = emptySeen()
    const known: boolean[] = []
    for (let i = 0; i < 12_001; i++) {
      hear(seen, `x:${i}`)
      if (i % 6_000 === 0) known.push(toldOf(seen, keyOf('x:0')) !== undefined)
    }
    expect(known).toEqual([true, true, false])
    expect(seen.now + seen.before).toBeLessThanOrEqual(12_000)
  })

  test('is the same written down and read back', () => {
    const seen = emptySeen()
    for (let i = 0; i < 7_000; i++) hear(seen, `x:${i}`, { pNegMilli: i % 1_000 })
    const again = unpackSeen(packSeen(seen))
    expect(remembered(again)).toEqual(remembered(seen))
    for (const i of [0, 999, 6_001]) expect(toldOf(again, keyOf(`x:${i}`))!.stance).toBe(i % 1_000)
  })
})
