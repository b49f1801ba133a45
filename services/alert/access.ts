/**
 * Who may come in: by the name the server is called, by the page that asks, by token or session. Decides only; knows
 * neither express nor websockets. On loopback without a token everybody on this machine may.
 */

import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { isIP, isIPv4 } from 'node:net'
import { DAY_MS, type EpochMs, MINUTE_MS } from '../../shared/core/time.ts'
import type { Clock } from '../../shared/edge/clock.ts'

export interface AccessOptions {
  readonly host: string
  /** As configured; beyond loopback one-time links work without one. */
  readonly token: string | undefined
  readonly publicUrl: string | undefined
  /** The machine's time, never a recording's: sessions and tries are the reader's. */
  readonly machine: Clock
}

/** `slow`: too many wrong tries from there; the token was not even looked at. */
export type Visitor =
  | { readonly kind: 'open' | 'bearer' }
  | { readonly kind: 'session'; readonly until: EpochMs }
  | { readonly kind: 'nobody'; readonly slow: boolean }

export interface Access {
  /** Without it everybody who reaches the server may do everything. */
  readonly guarded: boolean
  /** Against DNS rebinding: a server on loopback is called by no other name. */
  isOurName(host: string | undefined): boolean
  /** Whether a page of this origin is ours. */
  isOurPage(origin: string, host: string | undefined): boolean
  visitor(request: Pick<IncomingMessage, 'headers' | 'socket'>): Visitor
  /** @returns the `Set-Cookie` of a new session, or why there is none. */
  login(token: string, from: string): { readonly cookie: string } | 'wrong' | 'slow'
  /** Opens one session within ten minutes. */
  oneTimeToken(): string
}

const SESSION_MS = 30 * DAY_MS
const ONE_TIME_MS = 10 * MINUTE_MS
const MOST_ONE_TIME = 20
const WRONG_TRIES = 10
/** Addresses of wrong tries that are remembered; beyond it the oldest is forgotten. */
const MOST_ADDRESSES = 10_000

export function createAccess(options: AccessOptions): Access {
  const { token, machine } = options
  const guarded = token !== undefined || !isLoopback(options.host)
  const names = ourNames(options)
  const tries = new Tries(machine)
  const sessions = new Sessions(options)
  const oneTime = new OneTimeTokens(machine)
  const expected = token === undefined ? undefined : digest(token)
  const isToken = (given: string) => expected !== undefined && same(digest(given), expected)
  return {
    guarded,
    isOurName: (host) => !isLoopback(options.host) || names.has(hostName(host)),
    isOurPage: (origin, host) => isOurPage(origin, host, options.publicUrl),
    visitor({ headers, socket }) {
      if (!guarded) return { kind: 'open' }
      const until = sessions.read(headers)
      if (until !== undefined) return { kind: 'session', until }
      const bearer = /^Bearer ([^\s]{1,1000})$/i.exec(headers.authorization ?? '')?.[1]
      const from = socket.remoteAddress ?? ''
      if (bearer === undefined) return { kind: 'nobody', slow: false }
      if (tries.tooMany(from)) return { kind: 'nobody', slow: true }
      if (isToken(bearer)) return { kind: 'bearer' }
      tries.wrong(from)
      return { kind: 'nobody', slow: false }
    },
    login(given, from) {
      if (tries.tooMany(from)) return 'slow'
      if (!guarded || isToken(given) || oneTime.use(given)) return { cookie: sessions.open() }
      tries.wrong(from)
      return 'wrong'
    },
    oneTimeToken: () => oneTime.make(),
  }
}

export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase()
  return name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'))
}

/** A name with an address in it cannot be rebound; those of this machine are ours. */
function ourNames({ host, publicUrl }: AccessOptions): { has(name: string): boolean } {
  const names = new Set(['localhost', host.toLowerCase()])
  if (publicUrl !== undefined) names.add(new URL(publicUrl).hostname)
  return { has: (name) => names.has(name) || (isIP(name) !== 0 && isLoopback(name)) }
}

/** `[::1]:8080` is `::1`. */
function hostName(host: string | undefined): string {
  const found = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec((host ?? '').toLowerCase())
  return found?.[1] ?? found?.[2] ?? ''
}

function isOurPage(origin: string, host: string | undefined, publicUrl: string | undefined) {
  if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return true
  const called = (host ?? '').toLowerCase()
  return called !== '' && [`http://${called}`, `https://${called}`].includes(origin.toLowerCase())
}

/** Sessions are signed, not stored: they outlive a restart and end with the token. */
class Sessions {
  readonly #key: Buffer
  readonly #name: string
  readonly #rest: string
  readonly #machine: Clock

  constructor({ token, publicUrl, machine }: AccessOptions) {
    const secure = publicUrl?.startsWith('https:') === true
    this.#machine = machine
    this.#key = token === undefined ? randomBytes(32) : digest(`sturmwarte session ${token}`)
    this.#name = secure ? '__Host-sturmwarte' : 'sturmwarte'
    this.#rest = `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
  }

  open(): string {
    const until = this.#machine.now() + SESSION_MS
    const head = `${until}.${randomBytes(16).toString('base64url')}`
    const age = Math.floor(SESSION_MS / 1_000)
    return `${this.#name}=${head}.${this.#sign(head)}; Max-Age=${age}; ${this.#rest}`
  }

  /** @returns until when it lasts; undefined where there is none. */
  read({ cookie }: IncomingHttpHeaders): EpochMs | undefined {
    const start = `${this.#name}=`
    const mine = cookie?.split(';').find((one) => one.trimStart().startsWith(start))
    const found = /^(\d{1,16})\.([\w-]{22})\.([\w-]{43})$/.exec(
      mine?.trim().slice(start.length) ?? '',
    )
    if (!found) return undefined
    const [, until, nonce, signature] = found
    const expected = this.#sign(`${until}.${nonce}`)
    if (!same(Buffer.from(signature!), Buffer.from(expected))) return undefined
    return Number(until) > this.#machine.now() ? Number(until) : undefined
  }

  #sign(head: string): string {
    return createHmac('sha256', this.#key).update(head).digest('base64url')
  }
}

/** Kept as hashes; each works once. */
class OneTimeTokens {
  readonly #machine: Clock
  readonly #until = new Map<string, number>()

  constructor(machine: Clock) {
    this.#machine = machine
  }

  make(): string {
    const token = randomBytes(24).toString('base64url')
    this.#until.set(digest(token).toString('hex'), this.#machine.elapsed() + ONE_TIME_MS)
    for (const key of this.#until.keys()) {
      if (this.#until.size > MOST_ONE_TIME) this.#until.delete(key)
    }
    return token
  }

  use(token: string): boolean {
    const key = digest(token).toString('hex')
    const until = this.#until.get(key)
    this.#until.delete(key)
    return until !== undefined && until > this.#machine.elapsed()
  }
}

/** Wrong tries of the last minute, by address. */
class Tries {
  readonly #machine: Clock
  readonly #byAddress = new Map<string, { count: number; until: number }>()

  constructor(machine: Clock) {
    this.#machine = machine
  }

  tooMany(from: string): boolean {
    const known = this.#byAddress.get(from)
    if (known && known.until <= this.#machine.elapsed()) this.#byAddress.delete(from)
    return (this.#byAddress.get(from)?.count ?? 0) >= WRONG_TRIES
  }

  wrong(from: string): void {
    const known = this.#byAddress.get(from)
    if (known) known.count++
    else this.#byAddress.set(from, { count: 1, until: this.#machine.elapsed() + MINUTE_MS })
    if (this.#byAddress.size <= MOST_ADDRESSES) return
    const [oldest] = this.#byAddress.keys()
    if (oldest !== undefined) this.#byAddress.delete(oldest)
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function same(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}
