/** The source `mastodon` against servers that answer like Mastodon and like GoToSocial. */

import { describe, expect, test } from 'vitest'
import { mastodon } from '../../services/ingest/sources/mastodon.ts'
import { TOKEN } from '../harness/mastodon-server.ts'
import { mentionsIn, NOON, openMastodonWorld, textsIn } from '../harness/mastodon-world.ts'

const MINUTE = 60_000
const numbers = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `${from + i} #kornblum`)

describe('a tag', () => {
  test('is read from its newest page on, the oldest first, then only what is new', async () => {
    const world = await openMastodonWorld()
    const { server } = world
    for (const [i, text] of numbers(0, 60).entries()) server.post(text, NOON - (60 - i) * MINUTE)
    expect(textsIn(await world.round())).toEqual(numbers(20, 60))
    world.later(MINUTE)
    expect(await world.round()).toEqual([])
    server.post('new #kornblum', NOON)
    world.later(MINUTE)
    const [mention, sample, ...more] = await world.round()
    expect(mention).toMatchObject({
      id: expect.stringMatching(/^mastodon:http:.*\/users\/lena\/statuses\/\d+$/),
      text: 'new #kornblum',
      author: { handle: '@lena@127.0.0.1' },
      publishedAt: NOON,
    })
    expect([sample?.type, more]).toEqual(['engagement', []])
  })

  test('of which more was said than fits on a page is read without a gap', async () => {
    const world = await openMastodonWorld()
    world.server.post('first #kornblum', NOON)
    await world.round()
    for (const [i, text] of numbers(0, 250).entries()) world.server.post(text, NOON + 1_000 + i)
    world.later(MINUTE)
    expect(textsIn(await world.round())).toEqual(numbers(0, 250))
    expect(world.notes).toContain('catching-up')
    expect(await world.round()).toEqual([])
    expect(world.notes).toEqual([])
  })

  test('goes on after a crash in the middle of a backlog behind what was stored', async () => {
    const world = await openMastodonWorld()
    world.server.post('first #kornblum', NOON)
    await world.round()
    const stored = world.cursor
    for (const [i, text] of numbers(0, 90).entries()) world.server.post(text, NOON + 1_000 + i)
    world.later(MINUTE)
    await world.round()
    world.restart(stored)
    expect(textsIn(await world.round())).toEqual(numbers(0, 90))
    world.restart()
    expect(await world.round()).toEqual([])
  })

  test('is looked through again for posts that arrive late, and none is told twice', async () => {
    const world = await openMastodonWorld()
    const { server } = world
    server.post('first #kornblum', NOON)
    expect(textsIn(await world.round())).toEqual(['first #kornblum'])
    world.later(10 * MINUTE)
    server.post('second #kornblum', world.clock.now())
    expect(textsIn(await world.round())).toEqual(['second #kornblum'])
    // Said before the second, and federated only now: its id is older than the one read last.
    server.post('late #kornblum', NOON + 9 * MINUTE, {
      uri: 'https://far.example/users/tom/statuses/1',
    })
    const told: string[] = []
    for (let minute = 0; minute < 15; minute++) {
      world.later(MINUTE)
      told.push(...textsIn(await world.round()))
    }
    expect(told).toEqual(['late #kornblum'])
  })

  test('that nobody used for years is no news', async () => {
    const world = await openMastodonWorld()
    world.server.post('long ago #kornblum', NOON - 49 * 60 * MINUTE)
    expect(await world.round()).toEqual([])
  })

  test('is asked for once a minute, and sometimes twice', async () => {
    const world = await openMastodonWorld()
    world.server.post('first #kornblum', NOON)
    for (let minute = 0; minute < 60; minute++) {
      await world.round()
      world.later(MINUTE)
    }
    expect(world.server.asked.length).toBeLessThan(60 + 60 / 5 + 5)
  })
})

describe('several instances', () => {
  test('that know the same post tell one mention', async () => {
    const world = await openMastodonWorld({}, 2)
    const [home, far] = world.servers
    const { uri } = home!.post('here #kornblum', NOON)
    far!.post('here #kornblum', NOON, { uri })
    const ids = mentionsIn(await world.round()).map(({ id }) => id)
    expect(ids).toEqual([`mastodon:${uri}`, `mastodon:${uri}`])
  })

  test('of which one fails are read all the same, and it is said', async () => {
    const world = await openMastodonWorld({ tags: ['kornblum', 'almgold'] }, 2)
    const [bad, good] = world.servers
    bad!.instead = (response) => response.writeHead(502).end()
    good!.post('here #kornblum', NOON)
    expect(textsIn(await world.round())).toEqual(['here #kornblum'])
    expect(world.notes).toEqual(['slow'])
    expect(world.whys).toEqual([
      expect.stringContaining(`${bad!.host}/api/v1/timelines/tag/kornblum answered 502`),
    ])
    expect(bad!.asked).toHaveLength(1)
  })

  test('that all fail are a failure of the source', async () => {
    const world = await openMastodonWorld({}, 2)
    for (const server of world.servers) server.instead = (response) => response.end('<html>')
    await expect(world.round()).rejects.toThrow(
      /did not answer in JSON; is it a Mastodon instance\?/,
    )
  })

  test('cannot share a token', () => {
    const result = mastodon.parseOptions({
      instances: ['a.example', 'b.example'],
      tags: ['x'],
      token: TOKEN,
    })
    expect(result).toMatchObject({ ok: false, problems: [{ key: 'token' }] })
  })
})

describe('an instance', () => {
  test('that wants to know who asks is told by the token', async () => {
    const world = await openMastodonWorld({ token: TOKEN })
    world.server.isOpen = false
    world.server.post('here #kornblum', NOON)
    expect(textsIn(await world.round())).toEqual(['here #kornblum'])
  })

  test('that shows nothing to strangers is a failure that says what to do', async () => {
    const stranger = await openMastodonWorld()
    stranger.server.isOpen = false
    await expect(stranger.round()).rejects.toThrow(
      /make an access token there .* scope read:statuses/,
    )
    const wrong = await openMastodonWorld({ token: 'wrong-token' })
    wrong.server.isOpen = false
    await expect(wrong.round()).rejects.toThrow(/does not accept the token \(401\)/)
  })

  test('whose allowance is used up is left alone until it is full again, and nothing is lost', async () => {
    const world = await openMastodonWorld()
    const { server } = world
    server.post('first #kornblum', NOON)
    await world.round()
    for (const [i, text] of numbers(0, 100).entries()) server.post(text, NOON + 1_000 + i)
    server.allowance = 2
    server.resetAt = NOON + 5 * MINUTE
    world.later(MINUTE)
    // The first post stands on the first of the two pages again: it is of the last quarter of an hour.
    expect(textsIn(await world.round())).toEqual(numbers(0, 79))
    expect(world.notes).toContain('slow')
    const asked = server.asked.length
    world.later(MINUTE)
    expect(await world.round()).toEqual([])
    expect(server.asked).toHaveLength(asked)
    server.allowance = 300
    world.later(4 * MINUTE)
    expect(textsIn(await world.round())).toEqual(numbers(79, 100))
  })

  test('that ignores min_id is not asked for ever', async () => {
    const world = await openMastodonWorld()
    const { server } = world
    const status = server.post('the same #kornblum', NOON)
    server.instead = (response) => response.end(JSON.stringify([status]))
    expect(await world.round()).toHaveLength(2)
    world.later(MINUTE)
    expect(await world.round()).toEqual([])
    expect(server.asked.length).toBeLessThan(5)
  })
})
