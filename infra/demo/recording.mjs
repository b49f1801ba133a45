/** Puts the recording together: ordinary days of three brands, one storm, two waves that are none, and small mishaps. */

import { BRANDS } from './brands.mjs'
import { addCandystorm, addGiveaway } from './bursts.mjs'
import { addEveryday } from './everyday.mjs'
import { at, HISTORY_START, Journal } from './journal.mjs'
import { makePeople, pickPerson } from './people.mjs'
import { randomStream } from './random.mjs'
import { addStorm } from './storm.mjs'
import { say } from './voice.mjs'

export function recordingText() {
  const world = { journal: new Journal(), people: makePeople() }
  const [kornblum, almgold, lichtwerk] = BRANDS
  for (const source of ['facebook', 'mastodon', 'bluesky', 'rss']) {
    world.journal.sourceStatus(source, 'live', HISTORY_START)
  }
  for (const brand of BRANDS) addEveryday(world, brand)
  addStorm(world, kornblum)
  addCandystorm(world, almgold)
  addGiveaway(world, lichtwerk)
  addMishaps(world, kornblum)
  return world.journal.toText()
}

/** An edit, a deletion, a source that falls silent and returns, and namesakes that the brand rules must refuse. */
function addMishaps(world, brand) {
  const random = randomStream('mishaps')
  const someone = (source) => ({
    source,
    who: { ...pickPerson(world.people[source], random), style: 'plain' },
  })
  const post = { brand, kind: 'post', random }
  const typo = 'Rechnug von Kornblum heute scon wieder doppelt. Das nervt!'
  const first = say(world, {
    ...post,
    ...someone('mastodon'),
    text: typo,
    publishedAt: at('2026-03-05T16:20:00Z'),
  })
  const text = 'Rechnung von Kornblum heute schon wieder doppelt. Das nervt!'
  world.journal.mention({ ...first.mention, text, observedAt: at('2026-03-05T16:31:40Z') })

  const rash = 'Kornblum, ich bin gerade so sauer, ich schreib das mal lieber nicht hin.'
  const publishedAt = at('2026-03-04T20:45:00Z')
  const said = say(world, { ...post, ...someone('bluesky'), text: rash, publishedAt })
  const observedAt = at('2026-03-04T21:30:00Z')
  world.journal.deletion({ mentionId: said.id, brandId: brand.id, source: 'bluesky', observedAt })

  for (const [status, time] of [
    ['quiet', '2026-03-04T02:10:00Z'],
    ['live', '2026-03-04T06:55:00Z'],
    ['quiet', '2026-03-08T01:40:00Z'],
    ['live', '2026-03-08T05:20:00Z'],
  ]) {
    world.journal.sourceStatus('rss', status, at(time))
  }
  const namesakes = [
    ['Die Mohnschnecken der Bäckerei Kornblum sind die besten im Viertel.', '2026-03-03T07:12:00Z'],
    [
      'Bäckerei Kornblum hat heute geschlossen, die Brötchen also woanders.',
      '2026-03-06T06:40:00Z',
    ],
    ['Bei der Bäckerei Kornblum stehen sie heute bis auf die Straße.', '2026-03-08T08:15:00Z'],
  ]
  for (const [words, time] of namesakes) {
    say(world, { ...post, ...someone('mastodon'), text: words, publishedAt: at(time) })
  }
}
