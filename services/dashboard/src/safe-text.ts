/**
 * Strangers' text made harmless to the eye: invisible and direction-changing characters become visible marks, and
 * only addresses of the web become links. Markup needs no care here: text is only ever set as text.
 */

export interface TextPart {
  readonly text: string
  /** Set for a mark: the code point that stands here, e.g. `U+202E`. */
  readonly mark: boolean
}

/**
 * C0 and C1 controls (but not tab and line break), soft hyphen, Arabic letter mark, zero width space, direction
 * marks, embeddings, overrides and isolates, line and paragraph separators, word joiner and its kin, byte order
 * mark, interlinear annotation, tag characters. The joiners U+200C and U+200D stay: Persian and emoji need them.
 */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu

export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = []
  let from = 0
  for (const found of text.matchAll(HIDDEN)) {
    if (found.index > from) parts.push({ text: text.slice(from, found.index), mark: false })
    from = found.index + found[0].length
    if (found[0] !== '\r') parts.push({ text: codePoint(found[0]), mark: true })
  }
  if (from < text.length) parts.push({ text: text.slice(from), mark: false })
  return parts
}

/** For places that hold no marks: titles, announcements. */
export function plainText(text: string): string {
  return text.replace(HIDDEN, ' ')
}

/** The address if it leads to the web, else undefined: no `javascript:`, no `data:`, no credentials. */
export function webUrl(url: string | null | undefined): URL | undefined {
  if (!url) return undefined
  try {
    const parsed = new URL(url)
    const web = parsed.protocol === 'https:' || parsed.protocol === 'http:'
    return web && parsed.username === '' && parsed.password === '' ? parsed : undefined
  } catch {
    return undefined
  }
}

function codePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
}
