/**
 * Questions to the store on behalf of people. It may be slow or down: then they are told so at once (503), and
 * everything that does not need it goes on.
 */

import type { Store } from '../../shared/edge/store.ts'
import { type House, Problem } from './api-route.ts'

const PATIENCE_MS = 10_000
const MOST_AT_ONCE = 32
const ASKING = new WeakMap<Store, number>()

/** @throws Problem 503 without an answer, 400 for a question that the store refuses. */
export async function ask<Reply>(
  house: Pick<House, 'store' | 'events'>,
  question: (store: Store) => Promise<Reply>,
): Promise<Reply> {
  const { store } = house
  if (!store) throw unavailable('No searchable memory is connected here.')
  const asking = ASKING.get(store) ?? 0
  if (asking >= MOST_AT_ONCE) throw unavailable('Too many searches at once; try again.')
  ASKING.set(store, asking + 1)
  let timer: NodeJS.Timeout | undefined
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS} ms`)), PATIENCE_MS)
    })
    return await Promise.race([question(store), late])
  } catch (error) {
    if (error instanceof RangeError) throw new Problem(400, error.message)
    house.events.problem('dashboard: the store', error)
    throw unavailable('The searchable memory is out of reach; all else works.')
  } finally {
    clearTimeout(timer)
    ASKING.set(store, (ASKING.get(store) ?? 1) - 1)
  }
}

function unavailable(detail: string): Problem {
  return new Problem(503, detail, { 'Retry-After': '5' })
}
