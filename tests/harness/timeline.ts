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
} from '../../shared/core/observation.ts'
import { type Policy, policyId, readPolicy } from '../../shared/core/policy.ts'
import type { Reading, StormEvent } from '../../shared/core/storm.ts'
import { type EpochMs, MINUTE_MS, parseDuration } from '../../shared/core/time.ts'
import { seededRandom } from './seeded-random.ts'

export interface Talk {
  /** Mentions per minute, on average. */
  readonly perMinute: number
  /** Share of them that is negative, 0-1. */
  readonly negative?: number
  /** Share of them that is praise; the rest is neutral. */
  readonly positive?: number
  /** How many people speak: `many` are all different, a number is a circle of so many. */
  readonly authors?: 'many' | number
  /** Evenly spaced instead of at random. */
  readonly even?: boolean
  /** How long ago it was said when we learn of it. */
  readonly late?: string
}

export interface PostOptions {
  readonly id?: string
  readonly pNeg?: number
  readonly pPos?: number
  readonly source?: string
  readonly kind?: string
  readonly own?: boolean
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
  likes(
    polls: readonly (readonly [after: string, likes: number | null, comments?: number])[],
    of?: string,
  ): Timeline
}

/** Monday; `from: 'Sat 20:00'` is the Saturday after it. */
const MONDAY = Date.UTC(2026, 2, 2)
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

export function timeline(
  brandId: string,
  start: { readonly from?: string; readonly lang?: string; readonly seed?: number } = {},
): Timeline {
  const random = seededRandom(start.seed ?? 1)
  const observations: Observation[] = []
  let now = startOf(start.from ?? 'Mon 00:00')
  let rate = 0
  let posts = 0
  let lastPost = { id: '', source: 'facebook', at: now }

  const speak = (at: EpochMs, options: PostOptions & { author?: number; late?: number }) => {
    const id = options.id ?? `test:${brandId}-${++posts}`
    const mention: MentionObservation = {
      type: 'mention',
      brandId,
      mentionId: id,
      key: idKey(id),
      at,
      publishedAt: at - (options.late ?? 0),
      source: options.source ?? 'mastodon',
      kind: options.kind ?? 'post',
      pNegMilli: Math.round(1_000 * (options.pNeg ?? 0)),
      pPosMilli: Math.round(1_000 * (options.pPos ?? 0)),
      author: options.author ?? 1_000_000 + posts,
      own: options.own ?? false,
      touchpoints: [],
    }
    observations.push(mention)
    return mention
  }

  const talk = (duration: string, options: Talk, grow: boolean) => {
    const { negative = 0, positive = 0, authors = 'many' } = options
    const until = now + ms(duration)
    const from = now
    const before = Math.max(rate, options.perMinute / 1_000)
    const late = options.late === undefined ? 0 : ms(options.late)
    for (;;) {
      const part = grow ? (now - from) / (until - from) : 1
      const perMinute = before ** (1 - part) * options.perMinute ** part
      if (!(perMinute > 0)) break
      now += (options.even ? 1 : -Math.log(1 - random())) * (MINUTE_MS / perMinute)
      if (now >= until) break
      const mood = random()
      speak(Math.floor(now), {
        pNeg: mood < negative ? 1 : 0,
        pPos: mood >= negative && mood < negative + positive ? 1 : 0,
        late,
        ...(authors === 'many' ? {} : { author: 1 + Math.floor(random() * authors) }),
      })
    }
    now = until
    rate = options.perMinute
    observations.push({ type: 'tick', at: now })
  }

  const self: Timeline = {
    brandId,
    observations,
    get now() {
      return now
    },
    steady: (duration, options) => {
      talk(duration, options, false)
      return self
    },
    surge: (duration, options) => {
      talk(duration, options, true)
      return self
    },
    silence: (duration) => {
      now += ms(duration)
      rate = 0
      observations.push({ type: 'tick', at: now })
      return self
    },
    post: (options = {}) => {
      const { mentionId, source } = speak(now, { pNeg: 1, source: 'facebook', ...options })
      lastPost = { id: mentionId, source, at: now }
      return self
    },
    likes: (polls, of = lastPost.id) => {
      const from = now
      for (const [after, likes, comments = null] of polls) {
        now = from + ms(after)
        const sample: EngagementObservation = {
          type: 'engagement',
          brandId,
          mentionId: of,
          key: idKey(of),
          at: now,
          source: lastPost.source,
          likes,
          comments,
          shares: null,
        }
        observations.push(sample)
      }
      return self
    },
  }
  return self
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
