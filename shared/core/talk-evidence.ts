/** What the level table and the evidence rule ask of the talk: only while a storm is near, because it costs a walk. */

import { articlesAbout } from './articles.ts'
import type { DetectorState, Track } from './detector-state.ts'
import { callersNeeded, type Evidence, type TalkEvidence } from './level.ts'
import { usualPerMinute } from './measure.ts'
import type { Policy } from './policy.ts'
import type { StrikingPost } from './striking.ts'
import { type Talked, talkedOf, type UnusualWord } from './talked.ts'
import { type EpochMs, HOUR_MS, MINUTE_MS } from './time.ts'

/** An article that set a storm off stands before it. */
const BEFORE_MS = 3 * HOUR_MS
const RECENT_MIN = (3 * HOUR_MS) / MINUTE_MS
/** A channel where hardly ever anything is said has a normal of one critic in three hours. */
const MIN_NORMAL = 1
/** High arousal is more than the usual one by this factor. */
const AROUSED_TIMES = 1.5

/** @param now `normal`: negatives of three hours. */
export function talkEvidence(
  state: DetectorState,
  track: Track,
  now: {
    readonly post: StrikingPost | undefined
    readonly normal: number
    readonly at: EpochMs
  },
): Pick<Evidence, 'articles' | 'nationalMedia' | 'talk'> {
  const { articles, articlesSeen, talk, policy } = state
  const talked = talk && track.polarity === 'negative' ? talkedOf(talk) : undefined
  const since = (track.storm?.startedAt ?? now.at) - BEFORE_MS
  const causes = new Set(talked?.unusual.map(({ stem }) => stem))
  const press = articlesSeen ? articlesAbout(articles, since, causes) : undefined
  return {
    articles: press?.articles,
    nationalMedia: press?.nationalMedia,
    talk: talked && {
      ...channelEvidence(state, talked, now.post?.source),
      callers: talked.callers,
      authors: talked.authors,
      topic: isNew(state.firstAt, now.at, policy)
        ? undefined
        : (topicOf(state, track, now.at)?.critics ?? 0),
      topicNeeded: topicNeeded(track, now.normal, policy),
    },
  }
}

/** @param from where the cause stands that others take up: the post's channel; without one the loudest. */
function channelEvidence(
  { policy }: DetectorState,
  { channels, channelsKnown, usualArousal }: Talked,
  from: string | undefined,
): Pick<TalkEvidence, 'channels' | 'sameCause' | 'aroused' | 'secondFactor'> {
  const main = from ?? channels[0]?.source
  const others = channels.filter(({ source }) => source !== main)
  const known = channels.every(({ usual }) => usual !== undefined)
  const factors = channels.map(({ critics, usual }) => critics / Math.max(usual ?? 0, MIN_NORMAL))
  factors.sort((a, b) => b - a)
  const least = Math.max(policy.arousedShare, AROUSED_TIMES * usualArousal)
  const aroused = channels.filter(
    (one) => one.arousedShare >= least && one.aroused >= policy.channelAuthors,
  )
  return {
    channels: channelsKnown,
    sameCause: Math.max(0, ...others.map(({ sameCause }) => sameCause)),
    aroused: aroused.length,
    secondFactor: known ? (factors[1] ?? 0) : undefined,
  }
}

/**
 * The word that most critics share of those that are far from usual, said by enough people in words of their own.
 * Undefined also while the brand is too new for a word to be unusual.
 */
export function topicOf(
  { talk, policy, firstAt }: DetectorState,
  track: Track,
  at: EpochMs,
): UnusualWord | undefined {
  if (!talk || track.polarity === 'positive' || isNew(firstAt, at, policy)) return undefined
  // Words of a giveaway or a final are new too, but not said by critics more than by others.
  const said = talkedOf(talk)
  if (isElsewhere({ talk, policy, firstAt }, at)) return undefined
  const isCampaign = said.callers >= callersNeeded(said, policy)
  if (!isCampaign && (track.zShare ?? 0) < policy.minShareSurprise) return undefined
  let most: UnusualWord | undefined
  for (const one of said.unusual) {
    if (one.surprise < policy.topicSurprise || (!isCampaign && one.voices < policy.minAuthors))
      continue
    if (!most || one.critics > most.critics) most = one
  }
  return most
}

/**
 * True where the talk is about something else that happens under the brand's name (a final in its arena, a ferry on
 * fire): the word that most critics share was never said of the brand, and others say it as well. What calls to act is
 * meant for the brand.
 */
export function isElsewhere(
  { talk, policy, firstAt }: Pick<DetectorState, 'talk' | 'policy' | 'firstAt'>,
  at: EpochMs,
): boolean {
  if (!talk || talk.critics.length === 0 || isNew(firstAt, at, policy)) return false
  const said = talkedOf(talk)
  if (said.callers >= callersNeeded(said, policy)) return false
  let most: UnusualWord | undefined
  for (const one of said.unusual) if (!most || one.critics > most.critics) most = one
  if (!most || most.surprise < policy.topicSurprise) return false
  return most.critics >= policy.topicPart * said.critics && most.critical < policy.topicCritical
}

function isNew(firstAt: EpochMs | undefined, at: EpochMs, { warmUp }: Policy): boolean {
  return at - (firstAt ?? at) < warmUp
}

/** The rule of level 2 for one topic: it alone brings as many critics as all others do in three usual hours. */
export function topicHolds(state: DetectorState, track: Track, at: EpochMs): boolean {
  const { talk, policy } = state
  if (!talk || talk.critics.length < policy.minNegatives) return false
  const normal = (track.storm?.normalPerMinute ?? usualPerMinute(track, state)) * RECENT_MIN
  const needed = topicNeeded(track, normal, policy)
  // Most cells end here, before anything is counted.
  let critics = 0
  for (const { weight } of talk.critics) critics += weight
  return critics >= needed && (topicOf(state, track, at)?.critics ?? 0) >= needed
}

/**
 * New words and the score are two witnesses of one thing: the nearer the score is to its threshold, the fewer critics
 * need to share a word, down to those that any storm needs. Where hours are always full of critics neither is enough alone.
 */
function topicNeeded(track: Track, normal: number, policy: Policy): number {
  const missing = 1 - Math.min(1, Math.max(0, (track.score ?? 0) / track.warnAt))
  return Math.max(policy.minNegatives, policy.topicShare * normal * missing)
}
