/** A message as plain text: 76 columns, readable by a screen reader and on a watch. Addresses are never broken. */

import type { Block, Content, Link, Section } from './message-layout.ts'
import { isolated } from './stranger-text.ts'

const WIDTH = 76
const LONGEST_BAR = 24

export function renderText(content: Content): string {
  const { heading, brand, since, lead, button, sections, footer } = content
  const parts = [
    `${wrap(`${brand}: ${heading}`)}\n${wrap(since)}`,
    ...lead.map((text) => wrap(text)),
    ...(button ? [link(button)] : []),
    ...sections.map(sectionText),
    `-- \n${footer}`,
  ]
  return `${parts.join('\n\n')}\n`
}

function sectionText({ title, blocks }: Section): string {
  const gap = blocks.some((block) => block.kind === 'quote') ? '\n\n' : '\n'
  return `${title.toUpperCase()}\n${blocks.map(blockText).join(gap)}`
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return wrap(block.text)
    case 'quote': {
      const lines = block.text.split('\n').map((line) => wrap(isolated(line), '> ', '> '))
      return [wrap(block.about), ...lines, ...(block.link ? [link(block.link)] : [])].join('\n')
    }
    case 'facts':
      return block.rows.map(([name, value]) => wrap(`${name}: ${value}`, '', '  ')).join('\n')
    case 'bars':
      return bars(block.rows)
    case 'list':
      return block.items.map(({ mark, text }) => wrap(text, `${mark} `, '  ')).join('\n')
    default:
      return link(block.link)
  }
}

function link({ label, url }: Link): string {
  return `${wrap(`${label}:`)}\n${url}`
}

function bars(rows: Extract<Block, { kind: 'bars' }>['rows']): string {
  const largest = Math.max(1, ...rows.map((row) => row.value))
  const width = Math.max(...rows.map((row) => row.shown.length))
  return rows
    .map(({ name, value, shown }) => {
      const bar = '█'.repeat(Math.round((value / largest) * LONGEST_BAR)) || '▏'
      return `${name}  ${shown.padStart(width)} ${bar}`
    })
    .join('\n')
}

/** Breaks at blanks only. */
function wrap(text: string, first = '', rest = first): string {
  const lines: string[] = []
  let line = first
  let empty = true
  for (const word of text.split(' ')) {
    if (!empty && [...line].length + 1 + [...word].length > WIDTH) {
      lines.push(line)
      line = rest
      empty = true
    }
    line += empty ? word : ` ${word}`
    empty = false
  }
  return [...lines, line].map((one) => one.trimEnd()).join('\n')
}
