/** `sturmwarte score`: sentiment with reasons, NDJSON in and out, line by line in order. */

import { Command, Option } from 'commander'
import { type TargetTerms, targetTerms } from '../../shared/core/sentiment/target-terms.ts'
import { type Line, readLines } from '../../shared/edge/lines.ts'
import { loadScorer } from '../../shared/edge/sentiment-files.ts'
import { print } from './exit.ts'

type Loaded = ReturnType<typeof loadScorer>

interface Asked {
  readonly scorer: Loaded
  readonly lang: 'de' | 'en' | 'auto'
  /** Of lines that name no brand themselves. */
  readonly brand: readonly string[]
  /** Lines often ask about the same few brands. */
  readonly terms: Map<string, TargetTerms>
}

export function scoreCommand(): Command {
  return new Command('score')
    .description(
      'score texts: {"id","text","lang"?,"brand"?} a line in, probabilities with reasons out',
    )
    .addOption(
      new Option('--lang <language>', 'the language of all texts')
        .choices(['de', 'en', 'auto'])
        .default('auto'),
    )
    .option(
      '--brand <names...>',
      'how negative towards this brand: its names, #hashtags and @handles; a line may have its own as "brand"',
    )
    .action(async ({ lang, brand = [] }: { lang: Asked['lang']; brand?: string[] }) => {
      const asked = { scorer: loadScorer(), lang, brand, terms: new Map() }
      for await (const lines of readLines('-'))
        await print(lines.map((line) => `${JSON.stringify(scoreLine(asked, line))}\n`).join(''))
    })
}

function scoreLine(asked: Asked, line: Line): object {
  if (line.bytes.length < line.totalBytes) return refuse(null, line.number, 'is too long')
  let input: unknown
  try {
    input = JSON.parse(line.bytes.toString('utf8'))
  } catch {
    return refuse(null, line.number, 'is not JSON')
  }
  const { id, text, lang: declared, kind, brand } = (input ?? {}) as Record<string, unknown>
  const name = typeof id === 'string' || typeof id === 'number' ? id : null
  if (typeof text !== 'string') return refuse(name, line.number, 'has no "text" that is a string')
  const names = brand === undefined || brand === null ? asked.brand : [brand].flat()
  if (!names.every((one) => typeof one === 'string'))
    return refuse(name, line.number, 'has a "brand" that is neither a name nor a list of names')
  const language = languageOf(asked.scorer, text, asked.lang === 'auto' ? declared : asked.lang)
  const { unread, ...scored } = asked.scorer.score(
    text,
    language,
    typeof kind === 'string' ? kind : 'post',
    names.length > 0 ? { terms: termsOf(asked.terms, names) } : undefined,
  )
  return { id: name, ...scored, ...(unread > 0 ? { unread } : {}) }
}

/** More are not kept: a file that asks about other names in every line must not fill the memory. */
const TERMS_KEPT = 1_000

function termsOf(known: Map<string, TargetTerms>, names: readonly string[]): TargetTerms {
  const key = JSON.stringify(names)
  const terms = known.get(key) ?? targetTerms(names)
  if (known.size < TERMS_KEPT) known.set(key, terms)
  return terms
}

/** A language given with the text stands; anything else is a hint for very short texts. */
function languageOf(scorer: Loaded, text: string, declared: unknown): 'de' | 'en' {
  if (declared === 'de' || declared === 'en') return declared
  return scorer.detect(text, typeof declared === 'string' ? declared : undefined).lang
}

/** The line keeps its place in the output, so that inputs and outputs can be counted against each other. */
function refuse(id: string | number | null, line: number, what: string): object {
  process.stderr.write(`score: line ${line} ${what}\n`)
  return { id, error: `line ${line} ${what}` }
}
