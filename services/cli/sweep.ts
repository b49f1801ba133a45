/** `backtest --sweep NAME=a..b`: one threshold at a few values over a range. */

import { formatDuration, MINUTE_MS, parseDuration } from '../../shared/core/time.ts'
import { CommandError, EXIT } from './exit.ts'
import type { Thresholds } from './history.ts'

/** Both ends and what lies evenly between them. */
const VALUES = 9

export interface Sweep {
  readonly name: string
  readonly settings: readonly Thresholds[]
}

/** @throws CommandError for anything that is not `NAME=a..b` with two numbers or two durations. */
export function readSweep(text: string): Sweep {
  const [, name = '', a = '', b = ''] = /^(\w+)=(.+?)\.\.(.+)$/.exec(text) ?? []
  const numbers = [a, b].map(Number)
  const durations = [a, b].map(parseDuration)
  const values = numbers.every(Number.isFinite)
    ? spread(numbers[0]!, numbers[1]!)
    : durations.every((one) => one !== undefined)
      ? spread(durations[0]!, durations[1]!).map(wholeDuration)
      : undefined
  if (!values || name === '') {
    throw new CommandError(
      `--sweep ${text} is not NAME=a..b, such as tauWarn=0.6..1.4 or endAfter=2h..12h`,
      EXIT.usage,
    )
  }
  return {
    name,
    settings: [...new Set<number | string>(values)].map((value) => ({ [name]: value })),
  }
}

/** Nobody sets a threshold to 20250 seconds. */
function wholeDuration(ms: number): string {
  return formatDuration(ms < MINUTE_MS ? Math.round(ms) : Math.round(ms / MINUTE_MS) * MINUTE_MS)
}

/** Whole numbers stay whole where there is room for it: some thresholds are counts. */
function spread(from: number, to: number): number[] {
  const step = (to - from) / (VALUES - 1)
  const whole = Number.isInteger(from) && Number.isInteger(to) && Math.abs(step) >= 1
  return Array.from({ length: VALUES }, (_, i) => {
    const value = from + i * step
    return whole ? Math.round(value) : Number(value.toPrecision(6))
  })
}
