/** What a scored mention says, as the detector may know it: stems, cues, a sketch of the wording. No text, no handle. */

import type { Brand } from '../core/brand.ts'
import { type BrandMention, idKey } from '../core/mention.ts'
import { CUES, MAX_TERMS, type Said } from '../core/observation.ts'
import { NATIONAL_MEDIA, nationalMedium } from '../core/press.ts'
import { fold } from '../core/sentiment/characters.ts'
import { OUTRAGE, SPREAD } from '../core/sentiment/classes.ts'
import { isFunctionWord } from '../core/sentiment/language.ts'
import { bySpelling } from '../core/sentiment/spelling.ts'
import { CAPS, DIGITS, HASHTAG, MARK, WORD } from '../core/sentiment/token-list.ts'
import type { Tokens } from '../core/sentiment/tokens.ts'
import { isStopWord } from '../core/stop-words.ts'
import { DAY_MS } from '../core/time.ts'
import { wordingOf } from '../core/wording.ts'
import { stemOf } from './stems.ts'

const MIN_CHARS = 3
/** A longer word is no word. */
const MAX_CHARS = 24
const HASHTAGS = /#([\p{L}\p{N}_]{2,32})/gu
const ADDRESS = /\bhttps?:\/\/(?:www\.)?([^\s/?#]+)([^\s?#]*)/iu
const ADDRESS_END = /[).,;:!'"\]]+$/u
/** Where petitions are signed. */
const PETITIONS =
  /(?:^|\.)(?:change\.org|openpetition\.(?:de|eu)|campact\.de|avaaz\.org|weact\.campact\.de)$/iu
/** Two capital words or three marks in a row are shouting. */
const SHOUTED_WORDS = 2
const SHOUTED_MARKS = 3

/** The folded words by which a brand is known: every mention of it has them, so they tell nothing. */
export function ownWordsOf(brand: Brand): ReadonlySet<string> {
  const all = [...brand.names, ...brand.keywords, ...brand.hashtags, ...brand.handles]
  const words = all
    .flatMap((one) => fold(one).split(/[^\p{L}\p{N}]+/u))
    .filter((word) => word !== '')
  return new Set([...words, ...words.map(stemOf)])
}

/** The domains by which a brand knows national media. */
export function pressOf({ nationalMedia }: Brand): ReadonlySet<string> {
  return nationalMedia ? new Set(nationalMedia) : OUR_LIST
}

const OUR_LIST: ReadonlySet<string> = new Set(NATIONAL_MEDIA)

/** @param classes as bits, see `classes.ts` */
export function saidIn(
  { kind, author, publishedAt, url }: BrandMention,
  tokens: Tokens,
  classes: number,
  own: ReadonlySet<string> = NOTHING,
  national: ReadonlySet<string> = OUR_LIST,
): Said {
  // An article is known by its own address, whatever feeds bring it.
  const address =
    kind === 'article'
      ? ADDRESS.exec(url ?? '')
      : tokens.addresses > 0
        ? ADDRESS.exec(tokens.text)
        : null
  const cues =
    (isAroused(tokens, classes) ? CUES.aroused : 0) |
    ((classes & SPREAD) !== 0 || (address && PETITIONS.test(address[1]!)) ? CUES.call : 0)
  // A shared post and an agency's article are copies by their nature.
  const wording = kind === 'repost' || kind === 'article' ? 0 : wordingOf(tokens)
  const said: Mutable = { terms: termsOf(tokens, own) }
  if (cues !== 0) said.cues = cues
  if (wording !== 0) said.wording = wording
  if (address) said.link = linkKey(address)
  const medium = kind === 'article' && address ? nationalMedium(address[1]!, national) : undefined
  if (medium !== undefined) said.press = idKey(medium)
  const since = author?.createdAt
  if (since !== undefined && since <= publishedAt)
    said.accountDays = Math.floor((publishedAt - since) / DAY_MS)
  return said
}

type Mutable = { -readonly [Field in keyof Said]: Said[Field] }

const NOTHING: ReadonlySet<string> = new Set()

function linkKey([, host = '', path = '']: RegExpExecArray): number {
  return idKey(`${host.toLowerCase()}${path.replace(ADDRESS_END, '').replace(/\/$/, '')}`)
}

function isAroused({ kinds, keys, flags }: Tokens, classes: number): boolean {
  if ((classes & OUTRAGE) !== 0) return true
  let capitals = 0
  for (let i = 0; i < kinds.length; i++) {
    if (kinds[i] === MARK && keys[i]!.length >= SHOUTED_MARKS && keys[i]!.includes('!')) return true
    if (kinds[i] === WORD && (flags[i]! & CAPS) !== 0 && ++capitals >= SHOUTED_WORDS) return true
  }
  return false
}

/** Hashtags first, then the words in their order, each stem once, until there are enough. */
function termsOf(tokens: Tokens, own: ReadonlySet<string>): string[] {
  const { kinds, keys, flags, spellings } = tokens
  const terms: string[] = []
  if (tokens.hashtags > 0) addHashtags(terms, tokens.text, own)
  const stems: string[] = []
  for (let i = 0; i < kinds.length && terms.length < MAX_TERMS; i++) {
    if (kinds[i] !== WORD || (flags[i]! & (HASHTAG | DIGITS)) !== 0) continue
    const key = keys[i]!
    if (key.length < MIN_CHARS || key.length > MAX_CHARS || own.has(key)) continue
    const { stem, term } = WORD_OF(spellings[i]!)
    if (stem === '' || stems.includes(stem) || own.has(stem)) continue
    stems.push(stem)
    insert(terms, term)
  }
  return terms
}

/** In the order of the alphabet, which says nothing of the text's. */
function insert(terms: string[], term: string): void {
  let at = terms.length
  for (; at > 0 && terms[at - 1]! > term; at--) terms[at] = terms[at - 1]!
  terms[at] = term
}

function addHashtags(terms: string[], text: string, own: ReadonlySet<string>): void {
  for (const [, tag] of text.matchAll(HASHTAGS)) {
    const key = fold(tag!)
    const term = `#${key}`
    if (terms.length < MAX_TERMS && !own.has(key) && !terms.includes(term)) insert(terms, term)
  }
}

interface Word {
  /** Empty for a word without a meaning of its own. */
  readonly stem: string
  readonly term: string
}

const WORD_OF = bySpelling(({ key, raw }) => makeWord(key, raw.toLowerCase()))

const LETTERS = 0x61
const PLAIN = /^[\p{L}\p{N}'’-]+$/u
const MEANINGLESS: Word = { stem: '', term: '' }

/** Shown as people write it, with umlauts; what is spelled to look odd by its key. */
function makeWord(key: string, written: string): Word {
  if (key.charCodeAt(0) < LETTERS || isFunctionWord(key) || isStopWord(key)) return MEANINGLESS
  const stem = stemOf(key)
  const shown = written.length > MAX_CHARS || !PLAIN.test(written) ? key : written
  return { stem, term: shown === stem ? stem : `${stem} ${shown}` }
}
