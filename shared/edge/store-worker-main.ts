/** The other end of `store-worker.ts`: the thread that holds the file. */

import { parentPort, workerData } from 'node:worker_threads'
import type { Store } from './store.ts'
import { openSqliteStore } from './store-sqlite.ts'
import type { CrossingError, StoreCall, StoreReply } from './store-worker.ts'

const port = parentPort
if (!port) throw new Error('store-worker-main is started by store-worker')

function reply(answer: StoreReply): void {
  port?.postMessage(answer)
}

async function serve(store: Store, { call, method, args }: StoreCall): Promise<void> {
  try {
    const work = store[method] as (...args: readonly unknown[]) => Promise<unknown>
    reply({ call, value: await work(...args) })
  } catch (error) {
    reply({ call, error: crossing(error) })
  }
}

function crossing(error: unknown): CrossingError {
  const { name = 'Error', message = String(error), reason } = error as Partial<CrossingError>
  return { name, message, ...(typeof reason === 'string' ? { reason } : {}) }
}

try {
  const store = openSqliteStore(workerData as { path: string })
  port.on('message', (call: StoreCall) => void serve(store, call))
  reply({ call: 0 })
} catch (error) {
  reply({ call: 0, error: crossing(error) })
}
