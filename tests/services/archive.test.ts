import { describe, expect, onTestFinished, test } from 'vitest'
import { type ArchiveService, startArchive } from '../../services/archive/service.ts'
import { formatRecord } from '../../shared/core/mention.ts'
import { MINUTE_MS } from '../../shared/core/time.ts'
import { createEvents } from '../../shared/edge/events.ts'
import { pseudonyms } from '../../shared/edge/pseudonym.ts'
import type { Store, StoreChange } from '../../shared/edge/store.ts'
import { openSqliteStore } from '../../shared/edge/store-sqlite.ts'
import { GROUPS, TOPICS } from '../../shared/edge/topics.ts'
import { until } from '../harness/bus-recorder.ts'
import { readDeadLetters } from '../harness/dead-letters.ts'
import { JOURNAL_START, type JournalEntry, mentionsOf, stormyDay } from '../harness/journal.ts'
import { newFolder } from '../harness/run-world.ts'
import {
  observationsOf,
  openScoring,
  readingsOf,
  type ScoringWorld,
  stormsOf,
} from '../harness/scoring-world.ts'

const ARCHIVED = [
  TOPICS.mentions,
  TOPICS.engagement,
  TOPICS.observations,
  TOPICS.readings,
  TOPICS.storms,
  TOPICS.notifications,
]

interface ArchiveWorld extends ScoringWorld {
  readonly store: Store
  archive(store?: Store): ArchiveService
  archived(): Promise<void>
  metrics(): Promise<string>
}

async function openWorld(): Promise<ArchiveWorld> {
  const world = await openScoring()
  const store = openSqliteStore({ path: `${newFolder()}/store.db` })
  onTestFinished(() => store.close())
  const events = createEvents({ level: 'silent', elapsed: () => 0 })
  const authors = pseudonyms(new TextEncoder().encode('test'))
  return {
    ...world,
    store,
    metrics: () => events.metrics(),
    archive(over = store) {
      const service = startArchive({ bus: world.bus, store: over, events, authors })
      onTestFinished(() => service.stop())
      return service
    },
    archived: () =>
      until('all is archived', async () =>
        (await world.bus.lag(GROUPS.archive, ARCHIVED)).every(({ lag }) => lag === 0),
      ),
  }
}

/** A day with a storm, scored; its last mention gets likes and is taken back. */
async function tellDay(world: ScoringWorld): Promise<readonly JournalEntry[]> {
  const day = stormyDay('acme').likes(17).likes(40)
  const service = await world.start()
  await world.publish(day.records)
  await world.folded()
  await service.stop()
  return day.records
}

const notification = {
  type: 'notification',
  notificationId: 'acme/storm/first/0/email/lena',
  brandId: 'acme',
  at: JOURNAL_START,
}

describe('the archive', () => {
  test('finds every topic again in the store', async () => {
    const world = await openWorld()
    const records = await tellDay(world)
    const { bus, store } = world
    const value = JSON.stringify(notification)
    await bus.append([{ topic: TOPICS.notifications, key: 'acme', value }])
    world.archive()
    await world.archived()
    const mentions = mentionsOf({ records })
    const last = mentions.at(-1)!
    const found = await store.mention('acme', last.id)
    expect(found).toMatchObject({ text: last.text, lang: 'de', authorHandle: last.author!.handle })
    expect(found!.pNeg).toBeCloseTo(last.pNeg!, 3)
    expect(found!.authorKey).toMatch(/^[0-9a-z]{6,}$/)
    expect((await store.engagement('acme', last.id)).map(({ likes }) => likes)).toEqual([40])
    const page = await store.search({ text: 'furchtbar', limit: 1_000 })
    expect(page.mentions.length).toBe(mentions.filter(({ pNeg }) => pNeg === 0.95).length)
    const readings = await store.records('reading', { limit: 10_000 })
    expect(readings.length).toBe((await readingsOf(bus)).length)
    expect(readings.length).toBeGreaterThan(200)
    const storms = await store.records('storm', {})
    expect(storms.map(({ body }) => JSON.parse(body)).reverse()).toEqual(await stormsOf(bus))
    const [told] = await store.records('notification', {})
    expect(told).toEqual({
      kind: 'notification',
      id: notification.notificationId,
      brandId: 'acme',
      at: JOURNAL_START,
      body: value,
    })
  })

  test('takes text and author back when a deletion comes', async () => {
    const world = await openWorld()
    const mention = mentionsOf(stormyDay('acme'))[0]!
    const { id: mentionId, brandId, source, via } = mention
    await world.publish([mention])
    await world.bus.append([
      {
        topic: TOPICS.mentions,
        key: 'acme',
        value: formatRecord({
          type: 'deletion',
          mentionId,
          brandId,
          source,
          via,
          observedAt: mention.observedAt + MINUTE_MS,
        }),
      },
    ])
    world.archive()
    await world.archived()
    expect(await world.store.mention('acme', mentionId)).toMatchObject({
      text: '',
      authorHandle: null,
      deletedAt: mention.observedAt + MINUTE_MS,
    })
  })

  test('changes nothing when it reads everything again', async () => {
    const world = await openWorld()
    await tellDay(world)
    const first = world.archive()
    await world.archived()
    await first.stop()
    const before = await everythingIn(world.store)
    for (const topic of ARCHIVED)
      await world.bus.commit({ group: GROUPS.archive, topic, partition: 0, offset: 0 })
    world.archive()
    await world.archived()
    expect(await everythingIn(world.store)).toEqual(before)
  })
})

async function everythingIn(store: Store) {
  return {
    mentions: await store.search({ limit: 1_000 }),
    histogram: await store.histogram({}, MINUTE_MS),
    readings: await store.records('reading', { limit: 10_000 }),
    storms: await store.records('storm', {}),
  }
}

describe('a store that is down', () => {
  test('holds the offset back; afterwards nothing is missing', async () => {
    const world = await openWorld()
    await tellDay(world)
    let down = true
    let refused = 0
    const flaky: Store = {
      ...world.store,
      apply: async (changes: readonly StoreChange[]) => {
        if (down) {
          refused++
          throw new Error('connection refused')
        }
        return world.store.apply(changes)
      },
    }
    const service = world.archive(flaky)
    await until('the store was asked more than once', () => refused > 1)
    for (const { lag } of await world.bus.lag(GROUPS.archive, [TOPICS.mentions, TOPICS.storms]))
      expect(lag).toBeGreaterThan(0)
    expect(await world.metrics()).toContain('sturmwarte_problems_total{where="archive: the store"}')
    // Stopped meanwhile, it does not wait for the store.
    await service.stop()
    expect(await world.bus.committed(GROUPS.archive, TOPICS.mentions, 0)).toBeUndefined()
    const before = refused
    world.archive(flaky)
    await until('it is asked again', () => refused > before)
    down = false
    await world.archived()
    const all = await world.store.records('reading', { limit: 10_000 })
    expect(all.length).toBe((await readingsOf(world.bus)).length)
    const mentions = (await observationsOf(world.bus)).filter(({ type }) => type === 'mention')
    const counted = await world.store.histogram({}, MINUTE_MS)
    expect(counted.reduce((sum, { mentions: n }) => sum + n, 0)).toBe(mentions.length)
    expect(await readDeadLetters(world.bus)).toEqual([])
  })
})

describe('what the store refuses or nobody can read', () => {
  test('goes raw to the dead letters with its place; the rest is stored', async () => {
    const world = await openWorld()
    const reading = { type: 'reading', brandId: 'acme', at: JOURNAL_START, provisional: false }
    const values = [
      JSON.stringify(reading),
      'no json',
      JSON.stringify({ ...reading, at: 'soon' }),
      JSON.stringify({ ...reading, at: 1e300 }),
      JSON.stringify({ ...reading, brandId: '' }),
      JSON.stringify({ ...reading, at: JOURNAL_START + MINUTE_MS }),
    ]
    await world.bus.append(values.map((value) => ({ topic: TOPICS.readings, key: 'acme', value })))
    // As a store in another thread, which gives copies back.
    world.archive({
      ...world.store,
      apply: async (changes) => structuredClone(await world.store.apply(structuredClone(changes))),
    })
    await world.archived()
    const letters = await readDeadLetters(world.bus)
    const told = letters.map(({ origin, code, position, raw }) => [
      origin,
      code,
      position,
      Buffer.from(raw).toString(),
    ])
    expect(told).toEqual([
      ['archive/readings', 'unreadable', 1, values[1]],
      ['archive/readings', 'unreadable', 2, values[2]],
      ['archive/readings', 'unreadable', 3, values[3]],
      ['archive/readings', 'store-refused', 4, values[4]],
    ])
    const stored = await world.store.records('reading', {})
    expect(stored.map(({ body }) => body)).toEqual([values[5], values[0]])
    expect(await world.metrics()).toContain('archived_total{outcome="rejected"} 4')
  })
})
