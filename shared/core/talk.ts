/**
 * What is said of a brand, by whom and where: a bounded sample of the critics of the last three hours, and what is
 * usual. Everything that the level table and the cause need of words, channels and copies is computed from these, and
 * only while a storm is near. Learns with cells; what a storm says is not learned.
 */

import { type Critic, criticsOf, type HeardCell, othersOf, type Utterance } from './heard.ts'
import { CUES } from './observation.ts'
import type { Talked } from './talked.ts'
import { type EpochMs, HOUR_MS, MINUTE_MS } from './time.ts'
import {
  countOf,
  emptyVocabulary,
  fadeVocabulary,
  learnWords,
  stemIn,
  type Vocabulary,
} from './vocabulary.ts'
import { step } from './window.ts'

export interface Talk {
  /** Oldest cell first, by key within a cell. */
  critics: Critic[]
  /** The same of those who do not criticise, fewer. */
  others: Critic[]
  readonly channels: Channel[]
  readonly vocabulary: Vocabulary
  readonly habits: Habits
  /** What `talkedOf` said since the last cell. Follows from the rest. */
  view: Talked | undefined
}

export interface Channel {
  /** The platform; `REST` stands for those that came when there were enough. */
  readonly source: string
  /** Critics on it while it was calm, decayed. */
  critics: number
}

/** Sums over the critics of calm times, decayed. */
export interface Habits {
  /** Minutes that were learned from: with a channel's critics they give its usual rate. */
  minutes: number
  critics: number
  aroused: number
  /** Critics whose account's age is known, and those of them that are new. */
  aged: number
  fresh: number
  /** Words, and those of them that the vocabulary held already. */
  words: number
  known: number
}

/** The level table looks back over three hours (DESIGN 7). */
const TALK_MS = 3 * HOUR_MS
/** Of each cell; they only show whether a word is the critics' own. */
const OTHERS_KEPT = 2
const MAX_CHANNELS = 12
export const REST = 'other'
/** Accounts younger than this are new (DETECTION 5.4). */
export const NEW_ACCOUNT_DAYS = 30

export function emptyTalk(): Talk {
  const habits = { minutes: 0, critics: 0, aroused: 0, aged: 0, fresh: 0, words: 0, known: 0 }
  return {
    critics: [],
    others: [],
    channels: [],
    vocabulary: emptyVocabulary(),
    habits,
    view: undefined,
  }
}

export interface TalkCell {
  readonly at: EpochMs
  readonly elapsedMs: number
  readonly heard: HeardCell | undefined
  /** All critics of the cell, heard or not. */
  readonly critics: number
  /** All other mentions of the cell. */
  readonly others: number
  /** True in a storm: nothing of it becomes usual. */
  readonly frozen: boolean
  readonly halfLifeMs: number
}

/** Folds one closed brand cell. */
export function foldTalk(talk: Talk, cell: TalkCell): void {
  const { at, heard } = cell
  talk.view = undefined
  if (!cell.frozen) fadeHabits(talk, cell)
  const from = at - TALK_MS
  let gone = 0
  while (gone < talk.critics.length && talk.critics[gone]!.at <= from) gone++
  if (gone > 0) {
    const left = talk.critics.splice(0, gone)
    if (!cell.frozen) for (const critic of left) learnCritic(talk, critic)
  }
  while (talk.others.length > 0 && talk.others[0]!.at <= from) talk.others.shift()
  if (!heard) return
  const others = othersOf(heard)
  const kept = others.slice(0, OTHERS_KEPT)
  for (const one of kept)
    talk.others.push({ ...one, at, weight: Math.max(1, cell.others / kept.length) })
  for (const one of others) {
    channelOf(talk, one.source)
    if (!cell.frozen) learnWords(talk.vocabulary, one.said.terms)
  }
  for (const critic of criticsOf(heard, cell.critics, at)) {
    channelOf(talk, critic.source)
    talk.critics.push(critic)
  }
}

function fadeHabits({ channels, vocabulary, habits }: Talk, cell: TalkCell): void {
  const left = 1 - step(cell.elapsedMs, cell.halfLifeMs)
  fadeVocabulary(vocabulary, left)
  for (const name of HABITS) habits[name] *= left
  for (const channel of channels) channel.critics *= left
  habits.minutes += cell.elapsedMs / MINUTE_MS
}

const HABITS = ['minutes', 'critics', 'aroused', 'aged', 'fresh', 'words', 'known'] as const

/** A critic of a calm time is learned when three hours have shown that no storm came of it. */
function learnCritic(talk: Talk, critic: Critic): void {
  const { vocabulary, habits } = talk
  const { weight, said } = critic
  channelOf(talk, critic.source).critics += weight
  habits.critics += weight
  if (isAroused(critic)) habits.aroused += weight
  if (said.accountDays !== undefined) {
    habits.aged += weight
    if (said.accountDays < NEW_ACCOUNT_DAYS) habits.fresh += weight
  }
  habits.words += said.terms.length
  habits.known += knownWords(vocabulary, said.terms)
  learnWords(vocabulary, said.terms)
}

export function isAroused({ said }: Utterance): boolean {
  return ((said.cues ?? 0) & CUES.aroused) !== 0
}

/** A word that makes up less of all words is not one that the brand is known by. */
const USUAL_SHARE = 0.001

export function knownWords(vocabulary: Vocabulary, terms: readonly string[]): number {
  const least = USUAL_SHARE * vocabulary.words
  let known = 0
  for (const term of terms) if (countOf(vocabulary, stemIn(term)) > least) known++
  return known
}

/** The channel of a source, made where it is new. */
export function channelOf({ channels }: Talk, source: string): Channel {
  const known = channels.find((one) => one.source === source)
  if (known) return known
  const name = channels.length < MAX_CHANNELS ? source : REST
  const rest = channels.find((one) => one.source === name)
  if (rest) return rest
  const made = { source: name, critics: 0 }
  channels.push(made)
  return made
}
