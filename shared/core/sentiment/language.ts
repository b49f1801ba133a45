/**
 * German or English by function words, umlauts and endings: fast, and silent where it is not sure. Words of other
 * languages vote against both, so that French or Dutch stays undecided.
 */

import { fold } from './characters.ts'
import { bySpelling } from './spelling.ts'
import type { Votes } from './token-list.ts'
import { HASHTAG, WORD } from './token-list.ts'
import type { Tokens } from './tokens.ts'
import { tokenise } from './tokens.ts'

export type Lang = 'de' | 'en'

/** A decision needs so many votes more than all others together, and so large a share of the words. */
const MARGIN = 1.6
const SHARE = 0.15
/** Mixed: so many votes for each language. */
const MIXED = 3
const UMLAUT = 1

/** Latin letters with marks, but for the umlauts. */
const FOREIGN = /[à-ãå-ïð-õø-ûýþÿāăąćčđęěğıīłńňőœřśşšťţūůűźżžșț]/giu
const FOREIGN_LIMIT = 10

/** More tells a detector nothing new. */
const SPOKEN_LIMIT = 300
const WORD_LIMIT = 40

const DE = `der das dem den ein eine einen einem einer nicht und oder aber ich du er sie wir ihr ist sind bin war waren
wird werden wurde hat habe haben hatte hast mit auf aus bei nach von vom zu zum zur fuer ueber unter durch gegen ohne
wie wer wo wann warum wieso weshalb wenn weil dass auch noch nur schon immer wieder sehr mehr mal doch ja nein kein
keine keinen mein meine meinen dein deine euer eure euch uns mich dich mir dir sich ihm ihn ihnen heute morgen gestern
jetzt hier dort dann denn alles nichts etwas gibt geht kann koennen muss muessen soll sollte wuerde waere machen macht
gut ganz seit bis um im ins am beim als ob so selbst jeder jede diese dieser dieses leider bitte danke einfach endlich
echt gerade kommt stunden tage wochen jahre nie niemand viel viele wird wollen willst`
const EN = `the and of to is are was were be been am it its you your my we our they their this that these those not no
dont doesnt didnt cant wont isnt arent wasnt im ive youre have has had do does did will would can could should with
for from at by on about into out up down but or if because when what why how who where which there here just like get
got make all any some more most very too than then only again never always still even i he she him her his me us them
so please thanks thank new now today yesterday tomorrow after before since going back being off over your one been`
const OTHER = `le la les des une est dans pour que qui sur avec pas vous nous je tu ce cette mais sont c'est el los las
del una por para con como pero muy mas esta este es y e o di il che non per sono della gli uno het een niet van voor
maar wij zijn ook deze dat hij aan ik je naar bij wordt och att det som inte jag ar pa med av en ett og ikke jeg pa
til nie sie jest na sie w z do ze to que nao um uma voce mais com os bir ve bu icin degil cok ama de du au`

const VOTE = voteTable()

/** How each language's words count in the tokens; counted once and kept with them. */
export function votes(tokens: Tokens): Votes {
  tokens.votes ??= countVotes(tokens)
  return tokens.votes
}

function countVotes(tokens: Tokens): Votes {
  let de = 0
  let en = 0
  let other = 0
  let words = 0
  const { kinds, keys, flags, spellings } = tokens
  for (let i = 0; i < kinds.length; i++) {
    if (kinds[i] !== WORD || flags[i]! & HASHTAG) continue
    const key = keys[i]!
    const first = key.charCodeAt(0)
    if (first < 0x61) continue
    words++
    const vote = VOTE_OF(spellings[i]!)
    if (vote.spoken) {
      de += vote.de
      en += vote.en
      other += vote.other
    } else if (first > 0x7a) other++
    else if (hasUmlaut(tokens, i)) de += UMLAUT
    else {
      de += vote.de
      en += vote.en
    }
  }
  return { de, en, other: other + foreignLetters(tokens.text), words }
}

interface Vote {
  /** A word that everybody says, and no guess by its ending. */
  readonly spoken: boolean
  readonly de: number
  readonly en: number
  readonly other: number
}

const VOTE_OF = bySpelling(({ key }): Vote => {
  const vote = VOTE.get(key)
  if (vote !== undefined) return { spoken: true, ...vote }
  const ending = key.length > 4 ? endingOf(key) : 0
  return { spoken: false, de: Math.max(0, ending), en: Math.max(0, -ending), other: 0 }
})

/** The language of the tokens, undefined where it is undecided. */
export function languageOf(tokens: Tokens): Lang | undefined {
  const { de, en, other, words } = votes(tokens)
  const need = Math.max(MARGIN, SHARE * words)
  if (de >= need + en + other) return 'de'
  return en >= need + de + other ? 'en' : undefined
}

/** For the shortest texts: the language that has more votes, if one has. */
export function leaning(tokens: Tokens): Lang | undefined {
  const { de, en, other } = votes(tokens)
  if (de > en + other) return 'de'
  return en > de + other ? 'en' : undefined
}

/** Whether a folded word only holds sentences together, in any of the languages known here. */
export function isFunctionWord(key: string): boolean {
  return VOTE.has(key)
}

export function fastLanguage(text: string): Lang | undefined {
  return languageOf(tokenise(text))
}

export function isMixed(tokens: Tokens): boolean {
  const { de, en } = votes(tokens)
  return de >= MIXED && en >= MIXED
}

/** Letters that neither language has; a single `Café` decides little. */
function foreignLetters(text: string): number {
  if (!hasForeign(text)) return 0
  FOREIGN.lastIndex = 0
  let count = 0
  while (count < FOREIGN_LIMIT && FOREIGN.test(text)) count++
  return count
}

/** Whether a unit may be one of them. */
function hasForeign(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= FOREIGN_BEGIN && !isUmlaut(unit)) return true
  }
  return false
}

/** `À`; what comes before is no letter with a mark. */
const FOREIGN_BEGIN = 0xc0

function isUmlaut(unit: number): boolean {
  return UMLAUTS.has(unit)
}

const UMLAUTS = new Set([...'äöüßÄÖÜ'].map((letter) => letter.charCodeAt(0)))

/** Umlauts are two letters in the key, which tells them without reading the text. */
function hasUmlaut(tokens: Tokens, at: number): boolean {
  const start = tokens.starts[at]!
  const end = tokens.ends[at]!
  if (end - start >= tokens.keys[at]!.length || end - start > WORD_LIMIT) return false
  return /[äöüßÄÖÜ]/.test(tokens.text.slice(start, end))
}

/** The words alone, as they were written, for a slower detector: no addresses, handles, hashtags or numbers. */
export function spokenText(tokens: Tokens): { text: string; letters: number } {
  const { kinds, keys, starts, ends, flags } = tokens
  let text = ''
  let letters = 0
  for (let i = 0; i < kinds.length && text.length < SPOKEN_LIMIT; i++) {
    if (kinds[i] !== WORD || flags[i]! & HASHTAG || keys[i]!.charCodeAt(0) < 0x61) continue
    const word = tokens.text.slice(starts[i], Math.min(ends[i]!, starts[i]! + WORD_LIMIT))
    text += text === '' ? word : ` ${word}`
    letters += word.length
  }
  return { text, letters }
}

/** Above 0 for a German ending, below 0 for an English one. */
function endingOf(key: string): number {
  const end3 = ENDINGS.get(key.slice(-3))
  if (end3 !== undefined) return end3
  if (key.includes('sch')) return 1
  return ENDINGS.get(key.slice(-2)) ?? (key.startsWith('th') ? -0.7 : 0)
}

const ENDINGS = new Map<string, number>([
  ...list('ung ich eit ert igt cht nde nen hen ten gen ben fen len sen tet ell ahn eis ein', 0.8),
  ...list('tz pf ft rt en', 0.5),
  ...list('ing ght ies ous ive ful ble ary ity ess ure ted ned red ked', -0.8),
  ...list('ly ed ay ow ee oo ck ty cy ys', -0.6),
])

function list(endings: string, vote: number): [string, number][] {
  return endings.split(' ').map((ending) => [ending, vote])
}

function voteTable(): Map<string, { de: number; en: number; other: number }> {
  const table = new Map<string, { de: number; en: number; other: number }>()
  for (const [lang, list] of [
    ['de', DE],
    ['en', EN],
    ['other', OTHER],
  ] as const) {
    for (const word of new Set(list.split(/\s+/).map(fold))) {
      const vote = table.get(word) ?? { de: 0, en: 0, other: 0 }
      vote[lang] = 1
      table.set(word, vote)
    }
  }
  // German articles that are also English words, and the other way round, count half.
  table.set('die', { de: 0.8, en: 0, other: 0 })
  table.set('in', { de: 0, en: 0, other: 0 })
  table.set('a', { de: 0, en: 0.4, other: 0.1 })
  for (const vote of table.values()) {
    if (vote.de > 0 && vote.en > 0) vote.de = vote.en = vote.other = 0
    else if (vote.de + vote.en > 0 && vote.other > 0) vote.other = 0.5
  }
  return table
}
