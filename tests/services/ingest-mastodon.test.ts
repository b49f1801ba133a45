/** The ingest service with the source `mastodon`: from a post to its counters, its comments, its edit and its end. */

import { expect, onTestFinished, test } from 'vitest'
import { mastodon } from '../../services/ingest/sources/mastodon.ts'
import { createHttp } from '../../shared/edge/http.ts'
import { TOPICS } from '../../shared/edge/topics.ts'
import { until } from '../harness/bus-recorder.ts'
import {
  ALMGOLD,
  brandRecords,
  KORNBLUM,
  NOW,
  onDisk,
  openWorld,
  startOn,
  statusesIn,
  type World,
} from '../harness/ingest-world.ts'
import { startMastodon } from '../harness/mastodon-server.ts'

const MINUTE = 60_000

async function openService(existing?: World) {
  const world = existing ?? (await openWorld())
  const server = await startMastodon()
  const { bus, clock, told } = world
  const read = mastodon.parseOptions({ instances: [server.url], tags: ['kornblum'] })
  if (!read.ok) throw new Error(read.problems[0]?.message)
  const { options } = read
  const begin = () => {
    const http = createHttp({ clock, version: '1', allow: [server.host], random: () => 0.5 })
    onTestFinished(() => http.close())
    const sources = [{ name: 'mastodon', source: mastodon, options: { ...options } }]
    return startOn({ bus, clock, http, events: told.events, brands: [KORNBLUM, ALMGOLD], sources })
  }
  /** Lets the time of the service pass, and what it asks for be answered. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 10_000) {
      clock.moveTo(clock.now() + 10_000)
      for (let asked = -1; asked !== server.asked.length; ) {
        asked = server.asked.length
        for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate)
        await onDisk(bus)
      }
    }
  }
  return { ...world, server, begin, pass }
}

const textsOf = async (world: Pick<World, 'bus'>) =>
  (await brandRecords(world.bus)).map((record) =>
    record.type === 'mention' ? record.text : record.type,
  )

test('a post is followed: counters, an edit, comments of its brand, a deletion', async () => {
  const world = await openService()
  const { server, bus } = world
  const post = server.post('#kornblum ist Betrug', NOW)
  await world.begin()
  await until('the post is there', async () => (await textsOf(world)).length === 1)
  post.favourites_count = 7
  server.post('bei mir auch', NOW + 1, { in_reply_to_id: post.id })
  await world.pass(3 * MINUTE)
  await until('the comment is there', async () => (await textsOf(world)).includes('bei mir auch'))
  const engagement = await brandRecords(bus, TOPICS.engagement)
  expect(engagement).toContainEqual(
    expect.objectContaining({ likes: 7, comments: 1, brandId: 'kornblum' }),
  )
  server.edit(post.id, '#kornblum ist nicht gut', world.clock.now())
  await world.pass(3 * MINUTE)
  await until('the edit is there', async () =>
    (await textsOf(world)).includes('#kornblum ist nicht gut'),
  )
  server.remove(post.id)
  await world.pass(3 * MINUTE)
  await until('the end is there', async () => (await textsOf(world)).includes('deletion'))
  const records = await brandRecords(bus)
  expect(new Set(records.map(({ brandId }) => brandId))).toEqual(new Set(['kornblum']))
  const deleted = records.filter(({ type }) => type === 'deletion')
  expect(deleted).toMatchObject([{ mentionId: `mastodon:${post.uri}` }])
})

test('after a restart it is measured on, where it was seen', async () => {
  const world = await openService()
  const { server, bus } = world
  const post = server.post('#kornblum', NOW, { uri: 'https://far.example/objects/1' })
  const first = await world.begin()
  await until('the post is there', async () => (await textsOf(world)).length === 1)
  await first.stop()
  post.favourites_count = 99
  await world.begin()
  await world.pass(4 * MINUTE)
  await until('it was measured', async () =>
    (await brandRecords(bus, TOPICS.engagement)).some(
      (one) => one.type === 'engagement' && one.likes === 99,
    ),
  )
  expect(await textsOf(world)).toEqual(['#kornblum'])
})

test('an instance that is away makes the source blind within two minutes, and live again', async () => {
  const world = await openService()
  const { server } = world
  server.instead = (response) => response.writeHead(502).end()
  await world.begin()
  await world.pass(2 * MINUTE)
  await until('it is told', async () => (await statusesIn(world.bus)).includes('mastodon blind'))
  server.instead = undefined
  await world.pass(10 * MINUTE)
  await until('it is well', async () => (await statusesIn(world.bus)).at(-1) === 'mastodon live')
})

test('an instance that limits us makes the source slow, not blind', async () => {
  const world = await openService()
  const { server } = world
  server.post('#kornblum', NOW)
  server.allowance = 1
  server.resetAt = NOW + 5 * MINUTE
  await world.begin()
  await world.pass(2 * MINUTE)
  await until('it is told', async () => (await statusesIn(world.bus)).includes('mastodon slow'))
  server.allowance = 300
  await world.pass(5 * MINUTE)
  await until('it is well', async () => (await statusesIn(world.bus)).at(-1) === 'mastodon live')
  expect(await statusesIn(world.bus)).not.toContain('mastodon blind')
})
