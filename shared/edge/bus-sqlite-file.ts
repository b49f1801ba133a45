/** The file of the embedded log: its tables, its layout number, and what is done when it is damaged. */

import type { EpochMs } from '../core/time.ts'
import { BusError } from './bus.ts'
import { type Database, DatabaseError, type DatabaseOptions, openOrMoveAside } from './sqlite.ts'

/** Raised with every change of the tables; a program meets a newer file with a refusal, never with a guess. */
const LAYOUT = 1

/**
 * `batches` holds one row for all records that one transaction appends to a partition. `latest` holds compacted
 * topics; keys are blobs because a text would be cut at a null byte.
 */
const TABLES = `
  CREATE TABLE topics (
    name TEXT PRIMARY KEY, partitions INTEGER NOT NULL, retention_ms INTEGER, compacted INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE partitions (
    id INTEGER PRIMARY KEY, topic TEXT NOT NULL, partition INTEGER NOT NULL,
    next_offset INTEGER NOT NULL DEFAULT 0, UNIQUE (topic, partition)
  ) STRICT;
  CREATE TABLE batches (
    partition_id INTEGER NOT NULL, first_offset INTEGER NOT NULL, count INTEGER NOT NULL,
    appended_at INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (partition_id, first_offset)
  ) STRICT;
  CREATE INDEX batches_by_time ON batches (partition_id, appended_at, first_offset);
  CREATE TABLE latest (
    partition_id INTEGER NOT NULL, key BLOB NOT NULL, record_offset INTEGER NOT NULL,
    appended_at INTEGER NOT NULL, value BLOB, PRIMARY KEY (partition_id, key)
  ) STRICT;
  CREATE UNIQUE INDEX latest_by_offset ON latest (partition_id, record_offset);
  CREATE TABLE committed (
    group_name TEXT NOT NULL, partition_id INTEGER NOT NULL, next_offset INTEGER NOT NULL,
    PRIMARY KEY (group_name, partition_id)
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = ${LAYOUT};
`

/** Appends are told when `bus-sqlite-sync.ts` has brought them to the disk: no transaction waits for it itself. */
const DURABILITY: DatabaseOptions = { synchronous: 'normal', secureDelete: true }

export interface LogFile {
  readonly database: Database
  /** Where a damaged predecessor was put. */
  readonly movedTo: string | undefined
}

export interface LogLimits {
  readonly maxBytes: number | undefined
  readonly walPages: number
}

/** @throws BusError when the folder cannot be written or the file is of a newer program. */
export function openLogFile(path: string, now: EpochMs, limits: LogLimits): LogFile {
  const { maxBytes, walPages } = limits
  const options = maxBytes === undefined ? DURABILITY : { ...DURABILITY, maxBytes }
  const { database, movedTo } = inBusWords(() => openOrMoveAside(path, options, now))
  const spoken = speakingBus(database)
  spoken.exec(`PRAGMA wal_autocheckpoint = ${walPages}`)
  const layout = spoken.get<{ user_version: number }>('PRAGMA user_version')?.user_version
  if (layout === 0) spoken.transaction(() => spoken.exec(TABLES))
  if (layout === 0 || layout === LAYOUT) return { database: spoken, movedTo }
  spoken.close()
  throw new BusError(
    `${path} was written by a newer version of this program (layout ${layout}, known is ${LAYOUT}). Start the newer version, or choose another data directory.`,
  )
}

/** The same database, whose errors are the bus's. */
function speakingBus(database: Database): Database {
  return {
    path: database.path,
    exec: (sql) => inBusWords(() => database.exec(sql)),
    run: (sql, params) => inBusWords(() => database.run(sql, params)),
    get: (sql, params) => inBusWords(() => database.get(sql, params)),
    all: (sql, params) => inBusWords(() => database.all(sql, params)),
    transaction: (work) => inBusWords(() => database.transaction(work)),
    close: () => database.close(),
  }
}

function inBusWords<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    throw new BusError(error.message, { cause: error })
  }
}
