/**
 * What the servers are made of, fetched once by Maven into a folder outside the repository. Several processes may ask
 * at once: one fetches, the others wait. What is there is whole, because it was renamed into place.
 */

import { execFile } from 'node:child_process'
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { findCommand } from './java.ts'
import { isAlive } from './process-state.ts'

const MAVEN_PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1'
const FETCH_MAX_MS = 600_000
const LOOK_AGAIN_MS = 200

/** `STURMWARTE_SERVERS` where it is a folder, else one in the system's folder for temporary files. */
export function downloadFolder(env = process.env): string {
  const asked = env['STURMWARTE_SERVERS'] ?? ''
  return asked.includes('/') ? asked : join(tmpdir(), 'sturmwarte-servers')
}

/**
 * The folder `name` below `folder`, filled by `fetch` if it is not there yet.
 *
 * @param fetch fills the folder it is given; what it throws is thrown here, and nothing remains
 */
export async function fetchedOnce(
  folder: string,
  name: string,
  fetch: (into: string) => Promise<void>,
): Promise<string> {
  const target = join(folder, name)
  mkdirSync(folder, { recursive: true })
  const lock = join(folder, `${name}.lock`)
  while (!existsSync(target)) {
    if (!takeLock(lock)) {
      await wait(LOOK_AGAIN_MS)
      continue
    }
    const filling = join(folder, `.${name}.${process.pid}`)
    try {
      if (existsSync(target)) break
      rmSync(filling, { recursive: true, force: true })
      mkdirSync(filling)
      await fetch(filling)
      renameSync(filling, target)
    } finally {
      rmSync(filling, { recursive: true, force: true })
      rmSync(lock, { force: true })
    }
  }
  return target
}

/** A lock is a file with the id of its owner, linked into place whole. One whose owner is gone is removed. */
function takeLock(lock: string): boolean {
  const mine = `${lock}.${process.pid}`
  writeFileSync(mine, String(process.pid))
  try {
    linkSync(mine, lock)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    if (!isAlive(ownerOf(lock))) rmSync(lock, { force: true })
    return false
  } finally {
    rmSync(mine, { force: true })
  }
}

function ownerOf(lock: string): number {
  try {
    return Number(readFileSync(lock, 'utf8'))
  } catch {
    return process.pid
  }
}

/** All jars that `artifacts` (`group:name:version`) need. */
export async function mavenJars(into: string, artifacts: readonly string[]): Promise<void> {
  const pom = join(into, 'pom.xml')
  writeFileSync(pom, pomOf(artifacts))
  await maven(into, ['-f', pom, `${MAVEN_PLUGIN}:copy-dependencies`])
}

/** One file of Maven Central, unpacked if it is an archive (`group:name:version:zip`). */
export async function mavenArtifact(into: string, artifact: string): Promise<void> {
  const goal = artifact.endsWith(':zip') ? 'unpack' : 'copy'
  await maven(into, [`${MAVEN_PLUGIN}:${goal}`, `-Dartifact=${artifact}`])
}

/** It runs in that folder, because it notes where it runs what it has unpacked, and never unpacks that a second time. */
async function maven(into: string, args: readonly string[]): Promise<void> {
  const command = findCommand('mvn')
  if (command === undefined)
    throw new Error('Maven (mvn) is not installed: install the package maven')
  try {
    await promisify(execFile)(command, ['-q', '-B', ...args, `-DoutputDirectory=${into}`], {
      timeout: FETCH_MAX_MS,
      cwd: into,
    })
  } catch (error) {
    const { stdout, message } = error as { stdout?: string; message: string }
    const [said = message] = /^.*\[ERROR\].*$/m.exec(stdout ?? '') ?? []
    throw new Error(`Maven could not fetch ${args.at(-1)}: ${said}`)
  }
}

function pomOf(artifacts: readonly string[]): string {
  const dependencies = artifacts.map((artifact) => {
    const [group, name, version] = artifact.split(':')
    return `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`
  })
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>sturmwarte</groupId><artifactId>servers</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>${dependencies.join('')}</dependencies>
</project>
`
}
