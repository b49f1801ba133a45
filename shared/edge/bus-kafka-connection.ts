/**
 * How kafkajs 2.2.4 opens, loses and closes a connection, done anew. Its own way leaves a connection that breaks in the
 * middle of an answer broken for ever: the half answer stays before the next connection's first one, so that no answer
 * is understood any more, every request runs into its time limit, or the process ends in a RangeError. It also counts a
 * connection as open while it is being closed, forgets the time limits of requests sent then, and never drops one on
 * which nothing comes back.
 */

/// <reference path="./kafkajs-internals.d.ts" />

import kafkajs from 'kafkajs'
import Connection from 'kafkajs/src/network/connection.js'
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js'
import { systemClock } from './clock.ts'

/** Once a process; calling it again changes nothing. */
export function mendConnections(): void {
  mendIdleTimer()
  const { prototype } = Connection
  if (prototype.connect === connect) return
  prototype.isConnected = isConnected
  prototype.connect = connect
  prototype.disconnect = disconnect
  prototype.send = dropSilent(prototype.send)
  prototype.sendAuthRequest = limited(prototype.sendAuthRequest)
}

const OPEN = 'connected'
const CLOSED = 'disconnected'
/** Each answer begins with its length. */
const LENGTH_BYTES = 4

function isConnected(this: Connection): boolean {
  return this.connectionStatus === OPEN
}

/** Connections that are being opened. */
const opening = new WeakMap<
  Connection,
  { readonly done: Promise<true>; fail(error: Error): void }
>()

/** Two requests on a connection that is not open yet open it once. @throws KafkaJSConnectionError */
function connect(this: Connection): Promise<true> {
  if (this.isConnected()) return Promise.resolve(true)
  const known = opening.get(this)
  if (known) return known.done
  const { promise: done, resolve, reject: fail } = settled<true>()
  opening.set(this, { done, fail })
  open(this, () => resolve(true))
  return done
}

function settled<Value>() {
  let resolve: (value: Value) => void = () => undefined
  let reject: (error: Error) => void = () => undefined
  const promise = new Promise<Value>((onValue, onError) => {
    resolve = onValue
    reject = onError
  })
  return { promise, resolve, reject }
}

/** What comes of a socket that was given up already is nobody's. */
function open(connection: Connection, opened: () => void): void {
  const lose = (message: string, code?: string) => {
    connection.logError(message)
    close(connection, connectionError(connection, message, code))
  }
  const { host, port, ssl, connectionTimeout } = connection
  const timer = setTimeout(() => lose('Connection timeout'), connectionTimeout)
  try {
    const socket = connection.socketFactory({
      ...{ host, port, ssl },
      onConnect: () => {
        clearTimeout(timer)
        if (connection.socket !== socket) return
        opening.delete(connection)
        connection.connectionStatus = OPEN
        connection.requestQueue.scheduleRequestTimeoutCheck()
        opened()
      },
    })
    connection.socket = socket
    socket.on('data', (data: Buffer) => {
      try {
        connection.processData(data)
      } catch (error) {
        lose(`What came is no answer: ${(error as Error).message}`)
      }
    })
    socket.on('end', () => lose('Closed connection'))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      lose(`Connection error: ${error.message}`, error.code),
    )
    socket.on('close', () => {
      clearTimeout(timer)
      if (connection.socket === socket) lose('Closed connection')
    })
  } catch (error) {
    clearTimeout(timer)
    lose(`Failed to connect: ${(error as Error).message}`)
  }
}

/** What is under way is given up. */
async function disconnect(this: Connection): Promise<true> {
  close(this, connectionError(this, 'Closed connection'))
  return true
}

/** Everybody who waits is told, and nothing of it is left for the next connection. */
function close(connection: Connection, error: Error): void {
  const { socket } = connection
  connection.socket = undefined
  connection.connectionStatus = CLOSED
  connection.authenticatedAt = null
  connection.chunks = []
  connection.bytesBuffered = 0
  connection.bytesNeeded = LENGTH_BYTES
  connection.authHandlers?.onError()
  connection.requestQueue.rejectAll(error)
  connection.requestQueue.destroy()
  opening.get(connection)?.fail(error)
  opening.delete(connection)
  if (!socket) return
  for (const event of ['data', 'end', 'error']) socket.removeAllListeners(event)
  socket.on('error', () => undefined)
  socket.destroy()
}

function connectionError({ host, port }: Connection, message: string, code?: string): Error {
  const broker = `${host}:${port}`
  return new kafkajs.KafkaJSConnectionError(
    message,
    code === undefined ? { broker } : { broker, code },
  )
}

type Send = Connection['send']

/** A connection on which an answer did not come in time may be dead without anybody having said so. */
function dropSilent(send: Send): Send {
  return async function sendOrDrop(this: Connection, request) {
    const { socket } = this
    try {
      return await send.call(this, request)
    } catch (error) {
      const isLate = (error as Error).name === 'KafkaJSRequestTimeoutError'
      if (isLate && this.socket === socket) await this.disconnect()
      throw error
    }
  }
}

/** A login has no time limit of its own. */
function limited(sendAuthRequest: Send): Send {
  return async function sendInTime(this: Connection, request) {
    const { socket } = this
    const timer = setTimeout(() => {
      if (this.socket === socket) close(this, connectionError(this, 'Connection timeout'))
    }, this.requestTimeout)
    try {
      return await sendAuthRequest.call(this, request)
    } finally {
      clearTimeout(timer)
    }
  }
}

/**
 * kafkajs arms a timer for `throttledUntil - now` after every look, which is hugely negative where nothing is
 * throttled: Node warns of it and fires after 1 ms, so that an idle connection wakes a thousand times a second. A look
 * is due only while a request waits.
 */
function mendIdleTimer(): void {
  const { prototype } = RequestQueue
  prototype.scheduleCheckPendingRequests = function schedule() {
    if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return
    const waitMs = Math.max(LOOK_AGAIN_MS, this.throttledUntil - systemClock.now())
    this.throttleCheckTimeoutId = setTimeout(() => {
      this.throttleCheckTimeoutId = null
      this.checkPendingRequests()
    }, waitMs)
  }
}

const LOOK_AGAIN_MS = 10
