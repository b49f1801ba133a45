/** Folders of one test, gone with it. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** To be called within a test, before what lies in it is opened: what was asked for last is undone first. */
export function tempFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `sturmwarte-${name}-`))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}
