/** A brand of five mentions a day: eight critics in a day are a storm, a quiet hour is nothing. */

import { describe, expect, test } from 'vitest'
import { causeSentence } from '../../shared/core/words.ts'
import { detect, meanwhile, stormsOf, strip, timeline } from '../harness/timeline.ts'

const fewMentions = { perMinute: 5 / 1440, negative: 0.15 }
const weeks = () => timeline('acme', { from: 'Mon 00:00', seed: 5 }).steady('28d', fewMentions)
const later = (talk: Parameters<ReturnType<typeof timeline>['steady']>[1], duration = '12h') =>
  timeline('acme', { from: 'Mon 00:00', seed: 2, ids: 'test:later' })
    .silence('22d')
    .steady(duration, { ...talk, even: true })

describe('a brand that is hardly spoken of', () => {
  test('nine critics of half a day open a storm before the last has spoken', () => {
    const storms = stormsOf(detect(meanwhile(weeks(), later({ perMinute: 9 / 720, negative: 1 }))))
    const [first] = storms
    expect(first).toMatchObject({ change: 'opened', level: 2, causes: [{ kind: 'volume' }] })
    expect(new Date(first!.at).toISOString()).toMatch(/^2026-03-24T0/)
    expect(causeSentence(first!.causes[0]!, 'de')).toMatch(
      /^In 24 Stunden \d kritische Stimmen, üblich .*; Zufall bringt das höchstens an einem von [\d.]+ Tagen\./,
    )
    const certain = { ...first!.causes[0]!, onceInDays: 2 ** 52 }
    expect(causeSentence(certain, 'de')).toContain('an einem von 10.000 Tagen.')
  })

  test('unsure words of as many are enough where half of them are sure', () => {
    const unsure = { perMinute: 10 / 720, negative: 0.6, sure: { negative: 0.8, other: 0.35 } }
    expect(strip(meanwhile(weeks(), later(unsure)))).toMatch(/opened .* volume /)
  })

  test.each([
    [
      'as many that are unsure only',
      { perMinute: 10 / 720, negative: 1, sure: { negative: 0.4, other: 0 } },
    ],
    ['one of them nine times', { perMinute: 9 / 720, negative: 1, authors: 1 }],
    ['nine among fifty', { perMinute: 50 / 720, negative: 0.18 }],
  ])('no storm: %s', (_, talk) => {
    expect(strip(meanwhile(weeks(), later(talk)))).toBe('')
  })
})
