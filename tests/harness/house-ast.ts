/**
 * What the house rules see of a source file: its syntax tree, its imports, its lines. Files are values, so that a
 * rule can be proven on a small tree that exists only as a fixture.
 */

import { posix } from 'node:path'
import { parseSync } from 'vite'

export interface SourceFile {
  /** Relative to the root, with `/`. */
  readonly path: string
  readonly text: string
}

export interface Violation {
  readonly path: string
  readonly line: number
  readonly message: string
}

export interface HouseRule {
  /** Also the folder of its fixture. */
  readonly name: string
  readonly check: (files: readonly SourceFile[]) => Violation[]
}

/** A node of the ESTree with TypeScript, as oxc gives it. */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

export interface Comment {
  readonly type: string
  readonly value: string
  readonly start: number
  readonly end: number
}

export interface Parsed {
  readonly program: Node
  readonly comments: readonly Comment[]
  lineAt(offset: number): number
}

export interface Import {
  readonly specifier: string
  /** The path it means, when relative. */
  readonly target: string | undefined
  readonly line: number
}

const parsedFiles = new WeakMap<SourceFile, Parsed>()

export function isCode(file: SourceFile): boolean {
  return /\.tsx?$/.test(file.path)
}

/** @throws Error for text that is not TypeScript. */
export function parse(file: SourceFile): Parsed {
  const known = parsedFiles.get(file)
  if (known) return known
  const { program, comments, errors } = parseSync(file.path, file.text)
  if (errors[0]) throw new Error(`${file.path}: ${errors[0].message}`)
  const starts = [0, ...[...file.text.matchAll(/\n/g)].map((found) => found.index + 1)]
  const parsed: Parsed = {
    program: program as unknown as Node,
    comments: comments as readonly Comment[],
    lineAt: (offset) => starts.findLastIndex((start) => start <= offset) + 1,
  }
  parsedFiles.set(file, parsed)
  return parsed
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}

/** Calls `visit` for every node, outermost first, with its ancestors, nearest last. */
export function walk(
  node: Node,
  visit: (node: Node, ancestors: readonly Node[]) => void,
  ancestors: Node[] = [],
): void {
  visit(node, ancestors)
  ancestors.push(node)
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) walk(child, visit, ancestors)
    }
  }
  ancestors.pop()
}

/** Violations of one file: `report` with the node that breaks the rule. */
export function inspect(
  file: SourceFile,
  look: (node: Node, ancestors: readonly Node[], report: (message: string) => void) => void,
): Violation[] {
  const { program, lineAt } = parse(file)
  const violations: Violation[] = []
  walk(program, (node, ancestors) => {
    look(node, ancestors, (message) => {
      violations.push({ path: file.path, line: lineAt(node.start), message })
    })
  })
  return violations
}

/** All imports: static, dynamic, re-exports and `import('…')` types. */
export function importsOf(file: SourceFile): Import[] {
  const { program, lineAt } = parse(file)
  const imports: Import[] = []
  walk(program, (node) => {
    const specifier = isNode(node['source']) ? stringOf(node['source']) : undefined
    if (specifier === undefined) return
    const target = specifier.startsWith('.')
      ? posix.join(posix.dirname(file.path), specifier)
      : undefined
    imports.push({ specifier, target, line: lineAt(node.start) })
  })
  return imports
}

export function stringOf(node: Node): string | undefined {
  return node.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : undefined
}

/** `a` for `x.a` and `x['a']`. */
export function propertyName(member: Node): string | undefined {
  const property = member['property']
  if (!isNode(property)) return undefined
  return member['computed'] === true ? stringOf(property) : nameOf(property)
}

export function nameOf(node: unknown): string | undefined {
  return isNode(node) && typeof node['name'] === 'string' ? node['name'] : undefined
}

const KEYED = new Set([
  'Property',
  'PropertyDefinition',
  'MethodDefinition',
  'TSPropertySignature',
  'TSMethodSignature',
  'TSAbstractPropertyDefinition',
  'TSAbstractMethodDefinition',
])

/** Whether an identifier stands for a value or type of that name, and is not just the key of something. */
export function isReference(node: Node, parent: Node | undefined): boolean {
  if (node.type !== 'Identifier') return false
  if (!parent) return true
  if (parent.type === 'MemberExpression') return parent['object'] === node || !!parent['computed']
  if (parent.type === 'TSQualifiedName') return parent['left'] === node
  if (KEYED.has(parent.type)) return parent['value'] === node || !!parent['computed']
  return parent.type !== 'ImportSpecifier' && parent.type !== 'ExportSpecifier'
}
