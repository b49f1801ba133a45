/** Reads the lexica from `infra/lexica` and the models from `infra/models`, and makes the one scorer of a process. */

import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Scorer, ScorerOptions, SentimentModel } from '../core/sentiment/score.ts'
import { buildModel, createScorer } from '../core/sentiment/score.ts'
import type { LanguageDetector } from './language.ts'
import { createLanguageDetector } from './language.ts'

/** @throws Error when a lexicon or model is missing or cannot be read: without one the product must not start. */
export function loadScorer(options: ScorerOptions = {}): Scorer & LanguageDetector {
  return { ...createScorer(loadModel(), options), ...createLanguageDetector() }
}

/** The parsed lexica and models, to be shared by the scorers of several brands. */
export function loadModel(folder: string = infraFolder()): SentimentModel {
  const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8')
  return buildModel({
    de: read('lexica', 'de.tsv'),
    deCues: read('lexica', 'de-cues.tsv'),
    en: read('lexica', 'en.tsv'),
    enCues: read('lexica', 'en-cues.tsv'),
    faces: read('lexica', 'faces.tsv'),
    deModel: read('models', 'de.tsv'),
    enModel: read('models', 'en.tsv'),
  })
}

/** `infra` beside the nearest `package.json` above: the same from the sources and from `dist`. */
export function infraFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder)
    if (above === folder) throw new Error('no package.json above the program: cannot find infra')
    folder = above
  }
  return join(folder, 'infra')
}
