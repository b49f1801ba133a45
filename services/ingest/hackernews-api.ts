/**
 * The two interfaces of Hacker News: the search of Algolia, which gives at most 1,000 hits to a question and is therefore
 * asked by slices of time, and the items of Firebase.
 */

import type { Http } from '../../shared/edge/http.ts'
import type { HttpProblem } from '../../shared/edge/http-answer.ts'
import { secondsOf } from './hackernews-items.ts'

export interface HackernewsOptions {
  readonly queries: readonly string[]
  /** How often the search is asked, in milliseconds. */
  readonly every: number
  /** Whether all comments of watched stories are read, not only those that match. */
  readonly comments: boolean
  /** Addresses of the two interfaces. */
  readonly searchUrl: string
  readonly itemsUrl: string
}

export interface Asking {
  readonly http: Http
  readonly signal: AbortSignal
}

/** A span of time in whole seconds, `(from, to]`. */
export interface Slice {
  readonly from: number
  readonly to: number
}

/** Hits in one answer; a slice that holds more is halved. */
const HITS = 200
const FIELDS =
  'title,url,author,points,story_text,comment_text,num_comments,story_id,parent_id,created_at_i,objectID'

export type Searched =
  | {
      readonly ok: true
      readonly hits: readonly unknown[]
      readonly slice: Slice
      readonly isWhole: boolean
    }
  | { readonly ok: false; readonly why: string; readonly problem: HttpProblem | undefined }

/**
 * Everything in a span of time, slice by slice, the oldest first; within a slice the oldest first. Ends with the first
 * slice that could not be read.
 * @param what parameters of the search, such as `query=acme&tags=(story,comment)`
 */
export async function* searchBySlices(
  asking: Asking,
  searchUrl: string,
  what: string,
  span: Slice,
): AsyncGenerator<Searched, void> {
  const waiting: Slice[] = [span]
  for (let slice = waiting.pop(); slice && !asking.signal.aborted; slice = waiting.pop()) {
    const searched = await search(asking, searchUrl, what, slice)
    if (!searched.ok) {
      yield searched
      return
    }
    if (searched.isWhole || slice.to - slice.from <= 1) {
      yield searched
      continue
    }
    const middle = Math.floor((slice.from + slice.to) / 2)
    waiting.push({ from: middle, to: slice.to }, { from: slice.from, to: middle })
  }
}

async function search(
  { http, signal }: Asking,
  searchUrl: string,
  what: string,
  slice: Slice,
): Promise<Searched> {
  const between = encodeURIComponent(`created_at_i>${slice.from},created_at_i<=${slice.to}`)
  const shape = `hitsPerPage=${HITS}&attributesToRetrieve=${FIELDS}&attributesToHighlight=none`
  const url = `${searchUrl}/search_by_date?${what}&numericFilters=${between}&${shape}`
  const got = await http.get({ url, signal, accept: 'application/json' })
  if (!got.ok) return { ok: false, why: got.reason, problem: got }
  const { hits, nbHits } = jsonOf(got.body)
  if (!Array.isArray(hits)) {
    const why = `${new URL(searchUrl).host} did not answer as the search of Hacker News does`
    return { ok: false, why, problem: undefined }
  }
  const inOrder = [...hits].reverse().sort((a, b) => secondsOf(a) - secondsOf(b))
  return { ok: true, hits: inOrder, slice, isWhole: !(Number(nbHits) > hits.length) }
}

export type AskedItem =
  | { readonly ok: true; readonly item: unknown }
  | { readonly ok: false; readonly why: string }

export async function itemById(
  { http, signal }: Asking,
  itemsUrl: string,
  id: string,
): Promise<AskedItem> {
  const got = await http.get({
    url: `${itemsUrl}/item/${id}.json`,
    signal,
    accept: 'application/json',
  })
  if (!got.ok) return { ok: false, why: got.reason }
  return { ok: true, item: jsonOf(got.body) }
}

function jsonOf(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
