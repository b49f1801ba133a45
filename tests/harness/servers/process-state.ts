/** What the system says of a process. */

import { readFileSync } from 'node:fs'

/** A dead process that nobody has asked about yet (a zombie) is dead. */
export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return stateOf(processId) !== 'Z'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Linux's letter: `R` runs, `S` sleeps, `T` is stopped by a signal, `Z` is dead; undefined elsewhere. */
export function stateOf(processId: number): string | undefined {
  try {
    // The name before the letter stands in brackets and may hold anything.
    const stat = readFileSync(`/proc/${processId}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).charAt(0)
  } catch {
    return undefined
  }
}
