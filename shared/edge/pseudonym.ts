/** Authors are known by a keyed hash outside `mentions` and the store: the key stays in its own file. */

import { createHmac, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

export interface Pseudonyms {
  /** 53 bits of HMAC-SHA-256(key, platform + author id); never 0, which means unknown. */
  authorKey(platform: string, authorId: string): number
}

export function pseudonyms(key: Uint8Array): Pseudonyms {
  return {
    authorKey(platform, authorId) {
      const hash = createHmac('sha256', key)
        .update(platform)
        .update('\u0000')
        .update(authorId)
        .digest()
      return (hash.readUInt32LE(0) & 0x1fffff) * 0x100000000 + hash.readUInt32LE(4) || 1
    },
  }
}

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
