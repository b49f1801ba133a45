/**
 * Mail by SMTP; without a server, as files in an outbox folder. The only file that knows nodemailer. Recipients come
 * from the configuration alone: nothing in a notification can name an address, a path or a server.
 */

import { createTransport, type Transporter } from 'nodemailer'
import { MINUTE_MS, SECOND_MS } from '../../../shared/core/time.ts'
import type {
  Channel,
  Message,
  Notifier,
  OptionProblem,
  ParsedOptions,
  SendResult,
  Surroundings,
} from '../notifier.ts'
import { putIntoOutbox } from '../outbox-file.ts'
import { oneLine } from '../stranger-text.ts'

export interface EmailOptions {
  /** Undefined: mails are written into the outbox folder. */
  readonly server: SmtpServer | undefined
  readonly from: Mailbox
}

interface SmtpServer {
  readonly host: string
  readonly port: number
  readonly secure: boolean
  readonly tls: (typeof TLS)[number]
  readonly auth: { readonly user: string; readonly pass: string } | undefined
}

interface Mailbox {
  readonly name: string
  readonly address: string
}

export const email: Notifier<EmailOptions> = {
  name: 'email',
  summary: 'Mail by SMTP; without a server, files in DATA/outbox.',
  parse,
  open: (options, surroundings) =>
    options.server
      ? overSmtp(options, options.server, surroundings)
      : intoFiles(options, surroundings),
}

/** `required`: no mail leaves in the clear. `offered`: as the server likes. The machine itself needs none. */
const TLS = ['required', 'offered', 'off'] as const
const STEP_TIMEOUT_MS = 10 * SECOND_MS
const IDLE_MS = 30 * SECOND_MS
/** A person must change something first. */
const SLOWLY_MS = 5 * MINUTE_MS
const LONGEST_DETAIL = 200
/** One address and nothing else: nodemailer would take the part in angle brackets of anything longer. */
const ADDRESS = /^[^\s@<>()[\]\\,;:"\p{C}]+@[\p{L}\p{N}.-]+$/u
const MAILBOX = /^\s*(?:"?([^"<>\p{C}]*?)"?\s*<([^<>]+)>|([^<>\s]+))\s*$/u
const KNOWN = ['smtp', 'from', 'tls']

function parse(raw: Readonly<Record<string, unknown>>): ParsedOptions<EmailOptions> {
  const problems: OptionProblem[] = []
  const problem = (path: string, message: string) => problems.push({ path, message })
  for (const key of Object.keys(raw)) {
    if (!KNOWN.includes(key)) problem(key, `is not an option: ${KNOWN.join(', ')}`)
  }
  const server = raw['smtp'] === undefined ? undefined : serverOf(raw['smtp'], raw['tls'], problem)
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
  smtp: unknown,
  tls: unknown,
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
  const secure = url.protocol === 'smtps:'
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    tls: mode,
    auth: user === '' ? undefined : { user, pass },
  }
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

function overSmtp(options: EmailOptions, server: SmtpServer, surroundings: Surroundings): Channel {
  const { host, port, secure, tls, auth } = server
  const transport = createTransport({
    pool: true,
    host,
    port,
    secure,
    requireTLS: !secure && tls === 'required',
    ignoreTLS: !secure && tls === 'off',
    // A connection to the machine itself cannot be listened to; its certificate is nobody's.
    ...(isLoopback(host) ? { tls: { rejectUnauthorized: false } } : {}),
    ...(auth ? { auth } : {}),
    maxConnections: 5,
    // Repeating is for whoever can remember it: a lost connection must not become six mails.
    maxRequeues: 0,
    idleTimeout: IDLE_MS,
    connectionTimeout: STEP_TIMEOUT_MS,
    greetingTimeout: STEP_TIMEOUT_MS,
    socketTimeout: STEP_TIMEOUT_MS,
    dnsTimeout: STEP_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send(message, signal) {
      const to = recipientOf(message, surroundings)
      if (!to) return noAddress(message)
      try {
        await unlessAborted(transport.sendMail(mailOf(message, options.from, to)), signal)
        return { ok: true }
      } catch (error) {
        return failureOf(error as SmtpError)
      }
    },
    close: async () => transport.close(),
  }
}

function intoFiles(options: EmailOptions, surroundings: Surroundings): Channel {
  const transport: Transporter<{ message: unknown }> = createTransport({
    streamTransport: true,
    buffer: true,
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send(message) {
      const to = recipientOf(message, surroundings) ?? fallbackRecipient(message)
      if (!to) return noAddress(message)
      const mail = await transport.sendMail(mailOf(message, options.from, to))
      return putIntoOutbox(surroundings.dataDir, message.notification, mail.message as Buffer)
    },
    close: async () => transport.close(),
  }
}

/** In the outbox nothing is sent, so a person without an address has mail too. */
function fallbackRecipient({ notification }: Message): Mailbox | undefined {
  const address = `${notification.to}@localhost`
  return ADDRESS.test(address) ? { name: oneLine(notification.to, 60), address } : undefined
}

function recipientOf({ notification }: Message, { addresses }: Surroundings): Mailbox | undefined {
  const found = addresses.get(notification.to)
  if (!found || !ADDRESS.test(found.email)) return undefined
  return { name: oneLine(found.name, 60), address: found.email }
}

function noAddress({ notification }: Message): SendResult {
  const detail = `${oneLine(notification.to, 60)} has no e-mail address`
  return { ok: false, retry: false, failure: 'bad-configuration', detail }
}

/** The envelope is said outright, so that no header decides who gets the mail. */
function mailOf(message: Message, from: Mailbox, to: Mailbox) {
  const {
    'Message-ID': messageId,
    'In-Reply-To': inReplyTo,
    References: references,
    ...headers
  } = message.headers
  return {
    from: { ...from },
    to: { ...to },
    envelope: { from: from.address, to: [to.address] },
    subject: message.subject,
    text: message.text,
    html: message.html,
    date: new Date(message.sentAt),
    headers,
    ...(messageId === undefined ? {} : { messageId, baseBoundary: boundaryOf(messageId) }),
    ...(inReplyTo === undefined ? {} : { inReplyTo }),
    ...(references === undefined ? {} : { references }),
    textEncoding: 'quoted-printable' as const,
    xMailer: false as const,
  }
}

/** Made from the id, so that the same mail is the same bytes. */
function boundaryOf(messageId: string): string {
  return messageId.replace(/[^0-9a-f]/g, '').slice(0, 32)
}

async function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted()
  let stop: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
  })
  return Promise.race([work, aborted]).finally(() => {
    if (stop) signal.removeEventListener('abort', stop)
  })
}

interface SmtpError extends Error {
  readonly code?: string
  readonly command?: string
  readonly responseCode?: number
  readonly response?: string
}

/** RFC 5321: a 4yz reply may be another one later, a 5yz reply will not; but what a person can mend is tried again. */
function failureOf(error: SmtpError): SendResult {
  const { code = '', command = '', responseCode = 0 } = error
  const answer = error.response ?? error.message
  if (/^E(?:NO)?AUTH$|^EOAUTH2$/.test(code) || [530, 534, 535].includes(responseCode)) {
    return failed(
      'bad-configuration',
      `the server refuses the login (${responseCode || code})`,
      true,
    )
  }
  const detail = oneLine(answer, LONGEST_DETAIL)
  if (code === 'ETLS' || /CERT|TLS|SSL/.test(`${code} ${error.message}`)) {
    return failed('bad-configuration', detail, true)
  }
  if (responseCode >= 400 && responseCode < 500) return failed('refused', detail, false)
  if (responseCode >= 500 && responseCode !== 503) {
    if (command === 'RCPT TO')
      return { ...failed('rejected-recipient', detail, false), retry: false }
    if (command === 'DATA') return { ...failed('refused', detail, false), retry: false }
    return failed('bad-configuration', detail, true)
  }
  if (code === 'EENVELOPE') return failed('bad-configuration', detail, true)
  return failed('unreachable', detail, false)
}

function failed(
  failure: Extract<SendResult, { ok: false }>['failure'],
  detail: string,
  slowly: boolean,
): Extract<SendResult, { ok: false }> {
  return { ok: false, retry: true, failure, detail, ...(slowly ? { afterMs: SLOWLY_MS } : {}) }
}
