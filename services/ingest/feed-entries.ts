/** The entries of a parsed feed in one shape, whatever its format. Pure. */

import { idKey } from '../../shared/core/mention.ts'
import { formatInstant } from '../../shared/core/time.ts'
import { parseFeedDate } from './feed-date.ts'
import { textOfHtml } from './html-text.ts'

/** What is kept of an entry: no more of the text than a quotation. */
export interface Entry {
  readonly id: string
  readonly title: string
  readonly excerpt: string
  readonly url: string | null
  /** ISO 8601; null where the feed does not say, or nothing that can be. */
  readonly publishedAt: string | null
  readonly lang: string | null
  /** Who publishes: one voice, however many write for it. */
  readonly publisher: string
  /** Comments counted by the feed; null: unknown. */
  readonly comments: number | null
  /** False: only the counter has changed. */
  readonly isNew: boolean
}

/** Feedsmith's result, as far as it is read here; every field may be missing. */
export interface FeedDocument {
  readonly format: 'rss' | 'atom' | 'rdf' | 'json'
  readonly feed: Loose
}

// biome-ignore lint/suspicious/noExplicitAny: the shapes of four formats and their extensions; every value is checked where it is used.
type Loose = Readonly<Record<string, any>>

const EXCERPT = 500
const TITLE = 500
/** Longer names are no names; they are replaced by their hash. */
const MAX_ID = 400

/** @param from the address that the feed was read from */
export function entriesOf({ format, feed }: FeedDocument, from: string): Entry[] {
  const items: unknown = format === 'atom' ? feed['entries'] : feed['items']
  if (!Array.isArray(items)) return []
  const lang = languageOf(feed['language'] ?? feed['dc']?.languages?.[0] ?? feed['xml']?.lang)
  return items.filter(isObject).map((item) => {
    const parts = PARTS[format](item)
    const url = addressOf(parts.link, from)
    const title = textOfHtml(parts.title, TITLE)
    const published = parts.dates.map(parseFeedDate).find((at) => at !== undefined)
    return {
      id: idOf(parts.id, url, title, from),
      title,
      excerpt: textOfHtml(parts.html, EXCERPT),
      url: url ?? null,
      publishedAt: published === undefined ? null : formatInstant(published),
      lang:
        languageOf(item['language'] ?? item['dc']?.languages?.[0] ?? item['xml']?.lang) ??
        lang ??
        null,
      publisher: hostOf(url ?? from),
      comments: parts.comments.find(isCount) ?? null,
      isNew: true,
    }
  })
}

/** A feed's address as it may stand in logs and ids: a query can hold a key, so that only its hash is left. */
export function nameOfFeed(url: string): string {
  const { origin, pathname, search } = new URL(url)
  return origin + pathname + (search === '' ? '' : `?${idKey(search).toString(36)}`)
}

/** How long a feed asks to be left alone, in minutes: `ttl`, or `sy:updatePeriod` by `sy:updateFrequency`. */
export function minutesBetweenReads({ feed }: FeedDocument): number | undefined {
  const ttl: unknown = feed['ttl']
  if (isCount(ttl) && ttl > 0) return ttl
  const period = PERIODS[String(feed['sy']?.updatePeriod ?? '').toLowerCase()]
  const frequency: unknown = feed['sy']?.updateFrequency ?? 1
  return period !== undefined && isCount(frequency) && frequency > 0
    ? period / frequency
    : undefined
}

const PERIODS: Readonly<Record<string, number>> = {
  hourly: 60,
  daily: 1_440,
  weekly: 10_080,
  monthly: 43_200,
  yearly: 525_600,
}

interface Parts {
  readonly id: unknown
  readonly link: unknown
  readonly title: string
  readonly html: string
  /** The best first. */
  readonly dates: readonly unknown[]
  readonly comments: readonly unknown[]
}

const PARTS: Readonly<Record<FeedDocument['format'], (item: Loose) => Parts>> = {
  rss: (item) => ({
    id: item['guid']?.value,
    link: item['link'] ?? permalinkOf(item['guid']) ?? item['atom']?.links?.[0]?.href,
    title: text(item['title'] ?? item['dc']?.titles?.[0]),
    html: text(
      item['description'] ?? item['content']?.encoded ?? item['media']?.description?.value,
    ),
    dates: [
      item['pubDate'],
      item['dc']?.dates?.[0],
      item['dcterms']?.created?.[0],
      item['atom']?.updated,
    ],
    comments: [item['slash']?.comments, item['thr']?.total],
  }),
  rdf: (item) => ({
    id: item['rdf']?.about ?? item['link'],
    link: item['link'] ?? item['rdf']?.about,
    title: text(item['title']),
    html: text(item['description'] ?? item['content']?.encoded),
    dates: [item['dc']?.dates?.[0], item['dcterms']?.created?.[0]],
    comments: [item['slash']?.comments],
  }),
  atom: (item) => ({
    id: item['id'],
    link: linkOf(item['links']),
    title: text(item['title']?.value),
    html: text(item['summary']?.value ?? item['content']?.value),
    dates: [item['published'], item['updated'], item['dc']?.dates?.[0]],
    comments: [item['thr']?.total, repliesOf(item['links']), item['slash']?.comments],
  }),
  json: (item) => ({
    id: item['id'],
    link: item['url'] ?? item['external_url'],
    title: text(item['title']),
    html: text(item['summary'] ?? item['content_html'] ?? escaped(item['content_text'])),
    dates: [item['date_published'], item['date_modified']],
    comments: [],
  }),
}

/** What is a name everywhere stays as it is; what is one within its feed only gets the feed's address before it. */
function idOf(id: unknown, url: string | undefined, title: string, from: string): string {
  const own = typeof id === 'string' ? id.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '').trim() : ''
  if (/^(?:https?:\/\/|tag:|urn:)./i.test(own)) return short(own)
  const feed = nameOfFeed(from)
  if (own !== '') return short(`${feed}#${own}`)
  return short(url ?? `${feed}#${idKey(title).toString(36)}`)
}

function short(id: string): string {
  return id.length <= MAX_ID ? id : `${id.slice(0, 200)}#${idKey(id).toString(36)}`
}

function addressOf(link: unknown, from: string): string | undefined {
  if (typeof link !== 'string' || !URL.canParse(link.trim(), from)) return undefined
  const url = new URL(link.trim(), from)
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined
}

function permalinkOf(guid: unknown): unknown {
  const { value, isPermaLink } = isObject(guid) ? guid : {}
  return isPermaLink !== false && /^https?:/i.test(String(value)) ? value : undefined
}

function linkOf(links: unknown): unknown {
  const all = Array.isArray(links) ? links.filter(isObject) : []
  const best = all.find(({ rel }) => rel === undefined || rel === 'alternate') ?? all[0]
  return best?.['href']
}

function repliesOf(links: unknown): unknown {
  const all = Array.isArray(links) ? links.filter(isObject) : []
  return all.find(({ rel }) => rel === 'replies')?.['thr']?.count
}

function languageOf(value: unknown): string | undefined {
  return typeof value === 'string' ? /^[a-z]{2,3}\b/i.exec(value)?.[0].toLowerCase() : undefined
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^www\./, '')
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Plain text, so that it survives being read as HTML. */
function escaped(value: unknown): string {
  return text(value).replace(/&/g, '&amp;').replace(/</g, '&lt;')
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 1e9
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
