import type { GitRun } from '../../../core/ports/git.ts'
import type { FailureReason } from '../../../core/run/failure-reasons.ts'
import { StageError } from '../../../core/run/stage-error.ts'

type Meaning = readonly [words: RegExp, reason: FailureReason, says: string, hint: string]

/** Messages of git and of hosts, with their meaning for the reader. The first match counts. */
const meanings: readonly Meaning[] = [
  [
    /host key verification failed/i,
    'host-key-unknown',
    'the host has a key that known-hosts does not list',
    'compare it with the key that the host publishes, and give its line with known-hosts',
  ],
  [
    /could not read (username|password)/i,
    'credentials-missing',
    'it asks for credentials, and none were given',
    'give a token (in a terminal: LIFTLOCK_TOKEN) or a deploy key',
  ],
  [
    /marked as read.only|write access to repository not granted|permission to .{0,500} denied|error: 403|not authori[sz]ed|archived so it is read-only/i,
    'access-denied',
    'these credentials may not write to it',
    'give the GitHub App or the deploy key write access (contents: write)',
  ],
  [
    /authentication failed|error: 401|invalid (username|credentials)|bad credentials|permission denied \(|load key/i,
    'credentials-invalid',
    'it does not accept these credentials: they have expired, or belong to something else',
    'create a new token or key for this repository and run again',
  ],
  [
    /returned error: 30[12378]/i,
    'repository-missing',
    'it has moved to another address, where the token is not sent',
    'give the address that a browser shows for it',
  ],
  [
    /detected dubious ownership|unsafe repository/i,
    'access-denied',
    'it belongs to another user of this machine',
    'let its owner be the user of this run, or trust it: git config --global --add safe.directory <its path>',
  ],
  [
    /repository .{0,500}not found|does not appear to be a git repository|error: 404|repository.{0,500} does not exist/i,
    'repository-missing',
    'it does not exist, or these credentials have no access',
    'check the address, and that the token or key is for this repository',
  ],
  [
    /error: (5\d\d|429)|early eof|rpc failed|unexpected disconnect|hung up unexpectedly|internal server error/i,
    'service-unavailable',
    'it broke off the connection',
    'run again; a push that succeeded nevertheless is detected',
  ],
  [
    /couldn't find remote ref/i,
    'service-unavailable',
    'one of its references was removed while it was read',
    'run again',
  ],
  [
    /could not resolve host|could not connect|couldn't connect|connection (refused|reset|timed out|closed)|operation timed out|operation too slow|network is unreachable|no route to host|could not resolve hostname|empty reply|recv failure|unable to access|ssl|gnutls/i,
    'endpoint-unreachable',
    'it cannot be reached',
    'check the address and the network, then run again',
  ],
  [
    /no space left on device|disk quota exceeded/i,
    'disk-full',
    'the disk is full',
    'make room and run again; nothing was pushed',
  ],
]

/** A repository and its name in messages. */
export interface NamedRepository {
  readonly name: string
  /** Whether we sent a token or a key; a refusal has another meaning then. */
  readonly credentialed: boolean
}

/** The failure of a git command, with its meaning. */
export function gitFailure(run: GitRun, { name, credentialed }: NamedRepository): StageError {
  const cause = new Error(run.stderr.trim())
  const words = wordsOf(run.stderr)
  // Git asks for a password after the server rejected its header.
  const told = credentialed ? run.stderr.replace(asks, 'authentication failed') : run.stderr
  for (const [pattern, reason, says, hint] of meanings)
    if (pattern.test(told)) return new StageError(reason, `${name}: ${says} (${words})`, { hint, cause })
  return new StageError('service-refused', `${name}: git ended with ${run.exitCode}: ${words}`, { cause })
}

const asks = /could not read (username|password).*/gi

/** Failures of the connection: a repetition may succeed. */
export function isPassing(error: unknown): error is StageError {
  return (
    error instanceof StageError && (error.reason === 'endpoint-unreachable' || error.reason === 'service-unavailable')
  )
}

/** What git prints after ssh, or the host behind it, has given the reason. */
const afterSsh =
  /^(fatal: Could not read from remote repository|Please make sure you have the correct access|and the repository exists)/

/** The most useful line: the remote's message, else git's own error; at most one line. */
export function wordsOf(stderr: string): string {
  const all = stderr
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter(
      (line) => line !== '' && !/^(warning|hint):|^To |^Total |^remote: *$|^remote: error: hook declined/i.test(line),
    )
  const telling = all.filter((line) => !afterSsh.test(line))
  const lines = telling.length > 0 ? telling : all
  const best =
    lines.find((line) => /^remote:.*(error|fatal|denied|GH\d{3})/i.test(line)) ??
    lines.find((line) => /^remote:/.test(line)) ??
    lines.find((line) => /^(fatal|error):/i.test(line)) ??
    lines.at(-1)
  return (best ?? 'no message').replace(/^(remote: *|fatal: |error: )+/gi, '').slice(0, 300)
}
