/**
 * Where customer and brand meet, as bits. The cue words of the eight standard ones stand in the lexicon; a brand
 * may add its own, which are looked up in a small table of their own.
 */

import { fold } from './characters.ts'
import type { Tokens } from './tokens.ts'

export const TOUCHPOINTS = [
  'delivery',
  'hotline',
  'billing',
  'store',
  'product',
  'website',
  'staff',
  'communication',
] as const

/** Bits are 32 and one is the sign. */
export const TOUCHPOINT_LIMIT = 31

export interface Touchpoint {
  readonly name: string
  /** Words or phrases; case and umlauts are folded, a final `*` stands for any ending. */
  readonly cues: readonly string[]
}

export interface TouchpointTable {
  /** The standard names and then the brand's, by bit. */
  readonly names: readonly string[]
  readonly cues: ReadonlyMap<string, readonly OwnCue[]>
}

interface OwnCue {
  readonly words: readonly string[]
  readonly open: boolean
  readonly bit: number
}

const HEAD = 3

/** @throws RangeError for more touchpoints than there are bits. A name that exists gets the further cues. */
export function touchpointTable(own: readonly Touchpoint[]): TouchpointTable {
  const names: string[] = [...TOUCHPOINTS]
  const cues = new Map<string, OwnCue[]>()
  for (const { name, cues: spelled } of own) {
    if (!names.includes(name)) names.push(name)
    if (names.length > TOUCHPOINT_LIMIT)
      throw new RangeError(`more than ${TOUCHPOINT_LIMIT} touchpoints`)
    for (const spelling of spelled) {
      const open = spelling.trim().endsWith('*')
      const words = spelling.replaceAll('*', ' ').split(/\s+/).filter(Boolean).map(fold)
      if (words.length === 0) continue
      const head = words[0]!.slice(0, HEAD)
      cues.set(head, [...(cues.get(head) ?? []), { words, open, bit: 1 << names.indexOf(name) }])
    }
  }
  return { names, cues }
}

/** The bits of a brand's own touchpoints in a text. */
export function ownTouchpoints(tokens: Tokens, table: TouchpointTable): number {
  if (table.cues.size === 0) return 0
  let mask = 0
  for (let i = 0; i < tokens.keys.length; i++) {
    for (const cue of table.cues.get(tokens.keys[i]!.slice(0, HEAD)) ?? []) {
      if ((mask & cue.bit) === 0 && stands(tokens, i, cue)) mask |= cue.bit
    }
  }
  return mask
}

function stands(tokens: Tokens, at: number, cue: OwnCue): boolean {
  return cue.words.every((word, offset) => {
    const key = tokens.keys[at + offset]
    if (key === undefined) return false
    return cue.open && offset === cue.words.length - 1 ? key.startsWith(word) : key === word
  })
}
