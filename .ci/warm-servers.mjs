/** Fetches what the real servers of the tests are made of, so that no test waits for a download. */
import { runnerImport } from 'vite'

const { module } = await runnerImport('./tests/harness/servers/fetch.ts')
await module.fetchServers()
