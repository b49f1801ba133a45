import { describe, expect, test } from 'vitest'
import { calmLife, type Heat, type Life, live } from '../../shared/core/life.ts'
import { DEFAULT_POLICY } from '../../shared/core/policy.ts'
import { type Level, PHASES, type Phase, TRANSITIONS } from '../../shared/core/storm.ts'
import { HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'

const START = Date.UTC(2026, 2, 2)
const heat = (state: 'hot' | 'warm' | 'cool', level: Level = 2): Heat => ({
  hot: state === 'hot',
  cool: state === 'cool',
  level: state === 'hot' ? level : 0,
})

/** Lives through `[state, minutes]` in steps of five minutes and tells each change as `minute phase`. */
function story(
  ...parts: readonly (readonly ['hot' | 'warm' | 'cool', minutes: number, level?: Level])[]
): string[] {
  const life = calmLife()
  const told: string[] = []
  let minute = 0
  for (const [state, minutes, level] of parts)
    for (const until = minute + minutes; minute < until; minute += 5)
      if (live(life, heat(state, level), START + minute * MINUTE_MS, DEFAULT_POLICY) !== undefined)
        told.push(`${minute} ${life.phase}`)
  return told
}

describe('the life of a storm', () => {
  test('rises at once, is confirmed after 15 minutes, fades after 15 cool ones, ends after 6 hours', () => {
    expect(story(['hot', 60], ['cool', 600])).toEqual([
      '0 rising',
      '15 storm',
      '75 fading',
      '435 calm',
    ])
  })

  test('a dip on the way does not matter for the confirmation', () => {
    expect(story(['hot', 10], ['warm', 5], ['hot', 10])).toEqual(['0 rising', '15 storm'])
  })

  test('between hot and cool nothing changes', () => {
    expect(story(['hot', 30], ['warm', 2_000])).toEqual(['0 rising', '15 storm'])
  })

  test('what was never confirmed fades too', () => {
    expect(story(['hot', 5], ['cool', 400])).toEqual(['0 rising', '20 fading', '380 calm'])
  })

  test('one warm moment and cooling begins anew', () => {
    expect(story(['hot', 30], ['cool', 10], ['warm', 5], ['cool', 30])).toEqual([
      '0 rising',
      '15 storm',
      '60 fading',
    ])
  })

  test('six hours count from the fading, however long it was neither hot nor cool before', () => {
    expect(story(['hot', 30], ['warm', 600], ['cool', 500]).slice(2)).toEqual([
      '645 fading',
      '1005 calm',
    ])
  })

  test('a second wave while it fades is a storm at once', () => {
    expect(story(['hot', 30], ['cool', 120], ['hot', 5]).slice(2)).toEqual([
      '45 fading',
      '150 storm',
    ])
  })

  test('after the end no second storm of the same level so soon, a higher one at once', () => {
    const policy = { ...DEFAULT_POLICY, endAfter: 10 * MINUTE_MS }
    const opened = (level: Level) => {
      const life = calmLife()
      const phases: Phase[] = []
      const at = (minute: number) => START + minute * MINUTE_MS
      for (let minute = 0; minute <= 20; minute += 5) live(life, heat('hot', 3), at(minute), policy)
      for (let minute = 25; minute <= 60; minute += 5) live(life, heat('cool'), at(minute), policy)
      expect(life.phase).toBe('calm')
      for (let minute = 65; minute <= 8 * 60; minute += 5) {
        live(life, heat('hot', level), at(minute), policy)
        phases.push(life.phase)
      }
      return 65 + 5 * phases.indexOf('rising')
    }
    expect(opened(4)).toBe(65)
    expect(opened(3)).toBe(DEFAULT_POLICY.refractory / MINUTE_MS)
    expect(opened(2)).toBe(DEFAULT_POLICY.refractory / MINUTE_MS)
  })
})

describe('the table', () => {
  const warm: Life = {
    ...calmLife(),
    phaseAt: START,
    notHotSince: START,
    coolSince: START,
    hotSince: START,
  }
  const states = { hot: 'hot', cool: 'cool', 'not hot': 'warm' } as const

  test.each(TRANSITIONS)('$from, $when for $after: $to', ({ from, when, after, to }) => {
    const state = heat(states[when])
    const waitMs = after === undefined ? 0 : DEFAULT_POLICY[after]
    const at = START + 24 * HOUR_MS
    const life = { ...warm, phase: from, phaseAt: at - waitMs }
    expect(live(life, state, at, DEFAULT_POLICY)).toBe(from)
    expect(life).toMatchObject({ phase: to, phaseAt: at })
    if (waitMs === 0) return
    const early = { ...warm, phase: from, phaseAt: at - waitMs + 1 }
    expect(live(early, state, at, DEFAULT_POLICY)).toBeUndefined()
    expect(early.phase).toBe(from)
  })

  test('names every phase as a beginning and as an end', () => {
    expect(new Set(TRANSITIONS.map((move) => move.from))).toEqual(new Set(PHASES))
    expect(new Set(TRANSITIONS.map((move) => move.to))).toEqual(new Set(PHASES))
  })
})
