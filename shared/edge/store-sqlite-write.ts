/**
 * One batch of changes, one transaction: read what is known of the mentions concerned, merge, write what became
 * different. Rows first and the index last, in row order: FTS5 flushes its batch whenever a row number falls.
 */

import { idKey } from '../core/mention.ts'
import type { Database, SqlValue } from './sqlite.ts'
import type { MentionDocument, Rejected, StoreChange } from './store.ts'
import { refusal } from './store-check.ts'
import type { MentionChange, MentionState } from './store-merge.ts'
import { cleanText, mergeMention } from './store-merge.ts'
import type { MentionRow, StoreFile } from './store-sqlite-file.ts'
import {
  firstPlace,
  foundTokens,
  MENTION_COLUMNS,
  mentionValues,
  PLACES_PER_SECOND,
  scoreOf,
  stateOf,
} from './store-sqlite-file.ts'
import { insertRows, UNREAD, writePoint, writeRecord } from './store-sqlite-rows.ts'

/** Everything of one batch about one mention. */
interface Touched {
  readonly id: string
  readonly brand: number
  readonly key: number
  readonly changes: MentionChange[]
  /** The row number; undefined until it has one. */
  n: number | undefined
  /** What the file knows. */
  before: MentionState | undefined
}

interface IndexWrite {
  readonly n: number
  readonly known: boolean
  /** Absent where the row only goes. */
  readonly tokens?: string
}

/** Durable when it returns. @throws DatabaseError, then nothing of the batch is stored. */
export function applyChanges(file: StoreFile, changes: readonly StoreChange[]): Rejected[] {
  try {
    return file.db.transaction(() => new Batch(file).apply(changes))
  } catch (error) {
    file.forgetBrands()
    throw error
  }
}

class Batch {
  readonly #file: StoreFile
  readonly #db: Database
  readonly #touched = new Map<string, Touched>()
  readonly #rejected: Rejected[] = []
  readonly #nextPlaces = new Map<number, number>()
  readonly #newMentions: SqlValue[][] = []
  readonly #oldMentions: SqlValue[][] = []
  readonly #scores: SqlValue[][] = []
  readonly #index: IndexWrite[] = []

  constructor(file: StoreFile) {
    this.#file = file
    this.#db = file.db
  }

  apply(changes: readonly StoreChange[]): Rejected[] {
    for (const change of changes) {
      const reason = refusal(change)
      if (reason !== undefined) this.#rejected.push({ change, reason })
      else if (change.type === 'engagement') writePoint(this.#file, change.point)
      else if (change.type === 'record') writeRecord(this.#db, change.record)
      else this.#touch(change)
    }
    if (this.#touched.size > 0) {
      this.#loadMentions()
      this.#loadPending()
      for (const touched of this.#touched.values()) this.#write(touched)
      this.#flush()
    }
    return this.#rejected
  }

  #touch(change: MentionChange): void {
    const isMention = change.type === 'mention'
    const id = cleanText(isMention ? change.document.id : change.mentionId)
    const brand = this.#file.ensureBrand(
      cleanText(isMention ? change.document.brandId : change.brandId),
    )
    const name = `${brand} ${id}`
    const touched = this.#touched.get(name)
    if (touched) touched.changes.push(change)
    else {
      const key = idKey(id)
      this.#touched.set(name, {
        id,
        brand,
        key,
        changes: [change],
        n: undefined,
        before: undefined,
      })
    }
  }

  #loadMentions(): void {
    const touched = [...this.#touched.values()]
    const isScored = ({ changes }: Touched) => changes.every(({ type }) => type === 'score')
    const scored = new Set(touched.filter(isScored))
    const changed = touched.filter((one) => !scored.has(one))
    for (const row of this.#rowsOf<MentionRow>(MENTION_COLUMNS, changed)) {
      this.#know(row, () => stateOf(row, this.#file.brandId(row.brand)))
    }
    for (const row of this.#rowsOf<ScoredRow>(SCORED_COLUMNS, [...scored])) {
      // Its key finds the same mention of another brand, too.
      if (!scored.has(this.#touchedBy(row)!)) continue
      this.#know(row, () => ({
        document: UNREAD,
        firstAt: 0,
        textAt: 0,
        score: scoreOf(row.score_p_neg, row.score_lang, row.score_at),
        deletedAt: null,
      }))
    }
  }

  #rowsOf<R>(columns: string, touched: readonly Touched[]): R[] {
    if (touched.length === 0) return []
    return this.#db.all<R>(
      `SELECT ${columns} FROM json_each(?) j CROSS JOIN mentions m ON m.key = j.value
       LEFT JOIN scores s ON s.n = m.n`,
      [keysOf(touched)],
    )
  }

  #know(row: ScoredRow, state: () => MentionState): void {
    const touched = this.#touchedBy(row)
    if (!touched) return
    touched.n = row.n
    touched.before = state()
  }

  #touchedBy({ brand, id }: Pick<ScoredRow, 'brand' | 'id'>): Touched | undefined {
    return this.#touched.get(`${brand} ${id}`)
  }

  #loadPending(): void {
    if (!this.#db.get('SELECT 1 FROM pending LIMIT 1')) return
    const rows = this.#db.all<PendingRow>(
      `SELECT p.* FROM json_each(?) j CROSS JOIN pending p ON p.key = j.value`,
      [keysOf([...this.#touched.values()])],
    )
    for (const row of rows) {
      const touched = this.#touchedBy(row)
      if (!touched) continue
      touched.before = {
        document: undefined,
        firstAt: 0,
        textAt: 0,
        score: scoreOf(row.p_neg, row.lang, row.at),
        deletedAt: row.deleted_at,
      }
    }
  }

  #write(touched: Touched): void {
    const { before, brand, key, id } = touched
    let after = before
    for (const change of touched.changes) after = mergeMention(after, change)
    if (!after || after === before) return
    if (!after.document) {
      const { score, deletedAt } = after
      this.#db.run('INSERT OR REPLACE INTO pending VALUES (?, ?, ?, ?, ?, ?, ?)', [
        key,
        brand,
        id,
        score?.pNeg ?? null,
        score?.lang ?? null,
        score?.at ?? null,
        deletedAt,
      ])
      return
    }
    this.#writeMention(touched, after, after.document)
    if (before && !before.document) {
      this.#db.run('DELETE FROM pending WHERE key = ? AND brand = ? AND id = ?', [key, brand, id])
    }
  }

  #writeMention(touched: Touched, after: MentionState, document: MentionDocument): void {
    const { before, brand, key } = touched
    const known = before?.document
    const stays =
      known !== undefined && firstPlace(known.publishedAt) === firstPlace(document.publishedAt)
    const n = stays ? touched.n : this.#place(firstPlace(document.publishedAt))
    if (n === undefined) {
      const reason = `more than ${PLACES_PER_SECOND} mentions were published in this second`
      for (const change of touched.changes) this.#rejected.push({ change, reason })
      return
    }
    if (touched.n !== undefined && n !== touched.n) {
      this.#db.run('DELETE FROM mentions WHERE n = ?', [touched.n])
      this.#db.run('DELETE FROM scores WHERE n = ?', [touched.n])
      this.#index.push({ n: touched.n, known: true })
    }
    const versionChanged =
      known !== document ||
      before?.textAt !== after.textAt ||
      before.firstAt !== after.firstAt ||
      before.deletedAt !== after.deletedAt
    if (!stays || versionChanged) {
      const rows = stays ? this.#oldMentions : this.#newMentions
      rows.push(mentionValues(n, brand, key, document, after))
    }
    if (after.score && (!stays || after.score !== before?.score)) {
      this.#scores.push([n, after.score.pNeg, after.score.lang, after.score.at])
    }
    if (!stays || known?.text !== document.text || before?.deletedAt !== after.deletedAt) {
      const tokens = foundTokens(brand, after.deletedAt === null ? document.text : '')
      this.#index.push({ n, known: stays, tokens })
    }
  }

  #place(first: number): number | undefined {
    let next = this.#nextPlaces.get(first)
    const last = first + PLACES_PER_SECOND - 1
    if (next === undefined) {
      const newest = this.#db.get<{ n: number | null }>(
        'SELECT max(n) AS n FROM mentions WHERE n BETWEEN ? AND ?',
        [first, last],
      )
      next = newest?.n ? newest.n + 1 : first
    }
    if (next > last) return undefined
    this.#nextPlaces.set(first, next + 1)
    return next
  }

  #flush(): void {
    insertRows(this.#db, 'INSERT INTO mentions', this.#newMentions)
    insertRows(this.#db, 'INSERT OR REPLACE INTO mentions', this.#oldMentions)
    insertRows(this.#db, 'INSERT OR REPLACE INTO scores', this.#scores)
    this.#index.sort((a, b) => a.n - b.n)
    let removals = 0
    let fresh: SqlValue[][] = []
    const insert = () => {
      insertRows(this.#db, 'INSERT INTO found (rowid, tokens)', fresh)
      fresh = []
    }
    for (const { n, known, tokens } of this.#index) {
      if (known) {
        insert()
        removals += this.#db.run('DELETE FROM found WHERE rowid = ?', [n])
      }
      if (tokens !== undefined) fresh.push([n, tokens])
    }
    insert()
    if (removals > 0) this.#db.run('UPDATE removals SET count = count + ?', [removals])
  }
}

type ScoredRow = Pick<MentionRow, 'n' | 'brand' | 'id' | 'score_p_neg' | 'score_lang' | 'score_at'>

const SCORED_COLUMNS =
  'm.n, m.brand, m.id, s.p_neg AS score_p_neg, s.lang AS score_lang, s.at AS score_at'

/** Each once, for `json_each`. */
function keysOf(touched: readonly Touched[]): string {
  return JSON.stringify([...new Set(touched.map(({ key }) => key))])
}

interface PendingRow {
  readonly key: number
  readonly brand: number
  readonly id: string
  readonly p_neg: number | null
  readonly lang: string | null
  readonly at: number | null
  readonly deleted_at: number | null
}
