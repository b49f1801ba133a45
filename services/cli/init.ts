/** `sturmwarte init`: writes a commented starting configuration. */

import { existsSync, writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { startingConfig } from '../../shared/edge/config.ts'
import { CommandError } from './exit.ts'

const FILE = 'sturmwarte.yaml'

export function initCommand(): Command {
  return new Command('init')
    .description('write a commented starting configuration to sturmwarte.yaml')
    .option('--brand <name>', 'what to watch', 'Acme')
    .action(({ brand }: { brand: string }) => {
      if (existsSync(FILE))
        throw new CommandError(
          `${FILE} is there already; move it away or edit it, nothing was changed`,
        )
      writeFileSync(FILE, startingConfig(brand), { flag: 'wx' })
      process.stderr.write(
        `${FILE} written. Look at it, then: sturmwarte check ${FILE} && sturmwarte start --config ${FILE}\n`,
      )
    })
}
