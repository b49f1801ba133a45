/** The steps of the chains, by log time: whoever has not heard yet is told, unless somebody has it. */

import type { ChainStep, Notification, TellingPlan } from './alert.ts'
import { matchesLevel, recipientsOf } from './escalation-routes.ts'
import type { Alert, Chain } from './escalation-state.ts'
import { tell } from './escalation-tell.ts'
import type { EpochMs } from './time.ts'

/** Steps that fall due at one instant: one decision. */
export interface Due {
  readonly at: EpochMs
  take(): Notification[]
}

interface Step {
  readonly chain: Chain
  readonly place: number
  readonly step: ChainStep
}

/**
 * The earliest steps due by `to`. While the storm fades, or is below the level of its route, no step is taken: a
 * fall wakes nobody. What is silenced is due when the silence ends.
 */
export function dueSteps(plan: TellingPlan, alert: Alert, to: EpochMs): Due | undefined {
  if (isQuiet(alert)) return undefined
  const from = Math.max(alert.heldUntil, alert.silencedUntil ?? alert.heldUntil)
  let at = Number.POSITIVE_INFINITY
  let steps: Step[] = []
  for (const one of openSteps(plan, alert)) {
    const dueAt = Math.max(one.chain.since + one.step.afterMs, from)
    if (dueAt > to || dueAt > at) continue
    if (dueAt < at) steps = []
    at = dueAt
    steps.push(one)
  }
  return steps.length === 0 ? undefined : { at, take: () => take(plan, alert, steps, at) }
}

/** All that is due by `to`, in the order in which it fell due. */
export function takeDue(plan: TellingPlan, alert: Alert, to: EpochMs): Notification[] {
  const out: Notification[] = []
  for (let due = dueSteps(plan, alert, to); due; due = dueSteps(plan, alert, to)) {
    out.push(...due.take())
  }
  return out
}

/** A silence has ended by itself: steps that waited are taken, and the others hear that it still goes on. */
export function silenceOver(plan: TellingPlan, alert: Alert, at: EpochMs): Notification[] {
  alert.silencedUntil = undefined
  alert.heldUntil = Math.max(alert.heldUntil, at)
  const steps = takeDue(plan, alert, at)
  const { kind, level } = alert.event
  const goesOn = !isQuiet(alert) && alert.acknowledgedBy === undefined
  if (!goesOn || kind === 'candystorm' || level < STORM_LEVEL) return steps
  const recipients = alert.told
    .filter(({ to, channel }) => !steps.some((one) => one.to === to && one.channel === channel))
    .map(({ to, channel }) => ({ to, channel, step: '0' }))
  return [...steps, ...tell(plan, alert, { at, reason: 'repeat', recipients })]
}

/** DESIGN 7: a storm opens at this level; below it nobody is reminded. */
const STORM_LEVEL = 2

function isQuiet(alert: Alert): boolean {
  return (
    alert.endedAt !== undefined ||
    alert.falseAlarmBy !== undefined ||
    alert.event.phase === 'fading'
  )
}

function openSteps(plan: TellingPlan, alert: Alert): Step[] {
  return alert.chains.flatMap((chain) => {
    const route = plan.routes.find(({ id }) => id === chain.routeId)
    if (!route || !matchesLevel(route.match, alert.event)) return []
    return route.chain
      .map((step, place) => ({ chain, place, step }))
      .filter(({ place }) => !chain.done.includes(place))
  })
}

function take(plan: TellingPlan, alert: Alert, steps: Step[], at: EpochMs): Notification[] {
  for (const { chain, place } of steps) chain.done.push(place)
  const recipients = steps
    .filter(({ step }) => !step.unlessAcknowledged || alert.acknowledgedBy === undefined)
    .flatMap(({ step, place }) => recipientsOf(plan, step, String(place)))
  return tell(plan, alert, { at, reason: 'escalated', recipients })
}
