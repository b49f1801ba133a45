/** Storms whose words leave doubt: a huge post, and a campaign that demands politely. */

import { describe, expect, test } from 'vitest'
import { CUES } from '../../shared/core/observation.ts'
import { causeSentence } from '../../shared/core/words.ts'
import { USUAL_WORDS } from '../harness/speech.ts'
import { detect, doubling, meanwhile, stormsOf, strip, timeline } from '../harness/timeline.ts'

const usual = { perMinute: 0.2, negative: 0.3, speech: { words: USUAL_WORDS } }
const weeks = () => timeline('acme', { from: 'Mon 00:00' }).steady('15d', usual)
const post = (pNeg: number, pPos = 0) =>
  timeline('acme', { from: 'Mon 00:00', ids: 'facebook:wall' })
    .silence('14d')
    .post({ id: 'facebook:wall-1', pNeg, pPos })
    .likes([['10m', 10]])
    .likes(doubling(10, '30m', '5h'))

describe('a post whose words leave doubt', () => {
  test('opens a storm with more interactions than one that is surely critical, and says so', () => {
    const openedWith = (pNeg: number) =>
      stormsOf(detect(meanwhile(weeks(), post(pNeg))))[0]!.causes[0]!
    const [sure, unsure] = [openedWith(0.9), openedWith(0.34)]
    expect(unsure.seen).toBeGreaterThan(sure.seen)
    expect(unsure.doubt).toBe(0.34)
    expect(sure.doubt).toBeUndefined()
    expect(causeSentence(unsure, 'de')).toContain('nur zu 34 %')
    expect(causeSentence(unsure, 'en')).toContain('with 34% only')
  })

  test.each([
    ['hardly critical', 0.2, 0.1],
    ['rather praise', 0.32, 0.6],
  ])('opens none where it is %s', (_, pNeg, pPos) => {
    expect(strip(meanwhile(weeks(), post(pNeg, pPos))).replace(/.*candystorm.*\n?/g, '')).toBe('')
  })
})

describe('a campaign of near-copies in mild words', () => {
  const letters = (cues: number) =>
    timeline('acme', { from: 'Mon 00:00', seed: 3, ids: 'test:letter' })
      .silence('14d')
      .steady('3h', {
        perMinute: 0.5,
        negative: 1,
        sure: { negative: 0.38, other: 0 },
        speech: {
          words: USUAL_WORDS,
          topic: ['standort', 'schliess schließen'],
          copies: true,
          cues,
        },
      })

  test('opens a storm by its call to act', () => {
    expect(strip(meanwhile(weeks(), letters(CUES.call)))).toMatch(/opened .* topic /)
  })

  test('the same without a call opens none', () => {
    expect(strip(meanwhile(weeks(), letters(0)))).toBe('')
  })
})
