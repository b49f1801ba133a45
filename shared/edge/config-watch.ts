/**
 * Notices when the configuration file changes while the product runs. All or nothing: a file with problems changes
 * nothing and is reported; the last good configuration stays with whoever has it.
 */

import { createHash } from 'node:crypto'
import { type FSWatcher, readFileSync, watch } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type ReadOptions, readConfigFile } from './config-load.ts'
import type { Problem } from './config-problem.ts'
import type { Config } from './config-types.ts'

/** Editors write a file in several steps; after this much quiet it is read. */
const SETTLE_MS = 250
/** For file systems that tell nothing, and for secrets in files elsewhere. */
const POLL_MS = 15_000

export interface WatchOptions extends ReadOptions {
  readonly settleMs?: number
  readonly pollMs?: number
}

/**
 * Calls `onChange` with each new valid configuration and `onProblem` with the problems of each new invalid one,
 * never twice for the same content, and not for the content at the time of the call.
 * @returns stops watching; nothing is called afterwards.
 */
export function watchConfig(
  path: string,
  env: Readonly<Record<string, string | undefined>>,
  onChange: (config: Config) => void,
  onProblem: (problems: readonly Problem[]) => void,
  options: WatchOptions = {},
): () => void {
  let last = fingerprint(path)
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  const look = (): void => {
    if (stopped) return
    const now = fingerprint(path)
    if (now === last) return
    last = now
    const result = readConfigFile(path, env, options)
    if (result.ok) onChange(result.config)
    else onProblem(result.problems)
  }
  const soon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(look, options.settleMs ?? SETTLE_MS)
    timer.unref()
  }

  const watcher = watchFolder(dirname(resolve(path)), soon)
  const poll = setInterval(look, options.pollMs ?? POLL_MS)
  poll.unref()
  return () => {
    stopped = true
    clearTimeout(timer)
    clearInterval(poll)
    watcher?.close()
  }
}

function watchFolder(folder: string, changed: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, changed)
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return undefined
  }
}

/** Of the file and of the files that its references name. */
function fingerprint(path: string): string {
  const hash = createHash('sha256')
  const text = contentOf(path)
  hash.update(text)
  for (const [, name = ''] of text.toString().matchAll(/\$\{file:([^{}]{1,1000})\}/g)) {
    hash.update('\0').update(contentOf(resolve(dirname(path), name)))
  }
  return hash.digest('hex')
}

function contentOf(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    return Buffer.from('\0unreadable')
  }
}
