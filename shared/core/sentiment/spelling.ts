/**
 * A word as it is spelled, and what was found out about it. Most words of a text stood in others before: each layer
 * asks its tables once, and finds its answer again without looking for it.
 */

import { fold } from './characters.ts'

export interface Spelling {
  /** As in the text; empty for what is no word. */
  readonly raw: string
  readonly key: string
  /** Where letters were drawn out, the key with each such run as one letter (`toooll`: `tooll`, here `toll`); else ''. */
  readonly short: string
  /** By layer, see `bySpelling`. */
  readonly answers: unknown[]
}

let layers = 0

/**
 * Asks `find` once and remembers the answer for as long as the spelling is known. For tables that stand from the start:
 * each call takes a place in every spelling, which is never given back.
 * @param find must answer the same for the same spelling at all times
 */
export function bySpelling<Answer extends object>(
  find: (spelling: Spelling) => Answer,
): (spelling: Spelling) => Answer {
  const layer = layers++
  return (spelling) => {
    const known = spelling.answers[layer] as Answer | undefined
    if (known !== undefined) return known
    const found = find(spelling)
    spelling.answers[layer] = found
    return found
  }
}

/** Two generations of so many hold nearly all that people say, in about 10 MB. */
const GENERATION = 8_192
/** A longer word hardly comes again. */
const LONGEST = 32

let young = new Map<string, Spelling>()
let old = new Map<string, Spelling>()

export function spellingOf(raw: string): Spelling {
  const known = young.get(raw)
  if (known !== undefined) return known
  if (raw.length > LONGEST) return spelled(raw)
  // A slice of a text keeps the whole text alive; what is put together anew does not.
  const copy = ` ${raw}`.slice(1)
  const spelling = old.get(copy) ?? spelled(copy)
  if (young.size >= GENERATION) [old, young] = [young, new Map()]
  young.set(copy, spelling)
  return spelling
}

/** Stars and dollars in place of letters; nothing is drawn out there. */
export function maskedSpelling(raw: string): Spelling {
  return { raw, key: fold(raw), short: '', answers: [] }
}

/** Faces, marks and stops: few, but for faces. */
export function signOf(key: string): Spelling {
  const known = signs.get(key)
  if (known !== undefined) return known
  if (signs.size >= GENERATION) signs.clear()
  const made = { raw: '', key, short: '', answers: [] }
  signs.set(key, made)
  return made
}

const signs = new Map<string, Spelling>()

function spelled(raw: string): Spelling {
  const key = fold(raw)
  if (key.charCodeAt(0) < 0x3a || !hasRun(key)) return { raw, key, short: '', answers: [] }
  return { raw, key: squeeze(key, 2), short: squeeze(key, 1), answers: [] }
}

/** Three of the same in a row. */
function hasRun(key: string): boolean {
  let run = 1
  for (let i = 1; i < key.length; i++) {
    run = key.charCodeAt(i) === key.charCodeAt(i - 1) ? run + 1 : 1
    if (run === 3) return true
  }
  return false
}

/** Runs of three and more become `keep` characters. */
function squeeze(key: string, keep: number): string {
  let result = ''
  for (let i = 0; i < key.length; ) {
    let end = i + 1
    while (key.charCodeAt(end) === key.charCodeAt(i)) end++
    result += key.slice(i, end - i > 2 ? i + keep : end)
    i = end
  }
  return result
}
