/**
 * When a server may be asked again: `Retry-After`, the dialects of `X-RateLimit-*`, and a breaker per host that has
 * failed too often. Told the time; holds it in memory only.
 */

import { type EpochMs, MINUTE_MS, SECOND_MS } from '../core/time.ts'

/** What is left of a server's allowance, as its last answer said. */
export interface RateLimit {
  /** Requests per window; undefined where the server does not say. */
  readonly limit: number | undefined
  readonly remaining: number
  readonly resetAt: EpochMs
}

/** No server can send us away for longer; an absurd header must not blind us for years. */
const LONGEST_WAIT_MS = 15 * MINUTE_MS
/** Below this a number in a reset header counts seconds from now, above it seconds since 1970, then milliseconds. */
const EPOCH_SECONDS = 1e9
const EPOCH_MILLISECONDS = 1e12

type Headers = Readonly<Record<string, unknown>>

/** `Retry-After` as seconds or as a date. @returns undefined where there is none that makes sense. */
export function retryAfterOf(headers: Headers, now: EpochMs): EpochMs | undefined {
  const text = textOf(headers, 'retry-after')
  if (text === undefined) return undefined
  const at = /^\d+(\.\d+)?$/.test(text) ? now + Number(text) * SECOND_MS : Date.parse(text)
  return Number.isNaN(at) ? undefined : within(at, now)
}

/** `X-RateLimit-*` (reset as an ISO instant, as epoch seconds, or as seconds left) and `RateLimit-*`. */
export function rateLimitOf(headers: Headers, now: EpochMs): RateLimit | undefined {
  for (const prefix of ['x-ratelimit', 'ratelimit']) {
    const remaining = Number.parseFloat(textOf(headers, `${prefix}-remaining`) ?? '')
    if (!(remaining >= 0)) continue
    const limit = Number.parseFloat(textOf(headers, `${prefix}-limit`) ?? '')
    const resetAt = resetOf(textOf(headers, `${prefix}-reset`), now)
    return { limit: limit > 0 ? limit : undefined, remaining, resetAt }
  }
  return undefined
}

function resetOf(text: string | undefined, now: EpochMs): EpochMs {
  if (text === undefined) return now + MINUTE_MS
  const number = Number(text)
  if (Number.isNaN(number)) {
    const at = Date.parse(text)
    return Number.isNaN(at) ? now + MINUTE_MS : within(at, now)
  }
  if (number >= EPOCH_MILLISECONDS) return within(number, now)
  return within(number >= EPOCH_SECONDS ? number * SECOND_MS : now + number * SECOND_MS, now)
}

function within(at: EpochMs, now: EpochMs): EpochMs {
  return Math.ceil(Math.min(Math.max(at, now + SECOND_MS), now + LONGEST_WAIT_MS))
}

function textOf(headers: Headers, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** Failures in a row after which a host is left alone. */
const OPEN_AFTER = 5
/** The first rest, which doubles with every probe that fails. */
const FIRST_REST_MS = 30 * SECOND_MS
/** Hosts remembered; the one that was met longest ago leaves. */
const MAX_HOSTS = 1_000

interface HostState {
  failures: number
  /** 0: closed. */
  openUntil: EpochMs
  restMs: number
  /** One request is on its way to see whether the host is well again. */
  probing: boolean
}

export interface Breakers {
  /** Whether the host may be asked; if not, when. One request is let through when the rest is over. */
  admit(
    host: string,
    now: EpochMs,
  ): { readonly ok: true } | { readonly ok: false; readonly at: EpochMs }
  succeeded(host: string): void
  failed(host: string, now: EpochMs): void
  /** The request ended without saying anything about the host. */
  withdrawn(host: string): void
}

/** @param random from [0, 1): rests are spread by a quarter, so that many do not come back at once. */
export function createBreakers(random: () => number): Breakers {
  const hosts = new Map<string, HostState>()
  return {
    admit(host, now) {
      const state = hosts.get(host)
      if (!state || state.openUntil === 0) return { ok: true }
      if (now < state.openUntil) return { ok: false, at: state.openUntil }
      if (state.probing) return { ok: false, at: now + SECOND_MS }
      state.probing = true
      return { ok: true }
    },
    succeeded: (host) => void hosts.delete(host),
    failed(host, now) {
      const known = hosts.get(host)
      const state = known ?? { failures: 0, openUntil: 0, restMs: FIRST_REST_MS, probing: false }
      state.failures++
      if (state.probing) state.restMs = Math.min(2 * state.restMs, LONGEST_WAIT_MS)
      state.probing = false
      if (state.failures >= OPEN_AFTER) {
        state.openUntil = Math.ceil(now + state.restMs * (0.75 + 0.5 * random()))
      }
      remember(hosts, host, state)
    },
    withdrawn(host) {
      const state = hosts.get(host)
      if (state) state.probing = false
    },
  }
}

/** Not before which instant a host may be asked with a credential, as it said itself. */
export interface Gates {
  opensAt(key: string): EpochMs
  closeUntil(key: string, at: EpochMs): void
}

export function createGates(): Gates {
  const gates = new Map<string, EpochMs>()
  return {
    opensAt: (key) => gates.get(key) ?? 0,
    closeUntil: (key, at) => remember(gates, key, at),
  }
}

function remember<Value>(known: Map<string, Value>, key: string, value: Value): void {
  known.delete(key)
  known.set(key, value)
  if (known.size <= MAX_HOSTS) return
  for (const oldest of known.keys()) {
    known.delete(oldest)
    return
  }
}
