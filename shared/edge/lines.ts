/** Reads lines of a file, of standard input or of a buffer, plain or gzip, with a limit on what one line may hold. */

import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

export interface Line {
  /** From 1 on. */
  readonly number: number
  /** Without the line break (`\n` or `\r\n`) and, at the very start, without a byte order mark. Cut at `LINE_BYTES`. */
  readonly bytes: Buffer
  /** What the line measured before it was cut: more than `bytes.length` only then. */
  readonly totalBytes: number
}

/**
 * A longer line is kept up to here, so that a file without line breaks cannot fill the memory. No readable record is
 * longer: `parse.ts` takes a million UTF-16 units, of three bytes at most.
 */
export const LINE_BYTES = 4 * 1_048_576

/** Read at once: some hundred records, so that the log is asked seldom and nothing waits long. */
const READ_BYTES = 262_144
/** Gzip swells a thousandfold at most: so much of it becomes 16 MB before anybody can look. */
const UNPACK_BYTES = 16_384
const [NEWLINE, RETURN, GZIP_1, GZIP_2] = [10, 13, 0x1f, 0x8b]
const BYTE_ORDER_MARK = Buffer.of(0xef, 0xbb, 0xbf)

/**
 * Yields the lines in blocks, as they come off the disk; empty lines are left out but counted.
 * @param path a file, or `-` for standard input.
 * @throws LinesError when the file cannot be read or its gzip is damaged; what came before was yielded.
 */
export async function* readLines(path: string, signal?: AbortSignal): AsyncGenerator<Line[]> {
  if (path === '-') {
    yield* linesOf(process.stdin, 'standard input', signal)
    return
  }
  const raw = createReadStream(path, { highWaterMark: READ_BYTES })
  // Whoever reads hears of it; a file that cannot be opened after reading was given up concerns nobody.
  raw.on('error', () => undefined)
  yield* linesOf(raw, path, signal)
}

/** The lines of a stream, which is used up afterwards; one that was used up before has none. */
export async function* linesOf(
  raw: Readable,
  name: string,
  signal?: AbortSignal,
): AsyncGenerator<Line[]> {
  const splitter = new LineSplitter()
  const abort = () => raw.destroy()
  signal?.addEventListener('abort', abort, { once: true })
  try {
    if (signal?.aborted || raw.destroyed) return
    for await (const chunk of unpacked(raw)) {
      const lines = splitter.take(chunk)
      if (lines.length > 0) yield lines
      if (signal?.aborted) return
    }
    const rest = splitter.end()
    if (rest.length > 0) yield rest
  } catch (error) {
    if (signal?.aborted) return
    const place = splitter.lines > 0 ? `, after line ${splitter.lines}` : ''
    throw new LinesError(`${name}${place}: ${explain(error)}`, { cause: error })
  } finally {
    signal?.removeEventListener('abort', abort)
    raw.destroy()
  }
}

/** The lines of what is already here. */
export function linesIn(bytes: Buffer): Line[] {
  const splitter = new LineSplitter()
  return [...splitter.take(bytes), ...splitter.end()]
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

/** Looks at the first two bytes and passes everything through gunzip or not. */
async function* unpacked(raw: Readable): AsyncGenerator<Buffer> {
  const chunks = raw[Symbol.asyncIterator]() as AsyncIterator<Buffer | string, undefined>
  let head: Buffer = Buffer.alloc(0)
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    head = Buffer.concat([head, bufferOf(next.value)])
    if (head.length > 1) break
  }
  const all = prepended(head, chunks)
  yield* head[0] === GZIP_1 && head[1] === GZIP_2 ? gunzipped(all) : all
}

async function* prepended(
  head: Buffer,
  chunks: AsyncIterator<Buffer | string, undefined>,
): AsyncGenerator<Buffer> {
  yield head
  for (let next = await chunks.next(); !next.done; next = await chunks.next())
    yield bufferOf(next.value)
}

function bufferOf(chunk: Buffer | string): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk)
}

/** A stream's own reading would drop what it holds when the end is damaged; here everything before it is yielded. */
async function* gunzipped(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip()
  let out: Buffer[] = []
  let failed: Error | undefined
  let ended = false
  let wake: () => void = () => undefined
  gunzip.on('data', (data: Buffer) => out.push(data))
  gunzip.on('error', (error) => {
    failed = error
    wake()
  })
  // Comes early when zeros follow the last member; then no write is answered any more.
  gunzip.on('end', () => {
    ended = true
    wake()
  })
  const step = async (act: (done: () => void) => void) => {
    await new Promise<void>((resolve) => {
      wake = resolve
      act(resolve)
    })
    const data = out
    out = []
    return data
  }
  try {
    for await (const chunk of chunks) {
      for (let from = 0; from < chunk.length && !ended; from += UNPACK_BYTES) {
        const part = chunk.subarray(from, from + UNPACK_BYTES)
        yield* await step((done) => gunzip.write(part, () => done()))
        if (failed) throw failed
      }
      if (ended) return
    }
    yield* await step(() => gunzip.end())
    if (failed) throw failed
  } finally {
    gunzip.destroy()
  }
}

class LineSplitter {
  lines = 0
  /** The beginning of a line whose end has not come yet; grows by doubling, so that tiny chunks cost no more. */
  #held: Buffer = Buffer.alloc(0)
  #heldBytes = 0
  #total = 0

  take(chunk: Buffer): Line[] {
    const found: Line[] = []
    let from = 0
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      this.#close(chunk.subarray(from, at), found)
      from = at + 1
    }
    this.#hold(chunk.subarray(from))
    return found
  }

  end(): Line[] {
    const found: Line[] = []
    if (this.#total > 0) this.#close(Buffer.alloc(0), found)
    return found
  }

  #hold(part: Buffer): void {
    this.#total += part.length
    const needed = Math.min(this.#heldBytes + part.length, LINE_BYTES)
    if (needed > this.#held.length) {
      const larger = Buffer.allocUnsafe(
        Math.min(LINE_BYTES, Math.max(needed, this.#held.length * 2)),
      )
      this.#held.copy(larger, 0, 0, this.#heldBytes)
      this.#held = larger
    }
    part.copy(this.#held, this.#heldBytes)
    this.#heldBytes = needed
  }

  /** @param part the line's end, or the whole of it: then it is not copied. */
  #close(part: Buffer, found: Line[]): void {
    this.lines++
    let bytes = part
    if (this.#total > 0) {
      this.#hold(part)
      bytes = this.#held.subarray(0, this.#heldBytes)
      this.#held = Buffer.alloc(0)
      this.#heldBytes = 0
    }
    let totalBytes = this.#total || part.length
    this.#total = 0
    if (bytes.length > LINE_BYTES) bytes = bytes.subarray(0, LINE_BYTES)
    if (this.lines === 1 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK)) {
      bytes = bytes.subarray(3)
      totalBytes -= 3
    }
    if (totalBytes === bytes.length && bytes.at(-1) === RETURN) {
      bytes = bytes.subarray(0, -1)
      totalBytes--
    }
    if (bytes.length > 0) found.push({ number: this.lines, bytes, totalBytes })
  }
}
