/**
 * What the critics of the last three hours have in common: unusual words, channels, calls to act, copies, new
 * accounts. Measuring never decides anything: `level.ts` and `judge.ts` do, and nothing is ever left out for it.
 */

import { authorOf, type CopyGroups, copyGroups, voiceOf } from './copies.ts'
import type { Critic } from './heard.ts'
import { CUES } from './observation.ts'
import { isAroused, knownWords, NEW_ACCOUNT_DAYS, REST, type Talk } from './talk.ts'
import { HOUR_MS, MINUTE_MS } from './time.ts'
import { countOf, stemIn, wordIn, wordSurprise } from './vocabulary.ts'

export interface Talked {
  /** Critics now, estimated from those heard. */
  readonly critics: number
  /** Words said more than usual, the surest first. */
  readonly unusual: readonly UnusualWord[]
  /** The loudest first. */
  readonly channels: readonly ChannelNow[]
  /** Channels on which the brand was ever heard of. */
  readonly channelsKnown: number
  /** Authors who took up the most shared call, and how many authors there are. */
  readonly callers: number
  readonly authors: number
  readonly copies: CopyGroups
  /** The usual part of critics that is aroused. */
  readonly usualArousal: number
  /** Part of the accounts of known age that is new, and the usual part; undefined where too few are known. */
  readonly newAccounts: Part | undefined
  /** Part of the words that is known of the brand, and the usual part; undefined where too little is known. */
  readonly knownWords: Part | undefined
}

export interface UnusualWord {
  readonly stem: string
  /** As it is mostly written. */
  readonly word: string
  /** Standard deviations. */
  readonly surprise: number
  /** Critics who say it, each author once, and how many would be usual. */
  readonly critics: number
  readonly usual: number
  /** How many say it in words of their own: copies of one text are one voice. */
  readonly voices: number
  /** Part of all who say it that are critics. */
  readonly critical: number
}

export interface Part {
  readonly share: number
  readonly usual: number
}

export interface ChannelNow {
  readonly source: string
  readonly critics: number
  /** Normal ones in as much time; undefined while it is watched too shortly. */
  readonly usual: number | undefined
  /** Voices that use one of the unusual words. */
  readonly sameCause: number
  /** Part of the critics that is aroused, and the voices of these. */
  readonly arousedShare: number
  readonly aroused: number
}

const RECENT_MIN = (3 * HOUR_MS) / MINUTE_MS
/** A normal is known after so many calm minutes. */
const KNOWN_AFTER_MIN = (6 * HOUR_MS) / MINUTE_MS
/** A word is unusual from so many deviations on (one of 160 by chance), said by so many authors; the first so many tell. */
const UNUSUAL = { surprise: 2.5, authors: 3, most: 5 }
/** A hashtag is a call only where it is so many times as frequent as usually. */
const CALL_TIMES = 3
/** Fewer accounts of known age, or fewer words ever learned, say nothing. */
const ENOUGH = { accounts: 5, critics: 8, words: 300 }

/** The answer is kept until the next cell closes. */
export function talkedOf(talk: Talk): Talked {
  talk.view ??= measureTalk(talk)
  return talk.view
}

function measureTalk(talk: Talk): Talked {
  const { critics, habits } = talk
  const copies = copyGroups(critics)
  const speakers = critics.map((critic, i) => voiceOf(critic, copies.groupOf[i]!))
  const counted = countTerms(critics, speakers)
  const unusual = unusualWords(talk, counted)
  const causes = new Set(unusual.map(({ stem }) => stem))
  return {
    critics: sum(critics),
    unusual,
    channels: channelsNow(talk, speakers, causes),
    channelsKnown: talk.channels.filter(({ source }) => source !== REST).length,
    callers: callers(talk, counted),
    authors: new Set(critics.map(authorOf)).size,
    copies,
    usualArousal: habits.aroused / Math.max(1, habits.critics),
    newAccounts: newAccounts(talk),
    knownWords: wordsKnown(talk),
  }
}

/** Critics of three usual hours, each as one; undefined while the brand is watched too shortly. */
export function usualCritics({ habits }: Talk): number | undefined {
  return habits.minutes < KNOWN_AFTER_MIN
    ? undefined
    : (habits.critics / habits.minutes) * RECENT_MIN
}

function sum(critics: readonly Critic[]): number {
  return critics.reduce((total, { weight }) => total + weight, 0)
}

interface Count {
  readonly authors: Set<number>
  readonly voices: Set<number>
  readonly words: string[]
  critics: number
}

interface Counted {
  readonly stems: ReadonlyMap<string, Count>
  /** Words in all; each author counts once a word. */
  readonly said: number
}

function countTerms(critics: readonly Critic[], speakers: readonly number[]): Counted {
  const stems = new Map<string, Count>()
  let said = 0
  critics.forEach((critic, i) => {
    const author = authorOf(critic)
    for (const term of critic.said.terms) {
      const stem = stemIn(term)
      let count = stems.get(stem)
      if (!count) {
        count = { authors: new Set(), voices: new Set(), words: [], critics: 0 }
        stems.set(stem, count)
      }
      if (count.authors.has(author)) continue
      count.authors.add(author)
      count.voices.add(speakers[i]!)
      count.words.push(wordIn(term))
      count.critics += critic.weight
      said++
    }
  })
  return { stems, said }
}

function unusualWords({ vocabulary, others }: Talk, { stems, said }: Counted): UnusualWord[] {
  const found: UnusualWord[] = []
  for (const [stem, { authors, voices, words, critics }] of stems) {
    if (authors.size < UNUSUAL.authors) continue
    const known = countOf(vocabulary, stem)
    const surprise = wordSurprise(authors.size, said, known, vocabulary.words)
    if (surprise < UNUSUAL.surprise) continue
    const usual = (known / Math.max(1, vocabulary.words)) * said
    const word = mostFrequent(words)
    const critical = critics / (critics + sayersOf(stem, others))
    found.push({ stem, word, surprise, critics, usual, voices: voices.size, critical })
  }
  found.sort((a, b) => b.surprise - a.surprise || (a.stem < b.stem ? -1 : 1))
  return found.slice(0, UNUSUAL.most)
}

function sayersOf(stem: string, others: readonly Critic[]): number {
  return sum(others.filter(({ said }) => said.terms.some((term) => stemIn(term) === stem)))
}

/** Of equally frequent ones the first of the alphabet. */
function mostFrequent(words: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]![0]
}

function channelsNow(
  { critics, channels, habits }: Talk,
  speakers: readonly number[],
  causes: ReadonlySet<string>,
): ChannelNow[] {
  const now = channels.map(({ source, critics: usual }) => {
    const calm = (usual / habits.minutes) * RECENT_MIN
    return {
      source,
      critics: 0,
      usual: habits.minutes < KNOWN_AFTER_MIN ? undefined : calm,
      same: new Set<number>(),
      excited: new Set<number>(),
      excitement: 0,
    }
  })
  critics.forEach((critic, i) => {
    const { source, weight, said } = critic
    const channel = now.find((one) => one.source === source) ?? now[now.length - 1]!
    channel.critics += weight
    if (said.terms.some((term) => causes.has(stemIn(term)))) channel.same.add(speakers[i]!)
    if (!isAroused(critic)) return
    channel.excitement += weight
    channel.excited.add(speakers[i]!)
  })
  return now
    .map(({ source, critics, usual, same, excited, excitement }) => ({
      ...{ source, critics, usual, sameCause: same.size, aroused: excited.size },
      arousedShare: critics > 0 ? excitement / critics : 0,
    }))
    .sort((a, b) => b.critics - a.critics || (a.source < b.source ? -1 : 1))
}

/** Authors of the hashtag that most have taken up, or of all that call to act. */
function callers({ critics, vocabulary }: Talk, { stems, said }: Counted): number {
  const calls = critics.filter((one) => ((one.said.cues ?? 0) & CUES.call) !== 0)
  let most = new Set(calls.map(authorOf)).size
  for (const [stem, { authors }] of stems) {
    if (!stem.startsWith('#') || authors.size <= most) continue
    const usual = (countOf(vocabulary, stem) / Math.max(1, vocabulary.words)) * said
    if (authors.size >= CALL_TIMES * usual) most = authors.size
  }
  return most
}

function newAccounts({ critics, habits }: Talk): Part | undefined {
  const aged = critics.filter(({ said }) => said.accountDays !== undefined)
  if (aged.length < ENOUGH.accounts) return undefined
  const fresh = aged.filter(({ said }) => said.accountDays! < NEW_ACCOUNT_DAYS)
  return { share: sum(fresh) / sum(aged), usual: habits.fresh / Math.max(1, habits.aged) }
}

function wordsKnown({ critics, vocabulary, habits }: Talk): Part | undefined {
  if (critics.length < ENOUGH.critics || habits.words < ENOUGH.words) return undefined
  let [known, all] = [0, 0]
  for (const { said } of critics) {
    known += knownWords(vocabulary, said.terms)
    all += said.terms.length
  }
  return all === 0 ? undefined : { share: known / all, usual: habits.known / habits.words }
}
