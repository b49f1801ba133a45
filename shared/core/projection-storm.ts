/**
 * One storm as the page shows it, folded from its events and from what people answered, in the order of the `storms`
 * topic. Follows the rules of `escalation.ts`, so that page and mails agree about who has it. A record that was
 * folded before changes nothing.
 */

import type { Acknowledgement, AlertStatus, Note, Silence, Verdict } from './alert.ts'
import type { StormView } from './live.ts'
import type { Level, StormEvent } from './storm.ts'
import { type EpochMs, HOUR_MS } from './time.ts'

export interface StormState {
  readonly view: StormView
  /** Of the newest event. */
  readonly eventAt: EpochMs
  /** When a level was last news, by level. */
  readonly newsAt: readonly (EpochMs | undefined)[]
  readonly fadingAt: EpochMs | undefined
  /** The newest rise that was told and that nobody had. */
  readonly unansweredAt: EpochMs
  /** What identifies the answers already folded, the newest last. */
  readonly answers: readonly string[]
  readonly firstAcknowledgedAt: EpochMs | undefined
}

export type Answer = Acknowledgement | Silence | Verdict | Note

/** As in `escalation.ts`: a level told within this time is no news. See DESIGN 7. */
const NEWS_AGAIN_AFTER_MS = HOUR_MS
const MOST_ANSWERS = 300
const MOST_NOTES = 200
const MOST_HISTORY = 200
const NEVER = Number.NEGATIVE_INFINITY

/** @returns the same state where nothing changed. */
export function foldEvent(state: StormState | undefined, event: StormEvent): StormState {
  if (!state) return newStorm(event)
  const { view } = state
  if (view.endedAt !== null || event.at < state.eventAt || isKnown(view, event)) return state
  const again = event.change === 'level-raised' && isNews(state, event)
  const newsAt = again ? state.newsAt.with(event.level, event.at) : state.newsAt
  const fades = event.change === 'fading' && event.kind === 'storm'
  return withView(
    {
      ...state,
      newsAt,
      eventAt: event.at,
      fadingAt: state.fadingAt ?? (fades ? event.at : undefined),
    },
    {
      ...view,
      phase: event.phase,
      level: event.level,
      peakLevel: Math.max(view.peakLevel, event.level) as Level,
      score: event.score,
      endedAt: event.change === 'ended' ? event.at : null,
      leadingMentionId: event.leadingMentionId ?? view.leadingMentionId,
      causes: event.causes,
      checklist: event.checklist,
      touchpoints: event.touchpoints,
      history: shortened([...view.history, entryOf(event)]),
      acknowledged: again ? null : view.acknowledged,
      silencedUntil: again ? null : view.silencedUntil,
      policyId: event.policyId,
    },
  )
}

/** @returns the same state where nothing changed. */
export function foldAnswer(state: StormState, answer: Answer): StormState {
  const key = keyOf(answer)
  if (state.answers.includes(key)) return state
  const answers = [...state.answers, key].slice(-MOST_ANSWERS)
  const known = { ...state, answers }
  switch (answer.type) {
    case 'acknowledgement':
      return acknowledge(known, answer)
    case 'silence':
      return silence(known, answer)
    case 'verdict':
      return judge(known, answer)
    case 'note': {
      const { at, by, text } = answer
      const notes = [...known.view.notes, { at, by, text }].slice(-MOST_NOTES)
      return withView(known, { ...known.view, notes })
    }
  }
}

/** A rise was told at `at` and nobody had it then: an acknowledgement from before has been overtaken. */
export function foldUnanswered(state: StormState, at: EpochMs): StormState {
  if (at <= state.unansweredAt) return state
  const { acknowledged } = state.view
  const overtaken = acknowledged !== null && acknowledged.at < at
  const view = overtaken ? { ...state.view, acknowledged: null } : state.view
  return withView({ ...state, unansweredAt: at }, view)
}

function newStorm(event: StormEvent): StormState {
  const { stormId, startedAt, at, change, level } = event
  const newsAt: (EpochMs | undefined)[] = Array(7).fill(undefined)
  if (change === 'opened' || change === 'level-raised') newsAt[level] = at
  return {
    eventAt: at,
    newsAt,
    fadingAt: change === 'fading' && event.kind === 'storm' ? at : undefined,
    unansweredAt: NEVER,
    answers: [],
    firstAcknowledgedAt: undefined,
    view: {
      entity: 'storm',
      id: stormId,
      brandId: event.brandId,
      kind: event.kind,
      status: change === 'ended' ? 'resolved' : 'firing',
      phase: event.phase,
      level,
      peakLevel: level,
      score: event.score,
      startedAt,
      endedAt: change === 'ended' ? at : null,
      leadingMentionId: event.leadingMentionId ?? null,
      causes: event.causes,
      checklist: event.checklist,
      touchpoints: event.touchpoints,
      history: [entryOf(event)],
      acknowledged: null,
      silencedUntil: null,
      verdict: null,
      notes: [],
      policyId: event.policyId,
    },
  }
}

function acknowledge(state: StormState, { at, by }: Acknowledgement): StormState {
  const { view } = state
  if (isOver(view) || view.acknowledged?.by === by) return state
  const overtaken = at < state.unansweredAt
  return withView(
    { ...state, firstAcknowledgedAt: state.firstAcknowledgedAt ?? at },
    overtaken ? view : { ...view, acknowledged: { at, by } },
  )
}

function silence(state: StormState, { at, until }: Silence): StormState {
  if (state.view.endedAt !== null) return state
  return withView(state, { ...state.view, silencedUntil: until > at ? until : null })
}

/** Also after the end: then it is for the report and for tuning. */
function judge(state: StormState, { at, by, verdict }: Verdict): StormState {
  const { view, newsAt } = state
  if (view.verdict !== null && view.verdict.at > at) return state
  const takenBack = verdict === 'right' && view.verdict?.verdict === 'false-alarm'
  const told = newsAt.findLastIndex((one) => one !== undefined)
  const rises = takenBack && view.endedAt === null && view.level > told
  return withView(rises ? { ...state, newsAt: newsAt.with(view.level, at) } : state, {
    ...view,
    verdict: { at, by, verdict },
    ...(rises ? { acknowledged: null, silencedUntil: null } : {}),
  })
}

function isNews({ view, newsAt, fadingAt }: StormState, { at, level }: StormEvent): boolean {
  if (isOver(view) || view.kind === 'candystorm') return false
  const toldAt = Math.max(...newsAt.slice(level).map((one) => one ?? NEVER))
  return at - toldAt >= NEWS_AGAIN_AFTER_MS || (fadingAt !== undefined && fadingAt >= toldAt)
}

function isOver(view: StormView): boolean {
  return view.endedAt !== null || view.verdict?.verdict === 'false-alarm'
}

function isKnown(view: StormView, { at, change, level }: StormEvent): boolean {
  return view.history.some((one) => one.at === at && one.change === change && one.level === level)
}

function withView(state: Omit<StormState, 'view'>, view: StormView): StormState {
  return { ...state, view: { ...view, status: statusOf(view) } }
}

function statusOf(view: StormView): AlertStatus {
  if (isOver(view)) return 'resolved'
  return view.acknowledged === null ? 'firing' : 'acknowledged'
}

function entryOf({ at, change, level }: StormEvent): StormView['history'][number] {
  return { at, change, level }
}

/** The beginning is always worth seeing. */
function shortened(history: StormView['history']): StormView['history'] {
  if (history.length <= MOST_HISTORY) return history
  return [history[0]!, ...history.slice(1 - MOST_HISTORY)]
}

function keyOf(answer: Answer): string {
  const { type, at, by } = answer
  const what =
    answer.type === 'silence'
      ? answer.until
      : answer.type === 'verdict'
        ? answer.verdict
        : answer.type === 'note'
          ? answer.text
          : ''
  return `${type}/${at}/${by}/${what}`
}
