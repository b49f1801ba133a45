/** The notification and the context of a storm like the one in the demo: one complaint on the company's own wall. */

import type { LeadingPost, MessageContext } from '../../services/alert/message-context.ts'
import type { Notification } from '../../shared/core/alert.ts'
import { DEFAULT_POLICY } from '../../shared/core/policy.ts'
import type { Check } from '../../shared/core/storm.ts'
import { MINUTE_MS } from '../../shared/core/time.ts'
import type { MentionDocument } from '../../shared/edge/store.ts'

const STARTED = Date.parse('2026-03-07T19:40:00Z')

const CHECKLIST: Check[] = [
  { level: 1, name: 'score-watch', state: 'not-met', seen: 0.31, needed: 0.55 },
  { level: 1, name: 'post-above-norm', state: 'met', seen: 1376, needed: 20 },
  { level: 2, name: 'score-warn', state: 'not-met', seen: 0.31, needed: 0.8 },
  { level: 2, name: 'post-rule', state: 'met' },
  { level: 2, name: 'topic-rule', state: 'unseen', wouldShow: 'not-measured-yet' },
  { level: 3, name: 'post-times-10', state: 'met', seen: 12.4, needed: 10 },
  { level: 3, name: 'press-article', state: 'unseen', needed: 1, wouldShow: 'rss' },
  { level: 4, name: 'post-times-100', state: 'not-met', seen: 12.4, needed: 100 },
  { level: 4, name: 'negatives-times-10', state: 'not-met', seen: 1.2, needed: 10 },
  { level: 5, name: 'critics-majority', state: 'not-met', seen: 0.22, needed: 0.5 },
]

export function notification(more: Partial<Notification> = {}): Notification {
  const stormId = 'kornblum/2026-03-07T19:40:00Z/post'
  return {
    type: 'notification',
    notificationId: `${stormId}/2026-03-07T20:05:00Z/level-raised/3/email/petra`,
    stormId,
    brandId: 'kornblum',
    kind: 'storm',
    at: STARTED + 25 * MINUTE_MS,
    reason: 'level-raised',
    level: 3,
    levelBefore: 2,
    peakLevel: 3,
    status: 'firing',
    channel: 'email',
    to: 'petra',
    language: 'de',
    timeZone: 'Europe/Berlin',
    startedAt: STARTED,
    change: 'level-raised',
    score: 0.31,
    causes: [
      {
        kind: 'post',
        text: '',
        mentionId: 'facebook:kornblum_20260307_1',
        source: 'facebook',
        seen: 1376,
        expected: 40,
        surprise: 12.4,
        likes: 1240,
        comments: 124,
        shares: 12,
        ageMin: 113,
        gainedLastHour: 1104,
        usualLargest: 111,
        forecast: { size: 9_412, low: 3_087, high: 28_600 },
      },
    ],
    checklist: CHECKLIST,
    touchpoints: ['billing', 'hotline'],
    leadingMentionId: 'facebook:kornblum_20260307_1',
    alsoTold: ['lena', 'max'],
    policyId: '1k9x2ab',
    ...more,
  }
}

export const LEADING: LeadingPost = {
  text: 'Liebe Leute von Kornblum Mobil, jetzt schreibe ich das hier öffentlich, weil mir sonst keiner antwortet.\n\nSeit vier Monaten bucht ihr 49,90 € für einen Vertrag ab, den ich nie hatte. Siebenmal war ich in eurer Hotline. Es reicht! 😡',
  authorHandle: 'Miriam H.',
  authorFollowers: 312,
  url: 'https://www.facebook.com/kornblum/posts/20260307_1',
  source: 'facebook',
  publishedAt: Date.parse('2026-03-07T18:12:00Z'),
  deleted: false,
  engagement: [3, 21, 96, 272, 740, 1376].map((likes, i) => ({
    mentionId: 'facebook:kornblum_20260307_1',
    brandId: 'kornblum',
    at: Date.parse('2026-03-07T18:20:00Z') + i * 20 * MINUTE_MS,
    likes,
    comments: 0,
    shares: null,
    views: null,
  })),
}

export function mention(id: string, text: string, more: Partial<MentionDocument> = {}) {
  const document: MentionDocument = {
    id,
    brandId: 'kornblum',
    source: 'mastodon',
    kind: 'post',
    text,
    lang: 'de',
    url: `https://example.social/@jo/${id}`,
    authorHandle: '@jo@example.social',
    authorFollowers: null,
    authorKey: id,
    conversationId: null,
    inReplyTo: null,
    publishedAt: STARTED + 10 * MINUTE_MS,
    observedAt: STARTED + 10 * MINUTE_MS,
    pNeg: 0.9,
    deletedAt: null,
    ...more,
  }
  return document
}

export function context(more: Partial<MessageContext> = {}): MessageContext {
  return {
    brandName: 'Kornblum Mobil',
    people: new Map([
      ['lena', 'Lena Vogt'],
      ['max', 'Max Ott'],
      ['petra', 'Petra Lang'],
    ]),
    sentAt: STARTED + 25 * MINUTE_MS + 800,
    leading: LEADING,
    typical: [
      mention(
        '1',
        'Genau das ist mir bei Kornblum auch passiert. Hotline: 45 Minuten Warteschleife.',
      ),
      mention('2', 'Same here, been charged twice since January. @kornblum any comment?', {
        lang: 'en',
      }),
    ],
    spread: [
      { source: 'facebook', mentions: 118 },
      { source: 'mastodon', mentions: 9 },
    ],
    blind: [{ source: 'reddit', status: 'blind' }],
    publicUrl: 'https://sturm.example.com',
    policy: DEFAULT_POLICY,
    mailDomain: 'example.com',
    ...more,
  }
}
