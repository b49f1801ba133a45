import { describe, expect, test } from 'vitest'
import { answer, fold, HOUSE, NIGHT, person, route, storm, story, tick } from '../harness/alerts.ts'

describe('quiet hours', () => {
  test('level 2 at night waits for the morning; the storm that ends at night is one message', () => {
    expect(
      story([
        storm('23:00', 'opened', 2),
        storm('+01:00', 'level-lowered', 1),
        storm('+03:00', 'ended'),
      ]),
    ).toBe(`
    23:00 lena max: first 2 (waits until +07:00)
    +01:00 lena max: first 1 (waits until +07:00)
    +03:00 lena max: resolved 0 from 1 (waits until +07:00)
    `)
  })

  test('level 3 wakes, its fading and its end do not', () => {
    expect(
      story([
        storm('23:00', 'opened', 2),
        storm('23:30', 'level-raised', 3),
        answer('23:40', 'max', 'acknowledgement'),
        storm('+01:00', 'fading'),
        storm('+07:30', 'ended'),
      ]),
    ).toBe(`
    23:00 lena max: first 2 (waits until +07:00)
    23:30 lena max petra: level-raised 3 from 2
    23:40 lena petra: acknowledged 3, max has it
    +01:00 lena max petra: fading 1 from 3, max has it (waits until +07:00)
    +07:30 lena max petra: resolved 0 from 1, max has it
    `)
  })

  test('each in the own zone: where it is day, nothing waits', () => {
    const plan = { ...HOUSE, routes: [route({}, ['lena boss'])] }
    expect(story([storm('23:00', 'opened', 2), storm('+05:00', 'ended')], plan)).toBe(`
    23:00 lena: first 2 (waits until +07:00)
    23:00 boss: first 2
    +05:00 lena: resolved 0 from 2 (waits until +07:00)
    +05:00 boss: resolved 0 from 2 (waits until +12:00)
    `)
  })

  test('a holiday is quiet all day and joins the nights beside it', () => {
    const plan = {
      ...HOUSE,
      people: [person('lena', { ...NIGHT, holidays: ['2026-03-14', '2026-03-15'] })],
      routes: [route({}, ['lena'])],
    }
    expect(story([storm('+14:00', 'opened', 2), storm('+14:10', 'level-raised', 3)], plan)).toBe(`
    +14:00 lena: first 2 (waits until +3d 07:00)
    +14:10 lena: level-raised 3 from 2
    `)
  })

  test('the night in which the clock is put forward ends at seven all the same', () => {
    const inputs = [{ ...storm('23:00', 'opened', 2), at: Date.parse('2026-03-28T23:00:00+01:00') }]
    expect(new Date(fold(inputs)[0]!.notBefore!).toISOString()).toBe('2026-03-29T05:00:00.000Z')
  })

  test('at seven sharp it is day', () => {
    expect(story([storm('07:00', 'opened', 2)])).toContain('07:00 lena max: first 2\n')
    expect(story([storm('06:59', 'opened', 2)])).toContain('(waits until 07:00)')
    expect(story([storm('22:00', 'opened', 2)])).toContain('(waits until +07:00)')
  })
})

test('while all of them sleep, nobody is asked why nobody reacts', () => {
  const inputs = [storm('23:00', 'opened', 2), tick('+07:59'), tick('+08:00')]
  expect(story(inputs)).toBe(`
    23:00 lena max: first 2 (waits until +07:00)
    +08:00 petra: escalated 2
    `)
})

describe('silence', () => {
  test('nothing until its end; then it is said that it goes on, and the chain goes on', () => {
    expect(
      story([
        storm('14:00', 'opened', 3),
        answer('14:10', 'lena', 'silence', '15:30'),
        tick('15:29'),
        tick('15:31'),
        tick('18:00'),
      ]),
    ).toBe(`
    14:00 lena max petra: first 3
    15:30 boss: escalated 3
    15:30 lena max petra: repeat 3
    `)
  })

  test('a rise breaks it', () => {
    expect(
      story([
        storm('14:00', 'opened', 2),
        answer('14:10', 'lena', 'silence', '20:00'),
        storm('14:30', 'level-raised', 3),
        tick('15:00'),
      ]),
    ).toBe(`
    14:00 lena max: first 2
    14:30 lena max petra: level-raised 3 from 2
    15:00 boss: escalated 3
    `)
  })

  test('what less is to be done waits for its end too, and so does what still waited', () => {
    expect(
      story([
        storm('+05:00', 'opened', 2),
        answer('+05:10', 'petra', 'silence', '+12:00'),
        storm('+06:00', 'fading'),
      ]),
    ).toBe(`
    +05:00 lena max: first 2 (waits until +07:00)
    +05:10 lena max: first 2 (waits until +12:00)
    +06:00 lena max: fading 1 from 2 (waits until +12:00)
    `)
  })

  test('who has it is not reminded when the silence ends', () => {
    expect(
      story([
        storm('14:00', 'opened', 3),
        answer('14:05', 'lena', 'acknowledgement'),
        answer('14:10', 'lena', 'silence', '15:30'),
        tick('16:00'),
      ]),
    ).not.toContain('repeat')
  })
})

describe('verdicts', () => {
  test('a false alarm is said once, and then nothing more', () => {
    expect(
      story([
        storm('14:00', 'opened', 3),
        answer('14:10', 'petra', 'verdict', 'false-alarm'),
        storm('14:40', 'level-raised', 4),
        tick('16:00'),
        storm('17:00', 'fading'),
        storm('21:00', 'ended'),
      ]),
    ).toBe(`
    14:00 lena max petra: first 3
    14:10 lena max: resolved 3, false alarm says petra
    `)
  })

  test('"right" after all: what was missed is told', () => {
    expect(
      story([
        storm('14:00', 'opened', 3),
        answer('14:10', 'petra', 'verdict', 'false-alarm'),
        storm('14:40', 'level-raised', 4),
        answer('14:50', 'lena', 'verdict', 'right'),
      ]),
    ).toBe(`
    14:00 lena max petra: first 3
    14:10 lena max: resolved 3, false alarm says petra
    14:50 lena max petra: level-raised 4 from 3
    `)
  })
})
