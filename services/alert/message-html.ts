/**
 * A message as HTML for mail programs on a phone: one column, tables and inline styles, no images, nothing fetched
 * from anywhere. The head only turns the colours over where a program reads it in the dark.
 */

import type { Language } from '../../shared/core/numbers.ts'
import { html, Markup } from './markup.ts'
import type { Block, Content, Link } from './message-layout.ts'

/** Long words break everywhere rather than push the page off the screen. */
const FONT =
  'overflow-wrap:anywhere;font-family:-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif'
const BODY = `${FONT};font-size:16px;line-height:1.45`
const SMALL = `${FONT};font-size:14px;line-height:1.4`
const TITLE = `${FONT};font-size:13px;line-height:1.3;font-weight:700;letter-spacing:.04em;text-transform:uppercase`

/** White on these has a contrast of 4.5 to 1 at least, in the light and in the dark. */
const LEVEL_COLOURS = ['#4b5563', '#4b5563', '#8a5a00', '#b45309', '#c2410c', '#b91c1c', '#7f1d1d']
const TONE_COLOURS = { over: '#166534', praise: '#1d4ed8', plain: '#4b5563' } as const

const STYLE = new Markup(
  [
    ':root{color-scheme:light dark;supported-color-schemes:light dark}',
    '@media (prefers-color-scheme:dark){',
    '.page{background:#111418!important}',
    '.card{background:#1b2026!important}',
    '.ink{color:#f3f4f6!important}',
    '.dim{color:#b6bcc6!important}',
    '.quote{background:#262c34!important;border-color:#5b6573!important}',
    '.link{color:#8ab8ff!important}',
    '.bar{background:#8ab8ff!important}',
    '}',
  ].join(''),
)

export function renderHtml(content: Content, subject: string, language: Language): string {
  const { heading, brand, since, lead, button, sections, footer } = content
  const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
<style>${STYLE}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#eef1f4;-webkit-text-size-adjust:100%">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#eef1f4"><tr><td align="center" style="padding:8px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;background:#ffffff;border-radius:8px;overflow:hidden">
<tr><td style="padding:16px;background:${colourOf(content)};color:#ffffff;${BODY}">
<div style="font-size:20px;line-height:1.3;font-weight:700">${brand}</div>
<div style="padding-top:4px;font-weight:700">${heading}</div>
<div style="padding-top:4px;${SMALL}">${since}</div>
</td></tr>
<tr><td class="ink" style="padding:16px 16px 4px;color:#14181d;${BODY}">${lead.map(paragraph)}</td></tr>
${button && html`<tr><td style="padding:4px 16px 12px">${buttonOf(button, colourOf(content))}</td></tr>`}
${sections.map(
  ({
    title,
    blocks,
  }) => html`<tr><td class="ink" style="padding:12px 16px 4px;color:#14181d;${BODY}">
<div class="dim" role="heading" aria-level="2" style="color:#4b5563;padding-bottom:6px;${TITLE}">${title}</div>
${blocks.map(blockOf)}</td></tr>
`,
)}<tr><td class="dim" style="padding:16px;color:#4b5563;${SMALL}">${footer}</td></tr>
</table>
</td></tr></table>
</body>
</html>
`
  return page.text
}

function colourOf({ tone, level }: Content): string {
  return tone === 'alarm' ? (LEVEL_COLOURS[level] ?? '#b91c1c') : TONE_COLOURS[tone]
}

function paragraph(text: string): Markup {
  return html`<p style="margin:0 0 10px">${text}</p>`
}

function buttonOf({ label, url }: Link, colour: string): Markup {
  return html`<a href="${url}" style="display:block;padding:14px 12px;background:${colour};color:#ffffff;text-align:center;text-decoration:none;border-radius:6px;font-weight:700;${BODY}">${label}</a>`
}

function linkOf({ label, url }: Link): Markup {
  return html`<a class="link" href="${url}" rel="noopener noreferrer nofollow" style="color:#1d4ed8;display:inline-block;padding:6px 0">${label}</a>`
}

function blockOf(block: Block): Markup {
  switch (block.kind) {
    case 'paragraph':
      return paragraph(block.text)
    case 'quote':
      return quoteOf(block)
    case 'facts':
      return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 10px">${block.rows.map(
        ([name, value]) =>
          html`<tr><td class="dim" valign="top" style="width:45%;padding:3px 12px 3px 0;color:#4b5563;${SMALL}">${name}</td><td class="ink" valign="top" style="padding:3px 0;color:#14181d;${BODY}">${value}</td></tr>`,
      )}</table>`
    case 'bars':
      return barsOf(block.rows)
    case 'list':
      return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 10px">${block.items.map(
        ({ mark, text }) =>
          html`<tr><td class="dim" valign="top" style="width:22px;padding:3px 0;color:#4b5563;${SMALL}">${mark}</td><td class="ink" style="padding:3px 0;color:#14181d;${SMALL}">${text}</td></tr>`,
      )}</table>`
    default:
      return linkOf(block.link)
  }
}

/** The original in a box of its own direction and language. */
function quoteOf({ about, text, language, link }: Extract<Block, { kind: 'quote' }>): Markup {
  const lines = text.split('\n').map((line, i) => (i === 0 ? html`${line}` : html`<br>${line}`))
  const body = language
    ? html`<bdi dir="auto" lang="${language}">${lines}</bdi>`
    : html`<bdi dir="auto">${lines}</bdi>`
  return html`<div class="dim" style="padding-bottom:4px;color:#4b5563;${SMALL}"><bdi>${about}</bdi></div>
<div class="quote ink" dir="auto" style="padding:10px 12px;background:#f4f6f8;color:#14181d;border-left:4px solid #9aa5b1;${BODY}">${body}</div>
<div style="padding-bottom:8px">${link && linkOf(link)}</div>`
}

function barsOf(rows: Extract<Block, { kind: 'bars' }>['rows']): Markup {
  const largest = Math.max(1, ...rows.map((row) => row.value))
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 10px">${rows.map(
    ({ name, value, shown }) =>
      html`<tr><td class="dim" style="width:48px;white-space:nowrap;padding:2px 8px 2px 0;color:#4b5563;${SMALL}">${name}</td><td class="ink" align="right" style="width:64px;white-space:nowrap;padding:2px 8px 2px 0;color:#14181d;${SMALL}">${shown}</td><td style="padding:2px 0"><div class="bar" style="width:${Math.max(1, Math.round((value / largest) * 100))}%;height:12px;background:#1d4ed8;border-radius:2px;font-size:1px;line-height:12px">&nbsp;</div></td></tr>`,
  )}</table>`
}
