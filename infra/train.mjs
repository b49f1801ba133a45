/** `npm run train -- DATA_DIR [OUT_DIR]`: compiles the trainer into dist/ and runs it. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { CODE, ensureBuilt, ROOT, runTool } from './build.mjs'

ensureBuilt([CODE])
runTool('node_modules/typescript/bin/tsc', ['--project', 'infra/train'])
const { status } = spawnSync(
  process.execPath,
  [join(ROOT, 'dist/infra/train/main.js'), ...process.argv.slice(2)],
  { stdio: 'inherit' },
)
process.exitCode = status ?? 1
