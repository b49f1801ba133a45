/**
 * The words that mails and page share, German and English. Whatever has no word here (a brand's own touchpoint, a
 * new source) is shown by its own name.
 */

import type { Reason } from './alert.ts'
import { formatAmount, formatNumber, formatPercent, formatSpan, type Language } from './numbers.ts'
import { DEFAULT_POLICY } from './policy.ts'
import type { Cause, Check, Level, Phase, StormKind } from './storm.ts'
import { aboutCause } from './talk-words.ts'
import { MINUTE_MS } from './time.ts'
import {
  CHECKS,
  type CheckWords,
  CLASS_WORDS,
  LEVELS,
  PARTS,
  PHASE_WORDS,
  REASONS,
  SOURCE_NAMES,
  type Table,
  TOUCHPOINT_WORDS,
  UNSEEN,
} from './word-table.ts'

export { LANGUAGES, type Language } from './numbers.ts'

/** All check names that have a sentence, in the order of the levels. */
export const CHECK_NAMES: readonly string[] = Object.keys(CHECKS)

export function levelName(level: Level, language: Language): string {
  return LEVELS[level][language]
}

/** The phase of a storm. */
export function phaseName(phase: Phase, language: Language): string {
  return PHASE_WORDS[phase][language]
}

/** Why a message was sent. */
export function reasonName(reason: Reason, language: Language): string {
  return REASONS[reason][language]
}

export function touchpointName(touchpoint: string, language: Language): string {
  return lookUp(TOUCHPOINT_WORDS, touchpoint, language)
}

export function className(name: string, language: Language): string {
  return lookUp(CLASS_WORDS, name, language)
}

/** Takes `source` and `source/via`: `mastodon/work` is `Mastodon (work)`. */
export function sourceName(source: string, language: Language): string {
  const slash = source.indexOf('/')
  if (slash < 0) return lookUp(SOURCE_NAMES, source, language)
  return `${lookUp(SOURCE_NAMES, source.slice(0, slash), language)} (${source.slice(slash + 1)})`
}

/** Counters that jumped at once are shown, and not believed. */
export function doubtSentence(sources: readonly string[], language: Language): string {
  const names = sources.map((source) => sourceName(source, language)).join(', ')
  return language === 'de'
    ? `Zähler von ${names} auf einmal gesprungen: nicht geglaubt, bis die nächsten Abfragen Wachstum zeigen.`
    : `Counters of ${names} jumped at once: not believed until the next polls show growth.`
}

/** The condition of one level with its numbers; for `unseen` also what would show it. */
export function checkSentence(one: Check, language: Language): string {
  const words = Object.hasOwn(CHECKS, one.name) ? CHECKS[one.name] : undefined
  const unit = words?.unit ?? 'count'
  let text = words?.[language] ?? one.name
  const amount = (value: number) => formatUnit(value, unit, language)
  if (one.seen !== undefined && one.needed !== undefined) {
    text += `: ${amount(one.seen)} (${language === 'de' ? 'nötig' : 'needs'} ${amount(one.needed)})`
  } else if (one.needed !== undefined) {
    text += ` (${language === 'de' ? 'nötig' : 'needs'} ${amount(one.needed)})`
  } else if (one.seen !== undefined) {
    text += `: ${amount(one.seen)}`
  }
  if (one.state === 'unseen') text += unseenPart(one.wouldShow, language)
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function unseenPart(wouldShow: string | undefined, language: Language): string {
  const known = Object.hasOwn(UNSEEN, wouldShow ?? '') ? UNSEEN[wouldShow ?? ''] : undefined
  if (known) return `; ${known[language]}`
  const where = wouldShow === undefined ? undefined : sourceName(wouldShow, language)
  if (language === 'de') return where ? `; nicht zu sehen ohne ${where}` : '; nicht zu sehen'
  return where ? `; cannot be seen without ${where}` : '; cannot be seen'
}

function formatUnit(value: number, unit: CheckWords['unit'], language: Language): string {
  if (unit === 'score') return formatNumber(value, language, 2)
  if (unit === 'share') return formatPercent(value, language)
  if (unit === 'times')
    return `${formatAmount(value, language)}${language === 'de' ? '-fach' : '×'}`
  return formatNumber(value, language)
}

export interface CauseOptions {
  /** Praise is worded as praise. */
  readonly kind?: StormKind
  /** The policy's; its default if missing. */
  readonly postQuantile?: number
}

/** One sentence: what was seen, and what is normal. */
export function causeSentence(
  cause: Cause,
  language: Language,
  options: CauseOptions = {},
): string {
  const sentence =
    cause.kind === 'post'
      ? postSentence(cause, language, options)
      : crowdSentence(cause, cause.kind, language, options)
  return [sentence, ...doubt(cause, language), ...aboutCause(cause, language)].join(' ')
}

function doubt({ doubt: critical }: Cause, language: Language): string[] {
  if (critical === undefined) return []
  const part = formatPercent(critical, language)
  return [
    language === 'de'
      ? `Dass er kritisch ist, sagen seine Worte nur zu ${part}; gemeldet, weil er so groß ist.`
      : `Its words are critical with ${part} only; told because it is so large.`,
  ]
}

/** A larger number would say more than anybody knows of chance. */
const RAREST_DAYS = 10_000

function crowdSentence(
  cause: Cause,
  kind: Exclude<Cause['kind'], 'post'>,
  language: Language,
  options: CauseOptions,
): string {
  const seen = formatNumber(Math.round(cause.seen), language)
  const expected = formatAmount(cause.expected, language)
  const sigma = `${formatNumber(cause.surprise, language, 1)} σ`
  const one = Math.round(cause.seen) === 1
  const rare = formatNumber(Math.min(cause.onceInDays ?? 0, RAREST_DAYS), language)
  const span = cause.onceInDays === undefined ? kind : 'day'
  const praise = options.kind === 'candystorm'
  if (language === 'de') {
    const what = `${seen} ${praise ? 'lobende' : 'kritische'} ${one ? 'Erwähnung' : 'Erwähnungen'}`
    const whose = praise ? 'Das Lob' : 'Die Kritik'
    const lead = {
      share: `In der letzten Stunde ${what}, erwartet ${expected} (${sigma}).`,
      volume: `In der letzten Stunde ${what}, üblich ${expected} (${sigma}).`,
      slow: `${whose} wächst seit Tagen: ${what}, erwartet ${expected} (${sigma}).`,
      day: `In 24 Stunden ${seen} ${one ? 'kritische Stimme' : 'kritische Stimmen'}, üblich ${expected}; Zufall bringt das höchstens an einem von ${rare} Tagen.`,
      topic: `Ein einzelnes Thema häuft sich: ${what}, erwartet ${expected} (${sigma}).`,
    }
    return lead[span]
  }
  const what = `${seen} ${praise ? 'praising' : 'critical'} ${one ? 'mention' : 'mentions'}`
  const lead = {
    share: `${what} in the last hour, ${expected} expected (${sigma}).`,
    volume: `${what} in the last hour, ${expected} are usual (${sigma}).`,
    slow: `${praise ? 'Praise' : 'Criticism'} has been growing for days: ${what}, ${expected} expected (${sigma}).`,
    day: `${seen} critical ${one ? 'voice' : 'voices'} in 24 hours, ${expected} are usual; chance brings this on at most one of ${rare} days.`,
    topic: `A single topic gathers: ${what}, ${expected} expected (${sigma}).`,
  }
  return lead[span]
}

function postSentence(cause: Cause, language: Language, options: CauseOptions): string {
  const quantile = formatPercent(options.postQuantile ?? DEFAULT_POLICY.postQuantile, language)
  const numbers = postNumbers(cause, language)
  const norm = formatAmount(cause.expected, language)
  const age =
    cause.ageMin === undefined ? undefined : formatSpan(cause.ageMin * MINUTE_MS, language)
  const where = cause.source === undefined ? undefined : sourceName(cause.source, language)
  if (language === 'de') {
    const after = age === undefined ? '' : ` nach ${age}`
    return `Ein Beitrag${where ? ` auf ${where}` : ''} wächst schneller als ${quantile} der Beiträge seines Alters: ${numbers}${after}; üblich sind höchstens ${norm}.`
  }
  const after = age === undefined ? '' : ` after ${age}`
  return `A post${where ? ` on ${where}` : ''} grows faster than ${quantile} of posts of its age: ${numbers}${after}; at most ${norm} are usual.`
}

/** `1.240 Likes, 96 Kommentare und 12-mal geteilt`; the sum where the parts are unknown. */
function postNumbers(cause: Cause, language: Language): string {
  const parts = PARTS.flatMap((part) => {
    const value = cause[part.key]
    if (value === undefined) return []
    const text = formatNumber(value, language)
    return [`${text}${value === 1 ? part[language].one : part[language].many}`]
  })
  if (parts.length === 0) {
    return `${formatNumber(cause.seen, language)} ${language === 'de' ? 'Interaktionen' : 'interactions'}`
  }
  const last = parts.pop()!
  return parts.length === 0
    ? last
    : `${parts.join(', ')} ${language === 'de' ? 'und' : 'and'} ${last}`
}

function lookUp(table: Table, key: string, language: Language): string {
  return (Object.hasOwn(table, key) ? table[key] : undefined)?.[language] ?? key
}
