import { expect, test } from 'vitest'
import { fetchFor } from '../../services/alert/message-context.ts'
import type { MentionDocument, Store } from '../../shared/edge/store.ts'
import { LEADING, mention, notification } from '../harness/messages.ts'

const never = () => new Promise<never>(() => undefined)

function store(more: Partial<Store>): Store {
  return {
    mention: async () => undefined,
    engagement: async () => [...LEADING.engagement],
    search: async () => ({ mentions: [] }),
    ...more,
  } as Store
}

const post: MentionDocument = mention('facebook:kornblum_20260307_1', LEADING.text, {
  source: 'facebook',
})

test('the post, its growth, typical voices and where they are', async () => {
  const asked: unknown[] = []
  const fetched = await fetchFor(
    notification(),
    store({
      mention: async () => post,
      search: async (query) => {
        asked.push(query)
        return {
          mentions: [
            post,
            mention('a', 'Nie wieder Kornblum!', { pNeg: 0.7 }),
            mention('b', 'NIE WIEDER, KORNBLUM', { pNeg: 0.8 }),
            mention('c', 'Abgezockt.', { pNeg: 0.99, authorKey: 'one' }),
            mention('d', 'Abzocke, Teil zwei.', { pNeg: 0.98, authorKey: 'one' }),
            mention('e', '', { pNeg: 1 }),
            mention('f', 'weg', { pNeg: 1, deletedAt: 1 }),
          ],
        }
      },
    }),
  )
  expect(fetched.leading).toMatchObject({ text: LEADING.text, deleted: false })
  expect(fetched.leading?.engagement).toHaveLength(6)
  expect(fetched.typical?.map((one) => one.id)).toEqual(['c', 'b'])
  expect(fetched.spread).toEqual([
    { source: 'mastodon', mentions: 4 },
    { source: 'facebook', mentions: 1 },
  ])
  expect(asked).toEqual([
    {
      brandId: 'kornblum',
      fromAt: notification().startedAt - 3_600_000,
      toAt: notification().at + 1,
      limit: 200,
      minPNeg: 0.5,
    },
  ])
})

test.each<[string, Partial<Store>]>([
  ['hangs', { mention: never, search: never, engagement: never }],
  ['fails', { mention: () => Promise.reject(new Error('down')), search: never }],
  [
    'throws',
    {
      mention: () => {
        throw new Error('closed')
      },
      search: never,
    },
  ],
])('a store that %s is not waited for', async (_, broken) => {
  expect(await fetchFor(notification(), store(broken), 20)).toEqual({})
})

test('what is there in time is taken, whatever else hangs', async () => {
  const fetched = await fetchFor(
    notification(),
    store({ mention: async () => post, search: never }),
    50,
  )
  expect(Object.keys(fetched)).toEqual(['leading'])
})

test('without a store there is nothing to fetch', async () => {
  expect(await fetchFor(notification(), undefined)).toEqual({})
})
