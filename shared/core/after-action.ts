/** What is asked after a storm: how long until it was seen, until somebody had it, until it was over. */

import type { NotificationView, StormView } from './live.ts'
import type { Level } from './storm.ts'
import type { EpochMs } from './time.ts'

export interface AfterAction {
  readonly stormId: string
  readonly brandId: string
  /** The first post where it is known, otherwise the instant at which the storm opened. */
  readonly beganAt: EpochMs
  readonly beganWith: 'leading-mention' | 'opening'
  readonly detectedAt: EpochMs
  readonly toldAt: EpochMs | null
  readonly acknowledgedAt: EpochMs | null
  /** Its end, or the verdict that it was none. */
  readonly allClearAt: EpochMs | null
  readonly toDetectMs: number
  /** From the detection on. */
  readonly toTellMs: number | null
  readonly toAcknowledgeMs: number | null
  readonly toAllClearMs: number | null
  readonly peakLevel: Level
  readonly peakAt: EpochMs
  /** Messages by what became of them. */
  readonly messages: Readonly<Record<NotificationView['outcome'], number>>
  readonly people: readonly string[]
  readonly storm: StormView
}

export function afterAction(
  storm: StormView,
  notifications: readonly NotificationView[],
  known: {
    readonly leadingPublishedAt: EpochMs | undefined
    readonly firstAcknowledgedAt: EpochMs | undefined
  },
): AfterAction {
  const detectedAt = storm.history[0]?.at ?? storm.startedAt
  const { leadingPublishedAt } = known
  const isPost = leadingPublishedAt !== undefined && leadingPublishedAt < detectedAt
  const beganAt = isPost ? leadingPublishedAt : Math.min(storm.startedAt, detectedAt)
  const toldAt = earliest(notifications.map((one) => one.deliveredAt))
  const acknowledgedAt = known.firstAcknowledgedAt ?? storm.acknowledged?.at ?? null
  const falseAlarm = storm.verdict?.verdict === 'false-alarm' ? storm.verdict.at : null
  const allClearAt = earliest([storm.endedAt, falseAlarm])
  const since = (at: EpochMs | null) => (at === null ? null : Math.max(0, at - detectedAt))
  return {
    stormId: storm.id,
    brandId: storm.brandId,
    beganAt,
    beganWith: isPost ? 'leading-mention' : 'opening',
    detectedAt,
    toldAt,
    acknowledgedAt,
    allClearAt,
    toDetectMs: detectedAt - beganAt,
    toTellMs: since(toldAt),
    toAcknowledgeMs: since(acknowledgedAt),
    toAllClearMs: since(allClearAt),
    peakLevel: storm.peakLevel,
    peakAt: storm.history.find(({ level }) => level === storm.peakLevel)?.at ?? detectedAt,
    messages: countOutcomes(notifications),
    people: [...new Set(notifications.map((one) => one.toName))].sort(),
    storm,
  }
}

function countOutcomes(notifications: readonly NotificationView[]): AfterAction['messages'] {
  const counts = { pending: 0, sent: 0, failed: 0, superseded: 0 }
  for (const { outcome } of notifications) counts[outcome]++
  return counts
}

function earliest(instants: readonly (EpochMs | null)[]): EpochMs | null {
  const known = instants.filter((at): at is EpochMs => at !== null)
  return known.length === 0 ? null : Math.min(...known)
}
