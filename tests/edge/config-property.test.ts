import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  describeConfig,
  formatProblem,
  policyVersion,
  tellingPlan,
} from '../../shared/edge/config.ts'
import { nearestName, parsePath, pathText, slips } from '../../shared/edge/config-problem.ts'
import { startingConfig } from '../../shared/edge/config-starting.ts'
import { CONTRACT, FILE, load } from './config-setup.ts'

const RUNS = 200
const VALID = [CONTRACT, startingConfig('Müller & Söhne')]

const piece = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom(
    ...['', ' ', '\n', '\t', '\0', '{', '}', '[', ']', ':', ': ', ',', '#', '&a ', '*a', '"', "'"],
    ...[
      '- ',
      '? ',
      '<<: ',
      '!!set ',
      '---\n',
      '$' + '{',
      '}',
      '%',
      '@',
      '|',
      '>',
      '~',
      '.nan',
      '1e999',
    ],
    ...['null', '__proto__', 'constructor', '\ud800', '\u2028', '-1', '9'.repeat(40)],
  ),
)
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(80)),
  insert: piece,
})

/** Loads and demands of the result what holds for any text. */
function judge(text: string): void {
  const result = load(text, { sourceOptions: { mastodon: () => [] } })
  if (result.ok) {
    expect(result.config.brands.length).toBeGreaterThan(0)
    expect(describeConfig(result.config)).not.toContain('s3cr3t')
    tellingPlan(result.config, 0)
    policyVersion(result.config, 0)
    return
  }
  expect(result.problems.length).toBeGreaterThan(0)
  const lines = text.split(/\r\n|\n/)
  let last = 0
  for (const problem of result.problems) {
    expect(problem.line).toBeGreaterThanOrEqual(Math.max(1, last))
    expect(problem.line).toBeLessThanOrEqual(lines.length)
    expect(problem.column).toBeGreaterThanOrEqual(1)
    expect(problem.column).toBeLessThanOrEqual(text.length + 1)
    const sentence = formatProblem(problem, FILE)
    expect(sentence).toMatch(/^sturmwarte\.yaml:\d+:\d+: .+[.?!]$/su)
    expect(sentence).not.toContain('s3cr3t')
    last = problem.line
  }
}

describe('a valid configuration with one edit', () => {
  it('is taken or refused with a place, and never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(...VALID), edit, (text, { at, remove, insert }) => {
        const start = Math.floor(at * text.length)
        judge(text.slice(0, start) + insert + text.slice(start + remove))
      }),
      { numRuns: RUNS },
    )
  })

  it('likewise where a value is another or a key is lost', () => {
    const parts = CONTRACT.split(/(?<=[\s,:[\]{}])/)
    const value = fc.oneof(
      fc.constantFrom(
        'null',
        '[]',
        '{}',
        '1',
        '-1',
        'true',
        'x',
        '"x"',
        '[x]',
        '{x: 1}',
        '""',
        '0.5',
        '10m',
      ),
      fc.constantFrom(...parts),
    )
    fc.assert(
      fc.property(fc.nat(parts.length - 1), value, (index, other) => {
        const space = /\s$/.test(parts[index]!) ? parts[index]!.slice(-1) : ''
        judge(parts.with(index, other + space).join(''))
      }),
      { numRuns: RUNS },
    )
  })

  it('likewise for any JSON at all', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => judge(text)),
      { numRuns: RUNS },
    )
  })
})

describe('paths', () => {
  it('are read back as they were written', () => {
    const step = fc.oneof(fc.nat(99), fc.string({ minLength: 1, maxLength: 20 }))
    fc.assert(
      fc.property(fc.array(step), (path) => {
        expect(parsePath(pathText(path))).toEqual(path)
      }),
    )
  })
})

describe('the nearest name', () => {
  it.each([
    ['tauWran', 'tauWarn'],
    ['TAUWARN', 'tauWarn'],
    ['tauwatch', 'tauWatch'],
    ['brnads', 'brands'],
    ['x', undefined],
    ['completely-different', undefined],
    ['', undefined],
  ])('to %s is %s', (written, meant) => {
    expect(nearestName(written, ['brands', 'tauWatch', 'tauWarn', 'log'])).toBe(meant)
  })

  it('is found by a distance that is symmetric, zero for the same, and counts a swap once', () => {
    expect(slips('abcd', 'abdc')).toBe(1)
    expect(slips('', 'abc')).toBe(3)
    const word = fc.string({ maxLength: 8 })
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(slips(a, b)).toBe(slips(b, a))
        expect(slips(a, b) === 0).toBe(a === b)
        expect(slips(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length))
      }),
    )
  })
})
