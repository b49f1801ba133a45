/** `sturmwarte score`: sentiment with reasons, NDJSON in and out, line by line in order. */

import { Command, Option } from 'commander'
import { type Line, readLines } from '../../shared/edge/lines.ts'
import { loadScorer } from '../../shared/edge/sentiment-files.ts'
import { print } from './exit.ts'

export function scoreCommand(): Command {
  return new Command('score')
    .description('score texts: {"id","text","lang"?} a line in, probabilities with reasons out')
    .addOption(
      new Option('--lang <language>', 'the language of all texts')
        .choices(['de', 'en', 'auto'])
        .default('auto'),
    )
    .action(async ({ lang }: { lang: 'de' | 'en' | 'auto' }) => {
      const scorer = loadScorer()
      for await (const lines of readLines('-')) {
        await print(
          lines.map((line) => `${JSON.stringify(scoreLine(scorer, line, lang))}\n`).join(''),
        )
      }
    })
}

function scoreLine(
  scorer: ReturnType<typeof loadScorer>,
  line: Line,
  lang: 'de' | 'en' | 'auto',
): object {
  if (line.bytes.length < line.totalBytes) return refuse(null, line.number, 'is too long')
  let input: unknown
  try {
    input = JSON.parse(line.bytes.toString('utf8'))
  } catch {
    return refuse(null, line.number, 'is not JSON')
  }
  const { id, text, lang: declared, kind } = (input ?? {}) as Record<string, unknown>
  const name = typeof id === 'string' || typeof id === 'number' ? id : null
  if (typeof text !== 'string') return refuse(name, line.number, 'has no "text" that is a string')
  const language = languageOf(scorer, text, lang === 'auto' ? declared : lang)
  const { unread, ...scored } = scorer.score(
    text,
    language,
    typeof kind === 'string' ? kind : 'post',
  )
  return { id: name, ...scored, ...(unread > 0 ? { unread } : {}) }
}

/** A language given with the text stands; anything else is a hint for very short texts. */
function languageOf(
  scorer: ReturnType<typeof loadScorer>,
  text: string,
  declared: unknown,
): 'de' | 'en' {
  if (declared === 'de' || declared === 'en') return declared
  return scorer.detect(text, typeof declared === 'string' ? declared : undefined).lang
}

/** The line keeps its place in the output, so that inputs and outputs can be counted against each other. */
function refuse(id: string | number | null, line: number, what: string): object {
  process.stderr.write(`score: line ${line} ${what}\n`)
  return { id, error: `line ${line} ${what}` }
}
