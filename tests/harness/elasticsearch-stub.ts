/** Something that answers like Elasticsearch where a real one cannot be made to: full, old, closed to us, or not it. */

import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface StubAnswer {
  readonly status: number
  readonly body: unknown
}

/** One write of a bulk request, as sent. */
export interface StubWrite {
  readonly action: string
  readonly id: string
  readonly bytes: number
}

export interface StubScript {
  readonly version?: string
  /** Answers every request before all else. */
  readonly always?: StubAnswer
  /** Answers a bulk request as a whole, or else item by item. */
  readonly bulk?: (writes: readonly StubWrite[], request: number) => StubAnswer | undefined
  /** Status, and error if it is one, of one write; created unless told. */
  readonly write?: (write: StubWrite, request: number) => StubItem
}

export interface StubItem {
  readonly status: number
  readonly error?: { readonly type: string; readonly reason: string }
}

export interface Stub {
  readonly node: string
  /** The writes of each bulk request. */
  readonly bulks: (readonly StubWrite[])[]
  /** `accept` and `content-type` of each request but the first, which asks for the version. */
  readonly dialects: Set<string>
}

const CREATED: StubItem = { status: 201 }

export async function elasticsearchStub(script: StubScript, product = true): Promise<Stub> {
  const bulks: (readonly StubWrite[])[] = []
  const dialects = new Set<string>()
  const server = createServer(async (request, response) => {
    const text = await textOf(request)
    const { status, body } = answerTo(request.url ?? '', text)
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(product ? { 'x-elastic-product': 'Elasticsearch' } : {}),
    })
    response.end(JSON.stringify(body))
    if (request.url !== '/') {
      for (const name of ['accept', 'content-type'] as const)
        dialects.add(String(request.headers[name]))
    }
  })
  function answerTo(url: string, text: string): StubAnswer {
    if (script.always) return script.always
    if (url === '/') return ok({ version: { number: script.version ?? '9.1.5' } })
    if (url.includes('/_mget')) {
      const { ids } = JSON.parse(text) as { ids: string[] }
      return ok({ docs: ids.map((_id) => ({ _id, found: false })) })
    }
    if (!url.startsWith('/_bulk')) return ok({})
    const writes = writesOf(text)
    bulks.push(writes)
    const whole = script.bulk?.(writes, bulks.length)
    if (whole) return whole
    const items = writes.map((write) => {
      return {
        [write.action]: { _id: write.id, ...(script.write?.(write, bulks.length) ?? CREATED) },
      }
    })
    return ok({ errors: true, items })
  }
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { node: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bulks, dialects }
}

function ok(body: unknown): StubAnswer {
  return { status: 200, body }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

function writesOf(text: string): StubWrite[] {
  const lines = text.split('\n').filter((line) => line !== '')
  const writes: StubWrite[] = []
  for (let i = 0; i < lines.length; i++) {
    const [action = '', head] = Object.entries(
      JSON.parse(lines[i]!) as Record<string, { _id: string }>,
    )[0]!
    const document = action === 'delete' ? '' : lines[++i]!
    writes.push({ action, id: head._id, bytes: Buffer.byteLength(document) })
  }
  return writes
}
