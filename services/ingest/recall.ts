/**
 * What a connector has told and read, so that it does not tell or read it again. In memory only and bounded: what is
 * told twice after a restart is recognised further down.
 */

import { idKey } from '../../shared/core/mention.ts'

export interface Recall {
  /** Whether a text or id is met for the first time; from then on it is known. */
  isNew(text: string): boolean
  /** A number that was noted under a name. */
  noted(name: string): number | undefined
  note(name: string, value: number): void
}

const MAX_TOLD = 100_000
const MAX_NOTED = 20_000

const recalls = new WeakMap<object, Recall>()

/** @param connector the options of a connector, which live as long as it does */
export function recallOf(connector: object): Recall {
  const known = recalls.get(connector) ?? createRecall()
  recalls.set(connector, known)
  return known
}

function createRecall(): Recall {
  const told = new Set<number>()
  const noted = new Map<string, number>()
  return {
    isNew(text) {
      const key = idKey(text)
      if (told.has(key)) return false
      if (told.size >= MAX_TOLD) forgetOldest(told)
      told.add(key)
      return true
    },
    noted: (name) => noted.get(name),
    note(name, value) {
      noted.delete(name)
      if (noted.size >= MAX_NOTED) forgetOldest(noted)
      noted.set(name, value)
    },
  }
}

function forgetOldest<Key>(kept: Pick<Set<Key>, 'delete' | 'keys'>): void {
  for (const oldest of kept.keys()) {
    kept.delete(oldest)
    return
  }
}
