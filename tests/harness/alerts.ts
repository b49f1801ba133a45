/**
 * Alerts in words: records of the `storms` topic from short sentences, and messages back into lines that can be read
 * aloud. Times are Berlin wall clock of the night from Friday 13 to Saturday 14 March 2026 (`22:10`, `+07:00` is the
 * next day), where the zone is one hour ahead of UTC.
 */

import type {
  AlertInput,
  Notification,
  Person,
  Route,
  TellingPlan,
} from '../../shared/core/alert.ts'
import { escalation } from '../../shared/core/escalation.ts'
import type { EscalationState } from '../../shared/core/escalation-state.ts'
import type { Level, Phase, StormChange, StormEvent } from '../../shared/core/storm.ts'
import { DAY_MS, type EpochMs, localDate, localMinutes } from '../../shared/core/time.ts'

const FIRST_DAY = Date.parse('2026-03-13T00:00:00+01:00')

/** `22:10`, `22:10:30`, `+07:00` the next day, `+2d 07:00` the day after that. */
export function at(text: string): EpochMs {
  const [, days = '', hours, minutes, seconds = '0'] =
    /^(?:(\+(?:\d+d )?))?(\d\d):(\d\d)(?::(\d\d))?$/.exec(text) ?? []
  if (hours === undefined) throw new Error(`not a time: ${text}`)
  const day = days === '' ? 0 : Number(/\d+/.exec(days)?.[0] ?? 1)
  return (
    FIRST_DAY +
    day * DAY_MS +
    ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  )
}

export function clockOf(instant: EpochMs, timeZone = 'Europe/Berlin'): string {
  const minutes = localMinutes(instant, timeZone)
  const date = localDate(instant, timeZone)
  const two = (value: number) => String(value).padStart(2, '0')
  const days = Math.round((Date.parse(date) - Date.parse('2026-03-13')) / DAY_MS)
  const day = days === 0 ? '' : days === 1 ? '+' : `+${days}d `
  return `${day}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

export function person(id: string, more: Partial<Person> = {}): Person {
  return {
    id,
    name: id.charAt(0).toUpperCase() + id.slice(1),
    language: 'de',
    timeZone: 'Europe/Berlin',
    quietHours: undefined,
    holidays: [],
    ...more,
  }
}

export const NIGHT = { quietHours: { fromMin: 22 * 60, toMin: 7 * 60 } }

export function route(
  match: Partial<Route['match']>,
  chain: (string | { to: string; afterMin: number; always?: true })[],
  more: Partial<Route> = {},
): Route {
  return {
    id: more.id ?? JSON.stringify([match, chain]),
    continue: false,
    ...more,
    match: {
      minLevel: 2,
      maxLevel: 6,
      brands: [],
      touchpoints: [],
      kinds: ['storm'],
      ...match,
    },
    chain: chain.map((one) => ({
      afterMs: typeof one === 'string' ? 0 : one.afterMin * 60_000,
      unlessAcknowledged: typeof one !== 'string' && !one.always,
      to: (typeof one === 'string' ? one : one.to).split(' '),
      channels: ['email'],
    })),
  }
}

/** Social media hear at once, the press officer from level 3, her deputy when nobody reacts. */
export const HOUSE: TellingPlan = {
  people: [
    person('lena', NIGHT),
    person('max', NIGHT),
    person('petra', NIGHT),
    person('boss', { ...NIGHT, timeZone: 'America/New_York', language: 'en' }),
  ],
  teams: [{ id: 'social', members: ['lena', 'max'] }],
  routes: [
    route({ minLevel: 3 }, ['social petra', { to: 'boss', afterMin: 30 }], { id: 'grave' }),
    route({}, ['social', { to: 'petra', afterMin: 60 }], { id: 'usual' }),
  ],
}

export function telling(plan: TellingPlan, when = '00:00'): AlertInput {
  return { type: 'telling', at: at(when), plan }
}

const PHASES: Readonly<Record<StormChange, Phase>> = {
  opened: 'rising',
  'level-raised': 'storm',
  'level-lowered': 'storm',
  fading: 'fading',
  ended: 'calm',
}

export function storm(
  when: string,
  change: StormChange,
  level: Level = change === 'fading' ? 1 : 0,
  more: Partial<StormEvent> = {},
): StormEvent {
  const startedAt = more.startedAt ?? at('21:00')
  return {
    type: 'storm',
    kind: 'storm',
    stormId: 'kornblum/1/post',
    brandId: 'kornblum',
    at: at(when),
    change,
    phase: PHASES[change],
    level,
    score: 1.2,
    startedAt,
    causes: [],
    touchpoints: [],
    checklist: [],
    policyId: 'policy1',
    ...more,
  }
}

type Answer = 'acknowledgement' | 'silence' | 'verdict'

/** `lena, acknowledges`; a silence until a time; a verdict. */
export function answer(when: string, by: string, type: Answer, value = ''): AlertInput {
  const common = { brandId: 'kornblum', stormId: 'kornblum/1/post', at: at(when), by }
  if (type === 'silence') return { type, ...common, until: at(value) }
  if (type === 'verdict') return { type, ...common, verdict: value as 'right' | 'false-alarm' }
  return { type, ...common }
}

export function tick(when: string): AlertInput {
  return { type: 'tick', at: at(when) }
}

export function fold(inputs: readonly AlertInput[], plan: TellingPlan = HOUSE): Notification[] {
  const state = begin(plan)
  return inputs.flatMap((input) => escalation.step(state, input))
}

export function begin(plan: TellingPlan = HOUSE): EscalationState {
  const state = escalation.initial('kornblum')
  escalation.step(state, telling(plan))
  return state
}

/** `22:10 lena first 2 (waits until +07:00)`, one line a message; people told alike share a line. */
export function said(notifications: readonly Notification[]): string {
  const lines = new Map<string, string[]>()
  for (const one of notifications) {
    const before = one.levelBefore === undefined ? '' : ` from ${one.levelBefore}`
    const wait = one.notBefore === undefined ? '' : ` (waits until ${clockOf(one.notBefore)})`
    const has = one.acknowledgedBy === undefined ? '' : `, ${one.acknowledgedBy} has it`
    const false_ = one.falseAlarmBy === undefined ? '' : `, false alarm says ${one.falseAlarmBy}`
    const what = `${clockOf(one.at)}|${one.reason} ${one.level}${before}${has}${false_}${wait}`
    lines.set(what, [...(lines.get(what) ?? []), one.to])
  }
  return [...lines].map(([what, people]) => what.replace('|', ` ${people.join(' ')}: `)).join('\n')
}

/** What happens, and what people get of it, as it stands in a test: lines set in by four blanks. */
export function story(inputs: readonly AlertInput[], plan: TellingPlan = HOUSE): string {
  return `\n${said(fold(inputs, plan))}\n`.replaceAll('\n', '\n    ')
}
