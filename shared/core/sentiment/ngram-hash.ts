/** The hashes of words and pairs, by which `ngrams.ts` finds them. */

/** FNV-1a (Fowler, Noll, Vo), one step a code unit. */
const PRIME = 0x01000193
const WORD_SEED = 0x811c9dc5 | 0
export const PAIR = 0x9e3779b1 | 0

export function hashOf(text: string, from: number, to: number): number {
  let hash = WORD_SEED
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME)
  return hash
}

export function pairOf(one: number, two: number): number {
  return Math.imul(one ^ PAIR, PRIME) ^ two
}

/** Of a word or of a pair with its blank. */
export function hashOfSpelling(spelling: string): number {
  const blank = spelling.indexOf(' ')
  if (blank < 0) return hashOf(spelling, 0, spelling.length)
  const one = hashOf(spelling, 0, blank)
  return pairOf(one, hashOf(spelling, blank + 1, spelling.length))
}
