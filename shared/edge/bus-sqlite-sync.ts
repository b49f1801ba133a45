/**
 * Brings committed transactions to the disk while the process goes on: the write-ahead file is synced in another
 * thread. A transaction is in that file whole or not at all and none before those in front of it, so that a power cut
 * takes back the last ones and nothing else; the kill of a process takes back none.
 */

import { type FileHandle, open } from 'node:fs/promises'
import { BusError } from './bus.ts'

export class WalSync {
  readonly #path: string
  #file: Promise<FileHandle> | undefined

  /** @param path of the database; its write-ahead file stands beside it from the first transaction on. */
  constructor(path: string) {
    this.#path = `${path}-wal`
  }

  /** Resolves when everything committed before is on the disk. @throws BusError */
  async sync(): Promise<void> {
    try {
      this.#file ??= open(this.#path, 'r+')
      await (await this.#file).datasync()
    } catch (cause) {
      this.#file = undefined
      const why = cause instanceof Error ? cause.message : String(cause)
      throw new BusError(
        `${this.#path} cannot be brought to the disk (${why}). Check the disk; what was not acknowledged is offered again.`,
        { cause },
      )
    }
  }

  /** To be called before the database is closed, which removes the file. */
  async close(): Promise<void> {
    const file = await this.#file?.catch(() => undefined)
    this.#file = undefined
    await file?.close()
  }
}
