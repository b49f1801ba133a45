/** Mentions wait a step for their scores, and no longer. */

import { describe, expect, test } from 'vitest'
import { commitOf, type Part, partOf, unscoredApart } from '../../services/archive/parts.ts'
import type { Batch } from '../../shared/edge/bus.ts'
import { pseudonyms } from '../../shared/edge/pseudonym.ts'
import { TOPICS } from '../../shared/edge/topics.ts'

const AUTHORS = pseudonyms(new TextEncoder().encode('test'))
const AT = Date.parse('2026-03-02T12:00:00Z')

function part(topic: string, first: number, values: readonly object[], partition = 0): Part {
  const records = values.map((value, i) => ({
    offset: first + i,
    key: 'acme',
    value: Buffer.from(JSON.stringify(value)),
    appendedAt: AT,
  }))
  const end = first + values.length
  const batch: Batch = { topic, partition, records, nextOffset: end, endOffset: end }
  return partOf(AUTHORS, batch)
}

const at = new Date(AT).toISOString()
const fields = { brandId: 'acme', source: 'mastodon' }

function mentions(first: number, count: number, partition = 0): Part {
  const values = Array.from({ length: count }, (_, i) => {
    const id = `m:${first + i}`
    return {
      ...fields,
      type: 'mention',
      id,
      kind: 'post',
      text: 'Hallo',
      publishedAt: at,
      observedAt: at,
    }
  })
  return part(TOPICS.mentions, first, values, partition)
}

/** Scores of mentions from one offset to another, a tick behind them. */
function scores(first: number, end: number): Part {
  const scored = Array.from({ length: end - first }, (_, i) => ({
    ...fields,
    type: 'mention',
    mentionId: `m:${first + i}`,
    at: AT,
    pNegMilli: 100,
    from: { topic: TOPICS.mentions, offset: first + i },
  }))
  return part(TOPICS.observations, first * 2, [...scored, { type: 'tick', at: AT }])
}

/** How many changes each holds, and what it commits. */
const told = (parts: readonly Part[]) =>
  parts.map((one) => ({ changes: one.changes.length, offset: commitOf(one).offset }))

describe('mentions of one step', () => {
  test('beyond the last score wait for the next', () => {
    const { now, later } = unscoredApart([mentions(10, 10), scores(8, 15)])
    expect(told(now)).toEqual([
      { changes: 5, offset: 15 },
      { changes: 7, offset: 24 },
    ])
    expect(told(later)).toEqual([{ changes: 5, offset: 20 }])
  })

  test('wait once', () => {
    const { later } = unscoredApart([mentions(10, 10), scores(8, 15)])
    const next = unscoredApart([...later, mentions(20, 10), scores(15, 18)])
    expect(told(next.now)).toEqual([
      { changes: 5, offset: 20 },
      { changes: 0, offset: 20 },
      { changes: 3, offset: 34 },
    ])
    expect(told(next.later)).toEqual([{ changes: 10, offset: 30 }])
  })

  test('wait for nothing where there are no scores, or all', () => {
    for (const parts of [
      [mentions(10, 10)],
      [mentions(10, 10), part(TOPICS.observations, 0, [{ type: 'tick', at: AT }])],
      [mentions(10, 10, 1), scores(8, 15)],
      [mentions(10, 10), scores(8, 20)],
    ]) {
      const { now, later } = unscoredApart(parts)
      expect(now).toEqual(parts)
      expect(later).toEqual([])
    }
  })
})
