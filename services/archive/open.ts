/** The archive with its own log and store, opened and closed with it. */

import { openSqliteBus } from '../../shared/edge/bus-sqlite.ts'
import type { Clock } from '../../shared/edge/clock.ts'
import { pseudonyms, readOrMakeKey } from '../../shared/edge/pseudonym.ts'
import { openStoreHere } from '../../shared/edge/store-open.ts'
import { type ArchiveEvents, type ArchiveService, startArchive } from './service.ts'
import type { ArchiveFiles } from './thread.ts'

/** 8 MB; here the wait for the disk holds up nobody but the archive. */
const WAL_PAGES = 2_000

export async function openArchive(
  files: ArchiveFiles,
  clock: Clock,
  events: ArchiveEvents,
): Promise<ArchiveService> {
  const bus = openSqliteBus({ path: files.logPath, clock, walPages: WAL_PAGES })
  const store = await openStoreHere(files.store)
  const authors = pseudonyms(readOrMakeKey(files.keyPath))
  const archive = startArchive({ bus, store, events, authors })
  return {
    done: archive.done,
    stop: async () => {
      await archive.stop()
      await store.close()
      await bus.close()
    },
  }
}
