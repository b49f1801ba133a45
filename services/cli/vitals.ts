/** Health and metrics of a service that has no page: `/healthz`, `/readyz`, `/metrics`. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Bus } from '../../shared/edge/bus.ts'
import type { Clock } from '../../shared/edge/clock.ts'
import type { Events } from '../../shared/edge/events.ts'
import { GROUPS, TOPICS } from '../../shared/edge/topics.ts'

export interface VitalsOptions {
  readonly bus: Bus
  readonly clock: Clock
  readonly events: Events
  readonly host: string
  /** 0: any free one. */
  readonly port: number
}

export interface Vitals {
  readonly url: string
  stop(): Promise<void>
}

const LOOK_EVERY_MS = 5_000
/** Without a word from the log for so long, a service is not ready. */
const SILENT_MS = 15_000
const LAG_OF: readonly (readonly [string, readonly string[]])[] = [
  [GROUPS.score, [TOPICS.mentions, TOPICS.engagement]],
  [GROUPS.detect, [TOPICS.observations]],
]

/** @throws Error with a sentence where the port cannot be had. */
export async function startVitals(options: VitalsOptions): Promise<Vitals> {
  const { clock, events, host, port } = options
  let heardAt = clock.elapsed()
  let looking = false
  const look = async () => {
    if (looking) return
    looking = true
    try {
      for (const [group, topics] of LAG_OF) {
        const lags = await options.bus.lag(group, topics)
        events.lag(
          group,
          lags.reduce((sum, { lag }) => sum + lag, 0),
        )
      }
      heardAt = clock.elapsed()
    } catch (error) {
      events.problem('log', error)
    }
    looking = false
  }
  const timer = setInterval(() => void look(), LOOK_EVERY_MS)
  const server = createServer((request, response) => {
    const silent = clock.elapsed() - heardAt > SILENT_MS
    const say = (status: number, text: string) => response.writeHead(status, TEXT).end(text)
    if (request.method !== 'GET' && request.method !== 'HEAD') say(405, 'only to be read\n')
    else if (request.url === '/healthz') say(200, 'ok\n')
    else if (request.url === '/readyz')
      say(silent ? 503 : 200, silent ? 'log-out-of-reach\n' : 'ok\n')
    else if (request.url === '/metrics') void events.metrics().then((page) => say(200, page))
    else say(404, '/healthz, /readyz, /metrics\n')
  })
  server.headersTimeout = 10_000
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, host, resolve)
    })
  } catch (error) {
    clearInterval(timer)
    const { message } = error as Error
    throw new Error(`Health and metrics cannot be had at ${host}:${port}: ${message}`)
  }
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}/healthz`,
    stop: async () => {
      clearInterval(timer)
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const TEXT = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
