/** A mail server in this process that answers as a test wants and remembers what it took. */

import { type AddressInfo, createServer, type Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface Received {
  readonly from: string
  readonly to: readonly string[]
  readonly mail: string
}

export interface MailServer {
  readonly url: string
  readonly port: number
  readonly received: Received[]
  close(): Promise<void>
}

export interface Answers {
  /** An SMTP answer such as `550 no such user`; undefined is yes. */
  readonly toRecipient?: (address: string) => string | undefined
  readonly toMail?: (mail: Received) => string | undefined
  /** After the mail is taken and before the answer is read: cuts the connection. */
  readonly cutAfter?: (mail: Received) => 'before-answer' | 'after-answer' | undefined
  readonly options?: SMTPServerOptions
}

export async function mailServer(answers: Answers = {}): Promise<MailServer> {
  const received: Received[] = []
  const sockets = new Set<Socket>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    closeTimeout: 50,
    onRcptTo: ({ address }, _session, done) => done(refusal(answers.toRecipient?.(address))),
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const mail = {
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          mail: Buffer.concat(chunks).toString('utf8'),
        }
        const no = answers.toMail?.(mail)
        if (no === undefined) received.push(mail)
        const cut = answers.cutAfter?.(mail)
        if (cut === 'before-answer') return cutAll(sockets)
        done(refusal(no))
        if (cut === 'after-answer') setTimeout(() => cutAll(sockets), 5)
        return undefined
      })
    },
    ...answers.options,
  })
  server.on('error', () => undefined)
  server.server.on('connection', (socket: Socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    received,
    close: () => {
      cutAll(sockets)
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** Takes connections and never says a word. */
export async function silentServer(): Promise<{ url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    close: () => {
      cutAll(sockets)
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function cutAll(sockets: Iterable<Socket>): void {
  for (const socket of sockets) socket.destroy()
}

function refusal(answer: string | undefined): Error | null {
  if (answer === undefined) return null
  const [code = '550', ...words] = answer.split(' ')
  return Object.assign(new Error(words.join(' ')), { responseCode: Number(code) })
}

export function headerOf(mail: string, name: string): string | undefined {
  const [head = ''] = mail.split(/\r?\n\r?\n/, 1)
  const unfolded = head.replace(/\r?\n[ \t]+/g, ' ')
  return new RegExp(`^${name}: (.*)$`, 'im').exec(unfolded)?.[1]
}
