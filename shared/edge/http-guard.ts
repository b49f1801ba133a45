/**
 * Connections that cannot lead inside. A name is judged by the addresses that the connection is really made to, in
 * the moment in which it is made, so that an answer of the DNS which changes between two looks gains nothing.
 */

import { lookup as systemLookup } from 'node:dns'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { allowedInside, isInside } from './http-address.ts'

/** Thrown into the connection where a name leads inside. */
export class InsideError extends Error {
  override readonly name = 'InsideError'
}

export interface Agents {
  readonly httpAgent: HttpAgent
  readonly httpsAgent: HttpsAgent
}

export interface Guard {
  /** Why an address may not be asked for, if so; `why` ends a sentence that begins with the address. */
  refuses(url: URL): { readonly code: 'bad-address' | 'inside'; readonly why: string } | undefined
  /** What a request to this address must go through. */
  agentsFor(url: URL): Agents
  close(): void
}

export interface GuardOptions {
  /** @see allowedInside */
  readonly allow: readonly string[]
  /** As `dns.lookup`; for tests. */
  readonly lookup?: LookupFunction
}

export function createGuard(options: GuardOptions): Guard {
  const allowed = allowedInside(options.allow)
  const lookup = options.lookup ?? (systemLookup as LookupFunction)
  const refused = (address: string) => isInside(address) && !allowed.address(address)
  const open = agents(lookup)
  const guarded = agents((hostname, wanted, answer) => {
    lookup(hostname, { ...wanted, all: true }, (error, found) => {
      if (error) return answer(error, [])
      const addresses = Array.isArray(found) ? found : []
      const bad = addresses.find(({ address }) => refused(address))
      if (bad) return answer(new InsideError(`leads to ${bad.address}, which lies inside`), [])
      const [first] = addresses
      if (wanted.all || !first) return answer(null, addresses)
      return answer(null, first.address, first.family)
    })
  })
  const isAllowed = (url: URL) => allowed.host(url.hostname, portOf(url))
  return {
    refuses(url) {
      const bad = (why: string) => ({ code: 'bad-address', why }) as const
      if (url.protocol !== 'http:' && url.protocol !== 'https:')
        return bad('is no http or https address')
      if (url.username !== '' || url.password !== '') return bad('holds a user name; leave it out')
      if (isAllowed(url)) return undefined
      const port = portOf(url)
      if (!isWebPort(port)) return bad(`goes to port ${port}, which is no web port`)
      // A literal address is connected to without a lookup.
      const literal = url.hostname.replace(/^\[|\]$/g, '')
      if (isIP(literal) === 0 || !refused(literal)) return undefined
      return { code: 'inside', why: 'lies inside' }
    },
    agentsFor: (url) => (isAllowed(url) ? open : guarded),
    close() {
      for (const { httpAgent, httpsAgent } of [open, guarded]) {
        httpAgent.destroy()
        httpsAgent.destroy()
      }
    },
  }
}

/** Connections to one host at a time. */
const MAX_SOCKETS = 6
/** An idle connection is closed before servers do it in the middle of our next request. */
const IDLE_MS = 4_000

function agents(lookup: LookupFunction): Agents {
  const options = { keepAlive: true, maxSockets: MAX_SOCKETS, timeout: IDLE_MS, lookup }
  return { httpAgent: new HttpAgent(options), httpsAgent: new HttpsAgent(options) }
}

/** Ports from 1024 on that speak another protocol, after the "bad ports" of the WHATWG Fetch standard. */
const OTHER_PROTOCOLS = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669,
  6679, 6697, 10080,
])

function isWebPort(port: number): boolean {
  return port === 80 || port === 443 || (port >= 1_024 && !OTHER_PROTOCOLS.has(port))
}

function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
}
