declare module 'natural/lib/natural/sentiment/index.js' {
  export class SentimentAnalyzer {
    constructor(language: string, stemmer: undefined, vocabulary: string)
    getSentiment(words: readonly string[]): number
  }
}

declare module 'sentiment' {
  class Sentiment {
    analyze(text: string): { readonly score: number; readonly comparative: number }
  }
  export = Sentiment
}

declare module 'vader-sentiment' {
  export const SentimentIntensityAnalyzer: {
    polarity_scores(text: string): { readonly compound: number }
  }
}
