#!/usr/bin/env node
/** The `sturmwarte` command: one file per subcommand; here only their list and how errors end. */

import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command, CommanderError } from 'commander'
import { DataDirectoryBusyError } from '../../shared/edge/data-lock.ts'
import { backtestCommand } from './backtest.ts'
import { checkCommand } from './check.ts'
import { demoCommand } from './demo.ts'
import { doctorCommand } from './doctor.ts'
import { CommandError, EXIT, tolerateClosedPipe } from './exit.ts'
import { initCommand } from './init.ts'
import { replayCommand } from './replay.ts'
import { scoreCommand } from './score.ts'
import { sourcesCommand } from './sources.ts'
import { startCommand } from './start.ts'
import { VERSION } from './version.ts'

/** Runs one command line (without node and script) and sets the exit status. */
export async function main(argv: readonly string[]): Promise<void> {
  tolerateClosedPipe()
  const program = new Command('sturmwarte')
    .description('Early warning of social-media storms: measures growth, shows its arithmetic.')
    .version(VERSION)
    .showSuggestionAfterError(true)
    .exitOverride()
  for (const command of COMMANDS) program.addCommand(command().exitOverride())
  try {
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    process.exitCode = report(error)
    if (process.exitCode !== EXIT.done) process.exit()
  }
}

const COMMANDS = [
  startCommand,
  demoCommand,
  initCommand,
  checkCommand,
  sourcesCommand,
  replayCommand,
  backtestCommand,
  scoreCommand,
  doctorCommand,
]

/** Says what went wrong and gives the exit status. Commander has already said what it found. */
function report(error: unknown): number {
  if (error instanceof CommanderError) {
    const asked = error.exitCode === 0 || error.code === 'commander.help'
    return asked && error.code !== 'commander.help' ? EXIT.done : EXIT.usage
  }
  if (error instanceof CommandError) {
    process.stderr.write(`${error.message}\n`)
    return error.status
  }
  if (error instanceof DataDirectoryBusyError) {
    process.stderr.write(`${error.message}\n`)
    return EXIT.busy
  }
  process.stderr.write(`sturmwarte: ${error instanceof Error ? error.message : String(error)}\n`)
  if (process.env['STURMWARTE_DEBUG'] && error instanceof Error)
    process.stderr.write(`${error.stack}\n`)
  return EXIT.failed
}

const invoked = process.argv[1]
if (invoked !== undefined && realpathSync(invoked) === fileURLToPath(import.meta.url))
  await main(process.argv.slice(2))
