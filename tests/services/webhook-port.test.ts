/** The webhook's port: taken, given back, and kept from those who are slow or greedy. */

import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  openPushPort,
  PUSH_LIMITS,
  type Push,
  signatureOf,
} from '../../services/ingest/signed-push.ts'
import { webhook } from '../../services/ingest/sources/webhook.ts'
import { until } from '../harness/bus-recorder.ts'
import {
  brandRecords,
  KORNBLUM,
  mention,
  NOW,
  openWorld,
  startOn,
  statusesIn,
  waitingClock,
} from '../harness/ingest-world.ts'
import { connect, ndjson, openWebhook, push, SECRET } from '../harness/webhook-sender.ts'

describe('stopping', () => {
  test('answers what is open, closes the port, and loses nothing that was promised', async () => {
    const { url, port, bus, stop } = await openWebhook()
    const half = await connect(port)
    half.write(
      `POST / HTTP/1.1\r\nhost: x\r\nx-sturmwarte-signature: ${signatureOf(Buffer.from('{}'), NOW / 1_000, SECRET)}\r\ncontent-length: 2\r\n\r\n{`,
    )
    const answers = Array.from({ length: 20 }, (_, i) => {
      const record = mention(`Kornblum ${i}`)
      return push(url, ndjson(record)).then(
        ({ status }) => ({ status, id: record.id }),
        () => ({ status: 0, id: record.id }),
      )
    })
    const first = await Promise.any(answers)
    expect(first.status).toBe(202)
    await stop()
    const promised = (await Promise.all(answers)).filter(({ status }) => status === 202)
    const stored = (await brandRecords(bus)).map((one) => (one.type === 'mention' ? one.id : ''))
    for (const { id } of promised) expect(stored).toContain(id)
    await until('the half request is answered', () => half.heard().includes('"status":503'))
    await expect(fetch(url)).rejects.toThrow()
  })

  test('does not wait for a request that never ends', async () => {
    const { port, stop } = await openWebhook()
    const silent = await connect(port)
    silent.write('POST / HTTP/1.1\r\nhost: x\r\n')
    await stop()
    await until('the line is cut', () => silent.destroyed || silent.closed || silent.readableEnded)
  })
})

describe('a port in use', () => {
  test('is told in a sentence, tried again, and taken when it is free', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await until('it listens', () => other.listening)
    const { port } = other.address() as AddressInfo
    const world = await openWorld()
    await startOn({
      ...world,
      events: world.told.events,
      brands: [KORNBLUM],
      sources: [
        { name: 'push', source: webhook, options: { host: '127.0.0.1', port, secret: SECRET } },
      ],
    })
    await until('it waits', () => world.clock.periods.includes(1_000))
    expect(world.told.problems).toEqual([
      `source push: port ${port} on 127.0.0.1 is in use; give this source another "port", or end the program that holds it`,
    ])
    other.close()
    await until('it is free', () => !other.listening)
    world.clock.moveTo(NOW + 1_000)
    await until('it is live', async () => (await statusesIn(world.bus)).includes('push live'))
    expect((await push(`http://127.0.0.1:${port}/`, ndjson(mention('Kornblum')))).status).toBe(
      503 - 301,
    )
  })
})

describe('a slow or greedy sender', () => {
  const open = async (limits: Partial<typeof PUSH_LIMITS>, take: (push: Push) => void) => {
    const options = { host: '127.0.0.1', port: 0, secret: SECRET, clock: waitingClock(), take }
    const port = await openPushPort(options, { ...PUSH_LIMITS, ...limits })
    onTestFinished(() => port.close())
    return port
  }

  test('is cut off, and holds up nobody meanwhile', async () => {
    const { port } = await open({ headersMs: 200, requestMs: 400 }, (one) => one.answer(202, 'ok'))
    const drips = await Promise.all(Array.from({ length: 20 }, () => connect(port)))
    for (const [number, socket] of drips.entries()) {
      const head = `POST / HTTP/1.1\r\nhost: x\r\nx-sturmwarte-signature: ${signatureOf(Buffer.alloc(0), NOW / 1_000, SECRET)}\r\n`
      socket.write(number % 2 ? head : `${head}content-length: 100\r\n\r\nx`)
    }
    expect((await push(`http://127.0.0.1:${port}/`, 'x')).status).toBe(202)
    await until('all are cut off', () => drips.every((socket) => socket.closed))
  })

  test('cannot fill the memory with bodies that nobody has stored yet', async () => {
    const taken: Push[] = []
    const { port } = await open({ heldBytes: 1_000 }, (one) => taken.push(one))
    const url = `http://127.0.0.1:${port}/`
    const first = push(url, 'x'.repeat(900))
    await until('it is taken', () => taken.length === 1)
    expect((await push(url, 'x'.repeat(200))).status).toBe(503)
    taken[0]?.answer(202, 'ok')
    expect((await first).status).toBe(202)
    const again = push(url, 'x'.repeat(200))
    await until('it is taken', () => taken.length === 2)
    taken[1]?.answer(202, 'ok')
    taken[1]?.answer(503, 'too late')
    expect((await again).status).toBe(202)
  })
})
