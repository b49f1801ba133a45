/**
 * A port that takes signed bodies and hands them on only when they are whole, signed and small enough. Whoever takes
 * one answers it. Header `X-Sturmwarte-Signature: t=<unix seconds>,v1=<hex of HMAC-SHA-256(secret, t + "." + body)>`.
 *
 * A body sent again within five minutes is taken again: the sender must be able to repeat what got no answer, and
 * every record is the same record twice, by its id.
 */

import { createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock } from '../../shared/edge/clock.ts'

export interface Push {
  readonly body: Buffer
  /** The first answer is the one that counts. */
  answer(status: number, message: string, more?: Readonly<Record<string, unknown>>): void
}

export interface PushPort {
  /** The port that was really taken. */
  readonly port: number
  /** Answers what is open with 503 and closes. */
  close(): Promise<void>
}

export interface PushOptions {
  readonly host: string
  readonly port: number
  readonly secret: string
  readonly clock: Clock
  take(push: Push): void
}

export const PUSH_LIMITS = {
  bodyBytes: 4 * 1_048_576,
  /** Of all bodies that wait for their end or for the log. */
  heldBytes: 64 * 1_048_576,
  connections: 100,
  headersMs: 10_000,
  requestMs: 30_000,
}

/** An older signature was taken down by somebody. */
const SIGNATURE_AGE_S = 300
const RETRY_AFTER_S = 5

/** @throws Error with a sentence when the port cannot be had. */
export async function openPushPort(
  options: PushOptions,
  limits: typeof PUSH_LIMITS = PUSH_LIMITS,
): Promise<PushPort> {
  const open = new Set<ServerResponse>()
  const held = { bytes: 0, limits }
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.headersMs / 4,
    },
    (request, response) => {
      open.add(response)
      response.once('close', () => open.delete(response))
      receive(request, response, options, held).catch(() =>
        answer(response, 400, 'the request could not be read'),
      )
    },
  )
  server.maxConnections = limits.connections
  await listen(server, options)
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close')
      server.close()
      const told = [...open].map(async (response) => {
        if (!response.headersSent) answer(response, 503, 'stopping; send it again')
        if (!response.writableFinished && !response.destroyed)
          await Promise.race([once(response, 'finish'), once(response, 'close')])
      })
      await Promise.all(told)
      server.closeAllConnections()
      await closed
    },
  }
}

async function listen(server: Server, { host, port }: PushOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    // Stays for ever: a later error of the listening socket, such as no more file handles, must not end the process.
    server.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        new Error(
          error.code === 'EADDRINUSE'
            ? `port ${port} on ${host} is in use; give this source another "port", or end the program that holds it`
            : `cannot listen on ${host}:${port}: ${error.message}`,
        ),
      ),
    )
    server.listen(port, host, resolve)
  })
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  { secret, clock, take }: PushOptions,
  held: { bytes: number; readonly limits: typeof PUSH_LIMITS },
): Promise<void> {
  const { bodyBytes, heldBytes } = held.limits
  const signature = readSignature(request.headers['x-sturmwarte-signature'])
  const refused = refusal(request, signature, clock, bodyBytes)
  if (refused) return answer(response, ...refused)
  const parts: Buffer[] = []
  let size = 0
  response.once('close', () => {
    held.bytes -= size
  })
  // Left early, the rest is read into nothing, so that the answer is heard; the request's time limit ends that.
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += part.length
    held.bytes += part.length
    if (size > bodyBytes) return answer(response, 413, tooLarge(bodyBytes))
    if (held.bytes > heldBytes) return answer(response, 503, 'too much at once; send it again')
    parts.push(part)
  }
  const body = Buffer.concat(parts)
  if (!signature || !isSigned(body, signature, secret)) return answer(response, 401, UNSIGNED)
  take({ body, answer: (status, message, more) => answer(response, status, message, more) })
}

const UNSIGNED = 'the signature is missing, wrong or older than five minutes'

function tooLarge(bodyBytes: number): string {
  return `at most ${bodyBytes} bytes in one request`
}

/** What can be said before the body came. */
function refusal(
  { method, headers }: IncomingMessage,
  signature: Signature | undefined,
  clock: Clock,
  bodyBytes: number,
): [status: number, message: string] | undefined {
  if (method !== 'POST') return [405, 'POST journal records here']
  const age = signature && Math.abs(clock.now() / 1_000 - signature.seconds)
  if (age === undefined || age > SIGNATURE_AGE_S) return [401, UNSIGNED]
  if ((headers['content-encoding'] ?? 'identity') !== 'identity')
    return [415, 'send the body uncompressed']
  return Number(headers['content-length']) > bodyBytes ? [413, tooLarge(bodyBytes)] : undefined
}

interface Signature {
  readonly seconds: number
  readonly mac: Buffer
}

function readSignature(header: string | string[] | undefined): Signature | undefined {
  const found = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(String(header))
  return found ? { seconds: Number(found[1]), mac: Buffer.from(found[2]!, 'hex') } : undefined
}

function isSigned(body: Buffer, { seconds, mac }: Signature, secret: string): boolean {
  return timingSafeEqual(macOf(body, seconds, secret), mac)
}

/** What a sender writes into the header. */
export function signatureOf(body: Buffer, seconds: number, secret: string): string {
  return `t=${seconds},v1=${macOf(body, seconds, secret).toString('hex')}`
}

function macOf(body: Buffer, seconds: number, secret: string): Buffer {
  return createHmac('sha256', secret).update(`${seconds}.`).update(body).digest()
}

function answer(
  response: ServerResponse,
  status: number,
  message: string,
  more: Readonly<Record<string, unknown>> = {},
): void {
  if (response.headersSent || response.destroyed) return
  response.writeHead(status, {
    'content-type': 'application/json',
    'x-content-type-options': 'nosniff',
    ...(status === 503 ? { 'retry-after': String(RETRY_AFTER_S) } : {}),
    ...(status === 405 ? { allow: 'POST' } : {}),
  })
  response.end(JSON.stringify({ status, message, ...more }))
}
