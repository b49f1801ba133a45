/**
 * What every store promises, in examples. `open` gives an empty store; `refresh` makes what was applied visible to
 * questions and is called before each (nothing to do where writing is seeing).
 */

import { afterEach, beforeEach, describe } from 'vitest'
import { deletionTests, mentionTests, scoreTests } from './store-contract-mentions.ts'
import { orderTests } from './store-contract-order.ts'
import { countTests, filterTests, pageTests } from './store-contract-pages.ts'
import { engagementTests, recordTests, retentionTests } from './store-contract-records.ts'
import { hostileTests, wordTests } from './store-contract-words.ts'
import type { OpenedStore, Use } from './store-samples.ts'

/** The tests of the contract for one kind of store; `runs` of the property that takes longest. */
export function storeContract(
  name: string,
  open: () => Promise<OpenedStore>,
  { runs = 60 }: { readonly runs?: number } = {},
): void {
  describe(`${name} keeps the contract of a store`, () => {
    let opened: OpenedStore
    const use: Use = {
      apply: async (changes) => {
        const rejected = await opened.store.apply(changes)
        await opened.refresh()
        return rejected
      },
      found: async (query) => {
        const page = await opened.store.search({ limit: 1_000, ...query })
        return page.mentions.map((mention) => mention.id).sort()
      },
      refresh: () => opened.refresh(),
      get store() {
        return opened.store
      },
    }
    beforeEach(async () => {
      opened = await open()
    })
    afterEach(() => opened.store.close())

    describe('mentions', () => mentionTests(use))
    describe('scores', () => scoreTests(use))
    describe('deletions', () => deletionTests(use))
    describe('words', () => wordTests(use))
    describe('hostile data', () => hostileTests(use))
    describe('pages', () => pageTests(use))
    describe('filters', () => filterTests(use))
    describe('counts', () => countTests(use))
    describe('records', () => recordTests(use))
    describe('engagement', () => engagementTests(use))
    describe('erasure and retention', () => retentionTests(use))
    describe('repetition and disorder', () => orderTests(use, runs))
  })
}
