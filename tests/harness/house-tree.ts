/** The trees the house rules judge: the real one, and the fixtures that each break exactly one rule. */

import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SourceFile } from './house-ast.ts'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FIXTURES = 'tests/fixtures/house'
/** Ends each line of a fixture that breaks the rule; the first line where the whole file does. */
const BROKEN = ' // broken'
/** Keeps compiler and linter away from fixtures. */
const FIXTURE_SUFFIX = '.txt'

/** Every TypeScript file that is or may be committed, and package.json. */
export function realTree(): SourceFile[] {
  return committable()
    .filter((path) => /\.tsx?$/.test(path) || path === 'package.json')
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
}

function committable(): string[] {
  if (!existsSync(join(ROOT, '.git'))) return unpacked()
  const listed = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  return listed.split('\0').filter((path) => path !== '' && existsSync(join(ROOT, path)))
}

/** The same from an unpacked archive. */
function unpacked(): string[] {
  return ['services', 'shared', 'infra', 'tests'].flatMap(filesUnder).concat('package.json')
}

export interface Fixture {
  readonly files: readonly SourceFile[]
  /** `path:line` of each line that breaks the rule. */
  readonly broken: readonly string[]
}

export function fixtureTree(rule: string): Fixture {
  const folder = `${FIXTURES}/${rule}`
  const broken: string[] = []
  const files = filesUnder(folder).map((stored) => {
    const path = stored.slice(folder.length + 1, -FIXTURE_SUFFIX.length)
    const lines = readFileSync(join(ROOT, stored), 'utf8').split('\n')
    for (const [index, line] of lines.entries()) {
      if (line.endsWith(BROKEN)) broken.push(`${path}:${index + 1}`)
    }
    return { path, text: lines.map((line) => line.replace(BROKEN, '')).join('\n') }
  })
  return { files, broken }
}

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
}
