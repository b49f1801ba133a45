/** Single observations of the brand `acme`, for tests that need no story. */

import { idKey } from '../../shared/core/mention.ts'
import type { EngagementObservation, MentionObservation } from '../../shared/core/observation.ts'
import type { EpochMs } from '../../shared/core/time.ts'

/** A negative mention by an author of its own. */
export function mention(
  id: string,
  at: EpochMs,
  more: Partial<MentionObservation> = {},
): MentionObservation {
  return {
    type: 'mention',
    brandId: 'acme',
    mentionId: id,
    key: idKey(id),
    at,
    publishedAt: at,
    source: 'mastodon',
    kind: 'post',
    pNegMilli: 900,
    pPosMilli: 0,
    author: idKey(id),
    own: false,
    touchpoints: [],
    ...more,
  }
}

/** One poll in which all counters are the same. */
export function sample(id: string, at: EpochMs, likes: number | null): EngagementObservation {
  const counters = { likes, comments: likes, shares: likes }
  return {
    type: 'engagement',
    brandId: 'acme',
    mentionId: id,
    key: idKey(id),
    at,
    source: 'x',
    ...counters,
  }
}
