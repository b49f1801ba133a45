/** Reads the lexica from `infra/lexica` and makes the one scorer of a process. */

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Scorer, ScorerOptions, SentimentModel } from '../core/sentiment/score.ts'
import { buildModel, createScorer } from '../core/sentiment/score.ts'
import type { LanguageDetector } from './language.ts'
import { createLanguageDetector } from './language.ts'

/** @throws Error when a lexicon is missing or cannot be read: without one the product must not start. */
export function loadScorer(options: ScorerOptions = {}): Scorer & LanguageDetector {
  return { ...createScorer(loadModel(), options), ...createLanguageDetector() }
}

/** The parsed lexica, to be shared by the scorers of several brands. */
export function loadModel(folder: string = lexicaFolder()): SentimentModel {
  const read = (name: string): string => readFileSync(join(folder, `${name}.tsv`), 'utf8')
  return buildModel({
    de: read('de'),
    deCues: read('de-cues'),
    en: read('en'),
    enCues: read('en-cues'),
    faces: read('faces'),
  })
}

/** `infra/lexica` beside the nearest `package.json` above: the same from the sources and from `dist`. */
function lexicaFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder)
    if (above === folder)
      throw new Error('no package.json above the program: cannot find infra/lexica')
    folder = above
  }
  return join(folder, 'infra', 'lexica')
}
