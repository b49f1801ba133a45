import { beforeAll, describe, expect, test } from 'vitest'
import { buildCli, cli, parseLines } from '../harness/cli.ts'

beforeAll(buildCli)

interface Forecast {
  readonly id: string | number | null
  readonly at?: string
  readonly current?: number | null
  readonly predicted?: number | null
  readonly low?: number | null
  readonly high?: number | null
  readonly horizonHours?: number
  readonly reason?: string
  readonly error?: string
}

const BORN = Date.UTC(2026, 2, 7, 20)
const at = (hours: number) => new Date(BORN + hours * 3_600_000).toISOString()
const sample = (hours: number, likes: unknown) => ({ at: at(hours), likes, comments: 2, shares: 1 })
const post = (samples: readonly object[], more: object = {}) => ({
  id: 'p',
  publishedAt: at(0),
  samples,
  ...more,
})

async function forecast(...inputs: readonly (object | string)[]) {
  const lines = inputs.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))
  const { status, stdout, stderr } = await cli(['forecast'], { stdin: `${lines.join('\n')}\n` })
  return { status, stderr, answers: parseLines<Forecast>(stdout) }
}

describe('forecast', () => {
  test('gives the size with its range, and the sum of the three counters as the present', async () => {
    const grown = post([sample(1, 40), sample(2, 150), sample(4, 400)])
    const { status, stderr, answers } = await forecast(grown, { ...grown, horizonHours: 12 })
    expect([status, stderr]).toEqual([0, ''])
    const [final, sooner] = answers
    expect(final).toMatchObject({ id: 'p', current: 403, horizonHours: 48 })
    expect(Date.parse(final!.at!)).toBe(BORN + 4 * 3_600_000)
    const order = [403, final!.low!, final!.predicted!, final!.high!]
    expect(order).toEqual([...order].sort((a, b) => a - b))
    expect(sooner!.horizonHours).toBe(12)
    expect(sooner!.predicted!).toBeLessThan(final!.predicted!)
  })

  test('the order of the samples, an unknown counter and one that falls change nothing', async () => {
    const samples = [sample(1, 40), sample(2, 150), sample(4, 400)]
    const { answers } = await forecast(
      post(samples),
      post([...samples].reverse()),
      post([samples[0]!, samples[1]!, { at: at(4), likes: 400, comments: null }]),
      post([...samples.slice(0, 2), sample(3, 10), samples[2]!]),
    )
    const predicted = answers.map((answer) => answer.predicted)
    expect(predicted.slice(1, 3)).toEqual([predicted[0], predicted[0]])
    expect(predicted[3]).toBeGreaterThan(0)
  })

  test.each<[string, object, RegExp]>([
    ['without samples', post([]), /no sample/],
    ['while the post is young', post([sample(0.2, 90), sample(1, 200)]), /younger than 3 hours/],
    ['below ten interactions', post([sample(3, 1), sample(5, 2)]), /fewer than 10/],
    ['from one sample of an old post', post([sample(20, 900)]), /no two samples/],
    ['before it was published', post([sample(-2, 90), sample(-1, 95)]), /before the post was/],
  ])('says nothing %s, and why', async (_, input, why) => {
    const { answers } = await forecast(input)
    expect(answers[0]).toMatchObject({ id: 'p', predicted: null, low: null, high: null })
    expect(answers[0]!.reason).toMatch(why)
  })

  test('a post whose time is over is what it is', async () => {
    const { answers } = await forecast(post([sample(47, 900), sample(60, 950)]))
    expect(answers[0]).toMatchObject({ predicted: 953, low: 953, high: 953 })
  })

  test('an unreadable line keeps its place and is told', async () => {
    const good = post([sample(1, 40), sample(4, 400)])
    const { status, stderr, answers } = await forecast(
      'nope',
      { id: 'a', samples: [] },
      post([sample(3, 4.5)]),
      post([{ at: 'yesterday' }]),
      post([], { horizonHours: -3 }),
      post([], { horizonHours: '48' }),
      good,
    )
    expect(status).toBe(0)
    expect(answers.map(({ error }) => error?.replace(/^line \d+ /, ''))).toEqual([
      'is not JSON',
      'has no "publishedAt" that is an instant',
      'has "likes" that is no count in sample 1',
      'has no "at" that is an instant in sample 1',
      'has a "horizonHours" that is not between 0 and 8760',
      'has a "horizonHours" that is not between 0 and 8760',
      undefined,
    ])
    expect(stderr.trim().split('\n')).toHaveLength(6)
    expect(answers[6]!.predicted).toBeGreaterThan(400)
  })
})
