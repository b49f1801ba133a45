/** The store on a real Elasticsearch, oldest and newest: the contract, and what only a server can show. */

import { afterAll, afterEach, beforeAll, describe } from 'vitest'
import type { Store } from '../../shared/edge/store.ts'
import { openElasticsearchStore } from '../../shared/edge/store-elasticsearch.ts'
import { type Indices, ownIndices } from '../harness/elasticsearch-indices.ts'
import { SERVER_START_MAX_MS, sharedElasticsearch } from '../harness/servers/real-server.ts'
import { storeContract } from '../harness/store-contract.ts'

describe.each(['elasticsearch', 'elasticsearch9'] as const)('%s', (name) => {
  const server = sharedElasticsearch(name)
  describe.skipIf(server.skipped)('runs', () => {
    let indices: Indices
    let store: Store
    beforeAll(async () => {
      indices = ownIndices((await server.address()).node)
      const { node, prefix } = indices
      store = openElasticsearchStore({ node, prefix, apiKey: undefined })
    }, SERVER_START_MAX_MS)
    afterAll(async () => {
      await store.close()
      await indices.remove()
    })
    afterEach(() => indices.empty())

    // One connection for all, and fewer runs: each of them waits for the server many times.
    const opened = async () => ({
      store: { ...store, close: async () => undefined },
      refresh: () => indices.refresh(),
    })
    storeContract('the store on Elasticsearch', opened, { runs: 12 })
  })
})
