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
      "Tue 08:20  storm       opened         rising  2  share 132/74
      Tue 08:30  storm       level-raised   rising  3  share 172/80
      Tue 10:00  storm       level-raised   storm   5  share 1046/289
      Tue 13:10  storm       level-lowered  storm   2  share 1372/599
      Tue 15:15  storm       level-lowered  storm   1  volume 606/180
      Tue 17:10  storm       fading         fading  0  volume 606/180
      Tue 23:10  storm       ended          calm    0  volume 606/180"
    `)
  })

  test('ends when it goes silent, without a new mention', () => {
    const t = timeline('acme', { from: 'Tue 08:00' })
      .steady('7d', usual)
      .surge('2h', angry)
      .silence('1d')
    expect(strip(t)).toMatchInlineSnapshot(`
      "Tue 08:20  storm       opened         rising  2  share 132/74
      Tue 08:30  storm       level-raised   rising  3  share 172/80
      Tue 10:00  storm       level-raised   storm   5  share 1046/289
      Tue 11:05  storm       level-lowered  storm   2  share 494/136
      Tue 12:15  storm       fading         fading  1  share 277/77
      Tue 18:15  storm       ended          calm    0  share 277/77"
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
      "Tue 08:20  storm       opened         rising  2  share 132/74
      Tue 08:30  storm       level-raised   rising  3  share 172/80
      Tue 10:00  storm       level-raised   storm   5  share 1046/289
      Tue 11:05  storm       level-lowered  storm   2  volume 739/94
      Tue 13:15  storm       level-lowered  storm   1  volume 324/104
      Tue 15:00  storm       fading         fading  0  volume 324/104
      Tue 17:25  storm       level-raised   storm   2  share 166/85
      Tue 17:40  storm       level-raised   storm   3  share 243/96
      Tue 18:40  storm       level-raised   storm   5  share 1213/308
      Tue 21:25  storm       level-lowered  storm   2  share 2082/918
      Wed 00:00  storm       level-lowered  storm   1  share 587/348
      Wed 01:30  storm       fading         fading  0  share 587/348
      Wed 07:30  storm       ended          calm    0  share 587/348"
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
      "Mon 01:40  storm       opened         rising  2  volume 8/2
      Mon 01:55  storm       level-raised   storm   3  volume 9/2
      Mon 02:15  storm       level-lowered  storm   2  volume 9/2
      Tue 00:30  storm       fading         fading  0  volume 8/2"
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
      "Mon 00:25  storm       opened         rising  2  share 150/118
      Mon 00:40  storm       level-raised   storm   3  share 170/126
      Mon 02:40  storm       level-lowered  storm   2  share 569/369
      Mon 04:15  storm       fading         fading  1  share 239/155
      Mon 10:15  storm       ended          calm    0  share 239/155"
    `)
  })
})
