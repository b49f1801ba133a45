/** All that a question finds, page by page, at one point in time: what is written meanwhile changes nothing. */

import type { Client, estypes } from '@elastic/elasticsearch'

export type Query = NonNullable<estypes.SearchRequest['query']>

export interface Scan {
  readonly index: string
  readonly query: Query
  readonly sort: estypes.SortCombinations[]
  readonly _source?: readonly string[] | false
  /** How many documents at most; unless told, all. */
  readonly most?: number
  /** With the place that a write can be bound to. */
  readonly seq_no_primary_term?: boolean
}

const PAGE = 1_000
/** From page to page. */
const KEEP_ALIVE = '1m'

/** An index that is not there yet holds nothing. @throws what the client throws */
export async function* scan<Source>(
  client: Client,
  { index, most = Number.POSITIVE_INFINITY, _source, ...question }: Scan,
): AsyncGenerator<estypes.SearchHit<Source>[]> {
  const opened = await client.openPointInTime({
    index,
    keep_alive: KEEP_ALIVE,
    ignore_unavailable: true,
  })
  let id = opened.id
  try {
    let left = most
    for (let after: estypes.SortResults | undefined; left > 0; ) {
      const size = Math.min(PAGE, left)
      const answer = await client.search<Source>({
        ...question,
        pit: { id, keep_alive: KEEP_ALIVE },
        size,
        track_total_hits: false,
        ...(_source === undefined ? {} : { _source: _source === false ? false : [..._source] }),
        ...(after ? { search_after: after } : {}),
      })
      id = answer.pit_id ?? id
      const { hits } = answer.hits
      if (hits.length > 0) yield hits
      if (hits.length < size) return
      left -= hits.length
      after = hits.at(-1)?.sort
    }
  } finally {
    // It ends by itself after its time, too.
    await client.closePointInTime({ id }).catch(() => undefined)
  }
}
