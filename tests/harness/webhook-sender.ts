/** A sender of signed bodies, and the webhook that it sends them to. */

import { createConnection, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { signatureOf } from '../../services/ingest/signed-push.ts'
import { webhook } from '../../services/ingest/sources/webhook.ts'
import { until } from './bus-recorder.ts'
import { KORNBLUM, NOW, openWorld, startOn, type World } from './ingest-world.ts'

export const SECRET = 'a secret of some length'

interface Webhook extends World {
  readonly url: string
  readonly port: number
  readonly stop: () => Promise<void>
}

export async function openWebhook(port = 0): Promise<Webhook> {
  const world = await openWorld()
  const service = await startOn({
    ...world,
    events: world.told.events,
    brands: [KORNBLUM],
    sources: [
      { name: 'webhook', source: webhook, options: { host: '127.0.0.1', port, secret: SECRET } },
    ],
  })
  await until('the port is told', () => world.told.said.length > 0)
  const taken = Number(world.told.said[0]?.detail['port'])
  return { ...world, url: `http://127.0.0.1:${taken}/`, port: taken, stop: service.stop }
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: { readonly message?: string; readonly [key: string]: unknown }
}

export async function push(
  url: string,
  body: string | Buffer,
  header = signatureOf(Buffer.from(body), NOW / 1_000, SECRET),
  more: RequestInit = {},
): Promise<Answer> {
  const headers = { 'x-sturmwarte-signature': header, ...(more.headers as object) }
  const response = await fetch(url, {
    method: 'POST',
    body: new Uint8Array(Buffer.from(body)),
    ...more,
    headers,
  })
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Answer['body'],
  }
}

export function ndjson(...records: unknown[]): string {
  return records.map((one) => JSON.stringify(one)).join('\n')
}

export async function connect(port: number): Promise<Socket & { heard(): string }> {
  const socket = createConnection(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let heard = ''
  socket.on('data', (data) => {
    heard += String(data)
  })
  socket.on('error', () => undefined)
  await new Promise((resolve) => socket.once('connect', resolve))
  return Object.assign(socket, { heard: () => heard })
}
