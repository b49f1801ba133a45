/** The classic storm: many people say it, more than usual, and worse than usual. */

import { describe, expect, test } from 'vitest'
import { detect, readingsOf, stormsOf, strip, timeline } from '../harness/timeline.ts'

const usual = { perMinute: 4, negative: 0.2 }
const angry = { perMinute: 40, negative: 0.8 }

describe('a classic storm', () => {
  test('rises, is confirmed, fades and ends', () => {
    const t = timeline('acme', { from: 'Tue 08:00' })
      .steady('7d', usual)
      .surge('2h', angry)
      .steady('2h', angry)
      .surge('6h', usual)
      .steady('12h', usual)
    expect(strip(t)).toMatchInlineSnapshot(`
      "Tue 08:25  storm       opened         rising  2  share 148/76
      Tue 08:40  storm       level-raised   storm   3  share 197/84
      Tue 10:00  storm       level-raised   storm   5  volume 1046/76
      Tue 13:10  storm       level-lowered  storm   1  share 1428/602
      Tue 14:30  storm       fading         fading  0  share 1428/602
      Tue 20:30  storm       ended          calm    0  share 1428/602"
    `)
  })

  test('ends when it goes silent, without a new mention', () => {
    const t = timeline('acme', { from: 'Tue 08:00' })
      .steady('7d', usual)
      .surge('2h', angry)
      .silence('1d')
    expect(strip(t)).toMatchInlineSnapshot(`
      "Tue 08:25  storm       opened         rising  2  share 148/76
      Tue 08:40  storm       level-raised   storm   3  share 197/84
      Tue 10:00  storm       level-raised   storm   5  volume 1046/76
      Tue 11:10  storm       level-lowered  storm   2  share 466/128
      Tue 12:00  storm       level-lowered  storm   1  share 330/90
      Tue 12:55  storm       fading         fading  0  share 330/90
      Tue 18:55  storm       ended          calm    0  share 330/90"
    `)
  })

  test('a second wave while it fades is the same storm', () => {
    const t = timeline('acme', { from: 'Tue 08:00' })
      .steady('7d', usual)
      .surge('2h', angry)
      .surge('3h', usual)
      .steady('4h', usual)
      .surge('2h', { perMinute: 80, negative: 0.9 })
      .steady('1h', { perMinute: 80, negative: 0.9 })
      .surge('4h', usual)
      .steady('12h', usual)
    expect(strip(t)).toMatchInlineSnapshot(`
      "Tue 08:25  storm       opened         rising  2  share 148/76
      Tue 08:40  storm       level-raised   storm   3  share 197/84
      Tue 10:00  storm       level-raised   storm   5  volume 1046/76
      Tue 11:05  storm       level-lowered  storm   2  volume 739/89
      Tue 11:35  storm       level-lowered  storm   1  volume 700/91
      Tue 12:55  storm       fading         fading  0  volume 700/91
      Tue 18:00  storm       level-raised   storm   2  share 425/135
      Tue 18:15  storm       level-raised   storm   3  share 631/183
      Tue 18:35  storm       level-raised   storm   5  share 1071/285
      Tue 21:25  storm       level-lowered  storm   1  share 2179/974
      Tue 22:45  storm       fading         fading  0  share 2179/974
      Wed 04:45  storm       ended          calm    0  share 2179/974"
    `)
    expect(new Set(stormsOf(detect(t)).map((event) => event.stormId)).size).toBe(1)
  })

  test('says how fast it doubles while it grows', () => {
    const t = timeline('acme', { from: 'Tue 08:00' })
      .steady('7d', usual)
      .surge('3h', { perMinute: 256, negative: 0.9 })
    const times = readingsOf(detect(t)).flatMap((one) => one.doublingTimeMin ?? [])
    expect(times.length).toBeGreaterThan(10)
    const late = times.slice(10, 20)
    expect(Math.min(...late)).toBeGreaterThanOrEqual(15)
    expect(Math.max(...late)).toBeLessThanOrEqual(60)
  })
})

describe('small and hated brands', () => {
  const quiet = { perMinute: 5 / (24 * 60), negative: 0.2 }

  test('eight people in two hours are a storm for a brand with five mentions a day', () => {
    const t = timeline('b2b')
      .steady('28d', quiet)
      .steady('2h', { perMinute: 8 / 110, negative: 1, even: true })
      .silence('1d')
    expect(strip(t)).toMatchInlineSnapshot(`
      "Mon 01:55  storm       opened         rising  3  share 5/1
      Mon 02:30  storm       level-lowered  storm   1  share 4/1
      Mon 03:40  storm       fading         fading  0  share 4/1
      Mon 09:40  storm       ended          calm    0  share 4/1"
    `)
  })

  test('eight complaints by two people are not', () => {
    const t = timeline('b2b')
      .steady('28d', quiet)
      .steady('2h', { perMinute: 8 / 110, negative: 1, even: true, authors: 2 })
      .silence('1d')
    expect(strip(t)).toBe('')
  })

  test('a brand that is always criticised is calm at its usual level', () => {
    expect(strip(timeline('acme').steady('28d', { perMinute: 2, negative: 0.6 }))).toBe('')
  })

  test('and has a storm when it is criticised more than ever', () => {
    const t = timeline('acme')
      .steady('14d', { perMinute: 2, negative: 0.6 })
      .surge('2h', { perMinute: 30, negative: 0.95 })
      .silence('1d')
    expect(strip(t)).toMatchInlineSnapshot(`
      "Mon 00:40  storm       opened         rising  2  volume 170/108
      Mon 00:55  storm       level-raised   storm   3  volume 218/109
      Mon 02:40  storm       level-lowered  storm   2  share 569/370
      Mon 03:45  storm       level-lowered  storm   1  share 338/220
      Mon 04:45  storm       fading         fading  0  share 338/220
      Mon 10:45  storm       ended          calm    0  share 338/220"
    `)
  })
})
