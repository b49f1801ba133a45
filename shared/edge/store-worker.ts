/**
 * The embedded store in a thread of its own, so that no question and no merge of the index ever stops the process.
 * Arguments and answers cross by structured clone, errors with name, message and reason.
 */

import { Worker } from 'node:worker_threads'
import type { Store } from './store.ts'

export type StoreMethod = keyof Store

export interface StoreCall {
  readonly call: number
  readonly method: StoreMethod
  readonly args: readonly unknown[]
}

export interface CrossingError {
  readonly name: string
  readonly message: string
  readonly reason?: string
}

/** Call 0 is the opening itself. */
export interface StoreReply {
  readonly call: number
  readonly value?: unknown
  readonly error?: CrossingError
}

const OPENING = 0

/**
 * Opens the file in a new thread. Run from source (tests: Node 20 starts no worker from TypeScript) it opens the
 * same store in this thread. @throws what `openSqliteStore` throws
 */
export async function openWorkerStore(options: { readonly path: string }): Promise<Store> {
  if (import.meta.url.endsWith('.ts')) {
    const { openSqliteStore } = await import('./store-sqlite.ts')
    return openSqliteStore(options)
  }
  const worker = new Worker(new URL('./store-worker-main.js', import.meta.url), {
    workerData: options,
  })
  const line = new Line(worker)
  try {
    await line.opened
  } catch (error) {
    await worker.terminate()
    throw error
  }
  return remoteStore(line, worker)
}

function remoteStore(line: Line, worker: Worker): Store {
  return {
    apply: (...args) => line.ask('apply', args),
    mention: (...args) => line.ask('mention', args),
    engagement: (...args) => line.ask('engagement', args),
    search: (...args) => line.ask('search', args),
    histogram: (...args) => line.ask('histogram', args),
    terms: (...args) => line.ask('terms', args),
    records: (...args) => line.ask('records', args),
    erase: (...args) => line.ask('erase', args),
    retain: (...args) => line.ask('retain', args),
    async close() {
      if (line.closed) return
      await line.ask('close', [])
      line.end(new Error('the store is closed'))
      await worker.terminate()
    },
  }
}

interface Waiting {
  resolve(value: unknown): void
  reject(error: Error): void
}

/** Matches replies to calls; when the thread dies, whoever waits and whoever asks later is told. */
class Line {
  readonly opened: Promise<void>
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #calls = OPENING
  #ended: Error | undefined

  constructor(worker: Worker) {
    this.#worker = worker
    this.opened = this.#wait(OPENING)
    worker.on('message', (reply: StoreReply) => this.#settle(reply))
    worker.on('error', (cause) => {
      this.end(new Error(`the store's thread failed: ${cause.message}`, { cause }))
    })
    worker.on('exit', (code) => this.end(new Error(`the store's thread ended (${code})`)))
  }

  get closed(): boolean {
    return this.#ended !== undefined
  }

  ask<T>(method: StoreMethod, args: readonly unknown[]): Promise<T> {
    if (this.#ended) return Promise.reject(this.#ended)
    const call = ++this.#calls
    const message: StoreCall = { call, method, args }
    this.#worker.postMessage(message)
    return this.#wait(call)
  }

  end(error: Error): void {
    this.#ended ??= error
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }

  #wait<T>(call: number): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(call, { resolve: resolve as Waiting['resolve'], reject })
    })
  }

  #settle(reply: StoreReply): void {
    const waiting = this.#waiting.get(reply.call)
    this.#waiting.delete(reply.call)
    if (reply.error) waiting?.reject(arrived(reply.error))
    else waiting?.resolve(reply.value)
  }
}

function arrived({ name, message, reason }: CrossingError): Error {
  const error = new Error(message)
  return Object.assign(error, { name }, reason === undefined ? {} : { reason })
}
