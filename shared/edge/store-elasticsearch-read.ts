/** Questions to Elasticsearch. What a query means is said in `search-tokens.ts` and `store.ts`; nothing of it is syntax. */

import type { Client, estypes } from '@elastic/elasticsearch'
import type { EpochMs } from '../core/time.ts'
import { parseQuery, topTerms } from './search-tokens.ts'
import type {
  EngagementPoint,
  HistogramBucket,
  MentionDocument,
  SearchPage,
  SearchQuery,
  StoredRecord,
  TermCount,
} from './store.ts'
import {
  checkStep,
  formatCursor,
  MAX_INSTANT_MS,
  MAX_TERM_MENTIONS,
  pageLimit,
  parseCursor,
  periodOf,
  recordLimit,
} from './store-check.ts'
import {
  type MentionSource,
  mentionKey,
  type PointSource,
  type RecordSource,
  stateOf,
} from './store-elasticsearch-document.ts'
import { indexName, kindOf } from './store-elasticsearch-indices.ts'
import { type Query, scan } from './store-elasticsearch-scan.ts'
import { cleanText, shownMention } from './store-merge.ts'

export interface Reader {
  readonly client: Client
  readonly prefix: string
}

/** An index is made with its first document; until then nothing is found. */
const ABSENT_IS_EMPTY = { ignore_unavailable: true } as const

export async function mention(
  { client, prefix }: Reader,
  brandId: string,
  mentionId: string,
): Promise<MentionDocument | undefined> {
  const index = indexName(prefix, 'mentions')
  const { docs } = await client.mget<MentionSource>({
    index,
    ids: [mentionKey(brandId, mentionId)],
  })
  const [doc] = docs
  return doc && '_source' in doc && doc._source ? shownMention(stateOf(doc._source)) : undefined
}

export async function engagement(
  { client, prefix }: Reader,
  brandId: string,
  mentionId: string,
): Promise<EngagementPoint[]> {
  const points: EngagementPoint[] = []
  const pages = scan<PointSource>(client, {
    index: indexName(prefix, 'engagement'),
    query: { term: { mention: mentionKey(brandId, mentionId) } },
    sort: [{ at: 'asc' }],
  })
  for await (const page of pages) {
    for (const { _source } of page) {
      const { mention: _key, ...point } = _source!
      points.push({ mentionId, brandId, ...point })
    }
  }
  return points
}

/** Pages go on behind the last mention shown, so they need no state in the server and stay what they are. */
export async function search({ client, prefix }: Reader, query: SearchQuery): Promise<SearchPage> {
  const limit = pageLimit(query.limit)
  const after = query.after === undefined ? undefined : parseCursor(query.after)
  const { hits } = await client.search<MentionSource>({
    ...ABSENT_IS_EMPTY,
    index: indexName(prefix, 'mentions'),
    query: filterOf(query),
    sort: NEWEST_FIRST,
    size: limit + 1,
    track_total_hits: false,
    ...(after ? { search_after: [after.publishedAt, after.id, after.brandId] } : {}),
  })
  const mentions = hits.hits.slice(0, limit).map(({ _source }) => shownMention(stateOf(_source!))!)
  const last = mentions.at(-1)
  return hits.hits.length > limit && last ? { mentions, next: formatCursor(last) } : { mentions }
}

/** Keywords are ordered by their bytes, which is code point order. */
const NEWEST_FIRST: estypes.SortCombinations[] = [
  { publishedAt: 'desc' },
  { id: 'asc' },
  { brandId: 'asc' },
]

const BUCKETS_PER_REQUEST = 2_000
const NEGATIVE: Query = { range: { pNeg: { gte: 0.5 } } }

interface Buckets {
  readonly after_key?: { readonly at: number }
  readonly buckets: readonly {
    readonly key: { readonly at: number }
    readonly doc_count: number
    readonly negatives: { readonly doc_count: number }
  }[]
}

export async function histogram(
  { client, prefix }: Reader,
  query: SearchQuery,
  stepMs: number,
): Promise<HistogramBucket[]> {
  // Nothing is younger than the largest instant, so no larger step makes a difference.
  const step = Math.min(checkStep(stepMs), MAX_INSTANT_MS + 1)
  const histogramOf = { date_histogram: { field: 'publishedAt', fixed_interval: `${step}ms` } }
  const buckets: HistogramBucket[] = []
  for (let after: { at: number } | undefined; ; ) {
    const { aggregations } = await client.search<never, { steps?: Buckets }>({
      ...ABSENT_IS_EMPTY,
      index: indexName(prefix, 'mentions'),
      query: filterOf(query),
      size: 0,
      aggs: {
        steps: {
          composite: {
            size: BUCKETS_PER_REQUEST,
            sources: [{ at: histogramOf }],
            ...(after ? { after } : {}),
          },
          aggs: { negatives: { filter: NEGATIVE } },
        },
      },
    })
    const steps = aggregations?.steps
    for (const { key, doc_count: mentions, negatives } of steps?.buckets ?? []) {
      buckets.push({ at: key.at, mentions, negatives: negatives.doc_count })
    }
    if (!steps?.after_key || steps.buckets.length < BUCKETS_PER_REQUEST) return buckets
    after = steps.after_key
  }
}

export async function terms(
  { client, prefix }: Reader,
  query: SearchQuery,
  limit: number,
): Promise<TermCount[]> {
  const texts: string[] = []
  const pages = scan<Pick<MentionSource, 'text'>>(client, {
    index: indexName(prefix, 'mentions'),
    query: filterOf(query),
    sort: NEWEST_FIRST,
    _source: ['text'],
    most: MAX_TERM_MENTIONS,
  })
  for await (const page of pages) for (const { _source } of page) texts.push(_source?.text ?? '')
  return topTerms(texts, pageLimit(limit))
}

export async function records(
  { client, prefix }: Reader,
  kind: StoredRecord['kind'],
  query: { brandId?: string; fromAt?: EpochMs; toAt?: EpochMs; limit?: number },
): Promise<StoredRecord[]> {
  const found: StoredRecord[] = []
  const [gte, lt] = periodOf(query)
  const filter: Query[] = [{ range: { at: { gte, lt } } }]
  if (query.brandId !== undefined) filter.push({ term: { brandId: cleanText(query.brandId) } })
  const pages = scan<RecordSource>(client, {
    index: indexName(prefix, kindOf(kind)),
    query: { bool: { filter } },
    sort: [{ at: 'desc' }, { id: 'asc' }],
    most: recordLimit(query.limit),
  })
  for await (const page of pages) for (const hit of page) found.push({ kind, ...hit._source! })
  return found
}

function filterOf(query: SearchQuery): Query {
  const { brandId, sources, minPNeg, text = '' } = query
  const { must, phrases, mustNot } = parseQuery(text)
  const [gte, lt] = periodOf(query)
  const filter: Query[] = [
    { range: { publishedAt: { gte, lt } } },
    ...must.map((word) => found([word])),
    ...phrases.map(found),
  ]
  if (brandId !== undefined) filter.push({ term: { brandId: cleanText(brandId) } })
  if (sources) filter.push({ terms: { source: sources.map(cleanText) } })
  if (minPNeg !== undefined) filter.push({ range: { pNeg: { gte: minPNeg } } })
  const except = mustNot.map(found)
  // Of what is deleted no word is left, so only a query without wanted words could find it.
  if (except.length > 0) except.push({ exists: { field: 'deletedAt' } })
  return { bool: { filter, must_not: except } }
}

/** Tokens in a row. Split at blanks, which no token holds. */
function found(tokens: readonly string[]): Query {
  const [only] = tokens
  if (tokens.length === 1) return { term: { tokens: only! } }
  return { match_phrase: { tokens: { query: tokens.join(' '), analyzer: 'whitespace' } } }
}
