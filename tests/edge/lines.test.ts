import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LINE_BYTES, type Line, linesIn, linesOf, readLines } from '../../shared/edge/lines.ts'

/** A stream that hands over exactly these pieces. */
function streamOf(pieces: Iterable<Buffer>): Readable {
  return Readable.from(pieces, { objectMode: false })
}

async function read(stream: Readable): Promise<Line[]> {
  const all: Line[] = []
  for await (const lines of linesOf(stream, 'test')) all.push(...lines)
  return all
}

function texts(lines: readonly Line[]): [number, string][] {
  return lines.map(({ number, bytes }) => [number, bytes.toString('latin1')])
}

/** Cuts at the given places, wherever they fall. */
function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b)
  return [...at, bytes.length].map((end, i) => bytes.subarray(i === 0 ? 0 : at[i - 1], end))
}

/** What the rules say, in one sentence of code. */
function expected(bytes: Buffer): [number, string][] {
  return bytes
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .split('\n')
    .map((text, index): [number, string] => [index + 1, text.replace(/\r$/, '')])
    .filter(([, text]) => text !== '')
}

const content = fc
  .array(
    fc.oneof(
      fc.constantFrom('\n', '\r\n', '\r', '\u00ef\u00bb\u00bf', '{"a":1}', '\u001f\u008b', 'ä'),
      fc.string({ unit: 'binary', maxLength: 8 }),
    ),
    { maxLength: 20 },
  )
  .map((parts) => Buffer.from(parts.join(''), 'latin1'))
const cuts = fc.array(fc.nat(1_000), { maxLength: 12 })

describe('lines', () => {
  test('are the same however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(content, cuts, async (bytes, places) => {
        fc.pre(!(bytes[0] === 0x1f && bytes[1] === 0x8b))
        const lines = texts(linesIn(bytes))
        expect(lines).toEqual(expected(bytes))
        expect(texts(await read(streamOf(cutAt(bytes, places))))).toEqual(lines)
      }),
      { numRuns: 500 },
    )
  })

  test('are the same out of gzip, of one member or several, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(content, content, cuts, async (one, two, places) => {
        const packed = Buffer.concat([gzipSync(one), gzipSync(two)])
        const pieces = cutAt(packed, places)
        expect(texts(await read(streamOf(pieces)))).toEqual(expected(gunzipSync(packed)))
      }),
      { numRuns: 200 },
    )
  })

  test('come byte by byte, also from gzip', async () => {
    const bytes = Buffer.from('\u{feff}eins\r\n\r\nzwei\n\ndrei')
    const wanted = [
      [1, 'eins'],
      [3, 'zwei'],
      [5, 'drei'],
    ]
    for (const all of [bytes, gzipSync(bytes)]) {
      const single = Array.from(all, (byte) => Buffer.of(byte))
      expect(texts(await read(streamOf(single)))).toEqual(wanted)
    }
  })

  test('of a stream of strings are read, too', async () => {
    expect(texts(await read(Readable.from(['ei', 'ns\nzw', 'ei'])))).toEqual([
      [1, 'eins'],
      [2, 'zwei'],
    ])
  })

  test('of nothing are none', async () => {
    expect(await read(streamOf([]))).toEqual([])
    expect(await read(streamOf([Buffer.alloc(0)]))).toEqual([])
    expect(await read(streamOf([gzipSync('')]))).toEqual([])
  })
})

describe('a line that is too long', () => {
  test('is cut, says so, and does not disturb the next', async () => {
    for (const length of [LINE_BYTES - 1, LINE_BYTES, LINE_BYTES + 1, 10_000_000]) {
      const bytes = Buffer.concat([Buffer.alloc(length, 'x'), Buffer.from('\r\nnext')])
      const [long, next] = await read(streamOf(cutAt(bytes, [100, 70_000, 5_000_000])))
      expect(long?.bytes.length).toBe(Math.min(length, LINE_BYTES))
      expect(next).toMatchObject({ number: 2, totalBytes: 4 })
      expect(long!.totalBytes > long!.bytes.length).toBe(length >= LINE_BYTES)
    }
  })

  test('costs no more memory than it keeps, though it never ends', async () => {
    const piece = Buffer.alloc(65_536, 'x')
    let largest = 0
    function* endless() {
      for (let i = 0; i < 4_000; i++) {
        if (i % 100 === 0) largest = Math.max(largest, process.memoryUsage().arrayBuffers)
        yield piece
      }
    }
    const before = process.memoryUsage().arrayBuffers
    const [line] = await read(streamOf(endless()))
    expect(line?.totalBytes).toBe(4_000 * 65_536)
    expect(line?.bytes.length).toBe(LINE_BYTES)
    expect(largest - before).toBeLessThan(64 * 1_048_576)
  })

  test('out of a gzip bomb costs no more, either', async () => {
    const bomb = gzipSync(Buffer.alloc(300_000_000, 'x'))
    const before = process.memoryUsage().arrayBuffers
    let largest = 0
    function* slowly() {
      for (let at = 0; at < bomb.length; at += 65_536) {
        largest = Math.max(largest, process.memoryUsage().arrayBuffers)
        yield bomb.subarray(at, at + 65_536)
      }
    }
    const [line] = await read(streamOf(slowly()))
    expect(line?.totalBytes).toBe(300_000_000)
    expect(largest - before).toBeLessThan(96 * 1_048_576)
  })
})

describe('damaged gzip', () => {
  const text = Array.from({ length: 5_000 }, (_, i) => `{"line":${i},"r":"${(i * 7919) % 997}"}`)
  const packed = gzipSync(`${text.join('\n')}\n`)

  async function until(bytes: Buffer): Promise<{ lines: Line[]; error: unknown }> {
    const lines: Line[] = []
    try {
      for await (const block of linesOf(streamOf([bytes]), 'journal.gz')) lines.push(...block)
    } catch (error) {
      return { lines, error }
    }
    return { lines, error: undefined }
  }

  test('gives every whole line before the cut, then says where', async () => {
    let most = 0
    for (const share of [0.1, 0.5, 0.9, 0.999]) {
      const { lines, error } = await until(packed.subarray(0, Math.floor(packed.length * share)))
      expect(lines.map(({ bytes }) => bytes.toString())).toEqual(text.slice(0, lines.length))
      expect(lines.length).toBeGreaterThanOrEqual(most)
      most = lines.length
      const place = lines.length > 0 ? `, after line ${lines.length}` : ''
      expect((error as Error).message).toBe(
        `journal.gz${place}: the gzip is damaged or cut short (Z_BUF_ERROR)`,
      )
    }
    expect(most).toBeGreaterThan(4_000)
  })

  test('in the middle is told; zeros behind the last member, as tapes have them, are not damage', async () => {
    const broken = Buffer.from(packed)
    broken.fill(0xff, packed.length / 2, packed.length / 2 + 20)
    expect(String((await until(broken)).error)).toContain('damaged')
    const trailed = await until(Buffer.concat([packed, Buffer.alloc(150_000)]))
    expect(trailed.error).toBeUndefined()
    expect(trailed.lines).toHaveLength(text.length)
  })
})

describe('reading', () => {
  test('ends when it is stopped, before it began and while it waits', async () => {
    const silent = new Readable({ read: () => undefined })
    const early = linesOf(silent, 'test', AbortSignal.abort())
    expect(await early.next()).toEqual({ done: true, value: undefined })
    expect(silent.destroyed).toBe(true)

    const stopping = new AbortController()
    const waiting = linesOf(new Readable({ read: () => undefined }), 'test', stopping.signal).next()
    stopping.abort()
    expect(await waiting).toEqual({ done: true, value: undefined })
  })

  test('lets go of the stream when the reader has enough', async () => {
    const stream = streamOf([Buffer.from('a\n'), Buffer.from('b\n'), Buffer.from('c\n')])
    for await (const lines of linesOf(stream, 'test')) {
      expect(texts(lines)).toEqual([[1, 'a']])
      break
    }
    expect(stream.destroyed).toBe(true)
    expect(await read(stream)).toEqual([])
  })

  test('tells what a stream says that breaks', async () => {
    function* breaking() {
      yield Buffer.from('one\ntwo\nthr')
      throw new Error('the disk is gone')
    }
    const lines: Line[] = []
    const reading = (async () => {
      for await (const block of linesOf(streamOf(breaking()), 'journal')) lines.push(...block)
    })()
    await expect(reading).rejects.toThrow('journal, after line 2: the disk is gone')
    expect(texts(lines).map(([, text]) => text)).toEqual(['one', 'two'])
  })
})

test('a file that is gone is told to whoever reads, and to nobody once reading was given up', async () => {
  const missing = '/nonexistent/journal.ndjson'
  const all = async (signal?: AbortSignal) => {
    for await (const lines of readLines(missing, signal)) expect(lines).toEqual([])
  }
  await expect(all()).rejects.toThrow(/journal\.ndjson/)
  await all(AbortSignal.abort())
  const stopping = new AbortController()
  const reading = all(stopping.signal)
  stopping.abort()
  await reading
  // An error that nobody takes would end the run of the tests; it would come with the next turn of the disk.
  await expect(stat(missing)).rejects.toThrow(/ENOENT/)
})
