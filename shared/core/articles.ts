/** Articles of press and blogs about a brand, the last few: a storm that they take up is another storm. */

import type { CellMention } from './cell-rows.ts'
import type { Said } from './observation.ts'
import type { EpochMs } from './time.ts'
import { stemIn } from './vocabulary.ts'

export interface Article {
  readonly key: number
  readonly at: EpochMs
  readonly critical: boolean
  /** The national medium that brings it. */
  readonly press?: number
  /** Its words, where they are known. */
  readonly terms: readonly string[]
}

/** Kept; far more than any threshold on articles asks for. */
const MOST_ARTICLES = 16

/** By key, so that the order of arrival is nothing; the same address from two feeds is one article. */
export function addArticle(
  articles: Article[],
  { key, at }: CellMention,
  critical: boolean,
  said: Said | undefined,
): void {
  const { link, press, terms = [] } = said ?? {}
  const medium = press === undefined ? {} : { press }
  const article: Article = { key: link ?? key, at, critical, terms, ...medium }
  if (articles.some((one) => one.key === article.key)) return
  articles.push(article)
  if (articles.length > MOST_ARTICLES) articles.shift()
}

/**
 * Articles since then that are critical, or speak of the same, and the national media that bring any of them.
 * @param causes stems of the storm's unusual words
 */
export function articlesAbout(
  articles: readonly Article[],
  after: EpochMs,
  causes: ReadonlySet<string>,
): { readonly articles: number; readonly nationalMedia: number } {
  const about = articles.filter(
    ({ at, critical, terms }) =>
      at > after && (critical || terms.some((term) => causes.has(stemIn(term)))),
  )
  const media = new Set(about.flatMap(({ press }) => press ?? []))
  return { articles: about.length, nationalMedia: media.size }
}
