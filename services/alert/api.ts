/**
 * The server of the page: routes from one table, each behind the same guards, and the page's own files. Nothing is
 * answered to a name that is not ours, nothing is changed for a page that is not ours, nothing is cached that is data.
 */

import { STATUS_CODES } from 'node:http'
import { join } from 'node:path'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import type { Access } from './access.ts'
import { namesInPath } from './api-openapi.ts'
import { type Answer, type Asked, type House, Problem, type Route } from './api-route.ts'
import { readFields } from './api-schema.ts'

export interface ApiOptions {
  readonly house: House
  readonly routes: readonly Route[]
  /** The built page. */
  readonly pageFolder: string
  /** The page is reached by https. */
  readonly secure: boolean
}

const BODY_BYTES = 65_536
const PATH_LENGTH = 2_000

export function createApi({ house, routes, pageFolder, secure }: ApiOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.set('query parser', 'simple')
  app.enable('case sensitive routing')
  app.enable('strict routing')
  app.use(securityHeaders(secure))
  app.use(ourName(house.access))
  for (const route of routes) {
    const path = route.path.replace(/\{(\w+)\}/g, ':$1')
    const guards = route.method === 'post' ? [ourPage(house.access), jsonBody()] : []
    app[route.method](path, noStore, guard(route, house.access), ...guards, run(route))
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    app.all(path.replace(/\{(\w+)\}/g, ':$1'), onlyMethods(routes, path))
  }
  app.use('/api', () => {
    throw new Problem(404, 'There is no such resource.')
  })
  servePage(app, pageFolder)
  app.use(() => {
    throw new Problem(404, 'There is no such page.')
  })
  app.use(problems(house))
  return app
}

function securityHeaders(secure: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        connectSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        requireTrustedTypesFor: ["'script'"],
      },
    },
    strictTransportSecurity: secure ? { maxAge: 15_552_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  })
}

/** A name that a stranger's name server pointed here is not ours (DNS rebinding). */
function ourName(access: Access): RequestHandler {
  return (request, _response, next) => {
    if (access.isOurName(request.headers.host)) next()
    else throw new Problem(421, 'This server is not called that.')
  }
}

/** Data belong into no cache, on no disk. */
const noStore: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store')
  next()
}

function guard(route: Route, access: Access): RequestHandler {
  return (request, response, next) => {
    const visitor = access.visitor(request)
    response.locals['visitor'] = visitor
    if (route.role === 'anyone' || visitor.kind !== 'nobody') next()
    else if (visitor.slow) {
      throw new Problem(429, 'Too many wrong tries. Wait a minute.', { 'Retry-After': '60' })
    } else {
      throw new Problem(401, 'A session or a token is needed.', { 'WWW-Authenticate': 'Bearer' })
    }
  }
}

/** Against forged requests: a foreign page can send neither this header nor JSON without asking first. */
function ourPage(access: Access): RequestHandler {
  return ({ headers }, _response, next) => {
    const site = headers['sec-fetch-site'] ?? 'none'
    const { origin, host } = headers
    const isOurs =
      headers['x-sturmwarte'] === '1' &&
      (site === 'same-origin' || site === 'none') &&
      (origin === undefined || access.isOurPage(origin, host))
    if (!isOurs) throw new Problem(403, 'Asked from a page that is not ours.')
    next()
  }
}

function jsonBody(): RequestHandler {
  const parse = express.json({ limit: BODY_BYTES, inflate: false, type: 'application/json' })
  return (request, response, next) => {
    if (request.is('application/json')) parse(request, response, next)
    else throw new Problem(415, 'The body must be JSON (Content-Type: application/json).')
  }
}

function run(route: Route): RequestHandler {
  const names = namesInPath(route.path)
  return async (request, response) => {
    const path: Record<string, string> = Object.create(null)
    for (const name of names) {
      const value = request.params[name]
      if (typeof value !== 'string' || value.length > PATH_LENGTH) {
        throw new Problem(404, 'There is no such resource.')
      }
      path[name] = value
    }
    const query = readFields(route.query ?? {}, request.query, 'query')
    if (!query.ok) throw new Problem(400, query.reason)
    const body = readFields(route.body ?? {}, route.body ? request.body : {}, 'body')
    if (!body.ok) throw new Problem(400, body.reason)
    const visitor = response.locals['visitor'] as Asked['visitor']
    const from = request.socket.remoteAddress ?? ''
    const asked: Asked = { path, query: query.values, body: body.values, visitor, from }
    send(response, await route.handle(asked), route.status)
  }

  function send(response: Parameters<RequestHandler>[1], answer: Answer, status = 200): void {
    response.status(answer.status ?? status).set(answer.headers ?? {})
    if (answer.text !== undefined) response.send(answer.text)
    else if (answer.body === undefined) response.end()
    else response.json(answer.body)
  }
}

function onlyMethods(routes: readonly Route[], path: string): RequestHandler {
  const methods = routes.filter((route) => route.path === path).map(({ method }) => method)
  const allowed = methods.flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : ['POST']))
  return () => {
    throw new Problem(405, `Only ${allowed.join(', ')} here.`, { Allow: allowed.join(', ') })
  }
}

/** Files with a hash in their name never change; the page that names them is always asked for. */
function servePage(app: Express, folder: string): void {
  const shared = { index: false, redirect: false, dotfiles: 'ignore' } as const
  const assets = { ...shared, immutable: true, maxAge: '1y', etag: false, fallthrough: false }
  app.use('/assets', express.static(join(folder, 'assets'), assets))
  app.get(['/', '/index.html'], noStore, (_request, response, next) => {
    const options = { root: folder, cacheControl: false, etag: false, lastModified: false }
    response.sendFile('index.html', options, (error) => {
      if (!error || response.headersSent) return
      next(new Problem(503, 'The page has not been built: run "npm ci" or "npm run prepare".'))
    })
  })
}

/** Whatever went wrong becomes a sentence; what only concerns us goes to the log and not to the asker. */
function problems(house: House): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const { status, detail, headers } = understood(error)
    if (status >= 500 && !(error instanceof Problem)) {
      house.events.problem('dashboard: a request', error)
    }
    const title = STATUS_CODES[status] ?? 'Error'
    response
      .status(status)
      .set({ 'Cache-Control': 'no-store', ...headers })
      .type('application/problem+json')
      .send(JSON.stringify({ type: 'about:blank', title, status, detail }))
  }
}

function understood(error: unknown): {
  status: number
  detail: string
  headers: Readonly<Record<string, string>>
} {
  if (error instanceof Problem) {
    return { status: error.status, detail: error.message, headers: error.headers }
  }
  const { status, type } = error as { status?: unknown; type?: unknown }
  if (typeof status !== 'number' || status < 400 || status > 499) {
    return { status: 500, detail: 'Something went wrong here; the log says what.', headers: {} }
  }
  return { status, detail: SENTENCES[String(type)] ?? fallback(status), headers: {} }
}

/** By the types of body-parser. */
const SENTENCES: Readonly<Record<string, string>> = {
  'entity.parse.failed': 'The body is no valid JSON.',
  'entity.too.large': 'The body is larger than 64 kB.',
  'encoding.unsupported': 'The body must not be compressed.',
}

function fallback(status: number): string {
  return status === 404 ? 'There is no such page.' : 'This request cannot be understood.'
}
