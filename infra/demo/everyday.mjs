/** Eight and a half ordinary days of one brand: day and night, walls and timelines, small counters. */

import { OUTLETS, ownAccount } from './brands.mjs'
import { pollSmall, smallFinal } from './engagement.mjs'
import { END, HISTORY_START, PLAY_START } from './journal.mjs'
import { deck, randomStream, weighted } from './random.mjs'
import { compose, say } from './voice.mjs'

const HOUR = 3_600_000
/** Europe/Berlin in the recorded week: summer time begins three weeks later. */
const BERLIN_OFFSET_HOURS = 1
/** Relative loudness by hour of the day in Berlin. */
const DAY_SHAPE = [
  0.3, 0.15, 0.08, 0.05, 0.06, 0.15, 0.5, 0.9, 1.1, 1.2, 1.2, 1.2, 1.3, 1.2, 1.1, 1.1, 1.2, 1.4,
  1.6, 1.7, 1.7, 1.5, 1.1, 0.7,
]
const SHAPE_SUM = DAY_SHAPE.reduce((sum, value) => sum + value, 0)

const SOURCES = [
  ['facebook', 0.5],
  ['mastodon', 0.29],
  ['bluesky', 0.21],
]
const ENGLISH_SHARE = 0.06
const POLLED_SHARE = 0.29

/** Mentions expected of `brand` in the hour that begins at `time`. */
export function hourlyRate(brand, time) {
  const hour = (new Date(time).getUTCHours() + BERLIN_OFFSET_HOURS) % 24
  return (brand.perDay * DAY_SHAPE[hour]) / SHAPE_SUM
}

export function addEveryday(world, brand) {
  const random = randomStream(`everyday ${brand.id}`)
  const draw = decks(brand, random)
  const wall = companyPosts(world, brand, random)
  articles(world, brand, random)
  for (let hour = HISTORY_START; hour < END; hour += HOUR) {
    const times = Array.from({ length: random.poisson(hourlyRate(brand, hour)) }, () =>
      Math.floor(hour + random.next() * HOUR),
    )
    for (const publishedAt of times.sort((a, b) => a - b)) {
      const said = utter(world, { brand, draw, wall, publishedAt, random })
      if (random.chance(POLLED_SHARE)) pollSmall(world.journal, said, smallFinal(random), random)
    }
  }
}

function utter(world, { brand, draw, wall, publishedAt, random }) {
  const source = weighted(SOURCES, random)
  const mood = weighted(brand.moods, random)
  if (source !== 'facebook') {
    const lang = random.chance(ENGLISH_SHARE * 2) ? 'en' : 'de'
    const template = lang === 'en' ? draw.english[mood]() : draw.open[mood]()
    const text = compose(template, { brand, mood, random, plain: lang === 'en' })
    const kind = random.chance(0.15) ? 'comment' : 'post'
    return say(world, { brand, source, kind, text, publishedAt, random, lang })
  }
  const comment = random.chance(0.7)
  const named = random.chance(comment ? 0.15 : 0.6)
  const template = named ? draw.open[mood]() : draw.wall[mood]()
  const text = compose(template, { brand, mood, random })
  const parent = comment ? wall.findLast((post) => post.publishedAt < publishedAt)?.id : undefined
  const kind = parent ? 'comment' : 'post'
  return say(world, { brand, source, kind, text, publishedAt, parent, random })
}

function decks(brand, random) {
  const of = (lists) =>
    Object.fromEntries(Object.entries(lists).map(([mood, list]) => [mood, deck(list, random)]))
  return { open: of(brand.open), wall: of(brand.wall), english: of(brand.english) }
}

/** The company speaks on its wall at half past nine and at five, on Sundays not at all. */
function companyPosts(world, brand, random) {
  const draw = deck(brand.wallPosts, random)
  const who = { author: ownAccount(brand), style: 'plain' }
  const posts = []
  for (let hour = HISTORY_START; hour < END; hour += HOUR) {
    const date = new Date(hour)
    if (date.getUTCDay() === 0 || ![8, 16].includes(date.getUTCHours())) continue
    const publishedAt = hour + random.int(25, 40) * 60_000
    const text = compose(draw(), { brand, mood: 'company', random, plain: true })
    posts.push(
      say(world, { brand, source: 'facebook', kind: 'post', text, publishedAt, random, who }),
    )
    pollSmall(world.journal, posts.at(-1), smallFinal(random, 22, 80), random)
  }
  return posts
}

/** One article every other day, in the week before. */
function articles(world, brand, random) {
  const draw = deck(brand.articles, random)
  for (let i = 0; i < brand.articles.length; i++) {
    const publishedAt =
      HISTORY_START + (i * 44 + random.int(12, 22)) * HOUR + random.int(0, 59) * 60_000
    if (publishedAt > PLAY_START) return
    const text = compose(draw(), { brand, mood: 'press', random, plain: true })
    const who = { author: random.pick(OUTLETS), style: 'plain' }
    say(world, { brand, source: 'rss', kind: 'article', text, publishedAt, random, who })
  }
}
