/** The source `rss` against a web server with feeds as they are and as strangers make them. */

import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { DEADLINE_MS } from '../../shared/edge/http.ts'
import { feedOf, NOON, openFeedWorld } from '../harness/feed-world.ts'

const MINUTE = 60_000
const item = (id: string, title: string, more = '') =>
  `<guid isPermaLink="false">${id}</guid><title>${title}</title>${more}`

describe('a feed', () => {
  test('is read once, and then only what is new or changed, oldest first', async () => {
    let body = feedOf(item('2', 'Zwei'), item('1', 'Eins'))
    const world = await openFeedWorld((_, response) => response.end(body))
    const titles = async () => (await world.round()).entries.map(({ title }) => title)
    expect(await titles()).toEqual(['Eins', 'Zwei'])
    world.later(17 * MINUTE)
    expect(await titles()).toEqual([])
    body = feedOf(item('3', 'Drei'), item('2', 'Zwei, berichtigt'), item('1', 'Eins'))
    world.later(17 * MINUTE)
    expect(await titles()).toEqual(['Zwei, berichtigt', 'Drei'])
  })

  test('is asked every quarter of an hour and not more often, and only for what has changed', async () => {
    const world = await openFeedWorld((request, response) => {
      response.setHeader('etag', '"1"')
      response.setHeader('last-modified', 'Mon, 02 Mar 2026 11:00:00 GMT')
      if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end()
      else response.end(feedOf(item('1', 'Eins')))
    })
    expect((await world.round()).entries).toHaveLength(1)
    for (let minute = 0; minute < 14; minute++) {
      world.later(MINUTE)
      await world.round()
    }
    expect(world.server.asked).toHaveLength(1)
    world.later(3 * MINUTE)
    expect(await world.round()).toMatchObject({ entries: [], notes: [] })
    expect(world.server.headers[1]).toMatchObject({
      'if-none-match': '"1"',
      'if-modified-since': 'Mon, 02 Mar 2026 11:00:00 GMT',
    })
    world.later(17 * MINUTE)
    await world.round()
    expect(world.server.headers[2]?.['if-none-match']).toBe('"1"')
  })

  test.each([
    ['60', 60],
    ['1440', 120],
    ['1', 15],
  ])('that asks for %s minutes is left alone for %i', async (ttl, minutes) => {
    const body = feedOf(item('1', 'Eins')).replace('<channel>', `<channel><ttl>${ttl}</ttl>`)
    const world = await openFeedWorld((_, response) => response.end(body))
    await world.round()
    world.later((minutes - 1) * MINUTE)
    await world.round()
    expect(world.server.asked).toHaveLength(1)
    world.later(minutes * MINUTE * 0.1 + 2 * MINUTE)
    await world.round()
    expect(world.server.asked).toHaveLength(2)
  })

  test('counts comments, again when they grow', async () => {
    let comments = 3
    const world = await openFeedWorld((_, response) =>
      response.end(feedOf(item('1', 'Eins', `<slash:comments>${comments}</slash:comments>`))),
    )
    const kinds = async () =>
      (await world.round()).records.map((record) =>
        record.type === 'engagement' ? record.comments : record.type,
      )
    expect(await kinds()).toEqual(['mention', 3])
    world.later(17 * MINUTE)
    expect(await kinds()).toEqual([])
    comments = 8
    world.later(17 * MINUTE)
    expect(await kinds()).toEqual([8])
  })

  test('of which everything gets a new name is no flood of news', async () => {
    const old = '<pubDate>Mon, 23 Feb 2026 10:00:00 GMT</pubDate>'
    let prefix = 'a'
    const world = await openFeedWorld((_, response) =>
      response.end(
        feedOf(
          ...[1, 2, 3].map((i) => item(prefix + i, `Alt ${i}`, old)),
          item(`${prefix}4`, 'Neu'),
        ),
      ),
    )
    expect((await world.round()).entries.map(({ title }) => title)).toEqual(['Neu'])
    prefix = 'b'
    world.later(17 * MINUTE)
    expect((await world.round()).entries.map(({ title }) => title)).toEqual(['Neu'])
  })

  test('that is long and begins with its oldest entry is read from its newest on', async () => {
    const items = Array.from({ length: 300 }, (_, i) => {
      const date = new Date(NOON - (300 - i) * MINUTE).toUTCString()
      return item(`${i}`, `T${i}`, `<pubDate>${date}</pubDate>`)
    })
    const world = await openFeedWorld((_, response) => response.end(feedOf(...items)))
    const { entries } = await world.round()
    expect(entries.map(({ title }) => title)).toEqual(items.slice(100).map((_, i) => `T${i + 100}`))
  })

  test('tells no later than now, whatever its dates say', async () => {
    const dates = ['Mon, 02 Mar 2037 10:00:00 GMT', 'irgendwann', '']
    const world = await openFeedWorld((_, response) =>
      response.end(
        feedOf(...dates.map((date, i) => item(`${i}`, `T${i}`, `<pubDate>${date}</pubDate>`))),
      ),
    )
    const { records } = await world.round()
    expect(records).toHaveLength(3)
    for (const record of records)
      expect(record).toMatchObject({ publishedAt: NOON, observedAt: NOON, kind: 'article' })
  })

  test('is read in the encoding in which it was written', async () => {
    const body = Buffer.from(
      feedOf(item('1', 'Größe')).replace('?>', ' encoding="ISO-8859-1"?>'),
      'latin1',
    )
    const world = await openFeedWorld((_, response) => response.end(body))
    expect((await world.round()).entries[0]?.title).toBe('Größe')
  })

  test('that was read in half goes on with the other half', async () => {
    const world = await openFeedWorld((_, response) => response.end(feedOf(item('1', 'Eins'))))
    await world.round()
    const state = Object.values(world.cursor?.feeds ?? {})[0]
    expect(state).toMatchObject({ readAt: NOON, seen: [expect.any(String)] })
    expect(JSON.stringify(world.cursor).length).toBeLessThan(200)
  })
})

describe('a feed that cannot be read', () => {
  const laughs = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, i) => `<!ENTITY ${'bcdefghij'[i]} "${`&${'abcdefghi'[i]};`.repeat(10)}">`).join('')}]>${feedOf(item('1', '&j;')).slice(21)}`

  test.each([
    ['is empty', '', 'empty'],
    ['is a web page', '<!DOCTYPE html><html><body>404</body></html>', 'web page'],
    ['is cut off', feedOf(item('1', 'Eins')).slice(0, -40), 'no feed that can be read'],
    [
      'is nested deeply',
      `<rss version="2.0"><channel>${'<a>'.repeat(200_000)}`,
      'no feed that can be read',
    ],
    [
      'reads our files',
      '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item><title>&x;</title></item></channel></rss>',
      'no feed that can be read',
    ],
    ['is JSON and no feed', '{"items":1}', 'no feed that can be read'],
    ['is binary', Buffer.from([0, 1, 2, 255, 254]).toString('latin1'), 'no feed that can be read'],
    ['is too large', feedOf(item('1', 'x'.repeat(2_000_000))), 'more than 2 MB'],
  ])(
    'because it %s, is said in a sentence, and the next one is read',
    async (_, body, sentence) => {
      const world = await openFeedWorld(
        (_request, response, url) =>
          response.end(url.pathname === '/bad' ? body : feedOf(item('1', 'Gut'))),
        ['/bad', '/good'],
      )
      const { notes, whys, entries } = await world.round()
      expect(entries.map(({ title }) => title)).toEqual(['Gut'])
      expect(whys).toHaveLength(1)
      expect(whys[0]).toContain(`${world.server.url}/bad: `)
      expect(whys[0]).toContain(sentence)
      expect(notes).toEqual(['slow', 'slow'])
      expect((await world.round()).notes).toEqual(['slow'])
    },
  )

  test('laughs a billion times: the entities are not expanded', async () => {
    const world = await openFeedWorld((_, response) => response.end(laughs))
    const { entries } = await world.round()
    expect(entries[0]?.title).toBe('&j;')
  })

  test('is a gzip bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(100_000_000))
    const world = await openFeedWorld((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    )
    expect((await world.round()).whys[0]).toContain('more than 2 MB')
  })

  test('drips, after the others are read', async () => {
    const good = ['/1', '/2', '/3', '/4']
    const world = await openFeedWorld(
      (_, response, { pathname }) => {
        if (pathname === '/drip') response.write('<rss>')
        else response.end(feedOf(item(pathname, 'Gut')))
      },
      [...good, '/drip'],
    )
    const running = world.round()
    // The fifth is asked when the first four are through.
    while (!world.server.asked.includes('/drip')) await new Promise(setImmediate)
    world.later(DEADLINE_MS)
    const { entries, whys } = await running
    expect(entries).toHaveLength(4)
    expect(whys).toEqual([expect.stringContaining('not through after 20 s')])
  })

  test('redirects inside', async () => {
    const world = await openFeedWorld((_, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end(),
    )
    expect((await world.round()).whys[0]).toContain('lies inside')
  })

  test('is tried again soon, then ever later, is blind after three tries, and well again', async () => {
    let status = 503
    const world = await openFeedWorld((_, response) =>
      status === 200 ? response.end(feedOf(item('1', 'Eins'))) : response.writeHead(status).end(),
    )
    expect((await world.round()).notes).toEqual(['slow', 'slow'])
    world.later(19_000)
    await world.round()
    expect(world.server.asked).toHaveLength(1)
    world.later(1_000)
    await world.round()
    world.later(40_000)
    expect((await world.round()).notes).toEqual(['slow', 'slow', 'blind'])
    expect(world.server.asked).toHaveLength(3)
    status = 200
    world.later(80_000)
    expect(await world.round()).toMatchObject({ notes: [], entries: [{ title: 'Eins' }] })
    expect(world.server.asked).toHaveLength(4)
  })

  test('says when it may be asked again, and is heard', async () => {
    const world = await openFeedWorld((_, response) =>
      response.writeHead(429, { 'retry-after': '600' }).end(),
    )
    await world.round()
    world.later(599_000)
    await world.round()
    expect(world.server.asked).toHaveLength(1)
    world.later(1_000)
    await world.round()
    expect(world.server.asked).toHaveLength(2)
  })
})

test('a round that is stopped tells nothing and forgets nothing', async () => {
  const world = await openFeedWorld(() => undefined)
  const stopping = new AbortController()
  const running = world.round(stopping.signal)
  while (world.server.asked.length === 0) await new Promise(setImmediate)
  stopping.abort()
  expect(await running).toEqual({ notes: [], whys: [], entries: [], records: [] })
  expect(world.cursor).toBe(undefined)
})

test('a key in the address of a feed stands in no log, no id and no cursor', async () => {
  let body = feedOf(item('1', 'Eins'), '<title>Zwei</title>')
  const path = '/feed?key=s3cr3t-canary'
  const world = await openFeedWorld((_, response) => response.end(body), [path, '/feed?key=other'])
  const { records } = await world.round()
  expect(records).toHaveLength(4)
  body = ''
  world.later(20 * MINUTE)
  const { whys } = await world.round()
  expect(whys).toHaveLength(2)
  expect(world.server.asked).toContain(path)
  expect(JSON.stringify([records, whys, world.cursor])).not.toContain('canary')
})
