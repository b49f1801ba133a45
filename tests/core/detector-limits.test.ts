/** What the detector never does, whatever it is told: throw, say NaN, grow without bound, or read a lie. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { detector } from '../../shared/core/detector.ts'
import type { CountsObservation, Observation } from '../../shared/core/observation.ts'
import { DEFAULT_POLICY } from '../../shared/core/policy.ts'
import type { Reading } from '../../shared/core/storm.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { mention, sample } from '../harness/records.ts'
import { seededRandom } from '../harness/seeded-random.ts'
import { detect, readingsOf } from '../harness/timeline.ts'
import { play } from '../harness/unkind.ts'

const START = Date.UTC(2026, 2, 2)
const EARLIEST = Date.UTC(2000, 0, 1)
const LATEST = Date.UTC(2100, 0, 1) - 1

describe('counts and mentions agree', () => {
  test('where every mention is negative for certain or not at all', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(30), fc.nat(30)), { minLength: 40, maxLength: 150 }),
        (cells) => {
          const counts: CountsObservation[] = []
          const mentions: Observation[] = []
          cells.forEach(([good, bad], i) => {
            const at = START + i * DEFAULT_POLICY.grid
            const nobody = { authors: null, engagement: null }
            counts.push({
              type: 'counts',
              brandId: 'acme',
              at,
              mentions: good + bad,
              negatives: bad,
              ...nobody,
            })
            for (let n = 0; n < good + bad; n++)
              mentions.push(
                mention(`x:${i}-${n}`, at, { pNegMilli: n < bad ? 1_000 : 0, author: 0 }),
              )
            mentions.push({ type: 'tick', at })
          })
          if (mentions[0]!.type === 'tick') return
          const last = { type: 'tick', at: counts.at(-1)!.at } as const
          const figures = (told: readonly Observation[]) =>
            readingsOf(detect([...told, last]))
              .slice(0, cells.length)
              .map(({ at, mentions, negatives, score, zShare, zVolume, level, phase, window }) => ({
                at,
                mentions,
                negatives,
                score,
                zShare,
                zVolume,
                level,
                phase,
                usual: window.usualShare,
              }))
          expect(figures(mentions)).toEqual(figures(counts))
        },
      ),
      { numRuns: 60, seed: 11 },
    )
  })

  test('without negatives volume decides alone; the first row with negatives ends that', () => {
    const row = (
      i: number,
      mentions: number | null,
      negatives: number | null,
    ): CountsObservation => ({
      type: 'counts',
      brandId: 'acme',
      at: START + i * DEFAULT_POLICY.grid,
      mentions,
      negatives,
      authors: null,
      engagement: null,
    })
    const calm = Array.from({ length: 600 }, (_, i) => row(i, 10 + (i % 3), null))
    const loud = Array.from({ length: 12 }, (_, i) => row(600 + i, 60 + 20 * i, null))
    const out = detect([...calm, ...loud])
    const readings = readingsOf(out)
    expect(readings.every((one) => one.zShare === null && one.negatives === null)).toBe(true)
    const storm = out.find((one) => one.type === 'storm')
    expect(storm).toMatchObject({ change: 'opened', causes: [{ kind: 'volume' }] })
    const later = readingsOf(
      detect([...calm, ...Array.from({ length: 50 }, (_, i) => row(600 + i, 10, 2))]),
    )
    expect(later.at(-2)).toMatchObject({ phase: 'calm', negatives: 2 })
    expect(later.at(-2)!.zShare).not.toBeNull()
  })

  test('an unknown cell is not a calm one: it says nothing, and a storm stays open over it', () => {
    const row = (i: number, negatives: number): CountsObservation => ({
      type: 'counts',
      brandId: 'acme',
      at: START + i * DEFAULT_POLICY.grid,
      mentions: 20,
      negatives,
      authors: null,
      engagement: null,
    })
    const told = Array.from({ length: 200 }, (_, i) => row(i, i < 150 ? 3 : 19))
    const before = detect(told)
    expect(before.filter((one) => one.type === 'storm').map((one) => one.change)).toContain(
      'opened',
    )
    const tick = { type: 'tick', at: START + 60 * DAY_MS } as const
    const gap = detect([...told, tick])
    expect(gap.filter((one) => one.type === 'reading')).toHaveLength(200)
    expect(gap).toEqual(before)
  })
})

const anyAt = fc.oneof(
  fc.integer({ min: START, max: START + DAY_MS }),
  fc.integer({ min: EARLIEST, max: LATEST }),
)
const anyCount = fc.oneof(
  fc.constant(null),
  fc.nat(300),
  fc.constantFrom(0, 1e12, 4_294_967_295, 4_294_967_296, 1e9),
)
const anyRecord: fc.Arbitrary<Observation> = fc.oneof(
  fc
    .tuple(anyAt, anyAt, fc.nat(1_000), fc.nat(1_000), fc.nat(20), fc.nat(3), fc.boolean())
    .map(([at, publishedAt, pNegMilli, pPosMilli, id, author, own]) =>
      mention(`x:${id}`, at, { publishedAt, pNegMilli, pPosMilli, author, own }),
    ),
  fc
    .tuple(anyAt, fc.nat(20), anyCount, anyCount, anyCount)
    .map(([at, id, likes, comments, shares]) => ({
      ...sample(`x:${id}`, at, null),
      likes,
      comments,
      shares,
    })),
  fc.tuple(anyAt, anyCount, anyCount, anyCount, anyCount).map(
    ([at, mentions, negatives, authors, engagement]): Observation => ({
      type: 'counts',
      brandId: 'acme',
      at,
      mentions,
      negatives,
      authors,
      engagement,
    }),
  ),
  anyAt.map((at): Observation => ({ type: 'tick', at })),
)

describe('nothing a parser lets through', () => {
  test('makes it throw, or say anything that is no number', () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 60 }), (records) => {
        const policy = { ...DEFAULT_POLICY, settle: 0, minNegatives: 1, minAuthors: 1 }
        const log: Observation[] = [
          { type: 'policy', policyId: 'any', at: 0, policy, brands: {} },
          ...records,
          { type: 'tick', at: LATEST },
        ]
        for (const said of play(log, seededRandom(records.length), { restarts: 0.05 }).get(
          'acme',
        ) ?? [])
          expect(notNumbers(JSON.parse(said))).toEqual([])
      }),
      { numRuns: 80, seed: 12 },
    )
  })

  test('a storm ends however far time jumps, and silence costs nothing', () => {
    const state = detector.initial('acme')
    const policy = { ...DEFAULT_POLICY, settle: 0, warmUp: 0 }
    detector.step(state, { type: 'policy', policyId: 'any', at: 0, policy, brands: {} })
    for (let i = 0; i < 500; i++)
      detector.step(
        state,
        mention(`x:${i}`, START + i * 30_000, { pNegMilli: i < 300 ? 0 : 1_000 }),
      )
    const out = detector.advance(state, LATEST)
    expect(out.filter((one) => one.type === 'storm').at(-1)).toMatchObject({
      change: 'ended',
      phase: 'calm',
    })
    expect(out.length).toBeLessThan(3_000)
  })

  test('a late record is folded into the next cell and counted as late', () => {
    const told = [
      mention('x:1', START),
      mention('x:2', START + HOUR_MS),
      mention('x:3', START + 60_000),
    ]
    const readings = readingsOf(detect(told))
    expect(readings.reduce((sum, one) => sum + (one.mentions ?? 0), 0)).toBe(3)
    expect(readings.map((one: Reading) => one.late).filter((late) => late > 0)).toEqual([1])
  })

  test('a mention fetched again or edited is counted once', () => {
    const told = [0, 1, 2, 40, 400].map((minutes) => mention('x:1', START + minutes * MINUTE_MS))
    const readings = readingsOf(detect(told))
    expect(readings.reduce((sum, one) => sum + (one.mentions ?? 0), 0)).toBe(1)
  })
})

function notNumbers(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    const here = `${path}.${name}`
    if (NUMERIC.has(name) && typeof inner !== 'number') return [`${here} is ${inner}`]
    return notNumbers(inner, here)
  })
}

/** JSON writes NaN and infinities as null: these fields must never be null. */
const NUMERIC = new Set([
  ...['at', 'level', 'startedAt', 'seen', 'expected', 'surprise', 'late', 'usualShare'],
  ...['doublingTimeMin', 'low', 'high', 'leadingInteractions', 'needed'],
])
