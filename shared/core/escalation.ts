/**
 * Decides who is told what, when and why. One storm is one alert; the order of the records in the log decides every
 * race; time is the log's own. Nobody is asked and nothing is sent here: what comes out are the messages to send.
 */

import type {
  Acknowledgement,
  AlertInput,
  Notification,
  Silence,
  TellingPlan,
  Verdict,
} from './alert.ts'
import { dueSteps, silenceOver, takeDue } from './escalation-due.ts'
import { recipientsOf, routesFor } from './escalation-routes.ts'
import {
  type Alert,
  type EscalationState,
  emptyState,
  forget,
  newAlert,
  rememberAnswer,
  rememberEvent,
  restoreState,
  snapshotState,
} from './escalation-state.ts'
import { tell, waits } from './escalation-tell.ts'
import type { Processor } from './processor.ts'
import type { Level, StormEvent } from './storm.ts'
import { type EpochMs, HOUR_MS } from './time.ts'

/**
 * A rise to a level that was told before is news again after this time, or after its fading was told: a storm that
 * goes from 2 to 3 and back all night is one call, not twenty. See DESIGN 7, "a rise breaks quiet hours".
 */
const NEWS_AGAIN_AFTER_MS = HOUR_MS

export const escalation: Processor<AlertInput, Notification, EscalationState> = {
  name: 'escalation',
  keyOf: (input) => ('brandId' in input ? input.brandId : undefined),
  initial: emptyState,
  step,
  advance,
  snapshot: snapshotState,
  restore: restoreState,
}

function step(state: EscalationState, input: AlertInput): Notification[] {
  const out = advance(state, input.at)
  const plan = state.plan
  switch (input.type) {
    case 'telling':
      state.plan = input.plan
      return out
    case 'storm':
      return [...out, ...onStorm(state, plan ?? NOBODY, input)]
    case 'acknowledgement':
      return [...out, ...onAnswer(state, input, (alert) => acknowledge(plan, alert, input))]
    case 'silence':
      return [...out, ...onAnswer(state, input, (alert) => silence(plan, alert, input))]
    case 'verdict':
      return [...out, ...onAnswer(state, input, (alert) => judge(plan, alert, input))]
    default:
      return out
  }
}

/** Without a plan nobody can be told, and no step is taken for told. */
const NOBODY: TellingPlan = { people: [], teams: [], routes: [] }

function advance(state: EscalationState, to: EpochMs): Notification[] {
  if (state.alerts.size === 0 || !state.plan) return []
  const out: Notification[] = []
  for (const alert of state.alerts.values()) {
    for (;;) {
      const steps = dueSteps(state.plan, alert, to)
      const silenceEnd = alert.silencedUntil
      if (silenceEnd !== undefined && silenceEnd <= Math.min(to, steps?.at ?? to)) {
        out.push(...silenceOver(state.plan, alert, silenceEnd))
      } else if (steps) {
        out.push(...steps.take())
      } else break
    }
  }
  forget(state, to)
  return out
}

function onStorm(state: EscalationState, plan: TellingPlan, event: StormEvent): Notification[] {
  let alert = state.alerts.get(event.stormId)
  if (!alert) {
    if (event.change !== 'opened' && event.change !== 'level-raised') return []
    if (event.startedAt <= state.forgottenTo) return []
    alert = newAlert(event)
    rememberEvent(alert, event)
    state.alerts.set(event.stormId, alert)
    forget(state, event.at)
    return rise(plan, alert, undefined, event.at)
  }
  if (alert.endedAt !== undefined || !rememberEvent(alert, event)) return []
  const before = alert.event.level
  alert.event = event
  if (event.level > alert.peakLevel) alert.peakLevel = event.level
  switch (event.change) {
    case 'level-raised':
      return isNews(alert, event)
        ? rise(plan, alert, before, event.at)
        : resume(plan, alert, event.at)
    case 'fading':
      return fade(plan, alert, event.at, before)
    case 'ended':
      return end(plan, alert, event.at, before)
    default:
      return refreshWaiting(plan, alert, event.at)
  }
}

const NEVER = Number.NEGATIVE_INFINITY

function isNews(alert: Alert, { kind, level, at }: StormEvent): boolean {
  if (alert.falseAlarmBy !== undefined || kind === 'candystorm') return false
  const toldAt = Math.max(...alert.toldAt.slice(level).map((one) => one ?? NEVER))
  if (at - toldAt >= NEWS_AGAIN_AFTER_MS) return true
  return alert.fadingToldAt !== undefined && alert.fadingToldAt >= toldAt
}

/**
 * The alert begins, or begins anew on a higher level: nobody has this one yet, and no silence was meant for it. The
 * chain waits for an answer from when the first of them is told, not from when all of them are asleep.
 */
function rise(
  plan: TellingPlan,
  alert: Alert,
  levelBefore: Level | undefined,
  at: EpochMs,
): Notification[] {
  const { event } = alert
  const reason = levelBefore === undefined ? 'first' : 'level-raised'
  const name = reason === 'first' ? '0' : String(event.level)
  const routes = routesFor(plan, event)
  const first = routes.flatMap((route) =>
    route.chain
      .filter(({ afterMs }) => afterMs <= 0)
      .flatMap((one) => recipientsOf(plan, one, name)),
  )
  alert.acknowledgedBy = undefined
  alert.silencedUntil = undefined
  alert.heldUntil = at
  if (plan !== NOBODY) alert.toldAt[event.level] = at
  const recipients = [...first, ...alert.told.map((one) => ({ ...one, step: name }))]
  const levels = levelBefore === undefined ? {} : { levelBefore }
  const out = tell(plan, alert, { at, reason, recipients, ...levels })
  const since = out.length === 0 ? at : Math.min(...out.map(({ notBefore }) => notBefore ?? at))
  alert.chains = routes.map((route) => ({
    routeId: route.id,
    since,
    done: route.chain.flatMap(({ afterMs }, place) => (afterMs <= 0 ? [place] : [])),
  }))
  return out
}

/** Up again to a level that they were told of a moment ago: the chain goes on where it stood. */
function resume(plan: TellingPlan, alert: Alert, at: EpochMs): Notification[] {
  alert.heldUntil = Math.max(alert.heldUntil, at)
  return [...refreshWaiting(plan, alert, at), ...takeDue(plan, alert, at)]
}

/** Told once in the life of a storm, and in nobody's quiet hours. */
function fade(plan: TellingPlan, alert: Alert, at: EpochMs, levelBefore: Level): Notification[] {
  const silent = alert.falseAlarmBy !== undefined || alert.event.kind === 'candystorm'
  if (silent || alert.told.length === 0) return []
  if (alert.fadingToldAt !== undefined) return refreshWaiting(plan, alert, at)
  alert.fadingToldAt = at
  return tell(plan, alert, { at, reason: 'fading', recipients: everybody(alert), levelBefore })
}

/** One all-clear to everybody who was told; a false alarm has had its own. */
function end(plan: TellingPlan, alert: Alert, at: EpochMs, levelBefore: Level): Notification[] {
  alert.endedAt = at
  alert.chains = []
  if (alert.falseAlarmBy !== undefined) return []
  const recipients = everybody(alert)
  const out = tell(plan, alert, { at, reason: 'resolved', recipients, levelBefore })
  alert.event = { ...alert.event, causes: [], checklist: [] }
  return out
}

/** A message that still waits says what is true now instead of what was true when it was decided. */
function refreshWaiting(plan: TellingPlan, alert: Alert, at: EpochMs): Notification[] {
  return alert.told
    .filter((one) => waits(one, at))
    .flatMap((one) => tell(plan, alert, { at, reason: one.reason, recipients: [one] }))
}

function onAnswer(
  state: EscalationState,
  answer: Acknowledgement | Silence | Verdict,
  act: (alert: Alert) => Notification[],
): Notification[] {
  const alert = state.alerts.get(answer.stormId)
  if (!alert || alert.endedAt !== undefined) return []
  const what =
    answer.type === 'silence' ? answer.until : answer.type === 'verdict' && answer.verdict
  if (!rememberAnswer(alert, `${answer.type}/${answer.at}/${answer.by}/${what}`)) return []
  return act(alert)
}

/** The first one is told to all who were told, the next only to the one who had it: now two have. */
function acknowledge(
  plan: TellingPlan | undefined,
  alert: Alert,
  { at, by }: Acknowledgement,
): Notification[] {
  const before = alert.acknowledgedBy
  if (before === by || alert.falseAlarmBy !== undefined) return []
  alert.acknowledgedBy = by
  if (!plan) return []
  const recipients = others(plan, alert, by).filter(
    ({ to }) => before === undefined || isPerson(plan, to, before),
  )
  return tell(plan, alert, { at, reason: 'acknowledged', recipients })
}

/** What still waits, waits longer; what falls due meanwhile, too. One that ends at once takes back the one before. */
function silence(plan: TellingPlan | undefined, alert: Alert, input: Silence): Notification[] {
  alert.silencedUntil = input.until > input.at ? input.until : undefined
  if (alert.silencedUntil === undefined) alert.heldUntil = Math.max(alert.heldUntil, input.at)
  if (!plan || alert.silencedUntil === undefined) return []
  return alert.told
    .filter((one) => waits(one, input.at) && one.waitsUntil! < input.until)
    .flatMap((one) => tell(plan, alert, { at: input.at, reason: one.reason, recipients: [one] }))
}

/** A false alarm is the end of it for people. "Right" after that takes it back: the storm is told again. */
function judge(plan: TellingPlan | undefined, alert: Alert, input: Verdict): Notification[] {
  const { at, by } = input
  if (input.verdict === 'false-alarm') {
    if (alert.falseAlarmBy !== undefined) return []
    alert.falseAlarmBy = by
    if (!plan) return []
    return tell(plan, alert, { at, reason: 'resolved', recipients: others(plan, alert, by) })
  }
  if (alert.falseAlarmBy === undefined) return []
  alert.falseAlarmBy = undefined
  if (!plan) return []
  const told = highestTold(alert)
  if (told !== undefined && alert.event.level > told) return rise(plan, alert, told, at)
  alert.heldUntil = Math.max(alert.heldUntil, at)
  const recipients = others(plan, alert, by)
  return [...tell(plan, alert, { at, reason: 'repeat', recipients }), ...takeDue(plan, alert, at)]
}

function highestTold(alert: Alert): Level | undefined {
  const place = alert.toldAt.findLastIndex((at) => at !== null)
  return place < 0 ? undefined : (place as Level)
}

function everybody(alert: Alert) {
  return alert.told.map(({ to, channel }) => ({ to, channel, step: '0' }))
}

/** Everybody told but the one who acted. */
function others(plan: TellingPlan, alert: Alert, by: string) {
  return everybody(alert).filter(({ to }) => !isPerson(plan, to, by))
}

/** People act under their id or their name. */
function isPerson(plan: TellingPlan, id: string, by: string): boolean {
  return id === by || plan.people.some((person) => person.id === id && person.name === by)
}
