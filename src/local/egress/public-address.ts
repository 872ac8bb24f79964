import { BlockList, isIP } from 'node:net'

/**
 * Addresses that are not public: IANA's registries of special-purpose addresses (RFC 6890), multicast and reserved
 * blocks, and the one public address where Azure answers its virtual machines.
 */
const special = new BlockList()
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  special.addSubnet(network, prefix, 'ipv4')

/** Inside of the global block of IPv6: Teredo and its neighbours, documentation, 6to4 with an IPv4 address inside. */
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  special.addSubnet(network, prefix, 'ipv6')

const global6 = new BlockList()
global6.addSubnet('2000::', 3, 'ipv6')

/** Networks with IPv6 only reach IPv4 addresses through this prefix (RFC 6052, section 2.1). */
const translated = new BlockList()
translated.addSubnet('64:ff9b::', 96, 'ipv6')

/**
 * Whether an address is on the public internet: not on this machine, in its network, or beside it in a cloud. Of IPv6,
 * only the global block counts, so embedded IPv4 addresses are refused. For the translation prefix, the embedded
 * address decides.
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !special.check(address, 'ipv4')
  if (family !== 6 || address.includes('%')) return false
  if (translated.check(address, 'ipv6')) return !special.check(embedded(address), 'ipv4')
  return global6.check(address, 'ipv6') && !special.check(address, 'ipv6')
}

/** The last 32 bits, as an IPv4 address. */
function embedded(address: string): string {
  const [high = '0', low = '0'] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split(':').slice(-2)
  const [left, right] = [high, low].map((group) => Number.parseInt(group || '0', 16))
  return [left! >> 8, left! & 255, right! >> 8, right! & 255].join('.')
}
