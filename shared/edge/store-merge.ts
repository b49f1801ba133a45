/**
 * What a mention becomes when changes arrive: the rules that both stores share, pure. The one rule: the order in
 * which changes arrive, and how often, does not decide the outcome; instants in the changes do. (Two versions of
 * one mention with the same `observedAt` have no order; then the later arrival wins.)
 */

import type { EpochMs } from '../core/time.ts'
import type { MentionDocument, StoreChange } from './store.ts'

export type MentionChange = Extract<StoreChange, { type: 'mention' | 'score' | 'deletion' }>

export interface Score {
  readonly pNeg: number
  readonly lang: string | null
  /** `observedAt` of the version that was scored. */
  readonly at: EpochMs
}

/** All that is kept of one mention, also before it arrived. */
export interface MentionState {
  /** The newest version with `publishedAt` of the first; undefined until the mention arrives. `lang` as declared. */
  readonly document: MentionDocument | undefined
  /** `observedAt` of the first version. */
  readonly firstAt: EpochMs
  /** `observedAt` of the first version with the present text. */
  readonly textAt: EpochMs
  readonly score: Score | undefined
  readonly deletedAt: EpochMs | null
}

const NOTHING: MentionState = {
  document: undefined,
  firstAt: 0,
  textAt: 0,
  score: undefined,
  deletedAt: null,
}

/** The state after a change; the same object where the change changes nothing. */
export function mergeMention(state: MentionState | undefined, change: MentionChange): MentionState {
  const before = state ?? NOTHING
  switch (change.type) {
    case 'mention':
      return withVersion(before, change.document)
    case 'score':
      return withScore(before, change)
    case 'deletion':
      return withDeletion(before, change.at)
  }
}

/** The document as the store shows it; undefined until the mention arrived. */
export function shownMention(state: MentionState): MentionDocument | undefined {
  const { document, score, textAt, deletedAt } = state
  if (!document) return undefined
  const valid = score !== undefined && (score.at >= textAt || deletedAt !== null)
  return {
    ...document,
    lang: valid ? (score.lang ?? document.lang) : document.lang,
    pNeg: valid ? score.pNeg : null,
    deletedAt,
  }
}

/** Null bytes and lone surrogates survive no database; both become U+FFFD. */
export function cleanText(text: string): string {
  return UNCLEAN.test(text) ? text.replace(EVERY_UNCLEAN, '\ufffd') : text
}

const UNCLEAN = /[\0\p{Surrogate}]/u
const EVERY_UNCLEAN = new RegExp(UNCLEAN.source, 'gu')

function withVersion(before: MentionState, raw: MentionDocument): MentionState {
  const version = cleanDocument(raw)
  let state = withDocument(before, version)
  if (raw.pNeg !== null) {
    state = withScore(state, { pNeg: raw.pNeg, lang: version.lang, at: version.observedAt })
  }
  const deletedAt = raw.deletedAt ?? state.deletedAt
  return deletedAt === null ? state : withDeletion(state, deletedAt)
}

function withDocument(before: MentionState, version: MentionDocument): MentionState {
  const known = before.document
  const at = version.observedAt
  if (!known) return { ...before, document: version, firstAt: at, textAt: at }
  const sameText = before.deletedAt !== null || known.text === version.text
  const first = at < before.firstAt ? version : known
  const newest = at < known.observedAt ? known : version
  const after: MentionState = {
    ...before,
    document: { ...newest, publishedAt: first.publishedAt },
    firstAt: Math.min(before.firstAt, at),
    textAt: sameText ? Math.min(before.textAt, at) : newest === version ? at : before.textAt,
  }
  return after.firstAt === before.firstAt &&
    after.textAt === before.textAt &&
    sameDocument(known, after.document!, before.deletedAt !== null)
    ? before
    : after
}

function withScore(before: MentionState, score: Score): MentionState {
  const known = before.score
  if (known && known.at > score.at) return before
  if (known && known.at === score.at && known.pNeg === score.pNeg && known.lang === score.lang) {
    return before
  }
  return { ...before, score: { pNeg: score.pNeg, lang: score.lang, at: score.at } }
}

function withDeletion(before: MentionState, at: EpochMs): MentionState {
  const deletedAt = Math.min(before.deletedAt ?? at, at)
  const known = before.document
  if (!known || isStripped(known)) {
    return deletedAt === before.deletedAt ? before : { ...before, deletedAt }
  }
  return {
    ...before,
    deletedAt,
    document: { ...known, text: '', url: null, authorHandle: null, authorKey: null },
  }
}

function isStripped(document: MentionDocument): boolean {
  return (
    document.text === '' &&
    document.url === null &&
    document.authorHandle === null &&
    document.authorKey === null
  )
}

const PERSONAL: ReadonlySet<string> = new Set(['text', 'url', 'authorHandle', 'authorKey'])

function sameDocument(a: MentionDocument, b: MentionDocument, deleted: boolean): boolean {
  for (const key in a) {
    if (deleted && PERSONAL.has(key)) continue
    if (a[key as keyof MentionDocument] !== b[key as keyof MentionDocument]) return false
  }
  return true
}

/** Clean strings, and `pNeg` and `deletedAt` moved to where the state keeps them. */
function cleanDocument(raw: MentionDocument): MentionDocument {
  return {
    id: cleanText(raw.id),
    brandId: cleanText(raw.brandId),
    source: cleanText(raw.source),
    kind: cleanText(raw.kind),
    text: cleanText(raw.text),
    lang: cleanOrNull(raw.lang),
    url: cleanOrNull(raw.url),
    authorHandle: cleanOrNull(raw.authorHandle),
    authorFollowers: raw.authorFollowers,
    authorKey: cleanOrNull(raw.authorKey),
    conversationId: cleanOrNull(raw.conversationId),
    inReplyTo: cleanOrNull(raw.inReplyTo),
    publishedAt: raw.publishedAt,
    observedAt: raw.observedAt,
    pNeg: null,
    deletedAt: null,
  }
}

function cleanOrNull(text: string | null): string | null {
  return text === null ? null : cleanText(text)
}
