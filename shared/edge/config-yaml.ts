/**
 * The text of a configuration as plain values that remember where they stand. YAML reads JSON as well. Nothing
 * of the text is repeated in a message, because a secret may stand there.
 */

import type { Node, Pair, YAMLError } from 'yaml'
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import { type Path, type Problem, pathText } from './config-problem.ts'

/** The parser reads about 1 MB a second; ten thousand brands of the usual size are 2 MB. */
export const MAX_CONFIG_BYTES = 8_000_000
const MAX_DEPTH = 32
const MAX_ALIASES = 1_000
const MAX_NODES = 2_000_000

export interface Place {
  readonly line: number
  readonly column: number
}

export interface ParsedText {
  readonly value: unknown
  readonly problems: readonly Problem[]
  /** True when the text could not be understood, so that what is missing from `value` means nothing. */
  readonly broken: boolean
  /** Where a value (or its key) stands; for what is not there, the nearest around it. */
  placeOf(path: Path, part?: 'key' | 'value'): Place
}

export function parseText(text: string): ParsedText {
  const refusal = refuse(text)
  if (refusal)
    return { value: undefined, problems: [refusal], broken: true, placeOf: () => refusal }
  const lines = new LineCounter()
  const doc = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false })
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(Math.max(0, offset))
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const faults = [...doc.errors, ...doc.warnings]
  if (faults.length > 0) {
    const problems = firstOfEachLine(faults, placeAt, text)
    return { value: undefined, problems, broken: true, placeOf: () => problems[0]! }
  }
  const walk = new Walk(placeAt)
  const value = walk.read(doc.contents, [], 0)
  return {
    value,
    problems: walk.problems,
    broken: walk.stopped,
    placeOf: (path, part = 'value') => placeAt(offsetOf(doc, walk.targets, path, part)),
  }
}

function refuse(text: string): Problem | undefined {
  if (text.length > MAX_CONFIG_BYTES) {
    const message = `the file is larger than ${MAX_CONFIG_BYTES / 1e6} MB`
    return { line: 1, column: 1, path: '', message }
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  const found = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]/.exec(text)
  if (!found) return undefined
  const before = text.slice(0, found.index).split('\n')
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  const message = `the character U+${code} is not text; is this file YAML or JSON in UTF-8?`
  return { line: before.length, column: before.at(-1)!.length + 1, path: '', message }
}

/** One mistake makes many errors; the first of a line is the one to mend. */
function firstOfEachLine(
  faults: readonly YAMLError[],
  placeAt: (offset: number) => Place,
  text: string,
): Problem[] {
  const byLine = new Map<number, Problem>()
  for (const fault of [...faults].sort((a, b) => a.pos[0] - b.pos[0])) {
    const place = placeAt(fault.pos[0])
    if (byLine.has(place.line) || byLine.size >= 5) continue
    byLine.set(place.line, { ...place, path: '', message: sentenceOf(fault, text) })
  }
  return [...byLine.values()]
}

function sentenceOf(fault: YAMLError, text: string): string {
  if (fault.code === 'BAD_SCALAR_START') {
    return `a value cannot begin with ${text[fault.pos[0]] ?? 'this'} unless it stands in quotes`
  }
  if (fault.code === 'MISSING_CHAR' && text[fault.pos[0]] === '#') {
    return 'a # begins a comment in YAML; write "#word" in quotes, or leave the # out'
  }
  return SENTENCES[fault.code] ?? `this is not valid YAML (${fault.code})`
}

const SENTENCES: Readonly<Record<string, string>> = {
  BAD_ALIAS: 'an alias (*name) needs its anchor (&name) before it',
  BAD_DQ_ESCAPE: 'a backslash in double quotes begins an escape; write \\\\ or use single quotes',
  BAD_INDENT: 'the indentation does not fit the lines above, or a closing bracket is missing',
  BLOCK_AS_IMPLICIT_KEY:
    'a second colon follows in this value; put it in quotes, or check the indentation of the next line',
  BLOCK_IN_FLOW: 'a list by dashes cannot stand inside brackets',
  IMPOSSIBLE: 'this is not valid YAML',
  MISSING_CHAR: 'a colon, comma, quote or closing bracket is missing here',
  MULTILINE_IMPLICIT_KEY: 'a key must stand in one line, with a colon after it',
  MULTIPLE_DOCS: 'a second document begins here (---); one file holds one configuration',
  RESOURCE_EXHAUSTION: 'the values are nested too deep',
  TAB_AS_INDENT: 'a tab stands where spaces must; indent with spaces',
  TAG_RESOLVE_FAILED: 'a tag (!name) is not known here; leave it out',
  UNEXPECTED_TOKEN: 'this does not belong here; check quotes, brackets and indentation above',
}

/** Turns nodes into values, within limits that an honest file never meets. */
class Walk {
  readonly problems: Problem[] = []
  readonly targets = new Map<Node, Node>()
  stopped = false
  readonly #anchors = new Map<string, Node>()
  readonly #placeAt: (offset: number) => Place
  #nodes = 0
  #aliases = 0

  constructor(placeAt: (offset: number) => Place) {
    this.#placeAt = placeAt
  }

  read(node: unknown, path: Path, depth: number): unknown {
    if (this.stopped || node === null || node === undefined) return null
    if (++this.#nodes > MAX_NODES || depth > MAX_DEPTH) {
      return this.#stop(node as Node, 'the values are nested too deep or too many')
    }
    if (isAlias(node)) return this.#follow(node, path, depth)
    const { anchor } = node as Node & { anchor?: string }
    if (anchor !== undefined) this.#anchors.set(anchor, node as Node)
    if (isScalar(node)) return node.value
    if (isSeq(node)) return node.items.map((item, i) => this.read(item, [...path, i], depth + 1))
    if (isMap(node)) return this.#readMap(node.items, path, depth)
    return null
  }

  #follow(node: Node & { source: string }, path: Path, depth: number): unknown {
    const target = this.#anchors.get(node.source)
    if (!target) return this.#stop(node, SENTENCES['BAD_ALIAS']!)
    if (++this.#aliases > MAX_ALIASES) return this.#stop(node, 'there are too many aliases (*name)')
    this.targets.set(node, target)
    return this.read(target, path, depth + 1)
  }

  #readMap(pairs: readonly Pair[], path: Path, depth: number): Record<string, unknown> {
    const result = Object.create(null) as Record<string, unknown>
    const lineOf = new Map<string, number>()
    for (const pair of pairs) {
      const key = keyOf(pair)
      const place = this.#placeAt(startOf(pair.key) ?? 0)
      const at = [...path, key ?? '?']
      const first = lineOf.get(key ?? '')
      if (key === undefined || key === '' || key === '__proto__') {
        const message = `${pathText(at)} cannot be a key; a key is one plain word`
        this.problems.push({ ...place, path: pathText(at), message })
      } else if (first !== undefined) {
        const message = `${pathText(at)} is written twice, first in line ${first}`
        this.problems.push({ ...place, path: pathText(at), message })
      } else {
        lineOf.set(key, place.line)
        result[key] = this.read(pair.value, at, depth + 1)
      }
    }
    return result
  }

  #stop(node: Node, message: string): null {
    const place = this.#placeAt(startOf(node) ?? 0)
    if (!this.stopped) this.problems.push({ ...place, path: '', message })
    this.stopped = true
    return null
  }
}

function offsetOf(
  doc: Document,
  targets: ReadonlyMap<Node, Node>,
  path: Path,
  part: 'key' | 'value',
): number {
  let node: unknown = doc.contents
  let key: unknown
  for (const step of path) {
    if (isAlias(node)) node = targets.get(node)
    let pair: Pair | undefined
    if (isMap(node)) pair = node.items.find((one) => keyOf(one) === String(step))
    const next: unknown = isSeq(node) && typeof step === 'number' ? node.items[step] : pair?.value
    if (pair === undefined && (next === undefined || next === null)) break
    key = pair?.key
    if (next === undefined || next === null) return startOf(key) ?? 0
    node = next
  }
  return (part === 'key' ? startOf(key) : undefined) ?? startOf(node) ?? startOf(key) ?? 0
}

function keyOf(pair: Pair): string | undefined {
  if (!isScalar(pair.key)) return undefined
  const { value } = pair.key
  return value === null || typeof value === 'object' ? undefined : String(value)
}

function startOf(node: unknown): number | undefined {
  return (node as Node | undefined | null)?.range?.[0]
}
