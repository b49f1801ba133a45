/**
 * `npm run bench [NAME]`: compiles the benchmarks into dist/ and runs them in a fresh process, as plain JavaScript, with the room for
 * young objects that the product is started with.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { CODE, ensureBuilt, ROOT, runTool } from './build.mjs'

ensureBuilt([CODE])
runTool('node_modules/typescript/bin/tsc', ['--project', 'tests/bench'])
const { status } = spawnSync(
  process.execPath,
  [
    '--expose-gc',
    '--max-semi-space-size=32',
    join(ROOT, 'dist/tests/bench/main.js'),
    ...process.argv.slice(2),
  ],
  { cwd: ROOT, stdio: 'inherit' },
)
process.exitCode = status ?? 1
