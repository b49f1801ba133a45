/** The live wire on real sockets: who gets on it, what is sent, and what a slow reader costs. */

import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Entity } from '../../shared/core/live.ts'
import { DAY_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { until } from '../harness/bus-recorder.ts'
import { cookieOf, type OpenedDashboard, openDashboard } from '../harness/dashboard-harness.ts'
import { type ConnectOptions, connectLive, type LiveClient } from '../harness/live-client.ts'
import { note, PageTable, reading, stormEvent, T0 } from '../harness/live-samples.ts'

const TOKEN = 's3cr3t'
const cell = (i: number) => reading(T0 + i * 5 * MINUTE_MS, { mentions: i })

async function join(opened: OpenedDashboard, options: ConnectOptions = {}): Promise<LiveClient> {
  const client = connectLive(opened.port, options)
  onTestFinished(() => client.socket.terminate())
  await client.first()
  return client
}

const mentionsSeen = (client: LiveClient) => client.page.get('brand', 'acme')?.reading?.mentions

describe('a client', () => {
  test('that knows nothing gets everything, then what changes', async () => {
    const opened = await openDashboard()
    const client = await join(opened)
    expect(client.frames[0]).toMatchObject({ type: 'frame', full: true })
    expect(client.page.get('brand', 'acme')?.reading).toBeNull()
    expect(client.page.get('system', 'system')).toMatchObject({ now: T0, outbox: true, lag: {} })
    await opened.append(cell(1), stormEvent(T0, 'opened'), note(T0 + 1, 'noted'))
    await until(
      'the note is there',
      () => client.page.sorted().length === 3 && mentionsSeen(client) === 1,
    )
    await until('the note is shown', () => JSON.stringify(client.page.sorted()).includes('noted'))
    expect(client.frames.slice(1).every(({ full }) => !full)).toBe(true)
    expect(client.misfits).toEqual([])
  })

  test('is told what goes wrong inside, and so is Prometheus', async () => {
    const messages = { failing: new Map([['email', 2]]), failed: new Map() }
    const opened = await openDashboard({ troubled: () => messages })
    const client = await join(opened)
    const troubles = () => client.page.get('system', 'system')?.troubles
    await until('it is told', () => troubles()?.length === 1)
    expect(troubles()).toEqual([{ kind: 'undelivered', what: 'email', since: T0, count: 2 }])
    expect(await opened.events.metrics()).toContain(
      'sturmwarte_troubles{kind="undelivered",what="email"} 2',
    )
  })

  test('goes on from the revision that it had, and misses nothing', async () => {
    const opened = await openDashboard()
    const before = await join(opened)
    await opened.append(cell(1))
    await until('the reading is there', () => mentionsSeen(before) === 1)
    before.socket.close()
    await until('it is gone', () => before.ended !== undefined)
    await opened.append(cell(2), stormEvent(T0, 'opened'))
    const other = await join(opened)
    await until('all is there', () => mentionsSeen(other) === 2 && other.page.sorted().length === 3)
    const after = await join(opened, { page: before.page })
    expect(after.frames[0]).toMatchObject({ full: false })
    await until('it has all', () => after.page.sorted().length === 3)
    expect(after.page.sorted()).toEqual(other.page.sorted())
    expect(JSON.stringify(after.frames[0])).not.toContain('Beta')
  })

  test('of an earlier instance, or with a revision that never was, gets everything anew', async () => {
    const first = await openDashboard()
    const { page } = await join(first)
    const second = await openDashboard()
    expect(
      (await join(second, { page: Object.assign(new PageTable(), page) })).frames[0]?.full,
    ).toBe(true)
    const { instance } = page
    for (const revision of ['999999', '-1', '1e1', 'x', '', '1.5', '9'.repeat(40)]) {
      const path = `/api/v1/live?instance=${instance}&revision=${revision}`
      expect((await join(first, { path })).frames[0]?.full).toBe(true)
    }
    expect((await join(first, { path: '/api/v1/live' })).frames[0]?.full).toBe(true)
  })

  test('hears from the server even when nothing happens', async () => {
    const opened = await openDashboard({ limits: { beatMs: 20 } })
    const client = await join(opened)
    await until('it was told so five times', () => client.frames.length >= 6)
    expect(client.frames.slice(1).every(({ full }) => !full)).toBe(true)
    expect(client.misfits).toEqual([])
  })

  test('is told when the server stops', async () => {
    const opened = await openDashboard()
    const clients = [await join(opened), await join(opened)]
    await opened.dashboard.stop()
    await until('both are told', () => clients.every(({ ended }) => ended === 1_001))
    expect(connectLive(opened.port).opened).toBe(false)
  })
})

test('no text of strangers is ever in a frame', async () => {
  const opened = await openDashboard()
  const client = await join(opened)
  const author = { id: 'a', handle: '@stranger-handle' }
  await opened.append(
    {
      ...{ type: 'mention', id: 'mastodon:7', brandId: 'acme', source: 'mastodon', kind: 'post' },
      author,
      text: 'words of a stranger","source":"faked","observedAt":"2030-01-01T00:00:00Z',
      ...{ publishedAt: '2026-03-07T20:00:00Z', observedAt: '2026-03-07T20:00:01Z' },
    },
    cell(1),
  )
  await until('the source is known', () => client.page.get('source', 'mastodon') !== undefined)
  await until('the reading is there', () => mentionsSeen(client) === 1)
  expect(client.page.get('source', 'mastodon')).toMatchObject({
    status: 'live',
    lastAt: T0 + 1_000,
  })
  expect(client.page.get('source', 'faked')).toBeUndefined()
  expect(JSON.stringify(client.frames)).not.toMatch(/stranger/)
})

describe('a handshake', () => {
  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })
  const ended = async (opened: OpenedDashboard, options: ConnectOptions) =>
    (await join(opened, options)).ended

  test('from a page that is not ours is refused', async () => {
    const opened = await openDashboard({ publicUrl: 'https://sturm.example.com' })
    const foreign = ['https://evil.example', 'null', 'http://127.0.0.1:1', 'file://', '']
    for (const origin of [...foreign, `http://127.0.0.1:${opened.port}.evil.example`]) {
      expect([origin, await ended(opened, { origin })]).toEqual([origin, 403])
    }
    expect(await ended(opened, { origin: null })).toBe(403)
    expect(await ended(opened, { headers: { Host: 'evil.example' } })).toBe(421)
    for (const origin of ['https://sturm.example.com', `http://127.0.0.1:${opened.port}`]) {
      expect([origin, await ended(opened, { origin })]).toEqual([origin, undefined])
    }
    expect(await ended(opened, { path: '/api/v1/other' })).toBe(404)
  })

  test('needs a session, or the token, where the dashboard is guarded', async () => {
    const opened = await openDashboard({ token: TOKEN })
    const cookie = cookieOf(await opened.post('/api/v1/session', { token: TOKEN }))
    expect(await ended(opened, {})).toBe(401)
    expect(await ended(opened, { headers: bearer('wrong') })).toBe(401)
    expect(await ended(opened, { path: `/api/v1/live?token=${TOKEN}` })).toBe(401)
    expect(
      await ended(opened, { headers: { Cookie: cookie }, origin: 'https://evil.example' }),
    ).toBe(403)
    expect(await ended(opened, { headers: { Cookie: cookie }, origin: null })).toBe(403)
    expect(await ended(opened, { headers: { Cookie: cookie } })).toBeUndefined()
    expect(await ended(opened, { headers: bearer(TOKEN), origin: null })).toBeUndefined()
    for (let i = 0; i < 9; i++) await ended(opened, { headers: bearer(`wrong${i}`) })
    expect(await ended(opened, { headers: bearer(TOKEN) })).toBe(429)
  })

  test('opens a line that ends with the session', async () => {
    const opened = await openDashboard({ token: TOKEN, limits: { beatMs: 20 } })
    const Cookie = cookieOf(await opened.post('/api/v1/session', { token: TOKEN }))
    const client = await join(opened, { headers: { Cookie } })
    const program = await join(opened, { headers: bearer(TOKEN), origin: null })
    opened.machine.moveTo(opened.machine.now() + 31 * DAY_MS)
    await until('it has ended', () => client.ended === 1_008)
    expect(program.ended).toBeUndefined()
  })

  test('beyond the caps is refused, and they count who is there', async () => {
    const opened = await openDashboard({ limits: { clients: 3 } })
    const clients = [await join(opened), await join(opened), await join(opened)]
    expect(await ended(opened, {})).toBe(503)
    clients[0]?.socket.close()
    await until('there is a place again', async () => (await ended(opened, {})) === undefined)
  })
})

describe('what a client sends', () => {
  test.each([
    ['5 kB', ['x'.repeat(5_120)], 1_009],
    ['a flood', Array(50).fill('x'), 1_008],
  ])('%s ends the line', async (_, messages, code) => {
    const opened = await openDashboard()
    const client = await join(opened)
    for (const message of messages) client.socket.send(message)
    await until('it has ended', () => client.ended !== undefined)
    expect(client.ended).toBe(code)
  })

  test('in a thousand fragments ends it, too', async () => {
    const opened = await openDashboard()
    const client = await join(opened)
    for (let i = 0; i < 1_000; i++) client.socket.send('', { fin: false })
    await until('it has ended', () => client.ended !== undefined)
    expect(client.ended).toBe(1_008)
  })

  test('is not compressed, so that nothing can explode', async () => {
    const opened = await openDashboard()
    const client = await join(opened)
    expect(client.socket.extensions).toBe('')
  })
})

test('many clients are all reached, with the same bytes', async () => {
  const opened = await openDashboard()
  const clients = await Promise.all(Array.from({ length: 600 }, () => join(opened)))
  await opened.append(cell(1), stormEvent(T0, 'opened'))
  await until('all are reached', () => clients.every((client) => mentionsSeen(client) === 1))
  await until('all have the storm', () => clients.every(({ page }) => page.sorted().length === 3))
  expect(clients.filter(({ misfits }) => misfits.length > 0)).toEqual([])
  expect((await opened.request('/metrics')).text).toContain('sturmwarte_live_clients 600')
})

test('a request to upgrade to something else leads nowhere', async () => {
  const opened = await openDashboard()
  const socket = new WebSocket(`ws://127.0.0.1:${opened.port}/healthz`)
  const status = await new Promise((resolve) => {
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode))
    socket.on('error', () => undefined)
  })
  expect(status).toBe(404)
  socket.terminate()
})

test('the same entities come from the wire and from the interface', async () => {
  const opened = await openDashboard()
  const client = await join(opened)
  await opened.append(cell(1), stormEvent(T0, 'opened'))
  await until(
    'they are there',
    () => client.page.sorted().length === 3 && mentionsSeen(client) === 1,
  )
  const { brands } = (await opened.request('/api/v1/brands')).json as { brands: Entity[] }
  const { storms } = (await opened.request('/api/v1/storms')).json as { storms: Entity[] }
  expect([...brands, ...storms]).toEqual(client.page.sorted())
})
