/** The readers of `live.bench.ts`, in a process of their own: many websockets that only look for a marker. */

import { WebSocket } from 'ws'

/** From the bench: open so many on a port, or watch for a marker on those of a port. */
export type Ask =
  | { readonly open: number; readonly port: number }
  | { readonly watch: string; readonly port: number }

const CONNECTS_AT_ONCE = 50

interface Watched {
  readonly marker: Buffer
  left: number
}

const counts = new Map<number, number>()
const watched = new Map<number, Watched>()

process.on('message', (ask: Ask) => {
  if ('open' in ask) void open(ask.port, ask.open)
  else {
    watched.set(ask.port, { marker: Buffer.from(ask.watch), left: counts.get(ask.port) ?? 0 })
    process.send?.('watching')
  }
})

async function open(port: number, clients: number): Promise<void> {
  for (let i = 0; i < clients; i += CONNECTS_AT_ONCE) {
    const some = Math.min(CONNECTS_AT_ONCE, clients - i)
    await Promise.all(Array.from({ length: some }, () => connect(port)))
  }
  counts.set(port, clients)
  process.send?.('open')
}

function connect(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/live`, { perMessageDeflate: false })
    socket.on('open', resolve)
    socket.on('error', reject)
    socket.on('message', (data: Buffer) => {
      const watch = watched.get(port)
      if (!watch?.marker.length || !data.includes(watch.marker)) return
      if (--watch.left === 0) process.send?.('reached')
    })
  })
}
