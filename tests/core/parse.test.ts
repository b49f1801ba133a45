/** The only way in: what a stranger may write, and what becomes of it. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  formatRecord,
  type JournalRecord,
  MENTION_KINDS,
  SOURCE_STATES,
} from '../../shared/core/mention.ts'
import {
  LIMITS,
  type Parsed,
  parseLine,
  parseRecord,
  REJECT_CODES,
} from '../../shared/core/parse.ts'

const AT = '2026-03-02T09:12:31Z'
const POST = {
  type: 'mention',
  id: 'mastodon:https://e.example/1',
  text: 'Nie wieder!',
  publishedAt: AT,
}
const SAMPLE = { type: 'engagement', mentionId: POST.id, observedAt: AT, likes: 3 }
const DELETION = { type: 'deletion', mentionId: POST.id, observedAt: AT }
const STATUS = { type: 'source-status', source: 'rss', status: 'live', observedAt: AT }

const code = (parsed: Parsed) => (parsed.ok ? 'ok' : parsed.code)
const mentionOf = (more: object) => {
  const parsed = parseRecord({ ...POST, ...more })
  return parsed.ok && parsed.record.type === 'mention' ? parsed.record : undefined
}

describe('what is refused', () => {
  const refused: [string, unknown][] = [
    ['not-an-object', null],
    ['not-an-object', 7],
    ['not-an-object', 'text'],
    ['not-an-object', [POST]],
    ['unknown-type', {}],
    ['unknown-type', { ...POST, type: 'tweet' }],
    ['unknown-type', Object.create(POST) as object],
    ['bad-id', { ...POST, id: 17 }],
    ['bad-id', { ...POST, id: 'no-platform' }],
    ['bad-id', { ...POST, id: 'x:' }],
    ['bad-id', { ...POST, id: 'x: ' }],
    ['bad-id', { ...POST, id: `x:${'a'.repeat(LIMITS.id)}` }],
    ['bad-id', { ...POST, id: 'x:a\nb' }],
    ['bad-id', { ...POST, id: 'x:\ud800' }],
    ['bad-id', { ...SAMPLE, mentionId: undefined }],
    ['bad-id', { ...DELETION, mentionId: '' }],
    ['bad-time', { ...POST, publishedAt: undefined }],
    ['bad-time', { ...POST, publishedAt: 1_772_442_751 }],
    ['bad-time', { ...POST, publishedAt: '1999-12-31T23:59:59Z' }],
    ['bad-time', { ...POST, publishedAt: '2100-01-01T00:00:00Z' }],
    ['bad-time', { ...POST, observedAt: 'soon' }],
    ['bad-time', { ...SAMPLE, observedAt: undefined }],
    ['bad-time', { ...DELETION, observedAt: '2026-02-31T00:00:00Z' }],
    ['bad-time', { ...STATUS, observedAt: null }],
    ['bad-text', { ...POST, text: null }],
    ['bad-text', { ...POST, text: { toString: 1 } }],
    ['bad-counter', { ...SAMPLE, likes: -1 }],
    ['bad-counter', { ...SAMPLE, comments: 1.5 }],
    ['bad-counter', { ...SAMPLE, shares: '3' }],
    ['bad-counter', { ...SAMPLE, views: 1e13 }],
    ['bad-field', { ...POST, kind: 'rumour' }],
    ['bad-field', { ...POST, pNeg: 1.01 }],
    ['bad-field', { ...POST, pNeg: '0.5' }],
    ['bad-field', { ...STATUS, status: 'dead' }],
    ['bad-field', { ...STATUS, source: '' }],
  ]

  test.each(refused)('%s: %o', (expected, value) => {
    expect(code(parseRecord(value))).toBe(expected)
  })

  test.each([
    ['not-json', '{"type":"mention"'],
    ['not-json', ''],
    ['not-json', '\ufeff{}'],
    ['not-an-object', '[]'],
    ['too-deep', '['.repeat(1_000_000)],
    ['too-deep', `{"type":"mention","x":${'['.repeat(33)}${']'.repeat(33)}}`],
    ['too-long', JSON.stringify({ ...POST, text: 'a'.repeat(10_000_000) })],
  ])('%s', (expected, line) => {
    expect(code(parseLine(line))).toBe(expected)
  })

  test('every code is used', () => {
    const codes = [...refused.map(([one]) => one), 'not-json', 'too-deep', 'too-long']
    expect(new Set(codes)).toEqual(new Set(REJECT_CODES))
  })

  test('reasons are one printable sentence, whatever the line holds', () => {
    for (const line of [
      '\u001b[31m{',
      '{"a":\u0007}',
      '{\u2028}',
      '{"a":"\ud83d\ude00"x}',
      '\ud800',
    ]) {
      const parsed = parseLine(line)
      expect(parsed.ok ? '' : parsed.reason).toMatch(/^[\P{C}\n]{10,200}$/u)
    }
  })
})

describe('what is mended', () => {
  test('texts are cut, and lone surrogates replaced, also where the cut leaves one', () => {
    expect(mentionOf({ text: 'a\ud800b\udc00c' })?.text).toBe('a\ufffdb\ufffdc')
    const cut = mentionOf({ text: `${'a'.repeat(LIMITS.text - 1)}😡` })?.text
    expect(cut).toBe(`${'a'.repeat(LIMITS.text - 1)}\ufffd`)
    expect(mentionOf({ text: '😡' })?.text).toBe('😡')
  })

  test('nothing is published after it was observed', () => {
    const early = mentionOf({ observedAt: '2026-03-02T09:00:00Z' })!
    expect(early.publishedAt).toBe(early.observedAt)
    expect(mentionOf({})?.observedAt).toBe(Date.parse(AT))
  })

  test.each([
    ['javascript:alert(1)', undefined],
    ['https://e.example/a b', undefined],
    ['/relative', undefined],
    ['HTTPS://e.example/1', 'HTTPS://e.example/1'],
    [`https://e.example/${'a'.repeat(LIMITS.url)}`, undefined],
  ])('url %s', (url, kept) => {
    expect(mentionOf({ url })?.url).toBe(kept)
  })

  test('fields of the wrong kind are left out where they may be missing', () => {
    const odd = {
      brandId: 7,
      lang: [],
      url: {},
      conversationId: 1,
      inReplyTo: false,
      author: 'lena',
      via: '',
    }
    expect(mentionOf(odd)).toEqual(mentionOf({}))
    expect(
      mentionOf({ author: { handle: 'lena', followers: -3, createdAt: 'x' } })?.author,
    ).toEqual({
      id: 'lena',
      handle: 'lena',
      followers: undefined,
      createdAt: undefined,
    })
  })

  test('the source is the platform of the id unless it is named', () => {
    expect(mentionOf({})?.source).toBe('mastodon')
    expect(mentionOf({ source: 'fediverse' })?.source).toBe('fediverse')
  })

  test('unknown fields and __proto__ never travel', () => {
    const line = `{"__proto__":{"type":"mention","admin":true},${JSON.stringify({ ...POST, admin: 1 }).slice(1)}`
    const parsed = parseLine(line)
    expect(parsed.ok && Object.keys(parsed.record)).not.toContain('admin')
    expect(parsed.ok && Object.getPrototypeOf(parsed.record)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined()
    const only = parseLine(`{"__proto__":${JSON.stringify(POST)}}`)
    expect(code(only)).toBe('unknown-type')
  })

  test('unknown counters are null, zero is zero', () => {
    const parsed = parseRecord({ ...SAMPLE, comments: 0 })
    expect(parsed.ok && parsed.record).toMatchObject({
      likes: 3,
      comments: 0,
      shares: null,
      views: null,
    })
  })

  test('brackets and quotes in a text are no depth', () => {
    expect(mentionOf({ text: '[{"' })).toBeDefined()
    expect(code(parseLine(JSON.stringify({ ...POST, text: `\\"${'['.repeat(99)}` })))).toBe('ok')
  })
})

describe('there and back', () => {
  const word = fc
    .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
    .map((text) => `w${text}`)
  const id = word.map((text) => `x:${text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '.')}`)
  const at = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2100, 0, 1) - 1 })
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
  const counter = fc.option(fc.nat(1e9))
  const common = { brandId: maybe(word), source: word, via: maybe(word) }
  const author = fc.record({
    id: word,
    handle: maybe(word),
    followers: maybe(fc.nat()),
    createdAt: maybe(at),
  })
  const record: fc.Arbitrary<JournalRecord> = fc.oneof(
    fc
      .record({
        type: fc.constant('mention' as const),
        id,
        ...common,
        kind: fc.constantFrom(...MENTION_KINDS),
        author: maybe(author),
        text: fc.string({ unit: 'grapheme' }),
        lang: maybe(word),
        url: maybe(fc.webUrl()),
        conversationId: maybe(word),
        inReplyTo: maybe(word),
        publishedAt: at,
        observedAt: at,
        pNeg: maybe(fc.double({ min: 0, max: 1, noNaN: true })),
      })
      .map((one) => ({ ...one, publishedAt: Math.min(one.publishedAt, one.observedAt) })),
    fc.record({
      type: fc.constant('engagement' as const),
      mentionId: id,
      ...common,
      observedAt: at,
      likes: counter,
      comments: counter,
      shares: counter,
      views: counter,
    }),
    fc.record({ type: fc.constant('deletion' as const), mentionId: id, ...common, observedAt: at }),
    fc.record({
      type: fc.constant('source-status' as const),
      source: word,
      via: maybe(word),
      status: fc.constantFrom(...SOURCE_STATES),
      observedAt: at,
    }),
  )

  test('a record is written and read back the same, and written again the same', () => {
    fc.assert(
      fc.property(record, (one) => {
        const line = formatRecord(one)
        const parsed = parseLine(line)
        expect(parsed).toEqual({ ok: true, record: one })
        expect(parsed.ok && formatRecord(parsed.record)).toBe(line)
      }),
      { numRuns: 500, seed: 9 },
    )
  })

  test('anything at all is answered, never thrown', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        expect(typeof parseLine(line).ok).toBe('boolean')
      }),
      { numRuns: 500, seed: 10 },
    )
    fc.assert(
      fc.property(
        fc.object({ key: fc.constantFrom('type', 'id', 'text', 'publishedAt', 'likes', 'author') }),
        (value) => {
          expect(typeof parseRecord({ ...POST, ...value }).ok).toBe('boolean')
        },
      ),
      { numRuns: 500, seed: 10 },
    )
  })
})
