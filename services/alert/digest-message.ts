/** Writes the digest for a person: short, and on a calm day one line. */

import type { AfterAction } from '../../shared/core/after-action.ts'
import type { Digest } from '../../shared/core/alert.ts'
import type { DigestBrand, DigestFacts } from '../../shared/core/digest.ts'
import {
  formatNumber,
  formatPercent,
  formatSpan,
  type Language,
} from '../../shared/core/numbers.ts'
import type { EpochMs } from '../../shared/core/time.ts'
import { levelName, sourceName } from '../../shared/core/words.ts'
import { type DigestWords, digestWords } from './digest-words.ts'
import { mailHeaders } from './message.ts'
import { renderHtml } from './message-html.ts'
import type { Block, Content, Section } from './message-layout.ts'
import { renderText } from './message-text.ts'
import { formatWhen } from './message-time.ts'
import { messageWords } from './message-words.ts'
import type { Message } from './notifier.ts'
import { oneLine } from './stranger-text.ts'

export interface DigestContext {
  readonly sentAt: EpochMs
  readonly publicUrl?: string
  /** A recording is being played. */
  readonly recording?: string
  /** Behind the @ of message ids. */
  readonly mailDomain?: string
}

/** With more brands than this the calm ones are only counted, and of the others the highest are written. */
const MOST_LISTED = 20
const LONGEST_NAME = 60

export function composeDigest(digest: Digest, facts: DigestFacts, context: DigestContext): Message {
  const subject = subjectOf(digest, facts)
  const content = contentOf(digest, facts, context)
  return {
    notification: digest,
    subject,
    text: renderText(content),
    html: renderHtml(content, subject, digest.language),
    headers: mailHeaders(
      digest.notificationId,
      { kind: 'digest', id: digest.to },
      context.mailDomain,
    ),
    sentAt: context.sentAt,
  }
}

function subjectOf({ language }: Digest, facts: DigestFacts): string {
  const words = digestWords(language)
  const storms = facts.brands.flatMap((brand) => brand.storms.filter(isStorm))
  const [highest] = facts.brands.filter(isLoud).sort((a, b) => b.level - a.level)
  const peak = Math.max(0, ...storms.map(({ peakLevel }) => peakLevel))
  const parts = [
    ...(storms.length === 0 ? [] : [words.storms(storms.length), words.highest(peak)]),
    ...(highest === undefined || highest.level === 0
      ? []
      : [words.now(oneLine(highest.name, LONGEST_NAME), highest.level)]),
    ...(storms.length === 0 && !highest ? [words.calm(facts.brands.length)] : []),
    ...(isBlind(facts) ? [words.notSeen] : []),
  ]
  return oneLine(`${words.title}: ${parts.join(', ')}`, 150)
}

function isStorm({ storm }: AfterAction): boolean {
  return storm.kind === 'storm'
}

/** Worth a part of its own. */
function isLoud({ level, storms }: DigestBrand): boolean {
  return level > 0 || storms.length > 0
}

function isBlind({ blind, brands }: DigestFacts): boolean {
  return (
    blind.length > 0 || brands.some(({ unseenMs, mentions }) => unseenMs > 0 || mentions === null)
  )
}

function contentOf(digest: Digest, facts: DigestFacts, context: DigestContext): Content {
  const { language, timeZone, fromAt, at } = digest
  const words = digestWords(language)
  const level = Math.max(0, ...facts.brands.map((brand) => brand.level))
  const { publicUrl, recording } = context
  const sections = [...loudSections(digest, facts), ...calmSection(digest, facts)]
  return {
    tone: level >= 2 ? 'alarm' : facts.brands.some(isLoud) || isBlind(facts) ? 'plain' : 'over',
    level,
    heading: words.title,
    brand: 'Sturmwarte',
    since: `${formatWhen(fromAt, timeZone, language)} – ${formatWhen(at, timeZone, language)}`,
    lead: [
      ...(recording === undefined
        ? []
        : [messageWords(language).recording(oneLine(recording, 80))]),
      leadOf(facts, language),
    ],
    button: publicUrl === undefined ? undefined : { label: words.open, url: publicUrl },
    sections: [...sections, ...unseenSection(digest, facts)],
    footer: messageWords(language).footer,
  }
}

/** The whole of a calm day. */
function leadOf(facts: DigestFacts, language: Language): string {
  const words = digestWords(language)
  const storms = facts.brands.flatMap((brand) => brand.storms.filter(isStorm))
  const known = facts.brands.filter(({ mentions }) => mentions !== null)
  const mentions = known.reduce((sum, brand) => sum + (brand.mentions ?? 0), 0)
  const state = storms.length === 0 ? words.calm(facts.brands.length) : words.storms(storms.length)
  const one = facts.brands.length === 1 ? facts.brands[0] : undefined
  const numbers = one
    ? numbersOf(one, language)
    : known.length === 0
      ? words.nothingKnown
      : words.mentions(formatNumber(mentions, language))
  return `${capital(state)}: ${numbers}.${isBlind(facts) ? '' : ` ${words.allSeen}`}`
}

/** `1.240 Erwähnungen (üblich 1.100), 4,1 % kritisch (üblich 4,3 %)` */
function numbersOf(brand: DigestBrand, language: Language): string {
  const words = digestWords(language)
  const { mentions } = brand
  if (mentions === null) return words.nothingKnown
  const parts = [
    `${words.mentions(formatNumber(mentions, language))}${usualMentions(brand, language)}`,
  ]
  if (brand.share !== null) {
    parts.push(
      `${words.critical(formatPercent(brand.share, language))}${usualShare(brand, language)}`,
    )
  }
  return parts.join(', ')
}

function usualMentions({ usualMentions }: DigestBrand, language: Language): string {
  if (usualMentions === null) return ''
  return ` (${digestWords(language).usual(formatNumber(Math.round(usualMentions), language))})`
}

function usualShare({ usualShare, warmingUp }: DigestBrand, language: Language): string {
  if (usualShare === null || warmingUp) return ''
  return ` (${digestWords(language).usual(formatPercent(usualShare, language))})`
}

function loudSections(digest: Digest, { brands }: DigestFacts): Section[] {
  const { language } = digest
  const words = digestWords(language)
  const loud = brands.filter(isLoud).sort((a, b) => b.level - a.level)
  return loud.slice(0, MOST_LISTED).map((brand) => {
    const rows: [string, string][] = [
      [words.levelNow, `${brand.level} (${levelName(brand.level, language)})`],
      [words.mentionsRow, mentionsCell(brand, language)],
    ]
    if (brand.share !== null) {
      const share = formatPercent(brand.share, language)
      rows.push([words.criticalRow, `${share}${usualShare(brand, language)}`])
    }
    const items = brand.storms.map((storm) => ({
      mark: '•' as const,
      text: stormLine(storm, digest, words),
    }))
    const blocks: Block[] = [{ kind: 'facts', rows }]
    if (items.length > 0) blocks.push({ kind: 'list', items })
    return { title: oneLine(brand.name, LONGEST_NAME), blocks }
  })
}

function mentionsCell(brand: DigestBrand, language: Language): string {
  if (brand.mentions === null) return digestWords(language).nothingKnown
  return `${formatNumber(brand.mentions, language)}${usualMentions(brand, language)}`
}

/** `Sturm, höchste Stufe 3 (frische Brise), erkannt Sa …, erkannt nach 12 Min., übernommen nach 4 Min., dauert an` */
function stormLine(action: AfterAction, digest: Digest, words: DigestWords): string {
  const { language, timeZone } = digest
  const { storm, detectedAt, beganWith, toDetectMs, toAcknowledgeMs, toAllClearMs } = action
  const isPraise = storm.kind === 'candystorm'
  const span = (ms: number) => formatSpan(ms, language)
  const falseAlarm = storm.verdict?.verdict === 'false-alarm'
  const parts = [
    isPraise ? words.praise : words.storm,
    ...(isPraise ? [] : [words.peak(action.peakLevel, levelName(action.peakLevel, language))]),
    words.began(formatWhen(detectedAt, timeZone, language)),
    ...(beganWith === 'leading-mention' ? [words.detected(span(toDetectMs))] : []),
    ...(isPraise
      ? []
      : [toAcknowledgeMs === null ? words.nobody : words.acknowledged(span(toAcknowledgeMs))]),
    falseAlarm
      ? words.falseAlarm
      : toAllClearMs === null
        ? words.stillOpen
        : words.allClear(span(toAllClearMs)),
  ]
  return oneLine(parts.join(', '), 300)
}

/** Only beside brands that are not calm; a day that is calm everywhere is told in the lead. */
function calmSection({ language }: Digest, { brands }: DigestFacts): Section[] {
  const words = digestWords(language)
  const calm = brands.filter((brand) => !isLoud(brand))
  if (calm.length === 0 || calm.length === brands.length) return []
  const items = calm.slice(0, MOST_LISTED).map((brand) => ({
    mark: '•' as const,
    text: `${oneLine(brand.name, LONGEST_NAME)}: ${numbersOf(brand, language)}`,
  }))
  const blocks: Block[] = [{ kind: 'list', items }]
  const more = calm.length - items.length
  if (more > 0) blocks.push({ kind: 'paragraph', text: words.more(more) })
  return [{ title: words.calmBrands, blocks }]
}

function unseenSection({ language, timeZone }: Digest, { brands, blind }: DigestFacts): Section[] {
  const words = digestWords(language)
  const states = messageWords(language).blind
  const when = (at: EpochMs) => formatWhen(at, timeZone, language)
  const lines = blind.flatMap(({ id, status, since }) =>
    status === 'live'
      ? []
      : [
          `${oneLine(sourceName(id, language), 60)}: ${states[status]}, ${words.since(when(since))}`,
        ],
  )
  for (const { name, mentions, unseenMs, knownFrom, warmingUp } of brands) {
    const brand = oneLine(name, LONGEST_NAME)
    if (mentions === null) lines.push(`${brand}: ${words.nothingKnown}`)
    else if (unseenMs > 0) lines.push(words.hoursUnseen(brand, formatSpan(unseenMs, language)))
    else if (knownFrom !== undefined) lines.push(words.knownFrom(brand, when(knownFrom)))
    if (warmingUp && mentions !== null) lines.push(words.warmingUp(brand))
  }
  if (lines.length === 0) return []
  const items = lines.slice(0, MOST_LISTED).map((text) => ({ mark: '?' as const, text }))
  const blocks: Block[] = [{ kind: 'list', items }]
  const more = lines.length - items.length
  if (more > 0) blocks.push({ kind: 'paragraph', text: words.more(more) })
  return [{ title: words.unseen, blocks }]
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
