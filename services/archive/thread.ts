/**
 * The archive in a thread of its own, for the one process that is everything: writing the index costs as much as all
 * the rest, and must not make anybody wait. It shares nothing with the others but log and store.
 */

import { Worker } from 'node:worker_threads'
import { systemClock } from '../../shared/edge/clock.ts'
import type { Events } from '../../shared/edge/events.ts'
import type { StoreSettings } from '../../shared/edge/store-open.ts'
import type { ArchiveService } from './service.ts'

/** Where the thread finds log, store and the key of the pseudonyms. */
export interface ArchiveFiles {
  readonly logPath: string
  readonly store: StoreSettings
  readonly keyPath: string
}

/** From the thread: it runs, or something happened that is counted here, or it failed for good. */
export type ArchiveMessage =
  | { readonly type: 'started' }
  | { readonly type: 'archived'; readonly records: number; readonly rejected: number }
  | { readonly type: 'problem'; readonly where: string; readonly message: string }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'stopped' }

/** Room for young objects, thrice what survives one collection at most: a step holds some thousand records. */
const YOUNG_MB = 96

/**
 * Starts archiving. Run from source (tests: Node 20 starts no worker from TypeScript) it does so in this thread.
 * @throws what opening the log or the store throws
 */
export async function startArchiveThread(
  files: ArchiveFiles,
  events: Events,
): Promise<ArchiveService> {
  if (import.meta.url.endsWith('.ts')) {
    const { openArchive } = await import('./open.ts')
    return openArchive(files, systemClock, events)
  }
  const worker = new Worker(new URL('./thread-main.js', import.meta.url), {
    workerData: files,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  })
  let fail: (error: Error) => void = () => undefined
  let finish: () => void = () => undefined
  const done = new Promise<void>((resolve, reject) => {
    finish = resolve
    fail = reject
  })
  done.catch(() => undefined)
  const stopped = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    worker.on('error', (cause) => {
      const error = new Error(`the archive's thread failed: ${cause.message}`, { cause })
      fail(error)
      reject(error)
    })
    worker.on('message', (message: ArchiveMessage) => {
      if (message.type === 'started') resolve()
      else if (message.type === 'archived') events.archived(message.records, message.rejected)
      else if (message.type === 'problem') events.problem(message.where, message.message)
      else if (message.type === 'stopped') finish()
      else {
        const error = new Error(message.message)
        fail(error)
        reject(error)
      }
    })
  })
  return {
    done,
    stop: async () => {
      worker.postMessage('stop')
      await stopped
    },
  }
}
