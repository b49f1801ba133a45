/** `sturmwarte start`: everything in one process. Without a configuration it is the demo. */

import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { systemClock } from '../../shared/edge/clock.ts'
import { watchConfig } from '../../shared/edge/config.ts'
import { runUntilStopped, stopSignal } from '../../shared/edge/process.ts'
import { notifierOptions } from '../alert/channels.ts'
import { sourceValidators, unwatched } from './connectors.ts'
import { demo } from './demo.ts'
import { configOrExit } from './exit.ts'
import { type House, startHouse } from './house.ts'
import { portOf } from './port.ts'

export interface StartArguments {
  readonly config?: string
  readonly data?: string
  readonly port?: number
  readonly host?: string
}

const CONFIG_FILE = 'sturmwarte.yaml'

export function startCommand(): Command {
  return new Command('start')
    .description('everything in one process; without a configuration file, the demo')
    .option('--config <file>', `the configuration; ${CONFIG_FILE} of this folder if there is one`)
    .option('--data <dir>', 'where log, store and outbox lie')
    .option('--port <n>', 'port of the page; 0 takes a free one', portOf)
    .option('--host <h>', 'address of the page; beyond loopback a token is demanded')
    .action(async (options: StartArguments) => {
      const file = options.config ?? (existsSync(CONFIG_FILE) ? CONFIG_FILE : undefined)
      if (file === undefined) await demo(options)
      else await start(file, options)
    })
}

async function start(file: string, options: StartArguments): Promise<void> {
  const signalled = stopSignal()
  const readOptions = { sourceOptions: sourceValidators(), notifierOptions }
  const config = configOrExit(file, readOptions)
  const stopping = new AbortController()
  void signalled.then(() => stopping.abort())
  const house = await startHouse({
    config,
    dataDir: options.data ?? config.dataDir,
    host: options.host ?? config.dashboard.host,
    port: options.port ?? config.dashboard.port,
    clock: systemClock,
    recording: null,
    stopping: stopping.signal,
  })
  for (const warning of [...config.warnings, ...unwatched(config)])
    process.stderr.write(`note: ${warning}\n`)
  process.stderr.write(
    `Sturmwarte watches ${config.brands.length} brands: ${house.oneTimeLink()}\n`,
  )
  const unwatch = watchConfig(
    file,
    process.env,
    (next) => reload(house, next),
    (problems) => {
      house.events.configReloaded(false)
      for (const problem of problems)
        house.events.problem(
          'configuration',
          `${file}:${problem.line}:${problem.column}: ${problem.message}; the old one stays`,
        )
    },
    readOptions,
  )
  await runUntilStopped(signalled, house.failed, async () => {
    unwatch()
    await house.stop()
  })
}

/** Thresholds, people and routes change at one place in the log. What is watched changes with the next start. */
function reload(house: House, next: Parameters<House['useConfig']>[0]): void {
  house.useConfig(next).then(
    () => house.events.configReloaded(true),
    (error) => house.events.problem('configuration', error),
  )
}
