/** Mails read back from the outbox: as a mailer writes them, as others might, and as nobody should. */

import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { createTransport, type SendMailOptions } from 'nodemailer'
import { describe, expect, test } from 'vitest'
import { readMail } from '../../services/alert/eml.ts'
import { listMails, openMail } from '../../services/alert/outbox.ts'
import { tempFolder } from '../harness/temp-folder.ts'

const eml = (...lines: string[]) => Buffer.from(lines.join('\r\n'))

/** As `notifiers/email.ts` has it written. */
async function written(mail: SendMailOptions): Promise<Uint8Array> {
  const transport = createTransport({ streamTransport: true, buffer: true })
  return (await transport.sendMail({ from: 'w@example.com', to: 'l@example.com', ...mail }))
    .message as Uint8Array
}

describe('a mail', () => {
  test.each([
    [
      '[Stufe 3 ↑ von 2] Größe Brüder: Rechnungsbeschwerde auf Mastodon, 1.240 Likes',
      'Grüße,\n\nzwei',
    ],
    ['plain', 'a line that is longer than seventy-eight characters '.repeat(9).trim()],
    [`${'ä'.repeat(120)} 😀${'ß'.repeat(50)}`, '😀 = equals =3D\n\n.dot\n-- \nend'],
    ['=?not a word?= and _under_ scores', 'From the start\nFrom again'],
  ])('written by nodemailer reads as it was meant: %s', async (subject, text) => {
    const html = `<p>${text}</p>`
    for (const mail of [
      { text },
      { text, html },
      { html, text, attachments: [{ content: 'x' }] },
    ]) {
      for (const textEncoding of ['quoted-printable', 'base64'] as const) {
        const read = readMail(await written({ subject, ...mail, textEncoding }))
        expect(read.subject).toBe(subject)
        expect(read.text.trimEnd()).toBe(text)
      }
    }
  })

  test('names its people', async () => {
    const read = readMail(
      await written({ from: 'Sturmwächter <w@example.com>', to: '"Lena, Ö." <l@example.com>' }),
    )
    expect(read.from).toBe('Sturmwächter <w@example.com>')
    expect(read.to).toContain('Ö.')
    expect(Date.parse(read.date)).not.toBeNaN()
  })

  test.each([
    ['=?ISO-8859-1?Q?Gr=FC=DFe?=', 'Grüße'],
    ['=?utf-8?b?R3LDvMOfZQ==?= =?utf-8?q?_wieder?=', 'Grüße wieder'],
    ['=?utf-8?Q?=F0=9F?= =?utf-8?Q?=98=80?=', '😀'],
    ['=?utf-8*de?Q?a?=', 'a'],
    ['=?nonsense?Q?=E4?=', 'ä'],
    ['Grüße unverpackt', 'Grüße unverpackt'],
    ['folded\r\n  over lines', 'folded over lines'],
  ])('has the subject %j', (subject, read) => {
    expect(readMail(eml(`Subject: ${subject}`, '', '')).subject).toBe(read)
  })

  test('in parts gives its plain text, however deep, up to a depth', () => {
    const nested = (depth: number): string =>
      depth === 0
        ? 'Content-Type: text/plain; charset=utf-8\r\n\r\ninnermost\r\n'
        : `Content-Type: multipart/mixed; boundary="b${depth}"\r\n\r\n--b${depth}\r\n${nested(depth - 1)}\r\n--b${depth}--\r\n`
    expect(readMail(Buffer.from(nested(3))).text.trim()).toBe('innermost')
    expect(readMail(Buffer.from(nested(40))).text).toBe('')
  })

  test('without a text part, or cut off, has none', () => {
    expect(readMail(eml('Content-Type: text/html', '', '<b>x</b>')).text).toBe('')
    expect(readMail(eml('Content-Type: multipart/mixed', '', 'x')).text).toBe('')
    expect(readMail(eml('Subject: x')).text).toBe('')
    expect(readMail(Buffer.alloc(0))).toEqual({ subject: '', from: '', to: '', date: '', text: '' })
  })

  test('of any bytes is read without a fault, and soon', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('\r\n', '\r\n\r\n', '--b', '=?utf-8?Q?', '?=', '=', 'Subject: ', ' '),
      fc.constant('Content-Type: multipart/mixed; boundary=b\r\n'),
      fc.constant('Content-Transfer-Encoding: quoted-printable\r\n'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        expect(readMail(Buffer.from(pieces.join(''))).text).toBeTypeOf('string')
      }),
      { numRuns: 500 },
    )
    for (const bad of [' ', '=', '=?', '\r\n', '--b\r\n', '=?utf-8?Q?a?= ', '; boundary=']) {
      const before = process.cpuUsage()
      readMail(
        Buffer.from(
          `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n${bad.repeat(200_000)}`,
        ),
      )
      readMail(
        Buffer.from(
          `Subject: ${bad.repeat(50_000)}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${bad.repeat(200_000)}`,
        ),
      )
      const { user, system } = process.cpuUsage(before)
      expect([bad, (user + system) / 1e6 < 2]).toEqual([bad, true])
    }
  })
})

describe('the folder', () => {
  const newFolder = () => tempFolder('outbox')

  test('is listed newest first, by what the mail says, and otherwise by the file', async () => {
    const folder = newFolder()
    const put = (name: string, ...lines: string[]) =>
      writeFileSync(join(folder, name), eml(...lines))
    put(
      'a.eml',
      'Subject: first',
      'To: l@example.com',
      'Date: Sat, 07 Mar 2026 20:01:00 +0000',
      '',
      'x',
    )
    put('b.eml', 'Subject: second', 'Date: Sat, 07 Mar 2026 21:02:00 +0100', '', 'x')
    put('c.eml', 'Subject: undated', 'Date: soon', '', 'x')
    utimesSync(join(folder, 'c.eml'), 1_000, 1_000)
    expect(await listMails(folder)).toEqual([
      { file: 'b.eml', at: Date.UTC(2026, 2, 7, 20, 2), to: '', subject: 'second' },
      { file: 'a.eml', at: Date.UTC(2026, 2, 7, 20, 1), to: 'l@example.com', subject: 'first' },
      { file: 'c.eml', at: 1_000_000, to: '', subject: 'undated' },
    ])
  })

  test('shows at most 200', async () => {
    const folder = newFolder()
    for (let i = 0; i < 210; i++) writeFileSync(join(folder, `${i}.eml`), `Subject: ${i}\r\n\r\n`)
    expect(await listMails(folder)).toHaveLength(200)
  })

  test('that is not there is empty', async () => {
    expect(await listMails(join(newFolder(), 'none'))).toEqual([])
    expect(await openMail(join(newFolder(), 'none'), 'a.eml')).toBeUndefined()
  })
})
