/**
 * A storm as people see it: an alert with a state, the records by which people answer, and the messages they get.
 */

import type { Tick } from './observation.ts'
import type { Cause, Check, Level, StormChange, StormEvent, StormKind } from './storm.ts'
import type { EpochMs } from './time.ts'

export type AlertStatus = 'firing' | 'acknowledged' | 'resolved'

export type Reason =
  | 'first'
  | 'level-raised'
  | 'escalated'
  | 'repeat'
  | 'acknowledged'
  | 'fading'
  | 'resolved'
  | 'test'

/** Somebody has it. Stops reminders and escalation until the level rises. */
export interface Acknowledgement {
  readonly type: 'acknowledgement'
  readonly brandId: string
  readonly stormId: string
  readonly at: EpochMs
  readonly by: string
}

/** No message about this storm until `until`; a rise of the level breaks it. */
export interface Silence {
  readonly type: 'silence'
  readonly brandId: string
  readonly stormId: string
  readonly at: EpochMs
  readonly until: EpochMs
  readonly by: string
}

export interface Verdict {
  readonly type: 'verdict'
  readonly brandId: string
  readonly stormId: string
  readonly at: EpochMs
  readonly verdict: 'right' | 'false-alarm'
  readonly by: string
}

export interface Note {
  readonly type: 'note'
  readonly brandId: string
  readonly stormId: string
  readonly at: EpochMs
  readonly text: string
  readonly by: string
}

/** Who is told what by which way; ids and rules only, addresses stay in the configuration. */
export interface TellingVersion {
  readonly type: 'telling'
  readonly at: EpochMs
  readonly plan: TellingPlan
}

export interface Person {
  readonly id: string
  readonly name: string
  readonly language: 'de' | 'en'
  readonly timeZone: string
  /** Minutes after local midnight; undefined without quiet hours. May span midnight. */
  readonly quietHours: { readonly fromMin: number; readonly toMin: number } | undefined
  /** Local dates (`2026-12-25`) on which quiet hours last all day. */
  readonly holidays: readonly string[]
}

export interface Team {
  readonly id: string
  readonly members: readonly string[]
}

export interface RouteMatch {
  readonly minLevel: Level
  readonly maxLevel: Level
  /** Empty: all. */
  readonly brands: readonly string[]
  readonly touchpoints: readonly string[]
  /** A wave of praise has no level and goes only where it is named; an empty list means storms. */
  readonly kinds: readonly StormKind[]
}

export interface ChainStep {
  /** Since the first people were told of the alert, or of its last rise: a night in which all wait does not count. */
  readonly afterMs: number
  /** Skipped when the alert is acknowledged by then. */
  readonly unlessAcknowledged: boolean
  /** Ids of teams or people. */
  readonly to: readonly string[]
  readonly channels: readonly string[]
}

export interface Route {
  readonly id: string
  readonly match: RouteMatch
  readonly chain: readonly ChainStep[]
  readonly continue: boolean
}

export interface TellingPlan {
  readonly people: readonly Person[]
  readonly teams: readonly Team[]
  readonly routes: readonly Route[]
}

/** All that the alert processor folds, in the order of the `storms` topic. */
export type AlertInput =
  | StormEvent
  | Acknowledgement
  | Silence
  | Verdict
  | Note
  | TellingVersion
  | Tick

/** One message to one person by one channel, whatever it is about. */
export interface Outgoing {
  /** Made from what identifies, so that a repetition is recognised. */
  readonly notificationId: string
  /** `*` where it is about no single storm. */
  readonly stormId: string
  /** `*` where it is about all brands. */
  readonly brandId: string
  readonly at: EpochMs
  readonly channel: string
  /** A person's id. */
  readonly to: string
  readonly language: 'de' | 'en'
  readonly timeZone: string
  /** Not to be sent before this instant (quiet hours, a silence). */
  readonly notBefore?: EpochMs
}

/**
 * About one storm. The id is `stormId/at/reason/step/channel/to`; `step` is the place in the chain, and for
 * `level-raised` the level.
 */
export interface Notification extends Outgoing {
  readonly type: 'notification'
  readonly kind: StormKind
  readonly reason: Reason
  readonly level: Level
  /** The level before, where the level changed. */
  readonly levelBefore?: Level
  /** The highest level of this storm so far. */
  readonly peakLevel?: Level
  readonly status: AlertStatus
  /** What the message is about, so that it can be written without asking anybody. */
  readonly startedAt: EpochMs
  readonly change: StormChange
  readonly score: number
  readonly causes: readonly Cause[]
  readonly checklist: readonly Check[]
  readonly touchpoints: readonly string[]
  readonly leadingMentionId?: string
  /** Ids of the people told by the same decision or before. */
  readonly alsoTold: readonly string[]
  /** Set while somebody has it. */
  readonly acknowledgedBy?: string
  /** Set when it is over because somebody called it a false alarm, not because it ended. */
  readonly falseAlarmBy?: string
  readonly policyId: string
}

/**
 * The report of a day to one person. The id is `digest/2026-03-15/channel/to`, with the day of the person's own
 * calendar. What stands in it is found when it is written.
 */
export interface Digest extends Outgoing {
  readonly type: 'digest'
  /** It is about the time from here to `at`. */
  readonly fromAt: EpochMs
}

/** What became of a notification. */
export interface Delivery {
  readonly type: 'delivery'
  readonly notificationId: string
  readonly brandId: string
  readonly stormId: string
  readonly at: EpochMs
  readonly outcome: 'sent' | 'failed' | 'superseded'
  readonly attempts: number
  readonly subject: string
  /** Why it failed, from a closed list. */
  readonly failure?:
    | 'refused'
    | 'unreachable'
    | 'rejected-recipient'
    | 'bad-configuration'
    | 'expired'
  readonly detail?: string
}
