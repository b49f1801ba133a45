/** Laws of the escalation over random lives of two storms, with answers, in a house where everybody sleeps at night. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AlertInput, Notification } from '../../shared/core/alert.ts'
import { escalation } from '../../shared/core/escalation.ts'
import type { Level, Phase, StormEvent } from '../../shared/core/storm.ts'
import { HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { at, begin, fold, HOUSE, storm, telling } from '../harness/alerts.ts'

type Act =
  | 'open'
  | 'raise'
  | 'lower'
  | 'fade'
  | 'end'
  | 'acknowledge'
  | 'silence'
  | 'false-alarm'
  | 'right'

interface Move {
  readonly storm: 0 | 1
  readonly afterMin: number
  readonly act: Act
  readonly by: string
  readonly amount: number
}

const move: fc.Arbitrary<Move> = fc.record({
  storm: fc.constantFrom(0 as const, 0 as const, 1 as const),
  afterMin: fc.oneof(fc.constantFrom(0, 1, 30, 60), fc.integer({ min: 0, max: 300 })),
  act: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom<Act>('open', 'raise', 'lower', 'fade', 'end') },
    { weight: 3, arbitrary: fc.constantFrom<Act>('acknowledge', 'silence') },
    { weight: 1, arbitrary: fc.constantFrom<Act>('false-alarm', 'right') },
  ),
  by: fc.constantFrom('lena', 'max', 'Petra', 'somebody'),
  amount: fc.integer({ min: 1, max: 4 }),
})

/** Lives as the detector makes them: opened, up and down, fading and back, ended, and then never again. */
const lives = fc.array(move, { minLength: 1, maxLength: 40 }).map((moves) => {
  const inputs: AlertInput[] = []
  const storms = new Map<number, { level: number; phase: Phase; round: number }>()
  let now = at('09:00')
  for (const one of moves) {
    now += one.afterMin * MINUTE_MS
    const life = storms.get(one.storm) ?? { level: 0, phase: 'calm', round: 0 }
    storms.set(one.storm, life)
    const input = inputOf(one, life, now)
    if (input) inputs.push(input)
  }
  inputs.push({ type: 'tick', at: now + 48 * HOUR_MS })
  return inputs
})

function inputOf(
  { storm: number, act, by, amount }: Move,
  life: { level: number; phase: Phase; round: number },
  now: number,
): AlertInput | undefined {
  const event = (change: StormEvent['change'], level: number, phase: Phase) => {
    Object.assign(life, { level, phase })
    const stormId = `kornblum/${number}-${life.round}/post`
    return { ...storm('00:00', change, level as Level), at: now, startedAt: now, stormId, phase }
  }
  const calm = life.phase === 'calm'
  const answered = { brandId: 'kornblum', stormId: `kornblum/${number}-${life.round}/post`, by }
  switch (act) {
    case 'open':
      if (!calm) return undefined
      life.round++
      return event('opened', Math.min(6, 1 + amount), 'rising')
    case 'raise':
      if (calm || life.level >= 6) return undefined
      return event('level-raised', Math.min(6, Math.max(2, life.level + amount)), 'storm')
    case 'lower':
      if (calm || life.level <= 1) return undefined
      return event('level-lowered', Math.max(1, life.level - amount), life.phase)
    case 'fade':
      return calm || life.phase === 'fading' ? undefined : event('fading', 1, 'fading')
    case 'end':
      return life.phase === 'fading' ? event('ended', 0, 'calm') : undefined
    case 'acknowledge':
      return { type: 'acknowledgement', at: now, ...answered }
    case 'silence':
      return { type: 'silence', at: now, until: now + amount * HOUR_MS, ...answered }
    default:
      return { type: 'verdict', at: now, verdict: act, ...answered }
  }
}

const sorted = (messages: readonly Notification[]) =>
  messages.map((one) => JSON.stringify(one)).sort()

test('ticks only hurry', () => {
  fc.assert(
    fc.property(lives, fc.array(fc.nat(72 * 60), { maxLength: 60 }), (inputs, minutes) => {
      const ticks = minutes.map((after) => ({
        type: 'tick' as const,
        at: at('09:00') + after * MINUTE_MS,
      }))
      const more = [...inputs, ...ticks]
        .map((input, place) => ({ input, place }))
        .sort((a, b) => a.input.at - b.input.at || a.place - b.place)
        .map(({ input }) => input)
      expect(sorted(fold(more))).toEqual(sorted(fold(inputs)))
    }),
  )
})

test('a restart from a snapshot is invisible', () => {
  fc.assert(
    fc.property(lives, fc.array(fc.boolean(), { maxLength: 20 }), (inputs, restarts) => {
      let state = begin()
      const out = inputs.flatMap((input, i) => {
        if (restarts[i % restarts.length]) {
          state = escalation.restore('kornblum', escalation.snapshot(state))
          expect(escalation.step(state, telling(HOUSE))).toEqual([])
        }
        return escalation.step(state, input)
      })
      expect(out).toEqual(fold(inputs))
    }),
  )
})

test('a record that comes again changes nothing', () => {
  fc.assert(
    fc.property(lives, fc.array(fc.nat(), { minLength: 1, maxLength: 20 }), (inputs, picks) => {
      const state = begin()
      const out = inputs.flatMap((input, i) => {
        const fresh = escalation.step(state, input)
        const again = inputs[picks[i % picks.length]! % (i + 1)]!
        const before = escalation.snapshot(state)
        expect(escalation.step(state, again)).toEqual([])
        expect(escalation.snapshot(state)).toEqual(before)
        return fresh
      })
      expect(out).toEqual(fold(inputs))
    }),
  )
})

test('every message has an id of its own, says who else knows, and never waits for the past', () => {
  fc.assert(
    fc.property(lives, (inputs) => {
      const out = fold(inputs)
      expect(new Set(out.map((one) => one.notificationId)).size).toBe(out.length)
      for (const one of out) {
        expect(one.alsoTold).not.toContain(one.to)
        if (one.notBefore !== undefined) expect(one.notBefore).toBeGreaterThan(one.at)
      }
    }),
  )
})

/** One person's messages about one storm. */
function byPerson(messages: readonly Notification[]): Notification[][] {
  const all = new Map<string, Notification[]>()
  for (const one of messages) {
    const key = `${one.stormId} ${one.to}`
    all.set(key, [...(all.get(key) ?? []), one])
  }
  return [...all.values()]
}

/** What a person really gets: a message that waits is replaced by what comes before its time. */
function received(messages: readonly Notification[]): Notification[] {
  return messages.filter((one, i) => {
    const next = messages[i + 1]
    return one.notBefore === undefined || next === undefined || next.at >= one.notBefore
  })
}

test('nobody is told the same twice', () => {
  fc.assert(
    fc.property(lives, (inputs) => {
      const revived = inputs.some((one) => one.type === 'verdict' && one.verdict === 'right')
      for (const messages of byPerson(fold(inputs)).map(received)) {
        const count = (reason: string) => messages.filter((one) => one.reason === reason).length
        expect(count('first')).toBeLessThanOrEqual(1)
        expect(count('fading')).toBeLessThanOrEqual(1)
        if (!revived) expect(count('resolved')).toBeLessThanOrEqual(1)
        const rises = messages.filter((one) => one.reason === 'level-raised')
        for (const [i, rise] of rises.entries()) {
          const before = rises.slice(0, i).findLast((one) => one.level >= rise.level)
          if (!before || rise.at - before.at >= HOUR_MS) continue
          const between = messages.slice(messages.indexOf(before), messages.indexOf(rise))
          expect(between.some((one) => ['fading', 'resolved'].includes(one.reason))).toBe(true)
        }
      }
    }),
  )
})

test('whoever has it has peace until a rise, and so have all others', () => {
  fc.assert(
    fc.property(lives, (inputs) => {
      const state = begin()
      const held = new Set<string>()
      for (const input of inputs) {
        for (const one of escalation.step(state, input)) {
          if (one.reason === 'level-raised') held.delete(one.stormId)
          if (one.reason === 'acknowledged') held.add(one.stormId)
          if (held.has(one.stormId)) expect(['escalated', 'repeat']).not.toContain(one.reason)
          if (held.has(one.stormId)) expect(one.acknowledgedBy).toBeDefined()
        }
        if (input.type === 'verdict') held.delete(input.stormId)
      }
    }),
  )
})

test('a level of 3 or more that nobody was told of reaches somebody at once, at any hour', () => {
  fc.assert(
    fc.property(lives, (inputs) => {
      const state = begin()
      const highest = new Map<string, number>()
      for (const input of inputs) {
        const out = escalation.step(state, input)
        const told = input.type === 'storm' ? (highest.get(input.stormId) ?? 0) : 0
        for (const { stormId, level } of out) {
          highest.set(stormId, Math.max(level, highest.get(stormId) ?? 0))
        }
        if (input.type !== 'storm') continue
        const muted = state.alerts.get(input.stormId)?.falseAlarmBy !== undefined
        const up = input.change === 'opened' || input.change === 'level-raised'
        if (!up || muted || input.level <= told || input.level < 3) continue
        const calls = out.filter((one) => one.at === input.at && one.notBefore === undefined)
        expect(calls.map((one) => one.to)).toEqual(expect.arrayContaining(['lena', 'max', 'petra']))
      }
    }),
  )
})
