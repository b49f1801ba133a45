/** What each thread of this process has cost, from Linux's own books; elsewhere nothing is known of single threads. */

import { readdirSync, readFileSync } from 'node:fs'

/** CPU time by thread id, in milliseconds, of those that live. Empty where the system does not tell. */
export type ThreadCpu = ReadonlyMap<number, number>

export function threadCpu(): ThreadCpu {
  const spent = new Map<number, number>()
  try {
    for (const id of readdirSync(TASKS)) {
      const [onCpuNs] = readFileSync(`${TASKS}/${id}/schedstat`, 'utf8').split(' ')
      spent.set(Number(id), Number(onCpuNs) / 1e6)
    }
  } catch {
    return new Map()
  }
  return spent
}

const TASKS = '/proc/self/task'

export interface ThreadCosts {
  /** The thread that JavaScript began in, in milliseconds. */
  readonly mainMs: number
  /** The busiest of all others. */
  readonly workerMs: number
  /** All others: garbage collector, compiler, files. */
  readonly restMs: number
}

/** @returns undefined where the system does not tell. */
export function costsBetween(before: ThreadCpu, after: ThreadCpu): ThreadCosts | undefined {
  if (before.size === 0 || after.size === 0) return undefined
  let [mainMs, workerMs, allMs] = [0, 0, 0]
  for (const [id, ms] of after) {
    const spent = ms - (before.get(id) ?? 0)
    allMs += spent
    if (id === process.pid) mainMs = spent
    else workerMs = Math.max(workerMs, spent)
  }
  return { mainMs, workerMs, restMs: allMs - mainMs - workerMs }
}
