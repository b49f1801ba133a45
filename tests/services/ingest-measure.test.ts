import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSchedule, nextMeasureAt } from '../../services/ingest/schedule.ts'
import type { AnySource, Found } from '../../services/ingest/source.ts'
import type { MentionKind } from '../../shared/core/mention.ts'
import { HOUR_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { TOPICS } from '../../shared/edge/topics.ts'
import { until } from '../harness/bus-recorder.ts'
import {
  brandRecords,
  deadLettersIn,
  deletion,
  item,
  likes,
  mention,
  NOW,
  onDisk,
  openWorld,
  scripted,
  untilAborted,
  type World,
} from '../harness/ingest-world.ts'

const LOOK_MS = 30_000

/** Yields these records once, then waits; remembers what it was asked for. */
function measured(
  groups: unknown[][],
  answer: (ids: readonly string[], call: number) => Promise<Found[]> | Found[],
  measureBatch = 2,
) {
  const asked: string[][] = []
  const source: AnySource = scripted(
    'mastodon',
    [
      async function* ({ cursor, signal }) {
        for (let i = Number(cursor ?? 0); i < groups.length; i++) yield [item(i + 1, ...groups[i]!)]
        await untilAborted(signal)
      },
    ],
    {
      measureBatch,
      measure: async ({ posts }) => {
        const mentionIds = posts.map(({ mentionId }) => mentionId)
        asked.push(mentionIds)
        return answer(mentionIds, asked.length)
      },
    },
  )
  return { source, asked }
}

const seven = (ids: readonly string[]): Found[] =>
  ids.flatMap((id) => item(0, likes(id, 7)).raw as Found[])

function post(text: string, ageMs = 0) {
  const publishedAt = new Date(NOW - ageMs).toISOString()
  return mention(text, { publishedAt, observedAt: new Date(NOW).toISOString() })
}

/** Lets the service look at its plan as often as `forMs` asks, one look after the other, each written down. */
async function pass({ bus, clock }: World, forMs: number, asked: string[][]): Promise<void> {
  for (let passed = 0; passed < forMs; passed += LOOK_MS) {
    clock.moveTo(clock.now() + LOOK_MS)
    for (let calls = -1; calls !== asked.length; ) {
      calls = asked.length
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
      await onDisk(bus)
    }
  }
}

function newPost(number: number, publishedAt: number, kind: MentionKind = 'post') {
  return { mentionId: `m:${number}`, kind, publishedAt, foundAt: NOW }
}

describe('the plan', () => {
  test('asks young posts often, old ones seldom, and very old ones never', () => {
    expect(nextMeasureAt(0, 0)).toBe(2 * MINUTE_MS)
    expect(nextMeasureAt(0, HOUR_MS - 1)).toBe(HOUR_MS - 1 + 2 * MINUTE_MS)
    expect(nextMeasureAt(0, HOUR_MS)).toBe(HOUR_MS + 10 * MINUTE_MS)
    expect(nextMeasureAt(0, 6 * HOUR_MS)).toBe(7 * HOUR_MS)
    expect(nextMeasureAt(0, 48 * HOUR_MS)).toBe(undefined)
  })

  test('asks each post about 100 times in two days', () => {
    let asked = 0
    for (let at = nextMeasureAt(0, 0); at !== undefined; at = nextMeasureAt(0, at)) asked++
    expect(asked).toBe(30 + 30 + 42)
  })

  test('spreads turns by a tenth at most', () => {
    fc.assert(
      fc.property(
        fc.nat(47 * HOUR_MS),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (age, chance) => {
          const plain = nextMeasureAt(0, age)! - age
          const spread = nextMeasureAt(0, age, 'post', chance)! - age
          expect(Math.abs(spread - plain)).toBeLessThanOrEqual(plain / 10 + 1)
        },
      ),
    )
  })

  test('looks at comments within the hour in which a deletion must be known, after all posts', () => {
    expect(nextMeasureAt(0, 0, 'comment', 0.999)).toBeLessThan(HOUR_MS)
    expect(nextMeasureAt(0, 40 * HOUR_MS, 'comment')).toBe(40 * HOUR_MS + 50 * MINUTE_MS)
    expect(nextMeasureAt(0, 48 * HOUR_MS, 'comment')).toBe(undefined)
    const schedule = createSchedule()
    schedule.watch(newPost(1, NOW, 'comment'), 'b', NOW)
    schedule.watch(newPost(2, NOW), 'b', NOW + 55 * MINUTE_MS)
    const due = schedule.due(NOW + HOUR_MS)
    expect(due.map(({ mentionId }) => mentionId)).toEqual(['m:2', 'm:1'])
  })

  test('remembers how a post is found again, and when it was looked at', () => {
    const schedule = createSchedule()
    schedule.watch({ ...newPost(1, NOW), ref: 'here/7' }, 'b', NOW + MINUTE_MS)
    const at = NOW + 10 * MINUTE_MS
    expect(schedule.take(schedule.due(at), at)).toMatchObject([{ ref: 'here/7', measuredAt: NOW }])
    expect(schedule.due(at + HOUR_MS)).toMatchObject([{ measuredAt: at }])
  })

  test('is bounded; the oldest leave', () => {
    const schedule = createSchedule()
    for (let i = 0; i < 50_000; i++) schedule.watch(newPost(i, NOW + i), 'b', NOW + i)
    expect(schedule.size).toBeLessThanOrEqual(20_000)
    expect(schedule.brandsOf('m:49999')).toEqual(['b'])
    expect(schedule.brandsOf('m:0')).toEqual([])
  })

  test('gives the most overdue first, each once, and never an unwatched one', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40 * HOUR_MS), { maxLength: 30 }), fc.nat(30), (ages, gone) => {
        const schedule = createSchedule()
        for (const [i, age] of ages.entries()) schedule.watch(newPost(i, NOW - age), 'b', NOW)
        const later = NOW + 2 * HOUR_MS
        const due = schedule.due(later)
        const turns = due.map(({ publishedAt }) => nextMeasureAt(publishedAt, NOW)!)
        expect(turns).toEqual([...turns].sort((a, b) => a - b))
        expect(due).toHaveLength(ages.length)
        schedule.unwatch(`m:${gone}`)
        const taken = schedule.take(due, later)
        expect(taken).toHaveLength(ages.length - (gone < ages.length ? 1 : 0))
        expect(schedule.due(later)).toEqual([])
      }),
    )
  })
})

describe('measuring again', () => {
  test('follows the age of a post, and goes to all brands that it is about', async () => {
    const world = await openWorld()
    const young = post('Kornblum und Almgold')
    const old = post('Kornblum', 3 * HOUR_MS)
    const { source, asked } = measured([[young, old, post('Regen')]], seven)
    await world.start([source])
    await until('both are stored', async () => (await brandRecords(world.bus)).length === 3)
    await pass(world, 10 * MINUTE_MS, asked)
    expect(asked.filter((ids) => ids.includes(young.id))).toHaveLength(5)
    expect(asked.filter((ids) => ids.includes(old.id))).toHaveLength(1)
    const engagement = await brandRecords(world.bus, TOPICS.engagement)
    expect(engagement.filter(({ brandId }) => brandId === 'almgold')).toHaveLength(5)
    expect(engagement.filter(({ brandId }) => brandId === 'kornblum')).toHaveLength(6)
    const counted = () => world.told.counts.get('published mastodon engagement')
    await until('each is counted', () => counted() === 11)
  })

  test('asks in batches; one that fails waits for its turn and holds up no other', async () => {
    const world = await openWorld()
    const posts = Array.from({ length: 5 }, () => post('Kornblum'))
    const { source, asked } = measured([posts], (ids, call) => {
      if (call === 2) throw new Error('429 Too Many Requests')
      return seven(ids)
    })
    await world.start([source])
    await until('all are stored', async () => (await brandRecords(world.bus)).length === 5)
    await pass(world, 2 * MINUTE_MS, asked)
    expect(asked.map((ids) => ids.length)).toEqual([2, 2])
    expect(world.told.counts.get('problem source mastodon: measure')).toBe(1)
    await pass(world, LOOK_MS, asked)
    expect(asked.map((ids) => ids.length)).toEqual([2, 2, 1])
    expect(new Set(asked.flat()).size).toBe(5)
    await pass(world, 2 * MINUTE_MS, asked)
    expect(new Set(asked.slice(3).flat())).toEqual(new Set(posts.map(({ id }) => id)))
  })

  test('asks for nothing that was deleted', async () => {
    const world = await openWorld()
    const [gone, stays] = [post('Kornblum'), post('Kornblum')]
    const { source, asked } = measured([[gone, stays], [deletion(gone.id)]], seven)
    await world.start([source])
    await until('all are stored', async () => (await brandRecords(world.bus)).length === 3)
    await pass(world, 4 * MINUTE_MS, asked)
    expect(asked).toEqual([[stays.id], [stays.id]])
  })

  test('goes on after a restart with what the log holds of this connector', async () => {
    const world = await openWorld()
    const [gone, stays] = [post('Kornblum'), post('Kornblum und Almgold')]
    const groups = [[gone, stays], [deletion(gone.id)]]
    const before = measured(groups, seven)
    const first = await world.start([['work', before.source]])
    await until('all are stored', async () => (await brandRecords(world.bus)).length === 4)
    await first.stop()
    const work = measured(groups, seven)
    const other = measured([], seven)
    await world.start([
      ['work', work.source],
      ['other', other.source],
    ])
    await pass(world, 2 * MINUTE_MS, work.asked)
    expect([before.asked, work.asked, other.asked]).toEqual([[], [[stays.id]], []])
    expect(await brandRecords(world.bus, TOPICS.engagement)).toHaveLength(2)
  })

  test('that finds nonsense leaves a dead letter', async () => {
    const world = await openWorld()
    const reject: Found = { type: 'reject', code: 'bad-counter', reason: 'likes: many' }
    const { source, asked } = measured([[post('Kornblum')]], () => [reject])
    await world.start([source])
    await until('it is stored', async () => (await brandRecords(world.bus)).length === 1)
    await pass(world, 2 * MINUTE_MS, asked)
    expect(await deadLettersIn(world.bus)).toMatchObject([{ code: 'bad-counter', position: 0 }])
  })

  test('ends with the service, also while it asks', async () => {
    const world = await openWorld()
    const { source, asked } = measured([[post('Kornblum')]], () => new Promise(() => undefined))
    source.measure = ({ posts, signal }) => {
      asked.push(posts.map(({ mentionId }) => mentionId))
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
      })
    }
    const service = await world.start([source])
    await until('it is stored', async () => (await brandRecords(world.bus)).length === 1)
    await pass(world, 2 * MINUTE_MS, asked)
    expect(asked).toHaveLength(1)
    await service.stop()
    expect(world.clock.periods).toEqual([])
    expect(world.told.problems).toEqual([])
  })
})
