import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { recording } from '../../services/ingest/sources/recording.ts'
import { HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { type PlaybackClock, playbackClock } from '../../shared/edge/clock.ts'
import { TOPICS } from '../../shared/edge/topics.ts'
import { until } from '../harness/bus-recorder.ts'
import {
  brandRecords,
  cursorOf,
  KORNBLUM,
  mention,
  openBus,
  openWorld,
  rememberingEvents,
  startOn,
  type TestBus,
} from '../harness/ingest-world.ts'
import { tempFolder } from '../harness/temp-folder.ts'

const FROM = Date.parse('2026-03-01T00:00:00Z')
const PLAY_FROM = FROM + 20 * HOUR_MS

/** History hour by hour, then a record each 40 s of one more hour, a few of them out of order or at the same time. */
const TIMES = [
  ...Array.from({ length: 20 }, (_, hour) => FROM + hour * HOUR_MS),
  ...Array.from({ length: 90 }, (_, i) => PLAY_FROM + i * 40_000 - (i % 7 === 0 ? 90_000 : 0)),
  ...Array.from({ length: 5 }, () => PLAY_FROM + HOUR_MS),
]
const ENDS_AT = PLAY_FROM + HOUR_MS

function journal(): string {
  const path = join(tempFolder('recording'), 'recording.ndjson')
  const lines = TIMES.map((at, number) => {
    const instant = new Date(at).toISOString()
    const id = `mastodon:${number}`
    return JSON.stringify(mention('Kornblum', { id, publishedAt: instant, observedAt: instant }))
  })
  lines.splice(30, 0, 'an unreadable line')
  writeFileSync(path, lines.join('\n'))
  return path
}

interface Hand {
  /** Where the hand was put, in order. */
  readonly moves: number[]
  readonly clock: PlaybackClock
}

function watched(speed: number, onMove: (at: number) => void = () => undefined): Hand {
  const clock = playbackClock(FROM, speed)
  const moves: number[] = []
  const moveTo = (at: number) => {
    clock.moveTo(at)
    onMove(clock.now())
    moves.push(clock.now())
  }
  return { moves, clock: { ...clock, moveTo } }
}

async function play(
  bus: TestBus,
  { clock }: Hand,
  path: string,
  runOut = '30m',
  events = rememberingEvents().events,
) {
  const parsed = recording.parseOptions({
    path,
    playFrom: new Date(PLAY_FROM).toISOString(),
    runOut,
  })
  if (!parsed.ok) throw new Error('options')
  const sources = [{ name: 'recording', source: recording, options: parsed.options }]
  return startOn({ bus, clock, events, brands: [KORNBLUM], sources })
}

async function numbersIn(bus: TestBus): Promise<number[]> {
  return (await brandRecords(bus)).flatMap((one) =>
    one.type === 'mention' ? [Number(one.id.slice('mastodon:'.length))] : [],
  )
}

const ALL = TIMES.map((_, number) => number)

describe('a recording', () => {
  test('gives history at once, then plays; the hand never passes a record that is not in the log', async () => {
    const pending = new Set(ALL)
    let overtaken = 0
    const hand = watched(200_000, (at) => {
      for (const number of pending) if (TIMES[number]! < at && TIMES[number]! >= FROM) overtaken++
    })
    const bus = await openBus(hand.clock)
    bus.stored = (records) => {
      for (const { topic, key, value } of records) {
        if (topic !== TOPICS.mentions || key === null) continue
        const { id } = JSON.parse(String(value)) as { id: string }
        pending.delete(Number(id.slice('mastodon:'.length)))
      }
    }
    await (await play(bus, hand, journal())).done
    expect(await numbersIn(bus)).toEqual(ALL)
    // Records that come out of order are behind the hand already; all others are before it.
    expect(overtaken).toBe(0)
    expect(hand.moves).toEqual([...hand.moves].sort((a, b) => a - b))
    expect(hand.moves.find((at) => at > FROM)).toBe(PLAY_FROM)
    expect(hand.clock.now()).toBe(ENDS_AT + 30 * MINUTE_MS)
  })

  test('moves the hand in steps where nothing happens, so that calm time passes, too', async () => {
    const hand = watched(100_000)
    await (await play(await openBus(hand.clock), hand, journal(), '6h')).done
    const calm = hand.moves.filter((at) => at > ENDS_AT && at < ENDS_AT + 6 * HOUR_MS)
    expect(calm.length).toBeGreaterThan(2)
    expect(hand.clock.now()).toBe(ENDS_AT + 6 * HOUR_MS)
  })

  test('goes on where it was when it is played again', async () => {
    const path = journal()
    const first = watched(20_000)
    const bus = await openBus(first.clock)
    const service = await play(bus, first, path)
    await until('some of it is played', () => first.clock.now() > PLAY_FROM + 10 * MINUTE_MS)
    await service.stop()
    const before = await numbersIn(bus)
    const stoppedAt = first.clock.now()
    expect(before.length).toBeGreaterThan(20)
    expect(before.length).toBeLessThan(ALL.length)
    const { line } = (await cursorOf(bus, 'recording')) as { line: number }
    const second = watched(200_000)
    await (await play(bus, second, path)).done
    expect(await numbersIn(bus)).toEqual(ALL)
    expect(line).toBeGreaterThanOrEqual(before.length)
    expect(second.moves[0]).toBeLessThanOrEqual(stoppedAt + HOUR_MS)
    expect(second.moves[0]).toBeGreaterThan(PLAY_FROM)
    expect(second.clock.now()).toBe(ENDS_AT + 30 * MINUTE_MS)
  })

  test('stops while it waits for its time, and the hand stays', async () => {
    const hand = watched(1)
    const bus = await openBus(hand.clock)
    const service = await play(bus, hand, journal())
    await until('history is read', () => hand.clock.now() >= PLAY_FROM)
    await service.stop()
    const at = hand.clock.now()
    expect(at).toBeLessThan(PLAY_FROM + MINUTE_MS)
    expect(await numbersIn(bus)).toEqual(ALL.filter((number) => number <= 20))
    expect(hand.clock.now()).toBe(at)
  })

  test('waits while the log refuses, and so does the hand', async () => {
    const hand = watched(200_000)
    const bus = await openBus(hand.clock)
    let refused = 0
    bus.refuses = (records) => {
      const refuses = records.some(({ key }) => key === 'kornblum') && refused < 3
      if (refuses) {
        refused++
        expect(hand.clock.now()).toBe(FROM)
      }
      return refuses
    }
    await (await play(bus, hand, journal())).done
    expect(refused).toBe(3)
    expect(await numbersIn(bus)).toEqual(ALL)
  })

  test('that is stopped while the log refuses leaves the hand where the log ends', async () => {
    const hand = watched(200_000)
    const bus = await openBus(hand.clock)
    bus.refuses = (records) => records.some(({ key }) => key === 'kornblum')
    const told = rememberingEvents()
    const service = await play(bus, hand, journal(), '30m', told.events)
    await until('it was refused', () => told.problems.length > 0)
    await service.stop()
    expect(hand.clock.now()).toBe(FROM)
    expect(await cursorOf(bus, 'recording')).toBe(undefined)
  })

  test('refuses a house whose clock is the real one, and harms nobody there', async () => {
    const { bus, clock, told, start } = await openWorld()
    await start([{ ...recording }])
    await until('it is told', () => told.problems.length > 0)
    expect(told.problems[0]).toContain('a process of its own')
    await until('it waits', () => clock.periods.includes(1_000))
    expect(await brandRecords(bus)).toEqual([])
  })
})
