import type { GitCredential, GitRemote } from '../../../core/ports/git.ts'
import { StageError } from '../../../core/run/stage-error.ts'

/** Another repository as a user names it, with its credentials. */
export interface RepositoryInput {
  /** URL, `host:path`, path, or `owner/name`. */
  readonly repository: string
  /** The server of `owner/name`, such as `https://github.com`. */
  readonly server: string
  readonly token?: string | undefined
  readonly deployKey?: string | undefined
  readonly knownHosts?: string | undefined
}

/**
 * The remote that an input names.
 * @throws StageError `input-invalid` when the address contains a password, or address and credential do not fit
 * together
 */
export function parseRepository(input: RepositoryInput): GitRemote {
  const address = addressOf(input)
  if (/\p{Cc}/u.test(address) || address.startsWith('-') || /^[a-z]+::/i.test(address))
    throw new StageError('input-invalid', `input repository is ${JSON.stringify(address)}: expected an address`)
  if (/^https?:\/\/[^/]*@/i.test(address))
    throw new StageError('input-invalid', 'input repository contains a user name or password', {
      hint: 'give the address without it, and the secret as token (in a terminal: LIFTLOCK_TOKEN)',
    })
  const credential = credentialFor(address, input)
  return credential === undefined ? { address } : { address, credential }
}

/** A repository as people write it: `owner/name`, without its server. */
export function repositoryName(address: string): string {
  const path = address.replace(/^[a-z+]+:\/\/[^/]*\//i, '').replace(/^[^/]*:/, '')
  const parts = path
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\.git$/, '')
    .split('/')
  return parts
    .slice(-2)
    .join('/')
    .replace(/[\s\p{C}]+/gu, '-')
}

/** The server of an address as a browser opens it, such as `https://github.com`; undefined for a path. */
export function serverOf(address: string): string | undefined {
  if (/^https?:/i.test(address)) return URL.canParse(address) ? new URL(address).origin : undefined
  // The port of such an address is for ssh; a single letter before a colon is a drive.
  const [, host] =
    /^ssh:\/\/(?:[^/]*@)?([\w.-]+)[:/]/i.exec(address) ?? /^(?:[^/:]*@)?([\w.-]{2,}):(?!\/\/)/.exec(address) ?? []
  return host === undefined ? undefined : `https://${host.toLowerCase()}`
}

/** A path, escaped for an address. Invalid characters are replaced. */
export function addressPath(path: string): string {
  return Buffer.from(path).toString().split('/').map(encodeURIComponent).join('/')
}

/**
 * The web page of a commit, in GitHub's form; undefined for a path and for an address that no browser opens. With a
 * deploy key, `owner/name` uses ssh and still has its page on the server.
 */
export function commitPage(input: Pick<RepositoryInput, 'repository' | 'server'>, commit: string): string | undefined {
  const address = addressOf({ repository: input.repository, server: input.server })
  const page = /^https:\/\/[\w.:-]+\/[\w.-]+\/[\w.-]+$/i.exec(
    address.replace(/(?<!\/)\/+$/, '').replace(/\.git$/, ''),
  )?.[0]
  return page && `${page}/commit/${commit}`
}

function addressOf({ repository, server, deployKey }: RepositoryInput): string {
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository) || /^\.{1,2}\//.test(repository)) return repository
  if (deployKey === undefined) return `${server.replace(/(?<!\/)\/+$/, '')}/${repository}.git`
  return `ssh://git@${hostOf(server)}/${repository}.git`
}

function hostOf(server: string): string {
  const host = URL.canParse(server) ? new URL(server).host : ''
  if (host !== '') return host
  throw new StageError('input-invalid', `input server is ${JSON.stringify(server)}: expected a URL`)
}

function credentialFor(address: string, { token, deployKey, knownHosts }: RepositoryInput): GitCredential | undefined {
  if (deployKey !== undefined) {
    if (isLocal(address) || /^https?:/i.test(address))
      throw new StageError('input-invalid', `a deploy key opens addresses of ssh only, not ${address}`)
    return { kind: 'key', privateKey: deployKey, knownHosts: knownHosts ?? knownHostsOf(address) }
  }
  if (token === undefined || isLocal(address)) return undefined
  if (/^https:/i.test(address) || /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/i.test(address))
    return { kind: 'token', token }
  throw new StageError('input-invalid', `a token is sent over https only, not to ${address}`, {
    hint: 'give an address that begins with https://, or a deploy key for ssh',
  })
}

function isLocal(address: string): boolean {
  return /^file:/i.test(address) || !/^([a-z+]+:\/\/|[^/]+:)/i.test(address)
}

/** Line of a known_hosts file (GitHub Docs, "GitHub's SSH key fingerprints"). */
export const gitHubKey = 'github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl'

function knownHostsOf(address: string): string {
  if (/^(ssh:\/\/)?(git@)?github\.com[:/]/i.test(address)) return gitHubKey
  throw new StageError('host-key-unknown', `the key of the host of ${address} is not known`, {
    hint: 'give its line, as in a known_hosts file, as known-hosts',
  })
}
