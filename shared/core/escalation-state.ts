/** What the escalation remembers of one brand's alerts, and how it is written down and read back. */

import type { Reason, TellingPlan } from './alert.ts'
import type { Level, StormEvent } from './storm.ts'
import { DAY_MS, type EpochMs } from './time.ts'

/** Somebody who was told of this storm by one channel, and the last message. */
export interface Told {
  readonly to: string
  readonly channel: string
  readonly at: EpochMs
  readonly reason: Reason
  readonly step: string
  /** The message waits until then (quiet hours, a silence); undefined when it went at once. */
  readonly waitsUntil: EpochMs | undefined
}

/** A route whose steps are being taken. */
export interface Chain {
  readonly routeId: string
  /** When the first people of this rise were told. */
  readonly since: EpochMs
  /** Places of the steps taken or skipped. */
  readonly done: number[]
}

export interface Alert {
  readonly stormId: string
  /** The newest. */
  event: StormEvent
  peakLevel: Level
  /** Changes at `event.at`, so that the same event again is recognised; older ones are recognised by their time. */
  sameInstant: string[]
  /** Acknowledgements, silences and verdicts already folded, the newest last. */
  answers: string[]
  told: Told[]
  /** When a level was last told, by level. */
  toldAt: (EpochMs | null)[]
  fadingToldAt: EpochMs | undefined
  chains: Chain[]
  acknowledgedBy: string | undefined
  silencedUntil: EpochMs | undefined
  falseAlarmBy: string | undefined
  /** Steps that fell due while nothing was to be said are due from here on. */
  heldUntil: EpochMs
  endedAt: EpochMs | undefined
}

export interface EscalationState {
  readonly brandId: string
  /** Not in the snapshot: it stands in the log and is stepped in again after a restore. */
  plan: TellingPlan | undefined
  readonly alerts: Map<string, Alert>
  /** Events of storms that nobody remembers any more are older than this. */
  forgottenTo: EpochMs
}

/** A storm that is over is remembered so long, for answers and repetitions that come late. */
export const KEPT_AFTER_END_MS = 14 * DAY_MS
/** Alerts of one brand; beyond it the oldest goes, those that are over first. */
const MOST_ALERTS = 64
/** People press buttons more than once, but not without end. */
const MOST_ANSWERS = 100

export function emptyState(brandId: string): EscalationState {
  return {
    brandId,
    plan: undefined,
    alerts: new Map(),
    forgottenTo: Number.MIN_SAFE_INTEGER,
  }
}

export function newAlert(event: StormEvent): Alert {
  return {
    stormId: event.stormId,
    event,
    peakLevel: event.level,
    sameInstant: [],
    answers: [],
    told: [],
    toldAt: [null, null, null, null, null, null, null],
    fadingToldAt: undefined,
    chains: [],
    acknowledgedBy: undefined,
    silencedUntil: undefined,
    falseAlarmBy: undefined,
    heldUntil: Number.MIN_SAFE_INTEGER,
    endedAt: undefined,
  }
}

/** @returns false when this answer was folded before. */
export function rememberAnswer(alert: Alert, key: string): boolean {
  if (alert.answers.includes(key)) return false
  alert.answers.push(key)
  if (alert.answers.length > MOST_ANSWERS) alert.answers.shift()
  return true
}

/** @returns false when this event was folded before. */
export function rememberEvent(alert: Alert, event: StormEvent): boolean {
  const key = `${event.change}/${event.level}`
  if (event.at < alert.event.at) return false
  if (event.at > alert.event.at) alert.sameInstant = []
  if (alert.sameInstant.includes(key)) return false
  alert.sameInstant.push(key)
  return true
}

/** Forgets what is over for long, and the oldest where there are too many. */
export function forget(state: EscalationState, now: EpochMs): void {
  for (const alert of state.alerts.values()) {
    if (alert.endedAt !== undefined && alert.endedAt <= now - KEPT_AFTER_END_MS) drop(state, alert)
  }
  while (state.alerts.size > MOST_ALERTS) {
    const all = [...state.alerts.values()]
    drop(state, all.find((alert) => alert.endedAt !== undefined) ?? all[0]!)
  }
}

function drop(state: EscalationState, alert: Alert): void {
  state.alerts.delete(alert.stormId)
  if (alert.endedAt !== undefined)
    state.forgottenTo = Math.max(state.forgottenTo, alert.event.startedAt)
}

/** Raised when a field is added or changes its meaning; the reader refuses what it does not know. */
const LAYOUT = 1

export function snapshotState(state: EscalationState): Uint8Array {
  const kept = { alerts: [...state.alerts.values()], forgottenTo: state.forgottenTo }
  return new TextEncoder().encode(JSON.stringify([LAYOUT, kept]))
}

/** @throws RangeError for a layout this version does not know. */
export function restoreState(brandId: string, bytes: Uint8Array): EscalationState {
  const [layout, kept] = JSON.parse(new TextDecoder().decode(bytes)) as [
    number,
    { alerts: Partial<Alert>[]; forgottenTo: EpochMs },
  ]
  if (layout !== LAYOUT) {
    throw new RangeError(
      `the alerts of ${brandId} have layout ${layout}, this version reads ${LAYOUT}: start the version that wrote them, or remove the snapshot and replay`,
    )
  }
  const alerts = kept.alerts.map((alert) => ({ ...newAlert(alert.event!), ...alert }) as Alert)
  return {
    brandId,
    plan: undefined,
    alerts: new Map(alerts.map((alert) => [alert.stormId, alert])),
    forgottenTo: kept.forgottenTo,
  }
}
