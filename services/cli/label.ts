/** `sturmwarte label BRAND`: a brand's own labels, NDJSON in; what was ever said, NDJSON out. */

import { Command } from 'commander'
import type { About } from '../../shared/core/sentiment/score.ts'
import { formatInstant } from '../../shared/core/time.ts'
import { aboutBrand } from '../../shared/edge/about.ts'
import { systemClock } from '../../shared/edge/clock.ts'
import {
  appendLabels,
  LABELS,
  type LabelRecord,
  labelRecord,
  type OwnLabel,
  readLabels,
} from '../../shared/edge/labels.ts'
import { type Line, readLines } from '../../shared/edge/lines.ts'
import { loadScorer } from '../../shared/edge/sentiment-files.ts'
import { CommandError, configOrExit, EXIT, print } from './exit.ts'

interface LabelArguments {
  readonly config: string
  readonly data?: string
  readonly by: string
  readonly export?: boolean
}

export function labelCommand(): Command {
  return new Command('label')
    .description(
      'correct what a brand calls negative: {"id","text","lang"?,"label":"negative"|"not-negative"|"none"} a line in; scoring learns them within seconds',
    )
    .argument('<brand>', 'the id of the brand')
    .option('--config <file>', 'the configuration', 'sturmwarte.yaml')
    .option('--data <dir>', 'where the labels lie')
    .option('--by <name>', 'who says so', 'unknown')
    .option('--export', 'print every record instead: who, when, what')
    .action(async (brandId: string, options: LabelArguments) => {
      const config = configOrExit(options.config, { allowMissingSecrets: true })
      const brand = config.brands.find(({ id }) => id === brandId)
      if (brand === undefined)
        throw new CommandError(`label: ${options.config} has no brand ${brandId}`, EXIT.usage)
      const dataDir = options.data ?? config.dataDir
      if (options.export === true) {
        const records = readLabels(dataDir, brandId)
        await print(records.map((record) => `${JSON.stringify(record)}\n`).join(''))
        return
      }
      const recording = { about: aboutBrand(brand), by: options.by, scorer: loadScorer() }
      let taken = 0
      for await (const lines of readLines('-')) {
        const records = lines.flatMap((line) => recordOf(recording, line) ?? [])
        appendLabels(dataDir, brandId, records)
        taken += records.length
      }
      process.stderr.write(`label: ${taken} recorded for ${brandId}\n`)
    })
}

interface Recording {
  readonly about: About
  readonly by: string
  readonly scorer: ReturnType<typeof loadScorer>
}

function recordOf({ about, by, scorer }: Recording, line: Line): LabelRecord | undefined {
  const { id, text = '', lang: told, label } = fieldsOf(line.bytes)
  if (typeof id !== 'string' || typeof text !== 'string' || !isLabel(label)) {
    process.stderr.write(
      `label: line ${line.number} needs an "id", a "text" and a "label" that is negative, not-negative or none\n`,
    )
    return undefined
  }
  const at = formatInstant(systemClock.now())
  const lang = typeof told === 'string' ? told : undefined
  return labelRecord(scorer, about, { mentionId: id, at, by, label, text, lang })
}

function isLabel(value: unknown): value is OwnLabel {
  return LABELS.some((label) => label === value)
}

function fieldsOf(bytes: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
