/**
 * A page of a search without near-copies: of each text the newest is shown, with how many more there are. What is a copy
 * is what the detector takes for one (`wording.ts`), so that the page hides what the cause counts.
 */

import { tokenise } from '../../shared/core/sentiment/tokens.ts'
import { isNearCopy, wordingOf } from '../../shared/core/wording.ts'
import type { MentionDocument, SearchPage, SearchQuery, Store } from '../../shared/edge/store.ts'
import { formatCursor } from '../../shared/edge/store-check.ts'

/** So many mentions are looked through for one page; a wave of copies is larger, and the next page goes on in it. */
const MOST_READ = 1_000
const READ_AT_ONCE = 100

export interface PageWithoutCopies {
  readonly mentions: readonly (MentionDocument & {
    /** Near-copies of it that are not shown. */
    readonly copies: number
  })[]
  /** Near-copies on this page that are not shown. */
  readonly hidden: number
  readonly next?: string
}

export async function searchWithoutCopies(
  store: Store,
  query: SearchQuery & { readonly limit: number },
): Promise<PageWithoutCopies> {
  const shown: { readonly mention: MentionDocument; readonly wording: number; copies: number }[] =
    []
  let [read, hidden] = [0, 0]
  let after = query.after
  for (;;) {
    const page: SearchPage = await store.search({
      ...query,
      limit: READ_AT_ONCE,
      ...(after === undefined ? {} : { after }),
    })
    for (const mention of page.mentions) {
      const wording = wordingIn(mention)
      const first = shown.find((one) => isNearCopy(one.wording, wording))
      if (first) {
        first.copies++
        hidden++
      } else if (shown.length < query.limit) shown.push({ mention, wording, copies: 0 })
      else return { mentions: told(shown), hidden, ...(after === undefined ? {} : { next: after }) }
      after = formatCursor(mention)
    }
    read += page.mentions.length
    if (page.next === undefined) return { mentions: told(shown), hidden }
    if (read >= MOST_READ) return { mentions: told(shown), hidden, next: page.next }
  }
}

function told(shown: readonly { readonly mention: MentionDocument; readonly copies: number }[]) {
  return shown.map(({ mention, copies }) => ({ ...mention, copies }))
}

/** 0 for what is no copy by its nature: shared posts, articles, short texts, what was deleted. */
function wordingIn({ kind, text }: MentionDocument): number {
  return kind === 'repost' || kind === 'article' ? 0 : wordingOf(tokenise(text))
}
