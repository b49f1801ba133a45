import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readJournalLine } from '../../services/ingest/journal.ts'
import type { Found } from '../../services/ingest/source.ts'
import { type FileCursor, file } from '../../services/ingest/sources/file.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import { linesOf } from '../../shared/edge/lines.ts'
import { until } from '../harness/bus-recorder.ts'
import {
  brandRecords,
  cursorOf,
  deadLettersIn,
  folder,
  KORNBLUM,
  mention,
  NOW,
  noHttp,
  openWorld,
  startOn,
  type World,
} from '../harness/ingest-world.ts'

function write(name: string, content: string | Buffer, where = folder()): string {
  const path = join(where, name)
  writeFileSync(path, content)
  return path
}

function journal(from: number, to: number): string {
  let text = ''
  for (let i = from; i < to; i++)
    text += `${JSON.stringify(mention(`Kornblum ${i}`, { id: `mastodon:${i}` }))}\n`
  return text
}

/** Everything the source yields: what it found, and where. */
async function readAll(paths: readonly string[], cursor?: FileCursor) {
  const found: { found: Found; cursor: FileCursor }[] = []
  const { signal } = new AbortController()
  const context = { options: { paths }, cursor, clock: systemClock, http: noHttp, signal }
  const fetching = file.fetch(context)
  for await (const items of fetching) {
    for (const one of items) found.push({ found: file.read(one.raw, NOW)[0]!, cursor: one.cursor })
  }
  return found
}

function idsOf(all: Awaited<ReturnType<typeof readAll>>): string[] {
  return all.map(({ found }) => {
    if (found.type !== 'record') return found.type === 'reject' ? found.code : 'skip'
    return found.record.type === 'mention' ? found.record.id : found.record.type
  })
}

describe('a journal', () => {
  test.each<[string, (text: string) => string | Buffer]>([
    ['plain', (text) => text],
    ['gzip', (text) => gzipSync(text)],
    [
      'gzip in several members',
      (text) => Buffer.concat([gzipSync(text.slice(0, 99)), gzipSync(text.slice(99))]),
    ],
    ['with CRLF', (text) => text.replaceAll('\n', '\r\n')],
    ['with a byte order mark', (text) => `\ufeff${text}`],
    ['without a last line break', (text) => text.trimEnd()],
    ['with empty lines', (text) => `\n\r\n${text.replaceAll('\n', '\n\n')}\n`],
  ])('%s is read', async (_, written) => {
    expect(idsOf(await readAll([write('journal', written(journal(0, 3)))]))).toEqual([
      'mastodon:0',
      'mastodon:1',
      'mastodon:2',
    ])
  })

  test('has an unreadable line of 10 MB, of 20 MB, and readable ones around it', async () => {
    for (const megabytes of [10, 20]) {
      const long = Buffer.alloc(megabytes * 1e6, 'x')
      const path = write(
        'long',
        Buffer.concat([Buffer.from(journal(0, 1)), long, Buffer.from(`\n${journal(1, 2)}`)]),
      )
      const all = await readAll([path])
      expect(idsOf(all)).toEqual(['mastodon:0', 'too-long', 'mastodon:1'])
      expect(all[1]?.found).toMatchObject({
        reason: `the line has ${megabytes}000000 bytes; it was cut`,
      })
      expect(idsOf(await readAll([write('only', long)]))).toEqual(['too-long'])
    }
  })

  test('with invalid UTF-8 keeps what can be read, and the raw bytes of what cannot', async () => {
    const good = Buffer.from(`${JSON.stringify(mention('Kornblum ist X'))}\n`)
    good[good.indexOf('X')] = 0xff
    const bad = Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a])
    const world = await openWorld()
    await serve(world, [write('journal', Buffer.concat([good, bad]))])
    expect(await brandRecords(world.bus)).toMatchObject([{ text: 'Kornblum ist \ufffd' }])
    const [letter] = await deadLettersIn(world.bus)
    expect(letter).toMatchObject({ code: 'not-json', origin: 'file', position: 2 })
    expect(Buffer.from(letter?.raw ?? [])).toEqual(bad.subarray(0, -1))
  })

  test('tells nothing of the future: a clock that runs ahead is put right', async () => {
    const late = mention('Kornblum', {
      publishedAt: '2099-01-01T00:00:00Z',
      observedAt: '2099-01-01T00:00:00Z',
    })
    const [one] = await readAll([write('journal', JSON.stringify(late))])
    expect(one?.found).toMatchObject({ record: { publishedAt: NOW, observedAt: NOW } })
  })
})

describe('a file that cannot be read', () => {
  test.each<[string, string, () => string]>([
    [
      'that is missing',
      'missing.ndjson: there is no such file',
      () => join(folder(), 'missing.ndjson'),
    ],
    ['that is a folder', 'this is a folder; name the files in it', folder],
    [
      'whose gzip is cut',
      'the gzip is damaged or cut short',
      () => write('cut.gz', gzipSync(journal(0, 9)).subarray(0, 90)),
    ],
  ])('%s is told in a sentence', async (_, sentence, path) => {
    await expect(readAll([path()])).rejects.toThrow(sentence)
  })

  test('gives what it has, waits, and is read on when it was mended', async () => {
    const world = await openWorld()
    const text = journal(0, 3_000)
    const packed = gzipSync(text)
    const path = write('journal.gz', packed.subarray(0, packed.length - 2_000))
    const service = await serve(
      world,
      [path, write('next', journal(3_000, 3_001))],
      [KORNBLUM],
      false,
    )
    await until('it waits', () => world.clock.periods.includes(1_000))
    const before = (await brandRecords(world.bus)).length
    expect(before).toBeGreaterThan(1_000)
    writeFileSync(path, packed)
    world.clock.moveTo(NOW + 1_000)
    await service.done
    const ids = (await brandRecords(world.bus)).map((one) => (one.type === 'mention' ? one.id : ''))
    expect(ids).toEqual(Array.from({ length: 3_001 }, (_, i) => `mastodon:${i}`))
  })

  test('holds up no other source', async () => {
    const world = await openWorld()
    await startOn({
      ...world,
      events: world.told.events,
      brands: [KORNBLUM],
      sources: [
        { name: 'gone', source: file, options: { paths: [join(folder(), 'gone')] } },
        { name: 'here', source: file, options: { paths: [write('here', journal(0, 5))] } },
      ],
    })
    await until('the other is read', async () => (await brandRecords(world.bus)).length === 5)
  })
})

describe('a cursor', () => {
  test('in the middle of the second file goes on there', async () => {
    const paths = [
      write('a', journal(0, 4)),
      write('b.gz', gzipSync(journal(4, 8))),
      write('c', journal(8, 9)),
    ]
    const all = await readAll(paths)
    expect(all).toHaveLength(9)
    const rest = await readAll(paths, all[5]!.cursor)
    expect(idsOf(rest)).toEqual(['mastodon:6', 'mastodon:7', 'mastodon:8'])
  })

  test('finds its file when others are added before it, and begins anew when it is gone', async () => {
    const [a, b] = [write('a', journal(0, 4)), write('b', journal(4, 6))]
    const { cursor } = (await readAll([a]))[1]!
    expect(idsOf(await readAll([b, a], cursor))).toEqual(['mastodon:2', 'mastodon:3'])
    expect(await readAll([b], cursor)).toHaveLength(2)
    expect(await readAll([b], JSON.parse('{"odd":true}'))).toHaveLength(2)
  })

  test('is kept by the service, and the same file brings only what was added', async () => {
    const world = await openWorld()
    const path = write('journal', journal(0, 2))
    await serve(world, [path])
    expect(await cursorOf(world.bus, 'file')).toEqual({ path, line: 2 })
    writeFileSync(path, journal(0, 3))
    await serve(world, [path])
    expect(await brandRecords(world.bus)).toHaveLength(3)
  })
})

describe('standard input', () => {
  test('is read as it comes, line by line, to its end', async () => {
    const input = new PassThrough()
    const found: Found[] = []
    const reading = (async () => {
      for await (const lines of linesOf(input, 'standard input'))
        found.push(...lines.map(readJournalLine))
    })()
    const text = journal(0, 2)
    input.write(text.slice(0, 30))
    input.write(text.slice(30))
    await until('two are read', () => found.length === 2)
    input.end(journal(2, 3).trimEnd())
    await reading
    expect(found.map(({ type }) => type)).toEqual(['record', 'record', 'record'])
  })

  test('has no past: a cursor from another run leaves nothing out', async () => {
    const real = Object.getOwnPropertyDescriptor(process, 'stdin')!
    onTestFinished(() => void Object.defineProperty(process, 'stdin', real))
    const input = Readable.from([Buffer.from(journal(0, 3))], { objectMode: false })
    Object.defineProperty(process, 'stdin', { value: input, configurable: true })
    expect(await readAll(['-'], { path: '-', line: 2 })).toHaveLength(3)
    expect(await readAll(['-'], { path: '-', line: 2 })).toEqual([])
  })

  test('that is stopped while it waits lets go', async () => {
    const stopping = new AbortController()
    const lines = linesOf(new PassThrough(), 'standard input', stopping.signal)
    const next = lines.next()
    stopping.abort()
    expect((await next).done).toBe(true)
  })
})

test('the folder that holds a journal may have any name', async () => {
  const where = join(folder(), 'Ordner mit Leerzeichen ä#%20')
  mkdirSync(where)
  expect(await readAll([write('j.ndjson', journal(0, 1), where)])).toHaveLength(1)
})

async function serve(world: World, paths: string[], brands = [KORNBLUM], wait = true) {
  const service = await startOn({
    ...world,
    events: world.told.events,
    brands,
    sources: [{ name: 'file', source: file, options: { paths } }],
  })
  if (wait) await service.done
  return service
}
