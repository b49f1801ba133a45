import { afterEach, describe, expect, test } from 'vitest'
import type { SendResult } from '../../services/alert/notifier.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/core/time.ts'
import { until } from '../harness/bus-recorder.ts'
import { note, type Office, office, recorder, START } from '../harness/delivery.ts'

let house: Office
afterEach(() => house?.close())

const refused: SendResult = { ok: false, retry: true, failure: 'refused', detail: '451 later' }

describe('the usual', () => {
  test('is sent once, written down with its subject, and then committed', async () => {
    house = await office()
    const mail = recorder()
    house.open({ email: mail })
    await house.put(note('a', { to: 'lena' }), note('b', { to: 'petra' }))
    await until('both are sent', () => mail.sent.length === 2)
    await until('all is committed', async () => (await house.lag()) === 0)
    expect(await house.deliveries()).toMatchObject([
      { notificationId: 'a', outcome: 'sent', attempts: 1, at: START },
      { notificationId: 'b', outcome: 'sent', attempts: 1 },
    ])
    expect((await house.deliveries())[0]!.subject).toContain('[Stufe 3] Kornblum Mobil')
    await house.wait(HOUR_MS, MINUTE_MS)
    expect(mail.sent).toHaveLength(2)
  })

  test('the page needs nothing sent; a channel that nobody opened is a failure that says so', async () => {
    house = await office()
    const page = recorder()
    house.open({ dashboard: page })
    await house.put(note('a', { channel: 'dashboard' }), note('b', { channel: 'fax' }))
    await until('both are settled', async () => (await house.deliveries()).length === 2)
    expect(await house.deliveries()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ notificationId: 'a', outcome: 'sent' }),
        expect.objectContaining({
          notificationId: 'b',
          outcome: 'failed',
          failure: 'bad-configuration',
          detail: 'no notifier is called fax',
        }),
      ]),
    )
  })
})

describe('what fails', () => {
  test('is tried again after 5 s, 15 s, 1 min, 5 min and then every 5 min, for a day', async () => {
    house = await office()
    const tried: number[] = []
    const mail = recorder(() => {
      tried.push((house.clock.now() - START) / SECOND_MS)
      return refused
    })
    house.open({ email: mail })
    await house.put(note('a'))
    await until('it was tried', () => tried.length === 1)
    await house.wait(20 * MINUTE_MS, 5 * SECOND_MS)
    expect(tried).toEqual([0, 5, 20, 80, 380, 680, 980])
    expect(await house.lag()).toBe(1)
    await house.wait(DAY_MS, 5 * MINUTE_MS)
    await until('it is given up', async () => (await house.deliveries()).length === 1)
    expect(await house.deliveries()).toMatchObject([
      { outcome: 'failed', failure: 'expired', detail: '451 later' },
    ])
    await until('it is committed', async () => (await house.lag()) === 0)
  })

  test('is a trouble from the second failure on, and for whoever asks once when it is given up', async () => {
    house = await office()
    let answer: SendResult = refused
    const desk = house.open({ email: recorder(() => answer) })
    await house.put(note('a'))
    await house.wait(SECOND_MS)
    expect(desk.troubled().failing).toEqual(new Map())
    await house.wait(10 * SECOND_MS)
    expect(desk.troubled().failing).toEqual(new Map([['email', 1]]))
    answer = { ok: false, retry: false, failure: 'rejected-recipient' }
    await house.wait(MINUTE_MS)
    const { failing, failed } = desk.troubled()
    expect([failing, failed]).toEqual([new Map(), new Map([['email', 1]])])
    expect(desk.troubled().failed).toEqual(new Map())
  })

  test('comes not before the other side said', async () => {
    house = await office()
    const mail = recorder((_, attempt) =>
      attempt === 1 ? { ...refused, afterMs: 10 * MINUTE_MS } : { ok: true },
    )
    house.open({ email: mail })
    await house.put(note('a'))
    await until('it was tried', () => house.problems.length === 1)
    await house.wait(9 * MINUTE_MS, MINUTE_MS)
    expect(mail.sent).toHaveLength(0)
    await house.wait(MINUTE_MS, MINUTE_MS)
    expect(mail.sent).toHaveLength(1)
    expect(mail.sent[0]!.text).toContain('Diese Nachricht kommt 10 Min. später')
  })

  test('for one person blocks nobody else, and is told', async () => {
    house = await office()
    const mail = recorder(({ notification: { to } }) => {
      if (to === 'max') return { ok: false, retry: false, failure: 'rejected-recipient' }
      if (to === 'boss') return new Promise<SendResult>(() => undefined)
      if (to === 'lena') throw new Error('broken')
      return { ok: true }
    })
    house.open({ email: mail })
    const people = ['max', 'boss', 'lena', 'petra', 'jo']
    await house.put(...people.map((to) => note(to, { to })))
    await until('the others have it', () => mail.sent.length === 2)
    await until('max is given up', async () => (await house.deliveries()).length === 3)
    expect(house.problems).toContain('deliver by email: broken')
    const rejected = (await house.deliveries()).find((one) => one.notificationId === 'max')
    expect(rejected).toMatchObject({ outcome: 'failed', failure: 'rejected-recipient' })
  })
})

describe('what is older than its use', () => {
  test('is replaced: only the newest state of a storm is sent to a person', async () => {
    house = await office()
    let down = true
    const mail = recorder(() => (down ? refused : { ok: true }))
    house.open({ email: mail })
    await house.put(note('a', { level: 2 }))
    await until('it was tried', () => house.problems.length === 1)
    await house.put(note('b', { level: 3 }), note('c', { level: 4, to: 'max' }))
    await until('the old one is gone', async () => (await house.deliveries()).length === 1)
    down = false
    await house.wait(5 * SECOND_MS)
    await until('both are sent', () => mail.sent.length === 2)
    expect(mail.sent.map((one) => one.notification.notificationId).sort()).toEqual(['b', 'c'])
    expect((await house.deliveries())[0]).toMatchObject({
      notificationId: 'a',
      outcome: 'superseded',
    })
  })

  test('waits for the morning, and is replaced by the end that came at night', async () => {
    house = await office()
    const mail = recorder()
    house.open({ email: mail })
    const notBefore = START + 8 * HOUR_MS
    await house.put(note('first', { level: 2, notBefore }))
    await house.wait(4 * HOUR_MS, HOUR_MS)
    expect(mail.sent).toHaveLength(0)
    await house.put(note('end', { at: START + 4 * HOUR_MS, reason: 'resolved', notBefore }))
    await until('the first is replaced', async () => (await house.deliveries()).length === 1)
    await house.wait(4 * HOUR_MS - SECOND_MS, HOUR_MS)
    expect(mail.sent).toHaveLength(0)
    await house.wait(SECOND_MS)
    expect(mail.sent.map((one) => one.notification.notificationId)).toEqual(['end'])
    expect(mail.sent[0]!.text).not.toContain('später als beschlossen')
  })

  test('never overtakes: while one is being sent, the next waits', async () => {
    house = await office()
    let answer: ((result: SendResult) => void) | undefined
    const mail = recorder(({ notification: { notificationId } }) => {
      if (notificationId !== 'a') return { ok: true }
      return new Promise((resolve) => {
        answer = resolve
      })
    })
    const deliverer = house.open({ email: mail })
    await house.put(note('a'))
    await until('it is being sent', () => answer !== undefined)
    await house.put(note('b'))
    await until('the next is known', () => deliverer.pending().count === 2)
    house.clock.moveTo(START + 3 * SECOND_MS)
    expect(mail.sent).toHaveLength(0)
    answer!({ ok: true })
    await until('both are sent', () => mail.sent.length === 2)
    expect(mail.sent.map((one) => one.notification.notificationId)).toEqual(['a', 'b'])
  })
})
