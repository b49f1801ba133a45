/**
 * Feeds: RSS, Atom, RDF, JSON Feed. Each feed has its own rhythm and its own troubles; one that cannot be read holds
 * up no other. Of an article its title, an excerpt and the link are kept: the rest is the publisher's.
 */

import { idKey } from '../../../shared/core/mention.ts'
import {
  DAY_MS,
  type EpochMs,
  formatInstant,
  HOUR_MS,
  MINUTE_MS,
  parseDuration,
  SECOND_MS,
} from '../../../shared/core/time.ts'
import type { HttpProblem } from '../../../shared/edge/http-answer.ts'
import { type Entry, nameOfFeed } from '../feed-entries.ts'
import { foundIn } from '../feed-mention.ts'
import { feedThread } from '../feed-thread.ts'
import {
  type FetchContext,
  type FetchedItem,
  Problem,
  readOptions,
  type Source,
} from '../source.ts'

export interface RssOptions {
  readonly feeds: readonly string[]
  /** How often a feed is asked, in milliseconds. */
  readonly every: number
}

/** What is known of one feed; kept in the log, so small. */
interface FeedState {
  readonly etag?: string
  readonly lastModified?: string
  /** Not before; undefined: now. */
  readonly nextAt?: EpochMs
  /** When it was read last. */
  readonly readAt?: EpochMs
  /** Of what stood in it then: entries as they were, counters as they were. */
  readonly seen?: readonly string[]
  /** Failures in a row. */
  readonly failures?: number
}

/** By the feed's name. */
export interface RssCursor {
  readonly feeds: Readonly<Record<string, FeedState>>
}

/** The state of all feeds is one record of the log, which takes a megabyte. */
const MAX_FEEDS = 200
/** Larger documents are no feeds. */
const MAX_BYTES = 2_000_000
/** Feeds asked at the same time. */
const AT_ONCE = 4
/** How often it is looked which feed is due. */
const LOOK_EVERY_MS = 15 * SECOND_MS
/** An entry this much older than the last look is an old one under a new name, not news. */
const NO_NEWS_MS = 2 * DAY_MS
/** A feed that asks for longer pauses than this would make an early warning late. */
const LONGEST_PAUSE_MS = 2 * HOUR_MS
const FIRST_RETRY_MS = 20 * SECOND_MS
/** Failures in a row after which a feed counts as unreadable. */
const UNREADABLE_AFTER = 3
const ACCEPT =
  'application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1'

export const rss: Source<RssOptions, Entry | null, RssCursor> = {
  name: 'rss',
  summary: 'articles from any RSS, Atom, RDF or JSON feed',
  needs: 'addresses of feeds',
  sees: 'title, excerpt, link and date of new and changed articles; counts of comments where a feed gives them',
  cannotSee:
    'the comments themselves, likes and shares, and brands that are named only further down in an article; what a feed drops between two looks',
  parseOptions: (raw) =>
    readOptions<RssOptions>(raw, {
      feeds: (value) => {
        const feeds = typeof value === 'string' ? [value] : value
        const isValid =
          Array.isArray(feeds) &&
          feeds.length > 0 &&
          feeds.length <= MAX_FEEDS &&
          feeds.every(isFeed)
        return isValid
          ? [...new Set(feeds as string[])]
          : new Problem(`must name 1 to ${MAX_FEEDS} feeds, such as https://example.com/feed.xml`)
      },
      every: (value) => {
        const ms = value === undefined ? 15 * MINUTE_MS : parseDuration(value)
        const isPolite = ms !== undefined && ms >= MINUTE_MS && ms <= DAY_MS
        return isPolite ? ms : new Problem('must be a duration from 1m to 1d, such as 15m')
      },
    }),
  pollEveryMs: () => LOOK_EVERY_MS,
  async *fetch(context) {
    const { options, clock, signal } = context
    const before = context.cursor?.feeds ?? {}
    const stateOf = (url: string): FeedState => states.get(nameOfFeed(url)) ?? {}
    const states = new Map(options.feeds.map(nameOfFeed).map((name) => [name, before[name] ?? {}]))
    const due = options.feeds.filter((url) => (stateOf(url).nextAt ?? 0) <= clock.now())
    const cursor = () => ({ feeds: Object.fromEntries(states) })
    for (let from = 0; from < due.length && !signal.aborted; from += AT_ONCE) {
      const group = due.slice(from, from + AT_ONCE)
      const looks = await Promise.all(group.map((url) => look(context, url, stateOf(url))))
      for (const [i, url] of group.entries()) {
        if (signal.aborted) return
        yield itemsOf(nameOfFeed(url), looks[i]!, states, cursor)
      }
    }
    noteFailures(context, [...states.values()])
  },
  read: foundIn,
}

/** What one look at a feed found, and what is known of it then. */
interface Look {
  readonly fresh: readonly { readonly entry: Entry; readonly keys: readonly string[] }[]
  readonly state: FeedState
}

async function look(
  { options, clock, http, signal, note }: FetchContext<RssOptions, RssCursor>,
  url: string,
  known: FeedState,
): Promise<Look> {
  const { etag, lastModified } = known
  const answer = await http.get({
    url,
    signal,
    accept: ACCEPT,
    etag,
    lastModified,
    maxBytes: MAX_BYTES,
  })
  const now = clock.now()
  const failed = (why: string, pauseUntil: EpochMs): Look => {
    if (!signal.aborted) note?.('slow', `${nameOfFeed(url)}: ${why}`)
    return {
      fresh: [],
      state: { ...known, nextAt: pauseUntil, failures: (known.failures ?? 0) + 1 },
    }
  }
  if (!answer.ok) return failed(answer.reason, retryAt(answer, known, now, options.every))
  const every = now + spread(url, options.every)
  const { failures: _, ...well } = known
  if (answer.notModified) return { fresh: [], state: { ...well, nextAt: every } }
  const thread = feedThread({ clock, signal })
  const feed = await thread.read({ text: answer.text(), from: answer.url })
  if ('why' in feed) return failed(feed.why, every)
  const pauseMs = (feed.minutes ?? 0) * MINUTE_MS
  const nextAt = Math.max(every, now + Math.min(pauseMs, LONGEST_PAUSE_MS))
  const { fresh, seen } = compared(feed.entries, known, now)
  const tags = { etag: answer.header('etag'), lastModified: answer.header('last-modified') }
  const state = { readAt: now, nextAt, seen, ...given(tags) }
  return { fresh, state }
}

/** What is new or changed since the last look. Entries too old to be news are remembered and not told. */
function compared(entries: readonly Entry[], known: FeedState, now: EpochMs) {
  const before = new Set(known.seen)
  const oldest = formatInstant((known.readAt ?? now) - NO_NEWS_MS)
  const fresh: { entry: Entry; keys: string[] }[] = []
  const seen = new Set<string>()
  for (const entry of entries) {
    const text = keyOf(entry.id, entry.title, entry.excerpt)
    const count = entry.comments === null ? undefined : keyOf(entry.id, String(entry.comments))
    const isNew = !before.has(text) && !seen.has(text)
    const isCounted = count !== undefined && !before.has(count)
    const keys = count === undefined ? [text] : [text, count]
    for (const key of keys) seen.add(key)
    if (entry.publishedAt !== null && entry.publishedAt < oldest && isNew) continue
    if (isNew || isCounted) fresh.push({ entry: { ...entry, isNew }, keys })
  }
  return { fresh: fresh.reverse(), seen: [...seen] }
}

function keyOf(...parts: readonly string[]): string {
  return idKey(parts.join('\n')).toString(36)
}

/** One group a feed, oldest entry first. Only the last item says that the feed has been read. */
function itemsOf(
  feed: string,
  { fresh, state }: Look,
  states: Map<string, FeedState>,
  cursor: () => RssCursor,
): FetchedItem<Entry | null, RssCursor>[] {
  const { seen = [], readAt } = states.get(feed) ?? {}
  const items: FetchedItem<Entry | null, RssCursor>[] = []
  const told = [...seen]
  for (const [i, { entry, keys }] of fresh.entries()) {
    told.push(...keys)
    const partly = { ...given({ readAt }), seen: [...told] }
    states.set(feed, i === fresh.length - 1 ? state : partly)
    items.push(itemOf(entry, cursor(), i))
  }
  states.set(feed, state)
  return items.length > 0 ? items : [itemOf(null, cursor(), 0)]
}

function itemOf(
  raw: Entry | null,
  cursor: RssCursor,
  index: number,
): FetchedItem<Entry | null, RssCursor> {
  return { raw, cursor, position: index + 1, bytes: () => Buffer.from(JSON.stringify(raw)) }
}

/** Soon for what may mend itself, in the usual rhythm for what somebody must mend. */
function retryAt(problem: HttpProblem, known: FeedState, now: EpochMs, everyMs: number): EpochMs {
  if (problem.retryAt !== undefined) return problem.retryAt
  if (!problem.retriable) return now + everyMs
  return now + Math.min(FIRST_RETRY_MS * 2 ** Math.min(known.failures ?? 0, 20), everyMs)
}

/** Feeds of one list are not all asked in the same second: each has its own place in a tenth of the pause. */
function spread(url: string, everyMs: number): number {
  return Math.round(everyMs * (1 + (idKey(url) % 1_000) / 10_000))
}

/** Feeds that failed weigh on the state until they are read again, also in rounds in which none was due. */
function noteFailures({ note }: FetchContext<RssOptions, RssCursor>, states: readonly FeedState[]) {
  if (states.some(({ failures = 0 }) => failures > 0)) note?.('slow')
  if (states.every(({ failures = 0 }) => failures >= UNREADABLE_AFTER)) note?.('blind')
}

/** Without what is undefined, as JSON would keep it. */
function given<Value extends object>(
  value: Value,
): { [Key in keyof Value]?: NonNullable<Value[Key]> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as never
}

function isFeed(value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value)
}
