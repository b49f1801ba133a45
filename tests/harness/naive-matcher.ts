/** The matcher once more, slow and without its automaton: one rule after the other at every place of the text. */

import type { Brand } from '../../shared/core/brand.ts'
import { foldText } from '../../shared/core/fold.ts'
import { FREE, kindOf, SEPARATOR, WORD } from '../../shared/core/letters.ts'

/** A word or separator run of a folded text, where it begins and ends. */
interface Token {
  word: string
  from: number
  to: number
}

function tokensOf(folded: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  let before: number = SEPARATOR
  for (const character of folded) {
    const kind = kindOf(character.codePointAt(0)!)
    const to = at + character.length
    const last = tokens.at(-1)
    if (kind === WORD && before === WORD && last) {
      last.word += character
      last.to = to
    } else if (kind === WORD || kind === FREE) tokens.push({ word: character, from: at, to })
    at = to
    before = kind
  }
  return tokens
}

export function matchNaively(known: Brand[], text: string): string[][] {
  const folded = foldText(text)
  const found: string[][] = []
  for (const each of known) {
    if (each.exclude.some((rule) => isPhraseIn(rule, folded, each, false))) continue
    const terms = [
      ...each.names.filter((rule) => isPhraseIn(rule, folded, each, each.compounds)),
      ...each.keywords.filter((rule) => isPhraseIn(rule, folded, each, false)),
      ...each.hashtags
        .filter((rule) => isTagIn(`#${foldText(rule)}`, folded))
        .map((rule) => `#${rule}`),
      ...each.handles
        .filter((rule) => isTagIn(`@${foldText(rule)}`, folded))
        .map((rule) => `@${rule}`),
    ]
    const distinct = [...new Set(terms)]
    if (distinct.length > 0) found.push([each.id, ...distinct])
  }
  return found
}

function isTagIn(tag: string, folded: string): boolean {
  for (let at = folded.indexOf(tag); at >= 0; at = folded.indexOf(tag, at + 1)) {
    const rest = folded.slice(at + tag.length)
    const isFree = kindOf(tag.codePointAt(1)!) === FREE
    if (/[\p{L}\p{N}]$/u.test(folded.slice(0, at).replace(/[東京]$/u, ''))) continue
    if (!isFree && /^(?![東京])[\p{L}\p{N}]/u.test(rest)) continue
    if (tag.startsWith('#') && !/^_(?:[\p{L}\p{N}]|🔥|😡)/u.test(rest)) return true
    if (tag.startsWith('@') && endsAsHandle(rest)) return true
  }
  return false
}

function endsAsHandle(rest: string): boolean {
  const tail = (/^[\p{L}\p{N}\p{M}_.-]*/u.exec(rest)?.[0] ?? '').replace(/[_.-]+$/, '')
  const labels = tail.split('.').length - 1
  return tail === '' || (tail[0] === '-' && labels === 0) || (tail[0] === '.' && labels > 1)
}

function isPhraseIn(
  rule: string,
  folded: string,
  { languages }: Brand,
  compounds: boolean,
): boolean {
  const key = foldText(rule).trim()
  const ruleTokens = tokensOf(key)
  if (key.startsWith('#') || key.startsWith('@')) return isTagIn(key, folded)
  if (
    ruleTokens.length === 1 &&
    /^[\p{L}\p{N}]$/u.test(key) &&
    kindOf(key.codePointAt(0)!) === WORD
  )
    return false
  const tokens = tokensOf(folded)
  const joined = ruleTokens.map(({ word }) => word).join('')
  if (ruleTokens.length > 1 && /^[a-z0-9]{6,}$/.test(joined) && isTagIn(`#${joined}`, folded))
    return true
  return spellingsOf(key, ruleTokens).some((spelling) =>
    tokens.some((_, i) =>
      isPhraseAt(spelling, tokens.slice(i), folded, languages.includes('de'), compounds),
    ),
  )
}

interface Spelling {
  words: string[]
  gaps: string[]
}

function spellingsOf(key: string, tokens: Token[]): Spelling[] {
  const plain = { words: tokens.map(({ word }) => word), gaps: gapsOf(key, tokens) }
  const at = plain.gaps.indexOf("'")
  if (at < 0) return [plain]
  const words = [
    ...plain.words.slice(0, at),
    plain.words[at]! + plain.words[at + 1]!,
    ...plain.words.slice(at + 2),
  ]
  return [plain, { words, gaps: plain.gaps.filter((_, i) => i !== at) }]
}

function gapsOf(folded: string, tokens: Token[]): string[] {
  return tokens.slice(1).map((token, i) => folded.slice(tokens[i]!.to, token.from))
}

function isPhraseAt(
  { words, gaps }: Spelling,
  tokens: Token[],
  folded: string,
  german: boolean,
  compounds: boolean,
): boolean {
  const here = tokens.slice(0, words.length)
  const last = words.length - 1
  if (here.length < words.length) return false
  if (!gapsOf(folded, here).every((gap, i) => isSameGap(gaps[i]!, gap))) return false
  if (!isInflected(words[last]!, here[last]!.word, last > 0, compounds)) return false
  if (here.slice(0, last).every(({ word }, i) => word === words[i])) return true
  const stem = /^(?=[a-z]{4})([a-z]{3,})e[nrs]?$/
  return ['e', 'en', 'er', 'es'].some(
    (ending) =>
      german &&
      here.slice(0, last).every(({ word }, i) => word === words[i]!.replace(stem, `$1${ending}`)),
  )
}

function isInflected(wanted: string, word: string, inPhrase: boolean, compounds: boolean): boolean {
  if (word === wanted) return true
  if (wanted.length < 3 || !/[a-z]$/.test(wanted)) return false
  const genitives = [/[sxz]$/.test(wanted) ? '' : 's', inPhrase ? 'es' : ''].map(
    (each) => wanted + each,
  )
  if (genitives.includes(word)) return true
  if (!compounds) return false
  if (word.startsWith(wanted)) return true
  const isLong = !inPhrase && wanted.length >= 5 && /^[a-z]+$/.test(wanted)
  return isLong && [wanted, ...genitives].some((each) => word.endsWith(each))
}

function isSameGap(wanted: string, found: string): boolean {
  const hard = (gap: string) => gap.replace(/[\s\-'’_#]/g, '')
  if (wanted === found) return true
  if (hard(wanted) === '.' && wanted !== '.' && hard(found) === '') return true
  if (hard(wanted) !== hard(found)) return false
  return found.length <= wanted.length || !/[.!]/.test(hard(found))
}
