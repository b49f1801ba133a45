/** A small web server that answers as a test says, and remembers what it was asked. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => void

export interface WebServer {
  readonly port: number
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string
  /** As `127.0.0.1:PORT`, for the list of what may be reached inside. */
  readonly host: string
  /** Path and query of every request, in order. */
  readonly asked: string[]
  /** Headers of every request, in order. */
  readonly headers: IncomingMessage['headers'][]
  close(): Promise<void>
}

/** Listens on loopback, on a port chosen by the system; closed with the test. */
export async function startWebServer(answer: Answer, port = 0): Promise<WebServer> {
  const asked: string[] = []
  const headers: IncomingMessage['headers'][] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    headers.push(request.headers)
    answer(request, response, new URL(request.url ?? '/', 'http://localhost'))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const taken = (server.address() as AddressInfo).port
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  onTestFinished(close)
  return {
    port: taken,
    url: `http://127.0.0.1:${taken}`,
    host: `127.0.0.1:${taken}`,
    asked,
    headers,
    close,
  }
}

export function json(
  response: ServerResponse,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', ...headers })
  response.end(JSON.stringify(value))
}
