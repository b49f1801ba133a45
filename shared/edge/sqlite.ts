/**
 * The one door to `libsql`, for the log and the store: WAL files, cached statements, transactions, and errors that
 * say what, where and what to do. Everything is synchronous.
 *
 * Three habits of libsql 0.5 that callers must know: a text is cut at its first null byte when it is read (keep
 * foreign text that may hold one as a blob); a boolean parameter would abort the process (it is refused here);
 * a closed connection lives on until its statements are collected (so a file is moved aside only before use).
 */

import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import Libsql from 'libsql'
import type { EpochMs } from '../core/time.ts'

export type SqlValue = string | number | bigint | Uint8Array | null

/** A row by column names; blobs are Buffers of their own memory. */
export type Row = Readonly<Record<string, string | number | Buffer | null>>

export interface DatabaseOptions {
  /** `full`: a finished transaction survives a power cut. `normal`: it survives a crash of the process. */
  readonly synchronous: 'full' | 'normal'
  /** False only for a file that holds nothing but a lock. */
  readonly wal?: boolean
  /** How long a statement blocks the process while another one writes; default 2 s. */
  readonly busyTimeoutMs?: number
  /** The largest the file may become; beyond it writes fail as on a full disk. */
  readonly maxBytes?: number
  /** Overwrites what is deleted with zeros; for personal data. */
  readonly secureDelete?: boolean
  /** Reads the whole file at opening and throws `damaged` when it is not sound; about 0.3 s a gigabyte from cache. */
  readonly check?: boolean
}

export interface Database {
  readonly path: string
  /** One or more statements without parameters and results. */
  exec(sql: string): void
  /** Returns the number of changed rows. */
  run(sql: string, params?: readonly SqlValue[]): number
  get<R = Row>(sql: string, params?: readonly SqlValue[]): R | undefined
  all<R = Row>(sql: string, params?: readonly SqlValue[]): R[]
  /** `BEGIN IMMEDIATE`, `work`, `COMMIT`; rolled back when `work` throws. Inside another one it joins that one. */
  transaction<T>(work: () => T): T
  /** Harmless when repeated. */
  close(): void
}

export type DatabaseErrorReason =
  | 'full'
  | 'read-only'
  | 'damaged'
  | 'busy'
  | 'unreachable'
  | 'disk'
  | 'closed'
  | 'statement'

/** `message` says what, where and what to do; `reason` is for programs. Only `statement` is a fault of ours. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
  readonly reason: DatabaseErrorReason

  constructor(reason: DatabaseErrorReason, message: string, cause?: unknown) {
    super(message, { cause })
    this.reason = reason
  }
}

/** Opens or creates the file and its folder. @throws DatabaseError */
export function openDatabase(path: string, options: DatabaseOptions): Database {
  let native: Libsql.Database | undefined
  try {
    mkdirSync(dirname(path), { recursive: true })
    native = new Libsql(path)
    native.exec(`PRAGMA busy_timeout = ${options.busyTimeoutMs ?? 2_000}`)
    if (options.check) native.exec(CHECK)
    if (options.wal !== false) native.exec('PRAGMA journal_mode = WAL')
    native.exec(`PRAGMA synchronous = ${options.synchronous}`)
    if (options.secureDelete) native.exec('PRAGMA secure_delete = ON')
    if (options.maxBytes !== undefined) {
      native.exec(
        `PRAGMA max_page_count = ${Math.max(1, Math.floor(options.maxBytes / PAGE_BYTES))}`,
      )
    }
    return new LibsqlDatabase(path, native)
  } catch (error) {
    native?.close()
    throw explain(path, error)
  }
}

/**
 * Opens with a check. A damaged file is renamed to `<path>.corrupt-<instant>` and an empty one takes its place; the
 * caller tells the operator. Only for a path that this process has not opened before.
 */
export function openOrMoveAside(
  path: string,
  options: DatabaseOptions,
  now: EpochMs,
): { readonly database: Database; readonly movedTo: string | undefined } {
  try {
    return { database: openDatabase(path, { ...options, check: true }), movedTo: undefined }
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.reason !== 'damaged') throw error
  }
  const movedTo = `${path}.corrupt-${new Date(now).toISOString().replaceAll(':', '')}`
  try {
    for (const suffix of ['-shm', '-wal', '']) {
      if (existsSync(path + suffix)) renameSync(path + suffix, movedTo + suffix)
    }
  } catch (error) {
    throw explain(path, error)
  }
  return { database: openDatabase(path, options), movedTo }
}

const PAGE_BYTES = 4096

/**
 * `quick_check` as a statement that fails (by an overflow) instead of answering: a prepared statement would keep
 * the connection alive after `close`, and its late end would delete the WAL of the file that took the place.
 */
const CHECK_FAILED = 'integer overflow'
const CHECK = `SELECT CASE WHEN (SELECT group_concat(quick_check) FROM pragma_quick_check) <> 'ok'
  THEN abs(-9223372036854775808) END`

class LibsqlDatabase implements Database {
  readonly path: string
  readonly #native: Libsql.Database
  readonly #statements = new Map<string, { native: NativeStatement; columns: string[] }>()
  #depth = 0

  constructor(path: string, native: Libsql.Database) {
    this.path = path
    this.#native = native
  }

  exec(sql: string): void {
    this.#guarded(() => this.#native.exec(sql))
  }

  run(sql: string, params: readonly SqlValue[] = []): number {
    return this.#guarded(() => this.#statement(sql).native.run(bound(params)).changes)
  }

  get<R = Row>(sql: string, params: readonly SqlValue[] = []): R | undefined {
    return this.#guarded(() => {
      const { native, columns } = this.#statement(sql)
      const values = native.get(bound(params)) as unknown[] | undefined
      return values && (named(columns, values) as R)
    })
  }

  all<R = Row>(sql: string, params: readonly SqlValue[] = []): R[] {
    return this.#guarded(() => {
      const { native, columns } = this.#statement(sql)
      return native.all(bound(params)).map((values) => named(columns, values as unknown[]) as R)
    })
  }

  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work()
    this.exec('BEGIN IMMEDIATE')
    this.#depth++
    try {
      const result = work()
      this.exec('COMMIT')
      return result
    } catch (error) {
      this.#rollBack()
      throw error
    } finally {
      this.#depth--
    }
  }

  close(): void {
    if (!this.#native.open) return
    try {
      this.#native.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch {
      // What stays in the WAL is read from there the next time.
    }
    this.#statements.clear()
    this.#native.close()
  }

  /** SQLite may have rolled back by itself (full disk), and a second failure must not hide the first. */
  #rollBack(): void {
    try {
      if (this.#native.inTransaction) this.#native.exec('ROLLBACK')
    } catch {
      // The next BEGIN will tell.
    }
  }

  #statement(sql: string): { native: NativeStatement; columns: string[] } {
    const known = this.#statements.get(sql)
    if (known) return known
    const native = this.#native.prepare(sql)
    const columns = native.reader ? native.columns().map((column) => column.name) : []
    const statement = { native: native.reader ? native.raw() : native, columns }
    this.#statements.set(sql, statement)
    return statement
  }

  #guarded<T>(work: () => T): T {
    if (!this.#native.open) {
      throw new DatabaseError('closed', `${this.path} is closed; this is a fault of the program.`)
    }
    try {
      return work()
    } catch (error) {
      throw explain(this.path, error)
    }
  }
}

type NativeStatement = Libsql.Statement<[unknown[]]>

/** libsql aborts the process on a boolean; whatever the types say, that must not be in a stranger's hands. */
function bound(params: readonly SqlValue[]): unknown[] {
  for (const value of params as readonly unknown[]) {
    const known =
      value === null ||
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'bigint' ||
      value instanceof Uint8Array
    if (!known) throw new TypeError(`a ${typeof value} cannot be stored`)
  }
  return params as unknown[]
}

function named(columns: readonly string[], values: readonly unknown[]): Row {
  const row: Record<string, unknown> = {}
  for (let i = 0; i < columns.length; i++) row[columns[i]!] = values[i]
  return row as Row
}

/** The sentence for whatever libsql or the file system threw. */
export function explain(path: string, error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error
  const { code, message } = error as { code?: string; message?: string }
  const detail = message ?? String(error)
  const reason = detail === CHECK_FAILED ? 'damaged' : reasonOf(code ?? '', detail)
  return new DatabaseError(reason, sentence(reason, path, detail), error)
}

const REASONS: readonly (readonly [RegExp, DatabaseErrorReason])[] = [
  [/^(SQLITE_FULL|ENOSPC|EDQUOT)/, 'full'],
  [/^(SQLITE_READONLY|SQLITE_PERM|EROFS|EACCES|EPERM)/, 'read-only'],
  [/^(SQLITE_NOTADB|SQLITE_CORRUPT)/, 'damaged'],
  [/^(SQLITE_BUSY|SQLITE_LOCKED)/, 'busy'],
  [/^(SQLITE_CANTOPEN|ENOTDIR|EEXIST|ENOENT|EISDIR|ENAMETOOLONG)/, 'unreachable'],
  [/^(SQLITE_IOERR|EIO)/, 'disk'],
]

function reasonOf(code: string, detail: string): DatabaseErrorReason {
  if (detail.startsWith('ConnectionFailed')) return 'unreachable'
  return REASONS.find(([pattern]) => pattern.test(code))?.[1] ?? 'statement'
}

function sentence(reason: DatabaseErrorReason, path: string, detail: string): string {
  switch (reason) {
    case 'full':
      return `No space left to write ${path}. Free disk space or raise the limit of its size; writing then works again by itself.`
    case 'read-only':
      return `${path} cannot be written by this user. Change the permissions of the file and its folder, or choose another data directory.`
    case 'damaged':
      return `${path} is damaged or not a database (${detail}). Move it aside or put a backup in its place, then start again.`
    case 'busy':
      return `${path} is locked by another process. Wait until that one is done, or stop it.`
    case 'unreachable':
      return `${path} cannot be opened (${detail}). Check that its folder is a folder and may be written, or choose another data directory.`
    case 'disk':
      return `The disk failed while ${path} was read or written (${detail}). Check the disk, then start again.`
    default:
      return `${path}: ${detail}`
  }
}
