/** What becomes of watched posts: counters, edits, deletions, comments. */

import { describe, expect, test } from 'vitest'
import type { Found, WatchedPost } from '../../services/ingest/source.ts'
import type { Status } from '../harness/mastodon-server.ts'
import { NOON, openMastodonWorld } from '../harness/mastodon-world.ts'

const MINUTE = 60_000

/** As the schedule would hand it over. */
function watched(status: Status, origin: string, more: Partial<WatchedPost> = {}): WatchedPost {
  return {
    mentionId: `mastodon:${status.uri}`,
    ref: `${origin}/${status.id}`,
    kind: 'post',
    publishedAt: Date.parse(status.created_at),
    measuredAt: NOON,
    ...more,
  }
}

function recordsIn(found: readonly Found[]) {
  return found.flatMap((one) => (one.type === 'record' ? [one.record] : []))
}

function shortly(found: readonly Found[]): string[] {
  return recordsIn(found).map((record) => {
    if (record.type === 'engagement') return `${record.likes} ${record.comments} ${record.shares}`
    return record.type === 'mention' ? record.text : record.type
  })
}

describe('counters', () => {
  test('of many posts are asked for in batches that the server takes', async () => {
    const { server, measure } = await openMastodonWorld()
    const all = Array.from({ length: 40 }, (_, i) =>
      server.post('#kornblum', NOON + i, { favourites_count: i, reblogs_count: 1 }),
    )
    const found = await measure(all.map((status) => watched(status, server.url)))
    expect(shortly(found)).toEqual(all.map((_, i) => `${i} 0 1`))
    expect(server.asked).toHaveLength(2)
  })

  test('are asked for one by one where a server knows no batches, which is tried once', async () => {
    const { server, measure } = await openMastodonWorld()
    server.kind = 'gotosocial'
    const posts = [1, 2].map((i) => watched(server.post('#kornblum', NOON + i), server.url))
    expect(shortly(await measure(posts))).toEqual(['0 0 0', '0 0 0'])
    expect(shortly(await measure(posts))).toEqual(['0 0 0', '0 0 0'])
    expect(server.asked.filter((path) => path.startsWith('/api/v1/statuses?'))).toHaveLength(1)
    expect(server.asked).toHaveLength(5)
  })

  test('are taken from the home of a post, if that is one of ours', async () => {
    const { servers, measure } = await openMastodonWorld({}, 2)
    const [home, far] = servers
    const own = home!.post('#kornblum', NOON, { favourites_count: 70 })
    const copy = far!.post('#kornblum', NOON, { uri: own.uri, favourites_count: 2 })
    expect(shortly(await measure([watched(copy, far!.url)]))).toEqual(['70 0 0'])
    expect(far!.asked).toEqual([])
  })

  test('are asked for at home even where nobody knows any more where a post was seen', async () => {
    const { server, measure } = await openMastodonWorld()
    const post = watched(server.post('#kornblum', NOON), server.url, { ref: undefined })
    expect(shortly(await measure([post]))).toEqual(['0 0 0'])
    const nowhere = { ...post, mentionId: 'mastodon:https://elsewhere.example/objects/1' }
    expect(await measure([nowhere])).toEqual([])
  })

  test('of another post than the one asked for are not believed', async () => {
    const { server, measure } = await openMastodonWorld()
    const status = server.post('#kornblum', NOON, { favourites_count: 1_000_000 })
    const other = { ...status, uri: 'https://elsewhere.example/objects/1' }
    expect(
      await measure([watched(other, server.url, { ref: `${server.url}/${status.id}` })]),
    ).toEqual([])
  })
})

test('measuring leaves a fifth of the allowance for new posts', async () => {
  const { server, clock, measure } = await openMastodonWorld()
  server.kind = 'gotosocial'
  const posts = Array.from({ length: 40 }, (_, i) =>
    watched(server.post('#kornblum', NOON + i), server.url),
  )
  server.allowance = 80
  server.resetAt = NOON + 5 * MINUTE
  expect(shortly(await measure(posts))).toHaveLength(20)
  expect(server.allowance).toBe(59)
  await expect(measure(posts)).rejects.toThrow('kept for new posts')
  expect(server.allowance).toBe(59)
  server.allowance = 300
  clock.moveTo(NOON + 5 * MINUTE)
  expect(shortly(await measure(posts))).toHaveLength(40)
})

describe('an edit', () => {
  test('is the mention again, once', async () => {
    const { server, clock, measure } = await openMastodonWorld()
    const status = server.post('#kornblum ist Betrug', NOON)
    clock.moveTo(NOON + 20 * MINUTE)
    server.edit(status.id, '#kornblum ist nicht gut', NOON + 20 * MINUTE)
    const post = watched(status, server.url, { measuredAt: NOON + 18 * MINUTE })
    expect(shortly(await measure([post]))).toEqual(['#kornblum ist nicht gut', '0 0 0'])
    const later = { ...post, measuredAt: NOON + 40 * MINUTE }
    expect(shortly(await measure([later]))).toEqual(['0 0 0'])
  })
})

describe('a deletion', () => {
  test('is told when the instance says that the post is gone', async () => {
    const { server, measure } = await openMastodonWorld()
    const [gone, stays] = [server.post('#kornblum', NOON), server.post('#kornblum', NOON + 1)]
    server.remove(gone.id)
    const found = await measure([gone, stays].map((one) => watched(one, server.url)))
    expect(recordsIn(found)).toMatchObject([
      { type: 'deletion', mentionId: `mastodon:${gone.uri}` },
      { type: 'engagement', mentionId: `mastodon:${stays.uri}` },
    ])
  })

  test('is told when its author takes it back from the public, or does not want to be indexed any more', async () => {
    const { server, measure } = await openMastodonWorld()
    const hidden = server.post('#kornblum', NOON)
    const shy = server.post('#kornblum', NOON + 1)
    hidden.visibility = 'private'
    shy.account['noindex'] = true
    const found = await measure([hidden, shy].map((one) => watched(one, server.url)))
    expect(recordsIn(found).map(({ type }) => type)).toEqual(['deletion', 'deletion'])
  })

  test('is not what a proxy says that answers 404 to everything', async () => {
    const { server, measure } = await openMastodonWorld()
    const posts = [1, 2].map((i) => watched(server.post('#kornblum', NOON + i), server.url))
    server.instead = (response) => response.writeHead(404).end('<html>Not Found</html>')
    await expect(measure(posts)).rejects.toThrow('did not answer in JSON')
    server.instead = (response) => response.writeHead(404).end('{"status":"unknown host"}')
    await expect(measure(posts)).rejects.toThrow('answers 404 in no words of the API')
  })
})

describe('comments', () => {
  test('below a post that has more of them are told with what they answer, each once', async () => {
    const { server, measure } = await openMastodonWorld()
    const root = server.post('Rechnung #kornblum', NOON)
    const first = server.post('bei mir auch', NOON + 1, { in_reply_to_id: root.id })
    server.post('und bei mir', NOON + 2, { in_reply_to_id: first.id })
    const post = watched(root, server.url)
    const found = await measure([post])
    expect(shortly(found)).toEqual(['0 1 0', 'bei mir auch', '0 1 0', 'und bei mir', '0 0 0'])
    const under = `mastodon:${root.uri}`
    expect(
      found.filter((one) => one.type === 'record' && one.record.type === 'mention'),
    ).toMatchObject([
      { under, record: { kind: 'comment', conversationId: under, inReplyTo: under } },
      {
        under,
        record: { kind: 'comment', conversationId: under, inReplyTo: `mastodon:${first.uri}` },
      },
    ])
    const asked = server.asked.length
    expect(shortly(await measure([post]))).toEqual(['0 1 0'])
    expect(server.asked).toHaveLength(asked + 1)
    server.post('mir nicht', NOON + 3, { in_reply_to_id: root.id })
    expect(shortly(await measure([post]))).toEqual(['0 2 0', 'mir nicht', '0 0 0'])
  })

  test('of people who do not want to be indexed are not told, nor what is not public', async () => {
    const { server, measure } = await openMastodonWorld()
    const root = server.post('#kornblum', NOON)
    const reply = { in_reply_to_id: root.id }
    server.post('nein', NOON + 1, { ...reply, account: { acct: 'x', noindex: true } })
    server.post('nur für Freunde', NOON + 2, { ...reply, visibility: 'private' })
    expect(shortly(await measure([watched(root, server.url)]))).toEqual(['0 2 0'])
  })

  test('are read of the threads that grew most, and not with the last of the allowance', async () => {
    const { server, clock, measure } = await openMastodonWorld()
    const roots = Array.from({ length: 8 }, (_, i) => server.post('#kornblum', NOON + i))
    for (const [i, root] of roots.entries()) {
      for (let n = 0; n <= i; n++)
        server.post(`${i}.${n}`, NOON + 1_000 + 10 * i + n, { in_reply_to_id: root.id })
    }
    server.allowance = 140
    server.resetAt = NOON + 5 * MINUTE
    const posts = roots.map((root) => watched(root, server.url))
    const first = shortly(await measure(posts)).filter((text) => text.includes('.'))
    expect(first).toEqual(Array.from({ length: 8 }, (_, n) => `7.${n}`))
    server.allowance = 300
    clock.moveTo(NOON + 5 * MINUTE)
    const second = shortly(await measure(posts)).filter((text) => text.includes('.'))
    expect(new Set(second.map((text) => text[0]))).toEqual(new Set(['6', '5', '4', '3', '2']))
  })

  test('are not read where that is switched off', async () => {
    const { server, measure } = await openMastodonWorld({ comments: false })
    const root = server.post('#kornblum', NOON)
    server.post('x', NOON + 1, { in_reply_to_id: root.id })
    expect(shortly(await measure([watched(root, server.url)]))).toEqual(['0 1 0'])
  })
})

test('an instance that fails is noted where another one answers, and a failure where none does', async () => {
  const world = await openMastodonWorld({}, 2)
  const [bad, good] = world.servers
  const posts = [bad!, good!].map((server) => watched(server.post('#kornblum', NOON), server.url))
  bad!.instead = (response) => response.writeHead(503, { 'retry-after': '60' }).end()
  expect(shortly(await world.measure(posts))).toEqual(['0 0 0'])
  expect(world.notes).toEqual(['slow'])
  await expect(world.measure([posts[0]!])).rejects.toThrow('used up its allowance')
})
