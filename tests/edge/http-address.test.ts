import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allowedInside, isAllowEntry, isInside } from '../../shared/edge/http-address.ts'

describe('an address lies inside', () => {
  test.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '100.100.100.200',
    '127.0.0.1',
    '127.255.255.254',
    '168.63.129.16',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::FFFF:7F00:1',
    '0:0:0:0:0:ffff:10.0.0.1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::a00:1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '2001:db8::1',
    '2001::1',
    '2002:7f00:1::1',
    '100::1',
    'example.com',
    '',
  ])('%s', (address) => {
    expect(isInside(address)).toBe(true)
  })

  test.each([
    '1.1.1.1',
    '9.255.255.255',
    '100.63.255.255',
    '100.128.0.1',
    '172.15.0.1',
    '172.32.0.1',
    '192.169.0.1',
    '168.63.129.17',
    '2606:4700::1111',
    '2a00:1450:4001::5',
    '::ffff:1.1.1.1',
    '64:ff9b::1.1.1.1',
  ])('%s does not', (address) => {
    expect(isInside(address)).toBe(false)
  })

  test('however it is spelled', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(isInside(`::ffff:${address}`)).toBe(isInside(address))
        expect(isInside(`64:ff9b::${address}`)).toBe(isInside(address))
      }),
    )
  })
})

describe('what may be reached although it lies inside', () => {
  const allowed = allowedInside([
    '10.1.0.0/16',
    '192.168.7.7',
    'fd12::/16',
    'Wiki.intern',
    'feeds.intern:8080',
  ])

  test('is named by network or address', () => {
    expect(allowed.address('10.1.255.1')).toBe(true)
    expect(allowed.address('::ffff:10.1.2.3')).toBe(true)
    expect(allowed.address('10.2.0.1')).toBe(false)
    expect(allowed.address('192.168.7.7')).toBe(true)
    expect(allowed.address('192.168.7.8')).toBe(false)
    expect(allowed.address('fd12::5')).toBe(true)
    expect(allowed.address('fd13::5')).toBe(false)
    expect(allowed.address('nonsense')).toBe(false)
  })

  test('or by host, with or without port', () => {
    expect(allowed.host('wiki.intern', 443)).toBe(true)
    expect(allowed.host('feeds.intern', 8080)).toBe(true)
    expect(allowed.host('feeds.intern', 80)).toBe(false)
    expect(allowed.host('other.intern', 443)).toBe(false)
  })

  test('is written as one of these and nothing else', () => {
    for (const good of ['localhost', '127.0.0.1:8080', '[::1]:8080', '::1', '10.0.0.0/8', 'a.b:1'])
      expect(isAllowEntry(good), good).toBe(true)
    for (const bad of [
      '',
      'http://x',
      'a b',
      '10.0.0.0/33',
      '10.0.0.0/8/8',
      '*',
      'x/8',
      '-a',
      'a:b',
    ])
      expect(isAllowEntry(bad), bad).toBe(false)
  })
})
