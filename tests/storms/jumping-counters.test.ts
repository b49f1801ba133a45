/** An interface that gives every post a thousand times what it has, for an hour. */

import { describe, expect, test } from 'vitest'
import { detect, meanwhile, readingsOf, strip, timeline } from '../harness/timeline.ts'

const usual = { perMinute: 0.5, negative: 0.3 }
const everyDay = () => timeline('acme', { from: 'Mon 00:00' }).steady('9d', usual)

/** Complaints of the eighth day with a few likes each; at 20:00 their counters jump. */
function posts(count: number, after: (likes: number) => readonly [string, number][]) {
  return Array.from({ length: count }, (_, i) => {
    const likes = 3 + i
    return timeline('acme', { from: 'Mon 00:00', ids: `wall-${i}` })
      .silence('7d')
      .silence('18h')
      .post({ id: `facebook:wall-${i}` })
      .likes([
        ['10m', 1],
        ['1h', likes],
        ['110m', likes],
      ])
      .likes(after(likes))
  })
}

const fault = (likes: number): [string, number][] => [
  ...Array.from({ length: 6 }, (_, i): [string, number] => [`${10 + 10 * i}m`, 1_000 * likes]),
  ['70m', likes + 1],
  ['4h', likes + 2],
]
const explosion = (likes: number): [string, number][] =>
  Array.from({ length: 18 }, (_, i): [string, number] => [`${10 + 10 * i}m`, likes * 100 * (i + 1)])

describe('counters that jump', () => {
  test('of all posts of a source at once, constant: no alarm, and told as doubted', () => {
    const told = meanwhile(everyDay(), ...posts(5, fault))
    expect(strip(told)).toBe('')
    const doubted = readingsOf(detect(told)).filter(({ doubtedSources }) => doubtedSources)
    expect(doubted[0]?.doubtedSources).toEqual(['facebook'])
    expect(doubted.length).toBeLessThan(15)
  })

  test('of the only post that a brand has, constant: no alarm', () => {
    expect(strip(meanwhile(everyDay(), ...posts(1, fault)))).toBe('')
  })

  test('and stay up for days without growing: no alarm, and then they are where it stands', () => {
    const stays = (likes: number): [string, number][] =>
      Array.from({ length: 60 }, (_, i): [string, number] => [`${i + 1}h`, 1_000 * likes])
    const told = meanwhile(everyDay(), ...posts(3, stays))
    expect(strip(told)).toBe('')
    expect(readingsOf(detect(told)).at(-1)!.doubtedSources).toBeUndefined()
  })

  test('of one post among four that stand still, and go on: the storm opens at the next poll', () => {
    const still = (likes: number): [string, number][] => [
      ['10m', likes],
      ['20m', likes],
    ]
    const [one] = posts(1, explosion)
    const told = meanwhile(everyDay(), one!, ...posts(5, still).slice(1))
    expect(strip(told).split('\n')[0]).toMatch(/^Mon 20:\d\d {2}storm +opened .* post \d/)
  })

  const hourly = (likes: number): [string, number][] => [['1h', likes * 400]]

  test('of one post alone, polled an hour later: it had the time, and the storm opens at that poll', () => {
    expect(strip(meanwhile(everyDay(), ...posts(1, hourly))).split('\n')[0]).toMatch(
      /^Mon 20:5\d {2}storm +opened .* post \d/,
    )
  })

  test('of several posts, polled an hour later: not before another poll shows growth', () => {
    expect(strip(meanwhile(everyDay(), ...posts(3, hourly)))).toBe('')
  })

  test('of all posts, and most go on: a true storm on many posts is not lost', () => {
    const told = meanwhile(everyDay(), ...posts(4, explosion))
    expect(strip(told)).toContain('opened')
  })
})
