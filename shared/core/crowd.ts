/**
 * Who speaks: distinct authors of one polarity in the window and how much the loudest of them says. One loud person
 * is no crowd.
 */

/** `unknown` is what nobody can be named for. */
export interface Crowd {
  /** Author hashes, ascending, and beside each its weight: in two arrays, because there are many crowds and most are small. */
  authors: number[]
  /** Times `scale` they are the decayed ones: so that letting time pass need not touch every author. */
  weights: number[]
  scale: number
  unknown: number
  /** Distinct authors as counted elsewhere (counts from a file), decayed. */
  counted: number
  /** False until any author, or a count of them, was ever given. */
  known: boolean
}

/** The loudest so many are kept; far more than any threshold on authors asks for. */
const MAX_AUTHORS = 256
/** A weight below this is forgotten: four half-lives. */
const FORGOTTEN = 1 / 16
/** An author speaks in the window while the weight is at least this: two half-lives. */
const PRESENT = 1 / 4
/** Below this scale weights are written anew, long before a number becomes too small. */
const SMALLEST_SCALE = 2 ** -40

export function emptyCrowd(): Crowd {
  return { authors: [], weights: [], scale: 1, unknown: 0, counted: 0, known: false }
}

/** Lets time pass; `left` is the part of every weight that remains. */
export function fadeCrowd(crowd: Crowd, left: number): void {
  crowd.unknown *= left
  crowd.counted *= left
  if (crowd.authors.length === 0) crowd.scale = 1
  else crowd.scale *= left
  if (crowd.scale >= SMALLEST_SCALE) return
  forgetQuiet(crowd)
  for (let i = 0; i < crowd.weights.length; i++) crowd.weights[i]! *= crowd.scale
  crowd.scale = 1
}

function forgetQuiet({ authors, weights, scale }: Crowd): void {
  let kept = 0
  for (let i = 0; i < authors.length; i++) {
    if (weights[i]! * scale < FORGOTTEN) continue
    authors[kept] = authors[i]!
    weights[kept++] = weights[i]!
  }
  if (kept === authors.length) return
  authors.length = kept
  weights.length = kept
}

/**
 * Adds one closed cell's authors: the hash of each mention's author (0: unknown) in any order, or how many authors a
 * file of counts says there were.
 */
export function addAuthors(crowd: Crowd, spoken: readonly number[], counted: number | null): void {
  if (counted !== null) {
    crowd.counted += counted
    crowd.known = true
  }
  if (spoken.length === 0) return
  const sorted = new Float64Array(spoken).sort()
  let from = 0
  while (from < sorted.length && sorted[from] === 0) from++
  crowd.unknown += from
  if (from === sorted.length) return
  crowd.known = true
  mergeAuthors(crowd, sorted, from)
  if (crowd.authors.length > MAX_AUTHORS) keepLoudest(crowd)
}

/** Both are in order, so that one walk through them is enough. */
function mergeAuthors(crowd: Crowd, spoken: Float64Array, from: number): void {
  const { authors: known, weights: held, scale } = crowd
  const { authors, weights } = merged
  let count = 0
  for (let i = 0, next = from; i < known.length || next < spoken.length; count++) {
    const author = Math.min(known[i] ?? LAST, spoken[next] ?? LAST)
    let mentions = 0
    for (; spoken[next] === author; next++) mentions++
    authors[count] = author
    weights[count] = (known[i] === author ? held[i++]! : 0) + mentions / scale
  }
  crowd.authors = authors.slice(0, count)
  crowd.weights = weights.slice(0, count)
}

/** Written anew by each merge. Copies of it are as long as they need to be, which lists that grow are not. */
const merged: { readonly authors: number[]; readonly weights: number[] } = {
  authors: [],
  weights: [],
}

const LAST = Number.POSITIVE_INFINITY

/** By weight, then by hash: the same whatever the order of arrival was. */
function keepLoudest(crowd: Crowd): void {
  const { authors, weights } = crowd
  const bound = new Float64Array(weights).sort()[weights.length - MAX_AUTHORS]!
  let room = MAX_AUTHORS
  for (const weight of weights) if (weight > bound) room--
  const stays = weights.map((weight) => weight > bound || (weight === bound && room-- > 0))
  crowd.authors = authors.filter((_, i) => stays[i])
  crowd.weights = weights.filter((_, i) => stays[i])
}

/**
 * How many voices a cell's authors are, once they were added: each says one thing lately, of which this is a part.
 * Unknown ones are one each.
 */
export function voicesAmong({ authors, weights, scale }: Crowd, spoken: readonly number[]): number {
  const sorted = new Float64Array(spoken).sort()
  let [voices, place] = [0, 0]
  for (let i = 0; i < sorted.length; ) {
    const author = sorted[i]!
    let said = 0
    for (; sorted[i] === author; i++) said++
    while (place < authors.length && authors[place]! < author) place++
    const known = author !== 0 && authors[place] === author
    voices += author === 0 ? said : Math.min(1, known ? said / (weights[place]! * scale) : 1)
  }
  return voices
}

export interface Voices {
  /** Distinct authors in the window; those without a name count one each. Undefined while none was ever known. */
  readonly distinct: number | undefined
  /** The loudest author's part of what was said, 0-1. Undefined where no single author is known. */
  readonly topShare: number | undefined
}

/** Who speaks now. Forgets those who have not spoken for long. */
export function voicesOf(crowd: Crowd): Voices {
  const { authors, weights, scale, unknown } = crowd
  let [present, sum, top, least] = [0, 0, 0, 1]
  for (let i = 0; i < weights.length; i++) {
    const now = weights[i]! * scale
    sum += now
    if (now > top) top = now
    if (now < least) least = now
    if (now >= PRESENT) present++
  }
  if (least < FORGOTTEN) forgetQuiet(crowd)
  return {
    distinct: crowd.known ? present + Math.floor(unknown) + crowd.counted : undefined,
    topShare: authors.length === 0 ? undefined : top / (sum + unknown),
  }
}

/** Fewer than so many accounts are few, and at most a third of all who speak. */
const FEW = { accounts: 5, ofAll: 3, wrote: 0.5 } as const

/**
 * The fewest accounts that wrote half of what was said, where these are few: how many, and their part, 0-1. Those
 * without a name are taken for as many as they said things.
 */
export function loudFew({
  weights,
  scale,
  unknown,
}: Crowd): { readonly accounts: number; readonly share: number } | undefined {
  const now = weights.map((weight) => weight * scale).filter((weight) => weight >= PRESENT)
  const all = now.reduce((sum, weight) => sum + weight, unknown)
  const most = Math.min(FEW.accounts, Math.floor((now.length + unknown) / FEW.ofAll))
  now.sort((a, b) => b - a)
  let sum = 0
  for (let accounts = 1; accounts <= most && accounts <= now.length; accounts++) {
    sum += now[accounts - 1]!
    if (sum >= FEW.wrote * all) return { accounts, share: sum / all }
  }
  return undefined
}
