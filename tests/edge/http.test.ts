/** The way out of the house against a real server that behaves as servers of strangers do. */

import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type ManualClock, manualClock } from '../../shared/edge/clock.ts'
import { createHttp, DEADLINE_MS, type HttpRequest } from '../../shared/edge/http.ts'
import type { HttpAnswer, HttpProblem, HttpResult } from '../../shared/edge/http-answer.ts'
import { type Answer, startWebServer } from '../harness/web-server.ts'

const NOW = Date.parse('2026-03-02T12:00:00Z')

/** A server, and the way to it. */
async function world(answer: Answer, more: { readonly contact?: string } = {}) {
  const server = await startWebServer(answer)
  const clock = manualClock(NOW)
  const http = createHttp({
    clock,
    version: '1.2.3',
    allow: [server.host],
    random: () => 0.5,
    ...more,
  })
  onTestFinished(() => http.close())
  const get = (path: string, request: Partial<HttpRequest> = {}) =>
    http.get({ url: server.url + path, signal: new AbortController().signal, ...request })
  return { server, clock, get, http }
}

function answer(result: HttpResult): HttpAnswer {
  if (!result.ok) throw new Error(result.reason)
  return result
}

function problem(result: HttpResult): HttpProblem {
  if (result.ok) throw new Error(`${result.status}, although it should have failed`)
  expect(result.reason).toMatch(/^[^\n]{10,300}$/)
  return result
}

/** Moves the clock to the deadline as soon as the server has been asked. */
async function untilDeadline(clock: ManualClock, asked: string[], running: Promise<HttpResult>) {
  while (asked.length === 0) await new Promise(setImmediate)
  clock.moveTo(clock.now() + DEADLINE_MS)
  return running
}

describe('an answer', () => {
  test('has status, headers and the body unpacked', async () => {
    const { get, server } = await world((_, response) => {
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
    const { get, server } = await world(
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
    const { get, server } = await world((_, response) => response.writeHead(304).end())
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
    const { get } = await world((_, response) => response.end('direct'))
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
    const { get, server } = await world((request, response, url) => {
      if (url.pathname === '/c') response.end('there')
      else redirecting((path) => (path === '/a' ? '/b' : './c'))(request, response, url)
    })
    const got = answer(await get('/a'))
    expect([got.text(), got.url]).toEqual(['there', `${server.url}/c`])
  })

  test('is followed three times and no more', async () => {
    const { get, server } = await world(redirecting((path) => `${path}x`))
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
    const { get } = await world(redirecting(() => target))
    expect(problem(await get('/a')).code).toBe(code)
  })

  test('without a target is an answer that failed', async () => {
    const { get } = await world((_, response) => response.writeHead(301).end())
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

describe('a body that is too much', () => {
  test('is cut off where it is too long on the wire', async () => {
    const { get } = await world((_, response) => response.end(Buffer.alloc(5_000_001)))
    expect(problem(await get('/'))).toMatchObject({ code: 'too-large', retriable: false })
  })

  test('is cut off where it is too long unpacked, long before it is whole', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000))
    expect(bomb.length).toBeLessThan(300_000)
    const { get } = await world((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    )
    const before = process.memoryUsage().arrayBuffers
    expect(problem(await get('/')).code).toBe('too-large')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60_000_000)
  })

  test('is cut off where it never ends', async () => {
    const { get } = await world((_, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(65_536)));
        response.once('drain', more)
      }
      response.on('error', () => undefined)
      more()
    })
    expect(problem(await get('/')).code).toBe('too-large')
  })

  test('or unpacks to nothing for ever', async () => {
    const empty = gzipSync('')
    const { get } = await world((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end(Buffer.concat(Array.from({ length: 260_000 }, () => empty)))
    })
    expect(problem(await get('/')).code).toBe('too-large')
  })
})

describe('a server that', () => {
  test('drips ends with the deadline, whatever it sends in between', async () => {
    const { get, clock, server } = await world((_, response) => {
      response.write('<rss>')
      const timer = setInterval(() => response.write(' '), 5)
      response.on('close', () => clearInterval(timer))
    })
    const result = problem(await untilDeadline(clock, server.asked, get('/')))
    expect(result).toMatchObject({ code: 'too-slow', retriable: true })
  })

  test('never answers ends with the deadline', async () => {
    const { get, clock, server } = await world(() => undefined)
    expect(problem(await untilDeadline(clock, server.asked, get('/'))).code).toBe('too-slow')
  })

  test('hangs up is unreachable', async () => {
    const { get } = await world((request) => request.socket.destroy())
    expect(problem(await get('/'))).toMatchObject({ code: 'unreachable', retriable: true })
  })

  test('hangs up in the middle of the body is unreachable', async () => {
    const { get } = await world((request, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('half', () => request.socket.destroy())
    })
    expect(problem(await get('/')).code).toBe('unreachable')
  })

  test('does not speak HTTP is garbled', async () => {
    const { get } = await world((request) => request.socket.end('220 mail.example.com ESMTP\r\n'))
    expect(problem(await get('/')).code).toBe('garbled')
  })

  test('sends three thousand headers is garbled', async () => {
    const { get } = await world((request) => {
      const headers = Array.from({ length: 3_000 }, (_, i) => `X-${i}: ${i}\r\n`).join('')
      request.socket.end(`HTTP/1.1 200 OK\r\n${headers}\r\n`)
    })
    expect(problem(await get('/')).code).toBe('garbled')
  })

  test.each(['gzip', 'br', 'deflate'])('packs badly as %s is garbled', async (coding) => {
    const { get } = await world((_, response) =>
      response.writeHead(200, { 'content-encoding': coding }).end('not packed at all'),
    )
    expect(problem(await get('/')).code).toBe('garbled')
  })

  test('packs as nobody asked is garbled', async () => {
    const { get } = await world((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end('x'),
    )
    expect(problem(await get('/')).reason).toContain('gzip, gzip')
  })

  test('is not there is unreachable; a name that nobody has is no host', async () => {
    const { get, server } = await world((_, response) => response.end())
    await server.close()
    expect(problem(await get('/')).code).toBe('unreachable')
    const http = createHttp({
      clock: manualClock(NOW),
      version: '1',
      lookup: (_name, _options, found) =>
        found(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }), []),
    })
    onTestFinished(() => http.close())
    const url = 'http://nowhere.example/'
    const result = problem(await http.get({ url, signal: new AbortController().signal }))
    expect(result).toMatchObject({ code: 'no-such-host', retriable: true })
  })

  test('is asked for nothing after the caller has stopped', async () => {
    const { get, server } = await world(() => undefined)
    expect(problem(await get('/', { signal: AbortSignal.abort() })).code).toBe('stopped')
    const stopping = new AbortController()
    const running = get('/', { signal: stopping.signal })
    while (server.asked.length === 0) await new Promise(setImmediate)
    stopping.abort()
    expect(problem(await running).code).toBe('stopped')
  })
})

describe('a server that wants to be left alone', () => {
  test('is, for as long as it says, with this token only', async () => {
    let status = 429
    const { get, clock, server } = await world((_, response) =>
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
    const { get, clock, server } = await world((_, response) => {
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
    const { get } = await world((_, response) =>
      response.writeHead(503, { 'retry-after': 'Mon, 02 Mar 2026 12:01:00 GMT' }).end(),
    )
    expect(problem(await get('/'))).toMatchObject({ status: 503, retryAt: NOW + 60_000 })
    expect(problem(await get('/')).code).toBe('limited')
  })
})

describe('a host that fails', () => {
  test('five times in a row is left alone, then probed', async () => {
    let status = 500
    const { get, clock, server } = await world((_, response) => response.writeHead(status).end())
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
    const { get, server } = await world((_, response) => response.writeHead(404).end())
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
  const { get } = await world((_, response) => response.writeHead(401).end())
  const { reason } = problem(await get('/feed?key=s3cr3t-canary', { token: 's3cr3t-canary' }))
  expect(reason).not.toContain('canary')
  expect(reason).toContain('/feed')
})
