/** What the page shows is a function of the log: in any cut, however often it is read, and as the mails say. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Acknowledgement, Silence, Verdict } from '../../shared/core/alert.ts'
import { escalation } from '../../shared/core/escalation.ts'
import { emptyState } from '../../shared/core/escalation-state.ts'
import { fold, type ProjectionInput } from '../../shared/core/projection.ts'
import type { Level, StormChange, StormEvent } from '../../shared/core/storm.ts'
import { HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
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
import { empty, folded, frameOf, shown } from '../harness/projection-setup.ts'

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
