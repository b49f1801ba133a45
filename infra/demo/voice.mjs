/** Publishes one utterance of one person: text, address, language tag, delay; with or without the brand's id. */

import { names } from './brands.mjs'
import { pickPerson, typed } from './people.mjs'
import { fill } from './slots.mjs'

const OPENERS = (
  'Moin! |Moin moin! |Servus! |Hallo zusammen! |Mal ehrlich: |Nur so: |Kleine Notiz: |Hm. |Tach auch! |' +
  'Grüß Gott! |Randnotiz: |Update: |Na dann. |Ach ja: |Leute! |Soso. '
).split('|')

const TAILS = {
  question: [
    ' Danke schon mal!',
    ' Danke euch!',
    ' 🤔',
    ' Tipps gern hier drunter.',
    ' LG',
    ' Frage für einen Freund.',
  ],
  neutral: [' 😅', ' Mal sehen.', ' Das war der Stand der Dinge.', ' 🤷', ' Bis später!', ' LG'],
  positive: [' 👍', ' 😊', ' ❤️', ' Weiter so!', ' Das musste mal gesagt werden.', ' 🙏'],
  negative: [
    ' 😡',
    ' 🙄',
    ' Unfassbar.',
    ' Mir reicht es.',
    ' 👎',
    ' Echt jetzt.',
    ' #servicewüste',
    ' 😤',
  ],
}

/** Texts say the same thing in many ways: an opener here, a tail there. */
export function compose(template, { brand, mood, random, plain = false }) {
  const core = fill(template, brand.forms, random)
  if (plain) return core
  const tails = TAILS[core.endsWith('?') && mood === 'neutral' ? 'question' : mood] ?? []
  const opener = random.chance(0.2) ? random.pick(OPENERS) : ''
  const tail = tails.length > 0 && random.chance(0.3) ? random.pick(tails) : ''
  return `${opener}${core}${tail}`
}

/** @returns what later polls, edits and deletions need to know of it. */
export function say(world, { brand, source, kind, text, publishedAt, parent, random, lang, who }) {
  const person = who ?? pickPerson(world.people[source], random)
  const author = person.author
  const words = typed(text, person.style, random)
  const place = world.journal.address({ brandId: brand.id, source, author, parent, publishedAt })
  const mention = {
    ...place,
    brandId: names(brand, words) ? undefined : brand.id,
    source,
    kind,
    author,
    text: words,
    lang: declaredLanguage(source, lang ?? 'de', random),
    parent,
    publishedAt,
    observedAt: publishedAt + random.int(5, 90) * 1000,
  }
  world.journal.mention(mention)
  return { ...mention, brandId: brand.id, mention }
}

/** Facebook declares none; elsewhere it is missing or wrong now and then, as in life. */
function declaredLanguage(source, lang, random) {
  if (source === 'facebook') return undefined
  if (source === 'rss') return lang
  const u = random.next()
  if (u < 0.06) return undefined
  return u < 0.09 ? 'en' : lang
}
