/** What is wrong with a configuration, where, and the name that was probably meant. */

export interface Problem {
  /** From 1; 0 where the problem has no place, as when the file is missing. */
  readonly line: number
  readonly column: number
  /** `policy.tauWarn`, `brands[0].names[1]`; empty for the file as a whole. */
  readonly path: string
  /** A sentence that names the path, without its full stop. */
  readonly message: string
}

export type Path = readonly (string | number)[]

/** One line for people: `sturmwarte.yaml:12:3: policy.tauWran is not known; did you mean tauWarn?` */
export function formatProblem(problem: Problem, file: string): string {
  const place = problem.line > 0 ? `${file}:${problem.line}:${problem.column}` : file
  const end = /[.?!]$/.test(problem.message) ? '' : '.'
  return `${place}: ${problem.message}${end}`
}

/** In reading order; what stands at the same place in the order of its path. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>()
  return [...problems]
    .sort((a, b) => a.line - b.line || a.column - b.column || compare(a.path, b.path))
    .filter((one) => {
      const key = `${one.line}:${one.column}:${one.message}`
      const isNew = !seen.has(key)
      seen.add(key)
      return isNew
    })
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** `['brands', 0, 'a b']` is `brands[0]["a b"]`. */
export function pathText(path: Path): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else if (!/^[^\s.[\]"]{1,64}$/.test(step)) text += `[${JSON.stringify(step.slice(0, 64))}]`
    else text += text === '' ? step : `.${step}`
  }
  return text
}

/** The reverse of `pathText`; what cannot be read ends the path. */
export function parsePath(text: string): Path {
  const path: (string | number)[] = []
  const step = /\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|\.?([^\s.[\]"]+)/y
  for (let found = step.exec(text); found; found = step.exec(text)) {
    if (found[1] !== undefined) path.push(Number(found[1]))
    else if (found[2] !== undefined) path.push(JSON.parse(found[2]) as string)
    else path.push(found[3]!)
  }
  return path
}

/** `is not known; did you mean tauWarn?`, or the short list of what is known. */
export function unknownName(name: string, known: readonly string[]): string {
  const near = nearestName(name, known)
  if (near !== undefined) return `is not known; did you mean ${near}?`
  if (known.length === 0 || known.length > 16) return 'is not known'
  return `is not known; there is ${known.join(', ')}`
}

/** `names the brand acne, which is not known; did you mean acme?` */
export function unknownReference(what: string, name: string, known: readonly string[]): string {
  return `names the ${what} ${name}, which ${unknownName(name, known)}`
}

/** The known name with the fewest slips, if they are few enough for its length. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const folded = fold(name)
  const allowed = folded.length <= 3 ? 1 : folded.length <= 7 ? 2 : 3
  let best: string | undefined
  let bestDistance = allowed + 1
  for (const candidate of known) {
    if (Math.abs(candidate.length - folded.length) >= bestDistance) continue
    const distance = slips(folded, fold(candidate))
    if (distance < bestDistance && distance < Math.max(folded.length, candidate.length)) {
      bestDistance = distance
      best = candidate
    }
  }
  return best
}

function fold(name: string): string {
  return name.slice(0, 64).toLowerCase()
}

/**
 * Damerau-Levenshtein distance in its restricted form (optimal string alignment): insertions, deletions,
 * replacements and neighbours swapped.
 */
export function slips(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      let least = Math.min(replaced, last[j]! + 1, row[j - 1]! + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, beforeLast[j - 2]! + 1)
      }
      row.push(least)
    }
    beforeLast = last
    last = row
  }
  return last[b.length]!
}
