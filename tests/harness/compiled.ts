/** A thread's program compiled as it is shipped, because a worker cannot read TypeScript on every Node. */

import { execFileSync } from 'node:child_process'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './house-tree.ts'

/** Compiles `entry` (a path from the root) and what it imports into `folder`/dist. */
export function compileInto(folder: string, entry: string): void {
  const config = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { rootDir: ROOT, outDir: join(folder, 'dist'), incremental: false },
    files: [join(ROOT, entry)],
    include: [],
  }
  const project = join(folder, 'tsconfig.json')
  writeFileSync(project, JSON.stringify(config))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  // Beside the node_modules that hold the types.
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  execFileSync(process.execPath, [tsc, '-p', project, '--noCheck'], { stdio: 'pipe' })
}

/** Where the compiled form of a source file stands. */
export function compiledUrl(folder: string, source: string): URL {
  return pathToFileURL(join(folder, 'dist', source.replace(/\.ts$/, '.js')))
}
