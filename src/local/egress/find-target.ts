import { lookup } from 'node:dns/promises'
import { networkInterfaces } from 'node:os'
import { isPublicAddress } from './public-address.ts'

/**
 * The checked target of a request. Connections use exactly this address, so a second answer of the name server does not
 * matter.
 */
export interface Target {
  readonly host: string
  readonly address: string
  readonly port: number
}

/** A target that no function may reach; the message says which and why. */
export class TargetRefused extends Error {
  override readonly name = 'TargetRefused'
}

export interface TargetRules {
  /** Whether an address may be reached. */
  readonly reach: (address: string, port: number) => boolean
  /** Addresses of a name; those of the system by default. */
  readonly resolve?: ((host: string) => Promise<readonly string[]>) | undefined
}

/**
 * Finds the target of an authority, `host:port`. All addresses of a name must be allowed. Otherwise, the result for a
 * name with a public and a private address would be random.
 * @throws TargetRefused
 */
export async function findTarget(authority: string, rules: TargetRules): Promise<Target> {
  const { host, port } = parseAuthority(authority)
  const { reach, resolve = addressesOf } = rules
  const bare = host.replace(/^\[|\]$/g, '')
  const addresses = await resolve(bare).catch((error: NodeJS.ErrnoException) => {
    throw new TargetRefused(`${host} has no address (${error.code ?? error.message})`)
  })
  const wrong = addresses.find((address) => !reach(address, port))
  if (wrong !== undefined)
    throw new TargetRefused(`${host === wrong ? host : `${host} (${wrong})`} is not a public address`)
  const [address] = addresses
  if (address === undefined) throw new TargetRefused(`${host} has no address`)
  return { host, address, port }
}

/**
 * Host and port of an authority, in the spelling of URLs: `0x7f.1` and `2130706433` become `127.0.0.1`.
 * @throws TargetRefused
 */
export function parseAuthority(authority: string): { readonly host: string; readonly port: number } {
  const [, name = '', digits = ''] = /^([^\s/?#@\\]{1,300}):(\d{1,5})$/.exec(authority) ?? []
  const port = Number(digits)
  if (name === '' || port < 1 || port > 65535 || !URL.canParse(`http://${name}/`))
    throw new TargetRefused(`${JSON.stringify(authority.slice(0, 200))} is not host:port`)
  return { host: new URL(`http://${name}/`).hostname, port }
}

/** Whether an address is public, and not one of this machine. */
export function isElsewhere(address: string): boolean {
  const own = Object.values(networkInterfaces()).flatMap((list) => list?.map((each) => each.address) ?? [])
  return isPublicAddress(address) && !own.includes(address)
}

/** IPv4 first, because a machine with broken IPv6 still resolves names to both. */
async function addressesOf(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true, verbatim: false })).map(({ address }) => address)
}
