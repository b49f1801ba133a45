/**
 * Which brands a text is about: brand rules in, matches out. The one rule: a text without a rule word costs one
 * walk over its characters, however many brands there are.
 */

import type { Brand } from './brand.ts'
import type { Finder } from './finder.ts'
import { buildFinder } from './finder.ts'
import { foldText } from './fold.ts'
import type { Literal, RuleFault, RuleOptions } from './literal.ts'
import { readRule, standsAt } from './literal.ts'
import { isOwnAuthor, ownHandlesOf } from './own.ts'

export interface MatchInput {
  readonly text: string
  readonly authorHandle?: string | undefined
  /** The platform; without it, the own accounts of all platforms count. */
  readonly source?: string | undefined
}

export interface Match {
  readonly brandId: string
  /** The rules found, as they are written in the configuration (hashtags with their sign), in its order. */
  readonly terms: readonly string[]
  /** The brand itself is the author: a mention, but nobody's complaint. */
  readonly own: boolean
}

export interface RejectedRule {
  readonly brandId: string
  readonly rule: string
  readonly reason: RuleFault
}

export interface Matcher {
  /** The brands a text is about, in the order of the configuration. Linear in the text, whatever it holds. */
  match(input: MatchInput): readonly Match[]
  /** Rules that would match everything or nothing, and are left out. */
  readonly rejected: readonly RejectedRule[]
}

/**
 * Compiles the rules of all brands. Never throws for odd rules: they are `rejected`. 10,000 brands of one name take
 * 0.4 CPU-seconds and 16 MB, in one go; to change a rule, compile again.
 */
export function compileMatcher(brands: readonly Brand[]): Matcher {
  const rejected: RejectedRule[] = []
  const wanted = compileRules(brands, wantedRules, rejected)
  const unwanted = compileRules(brands, unwantedRules, rejected)
  const hasUnwanted = brands.map((brand) => brand.exclude.length > 0)
  const ownHandles = brands.map(ownHandlesOf)

  function match(input: MatchInput): readonly Match[] {
    if (!wanted.finder.occursIn(input.text)) return NONE
    const folded = foldText(input.text)
    const rules = rulesIn(wanted, folded)
    if (rules.length === 0) return NONE
    const excluded = new Set<number>()
    if (rules.some(({ brand }) => hasUnwanted[brand]) && unwanted.finder.occursIn(folded)) {
      for (const { brand } of rulesIn(unwanted, folded)) excluded.add(brand)
    }
    const termsOf = new Map<number, string[]>()
    for (const { brand, term } of rules) {
      const terms = termsOf.get(brand)
      if (terms) terms.push(term)
      else if (!excluded.has(brand)) termsOf.set(brand, [term])
    }
    return Array.from(termsOf, ([brand, terms]) => ({
      brandId: brands[brand]!.id,
      terms,
      own: isOwnAuthor(ownHandles[brand], input),
    }))
  }

  return { match, rejected }
}

const NONE: readonly Match[] = Object.freeze([])

/** A rule of one brand as it is looked for. */
interface Rule extends RuleOptions {
  readonly rule: string
}

interface CompiledRules {
  readonly finder: Finder
  readonly literals: readonly Literal[]
  /** By literal: the number of its rule. */
  readonly ruleOf: Int32Array
  /** By rule, brand after brand. */
  readonly rules: readonly FoundRule[]
}

interface FoundRule {
  readonly brand: number
  readonly term: string
}

function wantedRules(brand: Brand): Rule[] {
  const german = brand.languages.includes('de')
  return [
    ...brand.names.map((rule) => ({ rule, sign: '', compounds: brand.compounds, german }) as const),
    ...brand.keywords.map((rule) => ({ rule, sign: '', compounds: false, german }) as const),
    ...brand.hashtags.map((rule) => ({ rule, sign: '#', compounds: false, german }) as const),
    ...brand.handles.map((rule) => ({ rule, sign: '@', compounds: false, german }) as const),
  ]
}

function unwantedRules(brand: Brand): Rule[] {
  const german = brand.languages.includes('de')
  return brand.exclude.map((rule) => ({ rule, sign: '', compounds: false, german }))
}

function compileRules(
  brands: readonly Brand[],
  rulesOf: (brand: Brand) => Rule[],
  rejected: RejectedRule[],
): CompiledRules {
  const literals: Literal[] = []
  const ruleOf: number[] = []
  const rules: FoundRule[] = []
  for (const [number, brand] of brands.entries()) {
    const seen = new Set<string>()
    for (const rule of rulesOf(brand)) {
      const term = termOf(rule)
      if (seen.has(term)) continue
      seen.add(term)
      const read = readRule(rule.rule, rule)
      if (typeof read === 'string') {
        rejected.push({ brandId: brand.id, rule: rule.rule, reason: read })
        continue
      }
      for (const literal of read) {
        literals.push(literal)
        ruleOf.push(rules.length)
      }
      rules.push({ brand: number, term })
    }
  }
  return { finder: buildFinder(literals), literals, ruleOf: Int32Array.from(ruleOf), rules }
}

function termOf({ rule, sign }: Rule): string {
  return rule.startsWith(sign) ? rule : sign + rule
}

/** The rules found, each once, in the order of the configuration. */
function rulesIn({ finder, literals, ruleOf, rules }: CompiledRules, folded: string): FoundRule[] {
  const found = new Set<number>()
  finder.visit(folded, (literal, end) => {
    const rule = ruleOf[literal]!
    if (!found.has(rule) && standsAt(literals[literal]!, folded, end)) found.add(rule)
  })
  return [...found].sort((a, b) => a - b).map((rule) => rules[rule]!)
}
