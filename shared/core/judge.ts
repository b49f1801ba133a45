/**
 * Judges what was measured: moves the life of the storm and says what changed. Only this file makes storm events.
 */

import type { DetectorState, OpenStorm, Track } from './detector-state.ts'
import { checklist, type Evidence, levelOf } from './level.ts'
import { live } from './life.ts'
import { evidenceOf, usualPerMinute } from './measure.ts'
import { ageAtPoll } from './post-growth.ts'
import { type StrikingPost, strikingPost, usualLargest } from './posts.ts'
import type { Cause, Check, Level, StormChange, StormEvent } from './storm.ts'
import { type EpochMs, formatInstant, MINUTE_MS } from './time.ts'
import { causeSentence } from './words.ts'

/** Judges one track at `at`. Called at every post cell that may change something and at every brand cell. */
export function judge(state: DetectorState, track: Track, at: EpochMs): StormEvent[] {
  const { policy } = state
  const post = strikingPost(state.posts, track.polarity, at, policy)
  const evidence = evidenceOf(state, track, post, at)
  const checks = checklist(evidence, policy)
  const level = levelOf(checks)
  const hot = level >= 2
  const scoreCool = (track.score ?? 0) < policy.hysteresis * policy.tauWarn
  const cool = !hot && scoreCool && !(post?.growing ?? false)
  const before = live(track.life, { hot, cool, level }, at, policy)
  const causes = hot ? causesOf(state, track, evidence, post) : (track.storm?.causes ?? [])
  const leading = post && (post.opens || post.growing) ? post.post.mentionId : undefined
  const events: StormEvent[] = []
  const tell = (change: StormChange, storm: OpenStorm) =>
    events.push(stormEvent(state, track, storm, change, at, checks))
  if (before === 'calm') {
    track.storm = openStorm(state, track, at, level, causes, leading)
    tell('opened', track.storm)
    return events
  }
  const storm = track.storm
  if (!storm) return events
  if (causes.length > 0) storm.causes = causes
  storm.leadingMentionId = leading ?? storm.leadingMentionId
  if (track.life.phase === 'calm') {
    storm.level = 0
    tell('ended', storm)
    track.storm = undefined
  } else if (before !== undefined && track.life.phase === 'fading') {
    storm.level = asFading(level)
    tell('fading', storm)
  } else if (changeLevel(storm, level, at, policy.clearAfter)) {
    tell(storm.lowerSince === undefined ? 'level-raised' : 'level-lowered', storm)
    storm.lowerSince = undefined
  }
  return events
}

function asFading(level: Level): Level {
  return level > 1 ? 1 : level
}

/** A rise counts at once, a fall when it has held. @returns whether the level changed; `lowerSince` is set for a fall. */
function changeLevel(storm: OpenStorm, level: Level, at: EpochMs, clearAfterMs: number): boolean {
  if (level > storm.level) {
    storm.level = level
    storm.lowerSince = undefined
    return true
  }
  if (level === storm.level) {
    storm.lowerSince = undefined
    return false
  }
  storm.lowerSince ??= at
  if (at - storm.lowerSince < clearAfterMs) return false
  storm.level = level
  return true
}

function openStorm(
  state: DetectorState,
  track: Track,
  at: EpochMs,
  level: Level,
  causes: readonly Cause[],
  leading: string | undefined,
): OpenStorm {
  const rule = `${track.polarity === 'positive' ? 'praise-' : ''}${causes[0]?.kind ?? 'share'}`
  return {
    stormId: `${state.brandId}/${formatInstant(at)}/${rule}`,
    startedAt: at,
    level,
    lowerSince: undefined,
    causes,
    leadingMentionId: leading,
    normalPerMinute: usualPerMinute(track, state),
    articles: 0,
  }
}

function stormEvent(
  state: DetectorState,
  track: Track,
  storm: OpenStorm,
  change: StormChange,
  at: EpochMs,
  checks: readonly Check[],
): StormEvent {
  const candy = track.polarity === 'positive'
  return {
    type: 'storm',
    kind: candy ? 'candystorm' : 'storm',
    stormId: storm.stormId,
    brandId: state.brandId,
    at,
    change,
    phase: track.life.phase,
    level: candy ? 0 : storm.level,
    score: round(track.score ?? 0),
    startedAt: storm.startedAt,
    ...(storm.leadingMentionId === undefined ? {} : { leadingMentionId: storm.leadingMentionId }),
    causes: storm.causes,
    touchpoints: candy ? [] : topTouchpoints(state),
    checklist: candy ? [] : checks,
    policyId: state.policyId,
  }
}

/** The rules that hold, the strongest first: the one that is furthest beyond its threshold. */
function causesOf(
  state: DetectorState,
  track: Track,
  evidence: Evidence,
  post: StrikingPost | undefined,
): Cause[] {
  const { policy } = state
  const found: { strength: number; cause: Omit<Cause, 'text'> }[] = []
  if (evidence.scoreRule) {
    found.push({ strength: (track.score ?? 0) / policy.tauWarn, cause: scoreCause(state, track) })
  }
  if (post?.opens) {
    found.push({
      strength: post.againstUsual / (policy.postLevel3Factor / 2),
      cause: postCause(state, post),
    })
  }
  found.sort((a, b) => b.strength - a.strength)
  return found.map(({ cause }) => ({ ...cause, text: causeSentence({ ...cause, text: '' }, 'en') }))
}

function scoreCause(state: DetectorState, track: Track): Omit<Cause, 'text'> {
  const { policy } = state
  const volumeLeads =
    track.zShare === undefined ||
    track.zShare * policy.shareWeight < track.zVolume * (1 - policy.shareWeight)
  return {
    kind: volumeLeads ? 'volume' : 'share',
    seen: round(track.leaky.negatives),
    expected: round(volumeLeads ? track.baseline.mean : track.usualShare * track.leaky.mentions),
    surprise: round(volumeLeads ? track.zVolume : (track.zShare ?? 0)),
  }
}

function postCause(state: DetectorState, striking: StrikingPost): Omit<Cause, 'text'> {
  const { post } = striking
  return {
    kind: 'post',
    mentionId: post.mentionId,
    source: post.source,
    seen: post.total,
    expected: Math.round(striking.norm),
    surprise: round(striking.againstUsual),
    likes: post.likes,
    comments: post.comments,
    shares: post.shares,
    ageMin: Math.round(ageAtPoll(post) / MINUTE_MS),
    gainedLastHour: Math.round(striking.gainedLastHour),
    usualLargest: Math.round(usualLargest(state.posts, state.policy)),
  }
}

function topTouchpoints(state: DetectorState): string[] {
  return [...state.touchpoints]
    .filter(([, weight]) => weight >= 1)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, 3)
    .map(([name]) => name)
}

/** Six digits are what the arithmetic is checked to; more would be noise in every file. */
export function round(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
