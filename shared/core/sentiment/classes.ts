/** The kinds of utterance a storm is made of, as bits: a post may be several. The lexicon says which words tell. */

export const CLASSES = [
  'outrage',
  'churn',
  'spread',
  'legal',
  'safety',
  'fraud',
  'outage',
  'sarcasm',
  'promoter',
  'detractor',
  'question',
] as const

export type Class = (typeof CLASSES)[number]

export const OUTRAGE = 1
export const CHURN = 2
export const SPREAD = 4
export const LEGAL = 8
export const SAFETY = 16
export const FRAUD = 32
export const OUTAGE = 64
export const SARCASM = 128
export const PROMOTER = 256
export const DETRACTOR = 512
export const QUESTION = 1024

/** The names in a mask, in the order of `names`. */
export function namesOf(mask: number, names: readonly string[]): string[] {
  return names.filter((_, index) => (mask & (1 << index)) !== 0)
}
