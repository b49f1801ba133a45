/** Journals from files: plain or gzip NDJSON, or standard input. Read once, from where it stopped last. */

import { parseLine } from '../../../shared/core/parse.ts'
import { decodeText } from '../../../shared/edge/codec.ts'
import { type Line, readLines } from '../../../shared/edge/lines.ts'
import { type FetchedItem, type Found, Problem, readOptions, type Source } from '../source.ts'

export interface FileOptions {
  /** `-` is standard input. */
  readonly paths: readonly string[]
}

/** The last line acknowledged, of the file with this number in the list. */
export interface FileCursor {
  readonly file: number
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
    for (const [number, path] of options.paths.entries()) {
      if (cursor && number < cursor.file) continue
      const done = cursor?.file === number ? cursor.line : 0
      for await (const lines of readLines(path, signal)) {
        const fresh = lines.filter((line) => line.number > done)
        if (fresh.length > 0) yield fresh.map((line) => fileItem(line, number))
      }
    }
  },
  read: readJournalLine,
}

export function fileItem(line: Line, number: number): FetchedItem<Line, FileCursor> {
  return {
    raw: line,
    cursor: { file: number, line: line.number },
    position: line.number,
    bytes: () => line.bytes,
  }
}

/** One journal line; its own instants stand. */
export function readJournalLine(line: Line): Found[] {
  if (line.totalBytes > line.bytes.length + 1) {
    return [
      {
        type: 'reject',
        code: 'too-long',
        reason: `the line has ${line.totalBytes} bytes; it was cut`,
      },
    ]
  }
  const parsed = parseLine(decodeText(line.bytes))
  return [
    parsed.ok
      ? { type: 'record', record: parsed.record }
      : { type: 'reject', code: parsed.code, reason: parsed.reason },
  ]
}
