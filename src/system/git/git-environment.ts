import { devNull } from 'node:os'
import type { GitRemote } from '../../core/ports/git.ts'

/** Files that ssh reads a deploy key from. */
export interface KeyFiles {
  readonly key: string
  readonly knownHosts: string
}

/** A temporary repository and the remote that it has as `origin`. */
export interface TemporaryRepository {
  readonly remote: GitRemote
  /** Folder of the bare repository. */
  readonly repository: string
  readonly keyFiles?: KeyFiles | undefined
}

/**
 * The environment of a git command. The address and the credential of `origin` are configuration by environment (git-config(1),
 * `GIT_CONFIG_COUNT`), so neither the clone nor the list of processes has them.
 * @param outer environment of this process
 */
export function gitEnvironment(outer: NodeJS.ProcessEnv, temporary?: TemporaryRepository): NodeJS.ProcessEnv {
  const kept = Object.entries(outer).filter(([name]) => !hidden.test(name) || ofTheMachine.test(name))
  const first = Number(outer.GIT_CONFIG_COUNT ?? 0) || 0
  const entries = [...always, ...(temporary === undefined ? [] : ofRemote(temporary.remote))]
  const configuration = entries.flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${first + index}`, key] as const,
    [`GIT_CONFIG_VALUE_${first + index}`, value] as const,
  ])
  return {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(configuration),
    GIT_CONFIG_COUNT: String(first + entries.length),
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: devNull,
    GIT_PAGER: 'cat',
    // Where it stands, a program would be asked for a message; none of our commands has one.
    GIT_EDITOR: 'false',
    GIT_ALLOW_PROTOCOL: allowedProtocols(outer.GIT_ALLOW_PROTOCOL),
    LC_ALL: 'C',
    ...(temporary === undefined ? {} : { GIT_DIR: temporary.repository }),
    ...(temporary?.keyFiles === undefined ? {} : { GIT_SSH_COMMAND: sshCommand(temporary.keyFiles) }),
  }
}

/** What points git at another repository (a hook sets it), traces headers, or holds our own inputs. */
const hidden = /^(GIT_|INPUT_|LIFTLOCK_)/
/** How this machine reaches remotes. */
const ofTheMachine = /^GIT_(CONFIG_|SSL_|SSH|PROXY_|HTTP_|EXEC_PATH)/

/** Ways to a remote that are no program of whoever wrote its address, as `ext::` is. */
const protocols = ['file', 'git', 'http', 'https', 'ssh']

/** What the machine allows of them. */
function allowedProtocols(machine: string | undefined): string {
  const allowed = machine?.split(':')
  return protocols.filter((protocol) => allowed?.includes(protocol) ?? true).join(':')
}

type Entry = readonly [key: string, value: string]

/** A program that does nothing, and says that it failed. */
const nothing = 'false'

const always: readonly Entry[] = [
  ['safe.bareRepository', 'explicit'],
  // GIT_GRAFT_FILE names no file on purpose; git would say of it that it is old, before all that it has to say.
  ['advice.graftFileDeprecated', 'false'],
  ['core.hooksPath', devNull],
  ['core.fsmonitor', 'false'],
  ['log.showSignature', 'false'],
  ['gpg.program', nothing],
  ['gpg.openpgp.program', nothing],
  ['gpg.x509.program', nothing],
  ['gpg.ssh.program', nothing],
  ['i18n.logOutputEncoding', 'UTF-8'],
  ['protocol.ext.allow', 'never'],
  ['submodule.recurse', 'false'],
  ['core.quotePath', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['push.followTags', 'false'],
  ['push.gpgSign', 'false'],
  ['push.recurseSubmodules', 'no'],
  ['fetch.recurseSubmodules', 'false'],
  // A transfer that stands still ends, in place of hanging for ever: under 1 kB/s for a minute.
  ['http.lowSpeedLimit', '1000'],
  ['http.lowSpeedTime', '60'],
]

function ofRemote({ address, credential }: GitRemote): Entry[] {
  const origin: Entry = ['remote.origin.url', address]
  if (credential?.kind !== 'token') return [origin]
  const header = `http.${new URL(address).origin}/.extraHeader`
  const basic = Buffer.from(`x-access-token:${credential.token}`).toString('base64')
  // The empty values take away what the machine has configured: two headers of one name are an error of the server.
  // Git sends the header to wherever a redirect leads (http.c): a repository that has moved is named by its new address.
  const stay: Entry = ['http.followRedirects', 'false']
  return [origin, stay, ['credential.helper', ''], [header, ''], [header, `Authorization: Basic ${basic}`]]
}

/** Git hands this text to a shell, so the paths are quoted for one. */
function sshCommand({ key, knownHosts }: KeyFiles): string {
  const options = ['IdentitiesOnly=yes', 'IdentityAgent=none', 'BatchMode=yes', 'StrictHostKeyChecking=yes']
  const hosts = [`UserKnownHostsFile=${knownHosts}`, 'GlobalKnownHostsFile=/dev/null']
  return ['ssh', '-F', '/dev/null', '-i', key, ...[...options, ...hosts].flatMap((option) => ['-o', option])]
    .map((word) => (/^[\w./=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ')
}
