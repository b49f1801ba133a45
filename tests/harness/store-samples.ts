/** Mentions and changes for the tests of the stores, short to write. */

import type { MentionDocument, SearchQuery, Store, StoreChange } from '../../shared/edge/store.ts'

export interface OpenedStore {
  readonly store: Store
  refresh(): Promise<void>
}

/** A Tuesday, 2026-03-03T10:00:00Z. */
export const T0 = 1_772_532_000_000

/** A mention that says `text`; everything else can be told. */
export function said(text: string, other: Partial<MentionDocument> = {}): MentionDocument {
  return {
    id: 'mastodon:1',
    brandId: 'acme',
    source: 'mastodon',
    kind: 'post',
    text,
    lang: 'de',
    url: 'https://example.social/1',
    authorHandle: '@lena',
    authorFollowers: 12,
    authorKey: 'k1',
    conversationId: 'c1',
    inReplyTo: null,
    publishedAt: T0,
    observedAt: other.publishedAt ?? T0,
    pNeg: null,
    deletedAt: null,
    ...other,
  }
}

export function put(...documents: MentionDocument[]): StoreChange[] {
  return documents.map((document) => ({ type: 'mention', document }))
}

/** One mention a text, a second apart, ids `m0`, `m1`, … */
export function thread(...texts: string[]): StoreChange[] {
  return put(...texts.map((text, i) => said(text, { id: `m${i}`, publishedAt: T0 + i * 1_000 })))
}

export function score(pNeg: number, at: number, mentionId = 'mastodon:1'): StoreChange {
  return { type: 'score', brandId: 'acme', mentionId, pNeg, lang: 'de', at }
}

export function deletion(at: number, mentionId = 'mastodon:1'): StoreChange {
  return { type: 'deletion', brandId: 'acme', mentionId, at }
}

/** One open store, as the tests of the contract use it. */
export interface Use {
  readonly store: Store
  apply(changes: readonly StoreChange[]): ReturnType<Store['apply']>
  /** The ids found, sorted. */
  found(query: SearchQuery): Promise<string[]>
  refresh(): Promise<void>
}
