/**
 * Signed push over HTTP: anyone's crawler, CRM or listening tool delivers journal records. A request is answered
 * 202 only when the log has acknowledged every record in it.
 *
 * `POST /` with NDJSON (`application/x-ndjson`) or a JSON array, header
 * `X-Sturmwarte-Signature: t=<unix seconds>,v1=<hex of HMAC-SHA-256(secret, t + "." + body)>`.
 */

import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { parseLine, parseRecord } from '../../../shared/core/parse.ts'
import type { Clock } from '../../../shared/edge/clock.ts'
import { type FetchedItem, type Found, Problem, readOptions, type Source } from '../source.ts'

export interface WebhookOptions {
  readonly host: string
  readonly port: number
  readonly secret: string
}

interface Pushed {
  readonly body: Buffer
}

const BODY_BYTES = 4 * 1_048_576
/** An older signature is a replayed one. */
const SIGNATURE_AGE_S = 300
const SECRET_CHARACTERS = 16

export const webhook: Source<WebhookOptions, Pushed, null> = {
  name: 'webhook',
  summary: 'signed push over HTTP from any crawler, CRM or listening tool',
  needs: 'a port and a shared secret of at least 16 characters',
  sees: 'whatever the sender delivers',
  cannotSee: 'anything the sender keeps to itself; a silent sender looks like a silent source',
  parseOptions: (raw) =>
    readOptions<WebhookOptions>(raw, {
      host: (value) =>
        value === undefined
          ? '127.0.0.1'
          : typeof value === 'string'
            ? value
            : new Problem('must be an address'),
      port: (value) =>
        typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535
          ? value
          : new Problem('must be a port from 0 (any free one) to 65535'),
      secret: (value) =>
        typeof value === 'string' && value.length >= SECRET_CHARACTERS
          ? value
          : new Problem(
              `must be a secret of at least ${SECRET_CHARACTERS} characters, best as \${NAME}`,
            ),
    }),
  async *fetch({ options, clock, signal }) {
    const queue: Delivery[] = []
    let wake: () => void = () => undefined
    const server = await listen(options, clock, (delivery) => {
      queue.push(delivery)
      wake()
    })
    signal.addEventListener('abort', () => wake(), { once: true })
    try {
      while (!signal.aborted) {
        const delivery = queue.shift()
        if (delivery) yield [itemOf(delivery)]
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      for (const delivery of queue) delivery.answer(503, 'stopping; send it again')
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  },
  read: readPushed,
}

interface Delivery {
  readonly body: Buffer
  answer(status: number, message: string): void
}

function itemOf(delivery: Delivery): FetchedItem<Pushed, null> {
  return {
    raw: { body: delivery.body },
    cursor: null,
    position: 0,
    bytes: () => delivery.body,
    acknowledged: () => delivery.answer(202, 'stored'),
    failed: () => delivery.answer(503, 'the log did not take it; send it again'),
  }
}

/** NDJSON or one JSON array or object; every record stands or falls alone. */
export function readPushed({ body }: Pushed): Found[] {
  const text = body.toString('utf8').trim()
  if (!text.startsWith('[')) return text.split(/\r?\n/).filter(Boolean).map(foundIn)
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch {
    return [
      { type: 'reject', code: 'not-json', reason: 'the body is neither NDJSON nor a JSON array' },
    ]
  }
  return (list as unknown[]).map((value) => {
    const parsed = parseRecord(value)
    return parsed.ok
      ? { type: 'record', record: parsed.record }
      : { type: 'reject', code: parsed.code, reason: parsed.reason }
  })
}

function foundIn(line: string): Found {
  const parsed = parseLine(line)
  return parsed.ok
    ? { type: 'record', record: parsed.record }
    : { type: 'reject', code: parsed.code, reason: parsed.reason }
}

async function listen(
  options: WebhookOptions,
  clock: Clock,
  take: (delivery: Delivery) => void,
): Promise<Server> {
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 30_000 },
    (request, response) => {
      receive(request, response, options.secret, clock, take).catch(() =>
        reply(response, 400, 'the request could not be read'),
      )
    },
  )
  server.maxConnections = 100
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new Error(
          error.code === 'EADDRINUSE'
            ? `webhook: port ${options.port} on ${options.host} is in use; choose another in sources.webhook.port`
            : `webhook: cannot listen on ${options.host}:${options.port}: ${error.message}`,
        ),
      ),
    )
    server.listen(options.port, options.host, resolve)
  })
  return server
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  secret: string,
  clock: Clock,
  take: (delivery: Delivery) => void,
): Promise<void> {
  if (request.method !== 'POST') return reply(response, 405, 'POST journal records here')
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > BODY_BYTES) return reply(response, 413, `at most ${BODY_BYTES} bytes in one request`)
    parts.push(part)
  }
  const body = Buffer.concat(parts)
  const nowSeconds = Math.floor(clock.now() / 1_000)
  if (
    !isSigned(body, String(request.headers['x-sturmwarte-signature'] ?? ''), secret, nowSeconds)
  ) {
    return reply(response, 401, 'the signature is missing, wrong or older than five minutes')
  }
  take({ body, answer: (status, message) => reply(response, status, message) })
}

/** Constant time in the secret; `header` is `t=…,v1=…`. */
export function isSigned(
  body: Buffer,
  header: string,
  secret: string,
  nowSeconds: number,
): boolean {
  const found = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header)
  if (!found || Math.abs(nowSeconds - Number(found[1])) > SIGNATURE_AGE_S) return false
  const wanted = createHmac('sha256', secret).update(`${found[1]}.`).update(body).digest()
  return timingSafeEqual(wanted, Buffer.from(found[2]!, 'hex'))
}

function reply(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, {
    'content-type': 'application/json',
    'x-content-type-options': 'nosniff',
  })
  response.end(JSON.stringify({ status, message }))
}
