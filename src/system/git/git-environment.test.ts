import { expect, test } from '@jest/globals'
import { gitEnvironment } from './git-environment.ts'
import { nodeGit } from './node-git.ts'

const remote = {
  address: 'https://git.example.com/acme/shop.git',
  credential: { kind: 'token', token: 't0ken' },
} as const

/** The configuration that the environment brings, in order. */
function configurationOf(environment: NodeJS.ProcessEnv): readonly string[] {
  const count = Number(environment.GIT_CONFIG_COUNT)
  return Array.from(
    { length: count },
    (_, index) => `${environment[`GIT_CONFIG_KEY_${index}`]}=${environment[`GIT_CONFIG_VALUE_${index}`]}`,
  )
}

test('what points at another repository, traces, or holds inputs stays outside; how remotes are reached is kept', () => {
  const environment = gitEnvironment({
    PATH: '/bin',
    GIT_DIR: '/elsewhere',
    GIT_INDEX_FILE: 'x',
    GIT_TRACE_CURL: '1',
    GIT_CURL_VERBOSE: '1',
    INPUT_TOKEN: 't0ken',
    LIFTLOCK_DEPLOY_KEY: 'key',
    GIT_CONFIG_GLOBAL: '/home/.gitconfig',
    GIT_SSL_CAINFO: '/ca',
  })
  expect(environment).toMatchObject({ PATH: '/bin', GIT_CONFIG_GLOBAL: '/home/.gitconfig', GIT_SSL_CAINFO: '/ca' })
  expect(Object.keys(environment).filter((name) => /DIR|INDEX|TRACE|CURL|INPUT|LIFTLOCK/.test(name))).toEqual([])
})

test('the token belongs to its host only, and takes the place of what the machine has configured', () => {
  const environment = gitEnvironment(
    { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.proxy', GIT_CONFIG_VALUE_0: 'http://proxy' },
    { remote, repository: '/temporary/repository.git' },
  )
  const basic = Buffer.from('x-access-token:t0ken').toString('base64')
  expect(configurationOf(environment)[0]).toBe('http.proxy=http://proxy')
  expect(configurationOf(environment).slice(-5)).toEqual([
    'remote.origin.url=https://git.example.com/acme/shop.git',
    'http.followRedirects=false',
    'credential.helper=',
    'http.https://git.example.com/.extraHeader=',
    `http.https://git.example.com/.extraHeader=Authorization: Basic ${basic}`,
  ])
})

test('paths of a key are quoted for the shell that git uses', () => {
  const keyFiles = { key: "/tmp/it's here/key", knownHosts: '/tmp/$(x)/known_hosts' }
  const { GIT_SSH_COMMAND } = gitEnvironment({}, { remote: { address: 'h:p' }, repository: '/r', keyFiles })
  expect(GIT_SSH_COMMAND).toContain(`-i '/tmp/it'\\''s here/key'`)
  expect(GIT_SSH_COMMAND).toContain(`-o 'UserKnownHostsFile=/tmp/$(x)/known_hosts'`)
})

test('a machine without git is told what is missing', async () => {
  const git = nodeGit({ PATH: '/nowhere' }, new AbortController().signal)
  await expect(git.at('.').run(['version'])).rejects.toMatchObject({ reason: 'tool-missing' })
  await expect(git.temporary(remote, async () => 1)).rejects.toMatchObject({ reason: 'tool-missing' })
})
