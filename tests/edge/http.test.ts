/** The way out of the house: answers, redirects, what lies inside, servers that want to be left alone. */

import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { manualClock } from '../../shared/edge/clock.ts'
import { createHttp } from '../../shared/edge/http.ts'
import { answer, NOW, openHttpWorld, problem } from '../harness/http-world.ts'
import { type Answer, startWebServer } from '../harness/web-server.ts'

describe('an answer', () => {
  test('has status, headers and the body unpacked', async () => {
    const { get, server } = await openHttpWorld((_, response) => {
      response.writeHead(200, {
        'content-encoding': 'gzip',
        etag: '"7"',
        'content-type': 'text/plain',
      })
      response.end(gzipSync('grüß dich'))
    })
    const got = answer(await get('/a?b=c'))
    expect([got.status, got.text(), got.header('etag'), got.url]).toEqual([
      200,
      'grüß dich',
      '"7"',
      `${server.url}/a?b=c`,
    ])
    expect(server.asked).toEqual(['/a?b=c'])
  })

  test('is asked for under our own name, with a contact, and without cookies', async () => {
    const { get, server } = await openHttpWorld(
      (_, response) => {
        response.setHeader('set-cookie', 'id=1')
        response.end()
      },
      { contact: 'wache@example.com' },
    )
    await get('/')
    await get('/')
    for (const headers of server.headers) {
      expect(headers['user-agent']).toBe('Sturmwarte/1.2.3 (+wache@example.com)')
      expect(headers.cookie).toBe(undefined)
      expect(headers['accept-encoding']).toBe('gzip, br')
    }
  })

  test('may be that nothing has changed', async () => {
    const { get, server } = await openHttpWorld((_, response) => response.writeHead(304).end())
    const got = answer(
      await get('/', { etag: '"7"', lastModified: 'Mon, 02 Mar 2026 11:00:00 GMT' }),
    )
    expect([got.notModified, got.body.length]).toEqual([true, 0])
    expect(server.headers[0]).toMatchObject({
      'if-none-match': '"7"',
      'if-modified-since': 'Mon, 02 Mar 2026 11:00:00 GMT',
    })
  })

  test('is not fetched through a proxy of the environment', async () => {
    const proxy = await startWebServer((_, response) => response.end('from the proxy'))
    process.env['http_proxy'] = proxy.url
    onTestFinished(() => void delete process.env['http_proxy'])
    const { get } = await openHttpWorld((_, response) => response.end('direct'))
    expect(answer(await get('/')).text()).toBe('direct')
    expect(proxy.asked).toEqual([])
  })
})

describe('a redirect', () => {
  const redirecting =
    (target: (path: string) => string): Answer =>
    (_, response, url) =>
      response.writeHead(302, { location: target(url.pathname) }).end()

  test('is followed', async () => {
    const { get, server } = await openHttpWorld((request, response, url) => {
      if (url.pathname === '/c') response.end('there')
      else redirecting((path) => (path === '/a' ? '/b' : './c'))(request, response, url)
    })
    const got = answer(await get('/a'))
    expect([got.text(), got.url]).toEqual(['there', `${server.url}/c`])
  })

  test('is followed three times and no more', async () => {
    const { get, server } = await openHttpWorld(redirecting((path) => `${path}x`))
    expect(problem(await get('/a')).code).toBe('redirects')
    expect(server.asked).toEqual(['/a', '/ax', '/axx', '/axxx'])
  })

  test.each([
    ['http://127.0.0.1:1/', 'bad-address'],
    ['http://169.254.169.254/latest/meta-data/', 'inside'],
    ['http://[::ffff:10.0.0.1]/', 'inside'],
    ['http://localhost:9/', 'bad-address'],
    ['http://localhost/', 'inside'],
    ['file:///etc/passwd', 'bad-address'],
    ['gopher://example.com/', 'bad-address'],
    ['http://user:pass@example.com/', 'bad-address'],
    ['http://[', 'redirects'],
  ])('to %s is not followed', async (target, code) => {
    const { get } = await openHttpWorld(redirecting(() => target))
    expect(problem(await get('/a')).code).toBe(code)
  })

  test('without a target is an answer that failed', async () => {
    const { get } = await openHttpWorld((_, response) => response.writeHead(301).end())
    expect(problem(await get('/a'))).toMatchObject({ code: 'status', status: 301 })
  })

  test('to another host does not get the token', async () => {
    const other = await startWebServer((_, response) => response.end('other'))
    const server = await startWebServer((_, response, url) =>
      response.writeHead(302, { location: url.pathname === '/a' ? '/b' : other.url }).end(),
    )
    const allow = [server.host, other.host]
    const http = createHttp({ clock: manualClock(NOW), version: '1', allow })
    onTestFinished(() => http.close())
    const signal = new AbortController().signal
    expect(answer(await http.get({ url: `${server.url}/a`, signal, token: 's3cr3t' })).text()).toBe(
      'other',
    )
    expect(server.headers.map(({ authorization }) => authorization)).toEqual([
      'Bearer s3cr3t',
      'Bearer s3cr3t',
    ])
    expect(other.headers[0]?.authorization).toBe(undefined)
  })
})

describe('nothing inside is reached', () => {
  test.each([
    'http://127.0.0.1:PORT/',
    'http://localhost:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f000001:PORT/',
    'http://127.1:PORT/',
    'http://0:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[64:ff9b::127.0.0.1]:PORT/',
  ])('by %s', async (address) => {
    const server = await startWebServer((_, response) => response.end('SECRET'))
    const http = createHttp({ clock: manualClock(NOW), version: '1' })
    onTestFinished(() => http.close())
    const url = address.replace('PORT', String(server.port))
    const result = problem(await http.get({ url, signal: new AbortController().signal }))
    expect([result.code, result.retriable]).toEqual(['inside', false])
    expect(server.asked).toEqual([])
  })

  test.each([[['127.0.0.1']], [['93.184.215.14', '127.0.0.1']], [['::ffff:127.0.0.1']]])(
    'by a name that leads to %s; the addresses judged are those connected to',
    async (addresses) => {
      const server = await startWebServer((_, response) => response.end('SECRET'))
      let looks = 0
      const http = createHttp({
        clock: manualClock(NOW),
        version: '1',
        lookup: (_name, _options, found) => {
          looks++
          found(
            null,
            addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
          )
        },
      })
      onTestFinished(() => http.close())
      const url = `http://rebind.example:${server.port}/`
      const result = problem(await http.get({ url, signal: new AbortController().signal }))
      expect(result.code).toBe('inside')
      // One look: there is no second one that could be answered otherwise.
      expect([looks, server.asked]).toEqual([1, []])
    },
  )

  test('but what the configuration allows, by network', async () => {
    const server = await startWebServer((_, response) => response.end('wiki'))
    const http = createHttp({
      clock: manualClock(NOW),
      version: '1',
      allow: ['127.0.0.0/8', '::1'],
    })
    onTestFinished(() => http.close())
    for (const name of ['127.0.0.1', 'localhost']) {
      const url = `http://${name}:${server.port}/`
      expect(answer(await http.get({ url, signal: new AbortController().signal })).text()).toBe(
        'wiki',
      )
    }
  })
})

describe('a server that wants to be left alone', () => {
  test('is, for as long as it says, with this token only', async () => {
    let status = 429
    const { get, clock, server } = await openHttpWorld((_, response) =>
      response.writeHead(status, { 'retry-after': '120' }).end(),
    )
    const first = problem(await get('/', { token: 'a' }))
    expect(first).toMatchObject({
      code: 'limited',
      status: 429,
      retriable: true,
      retryAt: NOW + 120_000,
    })
    status = 200
    expect(problem(await get('/other', { token: 'a' })).retryAt).toBe(NOW + 120_000)
    expect(server.asked).toHaveLength(1)
    expect((await get('/', { token: 'b' })).ok).toBe(true)
    clock.moveTo(NOW + 120_000)
    expect((await get('/', { token: 'a' })).ok).toBe(true)
  })

  test('is left alone before it has to say so, when the allowance is used up', async () => {
    const { get, clock, server } = await openHttpWorld((_, response) => {
      response.setHeader('X-RateLimit-Limit', '300')
      response.setHeader('X-RateLimit-Remaining', server.asked.length === 1 ? '1' : '0')
      response.setHeader('X-RateLimit-Reset', '2026-03-02T12:05:00.000000Z')
      response.end()
    })
    expect(answer(await get('/')).rate).toEqual({
      limit: 300,
      remaining: 1,
      resetAt: NOW + 300_000,
    })
    expect((await get('/')).ok).toBe(true)
    expect(problem(await get('/'))).toMatchObject({ code: 'limited', retryAt: NOW + 300_000 })
    expect(server.asked).toHaveLength(2)
    clock.moveTo(NOW + 300_000)
    expect((await get('/')).ok).toBe(true)
  })

  test('by 503, too', async () => {
    const { get } = await openHttpWorld((_, response) =>
      response.writeHead(503, { 'retry-after': 'Mon, 02 Mar 2026 12:01:00 GMT' }).end(),
    )
    expect(problem(await get('/'))).toMatchObject({ status: 503, retryAt: NOW + 60_000 })
    expect(problem(await get('/')).code).toBe('limited')
  })
})

describe('a host that fails', () => {
  test('five times in a row is left alone, then probed', async () => {
    let status = 500
    const { get, clock, server } = await openHttpWorld((_, response) =>
      response.writeHead(status).end(),
    )
    for (let i = 0; i < 5; i++)
      expect(problem(await get('/'))).toMatchObject({ code: 'status', retriable: true })
    expect(problem(await get('/'))).toMatchObject({ code: 'resting', retryAt: NOW + 30_000 })
    expect(server.asked).toHaveLength(5)
    status = 200
    clock.moveTo(NOW + 30_000)
    expect((await get('/')).ok).toBe(true)
    expect((await get('/')).ok).toBe(true)
  })

  test('is not one that says no', async () => {
    const { get, server } = await openHttpWorld((_, response) => response.writeHead(404).end())
    for (let i = 0; i < 10; i++)
      expect(problem(await get('/'))).toMatchObject({
        code: 'status',
        status: 404,
        retriable: false,
      })
    expect(server.asked).toHaveLength(10)
  })
})

test('a sentence about a failure does not hold the query or the token', async () => {
  const { get } = await openHttpWorld((_, response) => response.writeHead(401).end())
  const { reason } = problem(await get('/feed?key=s3cr3t-canary', { token: 's3cr3t-canary' }))
  expect(reason).not.toContain('canary')
  expect(reason).toContain('/feed')
})
