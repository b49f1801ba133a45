/** Brands by the rules that matter, and what the matcher finds of them. */

import { type Brand, plainBrand } from '../../shared/core/brand.ts'
import { compileMatcher } from '../../shared/core/match.ts'

export function brand(id: string, rules: Partial<Brand>): Brand {
  return { ...plainBrand(id, []), ...rules }
}

/** The terms of the only brand there is. */
export function termsOf(rules: Partial<Brand>, text: string): readonly string[] {
  const [match] = compileMatcher([brand('acme', rules)]).match({ text })
  return match?.terms ?? []
}

export function brandsOf(brands: Brand[], text: string): string[] {
  return compileMatcher(brands)
    .match({ text })
    .map(({ brandId }) => brandId)
}
