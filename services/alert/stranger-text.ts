/** What strangers wrote, made harmless to the eye and to whatever shows it; its meaning and its words stay. */

/**
 * C0 and C1 controls (but not tab and line break), soft hyphen, Arabic letter mark, zero width space, direction
 * marks, embeddings, overrides and isolates, line and paragraph separators, word joiner and its kin, byte order
 * mark, interlinear annotation, tag characters. The joiners U+200C and U+200D stay: Persian and emoji need them.
 */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu
const LONE_SURROGATE = /\p{Surrogate}/gu
/** More than four marks on one letter are there to cover the lines above and below. */
const MARK_TOWER = /(\p{M}{4})\p{M}+/gu
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/** Several lines; hidden characters become visible marks such as `[U+202E]`. Cut to `limit` characters. */
export function visibleText(text: string, limit: number): string {
  const lines = wellFormed(text).replace(/\r\n?/g, '\n')
  return cut(lines.replace(HIDDEN, mark), limit)
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

/** One line without anything hidden, for headers, names and table cells. */
export function oneLine(text: string, limit: number): string {
  const plain = wellFormed(text).replace(/\s+/gu, ' ').replace(HIDDEN, '')
  return cut(plain.replace(/ {2,}/g, ' ').trim(), limit)
}

/** Set apart where it runs from right to left, so that it does not turn the words around it. */
export function isolated(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text
}

/** The address if it leads to the web, else undefined: no `javascript:`, no `data:`, no credentials. */
export function webUrl(url: string | null | undefined): URL | undefined {
  if (!url || url.length > LONGEST_URL || !URL.canParse(url)) return undefined
  const parsed = new URL(url)
  const web = parsed.protocol === 'https:' || parsed.protocol === 'http:'
  return web && parsed.username === '' && parsed.password === '' ? parsed : undefined
}

const LONGEST_URL = 2_000

function wellFormed(text: string): string {
  return text.replace(LONE_SURROGATE, '\uFFFD').replace(MARK_TOWER, '$1')
}

function mark(character: string): string {
  return `[U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`
}

/** By characters, not by halves of them. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text
  const characters = [...text]
  if (characters.length <= limit) return text
  return `${characters
    .slice(0, limit - 1)
    .join('')
    .trimEnd()}…`
}
