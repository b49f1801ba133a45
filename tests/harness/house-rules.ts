/**
 * The rules of the house that concern whole files: which may import which, through which door a package enters, how
 * large a file grows and what it is called. `house-code-rules.ts` holds those that concern what stands inside.
 */

import { posix } from 'node:path'
import {
  type HouseRule,
  type Import,
  importsOf,
  inspect,
  isCode,
  isNode,
  type Node,
  nameOf,
  parse,
  type SourceFile,
  type Violation,
} from './house-ast.ts'

/**
 * The only places that may import a package. An entry that ends in `/` is a folder, one that ends in `*` a family of
 * files beside each other, any other a file.
 */
export const DOORS: Readonly<Record<string, readonly string[]>> = {
  '@elastic/elasticsearch': ['shared/edge/store-elasticsearch*'],
  axios: ['shared/edge/http.ts'],
  commander: ['services/cli/'],
  eld: ['shared/edge/language.ts'],
  express: ['services/alert/api*', 'shared/edge/http-server.ts'],
  feedsmith: ['services/ingest/feed-parse.ts'],
  helmet: ['services/alert/api*', 'shared/edge/http-server.ts'],
  kafkajs: ['shared/edge/bus-kafka-client.ts', 'shared/edge/bus-kafka-connection.ts'],
  libsql: ['shared/edge/sqlite.ts'],
  natural: ['shared/edge/stems.ts'],
  'node-cron': ['shared/edge/cron.ts'],
  nodemailer: ['services/alert/notifiers/email.ts'],
  pino: ['shared/edge/events.ts'],
  'prom-client': ['shared/edge/events.ts'],
  ws: ['services/alert/websocket.ts'],
  yaml: ['shared/edge/config*'],
  zod: ['shared/edge/config*'],
}

/** Packages that vite builds into the page; they are no runtime dependencies. */
const PAGE_PACKAGES = ['preact', 'uplot']

/** Folders of which each file stands alone; only the table of contents knows them all. */
const PLUGIN_FOLDERS = ['services/ingest/sources', 'services/alert/notifiers']

/** Files that are tables although they cannot say so in their first line. */
const TABLES: readonly string[] = []
const TABLE_MARKER = '// house: table'
const MAX_FILE_LINES = 300
const MAX_FUNCTION_LINES = 60

const isTest = (path: string): boolean => path.startsWith('tests/')
const isConfig = (path: string): boolean => path.endsWith('.config.ts')
const isIndex = (path: string): boolean =>
  PLUGIN_FOLDERS.some((folder) => path === `${folder}/index.ts`)

/** services/<one> -> shared/edge -> shared/core -> nothing. */
export const importDirections: HouseRule = {
  name: 'import-directions',
  check: (files) =>
    files
      .filter((file) => isCode(file) && !isTest(file.path) && !isConfig(file.path))
      .flatMap((file) => forEachImport(file, (found) => wrongDirection(file.path, found))),
}

function wrongDirection(path: string, { specifier, target }: Import): string | undefined {
  const reach = allowedFolders(path)
  if (target === undefined) {
    if (path.startsWith('shared/core/'))
      return `the core imports nothing from outside: ${specifier}`
    if (!path.startsWith('services/dashboard/')) return undefined
    const bundled = PAGE_PACKAGES.includes(packageOf(specifier))
    return bundled ? undefined : `the page runs in a browser and cannot have ${specifier}`
  }
  if (!reach.some((folder) => target.startsWith(folder))) {
    return `${target} is out of reach; this file may import from ${reach.join(', ')}`
  }
  const folder = PLUGIN_FOLDERS.find((candidate) => path.startsWith(`${candidate}/`))
  const other = folder !== undefined && !isIndex(path) && target.startsWith(`${folder}/`)
  return other ? `the files of ${folder} do not know each other` : undefined
}

function allowedFolders(path: string): string[] {
  const [top = '', second = ''] = path.split('/')
  if (path.startsWith('shared/core/')) return ['shared/core/']
  if (path.startsWith('shared/edge/')) return ['shared/edge/', 'shared/core/']
  if (path.startsWith('services/dashboard/')) return ['services/dashboard/', 'shared/core/']
  if (path.startsWith('services/cli/')) return ['services/', 'shared/']
  if (top === 'services') return [`services/${second}/`, 'shared/']
  if (top === 'infra') return ['infra/', 'shared/']
  return [`${top}/`]
}

/** One door per package, and no package that package.json does not name. */
export const doors: HouseRule = {
  name: 'doors',
  check: (files) => {
    const manifest = files.find((file) => file.path === 'package.json')
    const { dependencies = {}, devDependencies = {} } = JSON.parse(
      manifest?.text ?? '{}',
    ) as Record<string, Record<string, string>>
    const undoored = Object.keys(dependencies)
      .filter((name) => !DOORS[name])
      .map((name) => ({
        path: 'package.json',
        line: lineOf(manifest?.text ?? '', `"${name}"`),
        message: `${name} has no door: enter it in DOORS`,
      }))
    const known = {
      runtime: Object.keys(dependencies),
      all: Object.keys({ ...dependencies, ...devDependencies }),
    }
    const misused = files
      .filter(isCode)
      .flatMap((file) => forEachImport(file, (found) => wrongDoor(file.path, found, known)))
    return [...undoored, ...misused]
  },
}

interface KnownPackages {
  readonly runtime: readonly string[]
  readonly all: readonly string[]
}

function wrongDoor(path: string, found: Import, known: KnownPackages): string | undefined {
  if (found.target !== undefined || found.specifier.startsWith('node:')) return undefined
  const name = packageOf(found.specifier)
  if (!known.all.includes(name)) return `${name} is not in package.json`
  if (isTest(path) || isConfig(path)) return undefined
  if (path.startsWith('services/dashboard/') && PAGE_PACKAGES.includes(name)) return undefined
  if (!known.runtime.includes(name)) return `${name} is not installed in production`
  if (found.specifier === 'natural') return 'import natural by sub-path: its root reads .env'
  const places = DOORS[name] ?? []
  const enters = places.some((door) => isThrough(door, path))
  return enters ? undefined : `${name} enters only through ${places.join(', ')}`
}

function isThrough(door: string, path: string): boolean {
  if (door.endsWith('/')) return path.startsWith(door)
  if (!door.endsWith('*')) return path === door
  return path.startsWith(door.slice(0, -1)) && posix.dirname(path) === posix.dirname(door)
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

/** Files of 300 lines, functions of 60. Tables may be longer and say so in their first line. */
export const sizes: HouseRule = {
  name: 'sizes',
  check: (files) =>
    files.filter(isCode).flatMap((file) => [...longFile(file), ...longFunctions(file)]),
}

export function isTable(file: SourceFile): boolean {
  return file.text.startsWith(TABLE_MARKER) || TABLES.includes(file.path)
}

function longFile(file: SourceFile): Violation[] {
  const lines = file.text.trimEnd().split('\n').length
  if (lines <= MAX_FILE_LINES || isTable(file)) return []
  return [{ path: file.path, line: 1, message: `${lines} lines, at most ${MAX_FILE_LINES}` }]
}

const FUNCTIONS = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']

function longFunctions(file: SourceFile): Violation[] {
  const { lineAt } = parse(file)
  return inspect(file, (node, ancestors, report) => {
    if (!FUNCTIONS.includes(node.type)) return
    const lines = lineAt(node.end) - lineAt(node.start) + 1
    if (lines <= MAX_FUNCTION_LINES || isSuite(file.path, ancestors.at(-1))) return
    report(`a function of ${lines} lines, at most ${MAX_FUNCTION_LINES}`)
  })
}

/** The body of a `describe` in a test is a chapter, not a function. */
function isSuite(path: string, parent: Node | undefined): boolean {
  let callee: unknown = parent?.type === 'CallExpression' ? parent['callee'] : undefined
  while (isNode(callee) && callee.type !== 'Identifier')
    callee = callee['callee'] ?? callee['object']
  return isTest(path) && nameOf(callee) === 'describe'
}

const FILE_NAME = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|bench|config|d))?\.tsx?$/
const EMPTY_NAMES = ['and', 'common', 'helper', 'helpers', 'misc', 'util', 'utils']

/** A door that is one folder's worth of files: whoever uses them comes through here (DESIGN 5). */
const WIDE_DOORS = ['shared/edge/config.ts']

/** Files are named after what they hold, exports have names, and there are no barrels but doors. */
export const names: HouseRule = {
  name: 'names',
  check: (files) =>
    files.filter(isCode).flatMap((file) => [
      ...wrongName(file.path).map((message) => ({ path: file.path, line: 1, message })),
      ...inspect(file, (node, _, report) => {
        if (node.type === 'ExportDefaultDeclaration' && !isConfig(file.path)) {
          report('a default export has no name')
        }
        if (node.type === 'ExportAllDeclaration') report('a barrel hides where things live')
        if (node.type === 'Program' && isBarrel(node) && !WIDE_DOORS.includes(file.path)) {
          report('this file only passes on others')
        }
      }),
    ]),
}

function isBarrel(program: Node): boolean {
  const body = program['body'] as readonly Node[]
  return (
    body.length > 0 &&
    body.every((node) => node.type === 'ExportNamedDeclaration' && isNode(node['source']))
  )
}

function wrongName(path: string): string[] {
  const base = posix.basename(path)
  const words = base.split(/[.-]/)
  return [
    ...(FILE_NAME.test(base) ? [] : ['file names are kebab-case']),
    ...words
      .filter((word) => EMPTY_NAMES.includes(word))
      .map((word) => `"${word}" names nothing: two files or none`),
    ...(base === 'index.ts' && !isIndex(path) && !isTest(path)
      ? ['only the tables of contents are called index']
      : []),
  ]
}

/** A source or a notifier nobody lists is dead code that looks alive. */
export const tablesOfContents: HouseRule = {
  name: 'tables-of-contents',
  check: (files) =>
    PLUGIN_FOLDERS.flatMap((folder) => {
      const index = files.find((file) => file.path === `${folder}/index.ts`)
      const listed = index ? importsOf(index).map((found) => found.target) : []
      return files
        .filter((file) => isCode(file) && file.path.startsWith(`${folder}/`) && file !== index)
        .filter((file) => !listed.includes(file.path))
        .map((file) => ({
          path: file.path,
          line: 1,
          message: `is not named in ${folder}/index.ts`,
        }))
    }),
}

function forEachImport(
  file: SourceFile,
  judge: (found: Import) => string | undefined,
): Violation[] {
  return importsOf(file).flatMap((found) => {
    const message = judge(found)
    return message === undefined ? [] : [{ path: file.path, line: found.line, message }]
  })
}

function lineOf(text: string, part: string): number {
  return text.slice(0, Math.max(text.indexOf(part), 0)).split('\n').length
}
