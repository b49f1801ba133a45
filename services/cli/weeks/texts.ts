/**
 * What people say in the simulated weeks. Written for this, as people write: short, with slips, irony and without;
 * never looked at by any model that ships. `{b}` is the brand, `{c}` a town, `{n}` a number, `{d}` a day.
 */

export interface Theme {
  /** What set it off, and what is heard most. */
  readonly first: string
  readonly angry: readonly string[]
  /** Headlines, once the press has it. */
  readonly articles: readonly string[]
  readonly hashtag: string
}

/** One language. */
export interface Texts {
  readonly towns: readonly string[]
  readonly days: readonly string[]
  /** Put before or behind, so that hardly two are alike. */
  readonly openers: readonly string[]
  readonly closers: readonly string[]
  readonly neutral: readonly string[]
  readonly negative: readonly string[]
  readonly positive: readonly string[]
  readonly themes: readonly Theme[]
  readonly praise: readonly string[]
  readonly launch: readonly string[]
  readonly giveaway: readonly string[]
  readonly sports: readonly string[]
  readonly tickers: readonly string[]
  /** Another thing with the same name, in trouble. */
  readonly collision: readonly string[]
  /** The campaign letter that many copy, with little of their own. */
  readonly campaign: readonly string[]
  readonly own: readonly string[]
}

export { GERMAN } from './texts-de.ts'
export { ENGLISH } from './texts-en.ts'
