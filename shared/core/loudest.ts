/**
 * The few who say most over days: whoever says more than a fifth of all keeps a place, and no weight is ever too large
 * (Misra and Gries, Finding repeated elements, 1982; here weights fade).
 */

/** Two numbers a person: the hash of the author and what was said, decayed, as mentions. */
export type Loudest = number[]

const WIDTH = 2
const PLACES = 4
/** Who said less than this lately has no place. */
const FORGOTTEN = 1 / 16

/**
 * Adds one closed cell.
 * @param left the part of every weight that remains of the time before
 * @param spoken the author's hash of each mention, 0 where unknown, in any order
 * @param weight what each of these mentions counts
 */
export function hearLoudest(
  loudest: Loudest,
  left: number,
  spoken: readonly number[],
  weight: number,
): void {
  takeAway(loudest, (said) => (said * left < FORGOTTEN ? said : said * (1 - left)))
  if (weight <= 0) return
  for (const author of new Float64Array(spoken).sort())
    if (author !== 0) hear(loudest, author, weight)
}

function hear(loudest: Loudest, author: number, weight: number): void {
  for (let from = 0; from < loudest.length; from += WIDTH) {
    if (loudest[from] !== author) continue
    loudest[from + 1]! += weight
    return
  }
  let own = weight
  if (loudest.length === PLACES * WIDTH) {
    const least = Math.min(weight, ...loudest.filter((_, i) => i % WIDTH === 1))
    takeAway(loudest, () => least)
    own -= least
  }
  if (own > 0) loudest.push(author, own)
}

/** Whoever has nothing left loses the place. */
function takeAway(loudest: Loudest, part: (said: number) => number): void {
  let kept = 0
  for (let from = 0; from < loudest.length; from += WIDTH) {
    const said = loudest[from + 1]!
    const rest = said - part(said)
    if (rest <= 0) continue
    loudest[kept] = loudest[from]!
    loudest[kept + 1] = rest
    kept += WIDTH
  }
  loudest.length = kept
}

/** What the loudest said beyond one mention each. */
export function repeatedBy(loudest: Loudest): number {
  let repeated = 0
  for (let from = 0; from < loudest.length; from += WIDTH)
    repeated += Math.max(0, loudest[from + 1]! - 1)
  return repeated
}
