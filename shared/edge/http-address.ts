/**
 * Which network addresses lie inside: a stranger who names one in a feed, a redirect or a DNS answer must not reach
 * through us what he cannot reach himself. Pure.
 */

import { BlockList, isIP } from 'node:net'

/** IANA special-purpose registries (RFC 6890) and the addresses of cloud metadata outside them. */
const INSIDE_V4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private, RFC 1918
  '100.64.0.0/10', // carrier-grade NAT, RFC 6598; also Alibaba's metadata
  '127.0.0.0/8', // loopback
  '168.63.129.16/32', // Azure's wire server
  '169.254.0.0/16', // link-local, RFC 3927; also the metadata of most clouds
  '172.16.0.0/12', // private, RFC 1918
  '192.0.0.0/24', // protocol assignments; also Oracle's metadata
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // 6to4 relays, RFC 7526
  '192.168.0.0/16', // private, RFC 1918
  '198.18.0.0/15', // benchmarks, RFC 2544
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, broadcast
]

/** What is global unicast and yet not the open internet. All outside 2000::/3 is inside anyway. */
const INSIDE_V6 = [
  '2001::/23', // protocol assignments, with Teredo
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4: carries any IPv4 address
  '3fff::/20', // documentation
]

const inside = blockList([...INSIDE_V4, ...INSIDE_V6])
const global = blockList(['2000::/3'])
/** IPv6 addresses that stand for the IPv4 address in their last four bytes: mapped (RFC 4291), NAT64 (RFC 6052). */
const EMBEDDING = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/

/** @param address an IPv4 or IPv6 address; what is none counts as inside. */
export function isInside(address: string): boolean {
  const plain = canonical(address)
  if (plain === undefined) return true
  if (plain.family === 'ipv4') return inside.check(plain.address, 'ipv4')
  const embedded = EMBEDDING.exec(plain.address)
  if (embedded) {
    const [high, low] = [Number.parseInt(embedded[1]!, 16), Number.parseInt(embedded[2]!, 16)]
    return isInside([high >> 8, high & 255, low >> 8, low & 255].join('.'))
  }
  return !global.check(plain.address, 'ipv6') || inside.check(plain.address, 'ipv6')
}

/** What may be reached although it lies inside: by name, by name and port, by address or network. */
export interface Allowed {
  host(name: string, port: number): boolean
  address(address: string): boolean
}

/** @param entries `host`, `host:port`, an address, or a network such as `10.1.0.0/16`. @see isAllowEntry */
export function allowedInside(entries: readonly string[]): Allowed {
  const networks = blockList(entries.filter(isNetwork).map((one) => one.replace(/[[\]]/g, '')))
  const hosts = new Set(entries.filter((one) => !isNetwork(one)).map((one) => one.toLowerCase()))
  return {
    host: (name, port) =>
      hosts.has(name.toLowerCase()) || hosts.has(`${name.toLowerCase()}:${port}`),
    address(address) {
      const plain = canonical(address)
      return plain !== undefined && networks.check(plain.address, plain.family)
    },
  }
}

/** Whether a text can stand in the list of what may be reached. */
export function isAllowEntry(text: string): boolean {
  return (
    isNetwork(text) ||
    /^(?:[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.test(text)
  )
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.replace(/[[\]]/g, '').split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family)
  }
  return list
}

interface Canonical {
  readonly address: string
  readonly family: 'ipv4' | 'ipv6'
}

/** One spelling for each address: `::FFFF:127.0.0.1` is `::ffff:7f00:1`. A zone (`%eth0`) names an interface of ours. */
function canonical(text: string): Canonical | undefined {
  const address = text.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  const family = isIP(address)
  if (family === 4) return { address, family: 'ipv4' }
  if (family !== 6) return undefined
  return { address: new URL(`http://[${address}]`).hostname.slice(1, -1), family: 'ipv6' }
}
