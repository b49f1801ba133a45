/**
 * A stand-in for the server of the page: serves dist/page under the product's content security policy, answers the
 * interface from a scene, and talks the live wire. Keeps what was posted; can cut the line and restore it.
 */

import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Entity, LiveFrame } from '../../shared/core/live.ts'
import { DEFAULT_POLICY } from '../../shared/core/policy.ts'
import { POLICY_ID } from './page-history.ts'
import { LIKENESS } from './page-likeness.ts'
import type { SceneMention } from './page-mentions.ts'
import { type Scene, saturdayNight } from './page-scene.ts'

export const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'"

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}
const PAGE_SIZE = 50
const BEAT_MS = 1_000

export interface Posted {
  readonly path: string
  readonly header: string | undefined
  readonly contentType: string | undefined
  readonly body: unknown
}

export interface PageFixture {
  readonly url: string
  readonly posted: Posted[]
  /** Changes entities and tells all pages. */
  push(...entities: Entity[]): void
  /** Closes all lines and refuses new ones, until `restore`. */
  cut(): void
  restore(): void
  close(): Promise<void>
}

export interface FixtureOptions {
  readonly scene?: Scene
  readonly port?: number
  /** With a token, all but the session wants the cookie that it gives. */
  readonly token?: string
  readonly pageDir?: string
}

export async function startPageFixture(options: FixtureOptions = {}): Promise<PageFixture> {
  const fixture = new Fixture(options)
  await fixture.listen(options.port ?? 0)
  return fixture
}

class Fixture implements PageFixture {
  readonly posted: Posted[] = []
  private readonly scene: Scene
  private readonly options: FixtureOptions
  private readonly pageDir: string
  private readonly entities = new Map<string, Entity>()
  private readonly sockets = new Set<WebSocket>()
  private readonly server: Server
  private readonly wss = new WebSocketServer({ noServer: true })
  private readonly beat: ReturnType<typeof setInterval>
  private readonly startedAt = Date.now()
  private revision = 1
  private isCut = false

  constructor(options: FixtureOptions) {
    this.options = options
    this.scene = options.scene ?? saturdayNight()
    this.pageDir = options.pageDir ?? join(import.meta.dirname, '../../dist/page')
    for (const entity of this.scene.entities) this.entities.set(keyOf(entity), entity)
    this.server = createServer((request, response) => void this.answer(request, response))
    this.server.on('upgrade', (request, socket, head) => {
      if (this.isCut || !this.admits(request)) {
        socket.destroy()
        return
      }
      this.wss.handleUpgrade(request, socket, head, (opened) => this.join(opened))
    })
    this.beat = setInterval(() => this.push(), BEAT_MS)
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve) => this.server.listen(port, '127.0.0.1', resolve))
  }

  push(...changed: Entity[]): void {
    this.revision++
    for (const entity of changed) this.entities.set(keyOf(entity), entity)
    const frame = this.frame(false, [this.system(), ...changed])
    for (const socket of this.sockets) socket.send(frame)
  }

  cut(): void {
    this.isCut = true
    for (const socket of this.sockets) socket.terminate()
  }

  restore(): void {
    this.isCut = false
  }

  async close(): Promise<void> {
    clearInterval(this.beat)
    this.cut()
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private join(socket: WebSocket): void {
    this.sockets.add(socket)
    socket.on('close', () => this.sockets.delete(socket))
    socket.send(this.frame(true, [...this.entities.values(), this.system()]))
  }

  private frame(full: boolean, entities: readonly Entity[]): string {
    const { revision } = this
    return JSON.stringify({
      type: 'frame',
      instance: 'fixture',
      revision,
      full,
      entities,
    } satisfies LiveFrame)
  }

  private system(): Entity {
    const system = this.entities.get('system/system')
    if (system?.entity !== 'system') throw new Error('a scene needs a system')
    return { ...system, now: system.now + Date.now() - this.startedAt }
  }

  private admits(request: IncomingMessage): boolean {
    return this.options.token === undefined || request.headers.cookie === 'session=open'
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost')
    response.setHeader('Content-Security-Policy', CSP)
    response.setHeader('X-Content-Type-Options', 'nosniff')
    if (!url.pathname.startsWith('/api/')) this.serveFile(url.pathname, response)
    else if (request.method === 'POST') await this.take(url, request, response)
    else if (!this.admits(request)) problem(response, 401, 'no session')
    else this.give(url, response)
  }

  private serveFile(path: string, response: ServerResponse): void {
    const file = normalize(path === '/' ? '/index.html' : path)
    try {
      const bytes = readFileSync(join(this.pageDir, file))
      response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream')
      response.end(bytes)
    } catch {
      problem(response, 404, 'no such file')
    }
  }

  private async take(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const body = JSON.parse(text) as Record<string, unknown>
    const { pathname } = url
    this.posted.push({
      path: pathname,
      header: request.headers['x-sturmwarte'] as string | undefined,
      contentType: request.headers['content-type'],
      body,
    })
    if (pathname.endsWith('/session')) {
      if (body['token'] !== this.options.token) {
        problem(response, 401, 'wrong token')
        return
      }
      response.setHeader('Set-Cookie', 'session=open; HttpOnly; SameSite=Strict; Path=/')
    }
    response.statusCode = 204
    response.end()
    this.apply(pathname, body)
  }

  /** As the product does: what was posted comes back by the live wire. */
  private apply(path: string, body: Record<string, unknown>): void {
    const [, , , , stormId = '', action] = path.split('/')
    const storm = this.entities.get(`storm/${decodeURIComponent(stormId)}`)
    const now = this.system()
    if (storm?.entity !== 'storm' || now.entity !== 'system') return
    const by = { at: now.now, by: String(body['by']) }
    if (action === 'acknowledge') this.push({ ...storm, status: 'acknowledged', acknowledged: by })
    if (action === 'note') {
      this.push({ ...storm, notes: [...storm.notes, { ...by, text: String(body['text']) }] })
    }
  }

  private give(url: URL, response: ServerResponse): void {
    const body = this.resource(url)
    if (body === undefined) problem(response, 404, 'no such resource')
    else json(response, body)
  }

  private resource(url: URL): unknown {
    const [, , , kind, id = '', part, partId] = url.pathname.split('/').map(decodeURIComponent)
    const number = (name: string) => Number(url.searchParams.get(name) ?? Number.NaN)
    if (kind === 'policy') return { policyId: POLICY_ID, policy: DEFAULT_POLICY }
    if (kind === 'storms' && part === 'likeness') return LIKENESS
    if (kind === 'outbox') return id === '' ? { mails: MAILS } : MAIL
    if (kind === 'brands' && part === 'readings') {
      const all = this.scene.readings.get(id) ?? []
      return {
        readings: all.filter((one) => one.at >= number('fromAt') && one.at <= number('toAt')),
      }
    }
    if (kind === 'brands' && partId !== undefined) {
      const mention = this.scene.mentions.find((one) => one.id === partId) ?? null
      return { mention, engagement: mention ? this.scene.engagement : [] }
    }
    return kind === 'brands' && part === 'mentions' ? this.search(id, url) : undefined
  }

  private search(brandId: string, url: URL) {
    const text = url.searchParams.get('text')?.toLowerCase() ?? ''
    const from = Number(url.searchParams.get('after') ?? 0)
    const found = this.scene.mentions.filter(
      (one) => one.brandId === brandId && one.text.toLowerCase().includes(text),
    )
    const mentions = found.slice(from, from + PAGE_SIZE)
    if (url.searchParams.get('copies') === 'hide') return withoutCopies(found)
    const next = from + PAGE_SIZE
    return next < found.length ? { mentions, next: String(next) } : { mentions }
  }
}

/** Copies of a scene have the same text. */
function withoutCopies(all: readonly SceneMention[]) {
  const firsts = all.filter((one, i) => all.findIndex(({ text }) => text === one.text) === i)
  const mentions = firsts.map((one) => ({
    ...one,
    copies: all.filter(({ text }) => text === one.text).length - 1,
  }))
  return { mentions, hidden: all.length - firsts.length }
}

const MAILS = [
  {
    file: '1.eml',
    at: Date.UTC(2026, 2, 7, 18, 40),
    to: 'Jonas <jonas@example.com>',
    subject: '[Stufe 3 ↑ von 2] Kornblum Mobil: Rechnungsbeschwerde auf Facebook',
  },
]

const MAIL = {
  subject: '[Stufe 3 ↑ von 2] Kornblum Mobil: Rechnungsbeschwerde auf Facebook',
  from: 'Sturmwarte <wache@example.com>',
  to: 'Jonas <jonas@example.com>',
  date: 'Sat, 7 Mar 2026 19:40:00 +0100',
  text: 'Stufe 3, frische Brise, steigt.\n\nEin Beitrag auf Facebook wächst schneller als 99,5 % der Beiträge seines Alters.',
}

function keyOf(entity: Entity): string {
  return `${entity.entity}/${entity.id}`
}

function json(response: ServerResponse, body: unknown): void {
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify(body))
}

function problem(response: ServerResponse, status: number, detail: string): void {
  response.statusCode = status
  json(response, { status, detail })
}
