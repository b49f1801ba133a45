/**
 * A scripted Saturday night for the page: one brand in a storm of level 3 that a post started, one with a candystorm,
 * a calm one, and one of which nothing is known. All names and texts are invented. Deterministic.
 */

import type {
  BrandView,
  Entity,
  NotificationView,
  SourceView,
  StormView,
  SystemView,
} from '../../shared/core/live.ts'
import type { Cause, Check, Level, Reading } from '../../shared/core/storm.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import {
  CELL,
  type GrowthSample,
  growth,
  history,
  NOW,
  POLICY_ID,
  POST_ID,
  STARTED,
  STORM_ID,
} from './page-history.ts'
import { MENTIONS, type SceneMention } from './page-mentions.ts'

const CANDY_ID = `almgold/${new Date(CELL - HOUR_MS).toISOString()}/share`

export interface Scene {
  readonly entities: Entity[]
  readonly mentions: SceneMention[]
  readonly readings: ReadonlyMap<string, Reading[]>
  readonly engagement: GrowthSample[]
}

export function saturdayNight(): Scene {
  const kornblum = history('kornblum', 40, 0.07, 120)
  const almgold = history('almgold', 26, 0.04, 0)
  const lichtwerk = history('lichtwerk', 9, 0.05, 0)
  return {
    entities: [
      SYSTEM,
      brand('kornblum', 'Kornblum Mobil', 3, kornblum, STORM_ID),
      brand('almgold', 'Almgold', 0, almgold, null),
      brand('lichtwerk', 'Lichtwerk Energie', 0, lichtwerk, null),
      { ...brand('neuhaus', 'Neuhaus Bank', 0, [], null), since: null, reading: null },
      STORM,
      OLD_STORM,
      CANDYSTORM,
      ...NOTIFICATIONS,
      ...SOURCES,
    ],
    mentions: MENTIONS,
    readings: new Map([
      ['kornblum', kornblum],
      ['almgold', almgold],
      ['lichtwerk', lichtwerk],
    ]),
    engagement: growth(),
  }
}

const SYSTEM: SystemView = {
  entity: 'system',
  id: 'system',
  version: '0.1.0',
  recording: { name: 'Kornblum', from: NOW - 8 * DAY_MS, to: NOW + DAY_MS, speed: 1 },
  now: NOW,
  outbox: true,
  lag: { scoring: 12 },
  troubles: [{ kind: 'undelivered', what: 'email', since: NOW - HOUR_MS, count: 2 }],
}

const POST_CAUSE: Cause = {
  kind: 'post',
  text: 'A post on facebook grows.',
  mentionId: POST_ID,
  source: 'facebook',
  seen: 1348,
  expected: 40,
  surprise: 12.4,
  likes: 1240,
  comments: 96,
  shares: 12,
  ageMin: 130,
  gainedLastHour: 810,
  usualLargest: 109,
}

const SHARE_CAUSE: Cause = {
  kind: 'share',
  text: '96 critical mentions in the last hour, 36 expected.',
  seen: 96,
  expected: 36.2,
  surprise: 5.02,
}

const check = (
  level: Level,
  name: string,
  state: Check['state'],
  rest: Partial<Check> = {},
): Check => ({ level, name, state, ...rest })

const CHECKLIST: readonly Check[] = [
  check(1, 'score-watch', 'met', { seen: 1.73, needed: 0.55 }),
  check(1, 'post-above-norm', 'met', { seen: 1348, needed: 40 }),
  check(2, 'score-warn', 'met', { seen: 1.73, needed: 0.8 }),
  check(2, 'post-rule', 'met', { seen: 1348, needed: 200 }),
  check(2, 'slow-rule', 'not-met'),
  check(2, 'topic-rule', 'not-met', { seen: 6, needed: 12 }),
  check(3, 'sustained-and-growing', 'met', { seen: 4.2, needed: 3 }),
  check(3, 'second-channel', 'not-met', { seen: 1, needed: 2 }),
  check(3, 'press-article', 'unseen', { wouldShow: 'rss' }),
  check(3, 'post-times-10', 'met', { seen: 12.4, needed: 10 }),
  check(4, 'negatives-times-10', 'not-met', { seen: 2.7, needed: 10 }),
  check(4, 'shared-call-to-act', 'not-met', { seen: 3, needed: 20 }),
  check(4, 'press-articles-3', 'unseen', { wouldShow: 'rss' }),
  check(4, 'post-times-100', 'not-met', { seen: 12.4, needed: 100 }),
]

const STORM: StormView = {
  entity: 'storm',
  id: STORM_ID,
  brandId: 'kornblum',
  kind: 'storm',
  status: 'firing',
  phase: 'storm',
  level: 3,
  peakLevel: 3,
  score: 1.73,
  startedAt: STARTED,
  endedAt: null,
  leadingMentionId: POST_ID,
  causes: [POST_CAUSE, SHARE_CAUSE],
  checklist: CHECKLIST,
  touchpoints: ['billing', 'hotline'],
  history: [
    { at: STARTED, change: 'opened', level: 2 },
    { at: STARTED + 45 * MINUTE_MS, change: 'level-raised', level: 3 },
  ],
  acknowledged: null,
  silencedUntil: null,
  verdict: null,
  notes: [
    {
      at: NOW - 20 * MINUTE_MS,
      by: 'Jonas',
      text: 'Rechnungsstelle ist informiert, Rückruf um 22 Uhr.',
    },
  ],
  policyId: POLICY_ID,
}

const OLD_STORM: StormView = {
  ...STORM,
  id: 'lichtwerk/2026-03-03T08:10:00Z/share',
  brandId: 'lichtwerk',
  status: 'resolved',
  phase: 'calm',
  level: 0,
  peakLevel: 4,
  startedAt: CELL - 4 * DAY_MS,
  endedAt: CELL - 4 * DAY_MS + 9 * HOUR_MS,
  leadingMentionId: null,
  causes: [SHARE_CAUSE],
  verdict: { at: CELL - 3 * DAY_MS, by: 'Lena', verdict: 'right' },
  notes: [],
}

const CANDYSTORM: StormView = {
  ...STORM,
  id: CANDY_ID,
  brandId: 'almgold',
  kind: 'candystorm',
  level: 0,
  peakLevel: 0,
  startedAt: CELL - HOUR_MS,
  leadingMentionId: null,
  causes: [{ ...SHARE_CAUSE, seen: 61, expected: 12, surprise: 6.3 }],
  checklist: [],
  touchpoints: ['product'],
  history: [{ at: CELL - HOUR_MS, change: 'opened', level: 0 }],
  notes: [],
}

const notification = (
  step: number,
  minutesAgo: number,
  toName: string,
  rest: Partial<NotificationView>,
): NotificationView => ({
  entity: 'notification',
  id: `${STORM_ID}/${step}`,
  stormId: STORM_ID,
  brandId: 'kornblum',
  at: NOW - minutesAgo * MINUTE_MS,
  reason: 'first',
  level: 2,
  channel: 'email',
  to: toName.toLowerCase(),
  toName,
  subject: '[Stufe 2] Kornblum Mobil: Beitrag auf Facebook, 214 Likes in 25 Min. (normal: 18)',
  outcome: 'sent',
  deliveredAt: NOW - minutesAgo * MINUTE_MS + 4_000,
  detail: null,
  ...rest,
})

const NOTIFICATIONS: readonly NotificationView[] = [
  notification(1, 130, 'Jonas', {}),
  notification(2, 85, 'Jonas', { reason: 'level-raised', level: 3 }),
  notification(3, 85, 'Lena', {
    reason: 'level-raised',
    level: 3,
    channel: 'ntfy',
    outcome: 'failed',
    deliveredAt: null,
    detail: 'unreachable: connect ETIMEDOUT',
  }),
  notification(4, 2, 'Lena', {
    reason: 'escalated',
    level: 3,
    subject: '',
    outcome: 'pending',
    deliveredAt: null,
  }),
]

const source = (id: string, status: SourceView['status'], minutes: number | null): SourceView => ({
  entity: 'source',
  id,
  status,
  since: NOW - 6 * HOUR_MS,
  lastAt: minutes === null ? null : NOW - minutes * MINUTE_MS,
})

const SOURCES: readonly SourceView[] = [
  source('facebook', 'live', 0.4),
  source('mastodon', 'live', 0.7),
  source('bluesky', 'slow', 9),
  source('reddit/work', 'quiet', 340),
  source('rss', 'blind', null),
]

function brand(
  id: string,
  name: string,
  level: Level,
  readings: readonly Reading[],
  stormId: string | null,
): BrandView {
  return {
    entity: 'brand',
    id,
    name,
    timeZone: 'Europe/Berlin',
    level,
    phase: level > 0 ? 'storm' : 'calm',
    direction: level > 0 ? 'up' : 'steady',
    since: level > 0 ? STARTED + 45 * MINUTE_MS : CELL - 5 * HOUR_MS,
    stormId,
    reading: readings.at(-1) ?? null,
  }
}
