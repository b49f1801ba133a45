/** Executes the architecture: each rule is proven on a fixture that breaks it and then asked of the real tree. */

import { describe, expect, it } from 'vitest'
import type { HouseRule, Violation } from './harness/house-ast.ts'
import { oneClock, pureCore, safeMarkup, thresholds } from './harness/house-code-rules.ts'
import {
  doors,
  importDirections,
  isTable,
  names,
  sizes,
  tablesOfContents,
} from './harness/house-rules.ts'
import { fixtureTree, realTree } from './harness/house-tree.ts'

const RULES: readonly HouseRule[] = [
  importDirections,
  doors,
  pureCore,
  oneClock,
  sizes,
  thresholds,
  names,
  safeMarkup,
  tablesOfContents,
]

const tree = realTree()

describe.each(RULES)('$name', (rule) => {
  it('finds what its fixture breaks, and nothing else', () => {
    const { files, broken } = fixtureTree(rule.name)
    expect(broken.length).toBeGreaterThan(0)
    expect(places(rule.check(files))).toEqual([...broken].sort())
  })

  it('is the only rule its fixture breaks', () => {
    const { files } = fixtureTree(rule.name)
    expect(RULES.filter((other) => other.check(files).length > 0)).toEqual([rule])
  })

  it('is kept by the house', () => {
    expect(sentences(rule.check(tree))).toEqual([])
  })
})

describe('tables', () => {
  it('are few, and longer than a file may be', () => {
    const tables = tree.filter(isTable)
    console.info(`tables: ${tables.map((file) => file.path).join(', ') || 'none'}`)
    expect(tables.length).toBeLessThanOrEqual(12)
    const needless = tables.filter((file) => file.text.split('\n').length <= 300)
    expect(needless.map((file) => file.path)).toEqual([])
  })
})

function places(violations: readonly Violation[]): string[] {
  return [...new Set(violations.map(({ path, line }) => `${path}:${line}`))].sort()
}

function sentences(violations: readonly Violation[]): string[] {
  return violations.map(({ path, line, message }) => `${path}:${line} ${message}`)
}
