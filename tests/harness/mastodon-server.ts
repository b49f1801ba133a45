/**
 * A server that answers like Mastodon 4.5 (origin: documented, https://docs.joinmastodon.org/methods/timelines/,
 * /methods/statuses/, /api/rate-limits/) or, where it differs, like GoToSocial: no call for many statuses, a token for
 * everything, the reset of the allowance without `Retry-After`.
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { json, startWebServer, type WebServer } from './web-server.ts'

export interface Status {
  id: string
  uri: string
  created_at: string
  edited_at: string | null
  in_reply_to_id: string | null
  content: string
  visibility: string
  favourites_count: number
  reblogs_count: number
  replies_count: number
  account: Record<string, unknown>
  tags: string[]
  [key: string]: unknown
}

export interface MastodonServer extends WebServer {
  /** Says something at an instant; ids are made of it, as Mastodon makes them, also for posts that arrive later. */
  post(content: string, at: number, more?: Partial<Status>): Status
  remove(id: string): void
  edit(id: string, content: string, at: number): void
  /** Requests that are still allowed; Infinity: no limit. */
  allowance: number
  /** When the allowance is full again. */
  resetAt: number
  /** Whether strangers get an answer. */
  isOpen: boolean
  kind: 'mastodon' | 'gotosocial'
  /** Answers in place of the API. */
  instead: ((response: ServerResponse) => void) | undefined
}

export const TOKEN = 'a-user-token'

type Statuses = Map<string, Status>

export async function startMastodon(port = 0): Promise<MastodonServer> {
  const statuses: Statuses = new Map()
  let sequence = 0
  const web = await startWebServer((request, response, url) => {
    answer(server, statuses, request, response, url)
  }, port)
  const server: MastodonServer = {
    ...web,
    allowance: Number.POSITIVE_INFINITY,
    resetAt: 0,
    isOpen: true,
    kind: 'mastodon',
    instead: undefined,
    post(content, at, more = {}) {
      const id = String((BigInt(at) << 16n) + BigInt(++sequence % 65_536))
      const status = statusOf(web.url, id, content, at, more)
      statuses.set(id, status)
      const parent = statuses.get(status.in_reply_to_id ?? '')
      if (parent) parent.replies_count++
      return status
    },
    remove: (id) => void statuses.delete(id),
    edit(id, content, at) {
      const status = statuses.get(id)!
      statuses.set(id, { ...status, content, edited_at: new Date(at).toISOString() })
    },
  }
  return server
}

function answer(
  server: MastodonServer,
  statuses: Statuses,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
) {
  if (server.instead) return server.instead(response)
  if (Number.isFinite(server.allowance)) {
    server.allowance--
    response.setHeader('X-RateLimit-Limit', '300')
    response.setHeader('X-RateLimit-Remaining', String(Math.max(0, server.allowance)))
    response.setHeader('X-RateLimit-Reset', new Date(server.resetAt).toISOString())
    if (server.allowance < 0) return refuse(response, 429, 'Too many requests')
  }
  if (!server.isOpen && request.headers.authorization !== `Bearer ${TOKEN}`)
    return refuse(response, 401, 'This method requires an authenticated user')
  const [, tag] = /^\/api\/v1\/timelines\/tag\/([^/]+)$/.exec(url.pathname) ?? []
  if (tag !== undefined) return timeline(server, statuses, response, url, decodeURIComponent(tag))
  if (url.pathname === '/api/v1/statuses') return many(server, statuses, response, url)
  const [, id, context] = /^\/api\/v1\/statuses\/([^/]+)(\/context)?$/.exec(url.pathname) ?? []
  const status = statuses.get(id ?? '')
  if (!status) return refuse(response, 404, 'Record not found')
  if (context === undefined) return json(response, status)
  return json(response, { ancestors: [], descendants: below(statuses, status.id) })
}

function many(server: MastodonServer, statuses: Statuses, response: ServerResponse, url: URL) {
  if (server.kind === 'gotosocial') return refuse(response, 405, 'Method not allowed')
  const ids = url.searchParams.getAll('id[]')
  if (ids.length > 20) return refuse(response, 422, 'Too many statuses')
  return json(
    response,
    ids.flatMap((one) => statuses.get(one) ?? []),
  )
}

function timeline(
  server: MastodonServer,
  statuses: Statuses,
  response: ServerResponse,
  url: URL,
  tag: string,
) {
  const limit = Math.min(Number(url.searchParams.get('limit') ?? 20), 40)
  const minId = url.searchParams.get('min_id')
  const found = [...statuses.values()]
    .filter((one) => one.tags.includes(tag.toLowerCase()))
    .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
    .filter((one) => minId === null || BigInt(one.id) > BigInt(minId))
  const page = minId === null ? found.slice(-limit) : found.slice(0, limit)
  const link = `<${server.url}${url.pathname}?min_id=${page.at(-1)?.id}>; rel="prev"`
  json(response, page.reverse(), page.length > 0 ? { link } : {})
}

function below(statuses: Statuses, id: string): Status[] {
  const direct = [...statuses.values()].filter((one) => one.in_reply_to_id === id)
  return direct.flatMap((one) => [one, ...below(statuses, one.id)])
}

function refuse(response: ServerResponse, code: number, error: string) {
  response.writeHead(code, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error }))
}

function statusOf(
  origin: string,
  id: string,
  content: string,
  at: number,
  more: Partial<Status>,
): Status {
  const uri = `${origin}/users/lena/statuses/${id}`
  return {
    id,
    uri,
    url: `${origin}/@lena/${id}`,
    created_at: new Date(at).toISOString(),
    edited_at: null,
    in_reply_to_id: null,
    spoiler_text: '',
    visibility: 'public',
    language: 'de',
    content,
    reblog: null,
    favourites_count: 0,
    reblogs_count: 0,
    replies_count: 0,
    poll: null,
    account: accountOf(origin),
    tags: [...content.matchAll(/#(\w+)/g)].map(([, tag]) => tag!.toLowerCase()),
    ...more,
  }
}

function accountOf(origin: string): Record<string, unknown> {
  return {
    id: '1',
    acct: 'lena',
    url: `${origin}/@lena`,
    uri: `${origin}/users/lena`,
    created_at: '2019-04-01T00:00:00.000Z',
    followers_count: 123,
    noindex: false,
    indexable: false,
  }
}
