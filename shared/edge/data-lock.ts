/**
 * One process at a time works in a data directory. The lock is the operating system's, on a file of SQLite's, and
 * goes with the process however that ends; `owner.json` beside it only serves the sentence for the second one.
 */

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { EpochMs } from '../core/time.ts'
import { type Database, DatabaseError, explain, openDatabase } from './sqlite.ts'

export interface DataOwner {
  readonly pid: number
  readonly host: string
  readonly since: EpochMs
}

export interface DataLock {
  /** Harmless when repeated. */
  release(): void
}

/** Another process works in the directory. The command line then ends with status 75: try again later. */
export class DataDirectoryBusyError extends Error {
  override readonly name = 'DataDirectoryBusyError'
  readonly directory: string
  /** Not known in the moment in which the other one begins. */
  readonly owner: DataOwner | undefined

  constructor(directory: string, owner: DataOwner | undefined) {
    super(
      `The data directory ${directory} is in use by ${nameOf(owner)}. Stop that process first, or choose another data directory.`,
    )
    this.directory = directory
    this.owner = owner
  }
}

/**
 * Creates the directory where it is missing and locks it for this process.
 * @throws DataDirectoryBusyError when another process has the lock, or this one already.
 * @throws DatabaseError when the directory cannot be made or written; `message` says what to do.
 */
export function lockDataDirectory(directory: string, now: EpochMs): DataLock {
  const ownerPath = join(directory, 'owner.json')
  const database = lock(join(directory, 'lock.db'))
  if (!database) throw new DataDirectoryBusyError(directory, readOwner(ownerPath))
  const owner: DataOwner = { pid: process.pid, host: hostname(), since: now }
  try {
    writeFileSync(ownerPath, `${JSON.stringify(owner)}\n`)
  } catch (error) {
    unlock(database)
    throw explain(ownerPath, error)
  }
  held.add(database)
  return {
    release() {
      if (!held.delete(database)) return
      rmSync(ownerPath, { force: true })
      unlock(database)
    },
  }
}

/** A connection that nobody refers to is collected and its lock is lost; these must last as long as the process. */
const held = new Set<Database>()

/** Of several that begin an immediate transaction at the same instant exactly one succeeds. */
function lock(path: string): Database | undefined {
  let database: Database | undefined
  try {
    database = openDatabase(path, { synchronous: 'normal', busyTimeoutMs: 0, wal: false })
    database.exec('BEGIN IMMEDIATE')
    return database
  } catch (error) {
    database?.close()
    if (error instanceof DatabaseError && error.reason === 'busy') return undefined
    throw error
  }
}

function unlock(database: Database): void {
  database.exec('ROLLBACK')
  database.close()
}

function readOwner(path: string): DataOwner | undefined {
  try {
    const owner = JSON.parse(readFileSync(path, 'utf8')) as Partial<DataOwner>
    const { pid, host, since } = owner
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof since !== 'number') return
    return { pid, host, since }
  } catch {
    return undefined
  }
}

function nameOf(owner: DataOwner | undefined): string {
  if (!owner) return 'another process'
  return `process ${owner.pid} on ${owner.host} since ${new Date(owner.since).toISOString()}`
}
