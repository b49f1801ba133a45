/** The Java that runs the servers where no Docker does, and the Maven that fetches them. */

import { accessSync, constants, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

export interface Java {
  readonly home: string
  /** The major version: 17, 21, 25. */
  readonly version: number
}

/** Where systems keep their JDKs; each folder in them may be one. */
const JDK_FOLDERS = ['/usr/lib/jvm', '/Library/Java/JavaVirtualMachines']

/**
 * @param least the lowest major version that will do
 * @returns the oldest Java that will do, which is the one a server was built for; undefined if there is none
 */
export function findJava(least: number, env = process.env): Java | undefined {
  const homes = [env['JAVA_HOME'], homeOfCommand(env), ...JDK_FOLDERS.flatMap(foldersIn)]
  const found = homes.flatMap((home) => (home === undefined ? [] : javaIn(home)))
  return found.filter(({ version }) => version >= least).sort((a, b) => a.version - b.version)[0]
}

/** The first executable of that name on the path. */
export function findCommand(name: string, env = process.env): string | undefined {
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable)
}

function homeOfCommand(env: NodeJS.ProcessEnv): string | undefined {
  const command = findCommand('java', env)
  return command === undefined ? undefined : dirname(dirname(realpathSync(command)))
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder).flatMap((name) => [
      join(folder, name),
      join(folder, name, 'Contents/Home'),
    ])
  } catch {
    return []
  }
}

/** A home tells its version in the file `release`. */
function javaIn(home: string): Java[] {
  try {
    const [, version] =
      /^JAVA_VERSION="(\d+)/m.exec(readFileSync(join(home, 'release'), 'utf8')) ?? []
    if (version === undefined || !isExecutable(join(home, 'bin/java'))) return []
    return [{ home, version: Number(version) }]
  } catch {
    return []
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
