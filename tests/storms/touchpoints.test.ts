/** What a storm is about stays with it: its leading post has said so, hours before the others speak of something else. */

import { expect, test } from 'vitest'
import { detect, doubling, meanwhile, stormsOf, timeline } from '../harness/timeline.ts'

const week = () =>
  timeline('acme', { from: 'Sat 20:00' }).steady('10d', { perMinute: 1, negative: 0.2 })

const complaint = (touchpoints: readonly string[]) =>
  timeline('acme', { from: 'Sat 20:00', seed: 2, ids: 'wall' })
    .silence('7d')
    .post({ id: 'facebook:wall-1', pNeg: 0.9, touchpoints })
    .likes([['20m', 60]])
    .likes(doubling(60, '30m', '4h'))
    .silence('1d')

const hotline = () =>
  timeline('acme', { from: 'Sat 20:00', seed: 3, ids: 'hotline' })
    .silence('7d')
    .steady('10h', { perMinute: 0.3, negative: 1, touchpoints: ['hotline'] })

test('a complaint about a bill stays one while few others speak of the hotline', () => {
  const storms = stormsOf(detect(meanwhile(week(), complaint(['billing']), hotline())))
  const byPost = storms.filter(({ leadingMentionId }) => leadingMentionId === 'facebook:wall-1')
  expect(byPost.map(({ change }) => change)).toContain('level-raised')
  expect(byPost.map(({ touchpoints }) => touchpoints[0])).toEqual(byPost.map(() => 'billing'))
  expect(byPost.at(-1)!.touchpoints).toEqual(['billing'])
})

test('of a post that names nothing the others say what it is about', () => {
  const storms = stormsOf(detect(meanwhile(week(), complaint([]), hotline())))
  expect(storms.find(({ change }) => change === 'level-raised')!.touchpoints).toEqual(['hotline'])
})
