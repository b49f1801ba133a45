import { describe, expect, test } from 'vitest'
import { partitionOf } from '../../shared/edge/bus.ts'
import { TOPICS } from '../../shared/edge/topics.ts'
import { until } from '../harness/bus-recorder.ts'
import {
  brandRecords,
  cursorOf,
  deadLettersIn,
  deletion,
  item,
  likes,
  mention,
  openWorld,
  recordsIn,
  scripted,
  statusesIn,
  untilAborted,
} from '../harness/ingest-world.ts'

/** Yields groups of records once, each with its number as the cursor. */
function once(...groups: unknown[][]) {
  return async function* () {
    for (const [number, records] of groups.entries()) yield [item(number + 1, ...records)]
  }
}

describe('a mention', () => {
  test('is a record of each brand that it is about, in the partition of the brand', async () => {
    const { bus, told, start } = await openWorld()
    const both = mention('Kornblum ist teurer als Almgold')
    const service = await start([
      scripted('mastodon', [once([both, mention('Almgold schmeckt'), mention('Regen')])]),
    ])
    await service.done
    const found = (await recordsIn(bus)).filter(({ record }) => record.type === 'mention')
    expect(found.map(({ key }) => key).sort()).toEqual(['almgold', 'almgold', 'kornblum'])
    for (const { record, key, partition } of found) {
      expect(record).toMatchObject({ brandId: key, source: 'mastodon', via: undefined })
      expect(partition).toBe(partitionOf(key!, 2))
    }
    expect(told.counts.get('published mastodon mention')).toBe(3)
    expect(told.counts.get('unmatched mastodon')).toBe(1)
  })

  test('that names its brand is taken if the brand is ours, whatever its text', async () => {
    const { bus, told, start } = await openWorld()
    const ours = mention('kein Name', { brandId: 'kornblum' })
    const foreign = mention('Kornblum', { brandId: 'somebody-else' })
    await (await start([scripted('mastodon', [once([ours, foreign])])])).done
    expect(await brandRecords(bus)).toMatchObject([{ id: ours.id, brandId: 'kornblum' }])
    expect(told.counts.get('unmatched mastodon')).toBe(1)
  })

  test('says through which connector it came, unless it says so itself', async () => {
    const { bus, start } = await openWorld()
    const records = [mention('Kornblum'), mention('Kornblum', { via: 'elsewhere' })]
    await (await start([['work', scripted('mastodon', [once(records)])]])).done
    const vias = (await brandRecords(bus)).map(({ via }) => via)
    expect(vias).toEqual(['work', 'elsewhere'])
    expect(await statusesIn(bus)).toEqual(['work live', 'work quiet'])
  })

  test('that is edited is a record again, also when the name is gone', async () => {
    const { bus, start } = await openWorld()
    const first = mention('Kornblum ist Betrug')
    const second = { ...first, text: 'Kornblum ist nicht gut' }
    const third = { ...first, text: 'Almgold ist nicht gut' }
    await (await start([scripted('mastodon', [once([first], [second], [third])])])).done
    const texts = (await brandRecords(bus)).map((one) => [
      one.brandId,
      one.type === 'mention' ? one.text : '',
    ])
    expect(texts.filter(([brand]) => brand === 'kornblum').map(([, text]) => text)).toEqual([
      first.text,
      second.text,
      third.text,
    ])
    expect(texts).toContainEqual(['almgold', third.text])
  })
})

describe('counters and deletions that name no brand', () => {
  const post = mention('Kornblum und Almgold')
  const later = [likes(post.id, 7), deletion(post.id), likes('mastodon:unknown', 1)]

  async function expectFollowed(bus: Parameters<typeof brandRecords>[0]) {
    const engagement = await brandRecords(bus, TOPICS.engagement)
    expect(engagement.map(({ brandId }) => brandId).sort()).toEqual(['almgold', 'kornblum'])
    const deleted = (await brandRecords(bus)).filter(({ type }) => type === 'deletion')
    expect(deleted.map(({ brandId }) => brandId).sort()).toEqual(['almgold', 'kornblum'])
  }

  test('go where the mention went', async () => {
    const { bus, told, start } = await openWorld()
    await (await start([scripted('mastodon', [once([post, ...later])])])).done
    await expectFollowed(bus)
    expect(told.counts.get('unmatched mastodon')).toBe(1)
  })

  test('go there after a restart, and from another source, too', async () => {
    const { bus, clock, start } = await openWorld()
    await (await start([scripted('mastodon', [once([post])])])).stop()
    clock.moveTo(clock.now() + 20 * 3_600_000)
    await (await start([scripted('jetstream', [once(later)])])).done
    await expectFollowed(bus)
  })
})

describe('what cannot be read', () => {
  test('is a dead letter with code, origin, place and raw bytes, and the rest goes on', async () => {
    const { bus, told, start } = await openWorld()
    const raw = Buffer.from([0xff, 0x00, 0x0a, 0x7b])
    const bad = {
      raw: [{ type: 'reject', code: 'not-json', reason: 'it is no JSON' }],
      cursor: 7,
      position: 42,
      bytes: () => raw,
    }
    const script = async function* () {
      yield [item(1, mention('Kornblum')), bad, item(8, mention('Kornblum'))]
    }
    await (await start([['feed', scripted('rss', [script])]])).done
    expect(await deadLettersIn(bus)).toEqual([
      { code: 'not-json', reason: 'it is no JSON', origin: 'feed', position: 42, raw },
    ])
    expect(told.counts.get('dead feed not-json')).toBe(1)
    expect(await brandRecords(bus)).toHaveLength(2)
    expect(await cursorOf(bus, 'feed')).toBe(8)
  })

  test('is cut where the log could not carry it, and says so', async () => {
    const { bus, start } = await openWorld()
    const raw = Buffer.alloc(2_000_000, 'x')
    const script = async function* () {
      yield [{ ...item(1, 'no record'), bytes: () => raw }]
    }
    await (await start([scripted('feed', [script])])).done
    const [letter] = await deadLettersIn(bus)
    expect(letter?.raw.length).toBe(900_000)
    expect(letter?.reason).toContain('900000 of 2000000 bytes')
  })

  test('is a dead letter even where the source throws', async () => {
    const { bus, start } = await openWorld()
    const fragile = scripted('fragile', [once([mention('Kornblum')], [mention('Kornblum')])], {
      read: (raw) => {
        if (raw === undefined) throw new Error('never')
        throw new TypeError('x is undefined')
      },
    })
    const sound = scripted('sound', [once([mention('Kornblum')])])
    await (await start([fragile, sound])).done
    expect((await deadLettersIn(bus)).map(({ code }) => code)).toEqual([
      'source-fault',
      'source-fault',
    ])
    expect(await brandRecords(bus)).toHaveLength(1)
  })
})

describe('what a source says about itself', () => {
  test('stands in every partition, once for each change', async () => {
    const { bus, start } = await openWorld({ partitions: 3 })
    await (await start([scripted('mastodon', [once([mention('Kornblum')], [mention('x')])])])).done
    for (const partition of [0, 1, 2])
      expect(await statusesIn(bus, partition)).toEqual(['mastodon live', 'mastodon quiet'])
  })

  test('is blind after three failures in a row, tried again ever later, and live again', async () => {
    const { bus, clock, told, start } = await openWorld()
    let broken = true
    const failing = scripted(
      'mastodon',
      [
        async function* () {
          if (broken) throw new Error('503 Service Unavailable')
          yield [item(1, mention('Kornblum'))]
        },
      ],
      { pollEveryMs: () => 60_001 },
    )
    await start([failing])
    for (const [tries, wait] of [1_000, 5_000, 15_000, 60_000, 300_000, 300_000].entries()) {
      await until(`it waits ${wait} ms`, () => clock.periods.includes(wait))
      expect(failing.fetches).toBe(tries + 1)
      const said = tries + 1 >= 3 ? ['mastodon blind'] : []
      expect(await statusesIn(bus)).toEqual(said)
      if (tries === 5) broken = false
      clock.moveTo(clock.now() + wait)
    }
    await until('it waits for its next turn', () => clock.periods.includes(60_001))
    expect(await statusesIn(bus)).toEqual(['mastodon blind', 'mastodon live'])
    expect(told.counts.get('problem source mastodon')).toBe(6)
    broken = true
    clock.moveTo(clock.now() + 60_001)
    await until('it begins with the shortest pause again', () => clock.periods.includes(1_000))
  })

  test('is live when it was reached and had nothing', async () => {
    const { bus, clock, start } = await openWorld()
    const polled = scripted('polled', [async function* () {}], { pollEveryMs: () => 5_000 })
    const stream = scripted('stream', [
      async function* ({ signal }) {
        yield []
        await untilAborted(signal)
      },
    ])
    await start([polled, stream])
    await until('it waits', () => clock.periods.includes(5_000))
    await until('both are told', async () => (await statusesIn(bus)).length === 2)
    expect((await statusesIn(bus)).sort()).toEqual(['polled live', 'stream live'])
  })
})

describe('a failing source', () => {
  test('stops no other', async () => {
    const { bus, start } = await openWorld()
    const failing = scripted('failing', [
      () => {
        throw new Error('at once')
      },
    ])
    const endless = scripted('endless', [
      async function* () {
        for (let i = 1; i <= 50; i++) yield [item(i, mention('Kornblum'))]
      },
    ])
    await start([failing, endless])
    await until('all is stored', async () => (await brandRecords(bus)).length === 50)
    expect(failing.fetches).toBe(1)
  })
})
