/** Authors are known by a keyed hash outside `mentions` and the store: the key stays in its own file. */

import { createHmac, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

export interface Pseudonyms {
  /** 53 bits of HMAC-SHA-256(key, platform + author id); never 0, which means unknown. */
  authorKey(platform: string, authorId: string): number
  /** The same in base 36, as stores keep it. */
  authorName(platform: string, authorId: string): string
}

interface Pseudonym {
  readonly key: number
  /** Made when it is first asked for: the digits of a number so large cost as much as all the rest. */
  name: string | undefined
}

export function pseudonyms(key: Uint8Array): Pseudonyms {
  let young = new Map<string, Pseudonym>()
  let old = young
  const pseudonymOf = (platform: string, authorId: string): Pseudonym => {
    const author = `${platform}\u0000${authorId}`
    const known = young.get(author) ?? old.get(author)
    if (known) return known
    if (young.size >= REMEMBERED) [old, young] = [young, new Map()]
    const hash = createHmac('sha256', key).update(author).digest()
    const made = (hash.readUInt32LE(0) & 0x1fffff) * 0x100000000 + hash.readUInt32LE(4) || 1
    const pseudonym = { key: made, name: undefined }
    young.set(author, pseudonym)
    return pseudonym
  }
  return {
    authorKey: (platform, authorId) => pseudonymOf(platform, authorId).key,
    authorName(platform, authorId) {
      const pseudonym = pseudonymOf(platform, authorId)
      pseudonym.name ??= pseudonym.key.toString(36)
      return pseudonym.name
    },
  }
}

/** Hashes of the authors heard lately, in two generations of so many: people speak more than once. */
const REMEMBERED = 20_000

/** Reads the key, or makes one that only its owner can read. */
export function readOrMakeKey(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  mkdirSync(dirname(path), { recursive: true })
  try {
    writeFileSync(path, randomBytes(32), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFileSync(path)
}
