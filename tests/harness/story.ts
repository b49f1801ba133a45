/** Stories by seed: some hours of one brand with all that a log may hold, storms included. */

import { idKey } from '../../shared/core/mention.ts'
import type { Observation, Said } from '../../shared/core/observation.ts'
import { DEFAULT_POLICY } from '../../shared/core/policy.ts'
import { HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { seededRandom } from './seeded-random.ts'
import { saidBy, USUAL_WORDS } from './speech.ts'

const START = Date.UTC(2026, 2, 2, 7)
/** Windows fill at once and nothing is new, so that a story of hours has storms, slow ones too. */
const POLICY = { ...DEFAULT_POLICY, settle: 0, warmUp: 0, endAfter: HOUR_MS, refractory: 0 }

interface Told {
  id: string
  publishedAt: number
  likes: number
}

/** @param records at most so many; the story ends when they are told. */
export function storyOf(seed: number, brandId = 'acme', records = 300): Observation[] {
  const random = seededRandom(seed)
  const any = (below: number) => Math.floor(random() * below)
  const told: Told[] = []
  const log: Observation[] = [
    { type: 'policy', policyId: 'story', at: START, policy: POLICY, brands: {} },
  ]
  let at = START + any(20 * MINUTE_MS)
  let angry = 0.2
  let pace = 60_000
  while (log.length < records) {
    if (random() < 0.02) angry = random() < 0.5 ? 0.9 : 0.15
    if (random() < 0.03) pace = [2_000, 15_000, 60_000, 240_000][any(4)]!
    if (random() < 0.005) at += any(9) * HOUR_MS
    at += random() < 0.2 ? 0 : any(pace)
    const dice = random()
    if (dice < 0.62 || told.length === 0) log.push(mention(brandId, told, at, angry, random))
    else if (dice < 0.9) log.push(engagement(brandId, told[any(told.length)]!, at, random))
    else if (dice < 0.93) {
      const { id: mentionId } = told[any(told.length)]!
      log.push({ type: 'deletion', brandId, mentionId, key: idKey(mentionId), at })
    } else if (dice < 0.97) log.push({ type: 'tick', at })
    else log.push({ type: 'source-status', source: 'mastodon', via: undefined, status: 'live', at })
  }
  return log
}

/** A new one, or now and then an edit of an old one. */
function mention(
  brandId: string,
  told: Told[],
  at: number,
  angry: number,
  random: () => number,
): Observation {
  const edit = told.length > 0 && random() < 0.1
  const old = told[Math.floor(random() * told.length)]
  const lateMs = random() < 0.1 ? Math.floor(random() * 5 * HOUR_MS) : Math.floor(random() * 5_000)
  const one =
    edit && old ? old : { id: `test:${brandId}/${told.length}`, publishedAt: at - lateMs, likes: 0 }
  if (one !== old) told.push(one)
  const bad = random() < angry
  return {
    type: 'mention',
    brandId,
    mentionId: one.id,
    key: idKey(one.id),
    at,
    publishedAt: one.publishedAt,
    source: ['facebook', 'mastodon', 'rss'][Math.floor(random() * 3)]!,
    kind: random() < 0.03 ? 'article' : 'post',
    pNegMilli: bad ? 600 + Math.floor(random() * 400) : Math.floor(random() * 300),
    pPosMilli: bad ? 0 : Math.floor(random() * 700),
    author: random() < 0.1 ? 0 : 1 + Math.floor(random() * 60),
    own: random() < 0.03,
    touchpoints: random() < 0.3 ? [['billing', 'hotline', 'store'][Math.floor(random() * 3)]!] : [],
    ...(random() < 0.1 ? {} : { said: words(random, bad) }),
  }
}

/** Now and then a topic, a template, a call, or an account of today. */
function words(random: () => number, bad: boolean): Said {
  const speech = {
    words: USUAL_WORDS,
    topic: random() < 0.5 ? ['streik', '#boykott'] : [],
    copies: random() < 0.2,
    cues: Math.floor(random() * 4),
  }
  const said = saidBy(speech, bad, random)
  const link = random() < 0.2 ? { link: 1 + Math.floor(random() * 3) } : {}
  const press = random() < 0.1 ? { press: 1 + Math.floor(random() * 4) } : {}
  const aged = random() < 0.5 ? { accountDays: Math.floor(random() * 90) } : {}
  return { ...said, ...link, ...press, ...aged }
}

/** Counters mostly grow, some explode, some fall, are reset, or are not told. */
function engagement(brandId: string, post: Told, at: number, random: () => number): Observation {
  const dice = random()
  if (dice < 0.1) post.likes *= 4
  else if (dice < 0.15) post.likes = 0
  else if (dice < 0.2) post.likes = Math.floor(post.likes * 0.8)
  else post.likes += Math.floor(random() * 30)
  const sometimes = (value: number) => (random() < 0.15 ? null : value)
  return {
    type: 'engagement',
    brandId,
    mentionId: post.id,
    key: idKey(post.id),
    at,
    source: random() < 0.1 ? 'lemmy' : 'facebook',
    likes: sometimes(post.likes),
    comments: sometimes(Math.floor(post.likes / 10)),
    shares: sometimes(Math.floor(post.likes / 20)),
  }
}
