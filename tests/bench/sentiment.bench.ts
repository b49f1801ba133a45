/** How many posts a CPU-second carries through language identification and sentiment, and the worst text. */

import { tokenise } from '../../shared/core/sentiment/tokens.ts'
import { loadScorer } from '../../shared/edge/sentiment-files.ts'
import type { BenchRow } from './row.ts'

const DE = [
  '@acme_hilft Seit drei Wochen warte ich auf mein Paket, niemand antwortet. Was ist denn bei euch los? #acme',
  'Heute in der Filiale am Markt gewesen, sehr nette Beratung und schnelle Hilfe. Gerne wieder! https://t.co/a1b2',
  'Die App stürzt nach dem Update ständig ab, so macht das keinen Spaß mehr. Bitte endlich reparieren!!',
  'Acme eröffnet im Mai einen neuen Laden in Leipzig, mehr dazu auf der Webseite: https://example.org/leipzig',
  'Danke für nichts, liebe Acme. Termin abgesagt, Hotline nicht erreichbar, Geld trotzdem abgebucht 😡',
  'Kann mir jemand sagen, ob der Tarif auch für Studenten gilt? Auf der Seite steht dazu leider gar nichts.',
]
const EN = [
  '@acme still waiting for a reply after three weeks, this is getting ridiculous. Where is my refund? #acme',
  'Stopped by the new store today, lovely staff and a great selection. Will be back soon! https://t.co/a1b2',
  'The app keeps crashing since the last update and support just ignores my emails. Please fix this!!',
  'Acme opens a new store in Leeds this May, see the website for opening hours: https://example.org/leeds',
  'Thanks for nothing Acme. Appointment cancelled, hotline not reachable and you charged me anyway 😡',
  'Does anybody know whether the student plan includes roaming? The page does not say anything about it.',
]
const SECONDS = 1
const HOSTILE = 5_000

export function benchSentiment(): BenchRow[] {
  const scorer = loadScorer()
  const rows: BenchRow[] = []
  for (const [lang, posts] of [
    ['de', vary(DE)],
    ['en', vary(EN)],
  ] as const) {
    rows.push(perSecond(`sentiment ${lang}`, posts, (text) => scorer.scoreFast(text, lang)))
    rows.push(
      perSecond(`language and sentiment ${lang}`, posts, (text) => {
        const tokens = tokenise(text)
        return scorer.scoreFast(tokens, scorer.detect(tokens).lang)
      }),
    )
    rows.push(
      perSecond(`sentiment with reasons ${lang}`, posts, (text) => scorer.score(text, lang)),
    )
  }
  return [...rows, ...Object.entries(hostile()).map(([name, text]) => longest(name, text, scorer))]
}

/** Different strings of 120 characters, so that nothing is remembered between them. */
function vary(posts: readonly string[]): string[] {
  return Array.from({ length: 3_000 }, (_, index) => {
    const one = posts[index % posts.length]!
    const two = posts[(index * 7 + 1) % posts.length]!
    return `${one.slice(index % 11)} ${index} ${two}`.slice(0, 120)
  })
}

function perSecond(
  name: string,
  texts: readonly string[],
  work: (text: string) => unknown,
): BenchRow {
  for (const text of texts) work(text)
  const start = process.cpuUsage()
  let done = 0
  let seconds = 0
  while (seconds < SECONDS) {
    for (const text of texts) work(text)
    done += texts.length
    const { user, system } = process.cpuUsage(start)
    seconds = (user + system) / 1e6
  }
  return { name, value: Math.round(done / seconds), unit: 'texts/CPU-s', note: '120 characters' }
}

/** Texts of 5,000 characters made to cost. */
export function hostile(): Record<string, string> {
  const fill = (unit: string): string =>
    unit.repeat(Math.ceil(HOSTILE / unit.length)).slice(0, HOSTILE)
  return {
    'one letter': fill('a'),
    'emoji flood': fill('😡👍🏽🏳️‍🌈'),
    'combining marks': fill('e\u0301\u0323\u0316'),
    'no spaces': fill('Donaudampfschifffahrtsgesellschaftskapitänsverspätung'),
    faces: fill(':-((((:/'),
    hashtag: `#${fill('aB_')}`,
    'at signs': fill('@a.'),
    stars: fill('sch***'),
    contrast: fill('schlecht aber gut '),
    'phrase heads': fill('geht seit kaufe fällt '),
    ligatures: fill('\ufdfa'),
    'lone surrogates': fill('\ud83d'),
  }
}

function longest(name: string, text: string, scorer: ReturnType<typeof loadScorer>): BenchRow {
  const times = Array.from({ length: 25 }, () => {
    const start = process.cpuUsage()
    scorer.score(text, scorer.detect(text).lang)
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000
  })
  // The first rounds are the compiler's; single pauses are the collector's and stand in the note.
  const warm = times.slice(4).sort((a, b) => a - b)
  return {
    name: `hostile: ${name}`,
    value: round(warm[10]!),
    unit: 'CPU-ms',
    note: `5,000 characters; longest of ${warm.length}: ${round(warm.at(-1)!)}`,
  }
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100
}
