/** How a command ends: exit statuses and sentences for people. Results go to standard output, the rest to standard error. */

import {
  type Config,
  formatProblem,
  type LoadResult,
  type ReadOptions,
  readConfigFile,
} from '../../shared/edge/config.ts'

export const EXIT = { done: 0, failed: 1, usage: 2, busy: 75 } as const

/** Ends the command with a status and a message of whole sentences. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly status: number
  constructor(message: string, status: number = EXIT.failed) {
    super(message)
    this.status = status
  }
}

/** Reads a configuration, or ends the command with every mistake in it at its line and column. */
export function configOrExit(path: string, options: ReadOptions = {}): Config {
  return resultOrExit(readConfigFile(path, process.env, options), path)
}

function resultOrExit(result: LoadResult, path: string): Config {
  if (result.ok) return result.config
  throw new CommandError(
    result.problems.map((problem) => formatProblem(problem, path)).join('\n'),
    EXIT.usage,
  )
}

/** Writes results; waits when the reader is slow. A reader that closes early is no error. */
export async function print(text: string): Promise<void> {
  if (closed) return
  if (!process.stdout.write(text)) {
    await new Promise<void>((resolve) => {
      process.stdout.once('drain', resolve)
      process.stdout.once('close', resolve)
    })
  }
}

let closed = false

/** `sturmwarte … | head` must end quietly. */
export function tolerateClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    closed = true
    process.exit(EXIT.done)
  })
}
