import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { EmailOptions } from '../../services/alert/email-options.ts'
import { composeMessage } from '../../services/alert/message.ts'
import type { Channel, Surroundings } from '../../services/alert/notifier.ts'
import { email } from '../../services/alert/notifiers/email.ts'
import { outboxName } from '../../services/alert/outbox-file.ts'
import type { Notification } from '../../shared/core/alert.ts'
import { DIRECTIONS, HEADERS, XSS } from '../harness/hostile.ts'
import { type Answers, headerOf, mailServer, silentServer } from '../harness/mail-server.ts'
import { context, LEADING, notification } from '../harness/messages.ts'
import { tempFolder } from '../harness/temp-folder.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const folder = () => tempFolder('mail')
const signal = () => new AbortController().signal

function surroundings(more: Partial<Surroundings> = {}): Surroundings {
  const addresses = new Map([
    ['petra', { email: 'petra@example.com', name: 'Petra Lang' }],
    ['lena', { email: 'lena@example.com', name: 'Lena' }],
  ])
  return { dataDir: folder(), addresses, ...more }
}

function options(smtp?: string, more: Record<string, unknown> = {}): EmailOptions {
  const raw = { from: 'Sturmwarte <wache@example.com>', ...(smtp ? { smtp } : {}), ...more }
  const parsed = email.parse(raw)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.options
}

function open(smtp?: string, around = surroundings()): Channel {
  const channel = email.open(options(smtp), around)
  closing.push(() => channel.close())
  return channel
}

async function server(answers: Answers = {}) {
  const started = await mailServer(answers)
  closing.push(() => started.close())
  return started
}

const message = (more: Partial<Notification> = {}) => composeMessage(notification(more), context())

describe('a server that takes it', () => {
  test('one mail to one person, with the envelope of the configuration', async () => {
    const { url, received } = await server()
    expect(await open(url).send(message(), signal())).toEqual({ ok: true })
    expect(received).toHaveLength(1)
    const { from, to, mail } = received[0]!
    expect([from, to]).toEqual(['wache@example.com', ['petra@example.com']])
    expect(headerOf(mail, 'To')).toBe('Petra Lang <petra@example.com>')
    expect(headerOf(mail, 'From')).toBe('Sturmwarte <wache@example.com>')
    expect(headerOf(mail, 'Message-ID')).toBe(message().headers['Message-ID'])
    expect(headerOf(mail, 'References')).toBe(message().headers['References'])
    expect(headerOf(mail, 'Auto-Submitted')).toBe('auto-generated')
    expect(headerOf(mail, 'Date')).toBe('Sat, 07 Mar 2026 20:05:00 +0000')
    expect(mail).toContain('multipart/alternative')
  })

  test('several at once over a few connections', async () => {
    const { url, received } = await server()
    const channel = open(url)
    const sent = Array.from({ length: 20 }, (_, i) =>
      channel.send(message({ notificationId: `n${i}` }), signal()),
    )
    expect(new Set((await Promise.all(sent)).map((one) => one.ok))).toEqual(new Set([true]))
    expect(received).toHaveLength(20)
  })

  test('taken, and the connection cut before the answer: repeated by us, with the same id', async () => {
    let cuts = 1
    const { url, received } = await server({
      cutAfter: () => (cuts-- > 0 ? 'before-answer' : undefined),
    })
    const channel = open(url)
    const first = await channel.send(message(), signal())
    expect(first).toMatchObject({ ok: false, retry: true, failure: 'unreachable' })
    expect(await channel.send(message(), signal())).toEqual({ ok: true })
    expect(received).toHaveLength(2)
    const ids = received.map(({ mail }) => headerOf(mail, 'Message-ID'))
    expect(ids[0]).toBe(ids[1])
  })

  test('taken, answered, and the connection cut: that is no failure', async () => {
    const { url, received } = await server({ cutAfter: () => 'after-answer' })
    expect(await open(url).send(message(), signal())).toEqual({ ok: true })
    expect(received).toHaveLength(1)
  })
})

describe('a server that does not', () => {
  test.each<[string, Answers, object]>([
    [
      'later perhaps',
      { toMail: () => '451 try again' },
      { retry: true, failure: 'refused', detail: '451 try again' },
    ],
    [
      'not this person now',
      { toRecipient: () => '450 greylisted' },
      { retry: true, failure: 'refused' },
    ],
    [
      'no such person',
      { toRecipient: () => '550 no such user' },
      { retry: false, failure: 'rejected-recipient' },
    ],
    [
      'not this mail',
      { toMail: () => '554 looks like spam' },
      { retry: false, failure: 'refused' },
    ],
    [
      'only with a login',
      { options: { authOptional: false, disabledCommands: ['STARTTLS'] } },
      { retry: true, failure: 'bad-configuration', afterMs: 300_000 },
    ],
  ])('%s', async (_, answers, expected) => {
    const { url, received } = await server(answers)
    const result = await open(url).send(message(), signal())
    expect(result).toMatchObject({ ok: false, ...expected })
    expect(received).toHaveLength(0)
  })

  test('the wrong password: tried again slowly, and never repeated in words', async () => {
    const { port } = await server({
      options: {
        disabledCommands: [],
        authOptional: false,
        onAuth: (auth, _session, done) => done(new Error(`no, ${auth.password} is wrong`)),
      },
    })
    const result = await open(`smtp://u:s3cr3t-canary@127.0.0.1:${port}`).send(message(), signal())
    expect(result).toMatchObject({ ok: false, failure: 'bad-configuration', afterMs: 300_000 })
    expect(JSON.stringify(result)).not.toContain('s3cr3t-canary')
  })

  test('nobody there', async () => {
    const result = await open('smtp://127.0.0.1:1').send(message(), signal())
    expect(result).toMatchObject({ ok: false, retry: true, failure: 'unreachable' })
  })

  test('a server that never says a word is left at the signal', async () => {
    const { url, close } = await silentServer()
    closing.push(close)
    const result = await open(url).send(message(), AbortSignal.timeout(100))
    expect(result).toMatchObject({ ok: false, retry: true, failure: 'unreachable' })
  })

  test('without encryption nothing leaves the machine', async () => {
    const { port, received } = await server()
    const forced = email.open(
      options(`smtp://127.0.0.1:${port}`, { tls: 'required' }),
      surroundings(),
    )
    closing.push(() => forced.close())
    const result = await forced.send(message(), signal())
    expect(result).toMatchObject({ ok: false, retry: true, failure: 'bad-configuration' })
    expect(received).toHaveLength(0)
  })
})

describe('nobody but the configured people gets anything', () => {
  test('an unknown person, or an address that is more than one', async () => {
    const { url, received } = await server()
    const addresses = new Map([
      ['petra', { email: 'petra@example.com<evil@evil.test>', name: 'Petra' }],
      ['max', { email: 'a@b.test, evil@evil.test', name: 'Max' }],
    ])
    const channel = open(url, surroundings({ addresses }))
    for (const to of ['petra', 'max', 'ghost', '<evil@evil.test>']) {
      expect(await channel.send(message({ to }), signal())).toMatchObject({
        ok: false,
        retry: false,
        failure: 'bad-configuration',
      })
    }
    expect(received).toHaveLength(0)
  })

  test('whatever stands in names, subject and text', async () => {
    const { url, received } = await server()
    const hostile = [...HEADERS, ...DIRECTIONS, ...XSS.slice(0, 8)]
    for (const [i, text] of hostile.entries()) {
      const addresses = new Map([['petra', { email: 'petra@example.com', name: text }]])
      const channel = open(url, surroundings({ addresses }))
      const about = notification({
        notificationId: text + i,
        touchpoints: [text],
        acknowledgedBy: text,
      })
      const leading = { ...LEADING, text, authorHandle: text }
      const mail = composeMessage(
        about,
        context({ brandName: text, leading, mailDomain: 'x.test' }),
      )
      expect(await channel.send({ ...mail, subject: `${mail.subject}${text}` }, signal())).toEqual({
        ok: true,
      })
    }
    expect(received).toHaveLength(hostile.length)
    for (const { to, mail } of received) {
      expect(to).toEqual(['petra@example.com'])
      const [head = ''] = mail.split(/\r?\n\r?\n/, 1)
      expect(head).not.toMatch(/^(?:bcc|cc):/im)
      expect(head.match(/^(?:to|from|subject|message-id):/gim)).toHaveLength(4)
    }
  })
})

describe('without a server', () => {
  test('a file in the outbox; written twice, it is the same one', async () => {
    const around = surroundings()
    const channel = open(undefined, around)
    expect(await channel.send(message(), signal())).toEqual({ ok: true })
    const outbox = join(around.dataDir, 'outbox')
    const [name = '', ...more] = readdirSync(outbox)
    expect(more).toEqual([])
    expect(name).toMatch(/^2026-03-07T20-05-00Z-[0-9a-f]{24}\.eml$/)
    const first = readFileSync(join(outbox, name), 'utf8')
    expect(headerOf(first, 'To')).toBe('Petra Lang <petra@example.com>')
    await channel.send(message(), signal())
    expect(readdirSync(outbox)).toEqual([name])
    expect(readFileSync(join(outbox, name), 'utf8')).toBe(first)
  })

  test('a person without an address has mail too', async () => {
    const around = surroundings({ addresses: new Map() })
    expect(await open(undefined, around).send(message(), signal())).toEqual({ ok: true })
    const outbox = join(around.dataDir, 'outbox')
    const mail = readFileSync(join(outbox, readdirSync(outbox)[0]!), 'utf8')
    expect(headerOf(mail, 'To')).toBe('petra <petra@localhost>')
  })

  test('no id leads out of the folder', () => {
    const name = outboxName(notification({ notificationId: '../../etc/passwd\u0000' }))
    expect(name).toMatch(/^[0-9TZ-]+-[0-9a-f]{24}\.eml$/)
  })

  test('a folder that cannot be written is a failure that says so', async () => {
    const dataDir = join(folder(), 'a-file')
    writeFileSync(dataDir, '')
    const result = await open(undefined, surroundings({ dataDir })).send(message(), signal())
    expect(result).toMatchObject({ ok: false, retry: true, failure: 'unreachable' })
  })
})

describe('options', () => {
  test.each<[Record<string, unknown>, string[]]>([
    [{}, []],
    [{ smtp: 'smtps://u:p%40ss@mail.example.com', from: 'wache@example.com' }, []],
    [{ smtp: 'smtp://wache%40example.com:x@mail.example.com' }, []],
    [{ smtp: 'https://u:s3cr3t-canary@mail.example.com', from: 'a@b.c' }, ['smtp']],
    [{ smtp: 'smtp://u:s3cr3t%@mail.example.com', from: 'a@b.c' }, ['smtp']],
    [{ smtp: 'smtp://mail.example.com' }, ['from']],
    [{ smtp: 'smtp://mail.example.com', from: 'a@b.c>, <evil@e.test' }, ['from']],
    [{ smtp: 'smtp://u:p@mail.example.com', from: 'a@b.c', tls: 'off' }, ['tls']],
    [{ smtp: 'smtp://mail:1025', from: 'a@b.c', tls: 'off' }, []],
    [{ smtp: 'smtp://mail:1025', from: 'a@b.c', tls: 'no' }, ['tls']],
    [{ smtp: 'smtps://mail.example.com', from: 'a@b.c', ca: 's3cr3t' }, ['ca']],
    [{ smpt: 'x' }, ['smpt']],
  ])('%j', (raw, paths) => {
    const parsed = email.parse(raw)
    expect(parsed.ok ? [] : parsed.problems.map(({ path }) => path)).toEqual(paths)
    expect(JSON.stringify(parsed.ok || parsed.problems)).not.toContain('s3cr3t')
  })

  test('ports, logins and encryption', () => {
    const server = (smtp: string) => options(smtp, { from: 'a@b.c' }).server
    expect(server('smtps://u:p%40ss@mail.example.com')).toEqual({
      host: 'mail.example.com',
      port: 465,
      secure: true,
      tls: 'required',
      auth: { user: 'u', pass: 'p@ss' },
    })
    expect(server('smtp://mail.example.com')).toMatchObject({ port: 587, tls: 'required' })
    expect(server('smtp://localhost:1025')).toMatchObject({ port: 1025, tls: 'offered' })
  })
})
