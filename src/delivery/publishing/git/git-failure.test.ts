import { expect, test } from '@jest/globals'
import { gitFailure } from './git-failure.ts'

const failed = (stderr: string, credentialed = true) =>
  gitFailure({ exitCode: 128, stdout: new Uint8Array(), stderr }, { name: 'acme/shop', credentialed })

test.each([
  [
    'remote: Invalid username or token.\nfatal: Authentication failed for https://github.com/a/b.git/',
    'credentials-invalid',
  ],
  ["fatal: could not read Username for 'https://github.com': terminal prompts disabled", 'credentials-invalid'],
  [
    'remote: Write access to repository not granted.\nfatal: unable to access: The requested URL returned error: 403',
    'access-denied',
  ],
  ['remote: Permission to a/b.git denied to app[bot].\nfatal: The requested URL returned error: 403', 'access-denied'],
  [
    'remote: This repository was archived so it is read-only.\nfatal: The requested URL returned error: 403',
    'access-denied',
  ],
  [
    'ERROR: The key you are authenticating with has been marked as read only.\nfatal: Could not read from remote repository.',
    'access-denied',
  ],
  [
    'git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.',
    'credentials-invalid',
  ],
  ["remote: Repository not found.\nfatal: repository 'https://github.com/a/b.git/' not found", 'repository-missing'],
  ['fatal: unable to access: The requested URL returned error: 301', 'repository-missing'],
  ["fatal: detected dubious ownership in repository at '/srv/a.git'", 'access-denied'],
  ['ERROR: Repository not found.\nfatal: Could not read from remote repository.', 'repository-missing'],
  ['Host key verification failed.\nfatal: Could not read from remote repository.', 'host-key-unknown'],
  ['fatal: unable to access: Could not resolve host: github.com', 'endpoint-unreachable'],
  ['ssh: connect to host github.com port 22: Connection timed out', 'endpoint-unreachable'],
  [
    'error: RPC failed; HTTP 502\nfatal: unable to access: The requested URL returned error: 502',
    'service-unavailable',
  ],
  ['fatal: the remote end hung up unexpectedly', 'service-unavailable'],
  ["fatal: couldn't find remote ref refs/heads/main", 'service-unavailable'],
  ['fatal: write error: No space left on device', 'disk-full'],
  ['fatal: something new', 'service-refused'],
])('%j is %s', (stderr, reason) => {
  expect(failed(stderr).reason).toBe(reason)
})

test('a password that is asked for means another thing when none was given', () => {
  expect(
    failed("fatal: could not read Username for 'https://github.com': No such device or address", false).reason,
  ).toBe('credentials-missing')
})

test('the message has the words of the other side, in one line, and the hint what to do', () => {
  const error = failed(
    'warning: x\nremote: \nremote: Permission to a/b.git denied to app[bot].\nfatal: unable to access',
  )
  expect(error.message).toBe(
    'acme/shop: these credentials may not write to it (Permission to a/b.git denied to app[bot].)',
  )
  expect(error.hint).toContain('contents: write')
})

test.each([
  ['ERROR: The key you are authenticating with is read only.\n', 'The key you are authenticating with is read only.'],
  ['git@github.com: Permission denied (publickey).\n', 'git@github.com: Permission denied (publickey).'],
  ['', 'Could not read from remote repository.'],
])('over ssh the words of the host count, not what git adds to them: %j', (said, words) => {
  const added = 'Please make sure you have the correct access rights\nand the repository exists.'
  const { message } = failed(`${said}fatal: Could not read from remote repository.\n\n${added}`)
  expect(message).toContain(words)
})
