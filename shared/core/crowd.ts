/**
 * Who speaks: distinct authors of one polarity in the window and how much the loudest of them says. One loud person
 * is no crowd.
 */

/** Weights by author hash, decayed like the window; `unknown` is what nobody can be named for. */
export interface Crowd {
  /** Weights times `scale` are the decayed ones: so that letting time pass need not touch every author. */
  readonly authors: Map<number, number>
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
  return { authors: new Map(), scale: 1, unknown: 0, counted: 0, known: false }
}

/** Lets time pass; `left` is the part of every weight that remains. */
export function fadeCrowd(crowd: Crowd, left: number): void {
  crowd.unknown *= left
  crowd.counted *= left
  if (crowd.authors.size === 0) crowd.scale = 1
  else crowd.scale *= left
  if (crowd.scale >= SMALLEST_SCALE) return
  for (const [author, weight] of crowd.authors) {
    const now = weight * crowd.scale
    if (now < FORGOTTEN) crowd.authors.delete(author)
    else crowd.authors.set(author, now)
  }
  crowd.scale = 1
}

/**
 * Adds one closed cell's authors: pairs of author hash (0: unknown) and number of mentions, or how many a file of
 * counts says there were.
 */
export function addAuthors(
  crowd: Crowd,
  spoken: ReadonlyMap<number, number>,
  counted: number | null,
): void {
  if (counted !== null) {
    crowd.counted += counted
    crowd.known = true
  }
  for (const [author, mentions] of spoken) {
    if (author === 0) crowd.unknown += mentions
    else {
      crowd.authors.set(author, (crowd.authors.get(author) ?? 0) + mentions / crowd.scale)
      crowd.known = true
    }
  }
  if (crowd.authors.size > MAX_AUTHORS) keepLoudest(crowd)
}

/** By weight, then by hash: the same whatever the order of arrival was. */
function keepLoudest(crowd: Crowd): void {
  const ranked = [...crowd.authors].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  crowd.authors.clear()
  for (const [author, weight] of ranked.slice(0, MAX_AUTHORS)) crowd.authors.set(author, weight)
}

export interface Voices {
  /** Distinct authors in the window; those without a name count one each. Undefined while none was ever known. */
  readonly distinct: number | undefined
  /** The loudest author's part of what was said, 0-1. Undefined where no single author is known. */
  readonly topShare: number | undefined
}

/** Who speaks now. Forgets those who have not spoken for long. */
export function voicesOf(crowd: Crowd): Voices {
  const { authors, scale, unknown } = crowd
  let [present, sum, top] = [0, 0, 0]
  for (const [author, weight] of authors) {
    const now = weight * scale
    if (now < FORGOTTEN) authors.delete(author)
    sum += now
    if (now > top) top = now
    if (now >= PRESENT) present++
  }
  return {
    distinct: crowd.known ? present + Math.floor(unknown) + crowd.counted : undefined,
    topShare: authors.size === 0 ? undefined : top / (sum + unknown),
  }
}
