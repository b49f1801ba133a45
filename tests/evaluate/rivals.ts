/// <reference path="./rivals.d.ts" />
/**
 * The packages the sentiment is measured against, on the same texts in the same run. All are English: `natural`'s
 * German list is SentiWS, which is not free for commercial use; its analyzer reads every list it has, and the German one is not asked.
 */

import natural from 'natural/lib/natural/sentiment/index.js'
import Sentiment from 'sentiment'
import vader from 'vader-sentiment'
import type { Judgement } from '../../infra/train/measure.ts'

export interface Rival {
  readonly name: string
  /** Above 0 for praise, below 0 for complaint. */
  readonly value: (text: string) => number
  /** Values nearer to 0 than this are neutral. */
  readonly neutral: number
}

export function rivals(): Rival[] {
  const afinn = new natural.SentimentAnalyzer('English', undefined, 'afinn')
  const sentiment = new Sentiment()
  const analyzer = vader.SentimentIntensityAnalyzer
  return [
    {
      name: 'natural (AFINN)',
      value: (text) => afinn.getSentiment(text.toLowerCase().match(/[a-z']+/g) ?? []) || 0,
      neutral: 1e-9,
    },
    { name: 'sentiment', value: (text) => sentiment.analyze(text).comparative, neutral: 1e-9 },
    // The thresholds of its authors.
    { name: 'VADER port', value: (text) => analyzer.polarity_scores(text).compound, neutral: 0.05 },
  ]
}

export function judgedBy(
  { value, neutral }: Rival,
  texts: readonly { readonly text: string; readonly label: number }[],
): Judgement[] {
  return texts.map(({ text, label }) => {
    const found = value(text)
    return { label, said: found <= -neutral ? 0 : found >= neutral ? 2 : 1, negative: -found }
  })
}
