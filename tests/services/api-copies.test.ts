/** The search without near-copies: nothing is lost from sight uncounted, and pages go on where they ended. */

import { describe, expect, test } from 'vitest'
import { openDashboard } from '../harness/dashboard-harness.ts'
import { T0 } from '../harness/live-samples.ts'
import { put, said } from '../harness/store-samples.ts'

const PATH = '/api/v1/brands/acme/mentions'
const CHAIN =
  'Teilt das alle: Acme bucht Rentnern seit Monaten heimlich Geld vom Konto ab, unfassbar'

interface Page {
  readonly mentions: readonly { readonly id: string; readonly copies?: number }[]
  readonly hidden?: number
  readonly next?: string
}

/** Of three posts two are the chain, by ever new numbers at its end; each third says something of its own. */
async function openChain(posts: number) {
  const opened = await openDashboard()
  const own = ['Rechnung', 'Hotline', 'Netz', 'Techniker', 'Vertrag', 'Laden', 'Mahnung', 'Tarif']
  const words = (i: number) =>
    [0, 1, 2, 3, 4, 5].map(
      (k) => `${own[(i * 5 + k * k + i * k) % 8]}${'aeioubcd'[(i + 3 * k) % 8]}`,
    )
  const text = (i: number) =>
    i % 3 === 2 ? `${words(i / 3).join(' ')} ${'xyzw'[i % 4]} heute Nr ${i}` : `${CHAIN} ${i}`
  const documents = Array.from({ length: posts }, (_, i) =>
    said(text(i), { id: `m${String(i).padStart(4, '0')}`, publishedAt: T0 + i }),
  )
  await opened.store.apply(put(...documents))
  const ask = async (query: string) => (await opened.request(`${PATH}?${query}`)).json as Page
  return { ...opened, ask }
}

describe('near-copies', () => {
  test('are shown unless somebody asks; then the newest stands for them with their number', async () => {
    const { ask } = await openChain(9)
    const all = await ask('limit=50')
    expect(all.mentions).toHaveLength(9)
    expect(all).not.toHaveProperty('hidden')
    const page = await ask('limit=50&copies=hide')
    expect(page.hidden).toBe(5)
    expect(page.mentions.map(({ id, copies }) => [id, copies])).toEqual([
      ['m0008', 0],
      ['m0007', 5],
      ['m0005', 0],
      ['m0002', 0],
    ])
    expect((await ask('limit=50&copies=show')).mentions).toHaveLength(9)
  })

  test('across pages every mention is shown or counted, once', async () => {
    const { ask } = await openChain(400)
    const total = (await Promise.all([ask('limit=200'), ask('limit=200&copies=hide')])).map(
      ({ mentions }) => mentions.length,
    )
    expect(total[0]).toBe(200)
    let [seen, after] = [0, '']
    const ids: string[] = []
    for (;;) {
      const page = await ask(`limit=7&copies=hide${after}`)
      seen += page.mentions.length + page.hidden!
      ids.push(...page.mentions.map(({ id }) => id))
      expect(page.mentions.reduce((sum, { copies }) => sum + copies!, 0)).toBe(page.hidden)
      if (page.next === undefined) break
      after = `&after=${encodeURIComponent(page.next)}`
    }
    expect(seen).toBe(400)
    expect(ids).toEqual([...new Set(ids)].sort().reverse())
  })

  test('shared posts, articles and short texts are none', async () => {
    const opened = await openDashboard()
    await opened.store.apply(
      put(
        ...['repost', 'article'].flatMap((kind) =>
          [1, 2].map((n) => said(CHAIN, { id: `${kind}${n}`, kind, publishedAt: T0 })),
        ),
        ...[1, 2].map((n) => said('nie wieder Acme', { id: `short${n}`, publishedAt: T0 })),
      ),
    )
    const page = (await opened.request(`${PATH}?copies=hide`)).json as Page
    expect([page.mentions.length, page.hidden]).toEqual([6, 0])
  })

  test('another word than show or hide is refused', async () => {
    const opened = await openDashboard()
    expect((await opened.request(`${PATH}?copies=maybe`)).status).toBe(400)
  })
})
