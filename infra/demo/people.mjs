/** About 250 invented people, each at home on one platform with one way of typing; and how that changes a text. */

import { randomStream, weighted } from './random.mjs'
import { FIRST_NAMES } from './slots.mjs'

const FIRST_HALVES = (
  'kaffee nordsee balkon radel garten keks nebel flausen socken quark feierabend regen wolken murmel zettel ' +
  'kuerbis pendel troedel brezel gummi'
).split(' ')
const SECOND_HALVES =
  'tante bert susi kobold hannes freundin igel meister philosoph paule fee kapitaen gabi dachs mops'.split(
    ' ',
  )

const PEOPLE = 260
const OLDEST = Date.UTC(2012, 0, 1)
const YOUNGEST = Date.UTC(2025, 9, 1)

export function makePeople() {
  const random = randomStream('people')
  const people = { facebook: [], mastodon: [], bluesky: [] }
  for (let i = 0; i < PEOPLE; i++) {
    const turn = (i * 3 + Math.floor(i / 20)) % 20
    const platform = turn < 9 ? 'facebook' : turn < 15 ? 'mastodon' : 'bluesky'
    people[platform].push(person(platform, i, random))
  }
  return people
}

/** A few talk much, most seldom. */
export function pickPerson(list, random) {
  const u = random.next()
  return list[Math.floor(list.length * u * (0.55 + 0.45 * u))]
}

function person(platform, i, random) {
  const born = OLDEST + Math.floor(random.next() * (YOUNGEST - OLDEST))
  const row = i % FIRST_HALVES.length
  const half = FIRST_HALVES[row]
  const nick = `${half}${SECOND_HALVES[(row * 7 + Math.floor(i / 20)) % SECOND_HALVES.length]}`
  const followers = Math.min(9000, Math.round(Math.exp(4.6 + 1.2 * random.normal())))
  const initial = String.fromCharCode(65 + random.int(0, 22))
  const createdAt = `${new Date(born).toISOString().slice(0, 10)}T00:00:00Z`
  const style = weighted(
    [
      ['plain', 62],
      ['lowercase', 14],
      ['no-full-stop', 12],
      ['no-umlauts', 4],
      ['typos', 8],
    ],
    random,
  )
  return { author: author(platform, i, { nick, followers, initial, createdAt }), style }
}

function author(platform, i, { nick, followers, initial, createdAt }) {
  if (platform === 'facebook') {
    const id = String(61000200 + i * 37)
    return { id, handle: `${FIRST_NAMES[(i * 11) % FIRST_NAMES.length]} ${initial}.` }
  }
  if (platform === 'mastodon') {
    const handle = `${nick}@beispiel.social`
    return { id: `https://beispiel.social/users/${nick}`, handle, followers, createdAt }
  }
  const handle = `${nick}.beispiel.example`
  return { id: `did:web:${handle}`, handle, followers, createdAt }
}

/** The brand's name stays legible whatever a person does to the rest. */
export function typed(text, style, random) {
  if (style === 'lowercase') return text.toLowerCase()
  if (style === 'no-full-stop') return text.replace(/\.$/, '')
  if (style === 'no-umlauts') {
    return text.replace(
      /[äöüÄÖÜ]/g,
      (c) => ({ ä: 'ae', ö: 'oe', ü: 'ue', Ä: 'Ae', Ö: 'Oe', Ü: 'Ue' })[c],
    )
  }
  return style === 'typos' && random.chance(0.7) ? slip(text, random) : text
}

/** Swaps two letters inside one long word. */
function slip(text, random) {
  const words = text.split(' ')
  const long = words.flatMap((w, i) => (/^[a-zäöüß]{7,}[,.!?]?$/.test(w) ? [i] : []))
  if (long.length === 0) return text
  const at = random.pick(long)
  const word = words[at]
  const cut = random.int(2, 4)
  words[at] = word.slice(0, cut) + word[cut + 1] + word[cut] + word.slice(cut + 2)
  return words.join(' ')
}
