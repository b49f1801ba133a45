/** Notifications and sources as the page shows them, and what is kept for how long. */

import { describe, expect, test } from 'vitest'
import { plainBrand } from '../../shared/core/brand.ts'
import { sameValue } from '../../shared/core/entity-table.ts'
import {
  createProjection,
  fold,
  type Projection,
  type ProjectionInput,
  setSystem,
} from '../../shared/core/projection.ts'
import { readingsBetween } from '../../shared/core/reading-history.ts'
import type { Level } from '../../shared/core/storm.ts'
import { DAY_MS, MINUTE_MS } from '../../shared/core/time.ts'
import {
  delivery,
  notification,
  PageTable,
  reading,
  stormEvent,
  stormIdOf,
  T0,
} from '../harness/live-samples.ts'
import { empty, folded, frameOf, shown } from '../harness/projection-setup.ts'

describe('a notification', () => {
  const told = notification(T0)

  test('is pending under the name of the person until it is known what became of it', () => {
    const view = () => shown(projection).get('notification', told.notificationId)
    const projection = folded(told)
    expect(view()).toMatchObject({ outcome: 'pending', toName: 'Lena Beispiel', subject: '' })
    fold(projection, delivery(told, T0 + 5, 'failed'))
    expect(view()).toMatchObject({ outcome: 'failed', deliveredAt: null, detail: 'refused' })
    fold(projection, delivery(told, T0 + 9))
    expect(view()).toMatchObject({ outcome: 'sent', deliveredAt: T0 + 9, detail: null })
  })

  test('names people as the newest plan does', () => {
    const person = { id: 'lena', name: 'Lena Neu', language: 'de', timeZone: 'UTC' } as const
    const people = [{ ...person, quietHours: undefined, holidays: [] }]
    const plan = { type: 'telling', at: T0, plan: { people, teams: [], routes: [] } } as const
    const view = shown(folded(plan, told)).get('notification', told.notificationId)
    expect(view?.toName).toBe('Lena Neu')
  })
})

describe('a source', () => {
  const status = (at: number, says: 'live' | 'blind', via?: string): ProjectionInput => ({
    ...{ type: 'source-status', source: 'mastodon', via, status: says, observedAt: at },
  })
  const seen = (at: number): ProjectionInput => ({
    ...{ type: 'source-seen', source: 'mastodon', via: undefined, at },
  })

  test('has its state since its change, though a copy stands in every partition', () => {
    const projection = folded(status(T0, 'live'), seen(T0 + 5), status(T0 + 9, 'blind'))
    const { revision } = projection.table
    for (const again of [status(T0, 'live'), seen(T0 + 3), status(T0 + 9, 'blind')]) {
      fold(projection, again)
    }
    expect(projection.table.revision).toBe(revision)
    expect(shown(projection).get('source', 'mastodon')).toMatchObject({
      status: 'blind',
      since: T0 + 9,
      lastAt: T0 + 5,
    })
  })

  test('two changes at one instant: the last of them holds', () => {
    const twice = [status(T0, 'live'), status(T0, 'blind')]
    expect(shown(folded(...twice, ...twice)).get('source', 'mastodon')?.status).toBe('blind')
  })

  test('speaks, so it is live; two accounts are two', () => {
    const projection = folded(seen(T0), status(T0, 'blind', 'second'))
    expect(shown(projection).get('source', 'mastodon')).toMatchObject({
      status: 'live',
      lastAt: T0,
    })
    expect(shown(projection).get('source', 'mastodon/second')?.lastAt).toBeNull()
  })
})

describe('readings of the past', () => {
  test('come out as they went in', () => {
    const all = Array.from({ length: 300 }, (_, i) =>
      reading(T0 + i * 5 * MINUTE_MS, {
        mentions: i % 7 === 0 ? null : i / 3,
        level: (i % 7) as Level,
        phase: (['calm', 'rising', 'storm', 'fading'] as const)[i % 4]!,
        warmingUp: i % 2 === 0,
        ...(i % 3 === 0 ? { doublingTimeMin: i, next3h: { low: 1, high: i } } : {}),
        ...(i % 5 === 0 ? { leadingMentionId: `mastodon:${i}`, leadingInteractions: i } : {}),
        ...(i % 2 === 0 ? { warnAt: 0.8 + i } : {}),
        ...(i % 3 === 0 ? { zSlow: -i } : {}),
        policyId: `p${i % 2}`,
      }),
    )
    const projection = folded(...all, ...all)
    const { history } = projection.brands.get('acme')!
    expect(readingsBetween(history, T0, T0 + DAY_MS * 9)).toEqual(all)
    expect(readingsBetween(history, all[3]!.at, all[5]!.at - 1)).toEqual([all[3], all[4]])
    expect(readingsBetween(history, T0 - DAY_MS, T0 - 1)).toEqual([])
  })

  test('stay for seven days, and for fewer where there are many brands', () => {
    const cells = (days: number) =>
      Array.from({ length: days * 288 }, (_, i) => reading(T0 + i * 5 * MINUTE_MS))
    const { history } = folded(...cells(10)).brands.get('acme')!
    expect(history.length).toBeGreaterThanOrEqual(7 * 288 * 0.85)
    expect(history.length).toBeLessThanOrEqual(7 * 288)
    const many = createProjection(
      Array.from({ length: 1_000 }, (_, i) => plainBrand(`b${i}`)).concat(plainBrand('acme')),
      new Map(),
    )
    for (const one of cells(3)) fold(many, one)
    expect(many.brands.get('acme')!.history.length).toBeLessThanOrEqual(200)
  })
})

describe('what is long over', () => {
  const many = (count: number, gapMs: number) =>
    Array.from({ length: count }, (_, i) => {
      const startedAt = T0 + i * gapMs
      return [
        stormEvent(startedAt, 'opened', { startedAt }),
        stormEvent(startedAt + MINUTE_MS, 'ended', { startedAt }),
        notification(startedAt, { stormId: stormIdOf('acme', startedAt) }),
      ]
    }).flat()
  const count = (projection: Projection, kind: string) =>
    shown(projection)
      .sorted()
      .filter(({ entity }) => entity === kind).length

  test.each([
    ['more than 500', 2_000, 10 * MINUTE_MS, 500],
    ['older than 30 days', 90, DAY_MS, 32],
  ])('is forgotten: %s', (_, storms, gapMs, most) => {
    const inputs = many(storms, gapMs)
    const projection = folded(...inputs)
    expect(count(projection, 'storm')).toBeLessThanOrEqual(most)
    expect(count(projection, 'storm')).toBeGreaterThan(25)
    expect(count(projection, 'notification')).toBeLessThanOrEqual(most)
    expect(projection.storms.size).toBe(count(projection, 'storm'))
    const { revision } = projection.table
    for (const input of inputs) fold(projection, input)
    expect(projection.table.revision).toBe(revision)
  })

  test('an open storm never is', () => {
    const open = stormEvent(T0 - 1, 'opened', { startedAt: T0 - 1 })
    const projection = folded(open, ...many(700, MINUTE_MS))
    expect(projection.storms.has(open.stormId)).toBe(true)
  })

  test('a page that knew it gets everything anew, and seldom', () => {
    const projection = empty()
    const page = new PageTable()
    let full = 0
    for (const input of many(2_000, 10 * MINUTE_MS)) {
      fold(projection, input)
      const frame = frameOf(projection, page.frames === 0 ? undefined : page.revision)
      if (frame.full) full++
      page.apply(frame)
    }
    expect(page.sorted()).toEqual(shown(projection).sorted())
    expect(full).toBeLessThan(45)
  })
})

test('the system moves without a record', () => {
  const projection = empty()
  const system = {
    ...({ entity: 'system', id: 'system', version: '1', recording: null, outbox: false } as const),
    now: T0,
    lag: { score: 1 },
    troubles: [],
  }
  setSystem(projection, system)
  const { revision } = projection.table
  setSystem(projection, { ...system, lag: { score: 1 } })
  expect(projection.table.revision).toBe(revision)
  setSystem(projection, { ...system, now: T0 + 1 })
  expect(frameOf(projection, revision).entities).toHaveLength(1)
})

test.each([
  [{ a: 1 }, { a: 1, b: undefined }, true],
  [{ a: [1, 2] }, { a: [1, 2] }, true],
  [{ a: [1, 2] }, { a: [1] }, false],
  [{ a: null }, { a: undefined }, false],
  [[], {}, false],
  [Number.NaN, Number.NaN, true],
])('sameValue(%j, %j) is %s', (a, b, same) => {
  expect(sameValue(a, b)).toBe(same)
  expect(sameValue(b, a)).toBe(same)
})
