/** Plain rows of the embedded store: many at once, and those that need no merging. */

import { idKey } from '../core/mention.ts'
import type { Database, SqlValue } from './sqlite.ts'
import type { EngagementPoint, MentionDocument, StoredRecord } from './store.ts'
import { cleanText } from './store-merge.ts'
import type { StoreFile } from './store-sqlite-file.ts'

/** A call into libsql costs as much as a small row, so rows go in together. */
const ROWS_PER_CALL = 16

/** Inserts rows of one width: `head` and then the values. */
export function insertRows(db: Database, head: string, rows: readonly SqlValue[][]): void {
  const width = rows[0]?.length ?? 0
  const one = `(${Array(width).fill('?').join(',')})`
  const many = `${head} VALUES ${Array(ROWS_PER_CALL).fill(one).join(',')}`
  const whole = rows.length - (rows.length % ROWS_PER_CALL)
  let values: SqlValue[] = []
  for (let i = 0; i < whole; i++) {
    for (const value of rows[i]!) values.push(value)
    if (values.length < width * ROWS_PER_CALL) continue
    db.run(many, values)
    values = []
  }
  for (let i = whole; i < rows.length; i++) db.run(`${head} VALUES ${one}`, rows[i])
}

export function writePoint(file: StoreFile, point: EngagementPoint): void {
  const brand = file.ensureBrand(cleanText(point.brandId))
  const { at, likes, comments, shares, views } = point
  file.db.run('INSERT OR REPLACE INTO engagement VALUES (?, ?, ?, ?, ?, ?, ?)', [
    idKey(cleanText(point.mentionId)),
    brand,
    at,
    likes,
    comments,
    shares,
    views,
  ])
}

/** Of two states of one record the later stands. */
export function writeRecord(db: Database, record: StoredRecord): void {
  db.run(
    `INSERT INTO records VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, id) DO UPDATE
     SET brand_id = excluded.brand_id, at = excluded.at, body = excluded.body
     WHERE excluded.at >= records.at`,
    [
      record.kind,
      cleanText(record.id),
      cleanText(record.brandId),
      record.at,
      cleanText(record.body),
    ],
  )
}

/** A score touches nothing of a document, so where only scores come none is read; this one stands for it. */
export const UNREAD: MentionDocument = {
  id: '',
  brandId: '',
  source: '',
  kind: '',
  text: '',
  lang: null,
  url: null,
  authorHandle: null,
  authorFollowers: null,
  authorKey: null,
  conversationId: null,
  inReplyTo: null,
  publishedAt: 0,
  observedAt: 0,
  pNeg: null,
  deletedAt: null,
}
