/**
 * The level 0-6 by one table (DESIGN 7), after the Shitstorm-Skala of Graf and Schwede (2012). Each part is met, not
 * met, or unseen: what nothing we watch could show is never taken for absent.
 */

import type { Policy } from './policy.ts'
import type { Check, CheckState, Level } from './storm.ts'

/** The quantities that the table asks for, at one instant. */
export interface Evidence {
  /** S; undefined while nothing is known. */
  readonly score: number | undefined
  /** The thresholds of the score in force for the brand. */
  readonly watchAt: number
  readonly warnAt: number
  /** S >= warnAt, with enough negatives by enough authors. */
  readonly scoreRule: boolean
  /** S >= warnAt held for `confirmAfter`. */
  readonly sustained: boolean
  /** The share of days against the usual one, its threshold, and whether the rule holds; undefined: not known yet. */
  readonly slow:
    | { readonly z: number; readonly needed: number; readonly holds: boolean }
    | undefined
  /** Critics of the last day, for a tiny brand; undefined for any other, or where it is too new. */
  readonly day:
    | {
        readonly voices: number
        readonly usual: number
        /** Standard deviations above the usual day. */
        readonly deviations: number
        /** Probability of so many in a usual day. */
        readonly chance: number
        readonly needed: number
        readonly holds: boolean
      }
    | undefined
  /** Negatives of the next three hours against normal ones. */
  readonly nextAgainstNormal: number | undefined
  readonly doublingMs: number | undefined
  /** Negatives of the last three hours against normal ones. */
  readonly lastAgainstNormal: number | undefined
  /** Part of all mentions of the last three hours, and how many times the usual part. */
  readonly negativeShare: number | undefined
  readonly shareAgainstUsual: number | undefined
  /** At least `minNegatives` critics in these three hours: two of three at night are no majority. */
  readonly manyCritics: boolean
  /** Interactions of the largest post above the norm of its age; 0 without one. */
  readonly aboveNorm: number
  /** A negative post above the norm, large enough to open a storm alone. */
  readonly postRule: boolean
  /** Present or forecast size of that post against the brand's usual largest; 0 without one. */
  readonly postAgainstUsual: number
  /** Articles about it since the storm began; undefined where no source brings articles. */
  readonly articles: number | undefined
  /** National media among them; undefined where no source brings articles. */
  readonly nationalMedia: number | undefined
  /** What critics have in common; undefined where the words of mentions are not known. */
  readonly talk: TalkEvidence | undefined
}

/** What the table asks of the critics of the last three hours. */
export interface TalkEvidence {
  /** Channels on which the brand was ever heard of. */
  readonly channels: number
  /** Authors with the same cause on the channel that took it up most. */
  readonly sameCause: number
  /** Channels with high arousal. */
  readonly aroused: number
  /** Critics against normal on the channel where that is the second highest; undefined: not known yet. */
  readonly secondFactor: number | undefined
  /** Authors who took up the most shared call, of so many. */
  readonly callers: number
  readonly authors: number
  /** Critics who share one unusual word, and how many make a topic; undefined while a brand is new. */
  readonly topic: number | undefined
  readonly topicNeeded: number
}

interface Row {
  readonly level: Level
  readonly name: string
  readonly state: CheckState
  readonly seen?: number
  readonly needed?: number
  readonly wouldShow?: string
}

/** Every condition of the table, whether or not the rows below it hold. */
export function checklist(evidence: Evidence, policy: Policy): Check[] {
  return [
    ...levelsOneAndTwo(evidence, policy),
    ...levelThree(evidence, policy),
    ...higherLevels(evidence, policy),
  ]
}

function levelsOneAndTwo(evidence: Evidence, policy: Policy): Row[] {
  return [
    measured(1, 'score-watch', evidence.score, evidence.watchAt),
    measured(1, 'post-above-norm', evidence.aboveNorm, policy.postWatchInteractions),
    {
      ...measured(2, 'score-warn', evidence.score, evidence.warnAt),
      state: evidence.score === undefined ? 'unseen' : asState(evidence.scoreRule),
    },
    { level: 2, name: 'post-rule', state: asState(evidence.postRule) },
    slowRow(evidence.slow),
    dayRow(evidence.day),
    topicRow(evidence.talk),
  ]
}

function topicRow(talk: TalkEvidence | undefined): Row {
  const name = 'topic-rule'
  if (!talk) return unseen(2, name, 'words')
  if (talk.topic === undefined) return unseen(2, name, 'history')
  return counted(2, name, talk.topic, talk.topicNeeded)
}

/** Growth that makes a storm fresh: the next hours, or the doubling. */
function isGrowing({ nextAgainstNormal, doublingMs }: Evidence, policy: Policy): boolean {
  return (
    (nextAgainstNormal ?? 0) >= policy.growthFactor ||
    (doublingMs ?? Number.POSITIVE_INFINITY) <= policy.growthDoubling
  )
}

function levelThree(evidence: Evidence, policy: Policy): Row[] {
  const growing = isGrowing(evidence, policy)
  return [
    { level: 3, name: 'sustained-and-growing', state: asState(evidence.sustained && growing) },
    secondChannel(evidence.talk, policy),
    articles(3, 'press-article', evidence.articles, 1),
    measured(
      3,
      'post-times-10',
      evidence.postRule ? evidence.postAgainstUsual : 0,
      policy.postLevel3Factor,
    ),
  ]
}

function higherLevels(evidence: Evidence, policy: Policy): Row[] {
  const majority =
    evidence.manyCritics &&
    (evidence.lastAgainstNormal ?? 0) >= policy.growthFactor &&
    (evidence.negativeShare ?? 0) >= policy.level5Share &&
    (evidence.shareAgainstUsual ?? 0) >= policy.level5ShareFactor
  return [
    measured(4, 'negatives-times-10', evidence.lastAgainstNormal, policy.level4Factor),
    sharedCall(evidence.talk, policy),
    articles(4, 'press-articles-3', evidence.articles, policy.pressArticles),
    measured(
      4,
      'post-times-100',
      evidence.postRule ? evidence.postAgainstUsual : 0,
      policy.postLevel4Factor,
    ),
    {
      ...measured(5, 'critics-majority', evidence.negativeShare, policy.level5Share),
      state: evidence.negativeShare === undefined ? 'unseen' : asState(majority),
    },
    arousal(evidence, policy),
    onSeveralChannels(evidence.talk, policy),
    articles(6, 'lead-story', evidence.nationalMedia, policy.nationalMedia),
  ]
}

/** A condition that no input of ours could show is not one that does not hold. */
function secondChannel(talk: TalkEvidence | undefined, policy: Policy): Row {
  const name = 'second-channel'
  if (!talk) return unseen(3, name, 'words')
  if (talk.channels < 2) return unseen(3, name, 'channels')
  return counted(3, name, talk.sameCause, policy.channelAuthors)
}

function sharedCall(talk: TalkEvidence | undefined, policy: Policy): Row {
  const name = 'shared-call-to-act'
  if (!talk) return unseen(4, name, 'words')
  return counted(4, name, talk.callers, callersNeeded(talk, policy))
}

/** Many, and not a few of many. */
export function callersNeeded({ authors }: Pick<TalkEvidence, 'authors'>, policy: Policy): number {
  return Math.max(policy.callAuthors, Math.ceil(policy.callShare * authors))
}

function arousal(evidence: Evidence, policy: Policy): Row {
  const name = 'arousal-on-channels'
  const { talk } = evidence
  if (!talk) return unseen(5, name, 'words')
  if (talk.channels < policy.arousedChannels) return unseen(5, name, 'channels')
  const row = counted(5, name, talk.aroused, policy.arousedChannels)
  return isGrowing(evidence, policy) ? row : { ...row, state: 'not-met' }
}

function onSeveralChannels(talk: TalkEvidence | undefined, policy: Policy): Row {
  const name = 'negatives-times-50'
  if (!talk) return unseen(6, name, 'words')
  if (talk.channels < 2) return unseen(6, name, 'channels')
  if (talk.secondFactor === undefined) return unseen(6, name, 'history')
  return counted(6, name, talk.secondFactor, policy.level6Factor)
}

/** The highest level whose row and all rows below hold (level 1 needs no row below it). */
export function levelOf(checks: readonly Check[]): Level {
  const met = (level: Level) =>
    checks.some((check) => check.level === level && check.state === 'met')
  if (!met(2)) return met(1) ? 1 : 0
  let level: Level = 2
  for (const next of [3, 4, 5, 6] as const) {
    if (!met(next)) break
    level = next
  }
  return level
}

function measured(level: Level, name: string, seen: number | undefined, needed: number): Row {
  if (seen === undefined) return { level, name, state: 'unseen', needed, wouldShow: 'polarity' }
  return { level, name, state: asState(seen >= needed), seen, needed }
}

function counted(level: Level, name: string, seen: number, needed: number): Row {
  return { level, name, state: asState(seen >= needed), seen, needed }
}

function slowRow(slow: Evidence['slow']): Row {
  if (!slow) return unseen(2, 'slow-rule', 'history')
  const { z: seen, needed, holds } = slow
  return { level: 2, name: 'slow-rule', state: asState(holds), seen, needed }
}

function dayRow(day: Evidence['day']): Row {
  if (!day) return { level: 2, name: 'day-rule', state: 'not-met' }
  const { voices: seen, needed, holds } = day
  return { level: 2, name: 'day-rule', state: asState(holds), seen, needed }
}

function articles(level: Level, name: string, seen: number | undefined, needed: number): Row {
  if (seen === undefined) return { level, name, state: 'unseen', needed, wouldShow: 'rss' }
  return { level, name, state: asState(seen >= needed), seen, needed }
}

function unseen(level: Level, name: string, wouldShow: string): Row {
  return { level, name, state: 'unseen', wouldShow }
}

function asState(holds: boolean): CheckState {
  return holds ? 'met' : 'not-met'
}
