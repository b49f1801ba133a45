/** What came of a request, as a value: an answer, or why there is none and when to try again. */

import type { EpochMs } from '../core/time.ts'
import type { RateLimit } from './http-limits.ts'

export const HTTP_PROBLEMS = [
  'bad-address', // no http(s) address, or one that may not be asked for
  'inside', // an address inside the network
  'no-such-host',
  'unreachable', // refused, reset, timed out while connecting
  'untrusted', // the certificate
  'too-slow', // the total deadline
  'too-large',
  'garbled', // no HTTP, a broken or unknown packing
  'redirects', // too many, or to nowhere
  'status', // an answer of 400 or more
  'limited', // 429, or the allowance is used up
  'resting', // failed too often; left alone for a while
  'stopped', // by the caller
] as const
export type HttpProblemCode = (typeof HTTP_PROBLEMS)[number]

export interface HttpProblem {
  readonly ok: false
  readonly code: HttpProblemCode
  /** One sentence that names the host, without query, credentials or body. */
  readonly reason: string
  /** Whether the same request may succeed later without anybody changing anything. */
  readonly retriable: boolean
  /** Not before; undefined where the server did not say. */
  readonly retryAt: EpochMs | undefined
  /** Of the answer, where there was one. */
  readonly status: number | undefined
}

export interface HttpAnswer {
  readonly ok: true
  readonly status: number
  /** 304: the caller's copy is still right; the body is empty. */
  readonly notModified: boolean
  readonly body: Buffer
  /** The body as text in the encoding that it was written in. */
  text(): string
  /** Names in lower case; lists joined. */
  header(name: string): string | undefined
  /** Where the answer came from, after redirects. */
  readonly url: string
  readonly rate: RateLimit | undefined
}

export type HttpResult = HttpAnswer | HttpProblem
