/** Writes one decision down as messages: who hears of it now, who later, and who else knows. */

import type { Notification, Person, Reason, TellingPlan } from './alert.ts'
import { personOf, type Recipient } from './escalation-routes.ts'
import type { Alert, Told } from './escalation-state.ts'
import { quietUntil } from './quiet-hours.ts'
import type { Level } from './storm.ts'
import { type EpochMs, formatInstant } from './time.ts'

export interface Decision {
  readonly at: EpochMs
  readonly reason: Reason
  readonly recipients: readonly Recipient[]
  readonly levelBefore?: Level
}

/** DESIGN 7 and MARKET 5.4: from here on a message comes at any hour; below it waits for the morning. */
const WAKING_LEVEL = 3

/** News that something is to be done. All else is news that less is to be done. */
const CALLS: readonly Reason[] = ['first', 'level-raised', 'escalated', 'repeat']

/** Each person by each channel gets one message of one decision. */
export function tell(plan: TellingPlan, alert: Alert, decision: Decision): Notification[] {
  const recipients = new Map<string, { person: Person; recipient: Recipient }>()
  for (const recipient of decision.recipients) {
    const key = `${recipient.channel}/${recipient.to}`
    const person = personOf(plan, recipient.to)
    if (!person || recipients.has(key) || isSame(toldBefore(alert, recipient), decision, recipient))
      continue
    recipients.set(key, { person, recipient })
  }
  const known = new Set(alert.told.map((one) => one.to))
  for (const { recipient } of recipients.values()) known.add(recipient.to)
  return [...recipients.values()].map(({ person, recipient }) => {
    const notBefore = waitOf(alert, person, decision)
    remember(alert, recipient, decision, notBefore)
    return {
      ...notificationOf(alert, decision, recipient, person),
      alsoTold: [...known].filter((id) => id !== recipient.to),
      ...(notBefore === undefined ? {} : { notBefore }),
    }
  })
}

/** Whether the last message to them is still to be sent. */
export function waits(told: { readonly waitsUntil: EpochMs | undefined }, at: EpochMs): boolean {
  return told.waitsUntil !== undefined && told.waitsUntil > at
}

/**
 * Level 3 breaks quiet hours with whatever calls for action. That somebody has it, or that it was a false alarm, is
 * told at any hour too, to those who were called and need not get up. Nothing else ever wakes anybody.
 */
function waitOf(alert: Alert, person: Person, { at, reason }: Decision): EpochMs | undefined {
  const call = CALLS.includes(reason)
  const stop = reason === 'acknowledged' || alert.falseAlarmBy !== undefined
  const silent = Math.max(at, alert.silencedUntil ?? at)
  const wakes = alert.event.level >= WAKING_LEVEL && (call || stop)
  const until = (wakes ? undefined : quietUntil(person, silent)) ?? silent
  return until > at ? until : undefined
}

function notificationOf(
  alert: Alert,
  { at, reason, levelBefore }: Decision,
  { to, channel, step }: Recipient,
  { language, timeZone }: Person,
): Omit<Notification, 'alsoTold'> {
  const { event, acknowledgedBy, falseAlarmBy } = alert
  const over = alert.endedAt !== undefined || falseAlarmBy !== undefined
  const status = over ? 'resolved' : acknowledgedBy === undefined ? 'firing' : 'acknowledged'
  const { stormId, brandId, kind, level, startedAt, change, score, policyId } = event
  return {
    type: 'notification',
    notificationId: `${stormId}/${formatInstant(at)}/${reason}/${step}/${channel}/${to}`,
    stormId,
    brandId,
    kind,
    at,
    reason,
    level,
    ...(levelBefore === undefined ? {} : { levelBefore }),
    peakLevel: alert.peakLevel,
    status,
    channel,
    to,
    language,
    timeZone,
    startedAt,
    change,
    score,
    causes: event.causes,
    checklist: event.checklist,
    touchpoints: event.touchpoints,
    ...(event.leadingMentionId === undefined ? {} : { leadingMentionId: event.leadingMentionId }),
    ...(acknowledgedBy === undefined ? {} : { acknowledgedBy }),
    ...(falseAlarmBy === undefined ? {} : { falseAlarmBy }),
    policyId,
  }
}

function toldBefore(alert: Alert, { to, channel }: Recipient): Told | undefined {
  return alert.told.find((one) => one.to === to && one.channel === channel)
}

/** Nobody is told the same twice in one instant: the second message would have the id of the first. */
function isSame(told: Told | undefined, { at, reason }: Decision, { step }: Recipient): boolean {
  return told?.at === at && told.reason === reason && told.step === step
}

function remember(
  alert: Alert,
  { to, channel, step }: Recipient,
  { at, reason }: Decision,
  waitsUntil: EpochMs | undefined,
): void {
  const told: Told = { to, channel, step, at, reason, waitsUntil }
  const place = alert.told.findIndex((one) => one.to === to && one.channel === channel)
  if (place < 0) alert.told.push(told)
  else alert.told[place] = told
}
