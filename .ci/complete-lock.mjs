/**
 * Completes package-lock.json. A registry mirror may lack the packages of foreign platforms; npm then leaves them
 * out of the lock file, and `npm ci` elsewhere refuses it ("Missing … from lock file"). Each missing optional
 * dependency is entered with its version and platform but without integrity, so that npm asks the registry for it
 * only on the platform that needs it. Run it after every `npm install` that changes the lock file.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const LOCK = new URL('../package-lock.json', import.meta.url)

const SYSTEMS = {
  aix: 'aix',
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  netbsd: 'netbsd',
  openbsd: 'openbsd',
  openharmony: 'openharmony',
  sunos: 'sunos',
  win32: 'win32',
}
const PROCESSORS = [
  'arm64',
  'arm',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'x64',
]
const LIBRARIES = { musl: 'musl', musleabihf: 'musl', gnu: 'glibc', gnueabihf: 'glibc' }

/** `cli-linux-arm64-musl` says os linux, cpu arm64, libc musl. */
export function platformOf(name) {
  const words = name.split(/[^a-z0-9]+/)
  const pick = (known) => words.flatMap((word) => (known[word] ? [known[word]] : [])).slice(0, 1)
  const cpu = pick(Object.fromEntries(PROCESSORS.map((word) => [word, word])))
  const os = pick(SYSTEMS)
  const libc = pick(LIBRARIES)
  return {
    ...(cpu.length > 0 && { cpu }),
    ...(os.length > 0 && { os }),
    ...(libc.length > 0 && { libc }),
  }
}

/** The entry that answers `name` when `from` requires it, as Node resolves: nearest node_modules first. */
function entryFor(packages, from, name) {
  for (
    let place = from;
    ;
    place = place.slice(0, Math.max(place.lastIndexOf('/node_modules/'), 0))
  ) {
    const path = place === '' ? `node_modules/${name}` : `${place}/node_modules/${name}`
    if (packages[path]) return packages[path]
    if (place === '') return undefined
  }
}

/** Every dependency of a locked package that has no entry of its own. */
export function missingEntries(packages) {
  return Object.entries(packages).flatMap(([path, entry]) =>
    [
      ...Object.entries(entry.dependencies ?? {}).map((pair) => [...pair, false]),
      ...Object.entries(entry.optionalDependencies ?? {}).map((pair) => [...pair, true]),
    ]
      .filter(([name]) => !entryFor(packages, path, name))
      .map(([name, range, optional]) => ({ name, range, optional, from: path, dev: entry.dev })),
  )
}

function complete() {
  const lock = JSON.parse(readFileSync(LOCK, 'utf8'))
  const missing = missingEntries(lock.packages)
  for (const { name, range, optional, from, dev } of missing) {
    if (!optional) throw new Error(`${from} needs ${name}@${range}, which is not in the lock file`)
    if (!/^\d+\.\d+\.\d+/.test(range))
      throw new Error(`${from} asks for ${name}@${range}: no exact version`)
    const { cpu, ...rest } = platformOf(name)
    lock.packages[`node_modules/${name}`] = {
      version: range,
      ...(cpu && { cpu }),
      ...(dev && { dev }),
      optional: true,
      ...rest,
    }
  }
  const { '': root, ...others } = lock.packages
  lock.packages = { '': root, ...Object.fromEntries(Object.entries(others).sort(byPath)) }
  writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`)
  console.error(`package-lock.json: ${missing.length} platform packages added`)
}

const byPath = ([a], [b]) => a.localeCompare(b, 'en')

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) complete()
