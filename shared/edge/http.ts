/**
 * Every request that leaves the house: within limits of size and time, never to addresses inside, as polite as the
 * server asks. Errors are values. The door of axios.
 */

import type { Readable } from 'node:stream'
import axios, { type AxiosResponse } from 'axios'
import type { EpochMs } from '../core/time.ts'
import { MINUTE_MS, SECOND_MS } from '../core/time.ts'
import type { Clock } from './clock.ts'
import type { HttpAnswer, HttpProblem, HttpProblemCode, HttpResult } from './http-answer.ts'
import { ACCEPTED_CODINGS, BodyEncodingError, BodyTooLargeError, readBody } from './http-body.ts'
import { decodeText } from './http-charset.ts'
import { createGuard, type Guard, type GuardOptions, InsideError } from './http-guard.ts'
import { createBreakers, createGates, rateLimitOf, retryAfterOf } from './http-limits.ts'

export interface HttpOptions extends Partial<GuardOptions> {
  readonly clock: Clock
  readonly version: string
  /** An address where the owner of a server can complain; part of the User-Agent. */
  readonly contact?: string | undefined
  /** From [0, 1). */
  readonly random?: () => number
}

export interface HttpRequest {
  readonly url: string
  readonly signal: AbortSignal
  readonly accept?: string
  /** Sent to the first host only, never to where it redirects. */
  readonly token?: string | undefined
  /** Of the copy that the caller has. */
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
  readonly maxBytes?: number
  /** Statuses of 400 and more that are answers for this caller, with their body. */
  readonly answers?: readonly number[]
}

export interface Http {
  /** Asks, and follows redirects. Never rejects. */
  get(request: HttpRequest): Promise<HttpResult>
  /** Closes idle connections. */
  close(): void
}

/** RELIABILITY FM12: bytes on the wire and unpacked; from the first name looked up to the last byte. */
const MAX_BYTES = 5_000_000
export const DEADLINE_MS = 20 * SECOND_MS
const MAX_REDIRECTS = 3
/** A server that says 429 and not for how long. */
const LIMITED_MS = MINUTE_MS

export function createHttp(options: HttpOptions): Http {
  const { clock, contact } = options
  const guard = createGuard({ allow: [], ...options })
  const house: House = {
    clock,
    guard,
    gates: createGates(),
    breakers: createBreakers(options.random ?? Math.random),
    userAgent: `Sturmwarte/${options.version}${contact === undefined ? '' : ` (+${contact})`}`,
  }
  return {
    async get(request) {
      const stopping = new AbortController()
      const onAbort = () => stopping.abort('stopped')
      if (request.signal.aborted) onAbort()
      request.signal.addEventListener('abort', onAbort, { once: true })
      const cancel = clock.every(DEADLINE_MS, () => stopping.abort('too-slow'))
      try {
        return await follow(house, request, stopping.signal)
      } finally {
        cancel()
        request.signal.removeEventListener('abort', onAbort)
      }
    },
    close: () => guard.close(),
  }
}

interface House {
  readonly clock: Clock
  readonly guard: Guard
  readonly gates: ReturnType<typeof createGates>
  readonly breakers: ReturnType<typeof createBreakers>
  readonly userAgent: string
}

/** One hop after the other, each judged before it is taken. */
async function follow(
  house: House,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpResult> {
  if (!URL.canParse(request.url))
    return problem('bad-address', `${JSON.stringify(request.url.slice(0, 100))} is no address`)
  let url = new URL(request.url)
  let token = request.token
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const refused = house.guard.refuses(url)
    if (refused) return problem(refused.code, `${nameOf(url)} ${refused.why}`)
    const answer = await hop(house, url, { ...request, token }, signal)
    if (!('location' in answer)) return answer
    if (!URL.canParse(answer.location, url.href))
      return problem('redirects', `${nameOf(url)} redirects to nowhere`)
    const next = new URL(answer.location, url)
    if (next.origin !== url.origin) token = undefined
    url = next
  }
  return problem('redirects', `${nameOf(url)} was the end of ${MAX_REDIRECTS} redirects`)
}

/** Asks one address once, if its host may be asked now. */
async function hop(
  house: House,
  url: URL,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpResult | { readonly location: string }> {
  const { clock, gates, breakers } = house
  const gate = `${url.host}\n${request.token ?? ''}`
  const opensAt = gates.opensAt(gate)
  if (clock.now() < opensAt)
    return problem('limited', `${url.host} has used up its allowance`, { retryAt: opensAt })
  const admitted = breakers.admit(url.host, clock.now())
  if (!admitted.ok)
    return problem('resting', `${url.host} failed too often and is left alone for a while`, {
      retryAt: admitted.at,
    })
  let told = false
  const judge = (isWell: boolean) => {
    told = true
    if (isWell) breakers.succeeded(url.host)
    else breakers.failed(url.host, clock.now())
  }
  try {
    const response = await send(house, url, request, signal)
    const location = redirectOf(response)
    const until = closedUntil(response, clock.now())
    if (until !== undefined) gates.closeUntil(gate, until)
    const isAnswer = response.status < 300 || request.answers?.includes(response.status)
    if (!isAnswer) {
      response.data.destroy()
      judge(response.status < 500)
      if (location !== undefined) return { location }
      if (response.status !== 304) return refusal(url, response, until)
    }
    const body = isAnswer ? await bodyOf(response, request, signal) : Buffer.alloc(0)
    judge(true)
    return answerOf(url, response, body, clock.now())
  } catch (error) {
    const found = problemOf(error, url, signal)
    if (BLAMES_HOST.includes(found.code)) judge(false)
    return found
  } finally {
    if (!told) breakers.withdrawn(url.host)
  }
}

/** What says that the host is ill, and not that one document is. */
const BLAMES_HOST: readonly HttpProblemCode[] = [
  'no-such-host',
  'unreachable',
  'untrusted',
  'too-slow',
]

function send(
  { guard, userAgent }: House,
  url: URL,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<AxiosResponse<Readable>> {
  const { accept, token, etag, lastModified } = request
  return axios.request({
    url: url.href,
    adapter: 'http',
    ...guard.agentsFor(url),
    headers: {
      'User-Agent': userAgent,
      Accept: accept ?? '*/*',
      'Accept-Encoding': ACCEPTED_CODINGS,
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(etag === undefined ? {} : { 'If-None-Match': etag }),
      ...(lastModified === undefined ? {} : { 'If-Modified-Since': lastModified }),
    },
    responseType: 'stream',
    // Redirects, packing and size are ours to judge; no proxy is taken from the environment.
    maxRedirects: 0,
    decompress: false,
    proxy: false,
    validateStatus: null,
    signal,
  })
}

function redirectOf({ status, headers }: AxiosResponse): string | undefined {
  if (![301, 302, 303, 307, 308].includes(status)) return undefined
  const location: unknown = headers['location']
  return typeof location === 'string' ? location : undefined
}

/** When the server lets us in again; undefined: at once. */
function closedUntil({ status, headers }: AxiosResponse, now: EpochMs): EpochMs | undefined {
  const fields = headers as Readonly<Record<string, unknown>>
  const rate = rateLimitOf(fields, now)
  if (status === 429 || status === 503) {
    const until = retryAfterOf(fields, now) ?? (rate?.remaining === 0 ? rate.resetAt : undefined)
    return until ?? (status === 429 ? now + LIMITED_MS : undefined)
  }
  return rate?.remaining === 0 ? rate.resetAt : undefined
}

function refusal(url: URL, { status }: AxiosResponse, retryAt: EpochMs | undefined): HttpProblem {
  const limited = status === 429
  const reason = limited ? `${url.host} was asked too often` : `${nameOf(url)} answered ${status}`
  const retriable = limited || status === 408 || status === 425 || status >= 500
  return problem(limited ? 'limited' : 'status', reason, { retriable, retryAt, status })
}

async function bodyOf(
  { data, headers }: AxiosResponse<Readable>,
  { maxBytes = MAX_BYTES }: HttpRequest,
  signal: AbortSignal,
): Promise<Buffer> {
  return readBody(data, { coding: String(headers['content-encoding'] ?? ''), maxBytes, signal })
}

function answerOf(
  url: URL,
  { status, headers }: AxiosResponse,
  body: Buffer,
  now: EpochMs,
): HttpAnswer {
  const header = (name: string) => {
    const value: unknown = headers[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  return {
    ok: true,
    status,
    notModified: status === 304,
    body,
    text: () => decodeText(body, header('content-type')),
    header,
    url: url.href,
    rate: rateLimitOf(headers as Readonly<Record<string, unknown>>, now),
  }
}

/** Codes of Node, by what they mean for us. Any other is unreachable. */
const CODES: readonly (readonly [RegExp, HttpProblemCode, string])[] = [
  [/^(?:ENOTFOUND|EAI_AGAIN|EAI_NODATA|ENODATA)$/, 'no-such-host', 'is not known to the DNS'],
  [
    /CERT|SIGNATURE|ISSUER|SELF_SIGNED|ERR_TLS/,
    'untrusted',
    'has a certificate that cannot be trusted',
  ],
  [
    /^HPE_|^Z_|^ERR_.*(?:BROTLI|ZLIB|PADDING)|^ERR__ERROR_FORMAT/,
    'garbled',
    'sent an answer that is broken',
  ],
]

function problemOf(error: unknown, url: URL, signal: AbortSignal): HttpProblem {
  if (signal.aborted) {
    if (signal.reason === 'stopped') return problem('stopped', 'the request was stopped')
    const reason = `${nameOf(url)} was not through after ${DEADLINE_MS / SECOND_MS} s`
    return problem('too-slow', reason, { retriable: true })
  }
  const cause = (error as { cause?: unknown } | null)?.cause ?? error
  if (cause instanceof InsideError) return problem('inside', `${nameOf(url)} ${cause.message}`)
  if (error instanceof BodyTooLargeError)
    return problem('too-large', `the answer of ${nameOf(url)} ${error.message}`)
  if (error instanceof BodyEncodingError)
    return problem('garbled', `the answer of ${nameOf(url)} ${error.message}`)
  const code = String((error as { code?: unknown } | null)?.code ?? '')
  const known = CODES.find(([pattern]) => pattern.test(code))
  const retriable = true
  if (known) return problem(known[1], `${nameOf(url)} ${known[2]} (${code})`, { retriable })
  return problem('unreachable', `${nameOf(url)} cannot be reached (${code || 'no reason given'})`, {
    retriable,
  })
}

function problem(
  code: HttpProblemCode,
  reason: string,
  more: Partial<Pick<HttpProblem, 'retriable' | 'retryAt' | 'status'>> = {},
): HttpProblem {
  const retriable = more.retriable ?? more.retryAt !== undefined
  return { ok: false, code, reason, retriable, retryAt: more.retryAt, status: more.status }
}

/** Host and path; a query may hold what nobody else should read. */
function nameOf(url: URL): string {
  return `${url.host}${url.pathname}`.slice(0, 200)
}
