/** What becomes of a mention: edits, scores, deletions. */

import { expect, test } from 'vitest'
import { deletion, put, said, score, T0, type Use } from './store-samples.ts'

export function mentionTests(use: Use): void {
  test('what was applied comes back whole', async () => {
    const document = said('Rechnung doppelt abgebucht', { inReplyTo: 'x', pNeg: 0.75 })
    expect(await use.apply(put(document))).toEqual([])
    expect(await use.store.mention('acme', document.id)).toEqual(document)
    expect((await use.store.search({ brandId: 'acme' })).mentions).toEqual([document])
  })

  test('unknown mentions and brands are undefined', async () => {
    await use.apply(put(said('hallo')))
    expect(await use.store.mention('acme', 'nobody')).toBeUndefined()
    expect(await use.store.mention('nobody', 'mastodon:1')).toBeUndefined()
    expect(await use.found({ brandId: 'nobody' })).toEqual([])
  })

  test('one mention of two brands is two documents', async () => {
    await use.apply(put(said('beide'), said('beide', { brandId: 'zeta' })))
    expect(await use.found({ text: 'beide' })).toEqual(['mastodon:1', 'mastodon:1'])
    expect(await use.found({ text: 'beide', brandId: 'zeta' })).toEqual(['mastodon:1'])
  })

  test('an edit replaces text and words and keeps the first publication', async () => {
    await use.apply(put(said('alt', { pNeg: 0.9 })))
    await use.apply(put(said('neu', { publishedAt: T0 + 5_000, observedAt: T0 + 60_000 })))
    expect(await use.store.mention('acme', 'mastodon:1')).toMatchObject({
      text: 'neu',
      publishedAt: T0,
      observedAt: T0 + 60_000,
      pNeg: null,
    })
    expect(await use.found({ text: 'alt' })).toEqual([])
    expect(await use.found({ text: 'neu' })).toEqual(['mastodon:1'])
  })
}

export function scoreTests(use: Use): void {
  test('a repetition with the same text keeps the score', async () => {
    await use.apply([...put(said('gleich')), score(0.8, T0)])
    await use.apply(put(said('gleich', { observedAt: T0 + 60_000, authorFollowers: 99 })))
    expect(await use.store.mention('acme', 'mastodon:1')).toMatchObject({
      pNeg: 0.8,
      authorFollowers: 99,
    })
  })

  test('a score that comes before its mention waits, unseen', async () => {
    await use.apply([score(0.8, T0)])
    expect(await use.store.mention('acme', 'mastodon:1')).toBeUndefined()
    expect(await use.found({ brandId: 'acme' })).toEqual([])
    expect(await use.store.histogram({}, 60_000)).toEqual([])
    await use.apply(put(said('da', { lang: null })))
    expect(await use.store.mention('acme', 'mastodon:1')).toMatchObject({ pNeg: 0.8, lang: 'de' })
  })

  test('a score for one brand beside an edit for another changes only its own', async () => {
    await use.apply(put(said('alt'), said('alt', { brandId: 'zeta' })))
    const edit = put(said('neu', { brandId: 'zeta', observedAt: T0 + 9_000 }))
    await use.apply([score(0.9, T0), ...edit])
    expect(await use.store.mention('acme', 'mastodon:1')).toMatchObject({ text: 'alt', pNeg: 0.9 })
    expect(await use.store.mention('zeta', 'mastodon:1')).toMatchObject({
      text: 'neu',
      publishedAt: T0,
      pNeg: null,
    })
    expect(await use.found({ text: 'alt' })).toEqual(['mastodon:1'])
    expect(await use.found({ brandId: 'zeta', text: 'neu' })).toEqual(['mastodon:1'])
    expect(await use.found({ brandId: 'zeta', text: 'alt' })).toEqual([])
  })

  test('a score of the edited text may come before the edit', async () => {
    const edit = put(said('neu', { observedAt: T0 + 9_000 }))
    await use.apply([...put(said('alt')), score(0.1, T0)])
    await use.apply([score(0.9, T0 + 9_000)])
    await use.apply(edit)
    await use.apply([score(0.1, T0)])
    expect(await use.store.mention('acme', 'mastodon:1')).toMatchObject({ text: 'neu', pNeg: 0.9 })
  })
}

export function deletionTests(use: Use): void {
  const gone = { text: '', url: null, authorHandle: null, authorKey: null }

  test('takes words and author and leaves the count', async () => {
    await use.apply([...put(said('heikel')), score(0.9, T0)])
    await use.apply([deletion(T0 + 5)])
    const left = await use.store.mention('acme', 'mastodon:1')
    expect(left).toMatchObject({ ...gone, deletedAt: T0 + 5, pNeg: 0.9 })
    expect(await use.found({ text: 'heikel' })).toEqual([])
    expect(await use.found({ text: '-anderes' })).toEqual([])
    expect(await use.found({ text: '-anderes', brandId: 'acme' })).toEqual([])
    expect(await use.found({ brandId: 'acme' })).toEqual(['mastodon:1'])
    expect(await use.store.histogram({ brandId: 'acme' }, 60_000)).toEqual([
      { at: T0, mentions: 1, negatives: 1 },
    ])
  })

  test('that comes before its mention is not lost', async () => {
    await use.apply([deletion(T0 + 5), score(0.9, T0)])
    expect(await use.found({})).toEqual([])
    await use.apply(put(said('heikel')))
    expect(await use.store.mention('acme', 'mastodon:1')).toMatchObject({ ...gone, pNeg: 0.9 })
    expect(await use.found({ text: 'heikel' })).toEqual([])
  })

  test('is for good: an edit or a repetition brings nothing back', async () => {
    await use.apply([...put(said('heikel')), deletion(T0 + 5)])
    await use.apply(put(said('heikel'), said('anders', { observedAt: T0 + 9_000 })))
    expect(await use.store.mention('acme', 'mastodon:1')).toMatchObject(gone)
    expect(await use.found({ text: 'anders' })).toEqual([])
  })

  test('of one brand leaves the other', async () => {
    await use.apply(put(said('heikel'), said('heikel', { brandId: 'zeta' })))
    await use.apply([deletion(T0 + 5)])
    expect((await use.store.mention('zeta', 'mastodon:1'))?.text).toBe('heikel')
  })
}
