/** What a source tells of itself: live, slow, quiet, blind, catching up; changes at once, the same again every hour. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createGaps, keepState } from '../../services/ingest/source-state.ts'
import type { SourceState } from '../../shared/core/mention.ts'
import { manualClock } from '../../shared/edge/clock.ts'

const NOON = Date.parse('2026-03-02T12:00:00Z')
const MINUTE = 60_000
const HOUR = 60 * MINUTE

function openKeeper(takes: () => boolean = () => true) {
  const clock = manualClock(NOON)
  const gaps = createGaps()
  const told: string[] = []
  const tell = async (state: SourceState) => {
    if (takes()) told.push(state)
    return takes()
  }
  const keeper = keepState(tell, { clock, gaps, staleFactor: 3 })
  /** Lets time pass as a process feels it: in short steps, with everything done in between. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 20_000) {
      clock.moveTo(clock.now() + 20_000)
      for (let turn = 0; turn < 5; turn++) await Promise.resolve()
    }
  }
  return { clock, gaps, told, keeper, pass }
}

describe('a state', () => {
  test('is told when it changes and otherwise every hour', async () => {
    const { told, keeper, pass } = openKeeper()
    await pass(HOUR)
    expect(told).toEqual([])
    for (let minute = 0; minute < 150; minute++) {
      await keeper.rounded()
      await pass(MINUTE)
    }
    expect(told).toEqual(['live', 'live', 'live'])
    await keeper.blind()
    expect(told.at(-1)).toBe('blind')
    await pass(HOUR)
    expect(told.slice(-2)).toEqual(['blind', 'blind'])
    keeper.stop()
    await pass(3 * HOUR)
    expect(told).toHaveLength(5)
  })

  test('is the worst that was noted in a round, until a round without a note', async () => {
    const { told, keeper } = openKeeper()
    await keeper.note('slow')
    await keeper.rounded()
    await keeper.note('slow')
    await keeper.note('blind')
    await keeper.rounded()
    await keeper.rounded()
    expect(told).toEqual(['slow', 'blind', 'live'])
  })

  test('of working off a backlog is told at once', async () => {
    const { told, keeper } = openKeeper()
    await keeper.rounded()
    await keeper.note('catching-up')
    expect(told).toEqual(['live', 'catching-up'])
    await keeper.rounded()
    await keeper.rounded()
    expect(told).toEqual(['live', 'catching-up', 'live'])
  })

  test('that the log did not take is told at the next look', async () => {
    let takes = false
    const { told, keeper, pass } = openKeeper(() => takes)
    await keeper.rounded()
    takes = true
    await pass(20_000)
    expect(told).toEqual(['live'])
  })
})

describe('a source is quiet', () => {
  /** Finds something every `gap`, so often. */
  async function finding(world: ReturnType<typeof openKeeper>, gap: number, times: number) {
    for (let i = 0; i < times; i++) {
      world.gaps.found(world.clock.now())
      await world.keeper.rounded()
      await world.pass(gap)
    }
  }

  test('after three of its usual gaps without anything, and live again with the next find', async () => {
    const world = openKeeper()
    await finding(world, 40 * MINUTE, 7)
    expect(new Set(world.told)).toEqual(new Set(['live']))
    await world.pass(79 * MINUTE)
    expect(world.told.at(-1)).toBe('live')
    await world.pass(2 * MINUTE)
    expect(world.told.at(-1)).toBe('quiet')
    world.gaps.found(world.clock.now())
    await world.keeper.rounded()
    expect(world.told.at(-1)).toBe('live')
  })

  test('not within an hour, however busy it was', async () => {
    const world = openKeeper()
    await finding(world, 2 * MINUTE, 100)
    await world.pass(57 * MINUTE)
    expect(world.told.at(-1)).toBe('live')
    await world.pass(3 * MINUTE)
    expect(world.told.at(-1)).toBe('quiet')
  })

  test('not before its gaps are known', async () => {
    const world = openKeeper()
    await finding(world, 10 * MINUTE, 5)
    await world.pass(24 * HOUR)
    expect(world.told).not.toContain('quiet')
  })

  test('not while it is blind: that is worse', async () => {
    const world = openKeeper()
    await finding(world, 10 * MINUTE, 10)
    await world.keeper.blind()
    await world.pass(24 * HOUR)
    expect(world.told.at(-1)).toBe('blind')
  })

  test('by the time of finds, however many come at once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), (many) => {
        const gaps = createGaps()
        for (let hour = 0; hour < 8; hour++)
          for (let i = 0; i < many; i++) gaps.found(NOON + hour * HOUR + i)
        expect(gaps.isQuiet(NOON + 9.9 * HOUR, 3)).toBe(false)
        expect(gaps.isQuiet(NOON + 10.1 * HOUR, 3)).toBe(true)
      }),
    )
  })
})
