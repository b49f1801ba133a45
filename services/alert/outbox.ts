/** The mails that lie in a folder because no mail server is configured. Only what the folder lists can be opened. */

import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { EpochMs } from '../../shared/core/time.ts'
import { type ReadMail, readMail } from './eml.ts'

export interface MailHead {
  readonly file: string
  readonly at: EpochMs
  readonly to: string
  readonly subject: string
}

/** The newest are shown. */
const MOST_SHOWN = 200
const HEAD_BYTES = 16_384
const MAIL_BYTES = 1_000_000

/** Newest first; empty while there is no folder. */
export async function listMails(folder: string): Promise<MailHead[]> {
  const files = await mailFiles(folder)
  const dated = await Promise.all(
    files.map(async (file) => ({ file, at: (await stat(join(folder, file))).mtimeMs })),
  )
  const newest = dated
    .sort((a, b) => b.at - a.at || (a.file < b.file ? 1 : -1))
    .slice(0, MOST_SHOWN)
  const heads: MailHead[] = []
  for (const { file, at } of newest) {
    const { to, subject, date } = readMail(await readStart(join(folder, file), HEAD_BYTES))
    const said = Date.parse(date)
    heads.push({ file, at: Number.isFinite(said) ? said : Math.round(at), to, subject })
  }
  return heads.sort((a, b) => b.at - a.at)
}

/** @returns undefined for any name that the folder does not list as a mail. */
export async function openMail(folder: string, file: string): Promise<ReadMail | undefined> {
  if (!(await mailFiles(folder)).includes(file)) return undefined
  return readMail(await readStart(join(folder, file), MAIL_BYTES))
}

/** Plain files only: a link could lead anywhere. */
async function mailFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.eml'))
      .map(({ name }) => name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

async function readStart(path: string, most: number): Promise<Uint8Array> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    const bytes = Buffer.alloc(Math.min(size, most))
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0)
    return bytes.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
