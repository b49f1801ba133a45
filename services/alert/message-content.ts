/**
 * What a message says, in the order in which a person at night needs it: level, direction and cause; the post;
 * growth; where; what people say; why this fired; what we cannot see; who else knows.
 */

import type { Notification } from '../../shared/core/alert.ts'
import { formatSpan } from '../../shared/core/numbers.ts'
import { MINUTE_MS } from '../../shared/core/time.ts'
import { causeSentence, levelName } from '../../shared/core/words.ts'
import type { MessageContext } from './message-context.ts'
import { growthSection, postSection, voicesSection, whereSection } from './message-evidence.ts'
import type { Content, Link, Section, Tone } from './message-layout.ts'
import { toldSection, unseenSection, whySection } from './message-reasons.ts'
import { nameOf } from './message-subject.ts'
import { formatWhen } from './message-time.ts'
import { type MessageWords, messageWords } from './message-words.ts'
import { oneLine } from './stranger-text.ts'

/** A message later than this says so. */
const LATE_MS = 2 * MINUTE_MS

export function contentOf(notification: Notification, context: MessageContext): Content {
  const { language, level } = notification
  const words = messageWords(language)
  return {
    tone: toneOf(notification),
    level,
    heading: headingOf(notification, words),
    brand: oneLine(context.brandName, 60),
    since: sinceOf(notification, words),
    lead: leadOf(notification, context, words),
    button: pageLink(notification, context, words),
    sections: sectionsOf(notification, context),
    footer: words.footer,
  }
}

function sinceOf(notification: Notification, words: MessageWords): string {
  const { startedAt, at, reason, timeZone, language, falseAlarmBy } = notification
  const from = formatWhen(startedAt, timeZone, language)
  const ended = reason === 'resolved' && falseAlarmBy === undefined
  return ended ? `${from} – ${formatWhen(at, timeZone, language)}` : `${words.since} ${from}`
}

/** Where the storm is looked at and answered; undefined where nobody said where the page is. */
function pageLink(
  notification: Notification,
  { publicUrl }: MessageContext,
  words: MessageWords,
): Link | undefined {
  if (publicUrl === undefined) return undefined
  const page = publicUrl.replace(/[#?].*$/, '').replace(/\/+$/, '')
  const url = `${page}/#/storm/${encodeURIComponent(notification.stormId)}`
  const asks = toneOf(notification) === 'alarm' && notification.reason !== 'acknowledged'
  return { label: asks ? words.act : words.open, url }
}

function toneOf({ reason, kind, status }: Notification): Tone {
  if (reason === 'test') return 'plain'
  if (kind === 'candystorm') return 'praise'
  if (status === 'resolved' || reason === 'fading') return 'over'
  return 'alarm'
}

function headingOf(notification: Notification, words: MessageWords): string {
  const { reason, level, levelBefore, falseAlarmBy, kind, language, peakLevel } = notification
  if (reason === 'test') return words.test
  const peak = peakLevel ?? level
  const highest = words.peak(peak, levelName(peak, language))
  if (reason === 'resolved') {
    const title = falseAlarmBy === undefined ? words.allClear : words.falseAlarm
    return kind === 'candystorm' ? title : `${title} · ${highest}`
  }
  if (kind === 'candystorm') return words.praise
  if (reason === 'fading') return `${capital(words.fading)} · ${highest}`
  const parts = [`${words.level} ${level} ${words.of6}`, levelName(level, language)]
  if (reason === 'level-raised' && levelBefore !== undefined)
    parts.push(words.risenFrom(levelBefore))
  if (reason === 'escalated') parts.push(words.escalated)
  if (reason === 'repeat') parts.push(words.reminder)
  if (reason === 'acknowledged') parts.push(words.taken)
  return parts.join(' · ')
}

/** Who has it, the cause in one sentence, and what is odd about this message. */
function leadOf(
  notification: Notification,
  context: MessageContext,
  words: MessageWords,
): string[] {
  const { language, reason, kind, causes, acknowledgedBy, falseAlarmBy } = notification
  const lead: string[] = []
  if (context.recording !== undefined) lead.push(words.recording(oneLine(context.recording, 80)))
  if (reason === 'test') lead.push(words.testLong)
  lead.push(...closing(notification, context, words))
  if (kind === 'candystorm' && reason === 'first') lead.push(words.praiseLong)
  if (acknowledgedBy !== undefined && falseAlarmBy === undefined && reason !== 'resolved') {
    lead.push(words.hasIt(nameOf(acknowledgedBy, context.people)))
  }
  if (reason === 'repeat') lead.push(words.stillGoesOn)
  if (reason === 'escalated' && acknowledgedBy === undefined) lead.push(words.nobodyHasIt)
  const postQuantile = context.policy?.postQuantile
  const options = { kind, ...(postQuantile === undefined ? {} : { postQuantile }) }
  if (reason !== 'resolved' && reason !== 'fading') {
    lead.push(...causes.map((cause) => oneLine(causeSentence(cause, language, options), 500)))
  }
  lead.push(...lateness(notification, context, words))
  if (context.publicUrl === undefined && toneOf(notification) === 'alarm') lead.push(words.noLink)
  return lead
}

function closing(
  notification: Notification,
  { people }: MessageContext,
  words: MessageWords,
): string[] {
  const { reason, language, at, startedAt, kind, falseAlarmBy } = notification
  const span = formatSpan(at - startedAt, language)
  if (reason === 'fading') return [words.fadingLong(span)]
  if (reason !== 'resolved') return []
  if (falseAlarmBy !== undefined) return [words.falseAlarmLong(nameOf(falseAlarmBy, people))]
  return [kind === 'candystorm' ? words.praiseOver(span) : words.over(span)]
}

/** Said once it matters: that it waited for the morning, or that it could not be sent. */
function lateness(
  { at, notBefore, language, timeZone }: Notification,
  { sentAt }: MessageContext,
  words: MessageWords,
): string[] {
  const due = notBefore ?? at
  const lines = notBefore === undefined ? [] : [words.waited(formatWhen(at, timeZone, language))]
  if (sentAt - due >= LATE_MS) lines.push(words.delayed(formatSpan(sentAt - due, language)))
  return lines
}

/** An end has its own short form: who knows, and nothing to prove. */
function sectionsOf(notification: Notification, context: MessageContext): Section[] {
  if (notification.reason === 'test') return []
  if (toneOf(notification) === 'over') return [toldSection(notification, context)]
  return [
    postSection(notification, context),
    growthSection(notification, context),
    whereSection(notification, context),
    voicesSection(notification, context),
    whySection(notification),
    unseenSection(notification, context),
    toldSection(notification, context),
  ].filter((section) => section !== undefined)
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
