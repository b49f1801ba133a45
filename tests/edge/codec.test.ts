import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JournalRecord } from '../../shared/core/mention.ts'
import { parseRecord } from '../../shared/core/parse.ts'
import { decodeRecord, encodeRecord, readRecord } from '../../shared/edge/codec.ts'
import { anyString } from '../harness/fold-generators.ts'

const instant = fc
  .integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2099, 0, 1) })
  .map((at) => new Date(at).toISOString())
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const count = fc.oneof(fc.nat(), fc.constantFrom(null, -0, 1e12))

/** What a stranger may send; `parseRecord` takes most of it. */
const sent = fc.record({
  type: fc.constantFrom('mention', 'engagement', 'deletion', 'source-status'),
  id: anyString.map((text) => `mastodon:${text}`),
  mentionId: anyString.map((text) => `mastodon:${text}`),
  brandId: maybe(anyString),
  source: maybe(anyString),
  via: maybe(anyString),
  kind: maybe(fc.constantFrom('post', 'comment', 'article')),
  author: maybe(
    fc.record({ id: anyString, handle: anyString, followers: count, createdAt: maybe(instant) }),
  ),
  text: anyString,
  lang: maybe(fc.constantFrom('de', 'en-GB')),
  url: maybe(fc.webUrl()),
  conversationId: maybe(anyString),
  inReplyTo: maybe(anyString),
  publishedAt: instant,
  observedAt: instant,
  pNeg: maybe(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(-0))),
  status: fc.constantFrom('live', 'blind'),
  likes: count,
  comments: count,
  shares: count,
  views: count,
})

describe('a journal record on its way through the log', () => {
  test('is the same whether its bytes are read or its writer hands it on', () => {
    let taken = 0
    fc.assert(
      fc.property(sent, (fields) => {
        const parsed = parseRecord(fields)
        if (!parsed.ok) return
        taken++
        const { value, decoded } = encodeRecord(named(parsed.record))
        const bytes = Buffer.from(value)
        const record = { offset: 0, key: 'acme', value: bytes, appendedAt: 0 }
        expect(readRecord(record)).toEqual(decodeRecord(bytes))
        expect(readRecord({ ...record, decoded })).toEqual(decodeRecord(bytes))
      }),
    )
    expect(taken).toBeGreaterThan(10)
  })
})

/** As ingest writes it: matched. */
function named(record: JournalRecord): JournalRecord {
  return record.type === 'source-status' ? record : { ...record, brandId: 'acme' }
}
