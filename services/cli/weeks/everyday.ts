/** What is said of a brand in ordinary weeks: days and nights, Mondays, week-ends, and bursts that mean nothing. */

import { type EpochMs, HOUR_MS, localTime } from '../../../shared/core/time.ts'
import { drawSize, type Mood, phrase, type Said, say, textsOf, type World } from './world.ts'

const ZONE = 'Europe/Berlin'
/** Part of a day's mentions per hour of the day, times 24. */
const DAY = [
  0.25, 0.15, 0.1, 0.1, 0.15, 0.35, 0.7, 1.1, 1.4, 1.4, 1.3, 1.3, 1.4, 1.3, 1.2, 1.2, 1.3, 1.4, 1.6,
  1.8, 1.8, 1.5, 1.0, 0.5,
]
const WEEKEND = 0.65
/** The Monday morning: twice as much is said, and no worse. */
const MONDAY = 2
const MONDAY_HOURS = [7, 10] as const
/** Rates vary from hour to hour by a gamma of this shape, shares by this correlation (DETECTION 4, A and B). */
const GAMMA_SHAPE = 6
const CORRELATION = 0.05
/** One hour in so many begins a burst of two hours that means nothing, so many times as loud. */
const BURST = { everyHours: 120, hours: 2, factor: 3 }
/** Part of the posts whose counters are polled. */
const POLLED = 0.25

export function talkEveryday(world: World): void {
  const { draw, from, to } = world
  let burstLeft = 0
  for (let hour = from; hour < to; hour += HOUR_MS) {
    if (burstLeft > 0) burstLeft--
    else if (draw.below(BURST.everyHours) === 0) burstLeft = BURST.hours
    const rate = usualPerHour(world, hour) * (burstLeft > 0 ? BURST.factor : 1)
    speakHour(world, hour, (rate * draw.gamma(GAMMA_SHAPE)) / GAMMA_SHAPE)
  }
}

/** Mentions that are usual in the hour after `at`. */
export function usualPerHour({ profile }: World, at: EpochMs): number {
  const { minutes, weekday } = localTime(at, ZONE)
  const hour = Math.floor(minutes / 60)
  const monday = weekday === 1 && hour >= MONDAY_HOURS[0] && hour < MONDAY_HOURS[1]
  const week = weekday === 0 || weekday === 6 ? WEEKEND : 1
  return (profile.perDay / 24) * DAY[hour]! * week * (monday ? MONDAY : 1)
}

function speakHour(world: World, from: EpochMs, rate: number): void {
  const { draw, profile } = world
  const { negative, positive } = profile
  const weight = 1 / CORRELATION - 1
  const bad = draw.beta(negative * weight, (1 - negative) * weight)
  const good = Math.min(1 - bad, positive)
  for (let left = draw.poisson(rate); left > 0; left--) {
    const dice = draw.uniform()
    speak(world, from + draw.uniform() * HOUR_MS, moodAt(dice, bad, good))
  }
}

function moodAt(dice: number, bad: number, good: number): Mood {
  if (dice < bad) return 'negative'
  return dice < bad + good ? 'positive' : 'neutral'
}

/** Somebody says something usual. */
export function speak(
  world: World,
  at: EpochMs,
  mood: Mood,
  more: Pick<Said, 'episode' | 'knownAt' | 'author' | 'source'> = {},
): void {
  const { draw, profile } = world
  const german = draw.uniform() < profile.german
  const text = phrase(world, german, textsOf(german)[mood])
  const polled = draw.uniform() < POLLED
  const size = polled ? { size: drawSize(world) } : {}
  say(world, { at: Math.floor(at), text, mood, german, ...size, ...more })
}
