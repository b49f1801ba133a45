/**
 * The language in which storms are told to the detector: `timeline('acme', …).steady('10h', …).surge('30m', …)`
 * builds seeded observations in order, and `strip` prints what the detector says of them like a weather report.
 */

import { type Detected, detector } from '../../shared/core/detector.ts'
import { idKey } from '../../shared/core/mention.ts'
import type {
  EngagementObservation,
  MentionObservation,
  Observation,
  Said,
} from '../../shared/core/observation.ts'
import { type Policy, policyId, readPolicy } from '../../shared/core/policy.ts'
import type { Reading, StormEvent } from '../../shared/core/storm.ts'
import { type EpochMs, MINUTE_MS, parseDuration } from '../../shared/core/time.ts'
import { seededRandom } from './seeded-random.ts'
import { type Speech, saidBy } from './speech.ts'

export interface Talk {
  /** Mentions per minute, on average. */
  readonly perMinute: number
  /** Share of them that is negative, 0-1. */
  readonly negative?: number
  /** Share of them that is praise; the rest is neutral. */
  readonly positive?: number
  /** How sure a classifier is of critics and of the others; certain unless told. */
  readonly sure?: { readonly negative: number; readonly other: number }
  /** How many people speak: `many` are all different, a number is a circle of so many. */
  readonly authors?: 'many' | number
  /** Evenly spaced instead of at random. */
  readonly even?: boolean
  /** How long ago it was said when we learn of it. */
  readonly late?: string
  /** Where it is said; of several places each mention takes one. */
  readonly sources?: readonly string[]
  /** What critics complain about. */
  readonly touchpoints?: readonly string[]
  /** What is said; without it nobody knows the words. */
  readonly speech?: Speech
}

export interface PostOptions {
  readonly id?: string
  readonly pNeg?: number
  readonly pPos?: number
  readonly source?: string
  readonly kind?: string
  readonly own?: boolean
  readonly touchpoints?: readonly string[]
  readonly said?: Said
}

export interface Timeline {
  readonly brandId: string
  readonly observations: readonly Observation[]
  readonly now: EpochMs
  /** The same talk for some time. */
  steady(duration: string, talk: Talk): Timeline
  /** Talk that grows from the rate before to its own in equal factors. */
  surge(duration: string, talk: Talk): Timeline
  /** Nobody speaks; a tick says that the time has passed. */
  silence(duration: string): Timeline
  /** One post, at once. Takes no time. */
  post(options?: PostOptions): Timeline
  /** Polls of the last post's likes (or of post `of`): `[after, likes, comments?]`; time moves to the last one. */
  likes(polls: Polls, of?: string): Timeline
}

export type Polls = readonly (readonly [after: string, likes: number | null, comments?: number])[]

/** Monday; `from: 'Sat 20:00'` is the Saturday after it. */
const MONDAY = Date.UTC(2026, 2, 2)
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

export function timeline(
  brandId: string,
  start: {
    readonly from?: string
    readonly lang?: string
    readonly seed?: number
    /** Begins the ids of mentions, where two timelines become one. */
    readonly ids?: string
  } = {},
): Timeline {
  const story: Story = {
    brandId,
    ids: start.ids ?? `test:${brandId}`,
    random: seededRandom(start.seed ?? 1),
    observations: [],
    now: startOf(start.from ?? 'Mon 00:00'),
    rate: 0,
    posts: 0,
    last: { id: '', source: 'facebook' },
  }
  const then = (tell: () => void): Timeline => {
    tell()
    return self
  }
  const self: Timeline = {
    brandId,
    observations: story.observations,
    get now() {
      return story.now
    },
    steady: (duration, talk) => then(() => speakFor(story, duration, talk, false)),
    surge: (duration, talk) => then(() => speakFor(story, duration, talk, true)),
    silence: (duration) => then(() => speakFor(story, duration, { perMinute: 0 }, false)),
    post: (options = {}) =>
      then(() => {
        const { mentionId, source } = speak(story, { pNeg: 1, source: 'facebook', ...options })
        story.last = { id: mentionId, source }
      }),
    likes: (polls, of = story.last.id) => then(() => pollLikes(story, polls, of)),
  }
  return self
}

interface Story {
  readonly brandId: string
  readonly ids: string
  readonly random: () => number
  readonly observations: Observation[]
  now: EpochMs
  /** Mentions per minute at the end of the last talk. */
  rate: number
  posts: number
  last: { id: string; source: string }
}

function speak(
  story: Story,
  options: PostOptions & { author?: number; lateMs?: number },
): MentionObservation {
  const at = Math.floor(story.now)
  const id = options.id ?? `${story.ids}-${++story.posts}`
  const mention: MentionObservation = {
    type: 'mention',
    brandId: story.brandId,
    mentionId: id,
    key: idKey(id),
    at,
    publishedAt: at - (options.lateMs ?? 0),
    source: options.source ?? 'mastodon',
    kind: options.kind ?? 'post',
    pNegMilli: Math.round(1_000 * (options.pNeg ?? 0)),
    pPosMilli: Math.round(1_000 * (options.pPos ?? 0)),
    author: options.author ?? 1_000_000 + story.posts,
    own: options.own ?? false,
    touchpoints: options.touchpoints ?? [],
    ...(options.said ? { said: options.said } : {}),
  }
  story.observations.push(mention)
  return mention
}

function speakFor(story: Story, duration: string, talk: Talk, grow: boolean): void {
  const { random } = story
  const { negative = 0, positive = 0, authors = 'many' } = talk
  const from = story.now
  const until = from + ms(duration)
  const before = Math.max(story.rate, talk.perMinute / 1_000)
  const lateMs = talk.late === undefined ? 0 : ms(talk.late)
  for (;;) {
    const part = grow ? (story.now - from) / (until - from) : 1
    const perMinute = before ** (1 - part) * talk.perMinute ** part
    if (!(perMinute > 0)) break
    story.now += (talk.even ? 1 : -Math.log(1 - random())) * (MINUTE_MS / perMinute)
    if (story.now >= until) break
    const mood = random()
    speak(story, {
      pNeg: mood < negative ? (talk.sure?.negative ?? 1) : (talk.sure?.other ?? 0),
      pPos: mood >= negative && mood < negative + positive ? 1 : 0,
      lateMs,
      ...(talk.touchpoints && mood < negative ? { touchpoints: talk.touchpoints } : {}),
      ...(talk.sources ? { source: talk.sources[story.posts % talk.sources.length]! } : {}),
      ...(talk.speech ? { said: saidBy(talk.speech, mood < negative, random) } : {}),
      ...(authors === 'many' ? {} : { author: 1 + Math.floor(random() * authors) }),
    })
  }
  story.now = until
  story.rate = talk.perMinute
  story.observations.push({ type: 'tick', at: until })
}

function pollLikes(story: Story, polls: Polls, of: string): void {
  const from = story.now
  for (const [after, likes, comments = null] of polls) {
    story.now = from + ms(after)
    const sample: EngagementObservation = {
      type: 'engagement',
      brandId: story.brandId,
      mentionId: of,
      key: idKey(of),
      at: story.now,
      source: story.last.source,
      likes,
      comments,
      shares: null,
    }
    story.observations.push(sample)
  }
}

/** Likes of a post that double every `every` for `duration`, polled every `poll`, from `first` on. */
export function doubling(
  first: number,
  every: string,
  duration: string,
  poll = '10m',
): [string, number][] {
  const polls: [string, number][] = []
  for (let at = ms(poll); at <= ms(duration); at += ms(poll))
    polls.push([`${at}ms`, Math.round(first * 2 ** (at / ms(every)))])
  return polls
}

/** Two stories of one brand as one, in the order of their instants. */
export function meanwhile(...lines: readonly Timeline[]): Observation[] {
  const all = lines.flatMap((line, i) => line.observations.map((one) => ({ one, i })))
  return all.sort((a, b) => a.one.at - b.one.at || a.i - b.i).map(({ one }) => one)
}

function startOf(from: string): EpochMs {
  const [, day = 'Mon', hours = '0', minutes = '0'] = /^(\w{3}) (\d\d):(\d\d)$/.exec(from) ?? []
  return MONDAY + (DAYS.indexOf(day) * 24 * 60 + Number(hours) * 60 + Number(minutes)) * MINUTE_MS
}

function ms(duration: string): number {
  const parsed = parseDuration(duration)
  if (parsed === undefined) throw new RangeError(`no duration: ${duration}`)
  return parsed
}

/** Everything the detector says of these observations; a tick an hour after the last closes the last cells. */
export function detect(
  told: Timeline | readonly Observation[],
  overrides: Readonly<Record<string, unknown>> = {},
): Detected[] {
  const observations = 'observations' in told ? told.observations : told
  const brandId = observations.map((one) => detector.keyOf(one)).find((key) => key !== undefined)
  const state = detector.initial(brandId ?? 'nobody')
  const policy = policyOf(overrides)
  const out = detector.step(state, {
    type: 'policy',
    policyId: policyId(policy),
    at: 0,
    policy,
    brands: {},
  })
  let last = 0
  for (const observation of observations) {
    out.push(...detector.step(state, observation))
    if (observation.type !== 'policy') last = Math.max(last, observation.at)
  }
  out.push(...detector.advance(state, last + policy.grid + policy.grace))
  return out
}

function policyOf(overrides: Readonly<Record<string, unknown>>): Policy {
  const { policy, problems } = readPolicy(overrides)
  if (problems.length > 0) throw new RangeError(problems.map((one) => one.message).join(', '))
  return policy
}

/** What changes, one line each: when, kind, change, phase, level, main cause with its numbers. */
export function strip(
  told: Timeline | readonly Observation[],
  overrides: Readonly<Record<string, unknown>> = {},
): string {
  return stormsOf(detect(told, overrides)).map(line).join('\n')
}

export function stormsOf(out: readonly Detected[]): StormEvent[] {
  return out.filter((one) => one.type === 'storm')
}

export function readingsOf(out: readonly Detected[]): Reading[] {
  return out.filter((one) => one.type === 'reading' && !one.provisional) as Reading[]
}

function line(event: StormEvent): string {
  const [cause] = event.causes
  const told = cause ? `${cause.kind} ${Math.round(cause.seen)}/${Math.round(cause.expected)}` : ''
  return [
    clock(event.at),
    event.kind.padEnd(10),
    event.change.padEnd(13),
    event.phase.padEnd(6),
    event.level,
    told,
  ]
    .join('  ')
    .trimEnd()
}

function clock(at: EpochMs): string {
  const day = DAYS[(new Date(at).getUTCDay() + 6) % 7]
  return `${day} ${new Date(at).toISOString().slice(11, 16)}`
}
