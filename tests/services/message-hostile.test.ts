import { describe, expect, test } from 'vitest'
import { composeMessage } from '../../services/alert/message.ts'
import type { MessageContext } from '../../services/alert/message-context.ts'
import type { Notification } from '../../shared/core/alert.ts'
import { browserOfTests, CHROMIUM } from '../harness/browser.ts'
import { DIRECTIONS, HEADERS, URLS, XSS } from '../harness/hostile.ts'
import { context, LEADING, mention, notification } from '../harness/messages.ts'

/** A message in which everything that could come from outside is `text`. */
function everywhere(text: string, url: string): { about: Notification; around: MessageContext } {
  const usual = notification()
  return {
    about: notification({
      acknowledgedBy: text,
      touchpoints: [text],
      policyId: text,
      alsoTold: [text, 'lena'],
      causes: usual.causes.map((cause) => ({ ...cause, source: text, text })),
      checklist: usual.checklist.map((check) => ({ ...check, name: text, wouldShow: text })),
    }),
    around: context({
      brandName: text,
      people: new Map([['lena', text]]),
      leading: { ...LEADING, text, authorHandle: text, source: text, url },
      typical: [mention('1', text, { authorHandle: text, source: text, lang: text, url })],
      spread: [{ source: text, mentions: 3 }],
      blind: [{ source: text, status: 'blind' }],
      recording: text,
    }),
  }
}

const ALL = [...XSS, ...HEADERS, ...DIRECTIONS, ...URLS]
const CONTROLS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B\u200E\u200F\u2028-\u202E\u2060-\u2067\u206A-\u206F\uFEFF\u{E0000}-\u{E007F}]/u

function tagsOf(html: string): string[] {
  return [...html.matchAll(/<\/?[a-z!][^\s>]*/gi)].map(([tag]) => tag)
}

describe.each(ALL)('%j', (text) => {
  const url = URLS.includes(text) ? text : 'https://x.example/'
  const { about, around } = everywhere(text, url)
  const message = composeMessage(about, around)

  test('stays text', () => {
    const calm = everywhere('calm', url)
    const expected = composeMessage(calm.about, calm.around).html
    const ignoringBreaks = (html: string) =>
      tagsOf(html).filter((tag) => tag !== '<br' && tag !== '<a' && tag !== '</a' && tag !== '<bdi')
    expect(ignoringBreaks(message.html)).toEqual(ignoringBreaks(expected))
    expect(message.html).not.toMatch(/<[^>]*\son\w+=/i)
    expect(message.html).not.toMatch(/(?:src|background|action|data)="/i)
    for (const [, href] of message.html.matchAll(/href="([^"]*)"/g)) {
      expect(href).toMatch(/^https?:\/\//)
      expect(href).not.toMatch(/@/)
    }
  })

  test('hides nothing and turns nothing round', () => {
    expect(message.text).not.toMatch(CONTROLS)
    expect(message.html).not.toMatch(CONTROLS)
    expect(message.text).not.toMatch(/\p{Surrogate}/u)
  })

  test('adds no header and no line to the subject', () => {
    expect(message.subject).not.toMatch(CONTROLS)
    expect(message.subject).not.toMatch(/[\r\n\t]/)
    expect([...message.subject].length).toBeLessThanOrEqual(150)
    for (const value of Object.values(message.headers)) expect(value).toMatch(/^[\x20-\x7e]+$/)
  })
})

test('the words of the post never reach the subject', () => {
  const leading = { ...LEADING, text: 'SECRET', authorHandle: 'SECRET' }
  const typical = [mention('1', 'SECRET')]
  expect(composeMessage(notification(), context({ leading, typical })).subject).not.toContain(
    'SECRET',
  )
})

test('what is hidden is shown as what it is; what runs from right to left is set apart', () => {
  const text = 'rechnung\u202Egpj.exe\nשלום'
  const message = composeMessage(notification(), context({ leading: { ...LEADING, text } }))
  expect(message.text).toContain('> rechnung[U+202E]gpj.exe\n> \u2068שלום\u2069')
  expect(message.html).toContain('<bdi dir="auto">rechnung[U+202E]gpj.exe<br>שלום</bdi>')
})

test('towers of marks and endless texts take no more than their place', () => {
  const tower = `Z${'\u0301'.repeat(500)}`
  const leading = { ...LEADING, text: `${tower} ${'😡'.repeat(10_000)}` }
  const message = composeMessage(notification(), context({ leading }))
  expect(message.text.length).toBeLessThan(10_000)
  expect(message.text).not.toMatch(/\u0301{5}/)
  expect(message.text).not.toMatch(/\p{Surrogate}/u)
})

describe.skipIf(CHROMIUM === '')('in a browser', () => {
  const browser = browserOfTests()

  test('nothing runs, nothing is fetched, and a phone shows it without scrolling sideways', async () => {
    const page = await browser().newPage({ viewport: { width: 360, height: 740 } })
    const dialogs: string[] = []
    const requests: string[] = []
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message())
      return dialog.dismiss()
    })
    page.on('request', (request) => requests.push(request.url()))
    for (const text of ALL) {
      const { about, around } = everywhere(text, URLS.includes(text) ? text : 'https://x.example/')
      await page.setContent(composeMessage(about, around).html)
      const width = await page.evaluate('document.documentElement.scrollWidth')
      expect(width, text).toBeLessThanOrEqual(360)
      const strange = await page.evaluate(
        'document.querySelectorAll("script,img,iframe,form,svg").length',
      )
      expect(strange, text).toBe(0)
    }
    expect({ dialogs, requests }).toEqual({ dialogs: [], requests: [] })
  })
})
