/** What goes wrong inside is told within two minutes, and only what does. */

import { describe, expect, it } from 'vitest'
import { type TroubleSample, TroubleWatch } from '../../services/alert/troubles.ts'
import type { Trouble } from '../../shared/core/live.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/core/time.ts'

const T0 = Date.UTC(2026, 2, 7, 20)
const EVERY_MS = 5 * SECOND_MS

/** Looks every five seconds and gives what was told at each time, by seconds since the start. */
function told(
  ms: number,
  sampleAt: (ms: number) => Partial<TroubleSample>,
  watch = new TroubleWatch(),
): Map<number, Trouble[]> {
  const found = new Map<number, Trouble[]>()
  for (let passed = 0; passed <= ms; passed += EVERY_MS) {
    const none = new Map<string, number>()
    const usual = { elapsedMs: passed, at: T0 + passed, progress: {}, failing: none, failed: none }
    const troubles = watch.look({ ...usual, ...sampleAt(passed) })
    if (troubles.length > 0) found.set(passed, troubles)
  }
  return found
}

const firstOf = (found: Map<number, Trouble[]>) => [...found][0]

/** A group that works off so many records between two looks. */
const stage = (records: number, committed: number) => ({
  progress: { score: { records, committed } },
})

describe('a stage', () => {
  it('that stands still while records wait is told within two minutes', () => {
    const [at = 0, troubles] = firstOf(told(10 * MINUTE_MS, () => stage(3, 40)))!
    expect(at).toBeLessThanOrEqual(2 * MINUTE_MS)
    expect(troubles).toEqual([{ kind: 'stalled', what: 'score', since: T0, count: 3 }])
  })

  it('that falls further behind is told within two minutes', () => {
    const [at = 0, [trouble] = []] = firstOf(
      told(10 * MINUTE_MS, (ms) => stage(5_000 + ms / 10, ms)),
    )!
    expect(at).toBeLessThanOrEqual(2 * MINUTE_MS)
    expect(trouble).toMatchObject({ kind: 'falling-behind', what: 'score', since: T0 })
  })

  it.each([
    ['has nothing to do', () => stage(0, 40)],
    ['has a record on the way at every look', (ms: number) => stage(1, ms / EVERY_MS)],
    ['catches up after a start', (ms: number) => stage(Math.max(0, 900_000 - ms), ms)],
    ['has a burst', (ms: number) => stage(ms < MINUTE_MS ? 40_000 + ms : 0, ms)],
  ])('that %s is no trouble', (_, sample) => {
    expect(told(15 * MINUTE_MS, sample).size).toBe(0)
  })

  it('that works again is no trouble any more', () => {
    const found = told(10 * MINUTE_MS, (ms) => stage(3, ms < 5 * MINUTE_MS ? 40 : 40 + ms))
    expect(Math.max(...found.keys())).toBe(5 * MINUTE_MS - EVERY_MS)
  })

  it('of which now and then nothing can be asked is not called well', () => {
    const found = told(6 * MINUTE_MS, (ms) =>
      ms % (2 * EVERY_MS) === 0 ? { progress: undefined } : stage(3, 40),
    )
    expect(firstOf(found)?.[0]).toBeLessThanOrEqual(2 * MINUTE_MS)
  })
})

describe('messages', () => {
  it('that fail again and again are told at once, with their number, until they have gone', () => {
    const found = told(10 * MINUTE_MS, (ms) => ({
      failing: new Map(ms >= MINUTE_MS && ms < 4 * MINUTE_MS ? [['email', 2]] : []),
    }))
    expect([...found.keys()].at(0)).toBe(MINUTE_MS)
    expect([...found.keys()].at(-1)).toBe(4 * MINUTE_MS - EVERY_MS)
    expect(found.get(3 * MINUTE_MS)).toEqual([
      { kind: 'undelivered', what: 'email', since: T0 + MINUTE_MS, count: 2 },
    ])
  })

  it('that were given up are told for an hour', () => {
    const found = told(2 * HOUR_MS, (ms) => ({
      failed: new Map(ms === MINUTE_MS ? [['email', 1]] : []),
    }))
    expect([...found.keys()].at(0)).toBe(MINUTE_MS)
    expect([...found.keys()].at(-1)).toBe(MINUTE_MS + HOUR_MS - EVERY_MS)
  })
})
