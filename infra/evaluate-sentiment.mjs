/** `npm run evaluate:sentiment -- DATA_DIR`: compiles the trainer and the evaluation into dist/ and runs it. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { CODE, ensureBuilt, ROOT, runTool } from './build.mjs'

ensureBuilt([CODE])
for (const project of ['infra/train', 'tests/evaluate'])
  runTool('node_modules/typescript/bin/tsc', ['--project', project])
const { status } = spawnSync(
  process.execPath,
  [join(ROOT, 'dist/tests/evaluate/main.js'), ...process.argv.slice(2)],
  { stdio: 'inherit' },
)
process.exitCode = status ?? 1
