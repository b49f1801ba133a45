/**
 * Hashtag timelines of Mastodon instances, or of any server that speaks its API. A tag is paged forward by `min_id`, so
 * that nothing is left out however much was said; every few minutes the last quarter of an hour is looked through
 * again, because posts from other instances arrive late and stand before what was seen.
 */

import { type EpochMs, HOUR_MS, MINUTE_MS, parseDuration } from '../../../shared/core/time.ts'
import { type Instance, PAGE, tagPage } from '../mastodon-api.ts'
import { compareIds, idBefore } from '../mastodon-ids.ts'
import { type MastodonOptions, measureStatuses } from '../mastodon-measure.ts'
import { foundInStatus, idOf, type SeenStatus } from '../mastodon-status.ts'
import {
  type FetchContext,
  type FetchedItem,
  Problem,
  readOptions,
  type Source,
} from '../source.ts'

/** What is known of one tag on one instance. */
interface TagState {
  /** The newest status that was read. */
  readonly id: string
  /** Statuses of the last quarter of an hour that were read. */
  readonly seen: readonly string[]
}

/** By `https://instance tag`. */
export type MastodonCursor = Readonly<Record<string, TagState>>

const MAX_INSTANCES = 20
const MAX_TAGS = 50
const SWEEP_EVERY_MS = 5 * MINUTE_MS
const LATE_MS = 15 * MINUTE_MS
const MAX_SEEN = 1_000
/** Pages of one tag in one round; the rest is for the next round. */
const MAX_PAGES = 25
/** More full pages than this in a row are a backlog. */
const BACKLOG_PAGES = 2
/** Posts are measured in batches of two calls. */
const MEASURE_BATCH = 40

export const mastodon: Source<MastodonOptions, SeenStatus, MastodonCursor> = {
  name: 'mastodon',
  summary: 'posts with given hashtags on Mastodon instances, and the comments below them',
  needs: 'instances and hashtags; an access token where an instance shows nothing to strangers',
  sees: 'public posts with these hashtags that the instance knows, their comments, likes and boosts, edits and deletions for two days',
  cannotSee:
    'posts without the hashtag; what has not reached the instance, and likes there; posts of accounts that do not want to be indexed; without a token, more than 60 comments of a post',
  measureBatch: MEASURE_BATCH,
  parseOptions: (raw) => {
    const read = readOptions<WrittenOptions>(raw, READERS)
    if (!read.ok) return read
    const { instances, token, ...options } = read.options
    if (token !== undefined && instances.length > 1) {
      const message =
        'must stand with one instance: a token is of one; make a connector each, with kind: mastodon'
      return { ok: false, problems: [{ key: 'token', message }] }
    }
    return {
      ok: true,
      options: { ...options, instances: instances.map((origin) => ({ origin, token })) },
    }
  },
  pollEveryMs: ({ every }) => every,
  async *fetch(context) {
    const { options, signal, note } = context
    const states = new Map(Object.entries(context.cursor ?? {}))
    const troubles: string[] = []
    let limited = 0
    for (const instance of options.instances) {
      for (const tag of options.tags) {
        if (signal.aborted) return
        const why = yield* readTag(context, instance, tag, states)
        if (why === undefined) continue
        troubles.push(why.sentence)
        if (why.isLimited) limited++
        // What one tag cannot get, the others cannot get either.
        break
      }
    }
    if (signal.aborted) return
    if (troubles.length === options.instances.length && limited === 0) throw new Error(troubles[0])
    for (const sentence of troubles) note?.('slow', sentence)
  },
  read: foundInStatus,
  measure: measureStatuses,
}

interface Trouble {
  readonly sentence: string
  /** The instance is well and wants to be left alone for a while. */
  readonly isLimited: boolean
}

/** Reads one tag of one instance to its end, or as far as one round goes. */
async function* readTag(
  context: FetchContext<MastodonOptions, MastodonCursor>,
  instance: Instance,
  tag: string,
  states: Map<string, TagState>,
): AsyncGenerator<FetchedItem<SeenStatus, MastodonCursor>[], Trouble | undefined> {
  const { options, clock, note, signal } = context
  const key = `${instance.origin} ${tag}`
  const known = states.get(key)
  const sweeps = known !== undefined && isSweepDue(options, key, clock.now())
  let minId = sweeps ? (idBefore(known.id, LATE_MS) ?? known.id) : known?.id
  for (let pages = 1; pages <= MAX_PAGES; pages++) {
    const called = await tagPage(context, instance, tag, minId)
    if (signal.aborted) return undefined
    if (!called.ok) return { sentence: called.why, isLimited: called.problem?.code === 'limited' }
    const page = called.value.filter((status) => idOf(status) !== undefined)
    const newest = page
      .map((status) => idOf(status) ?? '')
      .sort(compareIds)
      .at(-1)
    if (newest === undefined || (minId !== undefined && compareIds(newest, minId) <= 0)) break
    const isAhead = known !== undefined && compareIds(newest, known.id) > 0
    if (pages > BACKLOG_PAGES && page.length >= PAGE && isAhead) note?.('catching-up')
    yield itemsOf(context, instance, key, page, states)
    // At first contact the newest page is the beginning; what was before is history.
    if (minId === undefined) break
    minId = newest
  }
  return undefined
}

/** When a tag was swept last, by connector. In memory only: after a restart each is swept at once. */
const lastSweeps = new WeakMap<MastodonOptions, Map<string, EpochMs>>()

function isSweepDue(options: MastodonOptions, key: string, now: EpochMs): boolean {
  const swept = lastSweeps.get(options) ?? new Map<string, EpochMs>()
  lastSweeps.set(options, swept)
  if (now - (swept.get(key) ?? Number.NEGATIVE_INFINITY) < SWEEP_EVERY_MS) return false
  swept.set(key, now)
  return true
}

/** A page as items, the oldest first, without what was read before. */
function itemsOf(
  { options, clock }: FetchContext<MastodonOptions, MastodonCursor>,
  instance: Instance,
  key: string,
  page: readonly unknown[],
  states: Map<string, TagState>,
): FetchedItem<SeenStatus, MastodonCursor>[] {
  const { origin } = instance
  const { onlyIndexable } = options
  const known = states.get(key)
  const seen = new Set(known?.seen)
  let newest = known?.id
  const items: FetchedItem<SeenStatus, MastodonCursor>[] = []
  for (const status of [...page].sort((a, b) => compareIds(idOf(a)!, idOf(b)!))) {
    const id = idOf(status)!
    if (seen.has(id)) continue
    seen.add(id)
    if (newest === undefined || compareIds(id, newest) > 0) newest = id
    states.set(key, { id: newest, seen: recent(seen, newest) })
    if (isHistory(status, clock.now())) continue
    items.push({
      raw: { origin, status, onlyIndexable },
      cursor: Object.fromEntries(states),
      position: items.length + 1,
      bytes: () => Buffer.from(JSON.stringify(status)),
    })
  }
  return items
}

/** Only what may be met again in a sweep. Ids without a time in them are never swept. */
function recent(seen: ReadonlySet<string>, newest: string): string[] {
  const oldest = idBefore(newest, 2 * LATE_MS)
  if (oldest === undefined) return []
  return [...seen].filter((id) => compareIds(id, oldest) > 0).slice(-MAX_SEEN)
}

/** Older than posts are followed: found in a tag that is seldom used, and no news. */
function isHistory(status: unknown, now: EpochMs): boolean {
  const { created_at: created } = status as { created_at?: unknown }
  return typeof created === 'string' && Date.parse(created) < now - 48 * HOUR_MS
}

/** As written: one token for the one instance. */
interface WrittenOptions extends Omit<MastodonOptions, 'instances'> {
  readonly instances: readonly string[]
  readonly token: string | undefined
}

const READERS: Parameters<typeof readOptions<WrittenOptions>>[1] = {
  instances: (value) => {
    const origins = listOf(value)?.map(originOf)
    return origins && origins.length > 0 && origins.length <= MAX_INSTANCES && origins.every(isText)
      ? [...new Set(origins as string[])]
      : new Problem(`must name 1 to ${MAX_INSTANCES} instances, such as mastodon.social`)
  },
  tags: (value) => {
    const tags = listOf(value)?.map(tagOf)
    return tags && tags.length > 0 && tags.length <= MAX_TAGS && tags.every(isText)
      ? [...new Set(tags as string[])]
      : new Problem(`must name 1 to ${MAX_TAGS} hashtags, such as acme`)
  },
  token: (value) =>
    value === undefined || (typeof value === 'string' && /^[\x21-\x7e]{8,}$/.test(value))
      ? value
      : new Problem(`must be an access token, best as \${NAME}`),
  every: (value) => {
    const ms = value === undefined ? MINUTE_MS : parseDuration(value)
    const isPolite = ms !== undefined && ms >= 30_000 && ms <= HOUR_MS
    return isPolite ? ms : new Problem('must be a duration from 30s to 1h, such as 1m')
  },
  onlyIndexable: (value) => flag(value, false),
  comments: (value) => flag(value, true),
}

function listOf(value: unknown): readonly unknown[] | undefined {
  const list: unknown = typeof value === 'string' ? [value] : value
  return Array.isArray(list) ? list : undefined
}

/** `mastodon.social` or, for what is not on the web, `http://127.0.0.1:8080`. */
function originOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const written = /^https?:\/\//i.test(value) ? value : `https://${value}`
  if (!URL.canParse(written)) return undefined
  const { origin, pathname, username, search } = new URL(written)
  const isPlain = pathname === '/' && username === '' && search === '' && !/\s|@/.test(value)
  return isPlain && value.trim() !== '' ? origin : undefined
}

function tagOf(value: unknown): string | undefined {
  const tag = typeof value === 'string' ? value.replace(/^#/, '') : ''
  return /^[\p{L}\p{M}\p{N}_·]{1,100}$/u.test(tag) ? tag.toLowerCase() : undefined
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function flag(value: unknown, otherwise: boolean): boolean | Problem {
  if (value === undefined) return otherwise
  return typeof value === 'boolean' ? value : new Problem('must be true or false')
}
