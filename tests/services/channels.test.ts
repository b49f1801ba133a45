import { expect, test } from 'vitest'
import { ChannelError, notifierOptions, openChannels } from '../../services/alert/channels.ts'
import { Secret } from '../../shared/edge/config-secret.ts'

const surroundings = { dataDir: '/nowhere', addresses: new Map() }
const connector = (name: string, kind: string, options = {}, enabled = true) => ({
  name,
  kind,
  enabled,
  options,
})

test('mail and page are there without being configured', () => {
  expect([...openChannels([], surroundings).keys()]).toEqual(['email', 'dashboard'])
})

test('what is configured is opened by its own name, with its secrets; what is off is not', async () => {
  const smtp = new Secret('smtps://u:p@mail.example.com')
  const channels = openChannels(
    [
      connector('office', 'email', { smtp, from: 'wache@example.com' }),
      connector('dashboard', 'dashboard', {}, false),
      connector('pigeon', 'pigeon'),
    ],
    surroundings,
  )
  expect([...channels.keys()]).toEqual(['office', 'email'])
  for (const channel of channels.values()) await channel.close()
})

test('options that are wrong are named and never repeated', () => {
  const bad = connector('email', 'email', { smtp: new Secret('s3cr3t-canary') })
  expect(() => openChannels([bad], surroundings)).toThrow(ChannelError)
  expect(() => openChannels([bad], surroundings)).toThrow(/^notifiers\.email\.smtp must be/)
  expect(() => openChannels([bad], surroundings)).not.toThrow(/s3cr3t/)
  expect(notifierOptions['email']!({ smtp: 'x' }).map(({ path }) => path)).toEqual(['smtp'])
  expect(notifierOptions['dashboard']!({})).toEqual([])
})
