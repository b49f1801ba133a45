import { beforeAll, describe, expect, test } from 'vitest'
import { buildCli, cli, parseLines } from '../harness/cli.ts'

beforeAll(buildCli)

interface Scored {
  readonly id: string | number | null
  readonly lang: string
  readonly label: string
  readonly negative: number
  readonly neutral: number
  readonly positive: number
  readonly reasons: readonly { readonly text: string; readonly weight: number }[]
  readonly classes: readonly string[]
  readonly touchpoints: readonly string[]
  readonly error?: string
}

const line = (fields: object) => `${JSON.stringify(fields)}\n`

describe('score', () => {
  test('about a brand: probabilities are towards it, those of the whole post stand beside them', async () => {
    const text = 'Von Telekabel nur Ausreden gehört, FunkEins hat es an einem Nachmittag gelöst.'
    const stdin = [{ brand: 'Telekabel' }, {}, { brand: ['Nirgends', '@nirgends'] }, { brand: 7 }]
      .map((fields, id) => line({ id, text, lang: 'de', ...fields }))
      .join('')
    const { status, stdout, stderr } = await cli(['score', '--brand', 'FunkEins', '@funkeins'], {
      stdin,
    })
    expect(status).toBe(0)
    const [other, own, none, wrong] = parseLines<Scored & { towards?: { post: object } }>(stdout)
    expect(other!.negative).toBeGreaterThan(own!.negative)
    expect(own!.towards).toMatchObject({ named: ['FunkEins'], post: other!.towards!.post })
    expect(none!.towards).toBeUndefined()
    expect(none).toMatchObject(other!.towards!.post)
    expect(wrong!.error).toContain('"brand"')
    expect(stderr).toContain('line 4 has a "brand"')
  })

  test('gives probabilities with reasons, line by line in order', async () => {
    const texts = [
      'Der Kundendienst ist eine Katastrophe, nie wieder! Ich kündige.',
      'I love this product, thank you!',
      'Die Rechnung kam heute an.',
      'Worst delivery ever. I want my money back.',
    ]
    const inputs = Array.from({ length: 400 }, (_, i) => ({ id: `n-${i}`, text: texts[i % 4]! }))
    const { status, stdout, stderr } = await cli(['score'], { stdin: inputs.map(line).join('') })
    expect([status, stderr]).toEqual([0, ''])
    const scored = parseLines<Scored>(stdout)
    expect(scored.map(({ id }) => id)).toEqual(inputs.map(({ id }) => id))
    for (const one of scored) {
      expect(Object.keys(one)).toEqual([
        'id',
        'lang',
        'label',
        'negative',
        'neutral',
        'positive',
        'reasons',
        'classes',
        'touchpoints',
        'cues',
        'unsure',
      ])
      expect(one.negative + one.neutral + one.positive).toBeCloseTo(1, 9)
      const largest = Math.max(one.negative, one.neutral, one.positive)
      expect(one[one.label as 'negative' | 'neutral' | 'positive']).toBe(largest)
    }
    expect(scored.slice(0, 4).map(({ label, lang }) => [label, lang])).toEqual([
      ['negative', 'de'],
      ['positive', 'en'],
      ['neutral', 'de'],
      ['negative', 'en'],
    ])
    expect(scored[0]!.reasons.length).toBeGreaterThan(0)
    expect(scored[0]!.reasons[0]!.weight).toBeLessThan(0)
    expect(scored[0]!.classes).toContain('churn')
    expect(scored[3]!.touchpoints).toContain('delivery')
    expect(scored.slice(4, 8)).toEqual(
      scored.slice(0, 4).map((one, i) => ({ ...one, id: `n-${i + 4}` })),
    )
  })

  test('keeps the place of lines that nobody can read, and goes on', async () => {
    const good = line({ id: 'good', text: 'Das ist furchtbar.' })
    const bad = [
      '{broken\n',
      '[]\n',
      'null\n',
      '7\n',
      line({ id: 'no-text' }),
      line({ id: 8, text: 9 }),
      `${'['.repeat(100_000)}${']'.repeat(100_000)}\n`,
      line({ id: 'long', text: 'x'.repeat(10_000_000) }),
      '\u0000\u0001\n',
    ]
    const stdin = bad.map((one) => one + good).join('')
    const { status, stdout, stderr } = await cli(['score'], { stdin })
    expect(status).toBe(0)
    const scored = parseLines<Scored>(stdout)
    expect(scored).toHaveLength(2 * bad.length)
    for (const [i, one] of scored.entries()) {
      if (i % 2 === 1) expect(one).toMatchObject({ id: 'good', label: 'negative' })
      else expect(one.error).toContain(`line ${i + 1} `)
    }
    expect(scored[8]).toEqual({ id: 'no-text', error: 'line 9 has no "text" that is a string' })
    expect(scored[10]!.id).toBe(8)
    expect(stderr.trimEnd().split('\n')).toHaveLength(bad.length)
  })

  test('says the language it was told, or finds it', async () => {
    const texts = [
      { id: 1, text: 'Das war ein schöner Abend mit euch' },
      { id: 2, text: 'This was a lovely evening with all of you' },
      { id: 3, text: 'ok', lang: 'de' },
      { id: 4, text: 'ok', lang: 'en' },
      { id: 5, text: 'ok', lang: 'tlh' },
    ]
    const stdin = texts.map(line).join('')
    const [auto, de] = await Promise.all([
      cli(['score'], { stdin }),
      cli(['score', '--lang', 'de'], { stdin }),
    ])
    const found = parseLines<Scored>(auto!.stdout).map(({ lang }) => lang)
    expect(found.slice(0, 4)).toEqual(['de', 'en', 'de', 'en'])
    expect(parseLines<Scored>(de!.stdout).map(({ lang }) => lang)).toEqual(Array(5).fill('de'))
  })

  test('takes odd texts as they are', async () => {
    const odd = [
      { id: '', text: '' },
      { id: '__proto__', text: '\u0000\u202e' },
      { id: 'emoji', text: '😡😡😡' },
    ]
    const stdin = `${odd.map(line).join('')}{"id":"lone","text":"\\ud800 furchtbar"}`
    const { status, stdout, stderr } = await cli(['score'], { stdin })
    expect([status, stderr]).toEqual([0, ''])
    const scored = parseLines<Scored>(stdout)
    expect(scored.map(({ id }) => id)).toEqual(['', '__proto__', 'emoji', 'lone'])
    expect(scored.map(({ label }) => label)).toEqual(['neutral', 'neutral', 'negative', 'negative'])
  })
})
