/**
 * Towards whom: what a post says about the brand rather than what mood it is in. Clauses that speak of somebody else
 * lose their part of the log odds; what the words around the brand do (relief, comparison, causes from outside, quotes,
 * denials, questions, wishes) is weighed on top. It works on the odds of whatever model is shipped.
 */

import type { Lang } from './language.ts'
import type { Hit } from './rules.ts'
import { type Clauses, clausesOf, isSentence } from './target-clauses.ts'
import {
  CUE_NAMES,
  type Cues,
  FIRST_PERSON,
  findCues,
  SECOND_PERSON,
  type Spot,
  TIME,
} from './target-lookup.ts'
import { findNamed, type Named, type TargetTerms } from './target-terms.ts'
import { MARK, STOP } from './token-list.ts'
import type { Tokens } from './tokens.ts'

/** What is weighed beside the odds, by place; the cues of `target-cues.ts` come first. */
export const TARGET_FEATURES = [
  ...CUE_NAMES,
  'bias',
  'better',
  'worse',
  'overtaken',
  'first person',
  'second person',
  'asks',
  'asks plainly',
  'asks in trouble',
  'quote',
  'brand speaks',
  'others speak',
  'called at the end',
  'called at the start',
  'handle',
  'headline',
  'failing headline',
  'plain news',
  'others',
  'others blamed',
  'others praised',
  'duration',
  'thanks in trouble',
  'short thanks',
  'words',
] as const

export type TargetFeature = (typeof TARGET_FEATURES)[number]

const PLACE = Object.fromEntries(TARGET_FEATURES.map((name, index) => [name, index])) as Readonly<
  Record<TargetFeature, number>
>

export interface TargetReading {
  readonly named: readonly Named[]
  readonly clauses: Clauses
  readonly features: readonly number[]
  readonly spots: readonly Spot[]
}

/** @returns undefined where the text does not name the brand: then it is about it as a whole. */
export function readTarget(
  terms: TargetTerms,
  tokens: Tokens,
  lang: Lang,
  hits: readonly Hit[],
): TargetReading | undefined {
  const named = findNamed(terms, tokens)
  if (named.length === 0) return undefined
  const cues = findCues(tokens, lang)
  const { spots } = cues
  const clauses = clausesOf(tokens, lang, named, cues)
  const features = NO_FEATURES.slice()
  for (const { cue, from } of spots)
    features[cue]! += OF_A_CLAUSE[cue] ? clauses.relevance[from]! : 1
  for (let cue = 0; cue < CUE_NAMES.length; cue++)
    if (features[cue] !== 0) features[cue] = Math.log1p(features[cue]!)
  const set = (place: number, value: number | boolean) => {
    features[place] = Number(value)
  }
  set(PLACE.bias, 1)
  set(PLACE.words, Math.log1p(tokens.words) - USUAL_WORDS)
  const own = blame(set, hits, clauses)
  compare(set, tokens, lang, named)
  persons(set, tokens, cues, features)
  speech(set, clauses, named, spots)
  called(set, tokens, named)
  combine(set, tokens, features, own)
  return { named, clauses, features, spots }
}

/** Half a number as a start makes a list of numbers with fractions, which then need no objects of their own. */
const NO_FEATURES: readonly number[] = TARGET_FEATURES.map(() => 0.5).fill(0)

/** Cues that say what somebody did, and so belong to whom their clause is about. */
const OF_A_CLAUSE: readonly boolean[] = CUE_NAMES.map((cue) =>
  ['nofault', 'resolved', 'trouble', 'bash', 'without', 'reproach'].includes(cue),
)

type SetFeature = (place: number, value: number | boolean) => void

/** The logarithm of the words of a usual post, so that the bias is that of one. */
const USUAL_WORDS = Math.log1p(15)
/** Less relevant than this is somebody else's. */
const OURS = 0.5

/** Whether anything in the brand's clauses speaks against it, and for it: the odds themselves are the model's. */
interface Own {
  readonly blame: boolean
  readonly praise: boolean
}

function blame(set: SetFeature, hits: readonly Hit[], { relevance, others }: Clauses): Own {
  let [oursBad, oursGood, othersBad, othersGood] = [0, 0, 0, 0]
  for (const { from, value } of hits) {
    const ours = relevance[from]! >= OURS
    if (value < 0) {
      if (ours) oursBad -= value
      else othersBad -= value
    } else if (ours) oursGood += value
    else othersGood += value
  }
  set(PLACE['others blamed'], Math.log1p(othersBad))
  set(PLACE['others praised'], Math.log1p(othersGood))
  set(PLACE.others, others.length > 0)
  return { blame: oursBad > 0, praise: oursGood > 0 }
}

const WORSE = new Set(['schlechter', 'schlimmer', 'langsamer', 'teurer', 'worse', 'slower'])
const WORSE_LEAD = new Set(['weniger', 'less'])
const AS = { de: 'als', en: 'than' }
/** Words between a comparison and whom it compares with. */
const COMPARED = 4

/** `besser als X`, said of the brand or against it: by who stands behind the word. */
function compare(set: SetFeature, tokens: Tokens, lang: Lang, named: readonly Named[]): void {
  const { keys } = tokens
  for (let i = 1; i < keys.length; i++) {
    if (keys[i] !== AS[lang]) continue
    const degree = keys[i - 1]!
    const more = keys[i - 2] ?? ''
    if (!/er$|^better$|^worse$/.test(degree) && more !== 'more' && more !== 'less') continue
    const bad = WORSE.has(degree) || WORSE_LEAD.has(more)
    const behind = named.some(({ from }) => from > i && from <= i + COMPARED)
    if (behind) set(bad ? PLACE.better : PLACE.overtaken, true)
    else set(bad ? PLACE.worse : PLACE.better, true)
  }
}

function persons(
  set: SetFeature,
  { keys, kinds }: Tokens,
  { roles }: Cues,
  features: readonly number[],
): void {
  let all = 0
  let asks = 0
  let times = 0
  for (let i = 0; i < kinds.length; i++) {
    all |= roles[i]!
    if (roles[i]! & TIME) times++
    if (kinds[i] === MARK && keys[i]!.includes('?')) asks = 1
  }
  set(PLACE['first person'], (all & FIRST_PERSON) !== 0)
  set(PLACE['second person'], (all & SECOND_PERSON) !== 0)
  set(PLACE.duration, Math.log1p(times))
  set(PLACE.asks, asks)
  // `Ist` and `does` ask only where a question mark stands.
  if (asks === 0) set(PLACE.ask, 0)
  const trouble = features[PLACE.trouble]! + features[PLACE.reproach]! > 0
  set(PLACE['asks plainly'], asks === 1 && features[PLACE.ask]! > 0 && !trouble)
  set(PLACE['asks in trouble'], asks === 1 && trouble)
}

const SPEECH = CUE_NAMES.indexOf('speech')
/** Words between the brand and its `says`. */
const NEAR = 3

function speech(
  set: SetFeature,
  { quotes }: Clauses,
  named: readonly Named[],
  spots: readonly Spot[],
): void {
  if (quotes.length === 0) return
  const said = spots.filter(({ cue }) => cue === SPEECH)
  const near = said.some(({ from }) => named.some((one) => Math.abs(one.from - from) <= NEAR))
  const inside = named.some(({ from }) =>
    quotes.some((quote) => from >= quote.from && from < quote.to),
  )
  set(PLACE.quote, true)
  set(PLACE['brand speaks'], near && !inside)
  set(PLACE['others speak'], inside)
}

/** `Warum, Acme?`, `Acme, schämt euch`: the brand is spoken to. */
function called(set: SetFeature, tokens: Tokens, named: readonly Named[]): void {
  const { kinds, keys } = tokens
  const comma = (at: number) => kinds[at] === STOP && keys[at] === ','
  const over = (at: number) => at >= kinds.length || isSentence(tokens, at)
  set(
    PLACE['called at the end'],
    named.some(({ from, to }) => to > from && comma(from - 1) && over(to)),
  )
  set(
    PLACE['called at the start'],
    named.some(({ from, to }) => to > from && comma(to) && (from === 0 || over(from - 1))),
  )
  set(
    PLACE.handle,
    named.some(({ from, to }) => from === to),
  )
}

const HEADLINE_WORDS = 14
const THANKS_WORDS = 10

function combine(set: SetFeature, tokens: Tokens, features: readonly number[], own: Own): void {
  const has = (name: TargetFeature) => features[PLACE[name]]! > 0
  const nobody = !has('first person') && !has('second person')
  const open = !isSentence(tokens, tokens.kinds.length - 1)
  const headline = nobody && open && tokens.words <= HEADLINE_WORDS
  set(PLACE.headline, headline)
  set(PLACE['failing headline'], nobody && has('bash'))
  const telling = own.blame || own.praise || has('bash')
  set(PLACE['plain news'], nobody && !telling && (has('corporate') || headline))
  const bad = own.blame || has('trouble') || has('duration')
  set(PLACE['thanks in trouble'], has('thanks') && bad)
  set(PLACE['short thanks'], has('thanks') && !bad && tokens.words <= THANKS_WORDS)
}
