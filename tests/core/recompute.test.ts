import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { detector } from '../../shared/core/detector.ts'
import type { Observation } from '../../shared/core/observation.ts'
import { DEFAULT_POLICY, type Policy } from '../../shared/core/policy.ts'
import { recompute, usualNegatives } from '../../shared/core/recompute.ts'
import type { Reading } from '../../shared/core/storm.ts'
import { MINUTE_MS } from '../../shared/core/time.ts'
import { storyOf } from '../harness/story.ts'

/** The closed readings of a log, each with the policy that was in force. */
function closedReadings(log: readonly Observation[]): { reading: Reading; policy: Policy }[] {
  const state = detector.initial('acme')
  const found: { reading: Reading; policy: Policy }[] = []
  for (const record of log) {
    for (const out of detector.step(state, record)) {
      if (out.type === 'reading' && !out.provisional && out.score !== null)
        found.push({ reading: out, policy: state.policy })
    }
  }
  return found
}

/** Readings hold six digits; a deviation of a quarter makes four of them. */
const NEAR = 4e-5

function errorOf({ reading, policy }: { reading: Reading; policy: Policy }): number {
  const { zShare, zVolume, score } = recompute(reading, policy)
  return Math.max(
    Math.abs((zShare ?? 0) - (reading.zShare ?? 0)),
    Math.abs(zVolume - (reading.zVolume ?? 0)),
    Math.abs(score - (reading.score ?? 0)),
  )
}

describe('every reading', () => {
  test('can be recomputed from the numbers that it carries', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        for (const one of closedReadings(storyOf(seed))) expect(errorOf(one)).toBeLessThan(NEAR)
      }),
      { numRuns: 60 },
    )
  })

  test.each([
    ['with negatives', (i: number): number | null => 2 + (i % 3)],
    ['without negatives', (): number | null => null],
  ])('of a file of counts too, %s', (_, negatives) => {
    const at = Date.UTC(2026, 2, 2)
    const counts = Array.from(
      { length: 400 },
      (_, i): Observation => ({
        type: 'counts',
        brandId: 'acme',
        at: at + i * 5 * MINUTE_MS,
        mentions: 10 + (i % 7) * 3,
        negatives: negatives(i),
        authors: null,
        engagement: null,
      }),
    )
    const found = closedReadings(counts)
    expect(found.length).toBeGreaterThan(390)
    for (const one of found) expect(errorOf(one)).toBeLessThan(NEAR)
    const { reading, policy } = found.at(-1)!
    expect(policy).toEqual(DEFAULT_POLICY)
    const { negatives: seen } = reading.window
    expect(usualNegatives(reading)).toBeGreaterThan(0.6 * seen)
    expect(usualNegatives(reading)).toBeLessThan(1.6 * seen)
  })
})
