/**
 * The file of the embedded store: its tables, and how a mention becomes rows and comes back. The one rule: the row
 * number of a mention rises with the second in which it was published, so that the index, which knows only row
 * numbers, finds the newest first without sorting.
 */

import type { EpochMs } from '../core/time.ts'
import { indexText } from './search-tokens.ts'
import type { Database, SqlValue } from './sqlite.ts'
import { openDatabase } from './sqlite.ts'
import type { MentionDocument } from './store.ts'
import type { MentionState } from './store-merge.ts'

/** Row numbers of one second: 32 bits of seconds and these 21 bits are what a double holds exactly. */
export const PLACES_PER_SECOND = 2 ** 21

/** The first row number of the second that holds `at`. */
export function firstPlace(at: EpochMs): number {
  return Math.floor(at / 1_000) * PLACES_PER_SECOND
}

/** 2 since stems are indexed instead of words. */
const LAYOUT = 2

const FOUND = `CREATE VIRTUAL TABLE IF NOT EXISTS found
  USING fts5(tokens, content='', contentless_delete=1, tokenize='ascii');`

/**
 * `mentions.key` is `idKey(id)`: an index of numbers is a third of one of ids. `pending` holds what came before its
 * mention. `found` holds no text but only postings, rows of `foundTokens`; `ascii` splits at blanks and leaves
 * every character beyond ASCII in its word.
 */
const TABLES = `
CREATE TABLE IF NOT EXISTS brands (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS mentions (
  n INTEGER PRIMARY KEY, brand INTEGER NOT NULL, key INTEGER NOT NULL,
  published_at INTEGER NOT NULL, observed_at INTEGER NOT NULL,
  first_at INTEGER NOT NULL, text_at INTEGER NOT NULL, deleted_at INTEGER,
  source TEXT NOT NULL, author_key TEXT, id TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL,
  lang TEXT, url TEXT, author_handle TEXT, author_followers INTEGER,
  conversation_id TEXT, in_reply_to TEXT
);
CREATE INDEX IF NOT EXISTS mentions_key ON mentions (key);
CREATE TABLE IF NOT EXISTS scores (n INTEGER PRIMARY KEY, p_neg REAL, lang TEXT, at INTEGER);
CREATE TABLE IF NOT EXISTS pending (
  key INTEGER, brand INTEGER, id TEXT, p_neg REAL, lang TEXT, at INTEGER, deleted_at INTEGER,
  PRIMARY KEY (key, brand, id)
) WITHOUT ROWID;
${FOUND}
CREATE TABLE IF NOT EXISTS engagement (
  key INTEGER, brand INTEGER, at INTEGER,
  likes INTEGER, comments INTEGER, shares INTEGER, views INTEGER,
  PRIMARY KEY (key, brand, at)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS records (
  kind TEXT NOT NULL, id TEXT NOT NULL, brand_id TEXT NOT NULL, at INTEGER NOT NULL,
  body TEXT NOT NULL, UNIQUE (kind, id)
);
CREATE INDEX IF NOT EXISTS records_at ON records (kind, at);
CREATE INDEX IF NOT EXISTS records_brand ON records (kind, brand_id, at);
CREATE TABLE IF NOT EXISTS removals (count INTEGER NOT NULL);
INSERT INTO removals SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM removals);
INSERT INTO found (found, rank) VALUES ('automerge', 16);
INSERT INTO found (found, rank) VALUES ('crisismerge', 32);
PRAGMA user_version = ${LAYOUT};
`

export interface StoreFile {
  readonly db: Database
  brandNumber(brandId: string): number | undefined
  /** Inside a transaction; forgotten by `forgetBrands` when that one fails. */
  ensureBrand(brandId: string): number
  brandId(number: number): string
  forgetBrands(): void
}

/** @throws DatabaseError, or Error where a newer version wrote the file. */
export function openStoreFile(path: string): StoreFile {
  const db = openDatabase(path, { synchronous: 'normal', secureDelete: true })
  try {
    const layout = layoutOf(db)
    if (layout > LAYOUT) {
      throw new Error(
        `${path} was written by a newer version (layout ${layout}). Use that version.`,
      )
    }
    db.exec(
      'PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000',
    )
    db.transaction(() => {
      // Asked again: another process may have done it while this one waited.
      if (layoutOf(db) === WORDS_LAYOUT) indexAgain(db)
      db.exec(TABLES)
    })
  } catch (error) {
    db.close()
    throw error
  }
  return withBrands(db)
}

function layoutOf(db: Database): number {
  return db.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0
}

/** Words were indexed as they stood. */
const WORDS_LAYOUT = 1
const ROWS_PER_SLICE = 1_000

/** Makes the index anew from the rows: half a minute of CPU for a million mentions, within the transaction of the caller. */
function indexAgain(db: Database): void {
  db.exec(`DROP TABLE found; ${FOUND}`)
  for (let after = -1; ; ) {
    const rows = db.all<Pick<MentionRow, 'n' | 'brand' | 'text' | 'deleted_at'>>(
      `SELECT n, brand, text, deleted_at FROM mentions WHERE n > ? ORDER BY n LIMIT ${ROWS_PER_SLICE}`,
      [after],
    )
    for (const { n, brand, text, deleted_at } of rows) {
      const tokens = foundTokens(brand, deleted_at === null ? text : '')
      db.run('INSERT INTO found (rowid, tokens) VALUES (?, ?)', [n, tokens])
    }
    if (rows.length < ROWS_PER_SLICE) return
    after = rows.at(-1)!.n
  }
}

function withBrands(db: Database): StoreFile {
  const numbers = new Map<string, number>()
  const ids = new Map<number, string>()
  const learn = (id: string, number: number): number => {
    numbers.set(id, number)
    ids.set(number, id)
    return number
  }
  const brandNumber = (brandId: string): number | undefined => {
    const known = numbers.get(brandId)
    if (known !== undefined) return known
    const row = db.get<{ number: number }>('SELECT number FROM brands WHERE id = ?', [brandId])
    return row && learn(brandId, row.number)
  }
  return {
    db,
    brandNumber,
    ensureBrand(brandId) {
      const known = brandNumber(brandId)
      if (known !== undefined) return known
      db.run('INSERT INTO brands (id) VALUES (?)', [brandId])
      return brandNumber(brandId)!
    },
    brandId(number) {
      const known = ids.get(number)
      if (known !== undefined) return known
      const row = db.get<{ id: string }>('SELECT id FROM brands WHERE number = ?', [number])
      if (row) learn(row.id, number)
      return row?.id ?? ''
    },
    forgetBrands() {
      numbers.clear()
      ids.clear()
    },
  }
}

/** The private-use character keeps it apart from every word. */
export function brandToken(number: number): string {
  return `\ue000${number}`
}

/** What a row of the index holds. */
export function foundTokens(brand: number, text: string): string {
  return `${brandToken(brand)} ${indexText(text)}`
}

/** Of `mentions m LEFT JOIN scores s`. */
export interface MentionRow {
  readonly n: number
  readonly brand: number
  readonly published_at: number
  readonly observed_at: number
  readonly first_at: number
  readonly text_at: number
  readonly deleted_at: number | null
  readonly source: string
  readonly author_key: string | null
  readonly id: string
  readonly kind: string
  readonly text: string
  readonly lang: string | null
  readonly url: string | null
  readonly author_handle: string | null
  readonly author_followers: number | null
  readonly conversation_id: string | null
  readonly in_reply_to: string | null
  readonly score_p_neg: number | null
  readonly score_lang: string | null
  readonly score_at: number | null
}

export const MENTION_COLUMNS = `m.n, m.brand, m.published_at, m.observed_at, m.first_at, m.text_at,
  m.deleted_at, m.source, m.author_key, m.id, m.kind, m.text, m.lang, m.url, m.author_handle,
  m.author_followers, m.conversation_id, m.in_reply_to,
  s.p_neg AS score_p_neg, s.lang AS score_lang, s.at AS score_at`

/** The same condition as in `shownMention`. */
export const SHOWN_P_NEG =
  'CASE WHEN s.at >= m.text_at OR m.deleted_at IS NOT NULL THEN s.p_neg END'

export function stateOf(row: MentionRow, brandId: string): MentionState {
  return {
    document: {
      id: row.id,
      brandId,
      source: row.source,
      kind: row.kind,
      text: row.text,
      lang: row.lang,
      url: row.url,
      authorHandle: row.author_handle,
      authorFollowers: row.author_followers,
      authorKey: row.author_key,
      conversationId: row.conversation_id,
      inReplyTo: row.in_reply_to,
      publishedAt: row.published_at,
      observedAt: row.observed_at,
      pNeg: null,
      deletedAt: null,
    },
    firstAt: row.first_at,
    textAt: row.text_at,
    score: scoreOf(row.score_p_neg, row.score_lang, row.score_at),
    deletedAt: row.deleted_at,
  }
}

export function scoreOf(
  pNeg: number | null,
  lang: string | null,
  at: number | null,
): MentionState['score'] {
  return pNeg === null || at === null ? undefined : { pNeg, lang, at }
}

/** In the order of the table's columns. */
export function mentionValues(
  n: number,
  brand: number,
  key: number,
  document: MentionDocument,
  state: MentionState,
): SqlValue[] {
  return [
    n,
    brand,
    key,
    document.publishedAt,
    document.observedAt,
    state.firstAt,
    state.textAt,
    state.deletedAt,
    document.source,
    document.authorKey,
    document.id,
    document.kind,
    document.text,
    document.lang,
    document.url,
    document.authorHandle,
    document.authorFollowers,
    document.conversationId,
    document.inReplyTo,
  ]
}
