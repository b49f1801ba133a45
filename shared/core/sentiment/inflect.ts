/**
 * The forms of a German lemma, made once when a lexicon is read, so that scoring needs no stemmer. Works on folded
 * keys; forms that do not exist cost a little memory and match nothing.
 */

const PREFIXES =
  'ab an auf aus bei dar durch ein fehl fest frei fort heraus herein herum hin hinein ho los mit nach nieder ueber um unter vor weg weiter wieder zu zurueck zusammen'.split(
    ' ',
  )
const INSEPARABLE = ['be', 'emp', 'ent', 'er', 'ge', 'miss', 'ver', 'zer']
const ADJECTIVE = ['e', 'er', 'es', 'en', 'em']

export type WordKind = 'a' | 'v' | 'n' | 'x'

/** All forms but the lemma itself. */
export function inflect(lemma: string, kind: WordKind): string[] {
  if (kind === 'a') return adjective(lemma)
  if (kind === 'v') return verb(lemma)
  return kind === 'n'
    ? ['s', 'es', 'e', 'n', 'en', 'er', 'ern', 'nen'].map((end) => lemma + end)
    : []
}

function adjective(lemma: string): string[] {
  const base = lemma.endsWith('e') ? lemma.slice(0, -1) : lemma
  const stems = [base, `${base}er`, `${base}st`, `${base}est`]
  if (/[^e]e[lr]$/.test(base)) stems.push(base.slice(0, -2) + base.slice(-1))
  const forms = stems.flatMap((stem) => ADJECTIVE.map((end) => stem + end))
  return [...forms, `${base}er`]
}

function verb(lemma: string): string[] {
  const stem = lemma.endsWith('en')
    ? lemma.slice(0, -2)
    : lemma.endsWith('n')
      ? lemma.slice(0, -1)
      : ''
  if (stem.length < 2) return []
  const link = /[dt]$/.test(stem) ? 'e' : ''
  const forms = [
    'e',
    `${link}t`,
    `${link}st`,
    `${link}te`,
    `${link}ten`,
    `${link}tet`,
    `${link}test`,
  ].map((end) => stem + end)
  const participles = [`${lemma}d`]
  const prefix = PREFIXES.find((start) => stem.startsWith(start) && stem.length > start.length + 2)
  if (INSEPARABLE.some((start) => stem.startsWith(start)) || lemma.endsWith('ieren')) {
    participles.push(`${stem}${link}t`)
  } else if (prefix === undefined) participles.push(`ge${stem}${link}t`)
  else {
    const rest = stem.slice(prefix.length)
    participles.push(`${prefix}ge${rest}${link}t`)
    forms.push(`${prefix}zu${lemma.slice(prefix.length)}`)
  }
  return [
    ...forms,
    ...participles,
    ...participles.flatMap((form) => ADJECTIVE.map((end) => form + end)),
  ]
}
