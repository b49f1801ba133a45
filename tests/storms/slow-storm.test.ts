/** The storm that grows for weeks, never loud on any day, and what must not be taken for one. */

import { describe, expect, test } from 'vitest'
import { Product } from '../../services/cli/evaluate/product.ts'
import { DEFAULT_POLICY } from '../../shared/core/policy.ts'
import { DAY_MS } from '../../shared/core/time.ts'
import { detect, meanwhile, readingsOf, stormsOf, strip, timeline } from '../harness/timeline.ts'

const start = () => timeline('acme', { from: 'Mon 00:00' })

/** What opened, as days since the beginning and cause. */
function opened(t: Parameters<typeof detect>[0], fromDay = 0) {
  const told = detect(t)
  const startAt = readingsOf(told)[0]!.at
  return stormsOf(told)
    .filter(({ change, kind }) => change === 'opened' && kind === 'storm')
    .map(({ at, causes }) => ({ day: (at - startAt) / DAY_MS - fromDay, kind: causes[0]!.kind }))
}

describe('a storm that grows for weeks', () => {
  test('is found within ten days and before half of its height', () => {
    const t = start().steady('28d', { perMinute: 1, negative: 0.15 })
    for (let day = 1; day <= 20; day++)
      t.steady('1d', { perMinute: 1, negative: 0.15 + 0.01 * day })
    const [first] = opened(t, 28)
    expect(first).toMatchObject({ kind: 'slow' })
    expect(first!.day).toBeGreaterThan(0)
    expect(first!.day).toBeLessThanOrEqual(10)
  })

  test('eight negative mentions in a day are a storm for a brand with five mentions a day', () => {
    const brand = new Product({ policy: DEFAULT_POLICY, startAt: 0, polarity: true })
    const alerts: number[] = []
    for (let tick = 0; tick < 29 * 288; tick++) {
      const storm = tick >= 28 * 288
      const spoken = tick % (storm ? 36 : 57) === 20
      const negative = spoken && (storm || tick % 285 === 20)
      if (brand.tick(spoken ? 1 : 0, negative ? 1 : 0).alert) alerts.push(tick / 288)
    }
    expect(alerts.length).toBe(1)
    expect(alerts[0]).toBeGreaterThan(28)
  })

  test('a storm of hours is not told once more as a slow one', () => {
    const t = start()
      .steady('21d', { perMinute: 1, negative: 0.15 })
      .surge('2h', { perMinute: 15, negative: 0.8 })
      .steady('6h', { perMinute: 15, negative: 0.8 })
      .surge('10h', { perMinute: 1, negative: 0.15 })
      .steady('14d', { perMinute: 1, negative: 0.15 })
    const storms = opened(t)
    expect(storms.length).toBe(1)
    expect(storms[0]!.kind).not.toBe('slow')
    expect(storms[0]!.day).toBeLessThan(21.2)
  })
})

describe('what is no slow storm', () => {
  test('six weeks of week-ends with half of the mentions and a third more of critics', () => {
    const t = start()
    for (let day = 0; day < 42; day++) {
      const weekend = day % 7 > 4
      t.steady('1d', { perMinute: weekend ? 0.1 : 0.2, negative: weekend ? 0.2 : 0.15 })
    }
    expect(opened(t)).toEqual([])
  })

  test('one person who will not stop, where hardly anybody speaks', () => {
    const few = start().steady('28d', { perMinute: 5 / 1440, negative: 0.15 })
    const loud = timeline('acme', { from: 'Mon 00:00', seed: 2, ids: 'test:loud' })
      .silence('21d')
      .silence('10h')
      .steady('3h', { perMinute: 0.12, negative: 1, authors: 1 })
    expect(strip(meanwhile(few, loud))).toBe('')
  })

  test.each([1, 2, 3, 4])('five loud evenings of one or two people, seed %d', (seed) => {
    for (const people of [1, 2]) {
      const few = { perMinute: 2 / 1440, negative: 0.15 }
      const calm = timeline('acme', { from: 'Mon 00:00', seed }).steady('35d', few)
      const loud = timeline('acme', { from: 'Mon 18:00', seed: 2, ids: 'test:loud' }).silence('21d')
      for (let evening = 0; evening < 5; evening++)
        loud
          .steady('3h', { perMinute: 5 / 180, negative: 1, authors: people, even: true })
          .silence('21h')
      expect(opened(meanwhile(calm, loud)).map(({ kind }) => kind)).not.toContain('slow')
    }
  })

  test.each([0.1, 0.5])('twelve weeks in which nothing changes, share %d', (negative) => {
    const storms = opened(start().steady('84d', { perMinute: 0.05, negative }))
    expect(storms.filter(({ kind }) => kind === 'slow')).toEqual([])
    expect(storms.length).toBeLessThanOrEqual(12 * DEFAULT_POLICY.alertBudget)
  })
})

describe('a second wave', () => {
  test('after the first has ended opens a storm of its own, as soon', () => {
    const angry = { perMinute: 20, negative: 0.8 }
    const calm = { perMinute: 2, negative: 0.2 }
    const t = start()
      .steady('21d', calm)
      .surge('2h', angry)
      .surge('4h', calm)
      .steady('42h', calm)
      .surge('2h', angry)
      .surge('4h', calm)
      .steady('1d', calm)
    const [first, second, ...others] = opened(t, 21)
    expect(others).toEqual([])
    expect(first!.day * 24).toBeLessThan(1)
    expect(second!.day * 24 - 48).toBeGreaterThan(0)
    expect(second!.day * 24 - 48).toBeLessThan(1)
  })
})

describe('a new brand', () => {
  test.each(['6h', '1d', '3d'])('watched for %s: a storm opens, with higher thresholds', (age) => {
    const t = start()
      .steady(age, { perMinute: 2, negative: 0.2 })
      .surge('2h', { perMinute: 40, negative: 0.9 })
      .steady('1h', { perMinute: 40, negative: 0.9 })
    expect(opened(t).length).toBe(1)
  })
})
