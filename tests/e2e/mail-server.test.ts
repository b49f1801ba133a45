/** The alert mail through a real mail server, read back from it as the recipient's program would. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { composeMessage } from '../../services/alert/message.ts'
import type { Channel } from '../../services/alert/notifier.ts'
import { email } from '../../services/alert/notifiers/email.ts'
import { recordedHouse } from '../../services/cli/demo.ts'
import { type House, startHouse } from '../../services/cli/house.ts'
import { note, office } from '../harness/delivery.ts'
import { eventually } from '../harness/eventually.ts'
import { headerOf } from '../harness/mail-server.ts'
import { context, notification } from '../harness/messages.ts'
import { type MailAddress, mailsOf, startMail } from '../harness/servers/mail.ts'
import { ownServer, SERVER_START_MAX_MS, sharedMail } from '../harness/servers/real-server.ts'

const FROM = 'Sturmwarte <wache@example.com>'
/** Leads to this machine, and is no name of it: its certificate is judged as a stranger's. */
const STRANGER = '0.0.0.0'
const signal = () => new AbortController().signal
const mail = sharedMail()

let folder: string
const closing: (() => Promise<unknown>)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sturmwarte-mail-server-'))
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
  rmSync(folder, { recursive: true, force: true })
})

/** To petra, whose address nobody else has. */
function open(smtp: string, to: string, more: object = {}): Channel {
  const parsed = email.parse({ smtp, from: FROM, ...more })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const addresses = new Map([['petra', { email: to, name: 'Petra Lang' }]])
  const channel = email.open(parsed.options, { dataDir: folder, addresses })
  closing.push(() => channel.close())
  return channel
}

describe.skipIf(mail.skipped)('GreenMail', () => {
  let server: MailAddress
  let box: string
  beforeAll(async () => {
    server = await mail.address()
  }, SERVER_START_MAX_MS)
  beforeEach(({ task }) => {
    box = `petra.${process.pid}.${task.id}@example.com`
  })

  test.each(['de', 'en'] as const)('has the mail as it was written, %s', async (language) => {
    const written = composeMessage(notification({ language }), context())
    expect(await open(server.smtp, box).send(written, signal())).toEqual({ ok: true })
    const [received = '', ...more] = await mailsOf(server, box)
    expect(more).toEqual([])
    expect(headerOf(received, 'Message-ID')).toBe(written.headers['Message-ID'])
    expect(headerOf(received, 'In-Reply-To')).toBe(written.headers['In-Reply-To'])
    expect(headerOf(received, 'References')).toBe(written.headers['References'])
    expect(headerOf(received, 'To')).toBe(`Petra Lang <${box}>`)
    expect(decodedWords(headerOf(received, 'Subject') ?? '')).toBe(written.subject)
    expect(partsOf(received)).toEqual({ plain: written.text, html: written.html })
  })

  test('takes it encrypted on this machine', async () => {
    const message = composeMessage(notification(), context())
    expect(await open(server.smtps, box).send(message, signal())).toEqual({ ok: true })
    expect(await mailsOf(server, box)).toHaveLength(1)
  })

  test('elsewhere is believed only if its certificate is named', async () => {
    const message = composeMessage(notification(), context())
    const elsewhere = server.smtps.replace('127.0.0.1', STRANGER)
    const refused = await open(elsewhere, box).send(message, signal())
    expect(refused).toMatchObject({ ok: false, retry: true, failure: 'bad-configuration' })
    expect(refused).toHaveProperty(
      'detail',
      expect.stringMatching(/^the certificate of the mail server is not trusted; .*\(self-signed/),
    )
    expect(await mailsOf(server, box)).toEqual([])
    const ca = await certificateOf(server.smtps)
    expect(await open(elsewhere, box, { ca }).send(message, signal())).toEqual({ ok: true })
    expect(await mailsOf(server, box)).toHaveLength(1)
  })

  test('has the alert of level 3 from the recorded storm, in the language of each, and the digest', {
    timeout: 240_000,
  }, async () => {
    const recorded = recordedHouse(3_600)
    const { config } = recorded
    const own = (to: string) => to.replace('@', `.${process.pid}@`)
    const addresses = new Map(
      [...config.addresses].map(([id, who]) => [id, { ...who, email: own(who.email) }]),
    )
    const digest = { atMin: 8 * 60, readers: ['lena'], channels: ['email'] }
    const options = { smtp: server.smtp, from: FROM }
    const notifiers = [{ name: 'email', kind: 'email', enabled: true, options }]
    const house: House = await startHouse({
      ...recorded,
      config: { ...config, addresses, notifiers, digest },
      dataDir: folder,
      host: '127.0.0.1',
      port: 0,
    })
    closing.push(() => house.stop())
    const mailAbout = (subject: RegExp, to: string) =>
      eventually(`a mail to ${to} is called ${subject}`, async () => {
        const mails = await mailsOf(server, own(to))
        return mails.find((one) => subject.test(decodedWords(headerOf(one, 'Subject') ?? '')))
      })
    const german = await mailAbout(/^\[Stufe 3.*Kornblum/, 'jonas@example.com')
    const english = await mailAbout(/^\[Level 3.*Kornblum/, 'miriam@example.com')
    expect(headerOf(german, 'References')).toBe(headerOf(english, 'References'))
    expect(headerOf(german, 'Message-ID')).not.toBe(headerOf(english, 'Message-ID'))
    expect(partsOf(german).plain).toContain('WARUM DIESE MELDUNG')
    expect(partsOf(english).plain).toContain('WHY THIS MESSAGE')
    const morning = await mailAbout(
      /^Tagesbericht: ein Sturm, höchste Stufe \d/,
      'lena@example.com',
    )
    expect(partsOf(morning).plain).toMatch(
      /Sa 07\.03\.2026, 08:00 MEZ – So 08\.03\.2026, 08:00 MEZ/,
    )
    expect(partsOf(morning).plain).toMatch(/KORNBLUM MOBIL.*höchste Stufe \d.*erkannt nach \d+/s)
  })
})

describe.skipIf(ownServer('mail').skipped)('a mail server that is away', () => {
  test('gets the mail once it is back, once', { timeout: SERVER_START_MAX_MS }, async () => {
    const server = await startMail()
    closing.push(() => server.remove())
    await server.stop()
    const desk = await office()
    closing.push(() => desk.close())
    desk.open({ email: open(server.smtp, 'petra@example.com') })
    await desk.put(note('n1'))
    await desk.wait(1_000)
    await desk.wait(30_000)
    expect(await desk.deliveries()).toEqual([])
    expect(desk.problems[0]).toMatch(/ECONNREFUSED/)
    await server.start()
    await desk.wait(120_000)
    expect(await desk.deliveries()).toMatchObject([{ notificationId: 'n1', outcome: 'sent' }])
    const received = await mailsOf(server, 'petra@example.com')
    const { headers } = composeMessage(note('n1'), context())
    expect(received.map((one) => headerOf(one, 'Message-ID'))).toEqual([headers['Message-ID']])
  })
})

/** Encoded words of RFC 2047, as mail programs show them. */
function decodedWords(header: string): string {
  return header
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_, how: string, text: string) =>
      how.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('utf8')
        : decodedQuoted(text.replaceAll('_', ' ')),
    )
}

function decodedQuoted(text: string): string {
  const bytes = text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/** The two parts of an alternative, decoded. */
function partsOf(received: string): { plain: string; html: string } {
  const [, boundary = ''] = /boundary="?([^";\r\n]+)/.exec(received) ?? []
  const parts = received.split(`--${boundary}`)
  const part = (type: string) => {
    const found = parts.find((one) => one.includes(`Content-Type: ${type};`)) ?? ''
    const [head = '', ...rest] = found.split('\r\n\r\n')
    const body = rest.join('\r\n\r\n').replace(/\r\n$/, '')
    const decoded = /quoted-printable/.test(head) ? decodedQuoted(body) : body
    return decoded.replaceAll('\r\n', '\n')
  }
  return { plain: part('text/plain'), html: part('text/html') }
}

function certificateOf(url: string): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(
      { host: hostname, port: Number(port), rejectUnauthorized: false },
      () => {
        const raw = socket.getPeerCertificate().raw.toString('base64')
        socket.destroy()
        resolve(`-----BEGIN CERTIFICATE-----\n${raw}\n-----END CERTIFICATE-----\n`)
      },
    )
    socket.on('error', reject)
  })
}
