/** The only way in which text becomes HTML: everything put into the template is escaped, except what came out of it. */

/** A piece of HTML that this file has made. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }
}

type Part = string | number | Markup | undefined | readonly (Markup | undefined)[]

export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((all, string, i) => all + render(parts[i - 1]) + string))
}

function render(part: Part): string {
  if (part === undefined) return ''
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part))
  if (part instanceof Markup) return part.text
  return part.map(render).join('')
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}

/** Attributes are always quoted, so that these six are enough. */
function escaped(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => ESCAPES[character]!)
}
