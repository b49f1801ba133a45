/** Journals from files: plain or gzip NDJSON, or standard input. Read once, from where it stopped last. */

import { type Line, readLines } from '../../../shared/edge/lines.ts'
import { lineItem, notAfter, readJournalLine } from '../journal.ts'
import { Problem, readOptions, type Source } from '../source.ts'

export interface FileOptions {
  /** `-` is standard input. */
  readonly paths: readonly string[]
}

/** The last line acknowledged. */
export interface FileCursor {
  readonly path: string
  readonly line: number
}

export const file: Source<FileOptions, Line, FileCursor> = {
  name: 'file',
  summary: 'journals (NDJSON, plain or gzip) from files or standard input',
  needs: 'files in the journal format',
  sees: 'what was recorded: mentions, engagement, deletions and source states',
  cannotSee: 'anything that happened after the file was written',
  parseOptions: (raw) =>
    readOptions<FileOptions>(raw, {
      paths: (value) => {
        const paths = typeof value === 'string' ? [value] : value
        const valid =
          Array.isArray(paths) &&
          paths.length > 0 &&
          paths.every((path) => typeof path === 'string' && path !== '')
        return valid
          ? (paths as string[])
          : new Problem('must name one or more files, or - for standard input')
      },
    }),
  async *fetch({ options, cursor, signal }) {
    // Of another list of files, nothing is known: all of it is read.
    const first = options.paths.indexOf(cursor?.path ?? '')
    for (const [number, path] of options.paths.entries()) {
      if (number < first) continue
      // Standard input begins where it is; what was read of it is gone.
      const done = number === first && path !== '-' ? (cursor?.line ?? 0) : 0
      for await (const lines of readLines(path, signal)) {
        const fresh = lines.filter((line) => line.number > done)
        if (fresh.length > 0) yield fresh.map((line) => lineItem(line, { path, line: line.number }))
      }
      if (signal.aborted) return
    }
  },
  read: (line, observedAt) => [notAfter(readJournalLine(line), observedAt)],
}
