/** Bursts that must never be alarmed as a storm. */

import { describe, expect, test } from 'vitest'
import { USUAL_WORDS } from '../harness/speech.ts'
import { detect, meanwhile, stormsOf, strip, timeline } from '../harness/timeline.ts'

const usual = { perMinute: 4, negative: 0.2 }
const start = () => timeline('acme', { from: 'Mon 00:00' })

describe('harmless bursts', () => {
  test.each([
    ['on the fourth day', '3d'],
    ['after three even weeks', '21d'],
  ])('advertising: ten times the mentions at the usual share, %s', (_, before) => {
    const t = start().steady(before, usual).steady('3h', { perMinute: 40, negative: 0.2 })
    expect(strip(t.steady('6h', usual))).toBe('')
  })

  test('a giveaway: ten times the mentions, hardly one negative', () => {
    const t = start().steady('14d', usual).steady('3h', { perMinute: 40, negative: 0.03 })
    expect(strip(t.steady('6h', usual))).toBe('')
  })

  test('praise is a candystorm without a level', () => {
    const t = start()
      .steady('7d', { ...usual, positive: 0.1 })
      .surge('2h', { perMinute: 40, negative: 0.02, positive: 0.9 })
      .surge('2h', usual)
      .steady('12h', { ...usual, positive: 0.1 })
    expect(strip(t)).toMatchInlineSnapshot(`
      "Mon 00:10  candystorm  opened         rising  0  volume 73/35
      Mon 07:00  candystorm  fading         fading  0  volume 157/65
      Mon 13:00  candystorm  ended          calm    0  volume 157/65"
    `)
  })

  test('one loud author', () => {
    const loud = timeline('acme', { seed: 3 })
      .silence('7d')
      .steady('3h', { perMinute: 5, negative: 1, authors: 1 })
    expect(strip(meanwhile(start().steady('8d', usual), loud))).toBe('')
  })

  test.each([
    ['a final in the arena of that name', 'arena'],
    ['a ferry of that name on fire', 'fähre'],
  ])('%s: its word is said by critics and others alike', (_, word) => {
    const speech = { words: USUAL_WORDS }
    const elsewhere = { words: [...Array(12).fill(word), ...USUAL_WORDS] }
    const t = start()
      .steady('15d', { perMinute: 0.5, negative: 0.2, speech })
      .surge('20m', { perMinute: 3, negative: 0.45, speech: { words: [word, word] } })
      .steady('1h', { perMinute: 3, negative: 0.45, speech: { words: [word, word] } })
      .surge('30m', { perMinute: 0.5, negative: 0.2, speech: elsewhere })
    expect(strip(t)).toBe('')
  })

  test('three such evenings are no drift', () => {
    const usually = { perMinute: 0.5, negative: 0.1, speech: { words: USUAL_WORDS } }
    const final = { perMinute: 3, negative: 0.45, speech: { words: ['arena', 'arena'] } }
    const t = start().steady('15d', usually)
    for (let evening = 0; evening < 3; evening++)
      t.surge('20m', final)
        .steady('80m', final)
        .surge('30m', { ...final, perMinute: 0.5 })
        .steady('21h', usually)
    expect(strip(t)).toBe('')
  })

  test('the same with a word that critics alone say is a storm', () => {
    const speech = { words: USUAL_WORDS }
    const t = start()
      .steady('15d', { perMinute: 0.5, negative: 0.2, speech })
      .surge('20m', { perMinute: 3, negative: 0.45, speech: { ...speech, topic: ['skandal'] } })
      .steady('1h', { perMinute: 3, negative: 0.45, speech: { ...speech, topic: ['skandal'] } })
    expect(strip(t)).toContain('opened')
  })

  test('three weeks of days, nights, weekends and Monday mornings', () => {
    const t = start()
    for (let day = 0; day < 21; day++) {
      const part = day % 7 > 4 ? 0.3 : 1
      t.steady('7h', { perMinute: 0.3 * part, negative: 0.2 })
        .surge('2h', { perMinute: (day % 7 === 0 ? 8 : 4) * part, negative: 0.2 })
        .steady('10h', { perMinute: 4 * part, negative: 0.2 })
        .steady('5h', { perMinute: 1 * part, negative: 0.2 })
    }
    expect(strip(t)).toBe('')
  })

  test.each(['2d', '6h'])('five hundred angry mentions that are %s old', (late) => {
    const t = start()
      .steady('7d', usual)
      .steady('1m', { perMinute: 500, negative: 0.9, late })
      .steady('6h', usual)
    expect(strip(t)).toBe('')
  })

  test('the first hours of a brand, whatever its share is', () => {
    for (const negative of [0.05, 0.2, 0.6, 0.9])
      expect(strip(start().steady('1d', { perMinute: 6, negative }))).toBe('')
  })

  test('silence, and the first word after weeks of it', () => {
    const t = start().steady('2d', usual).silence('30d').steady('1h', usual)
    expect(stormsOf(detect(t))).toEqual([])
  })
})
