/** What is watched: a company, a product or a person, and the words by which a mention of it is known. */

import type { OwnWords } from './sentiment/touchpoints.ts'

export interface Brand {
  /** The key of everything. */
  readonly id: string
  /** Words and phrases; case, umlauts and inflection are folded. The first is the display name. */
  readonly names: readonly string[]
  readonly keywords: readonly string[]
  /** Without the leading `#`. */
  readonly hashtags: readonly string[]
  /** With the leading `@`. */
  readonly handles: readonly string[]
  /** A mention with one of these is not ours. */
  readonly exclude: readonly string[]
  /** Also find the names inside German compounds (`Acmekunde`, `Acme-Hotline` is found anyway). */
  readonly compounds: boolean
  readonly languages: readonly string[]
  readonly timeZone: string
  /** Own pages by platform: comments there are mentions. */
  readonly ownAccounts: Readonly<Record<string, readonly string[]>>
  /** Words it adds to classes and touchpoints, or takes out of them. */
  readonly ownWords?: OwnWords
  /** Domains of national media that matter to it; undefined: those of `press.ts`. */
  readonly nationalMedia?: readonly string[]
}

/** A brand with nothing but an id and names, the rest as the configuration's defaults have it. */
export function plainBrand(id: string, names: readonly string[] = [id]): Brand {
  return {
    id,
    names,
    keywords: [],
    hashtags: [],
    handles: [],
    exclude: [],
    compounds: false,
    languages: ['de', 'en'],
    timeZone: 'Europe/Berlin',
    ownAccounts: {},
  }
}
