import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { InvokeCommand } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { daemonPaths } from '../../../src/local/daemon/daemon-record.ts'
import { ensureLocal } from '../../../src/local/daemon/ensure-local.ts'
import { stopLocal } from '../../../src/local/daemon/stop-local.ts'
import type { LocalEnvironment } from '../../../src/local/local-environment.ts'
import { packageRoot } from '../../../src/system/package-root.ts'
import { commandBundle } from '../../support/command-program.ts'
import { deployStack, localClients } from '../../support/local-clients.ts'
import { testPython } from '../../support/ministack.ts'

/** Nobody's number on Debian and most systems; only root may run a process as somebody else. */
const nobody = 65534
const isRoot = process.getuid?.() === 0
let folder: string
let home: string
let local: LocalEnvironment

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liftlock-other-user-'))
  // The folder above is as open as a home may be; what has to be closed is closed by the toolkit.
  await chmod(folder, 0o755)
  home = join(folder, 'state')
  local = await ensureLocal({
    bundle: commandBundle(),
    iam: true,
    egress: false,
    environment: { LIFTLOCK_HOME: home },
    context: {
      python: testPython,
      report: () => undefined,
      signal: new AbortController().signal,
      folders: { toolkit: packageRoot(), cache: folder },
    },
  })
  const { cognito } = localClients(local, '111111111111')
  const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'desk' }))
  expect((await fetch(`${local.endpoint}/${UserPool!.Id}/.well-known/jwks.json`)).status).toBe(200)
}, 120_000)

afterAll(async () => {
  await stopLocal(home)
  await rm(folder, { recursive: true, force: true })
}, 60_000)

/** Runs a program as another user where this one may, else as this one. */
function asAnother(program: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  const identity = isRoot ? { uid: nobody, gid: nobody } : {}
  return new Promise((resolve) => {
    execFile(program, args, { ...identity, cwd: '/', env: { PATH: '/usr/bin:/bin' } }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, output: stdout + stderr })
    })
  })
}

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)

test('only its owner reads what lies in the state folder', async () => {
  const { record, keys, emulatorPrefix } = daemonPaths(home)
  const emulator = (await readdir(home)).find((name) => name.startsWith(emulatorPrefix))!

  expect([await modeOf(home), await modeOf(record), await modeOf(keys)]).toEqual(['700', '600', '700'])
  expect(await modeOf(join(home, emulator))).toBe('700')
  expect(JSON.parse(await readFile(record, 'utf8')).environment.secretAccessKey).toBe(local.secretAccessKey)
})

const asRoot = isRoot ? test : test.skip
asRoot('another user reads neither the record nor the keys of user pools', async () => {
  const { record, keys, poolKeys } = daemonPaths(home)
  const files = await readdir(poolKeys)

  for (const path of [record, join(keys, 'cognito-rsa-key.pem'), ...files.map((name) => join(poolKeys, name))])
    expect(await asAnother('cat', [path])).toMatchObject({
      code: 1,
      output: expect.stringContaining('Permission denied'),
    })
  expect(files.length).toBeGreaterThan(0)
})

test('the secret and the token stand in no argument list and in no environment that others may read', async () => {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const read = (number: string, file: string) => readFile(`/proc/${number}/${file}`, 'latin1').catch(() => '')
  const texts = await Promise.all(
    numbers.flatMap((number) => ['cmdline', 'environ'].map(async (file) => ({ file, text: await read(number, file) }))),
  )
  const mine = (text: string) => text.includes(local.secretAccessKey) || text.includes(local.token)

  expect(texts.filter(({ text }) => mine(text)).map(({ file }) => file)).toEqual([])
})

test('a process that knows the port but not the secret makes, calls, reads and resets nothing', async () => {
  const { endpoint } = local
  const requests: readonly (readonly string[])[] = [
    ['-X', 'POST', `${endpoint}/2015-03-31/functions`, '-d', '{"FunctionName":"intruder"}'],
    ['-X', 'POST', `${endpoint}/2015-03-31/functions/desk/invocations`, '-d', '{}'],
    ['-X', 'POST', `${endpoint}/_ministack/reset`],
    [`${endpoint}/_ministack/ses/messages`],
    [`${endpoint}/_liftlock/health`],
    ['-X', 'PUT', `${endpoint}/_liftlock/origins`, '-d', '{"origins":["http://evil.example"]}'],
    [endpoint],
    ['-X', 'PUT', `${endpoint}/bucket`],
    ['-H', 'x-amz-target: DynamoDB_20120810.ListTables', '-d', '{}', endpoint],
    ['--user', '111111111111:test', '--aws-sigv4', 'aws:amz:eu-west-1:s3', endpoint],
    ['--user', '111111111111:test', '--aws-sigv4', 'aws:amz:eu-west-1:lambda', `${endpoint}/2015-03-31/functions`],
  ]
  const codes = await Promise.all(
    requests.map((args) => asAnother('curl', ['-s', '-o', '/dev/null', '-w', '%{http_code}', ...args])),
  )

  expect(codes.filter(({ output }) => !/^(400|401|403)$/.test(output))).toEqual([])
})

test('curl with the secret, as the owner has it, is served', async () => {
  const { endpoint, secretAccessKey } = local
  const user = `111111111111:${secretAccessKey}`
  const args = ['-s', '--user', user, '--aws-sigv4', 'aws:amz:eu-west-1:s3', endpoint]
  const { output } = await asAnother('curl', args)

  expect(output).toContain('<ListAllMyBucketsResult')
})

/** A function with a role of its own, and what it answered. */
async function run(name: string, source: string, event: object = {}) {
  const clients = localClients(local, '111111111111')
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }
  const { status, outputs } = await deployStack(clients, name, {
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] } },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'python3.13',
          Handler: 'index.handler',
          Timeout: 30,
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Code: { ZipFile: source },
        },
      },
    },
    Outputs: {
      role: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } },
      arn: { Value: { 'Fn::GetAtt': ['Function', 'Arn'] } },
    },
  })
  expect(status).toBe('CREATE_COMPLETE')
  const { Payload } = await clients.lambda.send(
    new InvokeCommand({ FunctionName: outputs.arn, Payload: JSON.stringify(event) }),
  )
  const { arn, role } = outputs
  return { arn, role, answer: Payload!.transformToString() }
}

test('the credentials of the role of a function cannot be worked out from names', async () => {
  const source = 'import os\ndef handler(event, context):\n    return dict(os.environ)\n'
  const { arn, role, answer } = await run('names', source)
  const environment = JSON.parse(answer) as Record<string, string>

  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  const digest = hash(`${arn}:${role}`)
  const key = `ASIA${digest.slice(0, 16).toUpperCase()}`
  const guess = localClients({ ...local, secretAccessKey: hash(`secret:${digest}`) }, key)
  expect(environment.AWS_ACCESS_KEY_ID).toMatch(/^ASIA/)
  expect(environment.AWS_ACCESS_KEY_ID).not.toBe(key)
  expect(environment.AWS_SECRET_ACCESS_KEY).not.toBe(hash(`secret:${digest}`))
  await expect(guess.dynamodb.send(new ListTablesCommand({}))).rejects.toMatchObject({
    name: 'UnrecognizedClientException',
  })
})

test('a function finds the secret of the accounts and the token in no environment', async () => {
  const source = `
import glob, os
def handler(event, context):
    texts = {"own": " ".join(os.environ.values())}
    for path in glob.glob("/proc/[0-9]*/environ"):
        try:
            texts[path] = open(path, "rb").read().decode("latin-1")
        except OSError:
            pass
    holders = [name for name, text in texts.items() if any(each in text for each in event["secrets"])]
    return {"read": len(texts) > 1, "own": "AWS_LAMBDA_FUNCTION_NAME" in os.environ, "holders": holders}
`
  const { answer } = await run('environments', source, { secrets: [local.secretAccessKey, local.token] })

  expect(JSON.parse(answer)).toEqual({ read: true, own: true, holders: [] })
})
