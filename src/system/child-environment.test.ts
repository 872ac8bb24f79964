import { expect, test } from '@jest/globals'
import { childEnvironment, foreignEnvironment } from './child-environment.ts'
import { nodeProcesses } from './node-processes.ts'

const secret = 'canary'
/** What a job of GitHub, a machine of a developer and a build of AWS have in their environments. */
const secrets = [
  ...['GITHUB_TOKEN', 'GH_TOKEN', 'GITHUB_OUTPUT', 'GITHUB_ENV', 'ACTIONS_RUNTIME_TOKEN', 'RUNNER_TEMP', 'INPUT_TOKEN'],
  ...[
    'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_PROFILE',
  ],
  ...[
    'AWS_CONTAINER_AUTHORIZATION_TOKEN',
    'LIFTLOCK_PYTHON',
    'NODE_OPTIONS',
    'NPM_TOKEN',
    'SSH_AUTH_SOCK',
    'DATABASE_URL',
  ],
  ...['PYTHONPATH', 'PYTHONSTARTUP', 'PIP_PASSWORD', 'PIP_REQUIREMENT', 'PIP_TARGET', 'TOKEN'],
]
const ofPlace = { PATH: '/bin', HOME: '/of/the/user', LANG: 'C', TZ: 'UTC', LD_LIBRARY_PATH: '/opt/python/lib' }
const ofIndex = { PIP_INDEX_URL: 'https://index', https_proxy: 'http://proxy', SSL_CERT_FILE: '/ca.pem', NETRC: '/n' }
const outer = { ...Object.fromEntries(secrets.map((name) => [name, secret])), ...ofPlace, ...ofIndex }

test('a program of ours gets the variables of the place, and those of the package index only to fetch packages', () => {
  expect(childEnvironment(outer, false)).toEqual(ofPlace)
  expect(childEnvironment(outer, true)).toEqual({ ...ofPlace, ...ofIndex })
})

test('code of others gets a home of its own and nothing that says who runs it', () => {
  expect(foreignEnvironment(outer, '/own')).toEqual({
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: '/own',
    TMPDIR: '/own',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    LD_LIBRARY_PATH: '/opt/python/lib',
    PYTHONNOUSERSITE: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUTF8: '1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  })
})

const processes = nodeProcesses(new AbortController().signal, { ...process.env, SECRET_TOKEN: secret })
const shown = 'import os; print(sorted(os.environ))'

test.each([{}, { packageIndex: true }])(
  'a child process does not get a variable that nobody named (%j)',
  async (options) => {
    expect((await processes.run('python3', ['-c', shown], options)).stdout).not.toContain('SECRET_TOKEN')
  },
)

test('a child process gets what the caller names', async () => {
  const environment = { SECRET_TOKEN: 'given' }
  expect((await processes.run('python3', ['-c', shown], { environment })).stdout).toContain('SECRET_TOKEN')
})

test.each([
  ['output', { maximumBytes: 1000 }, 'while True: print("x" * 1000)'],
  ['time', { timeoutSeconds: 0.5 }, 'while True: pass'],
])('a child process ends at its limit of %s', async (stopped, options, code) => {
  const ended = await processes.run('python3', ['-c', code], options)
  expect(ended).toMatchObject({ exitCode: 1, stopped })
  expect(ended.stdout.length).toBeLessThanOrEqual(1000)
})
