/** Runs the `sturmwarte` command from a checkout, in this process: builds first what is stale. */
import { pathToFileURL } from 'node:url'
import { ensureBuilt, ROOT } from './build.mjs'

try {
  ensureBuilt()
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
const { main } = await import(new URL('dist/services/cli/main.js', pathToFileURL(ROOT)).href)
await main(process.argv.slice(2))
