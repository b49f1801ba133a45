/** The store that a configuration names. */

import type { StoreConfig } from './config.ts'
import type { Store } from './store.ts'
import { openSqliteStore } from './store-sqlite.ts'
import { openWorkerStore } from './store-worker.ts'

/** Plain values: they cross into threads. */
export type StoreSettings =
  | { readonly kind: 'sqlite'; readonly path: string }
  | {
      readonly kind: 'elasticsearch'
      readonly node: string
      readonly apiKey: string | undefined
      readonly prefix: string | undefined
    }

/** @param path of the embedded store's file. */
export function storeSettings(config: StoreConfig, path: string): StoreSettings {
  if (config.kind === 'sqlite') return { kind: 'sqlite', path }
  const { kind, node, apiKey, prefix } = config
  return { kind, node, apiKey: apiKey?.reveal(), prefix }
}

/**
 * Opens it for a process that must not stand still: the embedded one in a thread of its own. Elasticsearch need not
 * be there yet. @throws what `openSqliteStore` throws
 */
export async function openStore(settings: StoreSettings): Promise<Store> {
  return settings.kind === 'sqlite' ? openWorkerStore(settings) : openRemote(settings)
}

/** Opens it for a thread that does nothing else. @throws what `openSqliteStore` throws */
export async function openStoreHere(settings: StoreSettings): Promise<Store> {
  return settings.kind === 'sqlite' ? openSqliteStore(settings) : openRemote(settings)
}

/** The client takes a quarter of a second to load, so only who needs it does. */
async function openRemote(settings: StoreSettings & { kind: 'elasticsearch' }): Promise<Store> {
  const { openElasticsearchStore } = await import('./store-elasticsearch.ts')
  return openElasticsearchStore(settings)
}
