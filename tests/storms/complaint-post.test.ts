/** The founding case (Vodafone 2012): one complaint on the brand's own wall, voted for by thousands. */

import { describe, expect, test } from 'vitest'
import { MINUTE_MS } from '../../shared/core/time.ts'
import { detect, doubling, meanwhile, stormsOf, strip, timeline } from '../harness/timeline.ts'

/** A week with sixty mentions an hour, and one post a day that reaches forty likes. */
function usualWeek() {
  const t = timeline('acme', { from: 'Sat 20:00' })
  for (let day = 0; day < 7; day++)
    t.steady('12h', { perMinute: 1, negative: 0.2 })
      .post({ pNeg: 0, own: true })
      .likes([
        ['20m', 9],
        ['1h', 20],
        ['3h', 33],
        ['9h', 40],
      ])
      .steady('3h', { perMinute: 1, negative: 0.2 })
  return t
}

/** Saturday night, a week later: likes double every half hour for seven hours, then ever more slowly. */
function complaint() {
  const t = timeline('acme', { from: 'Sat 20:00', seed: 2 })
  t.silence('7d')
    .post({ id: 'facebook:wall-1' })
    .likes([['20m', 60]])
    .likes(doubling(60, '30m', '4h'))
  const reached = 60 * 2 ** 8
  t.likes(
    Array.from({ length: 48 }, (_, i) => [`${(i + 1) * 30}m`, reached + 1_000 * Math.sqrt(i + 1)]),
  )
  return t.silence('2d')
}

describe('one complaint, mentions as ever', () => {
  const told = meanwhile(usualWeek().steady('3d', { perMinute: 1, negative: 0.2 }), complaint())

  test('opens by the post, reaches level 3 within the hour and level 4 later', () => {
    expect(strip(told)).toMatchInlineSnapshot(`
      "Sat 21:00  storm       opened         rising  3  post 151/31
      Sat 22:30  storm       level-raised   storm   4  post 1210/37
      Mon 03:40  storm       fading         fading  1  post 22288/1036
      Mon 09:40  storm       ended          calm    0  post 22288/1036"
    `)
  })

  test('opens later where the policy wants all of the interactions at once', () => {
    const [opened] = stormsOf(detect(told, { postEarlyPart: 1 }))
    const [early] = stormsOf(detect(told))
    expect(opened!.at - early!.at).toBe(10 * MINUTE_MS)
  })

  test('level 3 comes within 60 minutes of the first poll that shows it', () => {
    const storms = stormsOf(detect(told))
    const firstPoll = told.find(
      (one) => one.type === 'engagement' && one.mentionId === 'facebook:wall-1',
    )!
    const level3 = storms.find((event) => event.level >= 3)!
    expect(level3.at - firstPoll.at).toBeLessThanOrEqual(60 * 60_000)
    expect(storms[0]).toMatchObject({
      leadingMentionId: 'facebook:wall-1',
      causes: [{ kind: 'post' }],
    })
    expect(new Set(storms.map((event) => event.stormId)).size).toBe(1)
  })

  test('is the same when nobody polls in the first hour', () => {
    const late = timeline('acme', { from: 'Sat 20:00', seed: 2 })
      .silence('7d')
      .post({ id: 'facebook:wall-1' })
      .silence('1h')
      .likes(doubling(100, '30m', '2h'))
      .silence('1d')
    expect(
      strip(meanwhile(usualWeek().steady('3d', { perMinute: 1, negative: 0.2 }), late)),
    ).toMatchInlineSnapshot(`
      "Sat 21:20  storm       opened         rising  3  post 159/31
      Sat 22:40  storm       level-raised   storm   4  post 1008/39
      Sun 02:20  storm       fading         fading  1  post 1600/44
      Sun 08:20  storm       ended          calm    0  post 1600/44"
    `)
  })
})

describe('posts that are no storm', () => {
  test.each([
    ['praise', { pNeg: 0, pPos: 1 }],
    ['neutral', { pNeg: 0.2 }],
    ['our own', { pNeg: 1, own: true }],
  ])('%s', (_, options) => {
    const t = timeline('acme', { from: 'Sat 20:00', seed: 2 })
      .silence('7d')
      .post(options)
      .likes(doubling(25, '30m', '4h'))
      .silence('1d')
    const storms = stormsOf(detect(meanwhile(usualWeek().silence('3d'), t)))
    expect(storms.filter((event) => event.kind === 'storm')).toEqual([])
  })

  test('a complaint with some likes', () => {
    const t = timeline('acme', { from: 'Sat 20:00', seed: 2 })
      .silence('7d')
      .post()
      .likes([
        ['10m', 8],
        ['30m', 17],
        ['1h', 30],
        ['2h', 44],
        ['6h', 60],
        ['1d', 70],
      ])
    expect(strip(meanwhile(usualWeek().silence('3d'), t))).toBe('')
  })

  test('an old complaint that we come to know today, with all its likes', () => {
    const t = timeline('acme', { from: 'Sat 20:00', seed: 2 }).silence('7d').post({ pNeg: 1 })
    const old = t.observations.map((one) =>
      one.type === 'mention' ? { ...one, publishedAt: one.at - 30 * 86_400_000 } : one,
    )
    const polls = timeline('acme', { from: 'Sat 20:00' })
      .silence('7d')
      .likes(
        [
          ['2m', 90_000],
          ['12m', 90_001],
          ['1h', 90_004],
        ],
        'test:acme-1',
      )
    const told = [...old, ...polls.silence('1d').observations.slice(1)]
    expect(strip(told)).toBe('')
  })

  test('counters of a whole page are reset and come back', () => {
    const t = timeline('acme').steady('1d', { perMinute: 0.5, negative: 0.3 })
    const ids = t.observations.flatMap((one) => (one.type === 'mention' ? [one.mentionId] : []))
    for (const id of ids.slice(0, 40)) t.likes([['1m', 100 + ids.indexOf(id)]], id)
    for (const id of ids.slice(0, 40)) t.likes([['1m', 0]], id)
    for (const id of ids.slice(0, 40)) t.likes([['1m', null]], id)
    for (const id of ids.slice(0, 40)) t.likes([['1m', 100 + ids.indexOf(id)]], id)
    expect(strip(t.silence('1d'))).toBe('')
  })
})
