/** `sturmwarte check FILE`: validates a configuration and says what would be watched. */

import { Command } from 'commander'
import { describeConfig } from '../../shared/edge/config.ts'
import { optionChecks, unwatched } from './connectors.ts'
import { configOrExit, print } from './exit.ts'

export function checkCommand(): Command {
  return new Command('check')
    .description(
      'validate a configuration; print what would be watched and which credentials are missing',
    )
    .argument('<file>', 'the configuration')
    .action(async (file: string) => {
      const config = configOrExit(file, {
        allowMissingSecrets: true,
        ...optionChecks(),
      })
      await print(
        `${[describeConfig(config), ...unwatched(config).map((note) => `note: ${note}`)].join('\n')}\n`,
      )
    })
}
