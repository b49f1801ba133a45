/**
 * The line to the server: frames in, a table and the state of the line out. Whatever is not heard of for
 * `STALE_AFTER_MS` is taken for lost: a silent line must never look like a calm day.
 */

import { backoffMs } from './backoff.ts'
import { applyFrame, EMPTY_TABLE, fits, readFrame, type Table } from './table.ts'

/** The server sends at least every 5 s; three missed are no accident. */
export const STALE_AFTER_MS = 15_000

export interface Line {
  readonly state: 'connecting' | 'live' | 'lost'
  /** When the server was last heard of; null if never. Wall clock. */
  readonly heardAt: number | null
}

export interface LiveEvents {
  onTable(table: Table, heardAt: number): void
  onLine(line: Line): void
  /** A connection was refused before it opened: the session may have ended. */
  onRefused(): void
}

export class Live {
  private table: Table = EMPTY_TABLE
  private socket: WebSocket | undefined
  private retry: ReturnType<typeof setTimeout> | undefined
  private watch: ReturnType<typeof setTimeout> | undefined
  private attempt = 0
  private heardAt: number | null = null
  private ended = false
  private readonly events: LiveEvents

  constructor(events: LiveEvents) {
    this.events = events
    addEventListener('online', this.connect)
    this.connect()
  }

  close(): void {
    this.ended = true
    removeEventListener('online', this.connect)
    clearTimeout(this.retry)
    clearTimeout(this.watch)
    this.drop()
  }

  /** Opens the line at once, also when a wait is under way. */
  readonly connect = (): void => {
    if (this.ended || this.socket?.readyState === WebSocket.OPEN) return
    clearTimeout(this.retry)
    this.drop()
    const socket = new WebSocket(liveUrl(this.table))
    let opened = false
    this.socket = socket
    socket.onopen = () => {
      opened = true
    }
    socket.onmessage = (message) => this.hear(message.data)
    socket.onclose = () => {
      if (this.socket !== socket) return
      if (!opened) this.events.onRefused()
      this.lose()
    }
    this.watchSilence()
  }

  private hear(data: unknown): void {
    this.heardAt = Date.now()
    this.attempt = 0
    this.watchSilence()
    const frame = readFrame(data)
    if (frame && !fits(this.table, frame)) {
      this.table = EMPTY_TABLE
      this.drop()
      this.connect()
      return
    }
    if (frame) {
      this.table = applyFrame(this.table, frame)
      this.events.onTable(this.table, this.heardAt)
    }
    this.events.onLine({ state: 'live', heardAt: this.heardAt })
  }

  private lose(): void {
    this.drop()
    clearTimeout(this.watch)
    if (this.ended) return
    this.events.onLine({ state: 'lost', heardAt: this.heardAt })
    this.retry = setTimeout(this.connect, backoffMs(this.attempt++, Math.random()))
  }

  private watchSilence(): void {
    clearTimeout(this.watch)
    this.watch = setTimeout(() => this.lose(), STALE_AFTER_MS)
  }

  private drop(): void {
    const socket = this.socket
    this.socket = undefined
    socket?.close()
  }
}

function liveUrl(table: Table): string {
  const url = new URL('api/v1/live', document.baseURI)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  url.hash = ''
  url.searchParams.set('instance', table.instance)
  url.searchParams.set('revision', String(table.revision))
  return url.href
}
