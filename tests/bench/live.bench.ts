/**
 * What it takes to reach 2,000 dashboards with one change, against a loop that sends to one after the other, in the
 * same run; and for how long the event loop stands still meanwhile.
 */

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { startLive } from '../../services/alert/websocket.ts'
import { plainBrand } from '../../shared/core/brand.ts'
import { createProjection, fold } from '../../shared/core/projection.ts'
import type { Reading } from '../../shared/core/storm.ts'
import type { Ask } from './live-clients.ts'
import type { BenchRow } from './row.ts'

const CLIENTS = 2_000
const ROUNDS = 40
const WARM_UP = 10

interface Round {
  readonly ms: number
  /** The longest turn of the event loop. */
  readonly blockedMs: number
}

export async function benchLive(): Promise<BenchRow[]> {
  const clients = fork(new URL('./live-clients.js', import.meta.url), { execArgv: [] })
  try {
    const product = await openProduct(clients)
    const naive = await openNaive(clients)
    const rounds = { product: [] as Round[], naive: [] as Round[] }
    for (let i = 0; i < WARM_UP + ROUNDS; i++) {
      const one = await round(clients, product.port, i, product.send)
      const other = await round(clients, naive.port, i, naive.send)
      if (i < WARM_UP) continue
      rounds.product.push(one)
      rounds.naive.push(other)
    }
    await product.close()
    await naive.close()
    return rows(rounds.product, rounds.naive)
  } finally {
    clients.kill()
  }
}

function rows(product: readonly Round[], naive: readonly Round[]): BenchRow[] {
  const [ours, loop] = [product, naive].map((rounds) => median(rounds.map(({ ms }) => ms)))
  const blocked = (rounds: readonly Round[]) => rounds.map(({ blockedMs }) => blockedMs)
  const unit = 'ms'
  return [
    {
      name: 'live: 2,000 clients reached, against a loop of send',
      value: round2(ours! / loop!),
      unit: 'x',
      note: 'median; below 1 is sooner',
    },
    { name: 'live: 2,000 clients reached', value: round2(ours!), unit, note: 'median, wall' },
    {
      name: 'live: longest turn of the loop',
      value: round2(median(blocked(product))),
      unit,
      note: 'median of rounds',
    },
    {
      name: 'live: longest turn of the loop, worst round',
      value: round2(Math.max(...blocked(product))),
      unit,
    },
    {
      name: 'live: longest turn, a loop of send',
      value: round2(median(blocked(naive))),
      unit,
      note: 'median of rounds',
    },
  ]
}

interface Opened {
  readonly port: number
  send(round: number): void
  close(): Promise<void>
}

/** What the dashboard runs: a reading is folded, and whoever watches gets the change. */
async function openProduct(clients: ChildProcess): Promise<Opened> {
  const projection = createProjection([plainBrand('acme', ['Acme'])], new Map())
  const events = { liveClients: () => undefined }
  const admit = () => ({ ok: true, stillValid: () => true }) as const
  const limits = { flushMs: 1 }
  const live = startLive({ table: projection.table, instance: 'bench', events, admit, limits })
  const server = createServer()
  server.on('upgrade', (request, socket, head) => live.upgrade(request, socket, head))
  const port = await listening(server, clients)
  return {
    port,
    send(round) {
      fold(projection, reading(round))
      live.touch()
    },
    async close() {
      await live.stop()
      server.close()
    },
  }
}

/** What one would write first: the same bytes to one after the other. */
async function openNaive(clients: ChildProcess): Promise<Opened> {
  const server = createServer()
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  const port = await listening(server, clients)
  return {
    port,
    send(round) {
      const entities = [{ entity: 'brand', id: 'acme', name: 'Acme', reading: reading(round) }]
      const frame = JSON.stringify({ type: 'frame', instance: 'bench', full: false, entities })
      for (const socket of sockets.clients as Set<WebSocket>) socket.send(frame)
    },
    async close() {
      for (const socket of sockets.clients as Set<WebSocket>) socket.terminate()
      sockets.close()
      server.close()
    },
  }
}

async function listening(server: Server, clients: ChildProcess): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await asked(clients, { open: CLIENTS, port }, 'open')
  return port
}

async function round(
  clients: ChildProcess,
  port: number,
  i: number,
  send: (round: number) => void,
): Promise<Round> {
  await asked(clients, { watch: markerOf(i), port }, 'watching')
  const turns = watchTurns()
  const reached = answer(clients, 'reached')
  const startedAt = performance.now()
  send(i)
  await reached
  return { ms: performance.now() - startedAt, blockedMs: turns.longest() }
}

function watchTurns(): { longest(): number } {
  let longest = 0
  let last = performance.now()
  let running = true
  const look = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    if (running) setImmediate(look)
  }
  setImmediate(look)
  return {
    longest() {
      running = false
      return longest
    },
  }
}

async function asked(clients: ChildProcess, ask: Ask, word: string): Promise<void> {
  const done = answer(clients, word)
  clients.send(ask)
  await done
}

function answer(clients: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error('the readers ended'))
    const hear = (said: unknown) => {
      if (said !== word) return
      clients.off('message', hear)
      clients.off('exit', gone)
      resolve()
    }
    clients.on('message', hear)
    clients.once('exit', gone)
  })
}

const markerOf = (round: number) => `"policyId":"round-${round}"`

function reading(round: number): Reading {
  return {
    ...{ type: 'reading', brandId: 'acme', at: 1_772_913_600_000 + round, provisional: true },
    ...{ mentions: 12, negatives: 3.5, expectedNegatives: 1.2, zShare: 1.5, zVolume: 0.7 },
    ...{ score: 0.4, level: 1, phase: 'calm', engagement: 17, late: 0, warmingUp: false },
    window: {
      ...{ mentions: 40, negatives: 9, expectedNegatives: 4, usualShare: 0.1 },
      ...{ squares: 20, usualVolume: 1.4, volumeDeviation: 0.5 },
      ...{ authors: 12, topAuthorShare: 0.2 },
    },
    policyId: `round-${round}`,
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

function round2(value: number): number {
  return Math.round(value * 100) / 100
}
