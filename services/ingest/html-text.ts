/**
 * HTML as strangers write it, as text: tags gone, scripts and styles gone with what is in them, character references
 * read, paragraphs and breaks as lines. One pass, no recursion; whatever is broken becomes text. Pure.
 */

import { ENTITIES } from './html-entities.ts'

/** Elements whose content is not for reading. */
const SILENT = [
  'script',
  'style',
  'template',
  'noscript',
  'iframe',
  'object',
  'svg',
  'math',
  'head',
]
const BREAKS =
  /^(?:br|p|div|li|ul|ol|tr|table|h[1-6]|blockquote|pre|hr|section|article|header|footer|figure|figcaption|dt|dd)$/

/** @param maxLength of the result in UTF-16 units; reading ends there. */
export function textOfHtml(html: string, maxLength = 20_000): string {
  const tagAt = createTagReader(html)
  let text = ''
  let at = 0
  while (at < html.length && text.length < READ_AHEAD * maxLength) {
    const open = html.indexOf('<', at)
    if (open < 0) {
      text += html.slice(at)
      break
    }
    text += html.slice(at, open)
    const tag = tagAt(open)
    if (!tag) text += '<'
    else if (BREAKS.test(tag.name)) text += '\n'
    if (tag?.opens && SILENT.includes(tag.name)) at = endOf(html, tag.name, tag.end)
    else at = tag?.end ?? open + 1
  }
  return tidy(decodeReferences(text)).slice(0, maxLength).trimEnd()
}

/** References and blanks shrink; so much is read for each character of the result. */
const READ_AHEAD = 12
/** Longer than this is no tag but an unclosed `<` in front of a long text. */
const LONGEST_TAG = 65_536

interface Tag {
  /** In lower case; empty for comments and declarations. */
  readonly name: string
  readonly opens: boolean
  /** Behind its `>`. */
  readonly end: number
}

/** Reads the tag that begins at a `<`, if one does. Looks for each `>` once, so that `<a<a<a…` costs no square. */
function createTagReader(html: string): (open: number) => Tag | undefined {
  let close = -1
  return (open) => {
    if (html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open + 4)
      return { name: '', opens: false, end: end < 0 ? html.length : end + 3 }
    }
    const closes = html[open + 1] === '/'
    const from = closes ? open + 2 : open + 1
    if (!/[a-z!?]/i.test(html[from] ?? '')) return undefined
    if (close < open) close = html.indexOf('>', from)
    if (close < 0) close = Number.POSITIVE_INFINITY
    if (close - open > LONGEST_TAG) return undefined
    const name = /^[a-z][a-z0-9]*/i.exec(html.slice(from, Math.min(from + 20, close)))?.[0] ?? ''
    const opens = !closes && html[close - 1] !== '/'
    return { name: name.toLowerCase(), opens, end: close + 1 }
  }
}

/** Behind the end tag of a silent element; the end of all where there is none. */
function endOf(html: string, name: string, from: number): number {
  const end = new RegExp(`</${name}[\\s/>]`, 'gi')
  end.lastIndex = from
  const found = end.exec(html)
  if (!found) return html.length
  const close = html.indexOf('>', found.index)
  return close < 0 ? html.length : close + 1
}

/** Character references: by number or by name, with their semicolon. Unknown ones stay as they are. */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z][a-z0-9]{1,30}));/gi,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return ENTITIES.get(name) ?? whole
      return fromCodePoint(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal))
    },
  )
}

function fromCodePoint(code: number): string {
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  return isCharacter ? String.fromCodePoint(code) : '\uFFFD'
}

/** Runs of blanks are one, empty lines at most one, nothing that only a machine would obey. */
function tidy(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/(?!\n)\p{Cc}/gu, '')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
