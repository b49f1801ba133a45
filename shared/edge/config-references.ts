/** Walks the values of a file once: puts in what references stand for and drops what is written empty. */

import type { Path, Problem } from './config-problem.ts'
import { pathText } from './config-problem.ts'
import { type Lookup, type MissingSecret, resolveReferences } from './config-secret.ts'
import { isGroup, problem } from './config-shape.ts'
import type { ParsedText } from './config-yaml.ts'

export interface Filled {
  readonly value: unknown
  /** Malformed references; missing ones are in `missing`. */
  readonly problems: readonly Problem[]
  readonly missing: readonly MissingSecret[]
  /** One sentence for each of `missing`. */
  readonly missingProblems: readonly Problem[]
  /** Paths of texts with references in them. */
  readonly referenced: ReadonlySet<string>
  /** What the references stand for. */
  readonly secrets: readonly string[]
}

/** Stands where a secret is missing and missing ones are allowed, so that the rest is judged. */
const PLACEHOLDER = 'missing'

export function fillIn(parsed: ParsedText, lookup: Lookup): Filled {
  const problems: Problem[] = []
  const missing: MissingSecret[] = []
  const missingProblems: Problem[] = []
  const referenced = new Set<string>()
  const secrets = new Set<string>()

  const text = (template: string, path: Path): string => {
    if (!template.includes('${')) return template
    const found = resolveReferences(template, lookup)
    const name = pathText(path)
    if (found.malformed) {
      const how = `write \${NAME} or \${file:PATH}, and $\${ for the signs`
      problems.push(problem(parsed, path, `has a \${ that is no reference; ${how}`))
    }
    if (found.values.length + found.missing.length > 0) referenced.add(name)
    for (const value of found.values) secrets.add(value)
    for (const one of found.missing) {
      missing.push({ name: one.name, path: name, ...parsed.placeOf(path) })
      missingProblems.push(problem(parsed, path, `has no value: ${one.why}`))
    }
    return found.missing.length > 0 ? PLACEHOLDER : found.text
  }

  const walk = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') return text(value, path)
    if (Array.isArray(value)) return value.map((one, i) => walk(one, [...path, i]))
    if (!isGroup(value)) return value
    const result = Object.create(null) as Record<string, unknown>
    for (const [key, one] of Object.entries(value)) {
      const isConnector = path.length === 1 && (path[0] === 'sources' || path[0] === 'notifiers')
      if (one !== null) result[key] = walk(one, [...path, key])
      else if (isConnector) result[key] = {}
    }
    return result
  }

  const value = walk(parsed.value, [])
  return { value, problems, missing, missingProblems, referenced, secrets: [...secrets] }
}
