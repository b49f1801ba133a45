import { once } from 'node:events'
import { type AddressInfo, connect as connectSocket, createServer, type Socket } from 'node:net'
import Connection from 'kafkajs/src/network/connection.js'
import { expect, onTestFinished, test } from 'vitest'
import { mendConnections } from '../../shared/edge/bus-kafka-connection.ts'

mendConnections()

/** Far above what a loopback needs, and short enough to be waited for. */
const REQUEST_TIMEOUT_MS = 1_500

/** Where the correlation id stands behind length, API key and version; all there is to know of a request here. */
const ID_AT = 8
const LENGTH_BYTES = 4

type Answer = (socket: Socket, correlationId: number) => void

/** A server that answers the first request of the first connection by the first way given, and so on; then well. */
async function server(...answers: Answer[]) {
  let connections = 0
  const listening = createServer((socket) => {
    connections++
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      for (let at = 0; at < data.length; at += LENGTH_BYTES + data.readInt32BE(at))
        (answers.shift() ?? answerWell)(socket, data.readInt32BE(at + ID_AT))
    })
  }).listen(0, '127.0.0.1')
  await once(listening, 'listening')
  onTestFinished(() => void listening.close())
  const { port } = listening.address() as AddressInfo
  return { port, connections: () => connections }
}

function answerOf(correlationId: number, text: string): Buffer {
  const body = Buffer.from(text)
  const bytes = Buffer.alloc(8)
  bytes.writeInt32BE(4 + body.length, 0)
  bytes.writeInt32BE(correlationId, 4)
  return Buffer.concat([bytes, body])
}

const answerWell: Answer = (socket, id) => void socket.write(answerOf(id, 'well'))
const breakInTheMiddle: Answer = (socket, id) => {
  const whole = answerOf(id, 'a long answer of which only a part arrives')
  socket.end(whole.subarray(0, 20))
}
const say = (bytes: Buffer): Answer => {
  return (socket) => void socket.write(bytes)
}
const saySilence: Answer = () => undefined

function connectionTo(port: number): Connection {
  const line = () => undefined
  const logger = { namespace: () => logger, debug: line, info: line, warn: line, error: line }
  const options = {
    ...{ host: '127.0.0.1', port, logger, clientId: 'test' },
    ...{ requestTimeout: REQUEST_TIMEOUT_MS, connectionTimeout: 2_000 },
    socketFactory: ({ host, port, onConnect }: Parameters<Connection['socketFactory']>[0]) =>
      connectSocket({ host, port }, onConnect),
  }
  const connection = new (Connection as unknown as new (given: object) => Connection)(options)
  onTestFinished(() => void connection.disconnect())
  return connection
}

/** Any request: the answer is the text behind its correlation id. */
async function ask(connection: Connection): Promise<unknown> {
  await connection.connect()
  const body = Buffer.alloc(0)
  return connection.send({
    request: {
      ...{ apiKey: 18, apiVersion: 0, apiName: 'ApiVersions' },
      encode: async () => ({ buf: body, buffer: body }),
    },
    response: { decode: async (raw: Buffer) => raw, parse: async (raw: Buffer) => String(raw) },
  })
}

test('what was left of an answer that broke off is not taken for the beginning of the next one', async () => {
  const { port, connections } = await server(breakInTheMiddle)
  const connection = connectionTo(port)
  await expect(ask(connection)).rejects.toThrow('Closed connection')
  expect(await ask(connection)).toBe('well')
  expect(connections()).toBe(2)
})

test('bytes that are no answer end the connection and not the process', async () => {
  const { port } = await server(say(Buffer.from([0, 0, 0, 2, 9, 9])))
  const connection = connectionTo(port)
  await expect(ask(connection)).rejects.toThrow(/What came is no answer/)
  expect(await ask(connection)).toBe('well')
})

test('a connection on which no answer comes is dropped for a new one', async () => {
  const { port, connections } = await server(saySilence)
  const connection = connectionTo(port)
  await expect(ask(connection)).rejects.toThrow('timed out')
  expect(await ask(connection)).toBe('well')
  expect(connections()).toBe(2)
})

test('whoever waits while it is closed is told, and the next one asks on a new connection', async () => {
  const { port, connections } = await server(saySilence)
  const connection = connectionTo(port)
  const waiting = ask(connection)
  waiting.catch(() => undefined)
  await expect.poll(connections).toBe(1)
  const closed = connection.disconnect()
  expect(connection.isConnected()).toBe(false)
  const next = ask(connection)
  await closed
  await expect(waiting).rejects.toThrow('Closed connection')
  expect(await next).toBe('well')
  expect(connections()).toBe(2)
})

test('whoever waits for it to open is told when it is closed', async () => {
  const { port } = await server()
  const connection = connectionTo(port)
  const opening = connection.connect()
  opening.catch(() => undefined)
  await connection.disconnect()
  await expect(opening).rejects.toThrow('Closed connection')
  expect(await ask(connection)).toBe('well')
})

test('two requests on a connection that is not open yet open it once', async () => {
  const { port, connections } = await server()
  const connection = connectionTo(port)
  expect(await Promise.all([ask(connection), ask(connection)])).toEqual(['well', 'well'])
  expect(connections()).toBe(1)
})

test('a login that is not answered ends', async () => {
  const { port } = await server(saySilence)
  const connection = connectionTo(port)
  await connection.connect()
  const body = Buffer.alloc(12)
  body.writeInt32BE(8)
  const login = connection.sendAuthRequest({ request: { encode: async () => body } })
  await expect(login).rejects.toThrow('Connection closed by the server')
  expect(connection.isConnected()).toBe(false)
})
