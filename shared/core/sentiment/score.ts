/**
 * Sentiment of one post: calibrated probabilities with reasons, classes and touchpoints. Pure and deterministic;
 * any string is a post, also one of broken surrogates. Everything a table can hold is built once.
 */

import { CLASSES, namesOf } from './classes.ts'
import type { DriftBands } from './drift.ts'
import type { Lang } from './language.ts'
import { isMixed } from './language.ts'
import type { Lexicon } from './lexicon.ts'
import { readFaces, readLexicon } from './lexicon.ts'
import type { ErrorRates, LanguageModel } from './model-file.ts'
import { readModel } from './model-file.ts'
import type { Found } from './ngrams.ts'
import { findNgrams, foundIn } from './ngrams.ts'
import { calibrate, type Odds, oddsOf } from './odds.ts'
import { type Corrections, correct, ngramsOf } from './own-labels.ts'
import type { NamedCue, Reason } from './reasons.ts'
import { cuesOf, reasonsOf } from './reasons.ts'
import type { Reading } from './rules.ts'
import { read } from './rules.ts'
import { readTarget, type TargetReading } from './target.ts'
import { type TargetReason, targetOdds, targetReasons } from './target-odds.ts'
import type { TargetTerms } from './target-terms.ts'
import type { Milli, Thirds } from './thirds.ts'
import { isUnsure, labelOf, milliOf, thirdsOf } from './thirds.ts'
import { KNOWN, WORD } from './token-list.ts'
import type { Tokens } from './tokens.ts'
import { tokenise } from './tokens.ts'
import type { CueTable, Touchpoint } from './touchpoints.ts'
import { applyOwn, mainTouchpoint, touchpointTable } from './touchpoints.ts'

export interface Scored {
  readonly lang: Lang
  /** The most probable of the three; neutral where it is even. */
  readonly label: 'negative' | 'neutral' | 'positive'
  /** Three probabilities in thousandths that sum to one. */
  readonly negative: number
  readonly neutral: number
  readonly positive: number
  /**
   * What decided, spelled as in the post, strongest first. `weight` is the share of the log odds of positive
   * against negative: below 0 pulls to negative, above 0 to positive.
   */
  readonly reasons: readonly Reason[]
  readonly classes: readonly string[]
  readonly touchpoints: readonly string[]
  /** The words that decided each class and touchpoint, in the order of the post. */
  readonly cues: readonly NamedCue[]
  /** Two labels are almost equally probable: nothing should be decided by this text alone. */
  readonly unsure: boolean
  /** Characters at the end of the post that were not read, because it is too long or has too many tokens. */
  readonly unread: number
  /** Where the post names the brand that was asked about: then the label and the probabilities are towards it. */
  readonly towards?: Towards
}

/** Whom a text is asked about. */
export interface About {
  /** Where the text names it, the answer is towards it; any other text is answered as a whole. */
  readonly terms: TargetTerms
  /** Its own classes and touchpoints in place of the scorer's. */
  readonly cues?: CueTable | undefined
  /** What its own labels change. */
  readonly corrections?: Corrections | undefined
}

export interface Towards {
  /** The brand as the post names it; a handle stands beside the words and is not among them. */
  readonly named: readonly string[]
  /** The probabilities of the post as a whole, whomever it is about. */
  readonly post: Thirds
  /** Why they differ. */
  readonly because: readonly TargetReason[]
}

/** The hot path's answer: probabilities in thousandths, names as bits (`CLASSES`, `Scorer.touchpointNames`). */
export interface FastScore {
  readonly pNegMilli: number
  readonly pPosMilli: number
  readonly classes: number
  readonly touchpoints: number
  /** The bit of the one that is named most; 0 for none. */
  readonly mainTouchpoint: number
  readonly unsure: boolean
  /** Words, and those of them that neither lexicon nor model knows: what `drift.ts` watches. */
  readonly words: number
  readonly unknownWords: number
}

export interface SentimentFiles {
  readonly de: string
  readonly deCues: string
  readonly en: string
  readonly enCues: string
  readonly faces: string
  readonly deModel: string
  readonly enModel: string
}

export interface SentimentModel {
  readonly de: Lexicon
  readonly en: Lexicon
  readonly faces: ReadonlyMap<string, number>
  readonly learned: { readonly de: LanguageModel; readonly en: LanguageModel }
}

export interface ScorerOptions {
  /** A brand's own, beside the eight standard ones; the same name adds cues. */
  readonly touchpoints?: readonly Touchpoint[]
  /** At most so many reasons; 8 unless told. */
  readonly reasons?: number
}

export interface Scorer {
  readonly touchpointNames: readonly string[]
  /** How often the label negative is wrong, for whoever counts labels. */
  readonly errors: Readonly<Record<Lang, ErrorRates>>
  /** What is usual, for `drift.ts`. */
  readonly bands: Readonly<Record<Lang, DriftBands>>
  /**
   * Tokens may be given instead of the text, where the language was told from them already. `kind` is the kind of
   * source (`post`, `comment`, `review` …); one without a calibration of its own is read as a post. `about` is the
   * brand that is asked about.
   */
  score(text: string | Tokens, lang: Lang, kind?: string, about?: About): Scored
  /** What a label keeps of a text: the n-grams of the model that stand in it. */
  ngrams(text: string | Tokens, lang: Lang): string[]
  /** As `score`, without spelling out anything. The numbers are the same. */
  scoreFast(text: string | Tokens, lang: Lang, kind?: string, about?: About): FastScore
}

/** @throws SyntaxError for lexicon text it cannot read. Takes about a tenth of a second: once a process. */
export function buildModel(files: SentimentFiles): SentimentModel {
  return {
    de: readLexicon(files.de, files.deCues),
    en: readLexicon(files.en, files.enCues),
    faces: readFaces(files.faces),
    learned: { de: readModel(files.deModel), en: readModel(files.enModel) },
  }
}

/** Cheap: many brands can have their own scorer of one model. */
export function createScorer(model: SentimentModel, options: ScorerOptions = {}): Scorer {
  const table = touchpointTable(options.touchpoints ?? [])
  const reasonLimit = options.reasons ?? 8
  const found = { de: foundIn(model.learned.de.ngrams), en: foundIn(model.learned.en.ngrams) }
  const judge = (text: string | Tokens, lang: Lang, kind = 'post', about?: About): Judged => {
    const tokens = typeof text === 'string' ? tokenise(text) : text
    const one = judgeIn(model, tokens, lang, kind, found[lang])
    const judged = isMixed(tokens)
      ? worse(one, judgeIn(model, tokens, other(lang), kind, found[other(lang)]))
      : one
    applyOwn(judged.reading, about?.cues ?? table)
    return judged
  }
  const { de, en } = model.learned
  return {
    touchpointNames: table.touchpointNames,
    errors: { de: de.errors, en: en.errors },
    bands: { de, en },
    score(text, lang, kind, about) {
      const judged = judge(text, lang, kind, about)
      const { reading } = judged
      const target = about && targetIn(judged, about.terms)
      const { pNegMilli, pPosMilli } = answerOf(judged, target, kind, about)
      const thirds = thirdsOf({ pNegMilli, pPosMilli })
      const { touchpointNames } = about?.cues ?? table
      return {
        lang,
        label: labelOf(thirds.negative, thirds.neutral, thirds.positive),
        ...thirds,
        reasons: reasonsOf(reading, judged.found, judged.learned).slice(0, reasonLimit),
        classes: namesOf(reading.classes, CLASSES),
        touchpoints: namesOf(reading.touchpoints, touchpointNames),
        cues: cuesOf(reading, touchpointNames),
        unsure: isUnsure(pNegMilli, pPosMilli),
        unread: reading.tokens.unread,
        ...(target ? { towards: towardsOf(judged, target) } : {}),
      }
    },
    ngrams(text, lang) {
      const { found, learned } = judge(text, lang)
      return ngramsOf(learned.ngrams, found)
    },
    scoreFast(text, lang, kind, about) {
      const judged = judge(text, lang, kind, about)
      const { reading } = judged
      const target = about && targetIn(judged, about.terms)
      const { pNegMilli, pPosMilli } = answerOf(judged, target, kind, about)
      return {
        pNegMilli,
        pPosMilli,
        classes: reading.classes,
        touchpoints: reading.touchpoints,
        mainTouchpoint: mainTouchpoint(reading),
        unsure: isUnsure(pNegMilli, pPosMilli),
        words: reading.tokens.words,
        unknownWords: unknownWords(reading.tokens),
      }
    },
  }
}

interface Judged extends Milli {
  readonly reading: Reading
  readonly found: Found
  readonly learned: LanguageModel
  readonly odds: Odds
}

function judgeIn(
  model: SentimentModel,
  tokens: Tokens,
  lang: Lang,
  kind: string,
  found: Found,
): Judged {
  const learned = model.learned[lang]
  const reading = read(tokens, model[lang], model.faces)
  findNgrams(learned.ngrams, tokens, found)
  const odds = calibrate(oddsOf(learned, reading.features, found), learned, kind)
  return { reading, found, learned, odds, ...milliOf(odds) }
}

function targetIn({ reading, learned }: Judged, about: TargetTerms): TargetReading | undefined {
  return readTarget(about, reading.tokens, learned.lang, reading.hits)
}

/** The model's, towards the brand where it is named, and as the brand's own labels have it. */
function answerOf(
  judged: Judged,
  target: TargetReading | undefined,
  kind: string | undefined,
  about: About | undefined,
): Milli {
  const { reading, found, learned, odds } = judged
  const told = target
    ? milliOf(targetOdds(odds, reading, found, learned, kind ?? 'post', target))
    : judged
  const { corrections } = about ?? {}
  if (corrections === undefined) return told
  return correct(corrections[learned.lang], told, ngramsOf(learned.ngrams, found))
}

function towardsOf(judged: Judged, target: TargetReading): Towards {
  const { tokens } = judged.reading
  const named = target.named.map(({ from, to }) =>
    to > from ? tokens.text.slice(tokens.starts[from], tokens.ends[to - 1]) : '',
  )
  return {
    named: [...new Set(named)].filter(Boolean),
    post: thirdsOf(judged),
    because: targetReasons(target, judged.reading),
  }
}

function unknownWords(tokens: Tokens): number {
  const { kinds, flags } = tokens
  let unknown = 0
  for (let i = 0; i < kinds.length; i++) {
    if (kinds[i] === WORD && (flags[i]! & KNOWN) === 0) unknown++
  }
  return unknown
}

function other(lang: Lang): Lang {
  return lang === 'de' ? 'en' : 'de'
}

/** A post in both languages is as negative as its more negative reading (SENTIMENT.md 4.4); what either saw counts. */
function worse(one: Judged, two: Judged): Judged {
  const [bad, good] = two.pNegMilli > one.pNegMilli ? [two, one] : [one, two]
  bad.reading.classes |= good.reading.classes
  bad.reading.touchpoints |= good.reading.touchpoints
  bad.reading.cues.push(...good.reading.cues)
  return bad
}
