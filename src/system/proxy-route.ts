import { BlockList, isIP } from 'node:net'
import { StageError } from '../core/run/stage-error.ts'

/** The target of a request. */
export interface RequestTarget {
  /** Whether it goes over TLS. */
  readonly secure: boolean
  /** Name or address, without the brackets of IPv6. */
  readonly host: string
  readonly port: number
}

/** Chooses the proxy of a request by the variables that other tools read too. */
export interface ProxyRoute {
  /** The proxy with its credentials; undefined for a direct request. */
  proxyFor(target: RequestTarget): URL | undefined
  /** Texts that must be masked. */
  readonly secrets: readonly string[]
}

/**
 * Reads `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`; the spelling in lower case wins. Requests over TLS use
 * `HTTPS_PROXY`, else `ALL_PROXY`, else `HTTP_PROXY`, because many runners set only the last. This machine and
 * link-local addresses, such as the metadata of an instance, are always reached directly.
 * @returns undefined when no proxy is set
 * @throws StageError `input-invalid` for an invalid address, or an unsupported kind of proxy
 */
export function proxyRoute(environment: NodeJS.ProcessEnv): ProxyRoute | undefined {
  const read = (name: string) => addressIn(environment, name)
  const [https, http] = [read('HTTPS_PROXY'), read('HTTP_PROXY')]
  // Desktops set ALL_PROXY for SOCKS beside the other two. A variable that no request uses is not checked.
  const all = https !== undefined && http !== undefined ? undefined : read('ALL_PROXY')
  const secure = https ?? all ?? http
  const plain = http ?? all
  const proxies = [secure, plain].filter((proxy) => proxy !== undefined)
  if (proxies.length === 0) return undefined
  const exceptions = exceptionsIn(environment.no_proxy || environment.NO_PROXY || '')
  return {
    proxyFor: (target) => {
      const host = target.host.toLowerCase().replace(/\.$/, '')
      if (isNear(host) || exceptions.some((matches) => matches({ ...target, host }))) return undefined
      return target.secure ? secure : plain
    },
    secrets: [...new Set(proxies.flatMap(secretsOf))],
  }
}

/** The name of a proxy for messages: its address without credentials. */
export function proxyName({ protocol, host }: URL): string {
  return `${protocol}//${host}`
}

function addressIn(environment: NodeJS.ProcessEnv, name: string): URL | undefined {
  const [variable, value] = ([name.toLowerCase(), name] as const)
    .map((each) => [each, environment[each]?.trim()] as const)
    .find(([, text]) => text) ?? [name, undefined]
  return value === undefined ? undefined : proxyAddress(value, variable)
}

/**
 * Parses the address of a proxy; without a scheme, it means HTTP.
 * @param source names the variable or input of the address, for messages
 * @throws StageError `input-invalid`, without the address, which may hold credentials
 */
export function proxyAddress(value: string, source: string): URL {
  const url = parsed(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`)
  if (url === undefined || url.hostname === '')
    throw new StageError('input-invalid', `${source} is not the address of a proxy`, {
      hint: 'write it as http://host:port, or http://user:password@host:port with special characters percent-encoded',
    })
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new StageError(
      'input-invalid',
      `${source} names a proxy of the kind ${url.protocol}//, which is not supported`,
      {
        hint: 'give the address of a proxy for HTTP: http://host:port or https://host:port',
      },
    )
  return url
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

/** A name without a password may be a token if it has at least this many characters. */
const tokenLength = 12

function secretsOf({ username, password }: URL): string[] {
  const [user, secret] = [decoded(username), decoded(password)]
  if (password === '') return user.length < tokenLength ? [] : [...new Set([username, user])]
  return [password, secret, `${user}:${secret}`]
}

/** Decodes percent-encoding; a stray percent sign stays as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const near = new BlockList()
near.addSubnet('127.0.0.0', 8)
near.addSubnet('169.254.0.0', 16)
near.addAddress('::1', 'ipv6')
near.addSubnet('fe80::', 10, 'ipv6')
// Metadata of an instance over IPv6 (EC2 User Guide, "Instance metadata").
near.addAddress('fd00:ec2::254', 'ipv6')
near.addAddress('fd00:ec2::23', 'ipv6')

function isNear(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || isListed(near, host)
}

function isListed(list: BlockList, host: string): boolean {
  const family = isIP(host)
  return family !== 0 && list.check(host, family === 6 ? 'ipv6' : 'ipv4')
}

type Exception = (target: RequestTarget) => boolean

/**
 * An entry of NO_PROXY: `*`, a name with all names below it, an address, or a network such as `10.0.0.0/8`. All but a
 * network may have a port.
 */
function exceptionsIn(text: string): Exception[] {
  return text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(exceptionOf)
}

function exceptionOf(entry: string): Exception {
  if (entry === '*') return () => true
  const network = networkOf(entry)
  if (network !== undefined) return ({ host }) => isListed(network, host)
  const [, bracketed, name = bracketed ?? '', port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [
    undefined,
    undefined,
    entry,
  ]
  const wanted = name.replace(/^\*?\./, '').replace(/\.$/, '')
  return (target) => {
    if (port !== undefined && target.port !== Number(port)) return false
    if (isIP(target.host) !== 0) return isSameAddress(target.host, wanted)
    return target.host === wanted || target.host.endsWith(`.${wanted}`)
  }
}

/** Normalizes an IPv6 address, because it can be written in many ways. */
function isSameAddress(host: string, wanted: string): boolean {
  const family = isIP(wanted)
  if (family === 0) return false
  const list = new BlockList()
  list.addAddress(wanted, family === 6 ? 'ipv6' : 'ipv4')
  return isListed(list, host)
}

function networkOf(entry: string): BlockList | undefined {
  const [, address = '', bits] = /^([^/]+)\/(\d+)$/.exec(entry) ?? []
  const family = isIP(address)
  if (family === 0 || Number(bits) > (family === 6 ? 128 : 32)) return undefined
  const list = new BlockList()
  list.addSubnet(address, Number(bits), family === 6 ? 'ipv6' : 'ipv4')
  return list
}
