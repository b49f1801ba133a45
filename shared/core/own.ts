/** Whether the brand itself speaks: its own accounts are heard, and are nobody's complaint. */

import type { Brand } from './brand.ts'
import { foldText } from './fold.ts'

/** Folded handles by platform. */
export type OwnHandles = ReadonlyMap<string, ReadonlySet<string>>

export function ownHandlesOf(brand: Brand): OwnHandles {
  return new Map(
    Object.entries(brand.ownAccounts).map(([source, accounts]) => [
      source,
      new Set(accounts.map(handleKey)),
    ]),
  )
}

/** Without a platform the own accounts of all platforms count. */
export function isOwnAuthor(
  handles: OwnHandles | undefined,
  author: { readonly authorHandle?: string | undefined; readonly source?: string | undefined },
): boolean {
  const { authorHandle, source } = author
  if (!handles || handles.size === 0 || authorHandle === undefined) return false
  const key = handleKey(authorHandle)
  if (source !== undefined) return handles.get(source)?.has(key) ?? false
  return [...handles.values()].some((accounts) => accounts.has(key))
}

function handleKey(handle: string): string {
  return foldText(handle).trim().replace(/^@/, '')
}
