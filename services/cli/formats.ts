/** The lines of `replay`'s files, as CLI.md fixes them: names and order are a contract. */

import type { Notification } from '../../shared/core/alert.ts'
import type { Reading, StormEvent } from '../../shared/core/storm.ts'
import { formatInstant } from '../../shared/core/time.ts'

export function readingLine(reading: Reading): string {
  const {
    brandId,
    at,
    mentions,
    negatives,
    expectedNegatives,
    zShare,
    zVolume,
    score,
    level,
    phase,
  } = reading
  const {
    doublingTimeMin,
    next3h,
    leadingMentionId,
    leadingInteractions,
    window,
    engagement,
    late,
    warmingUp,
    policyId,
  } = reading
  return JSON.stringify({
    brandId,
    at: formatInstant(at),
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
