/** Records that the page shows, short to write, and a client that applies frames as the page does. */

import type { Acknowledgement, Delivery, Note, Notification } from '../../shared/core/alert.ts'
import type { Entity, LiveFrame } from '../../shared/core/live.ts'
import type { Reading, StormChange, StormEvent } from '../../shared/core/storm.ts'
import { type EpochMs, formatInstant } from '../../shared/core/time.ts'

/** Saturday, 2026-03-07T20:00:00Z. */
export const T0 = Date.UTC(2026, 2, 7, 20)

export function stormIdOf(brandId: string, startedAt: EpochMs = T0): string {
  return `${brandId}/${formatInstant(startedAt)}/share`
}

export function reading(at: EpochMs, other: Partial<Reading> = {}): Reading {
  return {
    type: 'reading',
    brandId: 'acme',
    at,
    provisional: false,
    mentions: 12,
    negatives: 3.5,
    expectedNegatives: 1.2,
    zShare: 1.5,
    zVolume: null,
    score: 0.4,
    level: 0,
    phase: 'calm',
    window: {
      mentions: 40,
      negatives: 9,
      expectedNegatives: 4,
      usualShare: 0.1,
      squares: 20,
      usualVolume: 1.4,
      volumeDeviation: 0.5,
      authors: null,
      topAuthorShare: 0.2,
    },
    engagement: null,
    late: 0,
    warmingUp: false,
    policyId: 'p1',
    ...other,
  }
}

export function stormEvent(
  at: EpochMs,
  change: StormChange,
  other: Partial<StormEvent> = {},
): StormEvent {
  const { brandId = 'acme', startedAt = T0 } = other
  return {
    type: 'storm',
    kind: 'storm',
    stormId: stormIdOf(brandId, startedAt),
    brandId,
    at,
    change,
    phase: change === 'ended' ? 'calm' : change === 'fading' ? 'fading' : 'rising',
    level: change === 'ended' ? 0 : 2,
    score: 0.9,
    startedAt,
    leadingMentionId: 'mastodon:1',
    causes: [{ kind: 'share', text: '9 critical', seen: 9, expected: 2, surprise: 4 }],
    touchpoints: ['billing'],
    checklist: [{ level: 2, name: 'volume', state: 'met' }],
    policyId: 'p1',
    ...other,
  }
}

export function acknowledged(
  at: EpochMs,
  by = 'Lena',
  stormId = stormIdOf('acme'),
): Acknowledgement {
  return { type: 'acknowledgement', brandId: brandOf(stormId), stormId, at, by }
}

export function note(at: EpochMs, text: string, stormId = stormIdOf('acme')): Note {
  return { type: 'note', brandId: brandOf(stormId), stormId, at, by: 'Lena', text }
}

export function notification(at: EpochMs, other: Partial<Notification> = {}): Notification {
  const stormId = other.stormId ?? stormIdOf(other.brandId ?? 'acme')
  const reason = other.reason ?? 'first'
  return {
    type: 'notification',
    notificationId: `${stormId}/${formatInstant(at)}/${reason}/0/email/lena`,
    stormId,
    brandId: brandOf(stormId),
    kind: 'storm',
    at,
    reason,
    level: 2,
    status: 'firing',
    channel: 'email',
    to: 'lena',
    language: 'de',
    timeZone: 'Europe/Berlin',
    startedAt: T0,
    change: 'opened',
    score: 0.9,
    causes: [],
    checklist: [],
    touchpoints: [],
    alsoTold: [],
    policyId: 'p1',
    ...other,
  }
}

export function delivery(
  told: Notification,
  at: EpochMs,
  outcome: Delivery['outcome'] = 'sent',
): Delivery {
  const { notificationId, brandId, stormId } = told
  const subject = '[Stufe 2] Acme'
  return {
    type: 'delivery',
    notificationId,
    brandId,
    stormId,
    at,
    outcome,
    attempts: 1,
    subject,
    ...(outcome === 'failed' ? { failure: 'refused' as const } : {}),
  }
}

export function brandOf(stormId: string): string {
  return stormId.slice(0, stormId.indexOf('/'))
}

/** What a page knows. */
export class PageTable {
  instance = ''
  revision = 0
  frames = 0
  entities = new Map<string, Entity>()

  /** @returns false for a frame that does not fit. */
  apply(frame: LiveFrame): boolean {
    if (!frame.full && (frame.instance !== this.instance || frame.revision < this.revision)) {
      return false
    }
    if (frame.full) this.entities = new Map()
    for (const entity of frame.entities) this.entities.set(`${entity.entity}/${entity.id}`, entity)
    this.instance = frame.instance
    this.revision = frame.revision
    this.frames++
    return true
  }

  get<Kind extends Entity['entity']>(kind: Kind, id: string) {
    return this.entities.get(`${kind}/${id}`) as Extract<Entity, { entity: Kind }> | undefined
  }

  /** Without the system, which moves by itself. */
  sorted(): Entity[] {
    return [...this.entities.values()]
      .filter(({ entity }) => entity !== 'system')
      .sort((a, b) => (`${a.entity}/${a.id}` < `${b.entity}/${b.id}` ? -1 : 1))
  }
}
