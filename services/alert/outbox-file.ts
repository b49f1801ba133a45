/**
 * Mails as files, where there is no mail server. The name is made from the instant and a hash, never from data, so that
 * no name leads out of the folder, and the same mail written twice is one file.
 */

import { createHash } from 'node:crypto'
import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Outgoing } from '../../shared/core/alert.ts'
import { formatInstant } from '../../shared/core/time.ts'
import type { SendResult } from './notifier.ts'

export function outboxDir(dataDir: string): string {
  return join(dataDir, 'outbox')
}

/** `2026-03-07T20-05-00Z-6f1c….eml`: sorted by name is sorted by time. */
export function outboxName({ at, notificationId }: Outgoing): string {
  const hash = createHash('sha256').update(notificationId).digest('hex').slice(0, 24)
  return `${formatInstant(at).replaceAll(':', '-')}-${hash}.eml`
}

/** Whole or not at all: readers see a file only when it is complete. */
export async function putIntoOutbox(
  dataDir: string,
  notification: Outgoing,
  mail: Uint8Array,
): Promise<SendResult> {
  const folder = outboxDir(dataDir)
  const path = join(folder, outboxName(notification))
  const draft = `${path}.draft`
  try {
    await mkdir(folder, { recursive: true })
    const file = await open(draft, 'w')
    try {
      await file.writeFile(mail)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
    return { ok: true }
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    const detail = `the outbox ${folder} cannot be written (${code})`
    return { ok: false, retry: true, failure: 'unreachable', detail }
  }
}
