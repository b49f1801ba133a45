/** GreenMail: a mail server that takes everything and shows it over HTTP. */

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { downloadFolder, fetchedOnce, mavenArtifact } from './downloads.ts'
import { findJava } from './java.ts'
import {
  freePorts,
  httpAnswers,
  type ServerProcess,
  serverFolder,
  startProcess,
} from './server-process.ts'

export const GREENMAIL_VERSION = '2.1.7'
export const GREENMAIL_LEAST_JAVA = 11
/** It gives itself two seconds for its ports, which a busy machine does not keep. */
const OPTIONS = ['-Dgreenmail.auth.disabled', '-Dgreenmail.startup.timeout=60000']

export interface MailAddress {
  /** `smtp://host:port`, in the clear */
  readonly smtp: string
  /** `smtps://host:port`, with a certificate that nobody knows */
  readonly smtps: string
  /** `http://host:port` of the interface that reads the mailboxes */
  readonly api: string
}

export interface StartedMail extends MailAddress, ServerProcess {
  /** Ends it and removes its data. */
  remove(): Promise<void>
}

/** Fetches the jar if it is not there yet. @returns its path */
export async function fetchMail(): Promise<string> {
  const name = `greenmail-standalone-${GREENMAIL_VERSION}`
  const folder = await fetchedOnce(downloadFolder(), name, (into) =>
    mavenArtifact(into, `com.icegreen:greenmail-standalone:${GREENMAIL_VERSION}`),
  )
  return join(folder, `${name}.jar`)
}

/** A server of the caller's own, who must remove it. It keeps mails in memory: a new start finds none. */
export async function startMail(): Promise<StartedMail> {
  const java = findJava(GREENMAIL_LEAST_JAVA)
  if (!java) throw new Error(`GreenMail needs Java ${GREENMAIL_LEAST_JAVA} or newer`)
  const jar = await fetchMail()
  const [smtp = 0, smtps = 0, api = 0] = await freePorts(3)
  const folder = serverFolder()
  const address = addressOf('127.0.0.1', smtp, smtps, api)
  const ports = Object.entries({ smtp, smtps, api }).flatMap(([protocol, port]) => [
    `-Dgreenmail.${protocol}.hostname=127.0.0.1`,
    `-Dgreenmail.${protocol}.port=${port}`,
  ])
  const server = await startProcess({
    name: `GreenMail ${GREENMAIL_VERSION}`,
    command: join(java.home, 'bin/java'),
    args: ['-Xmx64m', ...ports, ...OPTIONS, '-jar', jar],
    folder,
    answers: () => isReady(address),
  })
  const remove = async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return Object.assign(server, address, { remove })
}

export function addressOf(host: string, smtp: number, smtps: number, api: number): MailAddress {
  return {
    smtp: `smtp://${host}:${smtp}`,
    smtps: `smtps://${host}:${smtps}`,
    api: `http://${host}:${api}`,
  }
}

export function isReady({ api }: MailAddress): Promise<boolean> {
  return httpAnswers(`${api}/api/service/readiness`)
}

/** The mails in the box of `recipient` as they came in, oldest first, each with its header lines. */
export async function mailsOf({ api }: MailAddress, recipient: string): Promise<string[]> {
  const answer = await fetch(`${api}/api/user/${encodeURIComponent(recipient)}/messages`)
  // The box is made with the first mail.
  if (!answer.ok) return []
  const mails = (await answer.json()) as { uid: string; mimeMessage: string }[]
  return mails.sort((a, b) => Number(a.uid) - Number(b.uid)).map(({ mimeMessage }) => mimeMessage)
}
