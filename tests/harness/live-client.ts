/** A websocket client that keeps what it is sent, can stop reading, and remembers how it ended. */

import { WebSocket } from 'ws'
import type { LiveFrame } from '../../shared/core/live.ts'
import { until } from './bus-recorder.ts'
import { PageTable } from './live-samples.ts'

export interface LiveClient {
  readonly socket: WebSocket
  readonly page: PageTable
  readonly frames: LiveFrame[]
  /** Of frames that did not fit. */
  readonly misfits: LiveFrame[]
  /** Status of a refused handshake, code of a close. */
  ended: number | undefined
  /** Waits for the first frame, or for the end. */
  first(): Promise<void>
  opened: boolean
}

export interface ConnectOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly origin?: string | null
  readonly path?: string
  readonly page?: PageTable
}

export function connectLive(port: number, options: ConnectOptions = {}): LiveClient {
  const { headers = {}, origin = `http://127.0.0.1:${port}`, page = new PageTable() } = options
  const query = `instance=${page.instance}&revision=${page.revision}`
  const path = options.path ?? `/api/v1/live?${query}`
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, {
    headers,
    ...(origin === null ? {} : { origin }),
  })
  const client: LiveClient = {
    ...{ socket, page, frames: [], misfits: [], ended: undefined, opened: false },
    first: () =>
      until('a frame comes or the line ends', () => {
        return client.frames.length > 0 || client.ended !== undefined
      }),
  }
  socket.on('open', () => {
    client.opened = true
  })
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString('utf8')) as LiveFrame
    client.frames.push(frame)
    if (!page.apply(frame)) client.misfits.push(frame)
  })
  socket.on('unexpected-response', (_, response) => {
    client.ended = response.statusCode ?? 0
    response.destroy()
    socket.terminate()
  })
  socket.on('close', (code) => {
    client.ended ??= code
  })
  socket.on('error', () => undefined)
  return client
}
