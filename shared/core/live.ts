/**
 * The wire of the dashboard: a table of entities, each with its newest state and the revision at which it last
 * changed. A client that knows revision N gets every entity changed since; so resuming, slow clients and first
 * visits are one case. Carries no text of strangers: pages fetch mentions by id.
 */

import type { AlertStatus, Reason } from './alert.ts'
import type { SourceState } from './mention.ts'
import type { Cause, Check, Level, Phase, Reading, StormChange, StormKind } from './storm.ts'
import type { EpochMs } from './time.ts'

export interface SystemView {
  readonly entity: 'system'
  readonly id: 'system'
  readonly version: string
  /** A recording is being played: the page must say so. */
  readonly recording: {
    readonly name: string
    readonly from: EpochMs
    readonly to: EpochMs
    readonly speed: number
  } | null
  /** The product's time: the recording's in a demo. Moves about once a second. */
  readonly now: EpochMs
  /** No SMTP server: mails lie in this folder and can be read on the page. */
  readonly outbox: boolean
  /** Records not yet worked off, by group. */
  readonly lag: Readonly<Record<string, number>>
  /** What goes wrong inside, at present. */
  readonly troubles: readonly Trouble[]
}

/** Messages that do not go, a stage that stands still, a stage that falls further behind. */
export interface Trouble {
  readonly kind: 'undelivered' | 'stalled' | 'falling-behind'
  /** The channel, or the group. */
  readonly what: string
  readonly since: EpochMs
  /** Messages, or records that wait. */
  readonly count: number
}

export interface BrandView {
  readonly entity: 'brand'
  readonly id: string
  readonly name: string
  readonly timeZone: string
  readonly level: Level
  readonly phase: Phase
  readonly direction: 'up' | 'down' | 'steady'
  /** When the present level was reached; null before the first reading. */
  readonly since: EpochMs | null
  /** The open storm, if any. */
  readonly stormId: string | null
  /** The newest reading, provisional or not; null while nothing is known: never the same as calm. */
  readonly reading: Reading | null
}

export interface StormView {
  readonly entity: 'storm'
  /** The stormId. */
  readonly id: string
  readonly brandId: string
  readonly kind: StormKind
  readonly status: AlertStatus
  readonly phase: Phase
  readonly level: Level
  readonly peakLevel: Level
  readonly score: number
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs | null
  readonly leadingMentionId: string | null
  readonly causes: readonly Cause[]
  readonly checklist: readonly Check[]
  readonly touchpoints: readonly string[]
  readonly history: readonly {
    readonly at: EpochMs
    readonly change: StormChange
    readonly level: Level
  }[]
  readonly acknowledged: { readonly at: EpochMs; readonly by: string } | null
  readonly silencedUntil: EpochMs | null
  readonly verdict: {
    readonly at: EpochMs
    readonly by: string
    readonly verdict: 'right' | 'false-alarm'
  } | null
  readonly notes: readonly { readonly at: EpochMs; readonly by: string; readonly text: string }[]
  readonly policyId: string
}

export interface NotificationView {
  readonly entity: 'notification'
  /** The notificationId. */
  readonly id: string
  readonly stormId: string
  readonly brandId: string
  readonly at: EpochMs
  readonly reason: Reason
  readonly level: Level
  readonly channel: string
  readonly to: string
  readonly toName: string
  /** Empty until it was written. */
  readonly subject: string
  readonly outcome: 'pending' | 'sent' | 'failed' | 'superseded'
  readonly deliveredAt: EpochMs | null
  readonly detail: string | null
}

export interface SourceView {
  readonly entity: 'source'
  /** `source` or `source/via`. */
  readonly id: string
  readonly status: SourceState
  readonly since: EpochMs
  /** When the last record of this source was observed; null if none was. */
  readonly lastAt: EpochMs | null
}

export type Entity = SystemView | BrandView | StormView | NotificationView | SourceView

/** Server to client. `instance` changes when the server restarts: then `full` is true and the client forgets what it had. */
export interface LiveFrame {
  readonly type: 'frame'
  readonly instance: string
  readonly revision: number
  /** True: these are all entities. False: those changed since the client's revision. */
  readonly full: boolean
  readonly entities: readonly Entity[]
}
