import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { MentionObservation, Observation, Said } from '../../shared/core/observation.ts'
import { encodeObservation } from '../../shared/edge/encode-observation.ts'
import { anyString } from '../harness/fold-generators.ts'

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const number = fc.oneof(
  fc.nat(),
  fc.maxSafeNat(),
  fc.constantFrom(0, 9, 10, 99_999_999, 100_000_000, Number.MAX_SAFE_INTEGER),
  fc.constantFrom(-0, -1, 0.5, 1e21, 2 ** 53, Number.NaN, Number.NEGATIVE_INFINITY),
)
const texts = fc.array(anyString, { maxLength: 9 })

type Fields<Of> = { readonly [Field in keyof Of]-?: fc.Arbitrary<unknown> }

// `Fields` asks for every one, so that none that is added can be forgotten.
const said: Fields<Said> = {
  terms: texts,
  cues: maybe(number),
  wording: maybe(number),
  link: maybe(number),
  press: maybe(number),
  accountDays: maybe(number),
}
const fields: Fields<MentionObservation> = {
  type: fc.constant('mention'),
  brandId: anyString,
  mentionId: anyString,
  key: number,
  at: number,
  publishedAt: number,
  source: anyString,
  kind: anyString,
  pNegMilli: number,
  pPosMilli: number,
  labels: maybe(anyString),
  author: number,
  own: fc.boolean(),
  touchpoints: texts,
  lang: maybe(anyString),
  said: maybe(fc.record(said)),
  from: maybe(fc.record({ topic: fc.constantFrom('mentions', 'engagement'), offset: number })),
}
const mention = fc.record(fields) as fc.Arbitrary<MentionObservation>

test('a scored mention is written as JSON.stringify writes it', () => {
  fc.assert(
    fc.property(mention, (observation) => {
      expect(encodeObservation(observation).toString()).toBe(JSON.stringify(observation))
    }),
    { numRuns: 1_000 },
  )
})

test('what was written before stays as it is, also where rooms end', () => {
  const one = fc.sample(mention, { seed: 1, numRuns: 2_000 })
  const bytes = one.map(encodeObservation)
  for (const [i, observation] of one.entries())
    expect(bytes[i]!.toString()).toBe(JSON.stringify(observation))
  expect(bytes.reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan(2 * 65_536)
})

test('everything else, and a text of any length, is written, too', () => {
  const tick: Observation = { type: 'tick', at: 1 }
  expect(encodeObservation(tick).toString()).toBe('{"type":"tick","at":1}')
  const [some] = fc.sample(mention, { seed: 2, numRuns: 1 })
  const long = { ...some!, mentionId: 'ä\u0000😀'.repeat(30_000) }
  expect(encodeObservation(long).toString()).toBe(JSON.stringify(long))
})
