#!/usr/bin/env -S node --max-semi-space-size=32
/**
 * The `sturmwarte` command: one file per subcommand; here only their list and how errors end. Started by name it has
 * room for 32 MB of young objects instead of 16: under load a fifth less time goes into collecting them.
 */

import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command, CommanderError } from 'commander'
import { DataDirectoryBusyError } from '../../shared/edge/data-lock.ts'
import { CommandError, EXIT, tolerateClosedPipe } from './exit.ts'
import { VERSION } from './version.ts'

/** Runs one command line (without node and script) and sets the exit status. */
export async function main(argv: readonly string[]): Promise<void> {
  tolerateClosedPipe()
  const program = new Command('sturmwarte')
    .description('Early warning of social-media storms: measures growth, shows its arithmetic.')
    .version(VERSION)
    .exitOverride()
  try {
    for (const load of commandsFor(argv)) program.addCommand((await load()).exitOverride())
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    process.exitCode = report(error)
    if (process.exitCode !== EXIT.done) process.exit()
  }
}

/** Loaded when asked for: a check need not wait for the page, the log and the languages. */
const COMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map<
  string,
  () => Promise<Command>
>([
  ['start', async () => (await import('./start.ts')).startCommand()],
  ['demo', async () => (await import('./demo.ts')).demoCommand()],
  ...(['ingest', 'scoring', 'alert', 'archive'] as const).map(
    (name): [string, () => Promise<Command>] => [
      name,
      async () => (await import('./service.ts')).serviceCommand(name),
    ],
  ),
  ['init', async () => (await import('./init.ts')).initCommand()],
  ['check', async () => (await import('./check.ts')).checkCommand()],
  ['sources', async () => (await import('./sources.ts')).sourcesCommand()],
  ['replay', async () => (await import('./replay.ts')).replayCommand()],
  ['backtest', async () => (await import('./backtest.ts')).backtestCommand()],
  ['evaluate', async () => (await import('./evaluate.ts')).evaluateCommand()],
  ['evaluate-weeks', async () => (await import('./evaluate-weeks.ts')).evaluateWeeksCommand()],
  ['explain', async () => (await import('./explain.ts')).explainCommand()],
  ['forecast', async () => (await import('./forecast.ts')).forecastCommand()],
  ['score', async () => (await import('./score.ts')).scoreCommand()],
  ['label', async () => (await import('./label.ts')).labelCommand()],
  ['bench', async () => (await import('./bench.ts')).benchCommand()],
  ['doctor', async () => (await import('./doctor.ts')).doctorCommand()],
  ['train-forecast', async () => (await import('./growth/table.ts')).trainForecastCommand()],
  [
    'evaluate-forecast',
    async () => (await import('./growth/evaluate.ts')).evaluateForecastCommand(),
  ],
])

/** The one that is named first; all of them for help, and to find out what was meant. */
function commandsFor([name = '']: readonly string[]): Iterable<() => Promise<Command>> {
  const only = COMMANDS.get(name)
  return only ? [only] : COMMANDS.values()
}

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
