import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { StartingDesign } from '../../services/cli/evaluate/starting-design.ts'
import { detector } from '../../shared/core/detector.ts'
import type { StormEvent } from '../../shared/core/storm.ts'
import { DAY_MS, MINUTE_MS } from '../../shared/core/time.ts'

const data = process.env['STURMWARTE_DATA']
const TICK_MS = 5 * MINUTE_MS

interface Golden {
  readonly tot: number[]
  readonly neg: number[]
  readonly storm_onset_tick: number
  readonly storm_peak_tick: number
}

/** The score of the starting design on these days is held to six digits in `tests/services/evaluate.test.ts`. */
describe.skipIf(!data)('twelve days with one storm', () => {
  const golden = data
    ? (JSON.parse(readFileSync(join(data, 'series/golden_detector.json'), 'utf8')) as Golden)
    : undefined

  test('one storm is opened, before its peak, and not later than the starting design would', () => {
    const { tot, neg, storm_onset_tick: onset, storm_peak_tick: peak } = golden!
    const state = detector.initial('acme')
    const start = Date.UTC(2026, 0, 1)
    const design = new StartingDesign()
    const opened: StormEvent[] = []
    let designTick: number | undefined
    tot.forEach((mentions, tick) => {
      const negatives = neg[tick]!
      if (design.tick(mentions, negatives).alert && tick >= onset) designTick ??= tick
      const at = start + tick * TICK_MS
      const cell = { brandId: 'acme', at, mentions, negatives, authors: null, engagement: null }
      for (const out of detector.step(state, { type: 'counts', ...cell }))
        if (out.type === 'storm' && out.change === 'opened') opened.push(out)
    })
    detector.advance(state, start + tot.length * TICK_MS + DAY_MS)
    const ticks = opened.map(({ at }) => (at - start) / TICK_MS - 1)
    expect(ticks.length).toBe(1)
    expect(ticks[0]).toBeGreaterThan(onset)
    expect(ticks[0]).toBeLessThan(peak)
    expect(ticks[0]).toBeLessThanOrEqual(designTick!)
  })
})
