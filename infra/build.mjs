/**
 * Builds what is missing or stale in dist/: the code with tsc, the page with vite. A stamp per target holds a hash
 * of its sources, so that a check with nothing to do costs milliseconds. Everything it says goes to stderr. Where
 * the tools are not installed (production), dist/ is used as it is.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DIST = join(ROOT, 'dist')
const BUILD_LOCK = join(DIST, '.building')
const LOCK_PATIENCE_MS = 180_000

export const CODE = {
  name: 'code',
  tool: 'node_modules/typescript/bin/tsc',
  args: ['--project', 'tsconfig.json'],
  cwd: ROOT,
  sources: () => [
    ...filesUnder('shared'),
    ...filesUnder('services').filter((path) => !path.startsWith('services/dashboard/')),
  ],
  settings: ['tsconfig.json', 'package-lock.json'],
  outputs: (sources) => sources.filter(isTypeScript).map(compiledPath),
  prepare: sweep,
}

const PAGE = {
  name: 'page',
  tool: 'node_modules/vite/bin/vite.js',
  args: ['build', '--logLevel', 'warn'],
  cwd: join(ROOT, 'services/dashboard'),
  sources: () =>
    existsSync(join(ROOT, 'services/dashboard/vite.config.ts'))
      ? [...filesUnder('services/dashboard'), ...filesUnder('shared/core')]
      : [],
  settings: ['package-lock.json'],
  outputs: () => [],
  prepare: () => {},
}

/** @throws Error when a build fails, or when there is neither a build nor a compiler. */
export function ensureBuilt(targets = [CODE, PAGE]) {
  const stale = targets.filter(isStale)
  if (stale.length === 0) return
  const buildable = stale.filter((target) => existsSync(join(ROOT, target.tool)))
  if (buildable.length > 0) alone(() => buildable.filter(isStale).forEach(build))
  if (!existsSync(join(DIST, 'shared'))) {
    throw new Error(
      'dist/ is missing and no compiler is installed: run "npm ci" without --omit=dev',
    )
  }
}

/** Runs a tool with its chatter on stderr. */
export function runTool(tool, args, cwd = ROOT) {
  const { status, error } = spawnSync(process.execPath, [join(ROOT, tool), ...args], {
    cwd,
    stdio: ['ignore', 2, 2],
  })
  if (error) throw error
  if (status !== 0) throw new Error(`${tool} ${args.join(' ')} failed (${status})`)
}

function build(target) {
  const hash = hashOf(target)
  const startedAt = Date.now()
  target.prepare(target.sources())
  runTool(target.tool, target.args, target.cwd)
  writeFileSync(stampOf(target), hash)
  console.error(`built ${target.name} in ${Date.now() - startedAt} ms`)
}

function isStale(target) {
  const sources = target.sources()
  if (sources.length === 0) return false
  if (!existsSync(stampOf(target)) || readFileSync(stampOf(target), 'utf8') !== hashOf(target)) {
    return true
  }
  return target.outputs(sources).some((path) => !existsSync(path))
}

const stampOf = (target) => join(DIST, `.${target.name}.stamp`)

function hashOf(target) {
  const hash = createHash('sha256')
  for (const path of [...target.sources(), ...target.settings]) {
    if (!existsSync(join(ROOT, path))) continue
    hash.update(`${path}\0`).update(readFileSync(join(ROOT, path)))
  }
  return hash.digest('hex')
}

/** Removes output whose source is gone, and the compiler's memory when output it remembers is gone. */
function sweep(sources) {
  const outputs = new Set(CODE.outputs(sources))
  for (const path of [...filesUnder('dist/shared'), ...filesUnder('dist/services')]) {
    const ours = path.endsWith('.js') && !path.startsWith('dist/services/dashboard/')
    if (ours && !outputs.has(join(ROOT, path))) rmSync(join(ROOT, path))
  }
  if ([...outputs].some((file) => !existsSync(file)))
    rmSync(join(DIST, '.tsbuildinfo'), { force: true })
}

const isTypeScript = (path) => path.endsWith('.ts') && !path.endsWith('.d.ts')
const compiledPath = (source) => join(DIST, source.replace(/\.ts$/, '.js'))

/** Sorted paths relative to the root, with `/`. */
function filesUnder(folder) {
  const top = join(ROOT, folder)
  if (!existsSync(top)) return []
  return readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
}

/** One build at a time, also when several processes start at once. */
function alone(work) {
  mkdirSync(DIST, { recursive: true })
  const deadline = Date.now() + LOCK_PATIENCE_MS
  while (!tryLock()) {
    if (Date.now() > deadline) throw new Error(`${BUILD_LOCK} is held by another build`)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
  }
  try {
    work()
  } finally {
    rmSync(BUILD_LOCK, { force: true })
  }
}

function tryLock() {
  try {
    writeFileSync(BUILD_LOCK, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (!isHeld()) rmSync(BUILD_LOCK, { force: true })
    return false
  }
}

/** A lock whose owner died is nobody's. */
function isHeld() {
  try {
    const owner = Number(readFileSync(BUILD_LOCK, 'utf8'))
    if (owner > 0) process.kill(owner, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** `npm ci` without development dependencies runs this too; there it has nothing to build with. */
function prepare() {
  if (!existsSync(join(ROOT, CODE.tool))) {
    console.error('no compiler installed: dist/ stays as it is')
    return
  }
  ensureBuilt()
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    prepare()
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
