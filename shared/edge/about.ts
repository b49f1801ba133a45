/** What the scorer is told about a configured brand: its words, its own cues, and what its own labels change. */

import type { Brand } from '../core/brand.ts'
import type { Corrections } from '../core/sentiment/own-labels.ts'
import type { About } from '../core/sentiment/score.ts'
import { targetTerms } from '../core/sentiment/target-terms.ts'
import { cueTable } from '../core/sentiment/touchpoints.ts'

/**
 * The words for each brand, made ready when it is first spoken of: most of many brands never are in one process.
 * @param corrections asked every time, because labels come while the product runs
 */
export function aboutBrands(
  brands: readonly Brand[],
  corrections: (brandId: string) => Corrections | undefined,
): (brandId: string) => About | undefined {
  const byId = new Map(brands.map((brand) => [brand.id, brand]))
  const known = new Map<string, About>()
  return (brandId) => {
    const learned = corrections(brandId)
    const before = known.get(brandId)
    if (before !== undefined && before.corrections === learned) return before
    const brand = byId.get(brandId)
    if (brand === undefined) return undefined
    const made = { ...(before ?? aboutBrand(brand)), corrections: learned }
    known.set(brandId, made)
    return made
  }
}

export function aboutBrand(brand: Brand): About {
  const { ownWords } = brand
  return { terms: targetTerms(termsOf(brand)), cues: ownWords && cueTable(ownWords) }
}

/** As `targetTerms` reads them. */
function termsOf({ names, keywords, hashtags, handles }: Brand): string[] {
  const signed = (sign: string) => (word: string) => (word.startsWith(sign) ? word : sign + word)
  return [...names, ...keywords, ...hashtags.map(signed('#')), ...handles.map(signed('@'))]
}
