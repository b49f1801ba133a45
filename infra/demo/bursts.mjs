/** Two waves that are no storms: Lichtwerk's giveaway on Saturday and the praise for Almgold on Sunday. */

import { ownAccount } from './brands.mjs'
import { curve, every, pollCurve, pollSmall, smallFinal } from './engagement.mjs'
import { hourlyRate } from './everyday.mjs'
import { at } from './journal.mjs'
import { deck, randomStream, weighted } from './random.mjs'
import * as candy from './texts-candystorm.mjs'
import { GIVEAWAY_OPEN, GIVEAWAY_POST, GIVEAWAY_WALL } from './texts-lichtwerk.mjs'
import { compose, say } from './voice.mjs'

const HOUR = 3_600_000
const SOURCES = [
  ['facebook', 0.55],
  ['mastodon', 0.25],
  ['bluesky', 0.2],
]

export function addGiveaway(world, brand) {
  const random = randomStream('giveaway')
  const own = { author: ownAccount(brand), style: 'plain' }
  const publishedAt = at('2026-03-07T18:28:00Z')
  const post = { brand, source: 'facebook', kind: 'post', text: GIVEAWAY_POST, publishedAt, random }
  const first = say(world, { ...post, who: own })
  const likes = curve([
    [0, 0],
    [15, 60],
    [60, 340],
    [120, 620],
    [180, 880],
    [300, 960],
    [2070, 1010],
  ])
  const comments = (minute) => likes(minute) * 0.55
  const shares = (minute) => likes(minute) * 0.7
  const minutes = [...every(10, 12, 252), ...every(30, 272, 1440)]
  pollCurve(world.journal, first, { likes, comments, shares, minutes }, random)
  const draw = { open: deck(GIVEAWAY_OPEN, random), wall: deck(GIVEAWAY_WALL, random) }
  const span = { start: at('2026-03-07T18:30:00Z'), factors: [11, 11, 11, 1] }
  wave(world, { brand, random, span, parent: first.id, polled: 0.3, median: 3 }, (onWall) => {
    const text = compose(onWall ? draw.wall() : draw.open(), giveawayVoice(brand, random))
    return { text, kind: onWall ? 'comment' : random.pick(['post', 'repost']) }
  })
}

export function addCandystorm(world, brand) {
  const random = randomStream('candystorm')
  const publishedAt = at('2026-03-08T07:38:00Z')
  const post = {
    brand,
    source: 'mastodon',
    kind: 'post',
    text: candy.CANDY_FIRST_POST,
    publishedAt,
  }
  const villager = {
    author: {
      id: 'https://beispiel.social/users/dorfladen_lisl',
      handle: 'dorfladen_lisl@beispiel.social',
      followers: 312,
      createdAt: '2020-05-02T00:00:00Z',
    },
    style: 'plain',
  }
  const first = say(world, { ...post, random, who: villager })
  const likes = curve([
    [0, 0],
    [10, 25],
    [30, 190],
    [60, 900],
    [120, 3_100],
    [240, 6_800],
    [420, 8_600],
    [1340, 9_900],
  ])
  const comments = (minute) => likes(minute) * 0.045
  const shares = (minute) => likes(minute) * 0.27
  const minutes = [...every(2, 4, 60), ...every(10, 70, 360), ...every(30, 390, 1340)]
  pollCurve(world.journal, first, { likes, comments, shares, minutes }, random)
  const wallPost = { text: candy.CANDY_WALL_POST, publishedAt: at('2026-03-08T07:55:00Z') }
  const second = say(world, { brand, source: 'facebook', kind: 'post', ...wallPost, random })
  pollSmall(
    world.journal,
    second,
    { likes: 2_900, comments: 210, shares: 340, halfMin: 110 },
    random,
  )
  const draw = candyDecks(random)
  const span = { start: at('2026-03-08T08:00:00Z'), factors: [9, 9, 9, 9, 3, 2, 1, 0.5] }
  wave(world, { brand, random, span, parent: second.id, polled: 0.5, median: 45 }, (onWall) => {
    const sour = random.chance(0.04)
    const template = sour ? draw.sour() : onWall ? draw.wall() : draw.open()
    const mood = sour ? 'press' : 'positive'
    return { text: compose(template, { brand, mood, random }), kind: onWall ? 'comment' : 'post' }
  })
}

/** `factors` times the usual rate, hour by hour, on top of what is said anyway. */
function wave(world, { brand, random, span, parent, polled, median }, words) {
  for (const [i, factor] of span.factors.entries()) {
    const start = span.start + i * HOUR
    const rate = (hourlyRate(brand, start) + hourlyRate(brand, start + HOUR - 1)) / 2
    const times = Array.from({ length: random.poisson(rate * factor) }, () =>
      Math.floor(start + random.next() * HOUR),
    )
    for (const publishedAt of times.sort((a, b) => a - b)) {
      const source = weighted(SOURCES, random)
      const onWall = source === 'facebook'
      const place = onWall ? { parent } : {}
      const { text, kind } = words(onWall)
      const said = say(world, { brand, source, ...place, kind, text, publishedAt, random })
      if (random.chance(polled)) {
        pollSmall(world.journal, said, smallFinal(random, median, median * 9), random)
      }
    }
  }
}

function giveawayVoice(brand, random) {
  return { brand, mood: 'press', random, plain: random.chance(0.75) }
}

function candyDecks(random) {
  return {
    open: deck(candy.CANDY_OPEN, random),
    wall: deck(candy.CANDY_WALL, random),
    sour: deck(candy.CANDY_SOUR, random),
  }
}
