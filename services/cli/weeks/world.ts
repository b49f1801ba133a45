/** Builds what one brand would have been told about: mentions with their texts, and polls of their counters. */

import type { JournalRecord, Mention, MentionKind } from '../../../shared/core/mention.ts'
import { DAY_MS, type EpochMs, HOUR_MS, MINUTE_MS } from '../../../shared/core/time.ts'
import type { Draws } from '../evaluate/draws.ts'
import type { Profile } from './brands.ts'
import { ENGLISH, GERMAN, type Texts } from './texts.ts'

export type Mood = 'negative' | 'neutral' | 'positive'

/** What is true of one mention and known to nobody but the judge. */
export interface Truth {
  readonly mood: Mood
  /** The episode it belongs to; everyday talk to none. */
  readonly episode: number | undefined
}

export interface Said {
  readonly at: EpochMs
  readonly text: string
  readonly mood: Mood
  readonly german: boolean
  readonly episode?: number
  readonly author?: string
  readonly accountAgeDays?: number
  readonly source?: string
  readonly kind?: MentionKind
  /** When we learned of it, if much later. */
  readonly knownAt?: EpochMs
  /** Interactions in the end; undefined: nobody polls it. */
  readonly size?: number
}

export interface World {
  readonly profile: Profile
  readonly draw: Draws
  readonly from: EpochMs
  readonly to: EpochMs
  readonly records: JournalRecord[]
  readonly truths: Map<string, Truth>
}

export function startWorld(profile: Profile, draw: Draws, from: EpochMs, to: EpochMs): World {
  return { profile, draw, from, to, records: [], truths: new Map() }
}

const SOURCES: readonly (readonly [source: string, part: number])[] = [
  ['mastodon', 0.4],
  ['facebook', 0.3],
  ['reddit', 0.15],
  ['youtube', 0.15],
]
/** People who ever speak of a brand, times its mentions a day; the loud ones speak more often. */
const PEOPLE_PER_MENTION = 15
const LOUD = 1.6

/** @returns the mention's id. */
export function say(world: World, said: Said): string {
  const { profile, draw, records, truths } = world
  const source = said.source ?? anySource(draw)
  const id = `${source}:${profile.id}/${truths.size}`
  const people = Math.ceil(profile.perDay * PEOPLE_PER_MENTION) + 20
  const author = said.author ?? `u${Math.floor(people * draw.uniform() ** LOUD)}`
  const days = said.accountAgeDays ?? 30 + 3_000 * draw.uniform()
  const mention: Mention = {
    type: 'mention',
    id,
    brandId: undefined,
    source,
    via: undefined,
    kind: said.kind ?? 'post',
    author: {
      id: author,
      handle: author,
      followers: undefined,
      createdAt: said.at - days * DAY_MS,
    },
    text: said.text,
    lang: undefined,
    url: undefined,
    conversationId: undefined,
    inReplyTo: undefined,
    publishedAt: said.at,
    observedAt: said.knownAt ?? said.at + Math.floor(20_000 * draw.uniform()),
    pNeg: undefined,
  }
  records.push(mention)
  truths.set(id, { mood: said.mood, episode: said.episode })
  if (said.size !== undefined) pollFading(world, mention, said.size)
  return id
}

function anySource(draw: Draws): string {
  let left = draw.uniform()
  for (const [source, part] of SOURCES) {
    left -= part
    if (left < 0) return source
  }
  return SOURCES[0]![0]
}

/** Everyday posts are followed at these ages: enough for their growth, few enough to fold. */
const AGES = [10, 30, 60, 120, 240, 480, 960, 1_800].map((minutes) => minutes * MINUTE_MS)
/** Half of what a post ever gets comes in its first hours. */
const HALF_SIZE_MS = 4 * HOUR_MS

function pollFading(world: World, mention: Mention, size: number): void {
  for (const age of AGES)
    poll(world, mention, mention.publishedAt + age, size * (1 - 2 ** (-age / HALF_SIZE_MS)))
}

/** Parts of the interactions that are likes, comments and shares. */
const PARTS = { likes: 0.8, comments: 0.12, shares: 0.08 }

export function poll(
  { records, to }: World,
  { id, source, observedAt }: Pick<Mention, 'id' | 'source' | 'observedAt'>,
  at: EpochMs,
  total: number,
): void {
  if (at > to) return
  records.push({
    type: 'engagement',
    mentionId: id,
    brandId: undefined,
    source,
    via: undefined,
    observedAt: Math.max(at, observedAt),
    likes: Math.round(total * PARTS.likes),
    comments: Math.round(total * PARTS.comments),
    shares: Math.round(total * PARTS.shares),
    views: null,
  })
}

/** Final sizes vary by this standard deviation of their logarithm. */
const SIZE_SPREAD = 1.1

export function drawSize(world: World, times = 1): number {
  const { draw, profile } = world
  // A normal from twelve uniforms is near enough for sizes of posts.
  let normal = -6
  for (let i = 0; i < 12; i++) normal += draw.uniform()
  return Math.round(times * profile.usualSize * Math.exp(SIZE_SPREAD * normal))
}

export function textsOf(german: boolean): Texts {
  return german ? GERMAN : ENGLISH
}

/** A template with its blanks filled, and mostly something before or behind it. */
export function phrase(world: World, german: boolean, templates: readonly string[], bare = false) {
  const { draw, profile } = world
  const texts = textsOf(german)
  const pick = (list: readonly string[]) => list[draw.below(list.length)]!
  const core = pick(templates)
  const whole = bare ? core : `${pick(texts.openers)}${core}${pick(texts.closers)}`
  return whole
    .replaceAll('{b}', spelled(profile.name, draw))
    .replaceAll('{c}', pick(texts.towns))
    .replaceAll('{d}', pick(texts.days))
    .replaceAll('{t}', profile.id)
    .replace(/\{n\}/g, () => String(2 + draw.below(60)))
}

/** People do not all write a name as its owner does. */
function spelled(name: string, draw: Draws): string {
  const way = draw.uniform()
  if (way < 0.1) return name.toLowerCase()
  if (way < 0.15) return name.toUpperCase()
  return name
}
