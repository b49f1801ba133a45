/** The rules of the house that concern what stands inside a file: purity, clocks, thresholds, markup. */

import {
  type Comment,
  type HouseRule,
  inspect,
  isCode,
  isNode,
  isReference,
  type Node,
  nameOf,
  parse,
  propertyName,
  type SourceFile,
  stringOf,
} from './house-ast.ts'

type Report = (message: string) => void

/** Names whose value differs from run to run, from machine to machine, or that reach outside. */
const IMPURE_NAMES = new Set([
  ...['performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
  ...['crypto', 'Promise', 'process', 'Buffer', 'globalThis', 'fetch', 'console', 'require'],
])

/** The same computation in a test, a backtest and production. */
export const pureCore: HouseRule = {
  name: 'pure-core',
  check: (files) =>
    files
      .filter((file) => isCode(file) && file.path.startsWith('shared/core/'))
      .flatMap((file) =>
        inspect(file, (node, ancestors, report) => {
          const parent = ancestors.at(-1)
          impureName(file.path, node, parent, report)
          impureSyntax(node, report)
          if (readsClock(node)) report('the core is told the time')
          if (isMember(node, 'Math', 'random')) report('chance comes in as a seed')
        }),
      ),
}

function impureName(path: string, node: Node, parent: Node | undefined, report: Report): void {
  if (isReference(node, parent)) {
    const name = nameOf(node) ?? ''
    if (IMPURE_NAMES.has(name)) report(`${name} reaches outside the core`)
    if (name === 'Intl' && path !== 'shared/core/time.ts') report('Intl is for time.ts alone')
  }
  const member = node.type === 'MemberExpression' ? propertyName(node) : undefined
  if (member?.startsWith('toLocale') || member === 'localeCompare')
    report(`${member} depends on the machine`)
}

function impureSyntax(node: Node, report: Report): void {
  if (node['async'] === true) report('the core does not wait: async')
  if (node.type === 'AwaitExpression' || node['await'] === true) report('the core does not wait')
  if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') {
    report('the core has values and functions, no classes')
  }
}

/** Where else the time may be read, and why. */
const CLOCK_READERS: Readonly<Record<string, string>> = {
  'shared/edge/clock.ts': 'is the clock',
  'shared/edge/process.ts': 'measures the process itself: uptime and delays of its event loop',
  'services/dashboard/': 'draws for a person who looks at a clock of his own',
}

/** Everything is given its clock; one file reads it. */
export const oneClock: HouseRule = {
  name: 'one-clock',
  check: (files) =>
    files
      .filter((file) => isCode(file) && /^(shared\/edge|services)\//.test(file.path))
      .filter((file) => !Object.keys(CLOCK_READERS).some((door) => file.path.startsWith(door)))
      .flatMap((file) =>
        inspect(file, (node, _, report) => {
          if (readsClock(node) || isMember(node, 'performance', 'now')) {
            report('take a Clock; only shared/edge/clock.ts reads the time')
          }
        }),
      ),
}

/** `Date.now`, `new Date()` and `Date()`; `new Date(at)` only converts. */
function readsClock(node: Node): boolean {
  if (isMember(node, 'Date', 'now')) return true
  if (nameOf(node['callee']) !== 'Date') return false
  const given = node['arguments']
  return node.type === 'CallExpression' || (Array.isArray(given) && given.length === 0)
}

function isMember(node: Node, object: string, property: string): boolean {
  return (
    node.type === 'MemberExpression' &&
    nameOf(node['object']) === object &&
    propertyName(node) === property
  )
}

const JUDGES =
  /^shared\/core\/(signals|storm|escalation|level|detector|post-growth|judge|life|measure)\.ts$/
const PLAIN_NUMBERS = new Set([-2, -1, 0, 1, 2, 100, 1000])
/** A year, a link, a document, "et al.", or a name after "by", "from", "after" or "see". */
const SOURCE =
  /\b(1[89]|20)\d\d\b|https?:|\.md\b|\b(DESIGN|DETECTION|RELIABILITY|SENTIMENT)\b|\bet al\b|\b([Bb]y|[Ff]rom|[Aa]fter|[Ss]ee) [A-Z]\w+/

/** Thresholds live in policy.ts; constants of a formula stand beside it and name their source. */
export const thresholds: HouseRule = {
  name: 'thresholds',
  check: (files) =>
    files
      .filter((file) => JUDGES.test(file.path))
      .flatMap((file) =>
        inspect(file, (node, ancestors, report) => {
          const value = numberOf(node, ancestors.at(-1))
          if (value === undefined || PLAIN_NUMBERS.has(value)) return
          if (ancestors.some((outer) => outer.type === 'TSLiteralType')) return
          if (isLevel(file, node, value, ancestors.at(-1))) return
          if (!isSourcedConstant(file, ancestors)) report(`${value} belongs into policy.ts`)
        }),
      ),
}

/** In level.ts 3 to 6 are names of levels where they stand first in a call, in a list, or as `level:`. */
function isLevel(file: SourceFile, node: Node, value: number, parent: Node | undefined): boolean {
  if (file.path !== 'shared/core/level.ts' || ![3, 4, 5, 6].includes(value) || !parent) return false
  if (parent.type === 'ArrayExpression') return true
  if (parent.type === 'Property') return nameOf(parent['key']) === 'level'
  const first = (parent['arguments'] as readonly unknown[] | undefined)?.[0]
  return first === node && nameOf(parent['callee']) !== undefined
}

/** The value of a literal with its sign; undefined for anything else. */
function numberOf(node: Node, parent: Node | undefined): number | undefined {
  const value = node.type === 'Literal' ? node['value'] : undefined
  if (typeof value !== 'number') return undefined
  const negative = parent?.type === 'UnaryExpression' && parent['operator'] === '-'
  return negative ? -value : value
}

function isSourcedConstant(file: SourceFile, ancestors: readonly Node[]): boolean {
  const statement = ancestors[1]
  if (!statement) return false
  const declaration = isNode(statement['declaration']) ? statement['declaration'] : statement
  if (declaration.type !== 'VariableDeclaration' || declaration['kind'] !== 'const') return false
  const declarator = ancestors.find((node) => node.type === 'VariableDeclarator')
  if (!/^[A-Z][A-Z0-9_]*$/.test(nameOf(declarator?.['id']) ?? '')) return false
  return SOURCE.test(commentBefore(file, statement)?.value ?? '')
}

/** The doc comment that ends directly above the statement. */
function commentBefore(file: SourceFile, statement: Node): Comment | undefined {
  return parse(file).comments.find(
    (comment) =>
      comment.end <= statement.start &&
      comment.type === 'Block' &&
      comment.value.startsWith('*') &&
      /^[ \t]*\n?[ \t]*$/.test(file.text.slice(comment.end, statement.start)),
  )
}

/** Ways by which the text of a stranger becomes markup or code. */
const MARKUP_NAMES = new Set([
  'innerHTML',
  'outerHTML',
  'insertAdjacentHTML',
  'dangerouslySetInnerHTML',
])

/** What strangers wrote is shown as text. */
export const safeMarkup: HouseRule = {
  name: 'safe-markup',
  check: (files) =>
    files
      .filter((file) => isCode(file) && /^services\/(dashboard|alert)\//.test(file.path))
      .flatMap((file) =>
        inspect(file, (node, ancestors, report) => {
          const name = nameOf(node) ?? stringOf(node) ?? ''
          if (MARKUP_NAMES.has(name)) report(`${name} turns text into markup`)
          if (isMember(node, 'document', 'write') || isMember(node, 'document', 'writeln')) {
            report('document.write turns text into markup')
          }
          const reference = isReference(node, ancestors.at(-1))
          if (reference && name === 'eval') report('eval turns text into code')
          if (nameOf(node['callee']) === 'Function') report('Function turns text into code')
        }),
      ),
}
