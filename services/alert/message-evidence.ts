/** The part of a message that shows: the post in the original, how it grows against normal, where, and what people say. */

import type { Notification } from '../../shared/core/alert.ts'
import {
  formatAmount,
  formatNumber,
  formatSpan,
  type Language,
  roughly,
} from '../../shared/core/numbers.ts'
import type { Cause } from '../../shared/core/storm.ts'
import { MINUTE_MS } from '../../shared/core/time.ts'
import { sourceName, touchpointName } from '../../shared/core/words.ts'
import type { EngagementPoint } from '../../shared/edge/store.ts'
import type { MessageContext } from './message-context.ts'
import type { Block, Link, Section } from './message-layout.ts'
import { formatTime, formatWhen } from './message-time.ts'
import { type MessageWords, messageWords } from './message-words.ts'
import { isolated, oneLine, visibleText, webUrl } from './stranger-text.ts'

const LONGEST_POST = 2_000
const LONGEST_VOICE = 400
const LONGEST_NAME = 40
const BARS = 6

/** Undefined where the storm is not about a post. */
export function postSection(
  notification: Notification,
  context: MessageContext,
): Section | undefined {
  const { language, leadingMentionId, causes } = notification
  const words = messageWords(language)
  const { leading } = context
  const title = words.titles.post
  const hasPost = leadingMentionId !== undefined || causes.some((cause) => cause.kind === 'post')
  if (!leading) {
    return hasPost ? { title, blocks: [{ kind: 'paragraph', text: words.notThere }] } : undefined
  }
  if (leading.deleted) return { title, blocks: [{ kind: 'paragraph', text: words.deleted }] }
  const block = quote(leading, notification, words, LONGEST_POST)
  return { title, blocks: [block] }
}

interface Quoted {
  readonly text: string
  readonly authorHandle: string | null
  readonly authorFollowers: number | null
  readonly url: string | null
  readonly source: string
  readonly publishedAt: number
  readonly lang?: string | null
}

function quote(
  post: Quoted,
  { language, timeZone }: Notification,
  words: MessageWords,
  limit: number,
): Block {
  const author = post.authorHandle === null ? '' : oneLine(post.authorHandle, LONGEST_NAME)
  const followers =
    post.authorFollowers === null
      ? ''
      : ` (${words.followers(formatNumber(post.authorFollowers, language))})`
  const about = [
    oneLine(sourceName(post.source, language), LONGEST_NAME),
    ...(author === '' ? [] : [`${isolated(author)}${followers}`]),
    formatWhen(post.publishedAt, timeZone, language),
  ]
  const text = visibleText(post.text, limit)
  return {
    kind: 'quote',
    about: about.join(' · '),
    text: text === '' ? words.noText : text,
    language: /^[a-z]{2,3}$/.test(post.lang ?? '') ? (post.lang ?? undefined) : undefined,
    link: originalLink(post.url, words),
  }
}

/** The host is shown, so that nobody is led elsewhere by a name in the address. */
function originalLink(url: string | null, words: MessageWords): Link | undefined {
  const parsed = webUrl(url)
  return parsed && { label: words.original(parsed.host), url: parsed.href }
}

export function growthSection(notification: Notification, context: MessageContext): Section {
  const { language, causes } = notification
  const words = messageWords(language)
  const rows = causes.flatMap((cause) =>
    cause.kind === 'post' ? postRows(cause, language, words) : countRows(cause, language, words),
  )
  const bars = growthBars(context.leading?.engagement ?? [], notification)
  const blocks: Block[] = [{ kind: 'facts', rows: unique(rows) }]
  return { title: words.titles.growth, blocks: bars ? [...blocks, bars] : blocks }
}

type Row = readonly [name: string, value: string]

function postRows(cause: Cause, language: Language, words: MessageWords): Row[] {
  const { seen, gainedLastHour, ageMin, expected, usualLargest, forecast } = cause
  const times = usualLargest === undefined ? 0 : seen / usualLargest
  const factor = times >= 2 ? ` (${formatTimes(times, language)})` : ''
  return [
    [words.nowNumbers, formatNumber(seen, language)],
    ...optional(gainedLastHour, words.lastHour, (n) => `+${formatNumber(n, language)}`),
    ...optional(ageMin, words.age, (n) => formatSpan(n * MINUTE_MS, language)),
    [words.usualAtAge, words.atMost(formatAmount(expected, language))],
    ...optional(usualLargest, words.usualLargest, (n) => `${formatNumber(n, language)}${factor}`),
    ...forecastRows(forecast, language, words),
  ]
}

/** Nothing where it has stopped growing. */
function forecastRows(forecast: Cause['forecast'], language: Language, words: MessageWords): Row[] {
  if (!forecast || forecast.low === forecast.high) return []
  const [size, low, high] = [forecast.size, forecast.low, forecast.high].map((n) =>
    formatNumber(roughly(n), language),
  )
  return [[words.forecast, words.likely(size!, low!, high!)]]
}

function formatTimes(times: number, language: Language): string {
  const factor = formatAmount(Math.round(times * 10) / 10, language)
  return language === 'de' ? `jetzt das ${factor}-Fache` : `now ${factor} times`
}

function countRows(cause: Cause, language: Language, words: MessageWords): Row[] {
  return [
    [words.seen[spanOf(cause)], formatNumber(Math.round(cause.seen), language)],
    [words.expected, formatAmount(cause.expected, language)],
  ]
}

function spanOf({ kind, onceInDays }: Cause): 'hour' | 'day' | 'days' {
  if (kind === 'slow') return 'days'
  return onceInDays === undefined ? 'hour' : 'day'
}

function optional(
  value: number | undefined,
  name: string,
  format: (value: number) => string,
): Row[] {
  return value === undefined ? [] : [[name, format(value)]]
}

function unique(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [row.join('\n'), row])).values()]
}

/** The interactions of the leading post at a few instants, evenly from the first to the last. */
function growthBars(
  points: readonly EngagementPoint[],
  { at, timeZone, language }: Notification,
): Block | undefined {
  const known = points.filter((point) => point.at <= at)
  if (known.length < 3) return undefined
  const count = Math.min(BARS, known.length)
  const step = (known.length - 1) / (count - 1)
  const rows = Array.from({ length: count }, (_, i) => {
    const point = known[Math.round(i * step)]!
    const value = (point.likes ?? 0) + (point.comments ?? 0) + (point.shares ?? 0)
    return { name: formatTime(point.at, timeZone), value, shown: formatNumber(value, language) }
  })
  return { kind: 'bars', rows }
}

export function whereSection(
  { language, touchpoints, causes, kind }: Notification,
  { spread = [], leading }: MessageContext,
): Section | undefined {
  const words = messageWords(language)
  const name = (source: string) => oneLine(sourceName(source, language), LONGEST_NAME)
  const counted = spread.map(
    ({ source, mentions }) => `${name(source)} (${formatNumber(mentions, language)})`,
  )
  const uncounted = [leading?.source, ...causes.map((cause) => cause.source)]
    .filter((source) => source !== undefined)
    .filter((source) => !spread.some((one) => one.source === source))
    .map(name)
  const rows: Row[] = []
  const places = [...new Set([...uncounted, ...counted])].slice(0, 8)
  if (places.length > 0) rows.push([words.sources, places.join(', ')])
  if (touchpoints.length > 0 && kind === 'storm') {
    const about = touchpoints.map((one) => oneLine(touchpointName(one, language), LONGEST_NAME))
    rows.push([words.touchpoints, about.join(', ')])
  }
  return rows.length === 0
    ? undefined
    : { title: words.titles.where, blocks: [{ kind: 'facts', rows }] }
}

export function voicesSection(
  notification: Notification,
  { typical = [] }: MessageContext,
): Section | undefined {
  if (typical.length === 0) return undefined
  const words = messageWords(notification.language)
  const blocks = typical.map((one) => quote(one, notification, words, LONGEST_VOICE))
  return { title: words.titles.voices, blocks }
}
