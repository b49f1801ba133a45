/** What strangers may send: nothing of it crashes, blocks, reads a file or reaches the log. */

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { until } from '../harness/bus-recorder.ts'
import { type OpenedDashboard, openDashboard, WRITE_HEADERS } from '../harness/dashboard-harness.ts'
import { stormEvent, stormIdOf, T0 } from '../harness/live-samples.ts'

const STORM = encodeURIComponent(stormIdOf('acme'))
const NOTE = `/api/v1/storms/${STORM}/note`

async function openStorm(): Promise<OpenedDashboard> {
  const opened = await openDashboard()
  await opened.append(stormEvent(T0, 'opened'))
  await until('the storm is known', async () => {
    return (await opened.request(`/api/v1/storms/${STORM}`)).status === 200
  })
  return opened
}

test('every answer carries the page’s rules, and no word about what runs here', async () => {
  const opened = await openDashboard()
  for (const path of ['/', '/api/v1/brands', '/nothing', '/api/nothing', '/healthz']) {
    const { headers } = await opened.request(path)
    expect(headers['content-security-policy']).toBe(
      "default-src 'none';script-src 'self';style-src 'self';connect-src 'self';img-src 'self' data:;base-uri 'none';form-action 'self';frame-ancestors 'none';require-trusted-types-for 'script'",
    )
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['x-frame-options']).toBe('DENY')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['x-powered-by']).toBeUndefined()
    expect(headers['strict-transport-security']).toBeUndefined()
    expect(headers['cache-control']).toBe('no-store')
  }
})

describe('bodies', () => {
  const long = (length: number) => JSON.stringify({ by: 'x', text: 'y'.repeat(length) })
  test.each([
    ['not JSON', '{"by":', 400],
    ['a list', '[1,2]', 400],
    ['a number', '7', 400],
    ['nothing', '', 400],
    ['null', 'null', 400],
    ['a missing field', '{"by":"x"}', 400],
    ['a wrong type', '{"by":"x","text":7}', 400],
    ['an object for a text', '{"by":{"toString":"x"},"text":"y"}', 400],
    ['an unknown field', '{"by":"x","text":"y","at":1}', 400],
    ['a prototype', '{"by":"x","text":"y","__proto__":{"polluted":1}}', 400],
    ['a constructor', '{"by":"x","text":"y","constructor":{"prototype":{"polluted":1}}}', 400],
    ['only blanks', '{"by":"  ","text":"y"}', 400],
    ['only what cannot be seen', '{"by":"\\u202e\\u200b\\u0000","text":"y"}', 400],
    ['a text that is too long', long(2_001), 400],
    ['65 kB', long(66_560), 413],
    ['deep', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, 400],
    ['another encoding', Buffer.from('{"by":"x","text":"y"}', 'utf16le').toString('latin1'), 400],
  ])('%s: refused in a sentence', async (_, body, status) => {
    const opened = await openStorm()
    const reply = await opened.request(NOTE, { method: 'POST', headers: WRITE_HEADERS, body })
    expect(reply.status).toBe(status)
    expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(reply.json).toMatchObject({ type: 'about:blank', status, detail: expect.any(String) })
    expect(reply.text).not.toMatch(/node_modules|at .*\.ts|Error:/)
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  test('that are compressed are refused, so that none can explode', async () => {
    const opened = await openStorm()
    const headers = { ...WRITE_HEADERS, 'Content-Encoding': 'gzip' }
    const reply = await opened.request(NOTE, { method: 'POST', headers, body: 'xx' })
    expect(reply.status).toBe(415)
  })

  test.each([
    ['silence', { by: 'x', minutes: 0 }],
    ['silence', { by: 'x', minutes: 1e9 }],
    ['silence', { by: 'x', minutes: 1.5 }],
    ['silence', { by: 'x', minutes: '30' }],
    ['verdict', { by: 'x', verdict: 'maybe' }],
  ])('%s %j is out of bounds', async (name, body) => {
    const opened = await openStorm()
    expect((await opened.post(`/api/v1/storms/${STORM}/${name}`, body)).status).toBe(400)
  })
})

describe('paths and queries', () => {
  test.each([
    ['/api/v1/storms/%zz', 400],
    ['/api/v1/storms/%c0%ae%c0%ae', 400],
    ['/api/v1/brands/__proto__', 404],
    ['/api/v1/brands/constructor/readings', 404],
    ['/api/v1/storms/__proto__/report', 404],
    [`/api/v1/storms/${'a'.repeat(3_000)}`, 404],
    ['/api/v1/brands/acme/readings?fromAt=abc', 400],
    ['/api/v1/brands/acme/readings?fromAt=-1', 400],
    ['/api/v1/brands/acme/readings?fromAt=1e9', 400],
    ['/api/v1/brands/acme/readings?fromAt=9&toAt=8', 400],
    ['/api/v1/brands/acme/readings?fromAt=1&fromAt=2', 400],
    ['/api/v1/brands/acme/readings?from=1', 400],
    ['/api/v1/brands/acme/readings?__proto__=1', 400],
    ['/api/v1/brands/acme/readings?fromAt[x]=1', 400],
    ['/api/v1/brands/acme/mentions?limit=100000', 400],
    ['/api/v1/brands/acme/mentions?minPNeg=2', 400],
    [`/api/v1/brands/acme/mentions?text=${'a'.repeat(501)}`, 400],
    ['/api/v1/brands/acme/histogram', 400],
    ['/api/v1/brands/acme/histogram?stepMs=1', 400],
    ['/api/v1/brands/acme/histogram?stepMs=60000&fromAt=0', 400],
    ['/API/v1/brands', 404],
    ['/api/v1/', 404],
    ['//evil.example/', 404],
    ['/assets/../../log.db', 403],
    ['/assets/..%2f..%2flog.db', 403],
    ['/..%2f..%2fetc/passwd', 404],
    ['/.secret', 404],
    ['/assets/%00', 400],
    ['/index.html/', 404],
  ])('%s is %i', async (path, status) => {
    const opened = await openDashboard()
    const reply = await opened.request(path)
    expect([path, reply.status]).toEqual([path, status])
    expect(reply.json).toMatchObject({ status })
  })

  test('words of a search are words, whatever they look like', async () => {
    const opened = await openDashboard()
    for (const text of [
      '"',
      '"" OR 1=1 --',
      'NEAR(a b)',
      '*',
      '-',
      '^a',
      'a:b',
      "'; DROP TABLE x",
    ]) {
      const reply = await opened.request(
        `/api/v1/brands/acme/mentions?text=${encodeURIComponent(text)}`,
      )
      expect([text, reply.status]).toEqual([text, 200])
    }
  })

  test('other methods are refused with the ones that there are', async () => {
    const opened = await openDashboard()
    const reply = await opened.request('/api/v1/brands', { method: 'DELETE' })
    expect([reply.status, reply.headers['allow']]).toEqual([405, 'GET, HEAD'])
    expect((await opened.request(NOTE)).headers['allow']).toBe('POST')
    expect((await opened.request('/api/v1/brands', { method: 'HEAD' })).text).toBe('')
  })
})

test('the outbox gives out what it lists, and nothing beside it', async () => {
  const opened = await openDashboard()
  expect((await opened.request('/api/v1/outbox')).json).toEqual({ mails: [] })
  mkdirSync(join(opened.outboxFolder, 'sub.eml'), { recursive: true })
  const outside = join(opened.outboxFolder, '..', 'outside.eml')
  writeFileSync(outside, 'Subject: outside\r\n\r\nsecret')
  symlinkSync(outside, join(opened.outboxFolder, 'link.eml'))
  writeFileSync(join(opened.outboxFolder, 'note.txt'), 'secret')
  writeFileSync(join(opened.outboxFolder, 'a b%2f.eml'), 'Subject: ours\r\n\r\nours')
  const { json } = await opened.request('/api/v1/outbox')
  expect((json as { mails: { file: string }[] }).mails.map(({ file }) => file)).toEqual([
    'a b%2f.eml',
  ])
  const names = [
    ...[
      '../outside.eml',
      '..\\outside.eml',
      'link.eml',
      'note.txt',
      'sub.eml',
      '.',
      '..',
      './a b%2f.eml',
    ],
    ...['/etc/passwd', 'a b%2f.eml\0.txt', '__proto__', `${'a'.repeat(2_500)}.eml`, 'outside.eml'],
  ]
  for (const name of names) {
    const reply = await opened.request(`/api/v1/outbox/${encodeURIComponent(name)}`)
    expect([name, reply.status]).toEqual([name, name === '.' || name === '..' ? reply.status : 404])
    expect(reply.text).not.toContain('secret')
  }
  const mail = await opened.request(`/api/v1/outbox/${encodeURIComponent('a b%2f.eml')}`)
  expect(mail.json).toMatchObject({ subject: 'ours', text: 'ours' })
  const without = await openDashboard({ outboxFolder: undefined })
  expect((await without.request('/api/v1/outbox')).status).toBe(404)
})

describe('connections', () => {
  /** What a server answers before it hangs up. */
  const raw = (port: number, bytes: string) =>
    new Promise<string>((resolve) => {
      let answer = ''
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
      socket.on('data', (data) => {
        answer += data.toString()
      })
      socket.on('error', () => resolve(answer))
      socket.on('close', () => resolve(answer))
    })
  const host = 'Host: localhost\r\n'

  test('with huge headers are refused', async () => {
    const opened = await openDashboard()
    const asked = `GET / HTTP/1.1\r\n${host}X: ${'a'.repeat(20_000)}\r\n\r\n`
    expect(await raw(opened.port, asked)).toMatch(/^HTTP\/1\.1 431 /)
  })

  test('that never finish their headers, or their body, are hung up on', async () => {
    const opened = await openDashboard({ timeouts: { headersMs: 200, requestMs: 400 } })
    expect(await raw(opened.port, `GET / HTTP/1.1\r\n${host}X-Slow: `)).toMatch(/^HTTP\/1\.1 408 /)
    const body = `POST ${NOTE} HTTP/1.1\r\n${host}X-Sturmwarte: 1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`
    expect(await raw(opened.port, body)).toMatch(/^HTTP\/1\.1 4\d\d /)
  })

  test('that speak no HTTP, or smuggle, are refused', async () => {
    const opened = await openDashboard()
    expect(await raw(opened.port, '\x16\x03\x01\x02\x00\x01')).toMatch(/^HTTP\/1\.1 400 /)
    const twice = `POST ${NOTE} HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`
    expect(await raw(opened.port, twice)).toMatch(/^HTTP\/1\.1 400 /)
    expect((await opened.request('/healthz')).status).toBe(200)
  })

  test('without a name are refused', async () => {
    const opened = await openDashboard()
    const answer = await raw(opened.port, 'GET /healthz HTTP/1.0\r\nConnection: close\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 421 /)
  })
})
