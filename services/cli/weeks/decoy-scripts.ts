/** What must never be told as a storm: every decoy that the issue names. Week-ends and Mondays are in `everyday.ts`. */

import type { EngagementSample } from '../../../shared/core/mention.ts'
import { HOUR_MS, MINUTE_MS } from '../../../shared/core/time.ts'
import type { Script } from './episodes.ts'
import { speak, usualPerHour } from './everyday.ts'
import { drawSize, type Mood, phrase, say, textsOf } from './world.ts'

interface Crowd {
  readonly hours: number
  /** Posts per hour at the top, times the usual mentions. */
  readonly factor: number
  readonly list: 'praise' | 'launch' | 'giveaway' | 'sports' | 'collision' | 'tickers'
  readonly mood: Mood
  /** Part that ends on likes worth polling. */
  readonly polled?: number
  /** So few accounts say it all. */
  readonly accounts?: number
  /** The words as they are, without anything before or behind. */
  readonly copied?: boolean
}

const LEAST_PER_HOUR = 15

/** A hump of talk: as loud as `factor` says in the middle. */
function crowd(kind: string, { hours, factor, list, mood, ...more }: Crowd): Script {
  const { polled = 0.25, accounts, copied = false } = more
  return {
    kind,
    storm: false,
    days: 2,
    tiny: 'never',
    play(world, startAt, episode) {
      const { draw, profile } = world
      const top = Math.max(LEAST_PER_HOUR, (factor * profile.perDay) / 24)
      for (let minute = 0; minute < hours * 60; minute += 5) {
        const rate = (top / 12) * Math.sin((Math.PI * minute) / (hours * 60)) * (draw.gamma(4) / 4)
        for (let left = draw.poisson(rate); left > 0; left--) {
          const german = draw.uniform() < profile.german
          const text = phrase(world, german, textsOf(german)[list], copied)
          const size = draw.uniform() < polled ? { size: drawSize(world, 3) } : {}
          const author = accounts === undefined ? {} : { author: `bot${draw.below(accounts)}` }
          const at = Math.floor(startAt + (minute + 5 * draw.uniform()) * MINUTE_MS)
          say(world, { at, text, mood, german, episode, ...size, ...author })
        }
      }
      const endAt = startAt + hours * HOUR_MS
      return { startAt, peakAt: (startAt + endAt) / 2, endAt }
    },
  }
}

/** A source was away for hours: what was said meanwhile becomes known within minutes. */
const backlog: Script = {
  kind: 'backlog after an outage',
  storm: false,
  days: 2,
  tiny: 'never',
  play(world, startAt, episode) {
    const { draw, profile } = world
    const away = 8 * HOUR_MS
    for (let at = startAt; at < startAt + away; at += HOUR_MS) {
      for (let left = draw.poisson(2 * usualPerHour(world, at)); left > 0; left--) {
        const said = at + draw.uniform() * HOUR_MS
        const mood = draw.uniform() < profile.negative ? 'negative' : 'neutral'
        const knownAt = Math.floor(startAt + away + draw.uniform() * 10 * MINUTE_MS)
        speak(world, said, mood, { episode, knownAt: Math.max(knownAt, Math.ceil(said)) })
      }
    }
    const endAt = startAt + away + HOUR_MS
    return { startAt, peakAt: startAt + away, endAt }
  },
}

const LOUD_POSTS = 40

/** One person who will not stop. */
const loudAuthor: Script = {
  kind: 'one loud author',
  storm: false,
  days: 2,
  tiny: 'also',
  play(world, startAt, episode) {
    const { draw } = world
    const author = 'querulous'
    const posts = world.profile.perDay < 30 ? LOUD_POSTS / 2 : LOUD_POSTS
    for (let i = 0; i < posts; i++)
      speak(world, startAt + draw.uniform() * 3 * HOUR_MS, 'negative', {
        episode,
        author,
        source: 'facebook',
      })
    return { startAt, peakAt: startAt + 1.5 * HOUR_MS, endAt: startAt + 3 * HOUR_MS }
  },
}

/** For an hour an interface gives every post a thousand times what it has, then the truth again. */
const apiFault: Script = {
  kind: 'counters of a source jump',
  storm: false,
  days: 2,
  tiny: 'also',
  play(world, startAt) {
    const endAt = startAt + HOUR_MS
    const recent = new Map<string, EngagementSample>()
    for (const record of world.records) {
      if (record.type !== 'engagement' || record.source !== 'facebook') continue
      const { mentionId, observedAt } = record
      if (observedAt <= startAt - 24 * HOUR_MS || observedAt > startAt) continue
      const known = recent.get(mentionId)
      if (!known || known.observedAt < observedAt) recent.set(mentionId, record)
    }
    for (const sample of recent.values()) {
      for (let at = startAt; at < endAt; at += 10 * MINUTE_MS)
        world.records.push({ ...sample, observedAt: at, likes: 1_000 * ((sample.likes ?? 0) + 5) })
      world.records.push({ ...sample, observedAt: endAt })
    }
    return { startAt, peakAt: startAt, endAt }
  },
}

export const DECOYS: readonly Script[] = [
  crowd('candystorm', { hours: 6, factor: 8, list: 'praise', mood: 'positive' }),
  crowd('launch and advertising', { hours: 10, factor: 6, list: 'launch', mood: 'neutral' }),
  crowd('giveaway, copied', {
    hours: 8,
    factor: 8,
    list: 'giveaway',
    mood: 'neutral',
    copied: true,
  }),
  crowd('sports final', { hours: 3, factor: 12, list: 'sports', mood: 'neutral' }),
  crowd('another thing of that name', {
    hours: 6,
    factor: 6,
    list: 'collision',
    mood: 'neutral',
  }),
  crowd('template bots', {
    hours: 5,
    factor: 6,
    list: 'tickers',
    mood: 'neutral',
    accounts: 12,
    polled: 0,
    copied: true,
  }),
  backlog,
  loudAuthor,
  apiFault,
]
