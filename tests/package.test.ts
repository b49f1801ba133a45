/** The manifest and the lock file: right on every system, and every dependency with its reason. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DOORS } from './harness/house-rules.ts'
import { ROOT } from './harness/house-tree.ts'

/** Packages that work without what their install script builds: fsevents of vite, the others of testcontainers. */
const MAY_FAIL = ['fsevents', 'cpu-features', 'protobufjs', 'ssh2'].map(
  (name) => `node_modules/${name}`,
)

type Versions = Readonly<Record<string, string>>

interface LockEntry {
  readonly version?: string
  readonly resolved?: string
  readonly integrity?: string
  readonly optional?: boolean
  readonly dev?: boolean
  readonly os?: readonly string[]
  readonly hasInstallScript?: boolean
  readonly dependencies?: Versions
  readonly devDependencies?: Versions
  readonly optionalDependencies?: Versions
}

/** The versions the design chose, and what stands in the way of newer ones there. */
const CHOSEN: Versions = {
  '@elastic/elasticsearch': '~9.4',
  axios: '^1',
  express: '^5',
  kafkajs: '2.2.4',
  libsql: '^0.5',
  natural: '^8.1',
  'node-cron': '^4',
  nodemailer: '^10',
  testcontainers: '^11',
  typescript: '^7',
  vite: '^8',
  vitest: '^4',
  ws: '^8',
  zod: '^4',
}

const manifest = JSON.parse(read('package.json')) as {
  readonly dependencies: Versions
  readonly devDependencies: Versions
}
const lockText = read('package-lock.json')
const packages = (JSON.parse(lockText) as { packages: Readonly<Record<string, LockEntry>> })
  .packages

describe('package-lock.json', () => {
  it('has an entry for every dependency of every platform (else: node .ci/complete-lock.mjs)', () => {
    const missing = Object.entries(packages).flatMap(([path, entry]) =>
      Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
        .filter((name) => !isLocked(path, name))
        .map((name) => `${name}, needed by ${path}`),
    )
    expect(missing).toEqual([])
  })

  it('holds what package.json asks for', () => {
    const { dependencies, devDependencies } = packages[''] ?? {}
    expect({ dependencies, devDependencies }).toEqual({
      dependencies: manifest.dependencies,
      devDependencies: manifest.devDependencies,
    })
  })

  it('names no registry', () => {
    expect(Object.values(packages).filter((entry) => entry.resolved !== undefined)).toEqual([])
    expect(lockText).not.toMatch(/https?:\/\/[^"]*registry/)
  })

  it('pins by content all but the packages of platforms the registry mirror lacked', () => {
    const unpinned = Object.entries(packages)
      .filter(([path, entry]) => path !== '' && entry.integrity === undefined)
      .filter(([, entry]) => !(entry.optional && entry.os))
    expect(unpinned).toEqual([])
  })

  it('needs no install scripts in production, and in development only those that may fail', () => {
    const scripted = Object.entries(packages).filter(([, entry]) => entry.hasInstallScript)
    expect(scripted.filter(([, entry]) => !entry.dev)).toEqual([])
    expect(scripted.map(([path]) => path).filter((path) => !MAY_FAIL.includes(path))).toEqual([])
  })
})

describe('package.json', () => {
  const asked = { ...manifest.dependencies, ...manifest.devDependencies }

  it.each(Object.entries(CHOSEN).filter(([name]) => asked[name]))(
    '%s stays at %s',
    (name, chosen) => {
      expect(`${asked[name]}.`.startsWith(`${chosen}.`)).toBe(true)
    },
  )

  it('names a door for every runtime dependency', () => {
    expect(Object.keys(manifest.dependencies).filter((name) => !DOORS[name])).toEqual([])
  })

  it('gives the reason of every runtime dependency in the README, and of no other', () => {
    const rows = dependencyTable(existsSync(join(ROOT, 'README.md')) ? read('README.md') : '')
    expect(rows.map((row) => row.name).sort()).toEqual(Object.keys(manifest.dependencies).sort())
    expect(rows.filter((row) => row.place === '' || row.why === '')).toEqual([])
  })
})

/** The rows `package | place | why` below the heading "Dependencies"; packages may stand in backticks. */
function dependencyTable(readme: string): { name: string; place: string; why: string }[] {
  const [, section = ''] = readme.split(/^#+ .*\bDependencies\b.*$/im)
  const [chapter = ''] = section.split(/^#+ /m)
  return chapter
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s:|-]+\|?$/.test(line))
    .slice(1)
    .map((line) => {
      const [, name = '', place = '', why = ''] = line.split('|').map((cell) => cell.trim())
      return { name: name.replaceAll('`', ''), place, why }
    })
}

/** As Node resolves: the nearest node_modules first. */
function isLocked(from: string, name: string): boolean {
  const steps = from.split('/node_modules/')
  const places = steps.map((_, index) => steps.slice(0, index + 1).join('/node_modules/'))
  return ['', ...places].some((place) =>
    Boolean(packages[place === '' ? `node_modules/${name}` : `${place}/node_modules/${name}`]),
  )
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8')
}
