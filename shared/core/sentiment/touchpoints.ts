/**
 * Where customer and brand meet, as bits. The cue words of the eight standard ones stand in the lexicon; a brand
 * may add its own, to these and to the classes, and take words out; its words are looked up in a small table.
 */

import { fold } from './characters.ts'
import { CLASSES, type Class } from './classes.ts'
import type { Cue, Reading } from './rules.ts'
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

/** Words that a brand adds to a class or a touchpoint, or takes out of it. */
export interface OwnCues {
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/** By the name of a class (`CLASSES`) and of a touchpoint, a standard one or the brand's own. */
export interface OwnWords {
  readonly classes: Readonly<Record<string, OwnCues>>
  readonly touchpoints: Readonly<Record<string, OwnCues>>
}

export interface CueTable {
  /** The standard touchpoints and then the brand's, by bit. */
  readonly touchpointNames: readonly string[]
  readonly added: ReadonlyMap<string, readonly AddedCue[]>
  readonly removed: readonly AddedCue[]
}

interface AddedCue {
  readonly words: readonly string[]
  readonly open: boolean
  readonly classes: number
  readonly touchpoints: number
}

/** Letters by which cues are found; an open one has at least so many. */
const CUE_HEAD = 3

/** @throws RangeError for more touchpoints than there are bits. A name that exists gets the further cues. */
export function touchpointTable(own: readonly Touchpoint[]): CueTable {
  const cuesOf = ({ name, cues }: Touchpoint) => [name, { add: cues, remove: [] }]
  return cueTable({ classes: {}, touchpoints: Object.fromEntries(own.map(cuesOf)) })
}

/** @throws RangeError for more touchpoints than there are bits. Names that are no class are nothing. */
export function cueTable({ classes, touchpoints }: OwnWords): CueTable {
  const names = [...new Set([...TOUCHPOINTS, ...Object.keys(touchpoints)])]
  if (names.length > TOUCHPOINT_LIMIT)
    throw new RangeError(`more than ${TOUCHPOINT_LIMIT} touchpoints`)
  const added = new Map<string, AddedCue[]>()
  const removed: AddedCue[] = []
  const read = (own: OwnCues, bits: Pick<AddedCue, 'classes' | 'touchpoints'>): void => {
    for (const cue of own.add.flatMap(cueOf)) {
      const head = cue.words[0]!.slice(0, CUE_HEAD)
      added.set(head, [...(added.get(head) ?? []), { ...cue, ...bits }])
    }
    for (const cue of own.remove.flatMap(cueOf)) removed.push({ ...cue, ...bits })
  }
  for (const [name, own] of Object.entries(classes)) {
    const bit = CLASSES.indexOf(name as Class)
    if (bit >= 0) read(own, { classes: 1 << bit, touchpoints: 0 })
  }
  for (const [name, own] of Object.entries(touchpoints))
    read(own, { classes: 0, touchpoints: 1 << names.indexOf(name) })
  return { touchpointNames: names, added, removed }
}

function cueOf(spelling: string): { words: string[]; open: boolean }[] {
  const words = spelling.replaceAll('*', ' ').split(/\s+/).filter(Boolean).map(fold)
  return words.length === 0 ? [] : [{ words, open: spelling.trim().endsWith('*') }]
}

/** Why a spelling cannot be a cue; undefined where it can. */
export function cueFault(spelling: string): string | undefined {
  const [cue] = cueOf(spelling)
  if (cue === undefined || cue.words.some((word) => !/[\p{L}\p{N}]/u.test(word)))
    return 'must consist of words'
  const open = spelling.indexOf('*')
  if (open >= 0 && open < spelling.trim().length - 1) return 'may have a * at its end only'
  if (cue.open && cue.words.at(-1)!.length < CUE_HEAD)
    return `must have at least ${CUE_HEAD} letters before the *`
  return undefined
}

/**
 * Takes the brand's removed words out of what the lexicon found and puts its own in. The polarity stays the model's,
 * which has learned from the standard words.
 */
export function applyOwn(reading: Reading, { added, removed }: CueTable): void {
  if (added.size === 0 && removed.length === 0) return
  const { tokens } = reading
  const kept = removed.length === 0 ? reading.cues : reading.cues.map((cue) => without(cue))
  const found: Cue[] = []
  for (let i = 0; i < tokens.keys.length; i++) {
    for (const cue of added.get(tokens.keys[i]!.slice(0, CUE_HEAD)) ?? NONE) {
      const to = i + cue.words.length
      if (stands(tokens, i, to, cue))
        found.push({ from: i, to, classes: cue.classes, touchpoints: cue.touchpoints })
    }
  }
  const all = [...kept, ...found].filter((cue) => (cue.classes | cue.touchpoints) !== 0)
  reading.cues.splice(0, reading.cues.length, ...all)
  reading.classes = all.reduce((mask, cue) => mask | cue.classes, 0)
  reading.touchpoints = all.reduce((mask, cue) => mask | cue.touchpoints, 0)

  function without(cue: Cue): Cue {
    const gone = removed.filter((one) => stands(tokens, cue.from, cue.to, one))
    const classes = gone.reduce((mask, one) => mask & ~one.classes, cue.classes)
    const touchpoints = gone.reduce((mask, one) => mask & ~one.touchpoints, cue.touchpoints)
    return { ...cue, classes, touchpoints }
  }
}

const NONE: readonly AddedCue[] = []

/** The bit of the touchpoint that most cues name, of equals the first; 0 for none. */
export function mainTouchpoint({ touchpoints, cues }: Reading): number {
  if ((touchpoints & (touchpoints - 1)) === 0) return touchpoints
  let [main, most] = [0, 0]
  for (let rest = touchpoints; rest !== 0; rest &= rest - 1) {
    const bit = rest & -rest
    let count = 0
    for (const cue of cues) if ((cue.touchpoints & bit) !== 0) count++
    if (count <= most) continue
    main = bit
    most = count
  }
  return main
}

/** Whether the tokens `[from, to)` are the cue. */
function stands({ keys }: Tokens, from: number, to: number, cue: AddedCue): boolean {
  const last = cue.words.length - 1
  if (to - from !== cue.words.length) return false
  return cue.words.every((word, offset) => {
    const key = keys[from + offset]
    if (key === undefined) return false
    return cue.open && offset === last ? key.startsWith(word) : key === word
  })
}
