import { devNull } from 'node:os'
import type { GitRemote } from '../../core/ports/git.ts'

/** The files with a deploy key for ssh. */
export interface KeyFiles {
  readonly key: string
  readonly knownHosts: string
}

/** A temporary repository, and its remote `origin`. */
export interface TemporaryRepository {
  readonly remote: GitRemote
  /** Folder of the bare repository. */
  readonly repository: string
  readonly keyFiles?: KeyFiles | undefined
}

/**
 * The environment of a git command. It holds the address and the credential of `origin` as configuration
 * (git-config(1), `GIT_CONFIG_COUNT`). So neither appears in the clone or in the list of processes.
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
    // Git may start an editor for a message; none of our commands needs one.
    GIT_EDITOR: 'false',
    GIT_ALLOW_PROTOCOL: allowedProtocols(outer.GIT_ALLOW_PROTOCOL),
    LC_ALL: 'C',
    ...(temporary === undefined ? {} : { GIT_DIR: temporary.repository }),
    ...(temporary?.keyFiles === undefined ? {} : { GIT_SSH_COMMAND: sshCommand(temporary.keyFiles) }),
  }
}

/** Variables that point git at another repository (hooks set them), write headers to traces, or hold our own inputs. */
const hidden = /^(GIT_|INPUT_|LIFTLOCK_)/
/** The settings of this machine for reaching remotes. */
const ofTheMachine = /^GIT_(CONFIG_|SSL_|SSH|PROXY_|HTTP_|EXEC_PATH)/

/** Protocols that cannot start a program named in the address, as `ext::` does. */
const protocols = ['file', 'git', 'http', 'https', 'ssh']

/** The protocols of them that this machine allows. */
function allowedProtocols(machine: string | undefined): string {
  const allowed = machine?.split(':')
  return protocols.filter((protocol) => allowed?.includes(protocol) ?? true).join(':')
}

type Entry = readonly [key: string, value: string]

/** A program that does nothing and fails. */
const nothing = 'false'

const always: readonly Entry[] = [
  ['safe.bareRepository', 'explicit'],
  // GIT_GRAFT_FILE names an empty file on purpose; git would warn before every message that the variable is outdated.
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
  // A stalled transfer ends instead of hanging: below 1 kB/s for a minute.
  ['http.lowSpeedLimit', '1000'],
  ['http.lowSpeedTime', '60'],
]

function ofRemote({ address, credential }: GitRemote): Entry[] {
  const origin: Entry = ['remote.origin.url', address]
  if (credential?.kind !== 'token') return [origin]
  const header = `http.${new URL(address).origin}/.extraHeader`
  const basic = Buffer.from(`x-access-token:${credential.token}`).toString('base64')
  // The empty values remove what the machine has configured, because the server rejects two headers of one name.
  // Git would send the header to the target of a redirect too (http.c), so a moved repository needs its new address.
  const stay: Entry = ['http.followRedirects', 'false']
  return [origin, stay, ['credential.helper', ''], [header, ''], [header, `Authorization: Basic ${basic}`]]
}

/** Git passes this text to a shell, so the paths are quoted. */
function sshCommand({ key, knownHosts }: KeyFiles): string {
  const options = ['IdentitiesOnly=yes', 'IdentityAgent=none', 'BatchMode=yes', 'StrictHostKeyChecking=yes']
  const hosts = [`UserKnownHostsFile=${knownHosts}`, 'GlobalKnownHostsFile=/dev/null']
  return ['ssh', '-F', '/dev/null', '-i', key, ...[...options, ...hosts].flatMap((option) => ['-o', option])]
    .map((word) => (/^[\w./=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ')
}
