/**
 * Mail by SMTP; without a server, as files in an outbox folder. The only file that knows nodemailer. Recipients come
 * from the configuration alone: nothing in a notification can name an address, a path or a server.
 */

import { type ConnectionOptions, checkServerIdentity } from 'node:tls'
import { createTransport, type Transporter } from 'nodemailer'
import { MINUTE_MS, SECOND_MS } from '../../../shared/core/time.ts'
import {
  ADDRESS,
  type EmailOptions,
  isLoopback,
  type Mailbox,
  parseEmailOptions,
  type SmtpServer,
} from '../email-options.ts'
import type { Channel, Message, Notifier, SendResult, Surroundings } from '../notifier.ts'
import { putIntoOutbox } from '../outbox-file.ts'
import { oneLine } from '../stranger-text.ts'

export const email: Notifier<EmailOptions> = {
  name: 'email',
  summary: 'Mail by SMTP; without a server, files in DATA/outbox.',
  parse: parseEmailOptions,
  open: (options, surroundings) =>
    options.server
      ? overSmtp(options, options.server, surroundings)
      : intoFiles(options, surroundings),
}

const STEP_TIMEOUT_MS = 10 * SECOND_MS
const IDLE_MS = 30 * SECOND_MS
/** A person must change something first. */
const SLOWLY_MS = 5 * MINUTE_MS
const LONGEST_DETAIL = 200
const UNTRUSTED = `the certificate of the mail server is not trusted; if it is the right server, name its certificate: notifiers.email.ca: "\${file:mail.pem}"`

function overSmtp(options: EmailOptions, server: SmtpServer, surroundings: Surroundings): Channel {
  const { host, port, secure, tls, auth } = server
  const transport = createTransport({
    pool: true,
    host,
    port,
    secure,
    requireTLS: !secure && tls === 'required',
    ignoreTLS: !secure && tls === 'off',
    tls: trustOf(server),
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

/** Whose certificate is believed: those of the system's authorities, and what the configuration names. */
function trustOf({ host, ca }: SmtpServer): ConnectionOptions {
  if (ca !== undefined) {
    const named = ca.map((one) => one.raw)
    return {
      ca: ca.map((one) => one.toString()),
      // A server whose own certificate is named is that server, whatever name stands in it.
      checkServerIdentity: (name, peer) =>
        named.some((raw) => raw.equals(peer.raw)) ? undefined : checkServerIdentity(name, peer),
    }
  }
  // A connection to the machine itself cannot be listened to; its certificate is nobody's.
  return isLoopback(host) ? { rejectUnauthorized: false } : {}
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
  if (/certificate/i.test(error.message)) {
    return failed('bad-configuration', `${UNTRUSTED} (${detail})`, true)
  }
  if (code === 'ETLS' || /TLS|SSL/.test(`${code} ${error.message}`)) {
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
