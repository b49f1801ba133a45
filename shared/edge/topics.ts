/** The topics of the log, who may keep what for how long, and the names of the groups that read them. */

import { DAY_MS, HOUR_MS } from '../core/time.ts'
import type { TopicSpec } from './bus.ts'

export const TOPICS = {
  mentions: 'mentions',
  engagement: 'engagement',
  observations: 'observations',
  readings: 'readings',
  storms: 'storms',
  notifications: 'notifications',
  ingestState: 'ingest-state',
  detectorState: 'detector-state',
  alertState: 'alert-state',
  deadLetters: 'dead-letters',
} as const

export const GROUPS = {
  score: 'score',
  detect: 'detect',
  decide: 'decide',
  deliver: 'deliver',
  archive: 'archive',
} as const

/** Text and handles live only in `mentions`, so that one is short. */
const KEPT_MS: Readonly<Record<string, number>> = {
  [TOPICS.mentions]: 24 * HOUR_MS,
  [TOPICS.engagement]: 24 * HOUR_MS,
  [TOPICS.observations]: 28 * DAY_MS,
  [TOPICS.readings]: 7 * DAY_MS,
  [TOPICS.storms]: 365 * DAY_MS,
  [TOPICS.notifications]: 365 * DAY_MS,
  [TOPICS.deadLetters]: 14 * DAY_MS,
}

const COMPACTED: ReadonlySet<string> = new Set([
  TOPICS.ingestState,
  TOPICS.detectorState,
  TOPICS.alertState,
])

/** All topics, each with the same number of partitions, so that a brand has the same number everywhere. */
export function topicSpecs(partitions: number): TopicSpec[] {
  return Object.values(TOPICS).map((name) => ({
    name,
    partitions,
    retentionMs: KEPT_MS[name] ?? Number.POSITIVE_INFINITY,
    compacted: COMPACTED.has(name),
  }))
}
