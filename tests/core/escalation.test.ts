import { describe, expect, test } from 'vitest'
import { escalation } from '../../shared/core/escalation.ts'
import {
  answer,
  at,
  begin,
  fold,
  HOUSE,
  route,
  said,
  storm,
  story,
  tick,
} from '../harness/alerts.ts'

describe('one storm is one alert', () => {
  test('it opens by day, rises, and somebody has it', () => {
    expect(
      story([
        storm('14:00', 'opened', 2),
        storm('14:20', 'level-raised', 3),
        answer('14:25', 'lena', 'acknowledgement'),
        tick('18:00'),
        storm('18:00', 'fading'),
        storm('21:00', 'ended'),
      ]),
    ).toBe(`
    14:00 lena max: first 2
    14:20 lena max petra: level-raised 3 from 2
    14:25 max petra: acknowledged 3, lena has it
    18:00 lena max petra: fading 1 from 3, lena has it
    21:00 lena max petra: resolved 0 from 1, lena has it
    `)
  })

  test('nobody reacts: the chain goes on, and begins anew with a rise', () => {
    expect(
      story([
        storm('14:00', 'opened', 2),
        tick('15:00'),
        storm('15:30', 'level-raised', 3),
        tick('15:59:59'),
        tick('16:00'),
        tick('20:00'),
      ]),
    ).toBe(`
    14:00 lena max: first 2
    15:00 petra: escalated 2
    15:30 lena max petra: level-raised 3 from 2
    16:00 boss: escalated 3
    `)
  })

  test('an acknowledgement stops the chain; a rise takes it back', () => {
    expect(
      story([
        storm('14:00', 'opened', 3),
        answer('14:10', 'petra', 'acknowledgement'),
        tick('15:00'),
        storm('15:00', 'level-raised', 4),
        tick('15:30'),
      ]),
    ).toBe(`
    14:00 lena max petra: first 3
    14:10 lena max: acknowledged 3, petra has it
    15:00 lena max petra: level-raised 4 from 3
    15:30 boss: escalated 4
    `)
  })

  test('a step without "unless acknowledged" is taken in any case', () => {
    const plan = {
      ...HOUSE,
      routes: [route({}, ['lena', { to: 'petra', afterMin: 30, always: true }])],
    }
    expect(
      story(
        [storm('14:00', 'opened', 2), answer('14:01', 'lena', 'acknowledgement'), tick('15:00')],
        plan,
      ),
    ).toBe(`
    14:00 lena: first 2
    14:30 petra: escalated 2, lena has it
    `)
  })

  test('two press the button: the second one is told to the first', () => {
    expect(
      story([
        storm('14:00', 'opened', 2),
        answer('14:01', 'Lena', 'acknowledgement'),
        answer('14:02', 'max', 'acknowledgement'),
        answer('14:03', 'max', 'acknowledgement'),
      ]),
    ).toBe(`
    14:00 lena max: first 2
    14:01 max: acknowledged 2, Lena has it
    14:02 lena: acknowledged 2, max has it
    `)
  })
})

describe('the order of the log decides', () => {
  test('an acknowledgement in the log before the tick: nobody is escalated to', () => {
    expect(
      story([
        storm('14:00', 'opened', 3),
        answer('14:29', 'lena', 'acknowledgement'),
        tick('14:30'),
      ]),
    ).not.toContain('escalated')
  })

  test('the same after the tick: escalated, then acknowledged, also to the one escalated to', () => {
    expect(
      story([
        storm('14:00', 'opened', 3),
        tick('14:30'),
        answer('14:29', 'lena', 'acknowledgement'),
      ]),
    ).toBe(`
    14:00 lena max petra: first 3
    14:30 boss: escalated 3
    14:29 max petra boss: acknowledged 3, lena has it
    `)
  })
})

describe('levels that flap', () => {
  test('2-3-2-3 is told once an hour, not each time', () => {
    const flap = ['14:10', '14:40', '15:11'].flatMap((up, i) => [
      storm(up, 'level-raised', 3),
      storm(['14:25', '14:55', '15:30'][i]!, 'level-lowered', 2),
    ])
    expect(
      story([storm('14:00', 'opened', 2), answer('14:01', 'x', 'acknowledgement'), ...flap]),
    ).toBe(`
    14:00 lena max: first 2
    14:01 lena max: acknowledged 2, x has it
    14:10 lena max petra: level-raised 3 from 2
    14:40 boss: escalated 3
    15:11 lena max petra boss: level-raised 3 from 2
    `)
  })

  test('a step that falls due below the level of its route is taken when that level is back', () => {
    expect(
      story([
        storm('14:00', 'opened', 3),
        storm('14:10', 'level-lowered', 2),
        tick('14:35'),
        storm('14:50', 'level-raised', 3),
      ]),
    ).toBe(`
    14:00 lena max petra: first 3
    14:50 boss: escalated 3
    `)
  })

  test('no step is taken while it fades, also where the route begins low', () => {
    const plan = {
      ...HOUSE,
      routes: [route({ minLevel: 0 }, ['lena', { to: 'max', afterMin: 30 }])],
    }
    const inputs = [storm('14:00', 'opened', 2), storm('14:10', 'fading'), tick('18:00')]
    expect(story(inputs, plan)).not.toContain('escalated')
  })

  test('a level nobody was told of is always told', () => {
    expect(
      story([
        storm('14:00', 'opened', 3),
        storm('14:10', 'level-lowered', 2),
        storm('14:11', 'level-raised', 3),
        storm('14:12', 'level-raised', 4),
      ]),
    ).toBe(`
    14:00 lena max petra: first 3
    14:12 lena max petra: level-raised 4 from 3
    `)
  })

  test('who heard that it fades hears that it is back; a second fading is not told', () => {
    expect(
      story([
        storm('14:00', 'opened', 3),
        storm('14:20', 'fading'),
        storm('14:30', 'level-raised', 3),
        storm('14:50', 'fading'),
        tick('18:00'),
        storm('21:00', 'ended'),
      ]),
    ).toBe(`
    14:00 lena max petra: first 3
    14:20 lena max petra: fading 1 from 3
    14:30 lena max petra: level-raised 3 from 1
    21:00 lena max petra: resolved 0 from 1
    `)
  })
})

describe('routes', () => {
  const plan = (...routes: ReturnType<typeof route>[]) => ({ ...HOUSE, routes })

  test.each([
    ['the first that matches', [route({}, ['lena']), route({}, ['max'])], '14:00 lena: first 2'],
    [
      'and the next where it says continue',
      [route({}, ['lena'], { continue: true }), route({}, ['max lena'])],
      '14:00 lena max: first 2',
    ],
    ['not another brand', [route({ brands: ['acme'] }, ['lena'])], ''],
    ['not another touchpoint', [route({ touchpoints: ['billing'] }, ['lena'])], ''],
    [
      'this touchpoint',
      [route({ touchpoints: ['hotline', 'x'] }, ['lena'])],
      '14:00 lena: first 2',
    ],
    ['not a higher level', [route({ minLevel: 3 }, ['lena'])], ''],
    ['a team is its members', [route({}, ['social', 'lena'])], '14:00 lena max: first 2'],
    ['nobody knows whom', [route({}, ['ghost'])], ''],
  ])('%s', (_, routes, expected) => {
    const opened = storm('14:00', 'opened', 2, { touchpoints: ['hotline'] })
    expect(said(fold([opened], plan(...routes)))).toBe(expected)
  })

  test('whoever knows of the storm hears of its rise, whatever route it takes then', () => {
    expect(
      story(
        [storm('14:00', 'opened', 2), storm('14:10', 'level-raised', 4)],
        plan(route({ minLevel: 4 }, ['boss']), route({}, ['lena'])),
      ),
    ).toBe(`
    14:00 lena: first 2
    14:10 boss lena: level-raised 4 from 2
    `)
  })

  test('a wave of praise goes only where it is named, and wakes nobody', () => {
    const praise = { kind: 'candystorm', stormId: 'kornblum/1/praise-share' } as const
    const inputs = [storm('23:00', 'opened', 0, praise), storm('23:30', 'level-raised', 0, praise)]
    expect(said(fold(inputs))).toBe('')
    expect(said(fold(inputs, plan(route({ kinds: ['candystorm'] }, ['lena']))))).toBe(
      '23:00 lena: first 0 (waits until +07:00)\n23:30 lena: first 0 (waits until +07:00)',
    )
  })
})

test('who else knows stands in each message', () => {
  const messages = fold([storm('14:00', 'opened', 2), storm('14:10', 'level-raised', 3)])
  expect(messages.find((one) => one.to === 'petra')!.alsoTold).toEqual(['lena', 'max'])
  expect(messages[0]!.notificationId).toBe(
    'kornblum/1/post/2026-03-13T13:00:00Z/first/0/email/lena',
  )
})

test('a storm over for two weeks is forgotten, and its echo changes nothing', () => {
  const state = begin()
  const opened = storm('14:00', 'opened', 2)
  for (const input of [opened, storm('15:00', 'ended')]) escalation.step(state, input)
  escalation.advance(state, at('+14d 14:59'))
  expect(state.alerts.size).toBe(1)
  escalation.advance(state, at('+14d 15:00'))
  expect(state.alerts.size).toBe(0)
  expect(escalation.step(state, opened)).toEqual([])
})

test('a rise of a storm whose beginning is lost is told as the first news of it', () => {
  expect(said(fold([storm('14:00', 'level-raised', 3)]))).toBe('14:00 lena max petra: first 3')
})

test('a snapshot of an unknown layout is refused', () => {
  const bytes = new TextEncoder().encode('[99,{}]')
  expect(() => escalation.restore('kornblum', bytes)).toThrow(/layout 99/)
})
