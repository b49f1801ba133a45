/** Servers of strangers that never end, drip, hang up, send bombs or talk nonsense. */

import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { manualClock } from '../../shared/edge/clock.ts'
import { createHttp } from '../../shared/edge/http.ts'
import { NOW, openHttpWorld, problem, untilDeadline } from '../harness/http-world.ts'

describe('a body that is too much', () => {
  test('is cut off where it is too long on the wire', async () => {
    const { get } = await openHttpWorld((_, response) => response.end(Buffer.alloc(5_000_001)))
    expect(problem(await get('/'))).toMatchObject({ code: 'too-large', retriable: false })
  })

  test('is cut off where it is too long unpacked, long before it is whole', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000))
    expect(bomb.length).toBeLessThan(300_000)
    const { get } = await openHttpWorld((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    )
    const before = process.memoryUsage().arrayBuffers
    expect(problem(await get('/')).code).toBe('too-large')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60_000_000)
  })

  test('is cut off where it never ends', async () => {
    const { get } = await openHttpWorld((_, response) => {
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
    const { get } = await openHttpWorld((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' })
      response.end(Buffer.concat(Array.from({ length: 260_000 }, () => empty)))
    })
    expect(problem(await get('/')).code).toBe('too-large')
  })
})

describe('a server that', () => {
  test('drips ends with the deadline, whatever it sends in between', async () => {
    const { get, clock, server } = await openHttpWorld((_, response) => {
      response.write('<rss>')
      const timer = setInterval(() => response.write(' '), 5)
      response.on('close', () => clearInterval(timer))
    })
    const result = problem(await untilDeadline(clock, server.asked, get('/')))
    expect(result).toMatchObject({ code: 'too-slow', retriable: true })
  })

  test('never answers ends with the deadline', async () => {
    const { get, clock, server } = await openHttpWorld(() => undefined)
    expect(problem(await untilDeadline(clock, server.asked, get('/'))).code).toBe('too-slow')
  })

  test('hangs up is unreachable', async () => {
    const { get } = await openHttpWorld((request) => request.socket.destroy())
    expect(problem(await get('/'))).toMatchObject({ code: 'unreachable', retriable: true })
  })

  test('hangs up in the middle of the body is unreachable', async () => {
    const { get } = await openHttpWorld((request, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('half', () => request.socket.destroy())
    })
    expect(problem(await get('/')).code).toBe('unreachable')
  })

  test('does not speak HTTP is garbled', async () => {
    const { get } = await openHttpWorld((request) =>
      request.socket.end('220 mail.example.com ESMTP\r\n'),
    )
    expect(problem(await get('/')).code).toBe('garbled')
  })

  test('sends three thousand headers is garbled', async () => {
    const { get } = await openHttpWorld((request) => {
      const headers = Array.from({ length: 3_000 }, (_, i) => `X-${i}: ${i}\r\n`).join('')
      request.socket.end(`HTTP/1.1 200 OK\r\n${headers}\r\n`)
    })
    expect(problem(await get('/')).code).toBe('garbled')
  })

  test.each(['gzip', 'br', 'deflate'])('packs badly as %s is garbled', async (coding) => {
    const { get } = await openHttpWorld((_, response) =>
      response.writeHead(200, { 'content-encoding': coding }).end('not packed at all'),
    )
    expect(problem(await get('/')).code).toBe('garbled')
  })

  test('packs as nobody asked is garbled', async () => {
    const { get } = await openHttpWorld((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end('x'),
    )
    expect(problem(await get('/')).reason).toContain('gzip, gzip')
  })

  test('is not there is unreachable; a name that nobody has is no host', async () => {
    const { get, server } = await openHttpWorld((_, response) => response.end())
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
    const { get, server } = await openHttpWorld(() => undefined)
    expect(problem(await get('/', { signal: AbortSignal.abort() })).code).toBe('stopped')
    const stopping = new AbortController()
    const running = get('/', { signal: stopping.signal })
    while (server.asked.length === 0) await new Promise(setImmediate)
    stopping.abort()
    expect(problem(await running).code).toBe('stopped')
  })
})
