import { inCommandWords } from '../../core/run/command-words.ts'
import { command, next as step } from '../../core/run/next-step.ts'
/** The parts of a request that decide whether it is served. */
export interface RequestFacts {
  readonly method: string
  /** The request target as it was sent (RFC 9112, section 3.2). */
  readonly target: string
  /** All values of each header, in the order in which they were sent. */
  readonly hosts: readonly string[]
  readonly origins: readonly string[]
  readonly fetchSites: readonly string[]
}

export type Access =
  /** `origin` is that of the web page; undefined for any other client. */
  | { readonly kind: 'granted'; readonly origin: string | undefined }
  /** `message` names the wrong value, and `next` the next step. */
  | { readonly kind: 'refused'; readonly message: string; readonly next: string }

/** The names of loopback. Browsers and systems never send them to a name server (RFC 6761, section 6.3). */
const loopbackName = /^(127\.0\.0\.1|localhost|\[::1\]|([a-z0-9_-]{1,63}\.){1,8}localhost)(:\d{1,5})?$/i

/**
 * Decides whether a server on loopback answers a request. All clients of this machine may use a loopback name. Web
 * pages may call only from a configured origin. A page of another site is recognized by `Origin` or `Sec-Fetch-Site`.
 * If its name was pointed at this machine (DNS rebinding), it is recognized by `Host`.
 */
export function decideAccess(facts: RequestFacts, configured: readonly string[]): Access {
  return refuseTarget(facts) ?? refuseHost(facts) ?? decidePage(facts, configured)
}

/** Whether the page behind a request has a configured origin. True for requests that do not come from a page. */
export function decidePage({ origins, fetchSites }: RequestFacts, configured: readonly string[]): Access {
  const [origin] = origins
  if (origins.length > 1) return refused(`several origins (${shown(origins.join(', '))})`, nextForPages)
  if (origin !== undefined)
    return configured.includes(origin)
      ? { kind: 'granted', origin }
      : refused(`the origin ${shown(origin)} is not configured`, nextForPages)
  // Only browsers send this header: `none` for a person at the address bar, `same-origin` for a page of this address.
  const site = fetchSites.find((value) => value !== 'none' && value !== 'same-origin')
  if (site !== undefined)
    return refused(`a web page of another site asks (Sec-Fetch-Site: ${shown(site)})`, nextForPages)
  return { kind: 'granted', origin: undefined }
}

const nextForPages = inCommandWords(
  step`if it is a page of yours, name its origin: ${command('local up', { origin: 'http://localhost:5173' })}`,
)

function refuseTarget({ method, target }: RequestFacts): Access | undefined {
  if (method === 'CONNECT') return refused(`CONNECT ${shown(target)}: this is no proxy`, nextForHosts)
  if (!target.startsWith('/')) return refused(`the target ${shown(target)} is not a path`, nextForHosts)
  return undefined
}

function refuseHost({ hosts }: RequestFacts): Access | undefined {
  const [host] = hosts
  if (host === undefined) return refused('the request names no host', nextForHosts)
  if (hosts.length > 1) return refused(`several hosts (${shown(hosts.join(', '))})`, nextForHosts)
  if (!loopbackName.test(host)) return refused(`the host ${shown(host)} is not a name of loopback`, nextForHosts)
  return undefined
}

const nextForHosts = inCommandWords(
  step`ask by http://127.0.0.1 or http://localhost, with the port that ${command('local status')} prints`,
)

function refused(message: string, next: string): Access {
  return { kind: 'refused', message, next }
}

/** A foreign value for a message: only visible characters, cut at 200. */
function shown(value: string): string {
  return value.slice(0, 200).replace(/[^\x20-\x7e]/g, '?') || '(empty)'
}
