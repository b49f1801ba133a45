/** The line that must be enough at three in the morning. Made of numbers and configured names, never of what strangers wrote. */

import type { Notification } from '../../shared/core/alert.ts'
import { formatAmount, formatNumber, formatSpan } from '../../shared/core/numbers.ts'
import type { Cause } from '../../shared/core/storm.ts'
import { MINUTE_MS } from '../../shared/core/time.ts'
import { sourceName, touchpointName } from '../../shared/core/words.ts'
import { type MessageWords, messageWords } from './message-words.ts'
import { oneLine } from './stranger-text.ts'

/** Longer ones are cut by mail programs anyway, and make headers that some servers refuse. */
const LONGEST_SUBJECT = 150
const LONGEST_NAME = 40

/** `[Stufe 3 ↑ von 2] Kornblum Mobil: Beitrag auf Facebook, 1.376 Interaktionen nach 47 Min. (normal: 40)` */
export function subjectOf(
  notification: Notification,
  brandName: string,
  people: ReadonlyMap<string, string> = new Map(),
): string {
  const words = messageWords(notification.language)
  const touchpoint = notification.touchpoints[0]
  const about =
    touchpoint === undefined || isOver(notification)
      ? ''
      : `, ${oneLine(touchpointName(touchpoint, notification.language), LONGEST_NAME)}`
  const tag = tagOf(notification, words, people)
  const brand = oneLine(brandName, LONGEST_NAME)
  return oneLine(
    `[${tag}] ${brand}${about}: ${headline(notification, words, people)}`,
    LONGEST_SUBJECT,
  )
}

function isOver({ reason }: Notification): boolean {
  return reason === 'resolved' || reason === 'fading'
}

function tagOf(
  notification: Notification,
  words: MessageWords,
  people: ReadonlyMap<string, string>,
): string {
  const { reason, level, levelBefore, acknowledgedBy, falseAlarmBy, kind } = notification
  if (reason === 'test') return words.test
  if (reason === 'resolved') return falseAlarmBy === undefined ? words.allClear : words.falseAlarm
  if (kind === 'candystorm') return words.praise
  const stage = `${words.level} ${level}`
  switch (reason) {
    case 'level-raised':
      return levelBefore === undefined ? stage : `${stage} ${words.upFrom(levelBefore)}`
    case 'escalated':
      return `${stage}, ${words.escalated}`
    case 'repeat':
      return `${stage}, ${words.reminder}`
    case 'fading':
      return words.fading
    case 'acknowledged':
      return `${stage}, ${words.takenBy(nameOf(acknowledgedBy ?? '', people))}`
    default:
      return stage
  }
}

/** A person as others know them. Whoever acts by another way stands under the name that came along. */
export function nameOf(by: string, people: ReadonlyMap<string, string>): string {
  return oneLine(people.get(by) ?? by, LONGEST_NAME)
}

function headline(
  notification: Notification,
  words: MessageWords,
  people: ReadonlyMap<string, string>,
): string {
  const { language, at, startedAt, peakLevel = notification.level, kind } = notification
  if (isOver(notification)) {
    const how = endLine(notification, words, people)
    return kind === 'candystorm' ? how : `${how}, ${words.peakShort(peakLevel)}`
  }
  const cause = notification.causes[0]
  if (!cause) return `${words.since} ${formatSpan(at - startedAt, language)}`
  return causeLine(cause, notification, words)
}

function endLine(
  { reason, at, startedAt, language, falseAlarmBy }: Notification,
  words: MessageWords,
  people: ReadonlyMap<string, string>,
): string {
  if (falseAlarmBy !== undefined) return words.says(nameOf(falseAlarmBy, people))
  const span = formatSpan(at - startedAt, language)
  return reason === 'fading' ? span : words.overShort(span)
}

/** The cause in half a sentence, with what is normal. */
function causeLine(cause: Cause, { language, kind }: Notification, words: MessageWords): string {
  const seen = formatNumber(Math.round(cause.seen), language)
  const normal = `(${words.normal(formatAmount(cause.expected, language))})`
  switch (cause.kind) {
    case 'post': {
      const source = cause.source === undefined ? undefined : sourceName(cause.source, language)
      const what = source === undefined ? words.post : words.postOn(oneLine(source, LONGEST_NAME))
      const age = formatSpan((cause.ageMin ?? 0) * MINUTE_MS, language)
      return `${what}, ${words.interactions(seen, age)} ${normal}`
    }
    case 'slow':
      return `${words.slow(seen)} ${normal}`
    case 'topic':
      return `${words.topic(seen)} ${normal}`
    default:
      if (cause.onceInDays !== undefined) return `${words.day(seen)} ${normal}`
      return `${(kind === 'candystorm' ? words.praising : words.critical)(seen)} ${normal}`
  }
}
