import { describe, expect, test } from 'vitest'
import { TOPICS } from '../../shared/edge/topics.ts'
import { until } from '../harness/bus-recorder.ts'
import {
  brandRecords,
  cursorOf,
  item,
  mention,
  openWorld,
  scripted,
  untilAborted,
} from '../harness/ingest-world.ts'

/** A source of numbered posts that goes on behind its cursor and then waits. */
function numbered(posts: number) {
  const all = Array.from({ length: posts }, (_, i) => mention(`Kornblum ${i + 1}`))
  const source = scripted('numbered', [
    async function* ({ cursor, signal }) {
      for (let i = Number(cursor ?? 0); i < posts; i++) yield [item(i + 1, all[i])]
      await untilAborted(signal)
    },
  ])
  return { source, ids: all.map(({ id }) => id) }
}

async function idsIn(bus: Parameters<typeof brandRecords>[0]): Promise<string[]> {
  return (await brandRecords(bus)).map((one) => (one.type === 'mention' ? one.id : ''))
}

const holdsMention = (records: readonly { topic: string; key: string | null }[]) =>
  records.some(({ topic, key }) => topic === TOPICS.mentions && key !== null)

describe('a cursor', () => {
  test('is stored behind what the log took, and the next start goes on there', async () => {
    const { bus, start } = await openWorld()
    const few = numbered(3)
    const first = await start([few.source])
    await until('three are stored', async () => (await idsIn(bus)).length === 3)
    await first.stop()
    expect(await cursorOf(bus, 'numbered')).toBe(3)
    const more = numbered(5)
    await start([more.source])
    await until('five are stored', async () => (await idsIn(bus)).length === 5)
    expect(await idsIn(bus)).toEqual([...few.ids, ...more.ids.slice(3)])
  })

  test('stays where it is while the log refuses; nothing is lost and nothing comes twice', async () => {
    const { bus, clock, told, start } = await openWorld()
    const { source, ids } = numbered(4)
    let refused = 0
    bus.refuses = (records) => holdsMention(records) && refused < 2 && ++refused <= 2
    const service = await start([source])
    for (const wait of [200, 1_000]) {
      await until(`the block waits ${wait} ms`, () => clock.periods.includes(wait))
      expect(await idsIn(bus)).toEqual([])
      expect(await cursorOf(bus, 'numbered')).toBe(undefined)
      clock.moveTo(clock.now() + wait)
    }
    await until('all are stored', async () => (await idsIn(bus)).length === 4)
    expect(await idsIn(bus)).toEqual(ids)
    // A reader sees a record before its writer hears that it is on the disk.
    await service.stop()
    expect(source.fetches).toBe(1)
    expect(told.counts.get('published numbered mention')).toBe(4)
    expect(told.problems).toContain('source numbered: log: the log is full')
    expect(await cursorOf(bus, 'numbered')).toBe(4)
  })

  test('never overtakes what is acknowledged, at whatever write the log fails', async () => {
    for (let failing = 0; failing < 8; failing++) {
      const { bus, clock, start } = await openWorld()
      let writes = 0
      bus.refuses = () => writes++ === failing
      const stored = new Set<string>()
      let ahead = 0
      bus.stored = (records) => {
        for (const { topic, value } of records) {
          if (topic === TOPICS.mentions) stored.add(String(JSON.parse(String(value)).id))
          if (topic === TOPICS.ingestState) {
            const { cursor } = JSON.parse(String(value)) as { cursor: number }
            if (!ids.slice(0, cursor).every((id) => stored.has(id))) ahead++
          }
        }
      }
      const { source, ids } = numbered(3)
      const service = await start([source])
      await until('all are stored', async () => {
        if (clock.periods.length > 0) clock.moveTo(clock.now() + 1_000)
        return new Set(await idsIn(bus)).size === 3
      })
      await service.stop()
      expect(ahead).toBe(0)
      expect(await cursorOf(bus, 'numbered')).toBe(3)
    }
  })

  test('that could not be stored makes the source repeat itself and no more', async () => {
    const { bus, told, start } = await openWorld()
    bus.refuses = (records) => records.some(({ topic }) => topic === TOPICS.ingestState)
    const { source, ids } = numbered(2)
    const service = await start([source])
    await until('both are stored', async () => (await idsIn(bus)).length === 2)
    await service.stop()
    expect(told.counts.get('problem ingest: cursors')).toBeGreaterThan(0)
    bus.refuses = () => false
    await start([numbered(2).source])
    await until('both came again', async () => (await idsIn(bus)).length === 4)
    expect(ids).toHaveLength(2)
  })
})

describe('stopping', () => {
  test('is prompt while a source waits for the world, for its turn, or for its next try', async () => {
    const { clock, start } = await openWorld()
    const waiting = scripted('waiting', [
      async function* ({ signal }) {
        await untilAborted(signal)
        yield []
      },
    ])
    const resting = scripted('resting', [async function* () {}], { pollEveryMs: () => 86_400_000 })
    const failing = scripted('failing', [
      async function* () {
        yield []
        throw new Error('no')
      },
    ])
    const service = await start([waiting, resting, failing])
    await until('they wait', () => [86_400_000, 1_000].every((ms) => clock.periods.includes(ms)))
    await service.stop()
    expect(clock.periods).toEqual([])
    expect([waiting.fetches, resting.fetches, failing.fetches]).toEqual([1, 1, 1])
  })

  test('is prompt while the log refuses, and leaves the cursor behind what is not stored', async () => {
    const { bus, clock, start } = await openWorld()
    bus.refuses = holdsMention
    const { source } = numbered(2)
    const service = await start([source])
    await until('the block waits', () => clock.periods.includes(200))
    await service.stop()
    expect(await cursorOf(bus, 'numbered')).toBe(undefined)
  })
})
