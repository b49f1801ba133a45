/** Who may do what: every route of the table, by every kind of visitor. */

import { describe, expect, test } from 'vitest'
import type { Route } from '../../services/alert/api-route.ts'
import { allRoutes } from '../../services/alert/api-routes.ts'
import { DAY_MS, MINUTE_MS } from '../../shared/core/time.ts'
import { readAll } from '../harness/bus-recorder.ts'
import { cookieOf, openDashboard, WRITE_HEADERS } from '../harness/dashboard-harness.ts'
import { stormEvent } from '../harness/live-samples.ts'

const TOKEN = 's3cr3t-canary-token'
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })
const tokenOf = (link: string) => decodeURIComponent(link.slice(link.indexOf('#token=') + 7))

/** The table needs no house to be looked at. */
const ROUTES: readonly Route[] = allRoutes({ version: '1' } as never)
const address = ({ path }: Route) => path.replace(/\{\w+\}/g, 'x')

describe('a guarded dashboard', () => {
  test('has a table in which every route has its role', () => {
    expect(
      ROUTES.filter(({ role }) => role === 'anyone')
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['healthz', 'login', 'readyz', 'session'])
    const writing = ROUTES.filter(({ method, id }) => method === 'post' && id !== 'login')
    expect(writing.map(({ role }) => role)).toEqual(writing.map(() => 'operator'))
    expect(new Set(ROUTES.map(({ id }) => id)).size).toBe(ROUTES.length)
  })

  test('opens each route to whom it is meant for, and to nobody else', async () => {
    const opened = await openDashboard({ token: TOKEN })
    await opened.ready()
    const login = await opened.post('/api/v1/session', { token: TOKEN })
    const session = { Cookie: cookieOf(login) }
    const [head = '', signature = ''] = session.Cookie.split(/\.(?=[^.]*$)/)
    const visitors: [string, Record<string, string>, boolean][] = [
      ['nobody', {}, false],
      ['a session', session, true],
      ['a session among other cookies', { Cookie: `a=b; ${session.Cookie}; c=d` }, true],
      ['the token', bearer(TOKEN), true],
      ['a forged session', { Cookie: `${head}.${'A'.repeat(signature.length)}` }, false],
      ['a longer session', { Cookie: session.Cookie.replace(/=(\d)/, '=9$1') }, false],
      ['an empty session', { Cookie: 'sturmwarte=' }, false],
      ['basic', { Authorization: `Basic ${btoa(`x:${TOKEN}`)}` }, false],
    ]
    for (const route of ROUTES) {
      for (const [name, headers, known] of visitors) {
        const reply = await opened.request(address(route), {
          method: route.method.toUpperCase(),
          headers: { ...headers, ...(route.method === 'post' ? WRITE_HEADERS : {}) },
          ...(route.method === 'post' ? { body: {} } : {}),
        })
        const closed = reply.status === 401
        const expected = !known && route.role !== 'anyone'
        expect([route.id, name, closed]).toEqual([route.id, name, expected])
        if (closed) expect(reply.headers['www-authenticate']).toBe('Bearer')
        expect(reply.text).not.toContain(TOKEN)
      }
    }
  })

  test('shows the empty page to everybody, because the token is entered there', async () => {
    const opened = await openDashboard({ token: TOKEN })
    expect((await opened.request('/')).status).toBe(200)
    expect((await opened.request('/assets/index-Abc123.js')).status).toBe(200)
    expect((await opened.request('/api/v1/session')).json).toEqual({ guarded: true, open: false })
    expect((await opened.request(`/api/v1/policy?token=${TOKEN}`)).status).toBe(401)
  })

  test('keeps a session for 30 days, over a restart, and not over another token', async () => {
    const first = await openDashboard({ token: TOKEN })
    const login = await first.post('/api/v1/session', { token: TOKEN })
    const headers = { Cookie: cookieOf(login) }
    const second = await openDashboard({ token: TOKEN })
    const other = await openDashboard({ token: 'another' })
    expect((await second.request('/api/v1/policy', { headers })).status).toBe(200)
    expect((await other.request('/api/v1/policy', { headers })).status).toBe(401)
    second.machine.moveTo(first.machine.now() + 30 * DAY_MS + MINUTE_MS)
    expect((await second.request('/api/v1/policy', { headers })).status).toBe(401)
  })

  test('gives a cookie that no script and no other site can use', async () => {
    const plain = await openDashboard({ token: TOKEN })
    const reply = await plain.post('/api/v1/session', { token: TOKEN })
    expect(reply.status).toBe(204)
    expect(reply.headers['set-cookie']?.[0]).toMatch(
      /^sturmwarte=[\w.-]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    const secure = await openDashboard({ token: TOKEN, publicUrl: 'https://sturm.example.com' })
    const { headers } = await secure.post('/api/v1/session', { token: TOKEN })
    expect(headers['set-cookie']?.[0]).toMatch(/^__Host-sturmwarte=.*; Secure$/)
    expect(headers['strict-transport-security']).toBe('max-age=15552000')
  })

  test('slows down after ten wrong tries a minute, whichever way they come', async () => {
    const opened = await openDashboard({ token: TOKEN })
    const Cookie = cookieOf(await opened.post('/api/v1/session', { token: TOKEN }))
    for (let i = 0; i < 5; i++) {
      expect((await opened.post('/api/v1/session', { token: `no${i}` })).status).toBe(401)
      expect((await opened.request('/api/v1/policy', { headers: bearer(`no${i}`) })).status).toBe(
        401,
      )
    }
    const late = await opened.post('/api/v1/session', { token: TOKEN })
    expect([late.status, late.headers['retry-after']]).toEqual([429, '60'])
    expect((await opened.request('/api/v1/policy', { headers: bearer(TOKEN) })).status).toBe(429)
    expect((await opened.request('/api/v1/policy', { headers: { Cookie } })).status).toBe(200)
    expect((await opened.request('/healthz')).status).toBe(200)
    opened.machine.moveTo(opened.machine.now() + MINUTE_MS)
    expect((await opened.post('/api/v1/session', { token: TOKEN })).status).toBe(204)
  })
})

describe('a one-time link', () => {
  test('opens one session, within ten minutes', async () => {
    const opened = await openDashboard({ token: TOKEN })
    const link = opened.dashboard.oneTimeLink()
    expect(link).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${opened.port}/#token=[\\w-]{32}$`))
    const token = tokenOf(link)
    const first = await opened.post('/api/v1/session', { token })
    expect(first.status).toBe(204)
    const headers = { Cookie: cookieOf(first) }
    expect((await opened.request('/api/v1/policy', { headers })).status).toBe(200)
    expect((await opened.post('/api/v1/session', { token })).status).toBe(401)
    const late = tokenOf(opened.dashboard.oneTimeLink())
    expect((await opened.request('/api/v1/policy', { headers: bearer(late) })).status).toBe(401)
    opened.machine.moveTo(opened.machine.now() + 10 * MINUTE_MS)
    expect((await opened.post('/api/v1/session', { token: late })).status).toBe(401)
  })

  test('is the plain address where nothing is guarded, and the public one where there is one', async () => {
    expect((await openDashboard()).dashboard.oneTimeLink()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
    const shown = await openDashboard({ token: TOKEN, publicUrl: 'https://sturm.example.com' })
    expect(shown.dashboard.oneTimeLink()).toMatch(/^https:\/\/sturm\.example\.com\/#token=/)
  })

  test('is the only way in beyond loopback without a token', async () => {
    const opened = await openDashboard({ host: '0.0.0.0' })
    expect((await opened.request('/api/v1/policy')).status).toBe(401)
    expect((await opened.request('/healthz')).status).toBe(200)
    expect(opened.url).toBe(`http://localhost:${opened.port}/`)
    const token = tokenOf(opened.dashboard.oneTimeLink())
    expect((await opened.post('/api/v1/session', { token })).status).toBe(204)
  })
})

describe('names', () => {
  test.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.0.0.1:1', true],
    ['[::1]:80', true],
    ['LOCALHOST:8080', true],
    ['evil.example', false],
    ['127.0.0.1.evil.example', false],
    ['localhost.evil.example:80', false],
    ['10.0.0.1', false],
    ['a b', false],
  ])('a server on loopback called %j: %s', async (host, ours) => {
    const opened = await openDashboard()
    const reply = await opened.request('/api/v1/policy', { headers: { Host: host } })
    expect(reply.status).toBe(ours ? 200 : 421)
    const page = await opened.request('/', { headers: { Host: host } })
    expect(page.status).toBe(ours ? 200 : 421)
  })

  test('its public one is ours, too; beyond loopback any', async () => {
    const shown = await openDashboard({ publicUrl: 'https://sturm.example.com/wache' })
    const headers = { Host: 'sturm.example.com' }
    expect((await shown.request('/api/v1/policy', { headers })).status).toBe(200)
    const wide = await openDashboard({ host: '0.0.0.0', token: TOKEN })
    const called = { Host: 'wache.lan', ...bearer(TOKEN) }
    expect((await wide.request('/api/v1/policy', { headers: called })).status).toBe(200)
  })
})

describe('a page that is not ours', () => {
  const good = { ...WRITE_HEADERS, 'Sec-Fetch-Site': 'same-origin' }
  const without = (name: string) =>
    Object.fromEntries(Object.entries(good).filter(([key]) => key !== name))
  const cases: [string, Record<string, string>, number][] = [
    ['our page', good, 404],
    ['our page, named', { ...good, Origin: 'OURS' }, 404],
    ['a program', WRITE_HEADERS, 404],
    ['the address bar', { ...good, 'Sec-Fetch-Site': 'none' }, 404],
    ['no header', without('X-Sturmwarte'), 403],
    ['another header', { ...good, 'X-Sturmwarte': '0' }, 403],
    ['another site', { ...good, 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['a sister site', { ...good, 'Sec-Fetch-Site': 'same-site' }, 403],
    ['a foreign origin', { ...good, Origin: 'https://evil.example' }, 403],
    ['a sandbox', { ...good, Origin: 'null' }, 403],
    ['another port', { ...good, Origin: 'http://127.0.0.1:1' }, 403],
    ['text', { ...good, 'Content-Type': 'text/plain' }, 415],
    ['a form', { ...good, 'Content-Type': 'application/x-www-form-urlencoded' }, 415],
    ['no type', without('Content-Type'), 415],
    ['a form without the header', { 'Content-Type': 'application/x-www-form-urlencoded' }, 403],
  ]

  test('changes nothing, on no writing route', async () => {
    const opened = await openDashboard()
    await opened.append(stormEvent(0, 'opened'))
    await opened.ready()
    const before = await readAll(opened.bus, ['storms'])
    const bodies = { by: 'x', minutes: 1, verdict: 'right', text: 'x', label: 'negative' }
    for (const route of ROUTES.filter(({ method, id }) => method === 'post' && id !== 'login')) {
      const fields = Object.keys(route.body ?? {})
      const body = Object.fromEntries(
        Object.entries(bodies).filter(([key]) => fields.includes(key)),
      )
      for (const [name, given, status] of cases) {
        const origin = given['Origin'] === 'OURS' ? `http://127.0.0.1:${opened.port}` : undefined
        const headers = { ...given, ...(origin === undefined ? {} : { Origin: origin }) }
        const reply = await opened.request(address(route), { method: 'POST', headers, body })
        expect([route.id, name, reply.status]).toEqual([route.id, name, status])
      }
    }
    expect(await readAll(opened.bus, ['storms'])).toEqual(before)
  })

  test('gets no session either', async () => {
    const opened = await openDashboard({ token: TOKEN })
    for (const [name, headers, status] of cases.filter((one) => one[2] !== 404)) {
      const reply = await opened.request('/api/v1/session', {
        ...{ method: 'POST', headers, body: { token: TOKEN } },
      })
      expect([name, reply.status]).toEqual([name, status])
      expect(reply.headers['set-cookie']).toBeUndefined()
    }
  })

  test('is told by no header that it may', async () => {
    const opened = await openDashboard()
    for (const method of ['GET', 'OPTIONS', 'POST']) {
      const headers = { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' }
      const reply = await opened.request('/api/v1/policy', { method, headers })
      const granted = Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))
      expect(granted).toEqual([])
      expect(reply.headers['cross-origin-resource-policy']).toBe('same-origin')
    }
  })
})
