/** Real processes for tests that kill: a TypeScript file bundled once and started as often as wanted. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'vite'

/** Beside the packages, so that the bundle finds those that it does not contain. */
const BUNDLES = `node_modules/.cache/sturmwarte-tests/${process.pid}`

export interface Child {
  readonly process: ChildProcess
  /** The next line it writes; undefined when it has ended. */
  line(): Promise<string | undefined>
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>
  /** Waits for the end; the exit status, null after a signal. */
  ended(): Promise<number | null>
}

/** Bundles `entry` (a path from the root) and returns what starts it with arguments. */
export async function bundleChild(entry: string): Promise<(...args: string[]) => Child> {
  const name = basename(entry, '.ts')
  const outDir = join(BUNDLES, name)
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: entry,
      outDir,
      target: 'node20',
      rollupOptions: { output: { entryFileNames: `${name}.mjs` } },
    },
  })
  return (...args) => start(join(outDir, `${name}.mjs`), args)
}

/** For `afterAll` of whoever bundled. */
export function removeBundles(): void {
  rmSync(BUNDLES, { recursive: true, force: true })
}

function start(file: string, args: readonly string[]): Child {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    process: child,
    line: async () => (await lines.next()).value as string | undefined,
    async kill() {
      child.kill('SIGKILL')
      await exit
    },
    ended: async () => (await exit)[0] as number | null,
  }
}
