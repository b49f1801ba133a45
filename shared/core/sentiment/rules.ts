/**
 * The rule layer: walks the tokens once and collects what speaks for or against the brand (hits), with negation,
 * strengtheners and contrast applied, and the features the model weighs. It knows no probabilities.
 */

import { OUTAGE, QUESTION, SARCASM } from './classes.ts'
import { FEATURE } from './features.ts'
import type { Entry, Lexicon } from './lexicon.ts'
import { AFTER, BUT, CUE, NOT, POLITE, SELF, VERB, WHY } from './lexicon.ts'
import { lookUp, matchPhrase, type PlainWords, plainWordsOf } from './lookup.ts'
import { CAPS, ELONGATED, FACE, KNOWN, MARK, STOP } from './token-list.ts'
import type { Tokens } from './tokens.ts'

/** One piece of evidence: the tokens `[from, to)`, its signed strength, and the group it counts in. */
export interface Hit {
  readonly from: number
  readonly to: number
  value: number
  group: number
  readonly roles: number
}

/** Words that tell a class or a touchpoint: the tokens `[from, to)`, and what they tell, as bits. */
export interface Cue {
  readonly from: number
  readonly to: number
  readonly classes: number
  readonly touchpoints: number
}

export interface Reading {
  readonly tokens: Tokens
  readonly features: number[]
  readonly hits: Hit[]
  readonly cues: Cue[]
  classes: number
  touchpoints: number
}

/** A negation turns the next three words (SENTIMENT.md 4.2); it weakens, since "not bad" is less than "good". */
const REACH = 3
const TURN_GOOD = -0.7
const TURN_BAD = -0.4
const BEFORE_BUT = 0.6
const AFTER_BUT = 1.3
/** A post of fewer words says as little as this. */
const SHORT = 3
const ROLL_EYES = '🙄'

interface Walk {
  readonly reading: Reading
  readonly plain: PlainWords
  /** Words a negation still reaches. */
  reach: number
  boost: number
  turn: number
  /** The first hit of the running clause. */
  clause: number
}

export function read(
  tokens: Tokens,
  lexicon: Lexicon,
  faces: ReadonlyMap<string, number>,
): Reading {
  const features = NO_FEATURES.slice()
  const reading: Reading = { tokens, features, hits: [], cues: [], classes: 0, touchpoints: 0 }
  const plain = plainWordsOf(lexicon)
  const walk: Walk = { reading, plain, reach: 0, boost: 1, turn: 1, clause: 0 }
  const { kinds } = tokens
  for (let i = 0; i < kinds.length; ) {
    const kind = kinds[i]!
    if (kind === FACE) i = face(walk, i, faces)
    else if (kind === MARK) i = mark(walk, i)
    else if (kind === STOP) {
      if (tokens.keys[i] === '…') features[FEATURE.ellipsis] = 1
      endClause(walk)
      i++
    } else i = word(walk, i, lexicon)
  }
  finish(reading)
  return reading
}

/** Half a number as a start makes a list of numbers with fractions, which then need no objects of their own. */
const NO_FEATURES: readonly number[] = Array.from({ length: FEATURE.count }, () => 0.5).fill(0)

function endClause(walk: Walk): void {
  walk.reach = 0
  walk.boost = 1
  walk.clause = walk.reading.hits.length
}

function face(walk: Walk, at: number, faces: ReadonlyMap<string, number>): number {
  const value = faces.get(walk.reading.tokens.keys[at]!) ?? 0
  if (value !== 0) hit(walk, at, at + 1, value, value < 0 ? FEATURE.faceBad : FEATURE.faceGood, 0)
  return at + 1
}

function mark(walk: Walk, at: number): number {
  const { tokens, features } = walk.reading
  const key = tokens.keys[at]!
  if (key.includes('?')) features[key.length > 1 ? FEATURE.asks : FEATURE.ask] = 1
  if (key.includes('!')) features[key.length > 1 ? FEATURE.shouts : FEATURE.shout] = 1
  endClause(walk)
  return at + 1
}

function word(walk: Walk, at: number, lexicon: Lexicon): number {
  const { tokens, features } = walk.reading
  const flags = tokens.flags[at]!
  if (flags & CAPS) features[FEATURE.caps]!++
  if (flags & ELONGATED) features[FEATURE.elongated] = 1
  const entry = lookUp(lexicon, walk.plain, tokens, at)
  if (entry === undefined) {
    if (walk.reach > 0) walk.reach--
    return at + 1
  }
  tokens.flags[at]! |= KNOWN
  const phrase = entry.phrases && matchPhrase(entry.phrases, tokens, at)
  const end = phrase?.end ?? at + 1
  weigh(walk, at, end, phrase?.entry ?? entry)
  return end
}

function weigh(walk: Walk, at: number, end: number, entry: Entry): void {
  const { reading } = walk
  const { roles, value } = entry
  const negated = walk.reach > 0
  if (negated) walk.reach--
  const classes = !negated || value >= 0 ? entry.classes : 0
  if (classes !== 0 || entry.touchpoints !== 0) {
    reading.classes |= classes
    reading.touchpoints |= entry.touchpoints
    reading.cues.push({ from: at, to: end, classes, touchpoints: entry.touchpoints })
  }
  if (roles !== 0) role(walk, roles)
  if (value === 0) {
    walk.boost *= entry.boost
    return
  }
  const strength = value * walk.boost * walk.turn
  walk.boost = entry.boost
  const turned = negated ? strength * (strength > 0 ? TURN_GOOD : TURN_BAD) : strength
  const cue = (roles & CUE) !== 0 || entry.classes !== 0
  hit(walk, at, end, turned, groupOf(turned, cue, (roles & POLITE) !== 0), roles)
}

function groupOf(value: number, cue: boolean, polite: boolean): number {
  if (value < 0) return cue ? FEATURE.cueBad : FEATURE.wordBad
  if (polite) return FEATURE.polite
  return cue ? FEATURE.cueGood : FEATURE.wordGood
}

function role(walk: Walk, roles: number): void {
  const { features } = walk.reading
  if (roles & SELF) features[FEATURE.self] = 1
  if (roles & WHY) features[FEATURE.why] = 1
  if (roles & BUT) {
    features[FEATURE.contrast] = 1
    // Once: a text that turns at every word must not cost a pass each time.
    if (walk.turn === 1) for (const earlier of walk.reading.hits) earlier.value *= BEFORE_BUT
    walk.turn = AFTER_BUT
    endClause(walk)
  }
  if (roles & NOT) {
    features[FEATURE.negations]!++
    if (roles & AFTER) turnBack(walk)
    walk.reach = REACH
  }
}

/** "gefällt mir nicht", "funktioniert wieder nicht": the last praise of the clause is taken back. */
function turnBack(walk: Walk): void {
  const last = walk.reading.hits.at(-1)
  if (last === undefined || walk.reading.hits.length <= walk.clause) return
  if (last.value <= 0 || (last.roles & VERB) === 0) return
  last.value *= TURN_GOOD
  last.group = groupOf(last.value, (last.roles & CUE) !== 0, false)
}

function hit(
  walk: Walk,
  from: number,
  to: number,
  value: number,
  group: number,
  roles: number,
): void {
  walk.reading.hits.push({ from, to, value, group, roles })
}

/** Sums the hits by group, and what only the whole text can tell. */
function finish(reading: Reading): void {
  const { tokens, features, hits } = reading
  for (const { group, value } of hits) features[group]! += Math.abs(value)
  const trouble =
    features[FEATURE.wordBad]! + features[FEATURE.cueBad]! + features[FEATURE.faceBad]!
  const nice = features[FEATURE.polite]! + features[FEATURE.wordGood]!
  if (nice > 0 && trouble > 0) features[FEATURE.niceInTrouble] = Math.log1p(trouble)
  if (features[FEATURE.ask]! + features[FEATURE.asks]! > 0) {
    const mark = tokens.keys.findIndex((key, at) => tokens.kinds[at] === MARK && key.includes('?'))
    tell(reading, QUESTION, mark, mark + 1)
  }
  const biting =
    features[FEATURE.ellipsis] || features[FEATURE.shouts] || tokens.keys.includes(ROLL_EYES)
  if (features[FEATURE.polite]! > 0 && reading.classes & OUTAGE && biting) {
    const polite = hits.find(({ group }) => group === FEATURE.polite)!
    tell(reading, SARCASM, polite.from, polite.to)
  }
  for (const group of FEATURE.groups) features[group] = Math.log1p(features[group]!)
  features[FEATURE.bias] = 1
  features[FEATURE.negations] = Math.min(3, features[FEATURE.negations]!)
  features[FEATURE.caps] =
    features[FEATURE.caps]! * 2 > tokens.words ? 0 : Math.min(3, features[FEATURE.caps]!)
  features[FEATURE.address] = Math.min(1, tokens.addresses)
  features[FEATURE.handle] = Math.min(1, tokens.handles)
  features[FEATURE.hashtags] = Math.min(3, tokens.hashtags)
  features[FEATURE.length] = Math.log1p(Math.max(SHORT, tokens.words))
  for (let bit = 0; bit < FEATURE.classes; bit++) {
    features[FEATURE.firstClass + bit] = (reading.classes >> bit) & 1
  }
}

function tell(reading: Reading, classes: number, from: number, to: number): void {
  reading.classes |= classes
  reading.cues.push({ from, to, classes, touchpoints: 0 })
}
