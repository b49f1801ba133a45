/** What a client costs that does not read: the others nothing, the server little, itself the states in between. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Live, type LiveLimits, startLive } from '../../services/alert/websocket.ts'
import { createEntityTable, type EntityTable, putEntity } from '../../shared/core/entity-table.ts'
import type { SourceView } from '../../shared/core/live.ts'
import { until } from '../harness/bus-recorder.ts'
import { connectLive, type LiveClient } from '../harness/live-client.ts'

interface Alone {
  readonly live: Live
  readonly table: EntityTable
  readonly port: number
  /** How often the server looked at a client. */
  looks(): number
}

async function openLive(limits: Partial<LiveLimits> = {}): Promise<Alone> {
  const table = createEntityTable()
  putEntity(table, state(0))
  const events = { liveClients: () => undefined }
  let looks = 0
  const stillValid = () => {
    looks++
    return true
  }
  const admit = () => ({ ok: true, stillValid }) as const
  const live = startLive({
    table,
    instance: 'alone',
    events,
    admit,
    limits: { flushMs: 1, ...limits },
  })
  const server = createServer()
  server.on('upgrade', (request, socket, head) => live.upgrade(request, socket, head))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    await live.stop()
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { live, table, port, looks: () => looks }
}

const SIZE = 200_000

/** Something large that changes. */
function state(i: number): SourceView {
  return { entity: 'source', id: 'x'.repeat(SIZE), status: 'live', since: i, lastAt: null }
}

async function join({ port }: Alone): Promise<LiveClient> {
  const client = connectLive(port)
  onTestFinished(() => client.socket.terminate())
  await client.first()
  return client
}

const seen = (client: LiveClient) => client.page.get('source', 'x'.repeat(SIZE))?.since

/** Changes the state until it has been so many; each reaches the reader. */
async function flood({ live, table }: Alone, reader: LiveClient, from: number, to: number) {
  for (let i = from; i <= to; i++) {
    putEntity(table, state(i))
    live.touch()
    await until(`state ${i} is read`, () => seen(reader) === i)
  }
}

describe('a client that does not read', () => {
  test('is kept no longer queue than 64 kB and a frame, and later gets what is true then', async () => {
    const alone = await openLive()
    const reader = await join(alone)
    const slow = await Promise.all(Array.from({ length: 5 }, () => join(alone)))
    for (const { socket } of slow) socket.pause()
    let most = 0
    for (let i = 1; i <= 120; i++) {
      await flood(alone, reader, i, i)
      most = Math.max(most, alone.live.mostQueued())
    }
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThanOrEqual(65_536 + SIZE + 1_000)
    for (const { socket } of slow) socket.resume()
    await until('all know what is true', () => slow.every((client) => seen(client) === 120))
    for (const client of slow) {
      expect(client.misfits).toEqual([])
      expect(client.frames.length).toBeLessThan(100)
    }
  })

  test('for long is sent away with 1013, and nobody else is', async () => {
    // Twelve beats without an answer cut a client off: its queue must be long before.
    const alone = await openLive({ beatMs: 250, drainMs: 500 })
    const reader = await join(alone)
    const slow = await join(alone)
    slow.socket.pause()
    let i = 0
    await until('its queue is long', async () => {
      await flood(alone, reader, i + 1, i + 5)
      i += 5
      return alone.live.mostQueued() > 65_536
    })
    const enough = alone.looks() + 2 * 5
    await until('it was looked at often enough', () => alone.looks() >= enough)
    slow.socket.resume()
    await until('it is told', () => slow.ended !== undefined)
    expect(slow.ended).toBe(1_013)
    await until('it is gone', () => alone.live.clients() === 1)
    expect(reader.ended).toBeUndefined()
  })

  test('and never answers is cut off', async () => {
    const alone = await openLive({ beatMs: 20 })
    const client = await join(alone)
    client.socket.pause()
    await until('it is gone', () => alone.live.clients() === 0)
  })

  test('but drains, however slowly, may stay', async () => {
    const alone = await openLive({ beatMs: 20, drainMs: 200 })
    const reader = await join(alone)
    const slow = await join(alone)
    slow.socket.pause()
    for (let i = 1; i <= 60; i++) {
      await flood(alone, reader, i, i)
      if (i % 4 === 0) slow.socket.resume()
      if (i % 4 === 1) slow.socket.pause()
    }
    slow.socket.resume()
    await until('it knows what is true', () => seen(slow) === 60)
    expect(slow.ended).toBeUndefined()
  })
})

test('changes within a pause are one frame', async () => {
  const alone = await openLive({ flushMs: 50 })
  const client = await join(alone)
  for (let i = 1; i <= 500; i++) {
    putEntity(alone.table, state(i))
    alone.live.touch()
  }
  await until('the last is read', () => seen(client) === 500)
  expect(client.frames.length).toBeLessThanOrEqual(3)
})

test('those who know the same get the same bytes, made once', async () => {
  const alone = await openLive()
  const clients = await Promise.all(Array.from({ length: 20 }, () => join(alone)))
  let writes = 0
  const toJSON = () => {
    writes++
    return state(1)
  }
  const counted = { ...state(1), toJSON }
  putEntity(alone.table, counted)
  alone.live.touch()
  await until('all have it', () => clients.every((client) => seen(client) === 1))
  await join(alone)
  expect(writes).toBe(1)
})
