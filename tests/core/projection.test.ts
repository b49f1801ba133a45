/** Brands and storms as the page shows them. */

import { describe, expect, test } from 'vitest'
import type { Silence, Verdict } from '../../shared/core/alert.ts'
import { fold, type Projection } from '../../shared/core/projection.ts'
import type { Level } from '../../shared/core/storm.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import {
  acknowledged,
  note,
  notification,
  reading,
  stormEvent,
  T0,
} from '../harness/live-samples.ts'
import { empty, folded, shown, storm } from '../harness/projection-setup.ts'

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
