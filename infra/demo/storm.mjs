/**
 * The storm about Kornblum Mobil: one complaint whose likes and comments explode while mentions hardly move.
 * The curve is modelled on the public figures of the Vodafone case of 2012, see `README.md`.
 */

import { OUTLETS, ownAccount } from './brands.mjs'
import { curve, every, pollCurve, pollSmall, smallFinal } from './engagement.mjs'
import { at, END, wallUrl } from './journal.mjs'
import { deck, randomStream } from './random.mjs'
import * as texts from './texts-storm.mjs'
import { compose, say } from './voice.mjs'

const MINUTE = 60_000
const NATIVE = 'kornblum_20260307_1'
const STORM_ID = `facebook:${NATIVE}`
const PUBLISHED = at('2026-03-07T19:12:00Z')
const ANSWERED = at('2026-03-07T20:14:00Z')
const SUNDAY_MORNING = at('2026-03-08T07:00:00Z')

/** Minutes of age and likes: gentle for 40 minutes, then take-off, night, second wave on Sunday. */
const LIKES = [
  [0, 0],
  [8, 15],
  [20, 34],
  [40, 80],
  [60, 178],
  [90, 440],
  [120, 990],
  [150, 1_900],
  [180, 3_500],
  [228, 9_000],
  [288, 13_000],
  [408, 16_200],
  [588, 18_000],
  [708, 19_800],
  [828, 24_500],
  [948, 30_500],
  [1_068, 36_500],
  [1_188, 41_500],
  [1_308, 45_800],
  [1_428, 50_500],
  [1_548, 54_500],
  [1_668, 56_500],
  [2_088, 58_020],
]
/** Every two minutes in the first hour of watching, every ten to six hours, then every thirty. */
const POLL_MINUTES = [...every(2, 8, 66), ...every(10, 70, 360), ...every(30, 378, 2_086)]

/** How many people write about it, by hour from 19:30Z on Saturday; few at night. */
const VOICES_PER_HOUR = [
  1, 2, 3, 3, 3, 2, 1, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 2, 3, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 0, 0, 0, 0,
  0, 1,
]

export function addStorm(world, brand) {
  const random = randomStream('storm')
  const annegret = { author: { id: '61099387', handle: 'Annegret W.' }, style: 'plain' }
  const post = firstPost(world, brand, annegret)
  const likes = curve(LIKES)
  const comments = (minute) => likes(minute) * (0.0931 + 0.05 / (1 + minute / 60))
  const shares = (minute) => likes(minute) * 0.021
  pollCurve(world.journal, post, { likes, comments, shares, minutes: POLL_MINUTES }, random)
  answers(world, brand, annegret, random)
  const said = voices(world, brand, random)
  takenBack(world, said)
}

function firstPost(world, brand, annegret) {
  const post = {
    id: STORM_ID,
    brandId: undefined,
    source: 'facebook',
    kind: 'post',
    author: annegret.author,
    text: texts.STORM_POST,
    url: wallUrl(NATIVE),
    publishedAt: PUBLISHED,
    observedAt: PUBLISHED + 41_000,
  }
  world.journal.mention(post)
  const observedAt = at('2026-03-08T08:52:20Z')
  world.journal.mention({ ...post, text: texts.STORM_POST_EDIT, observedAt })
  return { ...post, brandId: brand.id }
}

/** The company's useless answer, then Annegret's own words under her post, and the first article. */
function answers(world, brand, annegret, random) {
  const under = { brand, source: 'facebook', kind: 'comment', parent: STORM_ID, random }
  const company = { author: ownAccount(brand), style: 'plain' }
  const answer = { text: texts.STORM_ANSWER, publishedAt: ANSWERED, who: company }
  const said = say(world, { ...under, ...answer })
  pollSmall(world.journal, said, { likes: 9, comments: 71, shares: 0, halfMin: 90 }, random)
  const times = ['2026-03-07T20:22:00Z', '2026-03-07T22:05:00Z', '2026-03-08T07:31:00Z']
  for (const [i, text] of texts.STORM_ANNEGRET.entries()) {
    say(world, { ...under, text, publishedAt: at(times[i]), who: annegret })
  }
  const publishedAt = at('2026-03-08T10:40:00Z')
  const who = { author: OUTLETS[2], style: 'plain' }
  const article = { source: 'rss', kind: 'article', text: texts.STORM_ARTICLE, publishedAt, who }
  say(world, { brand, random, ...article })
}

/** Comments and quotes: a few dozen in a day and a half, each in its own words. */
function voices(world, brand, random) {
  const stock = { wall: stages(texts.STORM_WALL, random), open: stages(texts.STORM_OPEN, random) }
  const said = []
  for (const [hour, count] of VOICES_PER_HOUR.entries()) {
    const times = Array.from({ length: count }, () =>
      Math.floor(PUBLISHED + 18 * MINUTE + (hour + random.next()) * 60 * MINUTE),
    )
    for (const publishedAt of times.sort((a, b) => a - b).filter((time) => time < END)) {
      said.push(voice(world, brand, { stock, publishedAt, random }))
    }
  }
  return said
}

function voice(world, brand, { stock, publishedAt, random }) {
  const stage = publishedAt < ANSWERED + 5 * MINUTE ? 0 : publishedAt < SUNDAY_MORNING ? 1 : 2
  const onWall = random.chance(0.45)
  const template = next(stock[onWall ? 'wall' : 'open'], stage)
  const text = compose(template, { brand, mood: 'storm', random, plain: true })
  const source = onWall ? 'facebook' : random.pick(['mastodon', 'bluesky'])
  const place = onWall ? { kind: 'comment', parent: STORM_ID } : { kind: 'post' }
  const lang = /\b(the|she|their)\b/i.test(text) ? 'en' : 'de'
  const said = say(world, { brand, source, ...place, text, publishedAt, random, lang })
  pollSmall(world.journal, said, smallFinal(random, 9), random)
  return said
}

/** What could only be said later is drawn only later. */
function stages(lists, random) {
  return [lists.first, lists.answered, lists.sunday].map((list) => {
    const draw = deck(list, random)
    return { draw, left: list.length }
  })
}

/** The newest stage that is not used up. */
function next(stock, stage) {
  for (let i = stage; i >= 0; i--) {
    if (stock[i].left === 0) continue
    stock[i].left--
    return stock[i].draw()
  }
  throw new Error('demo: no storm text left')
}

/** One angry comment is deleted by its author. */
function takenBack(world, said) {
  const post = said.find(({ text }) => /\bdumm\b/i.test(text))
  const observedAt = post.publishedAt + 95 * MINUTE
  world.journal.deletion({
    mentionId: post.id,
    brandId: post.brandId,
    source: 'facebook',
    observedAt,
  })
}
