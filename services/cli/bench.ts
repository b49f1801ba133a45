/** `sturmwarte bench [NAME]`: the benchmarks, as ratios in one run. They are part of a checkout, not of the package. */

import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Argument, Command } from 'commander'
import { CommandError } from './exit.ts'
import { ROOT } from './version.ts'

const FOLDER = join(ROOT, 'tests', 'bench')
const ENDING = '.bench.ts'

export function benchCommand(): Command {
  const known = benchNames()
  const name = new Argument('[name...]', 'all, where none is named')
  return new Command('bench')
    .description('the benchmarks, each beside its floor in one run (from a checkout)')
    .addArgument(known.length > 0 ? name.choices(known) : name)
    .action(async (names: string[]) => {
      if (known.length === 0)
        throw new CommandError(
          'the benchmarks are not part of the installed package: clone the repository and run `npm run bench` there',
        )
      process.exitCode = await runBenches(names)
    })
}

function benchNames(): string[] {
  if (!existsSync(FOLDER)) return []
  const files = readdirSync(FOLDER).filter((file) => file.endsWith(ENDING))
  return files.map((file) => file.slice(0, -ENDING.length)).sort()
}

/** They are compiled first and run in a process of their own: what this one has loaded would be measured with them. */
function runBenches(names: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const script = join(ROOT, 'infra', 'bench.mjs')
    const child = spawn(process.execPath, [script, ...names], { cwd: ROOT, stdio: 'inherit' })
    child.once('error', reject)
    child.once('exit', (status) => resolve(status ?? 1))
  })
}
