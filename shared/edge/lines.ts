/** Reads lines of a file, of standard input or of a buffer, plain or gzip, with a limit on what one line may hold. */

import { createReadStream } from 'node:fs'
import { type Readable, Transform } from 'node:stream'
import { createGunzip } from 'node:zlib'

export interface Line {
  /** From 1 on. */
  readonly number: number
  /** Without the line break (`\n` or `\r\n`). Cut at `LINE_BYTES`. */
  readonly bytes: Buffer
  /** What the line measured before it was cut. */
  readonly totalBytes: number
}

/** A longer line is kept up to here, so that a file without line breaks cannot fill the memory. */
export const LINE_BYTES = 16 * 1_048_576

const [NEWLINE, RETURN, GZIP_1, GZIP_2] = [10, 13, 0x1f, 0x8b]

/**
 * Yields the lines in blocks, as they come off the disk; empty lines are left out but counted.
 * @param path a file, or `-` for standard input.
 * @throws LinesError when the file cannot be read or its gzip is damaged; what came before was yielded.
 */
export async function* readLines(path: string, signal?: AbortSignal): AsyncGenerator<Line[]> {
  const raw = path === '-' ? process.stdin : createReadStream(path)
  yield* linesOf(raw, path === '-' ? 'standard input' : path, signal)
}

export async function* linesOf(
  raw: Readable,
  name: string,
  signal?: AbortSignal,
): AsyncGenerator<Line[]> {
  const splitter = new LineSplitter()
  const stream = raw.pipe(gunzipIfNeeded())
  raw.on('error', (error) => stream.destroy(error))
  const abort = () => stream.destroy()
  signal?.addEventListener('abort', abort, { once: true })
  try {
    for await (const chunk of stream) {
      const lines = splitter.take(chunk as Buffer)
      if (lines.length > 0) yield lines
    }
    const rest = splitter.end()
    if (rest.length > 0) yield rest
  } catch (error) {
    if (signal?.aborted) return
    throw new LinesError(`${name}, after line ${splitter.lines}: ${explain(error)}`, {
      cause: error,
    })
  } finally {
    signal?.removeEventListener('abort', abort)
    raw.destroy()
  }
}

/** A file that cannot be read (on). */
export class LinesError extends Error {
  override readonly name = 'LinesError'
}

function explain(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EISDIR') return 'this is a folder; name the files in it'
  if (code === 'EACCES') return 'this user may not read it'
  if (code?.startsWith('Z_')) return `the gzip is damaged or cut short (${code})`
  return message
}

/** Looks at the first two bytes and passes the rest through gunzip or not. */
function gunzipIfNeeded(): Transform {
  let inner: Transform | undefined
  let started = false
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (!started) {
        started = true
        if (chunk[0] === GZIP_1 && chunk[1] === GZIP_2) {
          inner = createGunzip()
          inner.on('data', (data) => this.push(data))
          inner.on('error', (error) => this.destroy(error))
        }
      }
      if (inner) inner.write(chunk, (error) => done(error ?? undefined))
      else done(null, chunk)
    },
    flush(done) {
      if (!inner) done()
      else inner.end(() => done())
    },
  })
}

class LineSplitter {
  lines = 0
  #parts: Buffer[] = []
  #kept = 0
  #total = 0

  take(chunk: Buffer): Line[] {
    const found: Line[] = []
    let from = 0
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      this.#add(chunk.subarray(from, at))
      this.#close(found)
      from = at + 1
    }
    this.#add(chunk.subarray(from))
    return found
  }

  end(): Line[] {
    const found: Line[] = []
    if (this.#total > 0) this.#close(found)
    return found
  }

  #add(part: Buffer): void {
    this.#total += part.length
    const room = LINE_BYTES - this.#kept
    if (part.length === 0 || room <= 0) return
    const kept = part.length > room ? part.subarray(0, room) : part
    this.#parts.push(kept)
    this.#kept += kept.length
  }

  #close(found: Line[]): void {
    this.lines++
    let bytes = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts)
    if (bytes.at(-1) === RETURN) bytes = bytes.subarray(0, -1)
    if (bytes.length > 0) found.push({ number: this.lines, bytes, totalBytes: this.#total })
    this.#parts = []
    this.#kept = 0
    this.#total = 0
  }
}
