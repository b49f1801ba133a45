/** A table of text: the first column to the left, figures to the right. */

import { html, type Markup } from '../../alert/markup.ts'

/** @param long scrolls on a screen; on paper all rows stand. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  long = false,
): Markup {
  return html`<div class="scroll${long ? ' long' : ''}"><table><thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead><tbody>
${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody></table></div>`
}
