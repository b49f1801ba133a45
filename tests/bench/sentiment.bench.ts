/** How many posts a CPU-second carries through language identification and sentiment, and the worst text. */

import { targetTerms } from '../../shared/core/sentiment/target-terms.ts'
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
const ACME = { terms: targetTerms(['Acme', '@acme', '@acme_hilft', '#acme']) }
const SECONDS = 1
const HOSTILE = 5_000
const HOSTILE_CALLS = 200
/** Calls of each hostile text before the first is timed: the compiler's work, done once a process. */
const WARM_CALLS = 100

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
      perSecond(`the same, towards a brand ${lang}`, posts, (text) => {
        const tokens = tokenise(text)
        return scorer.scoreFast(tokens, scorer.detect(tokens).lang, 'post', ACME)
      }),
    )
    rows.push(
      perSecond(`sentiment with reasons ${lang}`, posts, (text) => scorer.score(text, lang)),
    )
  }
  return [...rows, ...longestCalls(scorer)]
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

/** Texts of 5,000 characters (one of 100,000) made to cost. */
export function hostile(): Record<string, string> {
  const fill = (unit: string): string =>
    unit.repeat(Math.ceil(HOSTILE / unit.length)).slice(0, HOSTILE)
  return {
    'one letter': 'a'.repeat(100_000),
    'emoji flood': fill('😡👍🏽🏳️‍🌈'),
    'deep combining marks': `e${'\u0301\u0323\u0316'.repeat(HOSTILE)}`.slice(0, HOSTILE),
    'combining marks': fill('e\u0301\u0323\u0316'),
    'right to left': fill('هذا سيء جدا '),
    'direction marks': fill('\u202eשלום\u202c'),
    'mixed scripts': fill('Скандал skandal σκάνδαλο スキャンダル 丑闻 '),
    'capitals of all letters': fill('ŞİĞ ΣΑΣ ЖЩ '),
    'no spaces': fill('Donaudampfschifffahrtsgesellschaftskapitänsverspätung'),
    'single letters': fill('a b '),
    faces: fill(':-((((:/'),
    hashtag: `#${fill('aB_')}`,
    'at signs': fill('@'),
    handles: fill('@a.'),
    addresses: fill('https://a.b/c '),
    stars: fill('sch*** f*ck '),
    'digits for letters': fill('b3trug '),
    contrast: fill('schlecht aber gut '),
    'phrase heads': fill('geht seit kaufe fällt '),
    'marks and stops': fill('!.?,'),
    ligatures: fill('\ufdfa'),
    'lone surrogates': fill('\ud83d'),
  }
}

/**
 * The longest of many calls, with the collections that it waits for; shapes take turns. What the calling thread works is at
 * most the time that passes, and at most the CPU of all threads: the compiler's thread works beside it, and a busy machine
 * makes it wait. The smaller of both is taken.
 */
function longestCalls(scorer: ReturnType<typeof loadScorer>): BenchRow[] {
  const shapes = Object.entries(hostile())
  const once = (text: string) => {
    const tokens = tokenise(`Acme ${text}`)
    scorer.score(tokens, scorer.detect(tokens).lang, 'post', ACME)
  }
  for (let round = 0; round < WARM_CALLS; round++) for (const [, text] of shapes) once(text)
  const times = shapes.map(() => new Float64Array(HOSTILE_CALLS))
  for (let call = 0; call < HOSTILE_CALLS; call++) {
    for (const [index, [, text]] of shapes.entries()) {
      const start = process.cpuUsage()
      const startedAt = performance.now()
      once(text)
      const passedMs = performance.now() - startedAt
      const { user, system } = process.cpuUsage(start)
      times[index]![call] = Math.min(passedMs, (user + system) / 1000)
    }
  }
  return shapes.map(([name], index) => {
    const sorted = times[index]!.sort()
    return {
      name: `hostile: ${name}`,
      value: round(sorted.at(-1)!),
      unit: 'ms',
      note: `longest of ${HOSTILE_CALLS} calls, median ${round(sorted[HOSTILE_CALLS >> 1]!)}`,
    }
  })
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100
}
