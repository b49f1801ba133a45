/** What the page shows is a function of the log: in any cut, from any place, however often it is read. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Acknowledgement, Silence, Verdict } from '../../shared/core/alert.ts'
import { plainBrand } from '../../shared/core/brand.ts'
import { changesSince, sameValue } from '../../shared/core/entity-table.ts'
import { escalation } from '../../shared/core/escalation.ts'
import { emptyState } from '../../shared/core/escalation-state.ts'
import type { LiveFrame, StormView } from '../../shared/core/live.ts'
import {
  createProjection,
  fold,
  type Projection,
  type ProjectionInput,
  setSystem,
} from '../../shared/core/projection.ts'
import { readingsBetween } from '../../shared/core/reading-history.ts'
import type { Level, StormChange, StormEvent } from '../../shared/core/storm.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import {
  acknowledged,
  delivery,
  note,
  notification,
  PageTable,
  reading,
  stormEvent,
  stormIdOf,
  T0,
} from '../harness/live-samples.ts'

const NAMES = new Map([['lena', 'Lena Beispiel']])
const empty = () => createProjection([plainBrand('acme', ['Acme']), plainBrand('beta')], NAMES)

function folded(...inputs: ProjectionInput[]): Projection {
  const projection = empty()
  for (const input of inputs) fold(projection, input)
  return projection
}

/** What a page sees that asks for everything. */
function shown(projection: Projection): PageTable {
  const page = new PageTable()
  page.apply(frameOf(projection, undefined))
  return page
}

function frameOf(projection: Projection, known: number | undefined): LiveFrame {
  return { type: 'frame', instance: 'one', ...changesSince(projection.table, known) }
}

const storm = (projection: Projection): StormView =>
  shown(projection).get('storm', stormIdOf('acme'))!

describe('a brand', () => {
  test('is there before anything is known, and is not called calm then', () => {
    expect(shown(empty()).get('brand', 'acme')).toEqual({
      entity: 'brand',
      id: 'acme',
      name: 'Acme',
      timeZone: 'Europe/Berlin',
      level: 0,
      phase: 'calm',
      direction: 'steady',
      since: null,
      stormId: null,
      reading: null,
    })
  })

  test('that is not configured shows nothing', () => {
    const projection = folded(
      reading(T0, { brandId: 'gone' }),
      stormEvent(T0, 'opened', { brandId: 'gone' }),
      notification(T0, { brandId: 'gone' }),
    )
    expect(shown(projection).sorted()).toEqual(shown(empty()).sorted())
  })

  test('has its newest reading; the final one of a cell replaces the provisional', () => {
    const early = reading(T0 + MINUTE_MS, { provisional: true })
    const final = reading(T0 + 5 * MINUTE_MS)
    const same = reading(final.at, { provisional: true, mentions: 99 })
    for (const inputs of [
      [early, same, final],
      [final, same, early],
      [same, final],
    ]) {
      expect(shown(folded(...inputs)).get('brand', 'acme')?.reading).toEqual(final)
    }
  })

  test('says since when its level is what it is', () => {
    const at = (i: number) => T0 + i * 5 * MINUTE_MS
    const levels: Level[] = [0, 0, 1, 1, 0, 1]
    const projection = folded(...levels.map((level, i) => reading(at(i), { level })))
    expect(shown(projection).get('brand', 'acme')).toMatchObject({ level: 1, since: at(5) })
  })

  test('has the level of its storm from the event on, and its beginning from further back', () => {
    const opened = stormEvent(T0, 'opened')
    const raised = stormEvent(T0 + HOUR_MS, 'level-raised', { level: 3, phase: 'storm' })
    const later = reading(T0 + 9 * HOUR_MS, { level: 3, phase: 'storm' })
    for (const inputs of [
      [opened, raised, later],
      [later, opened, raised],
    ]) {
      expect(shown(folded(...inputs)).get('brand', 'acme')).toMatchObject({
        level: 3,
        phase: 'storm',
        since: T0 + HOUR_MS,
        stormId: opened.stormId,
      })
    }
    const ended = stormEvent(T0 + 10 * HOUR_MS, 'ended')
    expect(shown(folded(opened, raised, later, ended)).get('brand', 'acme')).toMatchObject({
      level: 0,
      since: ended.at,
      stormId: null,
    })
  })

  test('in praise has neither level nor storm', () => {
    const projection = folded(stormEvent(T0, 'opened', { kind: 'candystorm' }))
    expect(shown(projection).get('brand', 'acme')).toMatchObject({ level: 0, stormId: null })
    expect(storm(projection).kind).toBe('candystorm')
  })
})

describe('the direction', () => {
  const trend = (scores: readonly number[], level: Level = 1) =>
    folded(...scores.map((score, i) => reading(T0 + i * 5 * MINUTE_MS, { score, level })))
  const of = (projection: Projection) => shown(projection).get('brand', 'acme')?.direction

  test.each([
    ['up', [0.6, 0.6, 0.6, 0.6, 0.7, 0.75, 0.8]],
    ['down', [1.2, 1.1, 1, 0.9, 0.8, 0.7, 0.6]],
    ['steady', [0.6, 0.7, 0.6, 0.7, 0.6, 0.7, 0.7]],
    ['steady', [0.6, 2]],
  ] as const)('is %s by the score of the last half hour: %j', (direction, scores) => {
    expect(of(trend(scores))).toBe(direction)
  })

  test('is steady in calm, whatever the score does', () => {
    expect(of(trend([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6], 0))).toBe('steady')
  })

  test('follows the last change of level, then the score, and goes down in fading', () => {
    const events = [stormEvent(T0, 'opened')]
    expect(of(folded(...events))).toBe('up')
    events.push(stormEvent(T0 + HOUR_MS, 'level-raised', { level: 3 }))
    events.push(stormEvent(T0 + 2 * HOUR_MS, 'level-lowered', { level: 2 }))
    expect(of(folded(...events))).toBe('down')
    const late = reading(T0 + 3 * HOUR_MS, { level: 2, phase: 'rising' })
    expect(of(folded(...events, late))).toBe('steady')
    events.push(stormEvent(T0 + 4 * HOUR_MS, 'fading'))
    expect(of(folded(...events))).toBe('down')
  })
})

describe('a storm', () => {
  const opened = stormEvent(T0, 'opened')
  const raised = stormEvent(T0 + 2 * HOUR_MS, 'level-raised', { level: 3 })

  test('shows its newest event and keeps its history and peak', () => {
    const lowered = stormEvent(T0 + 3 * HOUR_MS, 'level-lowered', { level: 2, causes: [] })
    expect(storm(folded(opened, raised, lowered))).toMatchObject({
      level: 2,
      peakLevel: 3,
      status: 'firing',
      causes: [],
      history: [
        { at: T0, change: 'opened', level: 2 },
        { at: raised.at, change: 'level-raised', level: 3 },
        { at: lowered.at, change: 'level-lowered', level: 2 },
      ],
    })
  })

  test('is somebody’s until it rises', () => {
    const taken = folded(opened, acknowledged(T0 + 1))
    expect(storm(taken)).toMatchObject({
      status: 'acknowledged',
      acknowledged: { at: T0 + 1, by: 'Lena' },
    })
    fold(taken, raised)
    expect(storm(taken)).toMatchObject({ status: 'firing', acknowledged: null })
  })

  test('is nobody’s when a rise was told that nobody had, whichever topic is read first', () => {
    const told = notification(T0 + HOUR_MS, { reason: 'level-raised' })
    const before = acknowledged(T0 + 1)
    for (const inputs of [
      [told, before],
      [before, told],
    ]) {
      expect(storm(folded(opened, ...inputs)).acknowledged).toBeNull()
    }
    expect(storm(folded(opened, told, acknowledged(told.at))).status).toBe('acknowledged')
  })

  test('is over at its end, or by a verdict that can be taken back', () => {
    expect(storm(folded(opened, stormEvent(T0 + DAY_MS, 'ended')))).toMatchObject({
      status: 'resolved',
      endedAt: T0 + DAY_MS,
    })
    const verdict = (at: number, says: Verdict['verdict']): Verdict => ({
      ...{ type: 'verdict', brandId: 'acme', stormId: opened.stormId, by: 'Lena' },
      at,
      verdict: says,
    })
    const projection = folded(opened, verdict(T0 + 1, 'false-alarm'))
    expect(storm(projection).status).toBe('resolved')
    fold(projection, verdict(T0 + 2, 'right'))
    expect(storm(projection)).toMatchObject({ status: 'firing', endedAt: null })
  })

  test('is silent until an instant, or until it rises, or until that is taken back', () => {
    const silence = (at: number, until: number): Silence => ({
      ...{ type: 'silence', brandId: 'acme', stormId: opened.stormId, by: 'Lena' },
      at,
      until,
    })
    const projection = folded(opened, silence(T0 + 1, T0 + HOUR_MS))
    expect(storm(projection).silencedUntil).toBe(T0 + HOUR_MS)
    fold(projection, silence(T0 + 2, T0 + 2))
    expect(storm(projection).silencedUntil).toBeNull()
    fold(projection, silence(T0 + 3, T0 + DAY_MS))
    fold(projection, raised)
    expect(storm(projection).silencedUntil).toBeNull()
  })

  test('answers about a storm nobody knows change nothing', () => {
    expect(folded(acknowledged(T0), note(T0, 'x')).table.revision).toBe(empty().table.revision)
  })
})

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

const instant = fc.integer({ min: 0, max: 40 }).map((i) => T0 + i * 5 * MINUTE_MS)
const level = fc.integer({ min: 0, max: 6 }) as fc.Arbitrary<Level>
const brandId = fc.constantFrom('acme', 'beta')
const startedAt = fc.constantFrom(T0, T0 + HOUR_MS)
const stormId = fc.tuple(brandId, startedAt).map(([brand, at]) => stormIdOf(brand, at))
const by = fc.constantFrom('Lena', 'Jonas')
const outcome = fc.constantFrom('sent', 'failed', 'superseded')
const changes = ['opened', 'level-raised', 'level-lowered', 'fading', 'ended'] as const

const anyInput: fc.Arbitrary<ProjectionInput> = fc.oneof(
  fc
    .record({
      at: instant,
      level,
      brandId,
      provisional: fc.boolean(),
      score: fc.double({ min: -1, max: 3 }),
    })
    .map(({ at, ...other }) => reading(at, other)),
  fc
    .record({ at: instant, change: fc.constantFrom(...changes), level, brandId, startedAt })
    .map(({ at, change, ...other }) => stormEvent(at, change, other)),
  fc
    .record({ at: instant, by, stormId })
    .map(({ at, by, stormId }) => acknowledged(at, by, stormId)),
  fc
    .record({ at: instant, by, stormId, verdict: fc.constantFrom('right', 'false-alarm') })
    .map((one) => ({ ...one, type: 'verdict', brandId: one.stormId.split('/')[0]! }) as Verdict),
  fc
    .record({ at: instant, until: instant, by, stormId })
    .map((one) => ({ ...one, type: 'silence', brandId: one.stormId.split('/')[0]! }) as Silence),
  fc.record({ at: instant, stormId }).map(({ at, stormId }) => note(at, 'seen', stormId)),
  fc
    .record({ at: instant, stormId, reason: fc.constantFrom('first', 'level-raised') })
    .map(({ at, ...other }) => notification(at, other)),
  fc
    .record({ at: instant, sentAt: instant, stormId, outcome })
    .map((one) =>
      delivery(notification(one.at, { stormId: one.stormId }), one.sentAt, one.outcome),
    ),
  fc.record({
    type: fc.constant('source-status' as const),
    source: fc.constantFrom('mastodon', 'rss'),
    via: fc.constant(undefined),
    status: fc.constantFrom('live', 'blind', 'quiet'),
    observedAt: instant,
  }),
  fc.record({
    type: fc.constant('source-seen' as const),
    source: fc.constantFrom('mastodon', 'rss'),
    via: fc.constant(undefined),
    at: instant,
  }),
)

/** Nobody answers a storm that is not there, and nothing is delivered that was not decided. */
function causal(inputs: readonly ProjectionInput[]): ProjectionInput[] {
  const known = new Set<string>()
  return inputs.filter((input) => {
    if (input.type === 'storm') known.add(input.stormId)
    if (input.type === 'notification') known.add(input.notificationId)
    if (input.type === 'delivery') return known.has(input.notificationId)
    return !('stormId' in input) || known.has(input.stormId)
  })
}

describe('in any order and cut', () => {
  test('deltas add up to the snapshot', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyInput, fc.boolean()), { maxLength: 120 }),
        fc.nat({ max: 120 }),
        (steps, joinsAt) => {
          const projection = empty()
          const early = shown(projection)
          const late = new PageTable()
          for (const [i, [input, cut]] of steps.entries()) {
            fold(projection, input)
            if (cut) early.apply(frameOf(projection, early.revision))
            if (i === joinsAt) late.apply(frameOf(projection, undefined))
          }
          early.apply(frameOf(projection, early.revision))
          late.apply(frameOf(projection, late.frames === 0 ? undefined : late.revision))
          expect(early.sorted()).toEqual(shown(projection).sorted())
          expect(late.sorted()).toEqual(early.sorted())
        },
      ),
      { numRuns: 300 },
    )
  })

  test('a delta carries each entity once, and nothing known', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 80 }), fc.nat(200), (inputs, known) => {
        const projection = folded(...inputs)
        const { entities } = frameOf(projection, Math.min(known, projection.table.revision))
        const keys = entities.map(({ entity, id }) => `${entity}/${id}`)
        expect(new Set(keys).size).toBe(keys.length)
        expect(frameOf(projection, projection.table.revision).entities).toEqual([])
      }),
    )
  })

  test('records that come again change nothing', () => {
    fc.assert(
      fc.property(
        fc.array(anyInput, { minLength: 1, maxLength: 120 }),
        fc.nat(),
        fc.nat(),
        (anyInputs, end, length) => {
          const projection = empty()
          const inputs = causal(anyInputs)
          const until = end % (inputs.length + 1)
          for (const input of inputs.slice(0, until)) fold(projection, input)
          const { revision } = projection.table
          const before = shown(projection).sorted()
          const from = until - (length % (until + 1))
          for (const input of inputs.slice(from, until)) fold(projection, structuredClone(input))
          expect(shown(projection).sorted()).toEqual(before)
          expect(projection.table.revision).toBe(revision)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('page and mails agree about who has it', () => {
    const change = fc.constantFrom('level-raised', 'level-lowered', 'fading', 'opened', 'ended')
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ type: fc.constant('storm' as const), change, level }) },
      fc.record({ type: fc.constant('acknowledgement' as const), by }),
      fc.record({ type: fc.constantFrom('right', 'false-alarm'), by }),
      fc.record({ type: fc.constant('silence' as const), by, minutes: fc.nat(200) }),
    )
    const steps = fc.array(fc.tuple(step, fc.nat(40)), { maxLength: 40 })
    fc.assert(
      fc.property(steps, (all) => {
        let at = T0
        const projection = folded(stormEvent(T0, 'opened'))
        const state = emptyState('acme')
        for (const input of [PLAN, stormEvent(T0, 'opened')]) escalation.step(state, input)
        for (const [one, minutes] of all) {
          at += minutes * MINUTE_MS
          const input = answerOf(one, at)
          fold(projection, input)
          escalation.step(state, input)
          const alert = state.alerts.get(stormIdOf('acme'))!
          const view = projection.storms.get(stormIdOf('acme'))!.view
          const over = alert.endedAt !== undefined || alert.falseAlarmBy !== undefined
          expect(view.peakLevel).toBe(alert.peakLevel)
          if (alert.endedAt !== undefined) return
          expect(view.status).toBe(
            over ? 'resolved' : alert.acknowledgedBy === undefined ? 'firing' : 'acknowledged',
          )
          if (!over) expect(view.acknowledged?.by).toBe(alert.acknowledgedBy)
          const silent = (until: number | null | undefined) => (until && until > at ? until : null)
          expect(silent(view.silencedUntil)).toBe(silent(alert.silencedUntil))
        }
      }),
      { numRuns: 1_000 },
    )
  })
})

type Step =
  | { type: 'storm'; change: StormChange; level: Level }
  | { type: 'acknowledgement' | 'right' | 'false-alarm'; by: string }
  | { type: 'silence'; by: string; minutes: number }

function answerOf(step: Step, at: number): StormEvent | Acknowledgement | Silence | Verdict {
  if (step.type === 'storm') return stormEvent(at, step.change, { level: step.level })
  const about = { brandId: 'acme', stormId: stormIdOf('acme'), at, by: step.by }
  if (step.type === 'acknowledgement') return { ...about, type: step.type }
  if (step.type === 'silence')
    return { ...about, type: step.type, until: at + step.minutes * MINUTE_MS }
  return { ...about, type: 'verdict', verdict: step.type }
}

const PLAN = {
  type: 'telling',
  at: T0,
  plan: {
    people: [
      { id: 'x', name: 'X', language: 'de', timeZone: 'UTC', quietHours: undefined, holidays: [] },
    ],
    teams: [],
    routes: [
      {
        id: 'all',
        match: { minLevel: 0, maxLevel: 6, brands: [], touchpoints: [], kinds: [] },
        chain: [{ afterMs: 0, unlessAcknowledged: false, to: ['x'], channels: ['email'] }],
        continue: false,
      },
    ],
  },
} as const

test('the system moves without a record', () => {
  const projection = empty()
  const system = {
    ...({ entity: 'system', id: 'system', version: '1', recording: null, outbox: false } as const),
    now: T0,
    lag: { score: 1 },
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
