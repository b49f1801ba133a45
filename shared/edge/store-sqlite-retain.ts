/** Forgetting, in slices of some milliseconds, between which the process does other things. */

import { setImmediate } from 'node:timers/promises'
import type { EpochMs } from '../core/time.ts'
import type { StoredRecord } from './store.ts'
import type { StoreFile } from './store-sqlite-file.ts'
import { firstPlace, PLACES_PER_SECOND } from './store-sqlite-file.ts'

const ROWS_PER_SLICE = 500
/** 20 ms and less on a machine of two cores. */
const INDEX_PAGES_PER_SLICE = 64

/** Calls `slice` until it answers 0. @returns the sum of its answers. */
export async function sliced(slice: () => number): Promise<number> {
  for (let sum = 0; ; ) {
    const done = slice()
    if (done === 0) return sum
    sum += done
    await setImmediate()
  }
}

/** Removes some mentions with their engagement, and what waits for mentions that would be too old. */
export function removeMentions(file: StoreFile, olderThan: EpochMs): number {
  const { db } = file
  const end = firstPlace(Math.max(0, olderThan)) + PLACES_PER_SECOND
  return db.transaction(() => {
    const rows = db.all<{ n: number; key: number; brand: number }>(
      `SELECT n, key, brand FROM mentions WHERE n < ? AND published_at < ?
       ORDER BY n LIMIT ${ROWS_PER_SLICE}`,
      [end, olderThan],
    )
    for (const { key, brand } of rows) {
      db.run('DELETE FROM engagement WHERE key = ? AND brand = ?', [key, brand])
    }
    const numbers = [JSON.stringify(rows.map((row) => row.n))]
    for (const [table, column] of ROWS_OF_A_MENTION) {
      db.run(`DELETE FROM ${table} WHERE ${column} IN (SELECT value FROM json_each(?))`, numbers)
    }
    db.run('UPDATE removals SET count = count + ?', [rows.length])
    return rows.length > 0 ? rows.length : removePending(file, olderThan)
  })
}

const ROWS_OF_A_MENTION = [
  ['mentions', 'n'],
  ['scores', 'n'],
  ['found', 'rowid'],
] as const

/** Counted as nothing: nobody ever saw it. */
function removePending(file: StoreFile, olderThan: EpochMs): number {
  file.db.run('DELETE FROM pending WHERE max(ifnull(at, 0), ifnull(deleted_at, 0)) < ?', [
    olderThan,
  ])
  return 0
}

export function removeRecords(
  file: StoreFile,
  kind: StoredRecord['kind'],
  olderThan: EpochMs,
): number {
  return file.db.run(
    `DELETE FROM records WHERE rowid IN
       (SELECT rowid FROM records WHERE kind = ? AND at < ? LIMIT ${ROWS_PER_SLICE})`,
    [kind, olderThan],
  )
}

/**
 * FTS5 only marks a row as gone; its words leave the file when the segments are merged. A negative number of pages
 * begins to merge all of them, positive ones go on, and less than two changes mean that nothing was left to do
 * (SQLite FTS5, section 6.8).
 */
export async function purge(file: StoreFile): Promise<void> {
  const { db } = file
  const due = count(file)
  if (due === 0) return
  const merge = (pages: number): number => {
    const before = changes(file)
    db.run(`INSERT INTO found (found, rank) VALUES ('merge', CAST(? AS INTEGER))`, [pages])
    return changes(file) - before
  }
  merge(-INDEX_PAGES_PER_SLICE)
  await sliced(() => (merge(INDEX_PAGES_PER_SLICE) < 2 ? 0 : 1))
  db.run('UPDATE removals SET count = count - ?', [due])
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
}

function count(file: StoreFile): number {
  return file.db.get<{ count: number }>('SELECT count FROM removals')?.count ?? 0
}

function changes(file: StoreFile): number {
  return file.db.get<{ n: number }>('SELECT total_changes() AS n')?.n ?? 0
}
