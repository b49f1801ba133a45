/** The lines of `replay`'s files, as CLI.md fixes them: names and order are a contract. */

import type { Notification } from '../../shared/core/alert.ts'
import type { Reading, StormEvent } from '../../shared/core/storm.ts'
import { type EpochMs, formatInstant } from '../../shared/core/time.ts'

export function readingLine(reading: Reading): string {
  const { brandId, at, mentions, negatives, expectedNegatives } = reading
  const { zShare, zVolume, score, level, phase } = reading
  const { doublingTimeMin, next3h, leadingMentionId, leadingInteractions } = reading
  const { window, engagement, late, warmingUp, policyId } = reading
  return JSON.stringify({
    brandId,
    at: instant(at),
    mentions,
    negatives,
    expectedNegatives,
    zShare,
    zVolume,
    score,
    level,
    phase,
    doublingTimeMin,
    next3h,
    leadingMentionId,
    leadingInteractions,
    window,
    engagement,
    late,
    warmingUp,
    policyId,
  })
}

/** The brands of one cell follow each other: its instant is written once. */
function instant(at: EpochMs): string {
  if (at !== lastAt) {
    lastAt = at
    lastText = formatInstant(at)
  }
  return lastText
}

let lastAt: EpochMs | undefined
let lastText = ''

export function stormLine(event: StormEvent): string {
  const {
    kind,
    stormId,
    brandId,
    at,
    change,
    phase,
    level,
    score,
    startedAt,
    leadingMentionId,
    causes,
    touchpoints,
  } = event
  return JSON.stringify({
    kind,
    stormId,
    brandId,
    at: formatInstant(at),
    change,
    phase,
    level,
    score,
    startedAt: formatInstant(startedAt),
    leadingMentionId,
    causes,
    touchpoints,
    checklist: event.checklist,
    policyId: event.policyId,
  })
}

export function notificationLine(notification: Notification, subject: string): string {
  const { notificationId, stormId, brandId, at, reason, level, channel, to } = notification
  return JSON.stringify({
    notificationId,
    stormId,
    brandId,
    at: formatInstant(at),
    reason,
    level,
    channel,
    to,
    subject,
  })
}
