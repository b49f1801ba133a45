/** The options of the mail notifier, as written and as understood. */

import { X509Certificate } from 'node:crypto'
import type { OptionProblem, ParsedOptions } from './notifier.ts'

export interface EmailOptions {
  /** Undefined: mails are written into the outbox folder. */
  readonly server: SmtpServer | undefined
  readonly from: Mailbox
}

export interface SmtpServer {
  readonly host: string
  readonly port: number
  readonly secure: boolean
  readonly tls: (typeof TLS)[number]
  readonly auth: { readonly user: string; readonly pass: string } | undefined
  /** Believed beside the authorities of the system; undefined where none is named. */
  readonly ca: readonly X509Certificate[] | undefined
}

export interface Mailbox {
  readonly name: string
  readonly address: string
}

/** `required`: no mail leaves in the clear. `offered`: as the server likes. The machine itself needs none. */
const TLS = ['required', 'offered', 'off'] as const
const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g
/** One address and nothing else: nodemailer would take the part in angle brackets of anything longer. */
export const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{C}]+@[\p{L}\p{N}.-]+$/u
const MAILBOX = /^\s*(?:"?([^"<>\p{C}]*?)"?\s*<([^<>]+)>|([^<>\s]+))\s*$/u
const KNOWN = ['smtp', 'from', 'tls', 'ca']

/** Of the options in plain text; problems never repeat a value. */
export function parseEmailOptions(
  raw: Readonly<Record<string, unknown>>,
): ParsedOptions<EmailOptions> {
  const problems: OptionProblem[] = []
  const problem = (path: string, message: string) => problems.push({ path, message })
  for (const key of Object.keys(raw)) {
    if (!KNOWN.includes(key)) problem(key, `is not an option: ${KNOWN.join(', ')}`)
  }
  const server = raw['smtp'] === undefined ? undefined : serverOf(raw, problem)
  const from = raw['from'] ?? server?.auth?.user
  const mailbox = from === undefined && !server ? LOCAL_SENDER : mailboxOf(from)
  if (!mailbox) problem('from', 'must be an address such as Sturmwarte <wache@example.com>')
  return problems.length > 0 || !mailbox
    ? { ok: false, problems }
    : { ok: true, options: { server, from: mailbox } }
}

const LOCAL_SENDER: Mailbox = { name: 'Sturmwarte', address: 'sturmwarte@localhost' }

function mailboxOf(from: unknown): Mailbox | undefined {
  const [, name = '', inside, plain] = typeof from === 'string' ? (MAILBOX.exec(from) ?? []) : []
  const address = inside ?? plain ?? ''
  return ADDRESS.test(address) ? { name: name.trim() || 'Sturmwarte', address } : undefined
}

/** The URL holds a password, so problems say what is wrong and never what stands there. */
function serverOf(
  { smtp, tls, ca }: Readonly<Record<string, unknown>>,
  problem: (path: string, message: string) => void,
): SmtpServer | undefined {
  const url = typeof smtp === 'string' && URL.canParse(smtp) ? new URL(smtp) : undefined
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') {
    problem('smtp', 'must be an address such as smtps://user:password@mail.example.com:465')
    return undefined
  }
  const mode = TLS.find((one) => one === tls) ?? (isLoopback(url.hostname) ? 'offered' : 'required')
  if (tls !== undefined && tls !== mode) problem('tls', `must be one of ${TLS.join(', ')}`)
  const [user, pass] = [decoded(url.username), decoded(url.password)]
  if (user === undefined || pass === undefined) {
    problem('smtp', 'must write signs such as % in user name and password as %25')
    return undefined
  }
  if (user !== '' && mode === 'off' && !isLoopback(url.hostname)) {
    problem('tls', 'must not be off where a password is sent')
  }
  const trusted = ca === undefined ? undefined : certificatesOf(ca)
  if (trusted?.length === 0) {
    problem('ca', `must be a certificate as PEM, for example "\${file:mail.pem}"`)
  }
  const secure = url.protocol === 'smtps:'
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    tls: mode,
    auth: user === '' ? undefined : { user, pass },
    ca: trusted,
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

/** Empty where something else than whole certificates stands there. */
function certificatesOf(ca: unknown): X509Certificate[] {
  const blocks = typeof ca === 'string' ? (ca.match(PEM) ?? []) : []
  try {
    return blocks.map((block) => new X509Certificate(block))
  } catch {
    return []
  }
}
