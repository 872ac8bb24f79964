import { expect, test } from '@jest/globals'
import { gitEnvironment } from './git/git-environment.ts'
import { networkOf } from './network.ts'
import { nodeProcesses } from './node-processes.ts'

const given = 'http://127.0.0.1:3128'

test('child processes get the proxy that was given, and pip and other tools read it', async () => {
  const { environment } = networkOf({ ...process.env, NO_PROXY: 'index.corp' }, given)
  const processes = nodeProcesses(new AbortController().signal, environment)
  const script = 'import urllib.request as u; print(sorted(u.getproxies().items()))'
  const { stdout } = await processes.run('python3', ['-c', script], { packageIndex: true })
  expect(stdout).toContain(`('http', '${given}'), ('https', '${given}')`)
  expect(stdout).toContain("('no', 'index.corp')")
})

test('git keeps the variables of proxies in its clean environment', () => {
  const { environment } = networkOf({ NO_PROXY: 'git.corp', all_proxy: 'http://127.0.0.1:1', GIT_DIR: '/x' }, given)
  expect(gitEnvironment(environment)).toMatchObject({
    HTTPS_PROXY: given,
    https_proxy: given,
    http_proxy: given,
    NO_PROXY: 'git.corp',
    all_proxy: 'http://127.0.0.1:1',
  })
})

test('an address that is none is refused by the name of the input that gave it', () => {
  expect(() => networkOf({ ALL_PROXY: 'socks5://x' }, 'socks5://y')).toThrow(
    'http-proxy names a proxy of the kind socks5://',
  )
})

test('without a proxy nothing is loaded and the environment stays as it is', async () => {
  const outer = { PATH: '/bin' }
  const network = networkOf(outer)
  expect(network.environment).toBe(outer)
  expect(await network.agents()).toBeUndefined()
  expect(network.secrets).toEqual([])
})

test.each(['http://', 'http://user:pa#ss@host:3128', 'socks5://host:1'])(
  'an http-proxy that is none, such as %s, is named as the input that it came by',
  (address) => {
    expect(() => networkOf({ HTTPS_PROXY: 'http://other:1' }, address)).toThrow(/^http-proxy /)
  },
)
