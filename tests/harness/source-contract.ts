/**
 * What every source promises, run over the table of contents: a new source brings one file and one fixture, and is
 * tested. The world that `fetch` needs (a file, a port, a server) is the only thing a test may have to add.
 */

import { readFileSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { AnySource, FetchedItem, Found } from '../../services/ingest/source.ts'
import { formatRecord, type JournalRecord } from '../../shared/core/mention.ts'
import { parseRecord } from '../../shared/core/parse.ts'
import { type EpochMs, parseInstant } from '../../shared/core/time.ts'
import { type Clock, manualClock } from '../../shared/edge/clock.ts'
import type { Http } from '../../shared/edge/http.ts'
import type { Line } from '../../shared/edge/lines.ts'
import { noHttp } from './ingest-world.ts'
import { mutilatedBytes, mutilatedJson, mutilatedValues } from './mutilate.ts'

/** `tests/fixtures/sources/<name>.json`. */
export interface SourceFixture {
  /** Where the shape of the raw items is documented, and that they are written by hand. */
  readonly origin: string
  readonly options: Readonly<Record<string, unknown>>
  /** Values that an option must refuse, by its name. `undefined` cannot be written: null stands for it. */
  readonly badOptions: Readonly<Record<string, readonly unknown[]>>
  readonly observedAt: string
  /** Raw items as the platform sends them, or, for sources of lines, as text. */
  readonly raws?: readonly unknown[]
  readonly lines?: readonly string[]
  /** What they must become, in the journal's format, and the codes of what is refused. */
  readonly records: readonly unknown[]
  readonly rejects: readonly string[]
}

/** What `fetch` is run against. */
export interface SourceWorld {
  readonly options: Readonly<Record<string, unknown>>
  readonly clock: Clock
  /** Nobody may be asked, unless there is one. */
  readonly http?: Http
  /** Whether `fetch` yields the fixture's raw items by itself, so that resuming can be seen. */
  readonly yields: boolean
}

export function readFixture(name: string): SourceFixture {
  const text = readFileSync(`tests/fixtures/sources/${name}.json`, 'utf8')
  return JSON.parse(text) as SourceFixture
}

export function sourceContract(
  source: AnySource,
  fixture: SourceFixture,
  open: () => SourceWorld = () => ({
    options: fixture.options,
    clock: manualClock(instantOf(fixture)),
    yields: false,
  }),
): void {
  describe(`the source ${source.name}`, () => {
    wordsContract(source, fixture)
    readContract(source, fixture)
    optionsContract(source, fixture)
    fetchContract(source, open)
  })
}

function wordsContract(source: AnySource, fixture: SourceFixture): void {
  test('says what it is, needs, sees and cannot see, and where its fixture comes from', () => {
    expect(source.name).toMatch(/^[a-z][a-z0-9-]{1,39}$/)
    const { summary, needs, sees, cannotSee } = source
    for (const said of [summary, needs, sees, cannotSee, fixture.origin])
      expect(said.length).toBeGreaterThan(10)
  })
}

function readContract(source: AnySource, fixture: SourceFixture): void {
  const observedAt = instantOf(fixture)
  const all = (at: EpochMs) => rawsOf(fixture).flatMap((raw) => source.read(raw, at))

  describe('read', () => {
    test('makes of the fixture what stands beside it', () => {
      const found = all(observedAt)
      expect(recordsIn(found).map(asJson)).toEqual(fixture.records)
      const codes = found.flatMap((one) => (one.type === 'reject' ? [one.code] : []))
      expect(codes).toEqual(fixture.rejects)
    })

    test('gives ids that begin with the platform and do not depend on when they are read', () => {
      const ids = recordsIn(all(observedAt)).map(idOf)
      expect(recordsIn(all(observedAt + 3_600_000)).map(idOf)).toEqual(ids)
      for (const record of recordsIn(all(observedAt))) {
        if (record.type !== 'source-status')
          expect(idOf(record).startsWith(`${record.source}:`)).toBe(true)
      }
    })

    test('is pure', () => {
      for (const raw of rawsOf(fixture)) {
        const before = structuredClone(raw)
        const once = source.read(raw, observedAt)
        expect(source.read(raw, observedAt)).toEqual(once)
        expect(comparable(raw)).toEqual(comparable(before))
      }
    })

    test('never throws and never gives what the log could not carry, whatever it is handed', () => {
      let read = 0
      for (const raw of mutilated(fixture)) {
        read++
        expectSound(source.read(raw, observedAt))
      }
      expect(read).toBeGreaterThan(100)
    })

    test('keeps times in order when the clock here runs behind', () => {
      expectSound(all(observedAt - 86_400_000))
      expectSound(all(Date.UTC(2001, 0)))
    })
  })
}

function optionsContract(source: AnySource, fixture: SourceFixture): void {
  const problemsOf = (raw: Readonly<Record<string, unknown>>) => {
    const result = source.parseOptions(raw)
    return result.ok ? [] : result.problems
  }

  describe('options', () => {
    test('of the fixture are taken', () => {
      expect(problemsOf(fixture.options)).toEqual([])
    })

    test('that nobody knows are refused by name', () => {
      const problems = problemsOf({ ...fixture.options, bogus: 1 })
      expect(problems.map(({ key }) => key)).toEqual(['bogus'])
      for (const key of Object.keys(fixture.options)) expect(problems[0]?.message).toContain(key)
    })

    test('that make no sense are refused by name and with a sentence', () => {
      for (const key of Object.keys(fixture.options))
        expect(fixture.badOptions, `examples for ${key}`).toHaveProperty(key)
      for (const [key, values] of Object.entries(fixture.badOptions)) {
        for (const value of values) {
          const problems = problemsOf({ ...fixture.options, [key]: value ?? undefined })
          expect(
            problems.map((problem) => problem.key),
            JSON.stringify(value),
          ).toEqual([key])
          expect(problems[0]?.message).toMatch(/^must [^\n]{8,}[^.]$/)
        }
      }
    })
  })
}

function fetchContract(source: AnySource, open: () => SourceWorld): void {
  const start = (cursor: unknown, signal: AbortSignal, world = open()) => {
    const result = source.parseOptions(world.options)
    if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('; '))
    const { clock, http = noHttp } = world
    const items = source.fetch({ options: result.options, cursor, clock, http, signal })
    return items[Symbol.asyncIterator]()
  }

  describe('fetch', () => {
    test('ends when it is stopped before it began', async () => {
      const fetching = start(undefined, AbortSignal.abort())
      const first = await promptly(fetching.next())
      expect(first.done || first.value.length === 0).toBe(true)
      if (!first.done) await promptly(drained(fetching))
    })

    test('ends when it is stopped on its way', async () => {
      const stopping = new AbortController()
      const fetching = start(undefined, stopping.signal)
      const first = await promptly(fetching.next())
      const rest = first.done ? Promise.resolve([]) : drained(fetching)
      stopping.abort()
      await promptly(rest)
    })

    test('goes on behind any cursor, as JSON keeps it', async () => {
      const stopping = new AbortController()
      onTestFinished(() => stopping.abort())
      const world = open()
      if (!world.yields) return
      const all = await promptly(drained(start(undefined, stopping.signal, world)))
      expect(all.length).toBeGreaterThan(1)
      for (const [number, { cursor }] of all.entries()) {
        const kept: unknown = JSON.parse(JSON.stringify(cursor))
        expect(kept).toEqual(cursor)
        const rest = await promptly(drained(start(kept, stopping.signal, world)))
        expect(rest.map(bytesOf)).toEqual(all.slice(number + 1).map(bytesOf))
      }
    })
  })
}

const PATIENCE_MS = 10_000

/** Fails by itself instead of with the test's time, so that it says where. */
async function promptly<Value>(promise: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('fetch did not end')), PATIENCE_MS)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

type Item = FetchedItem<unknown, unknown>

async function drained(items: AsyncIterator<Item[]>): Promise<Item[]> {
  const all: Item[] = []
  for (let next = await items.next(); !next.done; next = await items.next()) all.push(...next.value)
  return all
}

function bytesOf(item: Item): string {
  return Buffer.from(item.bytes()).toString('latin1')
}

function rawsOf(fixture: SourceFixture): unknown[] {
  return fixture.raws ? [...fixture.raws] : (fixture.lines ?? []).map(lineFrom)
}

export function lineFrom(text: string | Buffer, index = 0): Line {
  const bytes = Buffer.from(text as string)
  return { number: index + 1, bytes, totalBytes: bytes.length }
}

function* mutilated(fixture: SourceFixture): Generator<unknown> {
  for (const raw of fixture.raws ?? []) yield* mutilatedValues(raw)
  for (const line of fixture.lines ?? []) {
    for (const bytes of mutilatedBytes(Buffer.from(line))) yield lineFrom(bytes)
    for (const value of mutilatedJson(line)) yield lineFrom(JSON.stringify(value) ?? '')
    yield { ...lineFrom(line), totalBytes: 5_000_000 }
  }
}

/** Everything in it survives the log: it reads back as it was. */
function expectSound(found: readonly Found[]): void {
  for (const one of found) {
    if (one.type === 'record') {
      const back = parseRecord(JSON.parse(formatRecord(one.record)))
      if (!back.ok) throw new Error(`${back.reason}: ${formatRecord(one.record)}`)
      expect(back.record).toEqual(one.record)
      if (one.record.type === 'mention')
        expect(one.record.publishedAt).toBeLessThanOrEqual(one.record.observedAt)
      continue
    }
    expect(one.reason.length).toBeGreaterThan(5)
    if (one.type === 'reject') expect(one.code).toMatch(/^[a-z]+(-[a-z]+)*$/)
  }
}

function recordsIn(found: readonly Found[]): JournalRecord[] {
  return found.flatMap((one) => (one.type === 'record' ? [one.record] : []))
}

function idOf(record: JournalRecord): string {
  if (record.type === 'source-status') return record.source
  return record.type === 'mention' ? record.id : record.mentionId
}

function asJson(record: JournalRecord): unknown {
  return JSON.parse(formatRecord(record))
}

function comparable(raw: unknown): unknown {
  return raw && typeof raw === 'object' && 'bytes' in raw
    ? Buffer.from(raw.bytes as Uint8Array).toString('latin1')
    : raw
}

function instantOf({ observedAt }: SourceFixture): EpochMs {
  const at = parseInstant(observedAt)
  if (at === undefined) throw new RangeError(`no instant: ${observedAt}`)
  return at
}
