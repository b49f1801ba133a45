/**
 * Judges what was measured: moves the life of the storm and says what changed. Only this file makes storm events.
 */

import { dayHolds } from './day.ts'
import type { DetectorState, OpenStorm, Track } from './detector-state.ts'
import type { SizeForecast } from './forecast.ts'
import { checklist, type Evidence, levelOf } from './level.ts'
import { live } from './life.ts'
import { evidenceOf, fewSpeak, scoreRuleHolds, usualPerMinute } from './measure.ts'
import { idKey } from './mention.ts'
import { stormTouchpoints, votesOf } from './post-about.ts'
import { usualLargest } from './posts.ts'
import { fuse } from './signals.ts'
import { slowEvidence, slowLeads } from './slow.ts'
import type { Cause, Check, Level, StormChange, StormEvent } from './storm.ts'
import type { StrikingPost } from './striking.ts'
import { talkOfCause } from './talk-cause.ts'
import { isElsewhere, topicHolds, topicOf } from './talk-evidence.ts'
import type { UnusualWord } from './talked.ts'
import { type EpochMs, formatInstant, MINUTE_MS } from './time.ts'
import { causeSentence } from './words.ts'

/**
 * Judges one track at `at`, with its most striking post. Called at every brand cell and at every post cell with
 * counters in it; between them nothing changes.
 */
export function judge(
  state: DetectorState,
  track: Track,
  post: StrikingPost | undefined,
  at: EpochMs,
): StormEvent | undefined {
  const { policy, positive } = state
  const { life } = track
  if (life.phase === 'calm' && !post?.opens && !ruleHolds(state, track, at)) return undefined
  const evidence = evidenceOf(state, track, post, at)
  const checks = checklist(evidence, policy)
  const level = levelOf(checks)
  const hot = level >= 2
  const scoreCool =
    (track.score ?? 0) < policy.hysteresis * track.warnAt || fewSpeak(state, track, at)
  const slowCool = (track.slow.z ?? 0) < policy.hysteresis * track.slow.warnAt || !slowLeads(track)
  const cool = !hot && scoreCool && slowCool && !(post?.growing ?? false)
  const before = live(life, { hot, cool, level }, at, policy)
  const causes = hot ? causesOf(state, track, evidence, post, at) : []
  const leading = post?.growing ? post.mentionId : undefined
  if (before === 'calm') {
    track.storm = openStorm(state, track, at, level, causes, leading)
    return stormEvent(state, track, track.storm, 'opened', at, checks)
  }
  const { storm } = track
  if (!storm) return undefined
  if (causes.length > 0) storm.causes = causes
  storm.leadingMentionId = leading ?? storm.leadingMentionId
  const change = changeOf(track, storm, before !== undefined, level, at, policy.clearAfter)
  if (life.phase === 'calm') track.storm = undefined
  // Praise has no levels.
  if (!change || (track === positive && change.startsWith('level'))) return undefined
  return stormEvent(state, track, storm, change, at, checks)
}

function ruleHolds(state: DetectorState, track: Track, at: EpochMs): boolean {
  return (
    (scoreRuleHolds(state, track, at) && !isAboutElse(state, track, at)) ||
    (slowEvidence(state, track)?.holds ?? false) ||
    (track === state.negative && dayHolds(state, at)) ||
    topicHolds(state, track, at)
  )
}

/** Only before a storm is open: one that is known stays one, whatever else is said. */
function isAboutElse(state: DetectorState, track: Track, at: EpochMs): boolean {
  return track === state.negative && isElsewhere(state, at)
}

/** Moves the level of an open storm. @returns what is worth telling, if anything. */
function changeOf(
  { life }: Track,
  storm: OpenStorm,
  moved: boolean,
  level: Level,
  at: EpochMs,
  clearAfterMs: number,
): StormChange | undefined {
  if (life.phase === 'calm') {
    storm.level = 0
    return 'ended'
  }
  if (moved && life.phase === 'fading') {
    storm.level = asFading(level)
    storm.lowerSince = undefined
    return 'fading'
  }
  const was = storm.level
  changeLevel(storm, level, at, clearAfterMs)
  // Level 1 is for the page only (DESIGN 7): from 1 to 0 and back nobody is told.
  if (storm.level === was || Math.max(storm.level, was) < 2) return undefined
  return storm.level > was ? 'level-raised' : 'level-lowered'
}

function asFading(level: Level): Level {
  return level > 1 ? 1 : level
}

/** A rise counts at once, a fall when it has held. */
function changeLevel(storm: OpenStorm, level: Level, at: EpochMs, clearAfterMs: number): void {
  if (level < storm.level) {
    storm.lowerSince ??= at
    if (at - storm.lowerSince < clearAfterMs) return
  }
  storm.level = level
  storm.lowerSince = undefined
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
    touchpoints: candy ? [] : touchpointsOf(state, storm),
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
  at: EpochMs,
): Cause[] {
  const { policy } = state
  const found: { strength: number; cause: Omit<Cause, 'text'> }[] = []
  if (evidence.scoreRule) {
    found.push({ strength: (track.score ?? 0) / track.warnAt, cause: scoreCause(state, track) })
  }
  if (evidence.slow?.holds) {
    const { z, needed } = evidence.slow
    found.push({ strength: z / needed, cause: slowCause(track, z) })
  }
  const { day } = evidence
  if (day?.holds) {
    const strength = Math.log(day.chance) / Math.log(policy.dayChance)
    found.push({ strength, cause: dayCause(day) })
  }
  const topic = topicOf(state, track, at)
  if (topic && topicHolds(state, track, at)) {
    found.push({ strength: 1, cause: topicCause(topic) })
  }
  if (post?.opens) {
    found.push({
      strength: post.againstUsual / (policy.postLevel3Factor / 2),
      cause: postCause(state, post),
    })
  }
  found.sort((a, b) => b.strength - a.strength)
  return found.map(({ cause }, i) => {
    const whole = { ...cause, ...(i === 0 ? talkOfCause(state, track, cause.kind) : {}) }
    return { ...whole, text: causeSentence({ ...whole, text: '' }, 'en') }
  })
}

function scoreCause(state: DetectorState, track: Track): Omit<Cause, 'text'> {
  const { policy } = state
  const volumeLeads =
    track.zShare === undefined || fuse(track.zShare, 0, policy) < fuse(0, track.zVolume, policy)
  return {
    kind: volumeLeads ? 'volume' : 'share',
    seen: round(track.leaky.negatives),
    expected: round(volumeLeads ? track.baseline.mean : track.usualShare * track.leaky.mentions),
    surprise: round(volumeLeads ? track.zVolume : (track.zShare ?? 0)),
  }
}

function slowCause({ slow, usualShare }: Track, z: number): Omit<Cause, 'text'> {
  const { mentions, negatives } = slow.leaky
  const expected = round((slow.reference ?? usualShare) * mentions)
  return { kind: 'slow', seen: round(negatives), expected, surprise: round(z) }
}

function dayCause(day: NonNullable<Evidence['day']>): Omit<Cause, 'text'> {
  const { voices: seen, usual, deviations, chance } = day
  const numbers = { seen, expected: round(usual), surprise: round(deviations) }
  return { kind: 'volume', ...numbers, onceInDays: Math.round(1 / chance) }
}

function topicCause({ critics, usual, surprise }: UnusualWord): Omit<Cause, 'text'> {
  return { kind: 'topic', seen: round(critics), expected: round(usual), surprise: round(surprise) }
}

function postCause(state: DetectorState, post: StrikingPost): Omit<Cause, 'text'> {
  return {
    kind: 'post',
    mentionId: post.mentionId,
    source: post.source,
    seen: post.total,
    expected: Math.round(post.norm),
    surprise: round(post.againstUsual),
    ...(post.doubt === undefined ? {} : { doubt: post.doubt }),
    likes: post.likes,
    comments: post.comments,
    shares: post.shares,
    ageMin: Math.round(post.ageMs / MINUTE_MS),
    gainedLastHour: Math.round(post.gainedLastHour),
    usualLargest: Math.round(usualLargest(state.posts, state.policy)),
    ...(post.forecast === undefined ? {} : { forecast: wholeSizes(post.forecast) }),
  }
}

function wholeSizes({ size, low, high }: SizeForecast): SizeForecast {
  return { size: Math.round(size), low: Math.round(low), high: Math.round(high) }
}

const NO_TOUCHPOINTS: ReadonlyMap<string, number> = new Map()

function touchpointsOf(
  { touchpoints, posts }: DetectorState,
  { leadingMentionId: id }: OpenStorm,
): string[] {
  return stormTouchpoints(
    touchpoints ?? NO_TOUCHPOINTS,
    id === undefined ? undefined : votesOf(posts, idKey(id)),
  )
}

/** Six digits are what the arithmetic is checked to (DETECTION 5.1, golden vector); more would be noise in files. */
const DIGITS = 1e6

export function round(value: number): number {
  return Math.round(value * DIGITS) / DIGITS
}
