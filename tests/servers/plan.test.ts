/** Where a real server comes from, machine by machine. */

import { describe, expect, it } from 'vitest'
import { type Machine, ownPlanOf, planOf } from '../harness/servers/plan.ts'
import { mailAddress } from '../harness/servers/real-server.ts'

function machine(env: Machine['env'], has: { docker?: boolean; java?: number } = {}): Machine {
  return {
    env,
    hasDocker: async () => has.docker === true,
    lacksJava: (least) => ((has.java ?? 0) >= least ? undefined : `no Java ${least}`),
  }
}

const ALL = { docker: true, java: 25 }

describe('a server comes', () => {
  it('from the address that is given, whatever else there is', async () => {
    const env = { STURMWARTE_KAFKA: '10.0.0.1:9092', STURMWARTE_SERVERS: 'on' }
    expect(await planOf('kafka', machine(env, ALL))).toEqual({
      from: 'address',
      address: '10.0.0.1:9092',
    })
    expect((await planOf('mail', machine(env, ALL))).from).toBe('docker')
  })

  it('from Docker before Java, once servers are switched on', async () => {
    const on = { STURMWARTE_SERVERS: '/a/folder' }
    expect((await planOf('kafka', machine(on, ALL))).from).toBe('docker')
    expect((await planOf('kafka', machine(on, { java: 17 }))).from).toBe('maven')
  })

  it('from nowhere on a fresh machine, which hears how to switch it on', async () => {
    expect(await planOf('kafka', machine({}, ALL))).toEqual({
      from: 'nowhere',
      reason:
        'give its address in STURMWARTE_KAFKA, or set STURMWARTE_SERVERS=on to have it started',
      skipped: true,
    })
  })
})

describe('a server that cannot be had', () => {
  it('is skipped by whoever switched servers on', async () => {
    expect(await planOf('kafka', machine({ STURMWARTE_SERVERS: 'on' }, { java: 11 }))).toEqual({
      from: 'nowhere',
      reason: 'no Docker engine is used, and no Java 17',
      skipped: true,
    })
  })

  it('fails in CI, except the one that needs a Java few machines have', async () => {
    const ci = machine({ CI: 'true' }, { java: 11 })
    expect(await planOf('kafka', ci)).toMatchObject({ from: 'nowhere', skipped: false })
    expect(await planOf('elasticsearch', ci)).toMatchObject({ from: 'nowhere', skipped: false })
    expect(await planOf('elasticsearch9', ci)).toMatchObject({ from: 'nowhere', skipped: true })
  })

  it('is nobody’s business in CI where servers are switched off', async () => {
    const plan = await planOf('kafka', machine({ CI: 'true', STURMWARTE_SERVERS: 'off' }, ALL))
    expect(plan).toMatchObject({ from: 'nowhere', skipped: true })
  })
})

describe('a server to be killed', () => {
  it('is neither a container nor somebody else’s', async () => {
    const given = machine({ STURMWARTE_KAFKA: '10.0.0.1:9092', CI: 'true' }, ALL)
    expect((await ownPlanOf('kafka', given)).from).toBe('maven')
    const dockerOnly = machine({ CI: 'true' }, { docker: true })
    expect(await ownPlanOf('kafka', dockerOnly)).toMatchObject({ from: 'nowhere', skipped: false })
  })
})

describe('the address of a mail server', () => {
  it('names host and three ports', () => {
    expect(mailAddress('mail.test:3025:3465:8080')).toEqual({
      smtp: 'smtp://mail.test:3025',
      smtps: 'smtps://mail.test:3465',
      api: 'http://mail.test:8080',
    })
  })

  it.each(['mail.test', 'mail.test:25', 'mail.test:a:b:c'])('is refused as %s', (given) => {
    expect(() => mailAddress(given)).toThrow(`not ${given}`)
  })
})
