/** The shapes of what the interface answers, as schemas of the OpenAPI document. Tests hold the answers against them. */

import { FEATURES, PACES } from '../../shared/core/likeness.ts'
import { SOURCE_STATES } from '../../shared/core/mention.ts'
import { PHASES } from '../../shared/core/storm.ts'

type Json = Readonly<Record<string, unknown>>

const string = { type: 'string' }
const number = { type: 'number' }
const integer = { type: 'integer' }
const boolean = { type: 'boolean' }
const at = { type: 'integer', description: 'Milliseconds since 1970.' }
const level = { type: 'integer', minimum: 0, maximum: 6 }
const phase = { type: 'string', enum: PHASES }

const nullable = (schema: Json): Json =>
  typeof schema['type'] === 'string'
    ? { ...schema, type: [schema['type'], 'null'], ...withNull(schema) }
    : { anyOf: [schema, { type: 'null' }] }
const withNull = ({ enum: words }: Json): Json =>
  Array.isArray(words) ? { enum: [...words, null] } : {}
const list = (items: Json): Json => ({ type: 'array', items })
const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` })
const one = (...words: readonly string[]): Json => ({ type: 'string', enum: words })

/** Names that end in `?` may be missing. More may be added in time, so that others are not excluded. */
function object(fields: Readonly<Record<string, Json>>): Json {
  const names = Object.keys(fields)
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name.replace('?', ''), fields[name]])),
    required: names.filter((name) => !name.endsWith('?')),
  }
}

const Reading = object({
  ...{ type: one('reading'), brandId: string, at, provisional: boolean },
  ...{ mentions: nullable(number), negatives: nullable(number) },
  ...{ expectedNegatives: nullable(number), zShare: nullable(number), zVolume: nullable(number) },
  ...{ score: nullable(number), level, phase },
  window: object({
    ...{ mentions: number, negatives: number, expectedNegatives: number, usualShare: number },
    ...{ squares: number, usualVolume: number, volumeDeviation: number, 'certainty?': number },
    ...{ authors: nullable(number), topAuthorShare: nullable(number) },
  }),
  ...{ engagement: nullable(number), late: number, warmingUp: boolean },
  ...{ 'doublingTimeMin?': number, 'next3h?': object({ low: number, high: number }) },
  ...{ 'leadingMentionId?': string, 'leadingInteractions?': number, policyId: string },
  ...{ 'warnAt?': number, 'zSlow?': number, 'doubtedSources?': list(string) },
})

const BrandView = object({
  ...{ entity: one('brand'), id: string, name: string, timeZone: string, level, phase },
  ...{ direction: one('up', 'down', 'steady'), since: nullable(at), stormId: nullable(string) },
  reading: nullable(ref('Reading')),
})

const PART = object({ share: number, usual: number })

const Cause = object({
  ...{ kind: one('share', 'volume', 'post', 'slow', 'topic'), text: string },
  ...{ 'mentionId?': string, 'source?': string, seen: number, expected: number, surprise: number },
  ...{ 'likes?': number, 'comments?': number, 'shares?': number, 'ageMin?': number },
  ...{
    'gainedLastHour?': number,
    'usualLargest?': number,
    'forecast?': object({ size: integer, low: integer, high: integer }),
    'onceInDays?': number,
    'doubt?': number,
    'words?': list(string),
  },
  'highest?': object({ days: integer, ever: boolean }),
  'talk?': object({
    channels: list(object({ source: string, critics: number })),
    ...{ 'copies?': object({ share: number, accounts: integer }), 'coPosters?': integer },
    'loudest?': object({ share: number, accounts: integer }),
    ...{ 'newAccounts?': PART, 'collision?': PART },
  }),
})

const Check = object({
  ...{ level, name: string, state: one('met', 'not-met', 'unseen') },
  ...{ 'seen?': number, 'needed?': number, 'wouldShow?': string },
})

const StormView = object({
  ...{ entity: one('storm'), id: string, brandId: string, kind: one('storm', 'candystorm') },
  ...{ status: one('firing', 'acknowledged', 'resolved'), phase, level, peakLevel: level },
  ...{ score: number, startedAt: at, endedAt: nullable(at), leadingMentionId: nullable(string) },
  ...{ causes: list(ref('Cause')), checklist: list(ref('Check')), touchpoints: list(string) },
  history: list(object({ at, change: string, level })),
  acknowledged: nullable(object({ at, by: string })),
  silencedUntil: nullable(at),
  verdict: nullable(object({ at, by: string, verdict: one('right', 'false-alarm') })),
  notes: list(object({ at, by: string, text: string })),
  policyId: string,
})

const NotificationView = object({
  ...{ entity: one('notification'), id: string, stormId: string, brandId: string, at },
  ...{ reason: string, level, channel: string, to: string, toName: string, subject: string },
  outcome: one('pending', 'sent', 'failed', 'superseded'),
  ...{ deliveredAt: nullable(at), detail: nullable(string) },
})

const SourceView = object({
  ...{ entity: one('source'), id: string, status: one(...SOURCE_STATES), since: at },
  lastAt: nullable(at),
})

const MentionView = object({
  ...{ id: string, brandId: string, source: string, kind: string, text: string },
  ...{ lang: nullable(string), url: nullable(string), authorHandle: nullable(string) },
  ...{ authorFollowers: nullable(number), conversationId: nullable(string) },
  ...{ inReplyTo: nullable(string), publishedAt: at, observedAt: at },
  ...{ pNeg: nullable(number), deletedAt: nullable(at) },
  'copies?': { ...integer, description: 'Near-copies of it on this page, where those are hidden.' },
  'label?': object({ label: one('negative', 'not-negative'), by: string, at: string }),
})

const EngagementPoint = object({
  ...{ mentionId: string, brandId: string, at, likes: nullable(number) },
  ...{ comments: nullable(number), shares: nullable(number), views: nullable(number) },
})

const Trouble = object({
  kind: one('undelivered', 'stalled', 'falling-behind'),
  ...{ what: string, since: at, count: integer },
})

const SystemView = object({
  ...{ entity: one('system'), id: one('system'), version: string },
  recording: nullable(object({ name: string, from: at, to: at, speed: number })),
  ...{ now: at, outbox: boolean, lag: { type: 'object', additionalProperties: number } },
  troubles: list(Trouble),
})

const AfterAction = object({
  ...{ stormId: string, brandId: string, beganAt: at },
  beganWith: one('leading-mention', 'opening'),
  ...{ detectedAt: at, toldAt: nullable(at), acknowledgedAt: nullable(at) },
  ...{ allClearAt: nullable(at), toDetectMs: integer, toTellMs: nullable(integer) },
  ...{ toAcknowledgeMs: nullable(integer), toAllClearMs: nullable(integer) },
  ...{ peakLevel: level, peakAt: at, people: list(string), storm: ref('StormView') },
  messages: object({ pending: integer, sent: integer, failed: integer, superseded: integer }),
})

const WORDS = object({ de: string, en: string })

const StormShape = object({
  ...{ lead: one('post', 'voices', 'drift'), 'pace?': one(...PACES), 'doublingMin?': number },
  ...{ 'curve?': list(nullable(number)), 'share?': number, 'authors?': number },
  ...{ 'channels?': integer, 'commentsPerLike?': number },
})

const Likeness = object({
  state: one('known', 'too-early'),
  ...{ compared: integer, 'shape?': ref('StormShape') },
  likest: list(
    object({
      ...{ id: string, 'name?': WORDS, 'source?': WORDS, 'startedAt?': at, like: number },
      compared: list(object({ feature: one(...FEATURES), like: number })),
      shape: ref('StormShape'),
    }),
  ),
})

const ENTITIES = ['SystemView', 'BrandView', 'StormView', 'NotificationView', 'SourceView']

export const ANSWERS: Readonly<Record<string, Json>> = {
  ...{ Reading, BrandView, Cause, Check, StormView, NotificationView, SourceView, MentionView },
  ...{ EngagementPoint, SystemView, AfterAction, StormShape, Likeness },
  Brands: object({ brands: list(ref('BrandView')) }),
  Brand: object({ brand: ref('BrandView') }),
  Readings: object({
    readings: list(ref('Reading')),
    complete: { ...boolean, description: 'False: older ones exist and could not be asked for.' },
  }),
  Mentions: object({
    mentions: list(ref('MentionView')),
    'hidden?': { ...integer, description: 'Near-copies on this page that are not shown.' },
    'next?': string,
  }),
  Mention: object({
    mention: nullable(ref('MentionView')),
    engagement: list(ref('EngagementPoint')),
  }),
  Histogram: object({ buckets: list(object({ at, mentions: integer, negatives: integer })) }),
  Terms: object({ terms: list(object({ term: string, mentions: integer })) }),
  Storms: object({ storms: list(ref('StormView')) }),
  Storm: object({ storm: ref('StormView'), notifications: list(ref('NotificationView')) }),
  Recorded: object({ recorded: boolean, at }),
  Policy: object({
    policyId: string,
    policy: { type: 'object', additionalProperties: true },
    brands: { type: 'object', additionalProperties: true },
  }),
  Sources: object({ sources: list(ref('SourceView')) }),
  Outbox: object({ mails: list(object({ file: string, at, to: string, subject: string })) }),
  Mail: object({ subject: string, from: string, to: string, date: string, text: string }),
  Session: object({ guarded: boolean, open: boolean }),
  Health: object({ status: string, version: string }),
  Readiness: object({ status: one('ready', 'not-ready'), reasons: list(string) }),
  OpenApi: { type: 'object', additionalProperties: true },
  Problem: object({ type: string, title: string, status: integer, detail: string }),
  Frame: object({
    ...{ type: one('frame'), instance: string, revision: integer, full: boolean },
    entities: list({ anyOf: ENTITIES.map(ref) }),
  }),
}
