/**
 * Hacker News: stories and comments found by search, slice by slice of time; scores, numbers of comments and deletions
 * from its items. The search lags behind and texts can be edited, so that the last quarter of an hour is always asked
 * for again.
 */

import { idKey } from '../../../shared/core/mention.ts'
import { HOUR_MS, MINUTE_MS, parseDuration, SECOND_MS } from '../../../shared/core/time.ts'
import { type HackernewsOptions, searchBySlices } from '../hackernews-api.ts'
import { foundInHit, type Hit, secondsOf, versionOf } from '../hackernews-items.ts'
import { measureItems } from '../hackernews-measure.ts'
import {
  type FetchContext,
  type FetchedItem,
  Problem,
  readOptions,
  type Source,
} from '../source.ts'

/** By query: up to which second it was read, and the last quarter of an hour as it was then. */
export type HackernewsCursor = Readonly<
  Record<
    string,
    {
      readonly seconds: number
      readonly seen: readonly (readonly [seconds: number, key: string])[]
    }
  >
>

const MAX_QUERIES = 50
const FIRST_LOOK_SECONDS = (24 * HOUR_MS) / SECOND_MS
const LATE_SECONDS = (15 * MINUTE_MS) / SECOND_MS
const MAX_SEEN = 500
const MEASURE_BATCH = 20

export const hackernews: Source<HackernewsOptions, Hit, HackernewsCursor> = {
  name: 'hackernews',
  summary:
    'stories and comments on Hacker News that match given words, and the comments below such stories',
  needs: 'words to search for',
  sees: 'stories and comments, points and numbers of comments, edits and deletions for two days',
  cannotSee:
    'votes on comments, which are not public; what the search has not indexed yet, usually some minutes',
  measureBatch: MEASURE_BATCH,
  parseOptions: (raw) =>
    readOptions<HackernewsOptions>(raw, {
      queries: (value) => {
        const queries = typeof value === 'string' ? [value] : value
        const isValid =
          Array.isArray(queries) &&
          queries.length > 0 &&
          queries.length <= MAX_QUERIES &&
          queries.every(isQuery)
        return isValid
          ? [...new Set(queries as string[])]
          : new Problem(`must hold 1 to ${MAX_QUERIES} words or phrases to search for`)
      },
      every: (value) => {
        const ms = value === undefined ? 2 * MINUTE_MS : parseDuration(value)
        const isPolite = ms !== undefined && ms >= MINUTE_MS && ms <= HOUR_MS
        return isPolite ? ms : new Problem('must be a duration from 1m to 1h, such as 2m')
      },
      comments: (value) =>
        value === undefined || typeof value === 'boolean'
          ? (value ?? true)
          : new Problem('must be true or false'),
      searchUrl: (value) => addressOf(value, 'https://hn.algolia.com/api/v1'),
      itemsUrl: (value) => addressOf(value, 'https://hacker-news.firebaseio.com/v0'),
    }),
  pollEveryMs: ({ every }) => every,
  async *fetch(context) {
    const { options, signal, note } = context
    const states = new Map(Object.entries(context.cursor ?? {}))
    const troubles: string[] = []
    let limited = 0
    for (const query of options.queries) {
      if (signal.aborted) return
      const trouble = yield* readQuery(context, query, states)
      if (!trouble) continue
      troubles.push(trouble.why)
      if (trouble.isLimited) limited++
      // All ask the same server.
      break
    }
    if (signal.aborted || troubles.length === 0) return
    if (limited === 0) throw new Error(troubles[0])
    note?.('slow', troubles[0])
  },
  read: foundInHit,
  measure: measureItems,
}

function isQuery(value: unknown): boolean {
  return typeof value === 'string' && value.trim().length >= 2 && value.length <= 100
}

function addressOf(value: unknown, otherwise: string): string | Problem {
  if (value === undefined) return otherwise
  const isAddress = typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value)
  return isAddress
    ? value.replace(/\/+$/, '')
    : new Problem('must be an address such as https://example.com/v1')
}

type States = Map<string, HackernewsCursor[string]>

async function* readQuery(
  context: FetchContext<HackernewsOptions, HackernewsCursor>,
  query: string,
  states: States,
): AsyncGenerator<
  FetchedItem<Hit, HackernewsCursor>[],
  { readonly why: string; readonly isLimited: boolean } | undefined
> {
  const { options, clock, note } = context
  const to = Math.floor(clock.now() / SECOND_MS)
  const known = states.get(query)
  const from = known ? Math.min(known.seconds, to) - LATE_SECONDS : to - FIRST_LOOK_SECONDS
  const what = `query=${encodeURIComponent(query)}&tags=${encodeURIComponent('(story,comment)')}`
  for await (const searched of searchBySlices(context, options.searchUrl, what, { from, to })) {
    if (!searched.ok) return { why: searched.why, isLimited: searched.problem?.code === 'limited' }
    const { slice, hits } = searched
    if (slice.to < to) note?.('catching-up')
    const items = itemsOf(hits, query, states)
    if (items.length > 0) yield items
  }
  return undefined
}

function itemsOf(
  hits: readonly unknown[],
  query: string,
  states: States,
): FetchedItem<Hit, HackernewsCursor>[] {
  const items: FetchedItem<Hit, HackernewsCursor>[] = []
  for (const hit of hits) {
    const known = states.get(query) ?? { seconds: 0, seen: [] }
    const key = idKey(versionOf(hit)).toString(36)
    if (known.seen.some(([, one]) => one === key)) continue
    const seconds = Math.max(known.seconds, secondsOf(hit))
    const kept = known.seen.filter(([at]) => at > seconds - 2 * LATE_SECONDS).slice(-MAX_SEEN)
    states.set(query, { seconds, seen: [...kept, [secondsOf(hit), key]] })
    items.push({
      raw: { hit },
      cursor: Object.fromEntries(states),
      position: items.length + 1,
      bytes: () => Buffer.from(JSON.stringify(hit)),
    })
  }
  return items
}
