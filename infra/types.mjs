/** Type-checks every part of the house: the code with its tests, then the page, which lives in a browser. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, runTool } from './build.mjs'

const PROJECTS = ['tests', 'services/dashboard']

let failures = 0
for (const project of PROJECTS.filter((path) => existsSync(join(ROOT, path, 'tsconfig.json')))) {
  try {
    runTool('node_modules/typescript/bin/tsc', ['--noEmit', '--project', project])
  } catch {
    failures++
  }
}
process.exitCode = failures > 0 ? 1 : 0
