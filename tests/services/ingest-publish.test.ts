import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addRecord,
  brandsOf,
  createKnown,
  emptyBlock,
  inSteps,
} from '../../services/ingest/publish.ts'
import { compileMatcher } from '../../shared/core/match.ts'
import type { Mention } from '../../shared/core/mention.ts'
import { parseRecord } from '../../shared/core/parse.ts'
import { type Append, partitionOf } from '../../shared/edge/bus.ts'
import { decodeMark } from '../../shared/edge/codec.ts'
import { until } from '../harness/bus-recorder.ts'
import {
  ALMGOLD,
  brandRecords,
  item,
  KORNBLUM,
  likes,
  mention,
  openWorld,
  scripted,
  startOn,
} from '../harness/ingest-world.ts'

describe('what is known of an id', () => {
  test('is every brand that it was ever about, each once', () => {
    const pairs = fc.array(fc.tuple(fc.nat(20), fc.nat(4)), { maxLength: 60 })
    fc.assert(
      fc.property(pairs, (told) => {
        const known = createKnown()
        const wanted = new Map<string, Set<string>>()
        for (const [id, brand] of told) {
          known.remember(`m:${id}`, `brand-${brand}`)
          const brands = wanted.get(`m:${id}`) ?? new Set()
          wanted.set(`m:${id}`, brands.add(`brand-${brand}`))
        }
        for (let id = 0; id <= 20; id++)
          expect(known.brandsOf(`m:${id}`)).toEqual([...(wanted.get(`m:${id}`) ?? [])])
      }),
    )
  })

  test('is bounded: the newest stay, at least as many as one generation holds', () => {
    const known = createKnown(100)
    known.remember('m:kept', 'b')
    for (let i = 0; i < 1_000; i++) {
      known.remember(`m:${i}`, 'b')
      known.remember('m:kept', 'b')
    }
    const held = Array.from({ length: 1_000 }, (_, i) => known.brandsOf(`m:${i}`).length)
    expect(held.slice(-90)).toEqual(Array(90).fill(1))
    expect(held.filter((brands) => brands > 0).length).toBeLessThanOrEqual(200)
    expect(known.brandsOf('m:kept')).toEqual(['b'])
  })
})

test('the brands of a mention are those found, then those known, each once', () => {
  const matcher = compileMatcher([KORNBLUM, ALMGOLD])
  const ids = new Set(['kornblum', 'almgold'])
  const of = (text: string, known: readonly string[], brandId?: string) => {
    const parsed = parseRecord(mention(text, { brandId }))
    return brandsOf((parsed.ok ? parsed.record : undefined) as Mention, matcher, ids, () => known)
  }
  expect(of('Almgold und Kornblum', [])).toEqual(['kornblum', 'almgold'])
  expect(of('Almgold', ['kornblum', 'almgold'])).toEqual(['almgold', 'kornblum'])
  expect(of('nichts', ['kornblum'])).toEqual(['kornblum'])
  expect(of('Almgold', ['almgold'], 'kornblum')).toEqual(['kornblum'])
  expect(of('Kornblum', ['kornblum'], 'a-stranger')).toEqual([])
})

test('a brand that is watched no more gets nothing, though the log still knows it', async () => {
  const world = await openWorld()
  const post = mention('Kornblum und Almgold')
  const yields = (...records: unknown[]) =>
    scripted('mastodon', [
      async function* () {
        yield [item(null, ...records)]
      },
    ])
  await (await world.start([yields(post)])).done
  const before = (await brandRecords(world.bus)).length
  const sources = [{ name: 'mastodon', source: yields(likes(post.id, 3)), options: {} }]
  await startOn({ ...world, events: world.told.events, brands: [ALMGOLD], sources })
  await until(
    'the counters came',
    async () => (await brandRecords(world.bus, 'engagement')).length > 0,
  )
  expect(before).toBe(2)
  expect(await brandRecords(world.bus, 'engagement')).toMatchObject([{ brandId: 'almgold' }])
})

describe('what is appended after what', () => {
  const block = () => {
    const made = emptyBlock()
    const post = mention('Almgold')
    for (const raw of [post, likes(post.id, 5), likes(post.id, 7)]) {
      const parsed = parseRecord(raw)
      if (!parsed.ok || parsed.record.type === 'source-status') throw new Error('a bad sample')
      addRecord(made, parsed.record, 'almgold', undefined, undefined)
    }
    return made
  }
  const names = (steps: readonly (readonly Append[])[]) =>
    steps.map((step) =>
      step.map(({ topic, value }) => [topic, decodeMark(Buffer.from(value as string))]),
    )

  test('is nothing where one append is seen at once', () => {
    expect(names(inSteps(block(), 3, true))).toEqual([
      [
        ['mentions', undefined],
        ['engagement', undefined],
        ['engagement', undefined],
      ],
    ])
  })

  test('is mentions after engagement, with a mark in its partition, elsewhere', () => {
    const steps = inSteps(block(), 3, false)
    expect(names(steps)).toEqual([
      [
        ['engagement', undefined],
        ['engagement', undefined],
      ],
      [
        ['mentions', undefined],
        ['mentions', Date.UTC(2026, 2, 2, 12) + 1],
      ],
    ])
    expect(steps[1]?.at(-1)?.partition).toBe(partitionOf('almgold', 3))
  })
})
