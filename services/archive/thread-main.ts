/** The archive's thread: what runs in it is `open.ts`; here only its beginning and its end. */

import { parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../../shared/edge/clock.ts'
import { openArchive } from './open.ts'
import type { ArchiveFiles, ArchiveMessage } from './thread.ts'

const port = parentPort
if (!port) throw new Error('this file is the start of a thread, not a program')
const say = (message: ArchiveMessage) => port.postMessage(message)

try {
  const archive = await openArchive(workerData as ArchiveFiles, systemClock, {
    archived: (records, rejected) => say({ type: 'archived', records, rejected }),
    problem: (where, error) => say({ type: 'problem', where, message: textOf(error) }),
  })
  archive.done.catch((error: unknown) => say({ type: 'failed', message: textOf(error) }))
  port.once('message', () => {
    archive.stop().then(
      () => {
        say({ type: 'stopped' })
        port.close()
      },
      (error: unknown) => {
        say({ type: 'failed', message: textOf(error) })
        port.close()
      },
    )
  })
  say({ type: 'started' })
} catch (error) {
  say({ type: 'failed', message: textOf(error) })
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
