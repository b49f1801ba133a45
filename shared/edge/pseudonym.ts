/** Authors are known by a keyed hash outside `mentions` and the store: the key stays in its own file. */

import { createHmac, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

export interface Pseudonyms {
  /** 53 bits of HMAC-SHA-256(key, platform + author id); never 0, which means unknown. */
  authorKey(platform: string, authorId: string): number
}

export function pseudonyms(key: Uint8Array): Pseudonyms {
  let young = new Map<string, number>()
  let old = young
  return {
    authorKey(platform, authorId) {
      const name = `${platform}\u0000${authorId}`
      const known = young.get(name) ?? old.get(name)
      if (known !== undefined) return known
      if (young.size >= REMEMBERED) [old, young] = [young, new Map()]
      const hash = createHmac('sha256', key).update(name).digest()
      const made = (hash.readUInt32LE(0) & 0x1fffff) * 0x100000000 + hash.readUInt32LE(4) || 1
      young.set(name, made)
      return made
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
