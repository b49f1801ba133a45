/**
 * The live wire: every client gets what changed since the revision that it knows. A client that reads slowly gets
 * less often, never a longer queue; one that does not read at all is sent away. Frames hold no text of strangers.
 */

import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws'
import type { EntityTable } from '../../shared/core/entity-table.ts'
import type { Events } from '../../shared/edge/events.ts'
import { isLoopback } from './access.ts'
import { Frames } from './live-frames.ts'

export const LIVE_PATH = '/api/v1/live'

/** Judges a handshake before it is answered. */
export type Admission =
  | { readonly ok: true; readonly stillValid: () => boolean }
  | { readonly ok: false; readonly status: number; readonly reason: string }

export interface LiveOptions {
  readonly table: EntityTable
  /** Another one at each start. */
  readonly instance: string
  readonly events: Pick<Events, 'liveClients'>
  admit(request: IncomingMessage): Admission
  readonly limits?: Partial<LiveLimits>
}

/** Real time; a recording's readers are people, too. */
export interface LiveLimits {
  readonly flushMs: number
  /** Whoever was sent nothing since the last beat gets an empty frame; two beats are at most 5 s. */
  readonly beatMs: number
  readonly drainMs: number
  readonly queuedBytes: number
  readonly clients: number
  /** Not for this machine: a proxy here speaks for everybody. */
  readonly clientsPerAddress: number
}

export interface Live {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** The table may have changed. Cheap; to be called after each batch. */
  touch(): void
  clients(): number
  /** Bytes that wait for the slowest client. */
  mostQueued(): number
  /** Says goodbye (1001) to everybody. */
  stop(): Promise<void>
}

/** As RELIABILITY 4.1, with fewer: on a busy machine 100 sockets take 3 ms, 250 take 8, and to reach all takes as long. */
const SOCKETS_A_TURN = 100
const LIMITS: LiveLimits = {
  flushMs: 100,
  beatMs: 2_500,
  drainMs: 30_000,
  queuedBytes: 65_536,
  clients: 12_000,
  clientsPerAddress: 200,
}
const SOCKET_OPTIONS: ServerOptions & { readonly closeTimeout: number } = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: 4_096,
  maxFragments: 4,
  maxBufferedChunks: 64,
  closeTimeout: 5_000,
}
/** Of a client between two beats; all are ignored. */
const MOST_MESSAGES = 20
const BEATS_WITHOUT_PONG = 12
const GOODBYE_MS = 1_000

const GOING_AWAY = 1_001
const NOT_ALLOWED = 1_008
const TRY_AGAIN_LATER = 1_013

interface Client {
  readonly socket: WebSocket
  readonly address: string
  readonly stillValid: () => boolean
  /** What it knows, once everything sent has arrived; undefined: nothing. */
  revision: number | undefined
  sentSinceBeat: boolean
  messages: number
  beatsSincePong: number
  /** Of the last look, and for how long it has not become less. */
  queued: number
  stuckMs: number
}

export function startLive(options: LiveOptions): Live {
  return new LiveServer(options)
}

class LiveServer implements Live {
  readonly #options: LiveOptions
  readonly #limits: LiveLimits
  readonly #server = new WebSocketServer(SOCKET_OPTIONS)
  readonly #clients = new Set<Client>()
  readonly #perAddress = new Map<string, number>()
  readonly #frames: Frames
  readonly #beat: NodeJS.Timeout
  #pause: NodeJS.Timeout | undefined
  #wanted = false
  #sending = false
  #stopped = false

  constructor(options: LiveOptions) {
    this.#options = options
    this.#limits = { ...LIMITS, ...options.limits }
    this.#frames = new Frames(options.table, options.instance)
    this.#beat = setInterval(() => void this.#sendAll(true), this.#limits.beatMs)
  }

  clients(): number {
    return this.#clients.size
  }

  mostQueued(): number {
    return Math.max(0, ...[...this.#clients].map(({ socket }) => socket.bufferedAmount))
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const admission = this.#admit(request)
    if (!admission.ok) {
      refuse(socket, admission.status, admission.reason)
      return
    }
    this.#server.handleUpgrade(request, socket, head, (opened) =>
      this.#join(opened, request, admission.stillValid),
    )
  }

  touch(): void {
    this.#wanted = true
    if (this.#pause !== undefined || this.#stopped) return
    this.#pause = setTimeout(() => {
      this.#pause = undefined
      if (this.#wanted) this.touch()
    }, this.#limits.flushMs)
    setImmediate(() => void this.#sendAll(false))
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#beat)
    clearTimeout(this.#pause)
    const gone = [...this.#clients].map(
      ({ socket }) => new Promise((resolve) => socket.once('close', resolve)),
    )
    for (const { socket } of this.#clients) socket.close(GOING_AWAY, 'the server stops')
    const impatient = setTimeout(() => {
      for (const { socket } of this.#clients) socket.terminate()
    }, GOODBYE_MS)
    await Promise.all(gone)
    clearTimeout(impatient)
    this.#server.close()
  }

  #admit(request: IncomingMessage): Admission {
    if (this.#stopped) return { ok: false, status: 503, reason: 'the server stops' }
    const admission = this.#options.admit(request)
    if (!admission.ok) return admission
    const address = request.socket.remoteAddress ?? ''
    const already = this.#perAddress.get(address) ?? 0
    const tooMany = !isThisMachine(address) && already >= this.#limits.clientsPerAddress
    if (!tooMany && this.#clients.size < this.#limits.clients) return admission
    return { ok: false, status: 503, reason: 'too many connections' }
  }

  #join(socket: WebSocket, request: IncomingMessage, stillValid: () => boolean): void {
    const address = request.socket.remoteAddress ?? ''
    const client: Client = {
      ...{ socket, address, stillValid },
      revision: this.#frames.knownTo(request.url ?? ''),
      ...{ sentSinceBeat: false, messages: 0, beatsSincePong: 0, queued: 0, stuckMs: 0 },
    }
    this.#clients.add(client)
    this.#perAddress.set(address, (this.#perAddress.get(address) ?? 0) + 1)
    this.#options.events.liveClients(this.#clients.size)
    socket.on('error', () => socket.terminate())
    socket.on('close', () => this.#leave(client))
    socket.on('pong', () => {
      client.beatsSincePong = 0
    })
    socket.on('message', () => {
      if (++client.messages > MOST_MESSAGES) socket.close(NOT_ALLOWED, 'nothing is expected')
    })
    this.#send(client)
  }

  #leave(client: Client): void {
    if (!this.#clients.delete(client)) return
    const left = (this.#perAddress.get(client.address) ?? 1) - 1
    if (left > 0) this.#perAddress.set(client.address, left)
    else this.#perAddress.delete(client.address)
    this.#options.events.liveClients(this.#clients.size)
  }

  /** Never twice at a time: what changes meanwhile is sent in the next round. */
  async #sendAll(isBeat: boolean): Promise<void> {
    if (this.#sending || this.#stopped) return
    this.#sending = true
    this.#wanted = false
    let turn = 0
    for (const client of this.#clients) {
      if (isBeat) this.#look(client)
      else if (client.revision !== this.#frames.revision) this.#send(client)
      if (++turn % SOCKETS_A_TURN === 0) await new Promise(setImmediate)
    }
    this.#sending = false
    if (this.#wanted) this.touch()
  }

  /** Skips whoever has not read what was sent before; its revision stays, so that it misses nothing. */
  #send(client: Client): void {
    const { socket } = client
    if (socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > this.#limits.queuedBytes) return
    const frame = this.#frames.since(client.revision)
    client.revision = this.#frames.revision
    client.sentSinceBeat = true
    socket.send(frame, { binary: false })
  }

  #look(client: Client): void {
    const { socket } = client
    client.messages = 0
    if (!client.stillValid()) socket.close(NOT_ALLOWED, 'the session has ended')
    else if (socket.bufferedAmount > this.#limits.queuedBytes) this.#lookAtQueue(client)
    else {
      client.stuckMs = 0
      client.queued = 0
      if (++client.beatsSincePong > BEATS_WITHOUT_PONG) socket.terminate()
      else if (client.beatsSincePong === BEATS_WITHOUT_PONG >> 1) socket.ping()
      if (!client.sentSinceBeat) this.#send(client)
    }
    client.sentSinceBeat = false
  }

  #lookAtQueue(client: Client): void {
    const { socket } = client
    const drains = socket.bufferedAmount < client.queued
    client.stuckMs = drains ? 0 : client.stuckMs + this.#limits.beatMs
    client.queued = socket.bufferedAmount
    if (client.stuckMs > this.#limits.drainMs) socket.close(TRY_AGAIN_LATER, 'too slow')
  }
}

function isThisMachine(address: string): boolean {
  return isLoopback(address.replace(/^::ffff:/, ''))
}

function refuse(socket: Duplex, status: number, reason: string): void {
  const length = Buffer.byteLength(reason)
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n` +
      `Content-Type: text/plain; charset=utf-8\r\nContent-Length: ${length}\r\n\r\n${reason}`,
  )
  socket.once('finish', () => socket.destroy())
}
