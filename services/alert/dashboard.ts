/**
 * The server side of the dashboard: reads the log into a table of entities, shows it by websocket and HTTP, and writes
 * down what people answer. Needs the log alone; the store may be down.
 */

import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Digest } from '../../shared/core/alert.ts'
import type { Brand } from '../../shared/core/brand.ts'
import { type DigestFacts, digestFacts } from '../../shared/core/digest.ts'
import type { SystemView, Trouble } from '../../shared/core/live.ts'
import type { PolicyVersion } from '../../shared/core/observation.ts'
import { createProjection, type Projection, setSystem } from '../../shared/core/projection.ts'
import type { Bus } from '../../shared/edge/bus.ts'
import { type Clock, systemClock } from '../../shared/edge/clock.ts'
import type { Events } from '../../shared/edge/events.ts'
import type { LabelDesk } from '../../shared/edge/labels-follow.ts'
import type { Store } from '../../shared/edge/store.ts'
import { type Access, createAccess } from './access.ts'
import { createApi } from './api.ts'
import type { House } from './api-route.ts'
import { allRoutes } from './api-routes.ts'
import { follow } from './follow.ts'
import { type Progress, type TroubleSample, TroubleWatch } from './troubles.ts'
import { type Admission, LIVE_PATH, type LiveLimits, startLive } from './websocket.ts'

export interface DashboardOptions {
  readonly bus: Bus
  /** The product's time: the recording's in a demo. */
  readonly clock: Clock
  readonly events: Events
  /** Undefined: no searching, no readings older than memory. */
  readonly store: Store | undefined
  readonly brands: readonly Brand[]
  /** Where corrections of the sentiment are kept; undefined: nowhere. */
  readonly labels?: LabelDesk | undefined
  /** Names by id. */
  readonly people: ReadonlyMap<string, string>
  policy(): PolicyVersion
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** Beyond loopback without one, only one-time links open the page. */
  readonly token?: string | undefined
  readonly publicUrl?: string | undefined
  readonly recording: SystemView['recording']
  /** Where mails lie when there is no mail server. */
  readonly outboxFolder?: string | undefined
  readonly pageFolder: string
  readonly version: string
  /** Topics by group, of which the page shows how far behind they are. */
  readonly lagGroups: Readonly<Record<string, readonly string[]>>
  /** What became of messages since this was asked the last time. */
  readonly troubled?: () => Pick<TroubleSample, 'failing' | 'failed'>
  /** The clock by which the log says when it took a record, where that is not the product's. */
  readonly logClock?: Clock
  /** Of sessions and of whoever tries tokens; never a recording's. */
  readonly machine?: Clock
  readonly limits?: Partial<LiveLimits>
  /** How long a client may take for its headers, and for a whole request. */
  readonly timeouts?: { readonly headersMs: number; readonly requestMs: number }
}

export interface Dashboard {
  /** With the port that was taken. */
  readonly url: string
  /** An address that opens one session within ten minutes; the plain address where none is needed. */
  oneTimeLink(): string
  /** What the page knows of the time that a digest is about. @throws while it does not know the present */
  factsFor(digest: Digest): DigestFacts
  stop(): Promise<void>
}

/** Real time. */
const SYSTEM_MS = 1_000
const LAG_MS = 5_000
const GOODBYE_MS = 2_000
const MOST_CONNECTIONS = 13_000
const TIMEOUTS = { headersMs: 10_000, requestMs: 30_000 }

/** @throws Error with a sentence for people where the port cannot be had. */
export async function startDashboard(options: DashboardOptions): Promise<Dashboard> {
  const { host, publicUrl } = options
  const machine = options.machine ?? systemClock
  const projection = createProjection(options.brands, options.people)
  const access = createAccess({ host, publicUrl, token: options.token, machine })
  const live = startLive({
    table: projection.table,
    instance: randomUUID(),
    events: options.events,
    admit: (request) => admit(access, request, machine),
    ...(options.limits ? { limits: options.limits } : {}),
  })
  const following = follow({
    bus: options.bus,
    events: options.events,
    projection,
    now: () => options.clock.now(),
    startAt: (options.logClock ?? options.clock).now(),
    onFolded: () => live.touch(),
  })
  const server = serverOf(options, { projection, access, troubles: () => following.troubles() })
  server.on('upgrade', (request, socket, head) => live.upgrade(request, socket, head))
  const stopSystem = keepSystem(options, projection, () => live.touch())
  const stop = async () => {
    stopSystem()
    await Promise.all([live.stop(), following.stop(), close(server)])
  }
  try {
    await listen(server, options)
  } catch (error) {
    await stop()
    throw error
  }
  const url = urlOf(server, host)
  return {
    url,
    oneTimeLink: () => {
      const base = publicUrl ?? url
      if (!access.guarded) return base
      return `${base.replace(/\/*$/, '/')}#token=${access.oneTimeToken()}`
    },
    factsFor: (digest) => {
      const troubles = following.troubles()
      if (troubles.length > 0) throw new Error(`the page does not know the present: ${troubles[0]}`)
      return digestFacts(projection, digest, options.policy().policy.grid)
    },
    stop,
  }
}

/** A page is judged by its origin, which a browser always sends; a program has none and brings the token. */
function admit(access: Access, request: IncomingMessage, machine: Clock): Admission {
  const { host, origin } = request.headers
  const no = (status: number, reason: string): Admission => ({ ok: false, status, reason })
  if (request.url?.split('?', 1)[0] !== LIVE_PATH) return no(404, 'nothing here')
  if (!access.isOurName(host)) return no(421, 'this server is not called that')
  if (origin !== undefined && !access.isOurPage(origin, host)) return no(403, 'foreign page')
  const visitor = access.visitor(request)
  if (visitor.kind === 'nobody') {
    return visitor.slow
      ? no(429, 'too many wrong tries')
      : no(401, 'a session or a token is needed')
  }
  if (origin === undefined && visitor.kind !== 'bearer') return no(403, 'no origin and no token')
  const until = visitor.kind === 'session' ? visitor.until : Number.POSITIVE_INFINITY
  return { ok: true, stillValid: () => machine.now() < until }
}

function serverOf(
  options: DashboardOptions,
  parts: { projection: Projection; access: Access; troubles: () => readonly string[] },
): Server {
  const { projection, access, troubles } = parts
  const house: House = {
    ...{ bus: options.bus, clock: options.clock, events: options.events, store: options.store },
    ...{ projection, access, version: options.version, outboxFolder: options.outboxFolder },
    ...{ brands: options.brands, labels: options.labels },
    policy: () => options.policy(),
    health: () => ({ notReady: troubles() }),
  }
  const api = createApi({
    house,
    routes: allRoutes(house),
    pageFolder: options.pageFolder,
    secure: options.publicUrl?.startsWith('https:') === true,
  })
  const { headersMs, requestMs } = options.timeouts ?? TIMEOUTS
  const server = createServer(
    {
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: Math.min(1_000, headersMs),
      keepAliveTimeout: 10_000,
      maxHeaderSize: 16_384,
    },
    api,
  )
  server.timeout = 60_000
  server.maxConnections = MOST_CONNECTIONS
  return server
}

/** Time, and how far behind the groups are, about once a second. */
function keepSystem(
  options: DashboardOptions,
  projection: Projection,
  onChange: () => void,
): () => void {
  const { bus, clock, events, recording, version } = options
  let lag: Record<string, number> = {}
  let troubles: readonly Trouble[] = []
  const watch = new TroubleWatch()
  const judge = (progress: TroubleSample['progress']) => {
    const messages = options.troubled?.() ?? { failing: new Map(), failed: new Map() }
    const [elapsedMs, at] = [clock.elapsed(), clock.now()]
    troubles = watch.look({ elapsedMs, at, progress, ...messages })
    events.troubles(troubles)
  }
  const show = () => {
    const outbox = options.outboxFolder !== undefined
    const about = { entity: 'system', id: 'system', version, recording, outbox } as const
    setSystem(projection, { ...about, now: clock.now(), lag, troubles })
    onChange()
  }
  let measuring = false
  const measure = async () => {
    if (measuring) return
    measuring = true
    try {
      const measured: Record<string, number> = {}
      const progress: Record<string, Progress> = {}
      for (const [group, topics] of Object.entries(options.lagGroups)) {
        const partitions = await bus.lag(group, topics)
        const records = partitions.reduce((sum, one) => sum + one.lag, 0)
        const committed = partitions.reduce((sum, one) => sum + one.committed, 0)
        measured[group] = records
        progress[group] = { records, committed }
        events.lag(group, records)
      }
      lag = measured
      judge(progress)
    } catch (error) {
      events.problem('dashboard: the lag', error)
      judge(undefined)
    }
    measuring = false
  }
  show()
  void measure()
  const timers = [setInterval(show, SYSTEM_MS), setInterval(() => void measure(), LAG_MS)]
  return () => {
    for (const timer of timers) clearInterval(timer)
  }
}

function listen(server: Server, { host, port }: DashboardOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Error(listenSentence(error, host, port), { cause: error })),
    )
    server.listen(port, host.replace(/^\[|\]$/g, ''), resolve)
  })
}

function listenSentence({ code, message }: NodeJS.ErrnoException, host: string, port: number) {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use on ${host}: stop the program that has it, or take another with --port ${port + 1}.`
    case 'EACCES':
      return `Port ${port} may not be used by this user: take one above 1023 with --port 8080.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no address ${host}: take another with --host, for example 127.0.0.1.`
    default:
      return `The dashboard cannot listen on ${host}:${port}: ${message}`
  }
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo
  const name = host.replace(/^\[|\]$/g, '')
  const isAny = name === '0.0.0.0' || name === '::' || name === ''
  const shown = isAny ? 'localhost' : name
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}/`
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  const impatient = setTimeout(() => server.closeAllConnections(), GOODBYE_MS)
  await closed
  clearTimeout(impatient)
}
