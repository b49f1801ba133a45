/** What is told of the talk beside a cause: words, how unusual the height is, and who speaks. It explains, it hides nothing. */

import { type Crowd, loudFew } from './crowd.ts'
import type { DetectorState, Track } from './detector-state.ts'
import { highestDays } from './peaks.ts'
import type { Cause, CauseKind, CauseTalk } from './storm.ts'
import { type Talked, talkedOf } from './talked.ts'

/** Worth a sentence from this part of the critics on (DETECTION 5.7 calls 9 % of copies normal). */
const WORTH_TELLING = 0.2
/** New accounts: more than the usual part by this factor. */
const NEW_TIMES = 2
/** Fewer accounts that act together are chance. */
const LEAST_CO_POSTERS = 3
/** The words of a burst are known by less than this part of what is usual: perhaps another thing of that name. */
const COLLISION = 0.5
const MAX_CHANNELS = 5
const DIGITS = 1_000

type About = Pick<Cause, 'words' | 'highest' | 'talk'>

export function talkOfCause(state: DetectorState, track: Track, kind: CauseKind): About {
  if (track.polarity === 'positive') return {}
  const { talk, peaks, firstAt } = state
  const about: { -readonly [Field in keyof About]: About[Field] } = {}
  if (kind === 'share' || kind === 'volume') {
    const highest = highestDays(peaks, track.leaky.negatives, firstAt)
    if (highest) about.highest = highest
  }
  if (!talk || talk.critics.length === 0) return about
  const talked = talkedOf(talk)
  if (talked.unusual.length > 0) about.words = talked.unusual.map(({ word }) => word)
  about.talk = whoSpeaks(talked, track.crowd)
  return about
}

function whoSpeaks({ channels, copies, newAccounts, knownWords }: Talked, crowd: Crowd): CauseTalk {
  const few = loudFew(crowd)
  const heard = channels.filter(({ critics }) => critics > 0).slice(0, MAX_CHANNELS)
  const { largest, coPosters } = copies
  const isNew =
    newAccounts !== undefined &&
    newAccounts.share >= Math.max(WORTH_TELLING, NEW_TIMES * newAccounts.usual)
  const isOther = knownWords !== undefined && knownWords.share < COLLISION * knownWords.usual
  return {
    channels: heard.map(({ source, critics }) => ({ source, critics: Math.round(critics) })),
    ...(largest && largest.share >= WORTH_TELLING
      ? { copies: { share: round(largest.share), accounts: largest.accounts } }
      : {}),
    ...(few ? { loudest: { share: round(few.share), accounts: few.accounts } } : {}),
    ...(isNew ? { newAccounts: rounded(newAccounts) } : {}),
    ...(coPosters >= LEAST_CO_POSTERS ? { coPosters } : {}),
    ...(isOther ? { collision: rounded(knownWords) } : {}),
  }
}

function rounded({ share, usual }: { readonly share: number; readonly usual: number }) {
  return { share: round(share), usual: round(usual) }
}

function round(share: number): number {
  return Math.round(share * DIGITS) / DIGITS
}
