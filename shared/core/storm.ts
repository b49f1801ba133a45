/**
 * The nouns of a storm and the table of its life. Only `life.ts` changes a phase, and only by this table.
 */

import type { EpochMs } from './time.ts'

export const PHASES = ['calm', 'rising', 'storm', 'fading'] as const
export type Phase = (typeof PHASES)[number]

/** 0-6, after the Shitstorm-Skala of Graf and Schwede (2012). */
export type Level = 0 | 1 | 2 | 3 | 4 | 5 | 6

export type StormChange = 'opened' | 'level-raised' | 'level-lowered' | 'fading' | 'ended'

/** `candystorm` is praise that swells: worth knowing, never a storm. */
export type StormKind = 'storm' | 'candystorm'

/** Hot: a rule of level 2 holds. Cool: below the part `hysteresis` of what opened it. */
export const TRANSITIONS = [
  { from: 'calm', when: 'hot', after: undefined, to: 'rising' },
  { from: 'rising', when: 'hot', after: 'confirmAfter', to: 'storm' },
  { from: 'rising', when: 'cool', after: 'clearAfter', to: 'fading' },
  { from: 'storm', when: 'cool', after: 'clearAfter', to: 'fading' },
  { from: 'fading', when: 'hot', after: undefined, to: 'storm' },
  { from: 'fading', when: 'not hot', after: 'endAfter', to: 'calm' },
] as const

export type CauseKind = 'share' | 'volume' | 'post' | 'slow' | 'topic'

/** Why a storm is one, in numbers; `text` is the same as one English sentence. */
export interface Cause {
  readonly kind: CauseKind
  readonly text: string
  readonly mentionId?: string
  readonly source?: string
  /** What was seen: negatives in the window, or interactions of the post. */
  readonly seen: number
  /** What is normal: negatives expected, or the norm of a post of this age. */
  readonly expected: number
  /** Standard deviations (share, volume), or times the usual largest post (post). */
  readonly surprise: number
  /** post: likes, comments and shares, age in minutes, interactions gained in the last 60 min. */
  readonly likes?: number
  readonly comments?: number
  readonly shares?: number
  readonly ageMin?: number
  readonly gainedLastHour?: number
  readonly usualLargest?: number
  /** post: likely interactions 48 h after publication, with the range of nine posts in ten. */
  readonly forecast?: { readonly size: number; readonly low: number; readonly high: number }
  /** volume, of a tiny brand: `seen` are voices of 24 hours, and chance brings as many once in so many days. */
  readonly onceInDays?: number
  /** post: the probability that it is critical, where its words leave doubt. */
  readonly doubt?: number
  /** The main cause of criticism: words said more than usual, the surest first, as they are written. */
  readonly words?: readonly string[]
  /** The most negatives in so many days; `ever`: as long as the brand is watched. */
  readonly highest?: { readonly days: number; readonly ever: boolean }
  readonly talk?: CauseTalk
}

/** Who says it and where, as far as the critics of three hours tell; what is as usual is missing. */
export interface CauseTalk {
  readonly channels: readonly { readonly source: string; readonly critics: number }[]
  /** Near-copies of one text: their part of the critics, and the accounts behind them. */
  readonly copies?: { readonly share: number; readonly accounts: number }
  /** Few accounts that wrote half of the criticism of the window or more: their part of it, and how many. */
  readonly loudest?: { readonly share: number; readonly accounts: number }
  /** Accounts younger than 30 days: their part of those whose age is known, and the usual part. */
  readonly newAccounts?: { readonly share: number; readonly usual: number }
  /** Accounts that posted one address within seconds. */
  readonly coPosters?: number
  /** Words known of the brand, as a part of all, and the usual part: the name may mean something else. */
  readonly collision?: { readonly share: number; readonly usual: number }
}

export type CheckState = 'met' | 'not-met' | 'unseen'

/** One part of the condition of one level. `unseen` is neither: nothing that we watch could show it. */
export interface Check {
  readonly level: Level
  /** A stable name, e.g. `growing`; `words.ts` puts it into sentences. */
  readonly name: string
  readonly state: CheckState
  /** What was seen and what would be needed, where there are numbers. */
  readonly seen?: number
  readonly needed?: number
  /** For `unseen`: the kind of source that would show it. */
  readonly wouldShow?: string
}

/** A storm opened, changed its level, fades or has ended. */
export interface StormEvent {
  readonly type: 'storm'
  readonly kind: StormKind
  /** `brandId/startedAt/rule`. */
  readonly stormId: string
  readonly brandId: string
  readonly at: EpochMs
  readonly change: StormChange
  readonly phase: Phase
  readonly level: Level
  readonly score: number
  readonly startedAt: EpochMs
  readonly leadingMentionId?: string
  /** The first is the main one. */
  readonly causes: readonly Cause[]
  readonly touchpoints: readonly string[]
  readonly checklist: readonly Check[]
  readonly policyId: string
}

/** All signals of a brand at one grid instant. */
export interface Reading {
  readonly type: 'reading'
  readonly brandId: string
  /** The end of the cell. */
  readonly at: EpochMs
  /** Moves every `postGrid`, without learning; not part of the history. */
  readonly provisional: boolean
  /** In the cell; null where the cell is unknown. */
  readonly mentions: number | null
  readonly negatives: number | null
  /** In the cell, at the usual share. */
  readonly expectedNegatives: number | null
  readonly zShare: number | null
  readonly zVolume: number | null
  readonly score: number | null
  readonly level: Level
  readonly phase: Phase
  /** The window of leaky counters that the score rests on. */
  readonly window: {
    readonly mentions: number
    readonly negatives: number
    readonly expectedNegatives: number
    readonly usualShare: number
    /** N2, the sum of squared weights: with `mentions` it says how many independent mentions these are. */
    readonly squares: number
    /** What is usual of the volume and how far it varies, as logarithms (`volumeOf`). */
    readonly usualVolume: number
    readonly volumeDeviation: number
    /** How much of the variance of labels the scorer's probabilities have (`certaintyOf`). */
    readonly certainty?: number
    readonly authors: number | null
    readonly topAuthorShare: number | null
  }
  /** Interactions gained in the cell by all posts followed. */
  readonly engagement: number | null
  /** Records that came after their cell had closed. */
  readonly late: number
  readonly warmingUp: boolean
  readonly doublingTimeMin?: number
  readonly next3h?: { readonly low: number; readonly high: number }
  readonly leadingMentionId?: string
  readonly leadingInteractions?: number
  /** The score that opens a storm of this brand now. */
  readonly warnAt?: number
  /** The share of days against the usual one, in standard deviations; missing while a brand is new. */
  readonly zSlow?: number
  /** Sources whose counters jumped at once: not believed until most of their posts go on growing. */
  readonly doubtedSources?: readonly string[]
  readonly policyId: string
}
