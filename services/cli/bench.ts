/** `sturmwarte bench [NAME]`: the benchmarks, as ratios in one run. They are part of a checkout, not of the package. */

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Argument, Command } from 'commander'
import { CommandError } from './exit.ts'
import { ROOT } from './version.ts'

const NAMES = ['match', 'fold', 'pipeline', 'sentiment', 'bus', 'store', 'live', 'kafka']

export function benchCommand(): Command {
  return new Command('bench')
    .description('the benchmarks, each beside its floor in one run (from a checkout)')
    .addArgument(new Argument('[name...]', 'all, where none is named').choices(NAMES))
    .action(async (names: string[]) => {
      if (!existsSync(join(ROOT, 'tests', 'bench')))
        throw new CommandError(
          'the benchmarks are not part of the installed package: clone the repository and run `npm run bench` there',
        )
      process.exitCode = await runBenches(names)
    })
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
