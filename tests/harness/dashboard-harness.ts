/** A dashboard on a real log, a real store and a free port, and a client that can send what a browser cannot. */

import { mkdirSync, writeFileSync } from 'node:fs'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import {
  type Dashboard,
  type DashboardOptions,
  startDashboard,
} from '../../services/alert/dashboard.ts'
import { plainBrand } from '../../shared/core/brand.ts'
import { DEFAULT_POLICY } from '../../shared/core/policy.ts'
import { type Append, type Bus, partitionOf } from '../../shared/edge/bus.ts'
import { openSqliteBus } from '../../shared/edge/bus-sqlite.ts'
import { type ManualClock, manualClock, systemClock } from '../../shared/edge/clock.ts'
import { createEvents, type Events } from '../../shared/edge/events.ts'
import type { Store } from '../../shared/edge/store.ts'
import { openSqliteStore } from '../../shared/edge/store-sqlite.ts'
import { GROUPS, TOPICS, topicSpecs } from '../../shared/edge/topics.ts'
import { until } from './bus-recorder.ts'
import { T0 } from './live-samples.ts'
import { tempFolder } from './temp-folder.ts'

const PARTITIONS = 3

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** Of a JSON answer. */
  readonly json: unknown
}

export interface RequestOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON unless it is a string. */
  readonly body?: unknown
}

export interface OpenedDashboard {
  readonly dashboard: Dashboard
  readonly url: string
  readonly port: number
  readonly bus: Bus
  readonly clock: ManualClock
  readonly machine: ManualClock
  readonly events: Events
  readonly store: Store
  readonly outboxFolder: string
  request(path: string, options?: RequestOptions): Promise<Reply>
  /** As the page posts. */
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>
  /** Puts records where the services put them. */
  append(...records: readonly object[]): Promise<void>
  ready(): Promise<void>
}

export const WRITE_HEADERS = { 'Content-Type': 'application/json', 'X-Sturmwarte': '1' }

export function newFolder(): string {
  return tempFolder('dashboard')
}

export async function newBus(folder = newFolder()): Promise<Bus> {
  const bus = openSqliteBus({ path: join(folder, 'log.db'), clock: systemClock })
  await bus.createTopics(topicSpecs(PARTITIONS))
  onTestFinished(() => bus.close())
  return bus
}

export async function openDashboard(
  options: Partial<DashboardOptions> = {},
): Promise<OpenedDashboard> {
  const folder = newFolder()
  const outboxFolder = join(folder, 'outbox')
  const bus = options.bus ?? (await newBus(folder))
  const store = openSqliteStore({ path: join(folder, 'store.db') })
  const clock = manualClock(T0)
  const machine = manualClock(Date.now())
  const events = createEvents({ level: 'silent', elapsed: () => performance.now() })
  const dashboard = await startDashboard({
    ...{ bus, clock, events, store, outboxFolder, machine, logClock: systemClock },
    brands: [plainBrand('acme', ['Acme']), plainBrand('b/eta', ['Beta'])],
    people: new Map([['lena', 'Lena Beispiel']]),
    policy: () => ({
      ...{ type: 'policy', policyId: 'p1', at: T0, policy: DEFAULT_POLICY, brands: {} },
    }),
    ...{ host: '127.0.0.1', port: 0, recording: null, version: '0.0.1' },
    pageFolder: pageFolder(folder),
    lagGroups: { [GROUPS.score]: [TOPICS.mentions] },
    ...options,
  })
  onTestFinished(async () => {
    await dashboard.stop()
    await store.close()
  })
  const { url } = dashboard
  const port = Number(new URL(url).port)
  const request = (path: string, asked: RequestOptions = {}) => send(port, path, asked)
  return {
    ...{ dashboard, url, port, bus, clock, machine, events, store, outboxFolder, request },
    post: (path, body, headers = {}) =>
      request(path, { method: 'POST', body, headers: { ...WRITE_HEADERS, ...headers } }),
    append: (...records) => bus.append(records.flatMap(appendsOf)),
    ready: () => until('the log is read', async () => (await request('/readyz')).status === 200),
  }
}

function pageFolder(folder: string): string {
  const page = join(folder, 'page')
  mkdirSync(join(page, 'assets'), { recursive: true })
  writeFileSync(join(page, 'index.html'), '<!doctype html><title>page</title>')
  writeFileSync(join(page, 'assets', 'index-Abc123.js'), 'void 0')
  writeFileSync(join(page, '.secret'), 'hidden')
  return page
}

const PLACES: Readonly<Record<string, string>> = {
  reading: TOPICS.readings,
  notification: TOPICS.notifications,
  delivery: TOPICS.notifications,
  mention: TOPICS.mentions,
  'source-status': TOPICS.mentions,
}

function appendsOf(record: object): Append[] {
  const { type, brandId } = record as { type: string; brandId?: string }
  const topic = PLACES[type] ?? TOPICS.storms
  const value = JSON.stringify(record)
  if (brandId !== undefined) return [{ topic, key: brandId, value }]
  return Array.from({ length: PARTITIONS }, (_, partition) => ({
    ...{ topic, key: null, value, partition },
  }))
}

export function partition(brandId: string): number {
  return partitionOf(brandId, PARTITIONS)
}

export function send(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: RequestOptions,
): Promise<Reply> {
  const bytes = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const length = { 'Content-Length': String(Buffer.byteLength(bytes)) }
  return new Promise((resolve, reject) => {
    const asked = httpRequest(
      {
        ...{ host: '127.0.0.1', port, path, method, agent: false },
        headers: { ...(method === 'POST' ? length : {}), ...headers },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('error', reject)
        response.on('end', () => {
          const type = response.headers['content-type'] ?? ''
          const json: unknown = /json/.test(type) && text !== '' ? JSON.parse(text) : undefined
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json })
        })
      },
    )
    asked.on('error', reject)
    asked.end(bytes)
  })
}

/** The cookie a session is kept in, as a browser sends it back. */
export function cookieOf({ headers }: Reply): string {
  return headers['set-cookie']?.[0]?.split(';')[0] ?? ''
}
