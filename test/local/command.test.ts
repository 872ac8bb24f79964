import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InvokeCommand } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { findLocal } from '../../src/local/daemon/find-local.ts'
import { describeIsolation } from '../../src/local/daemon/isolation.ts'
import { cacheFolder } from '../../src/system/folders.ts'
import { commandProgram } from '../support/command-program.ts'
import { deployStack, localClients } from '../support/local-clients.ts'
import { processesBelow } from '../support/processes-below.ts'

const seconds = 120_000
let home: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'liftlock-command-'))
})

afterAll(async () => {
  await liftlock(['local', 'down'])
  await rm(home, { recursive: true, force: true })
}, seconds)

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The command line from its sources, as a process, with a state of its own. */
function liftlock(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const command = [...commandProgram(), ...args]
  const env = {
    ...process.env,
    NODE_OPTIONS: '',
    LIFTLOCK_HOME: home,
    LIFTLOCK_CACHE: cacheFolder(process.env),
    ...more,
  }
  return new Promise((resolve) => {
    execFile(process.execPath, command, { env, cwd: home }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr })
    })
  })
}

/** The lines that `up` prints to be pasted. */
function exportsIn(printed: string): string {
  const [, text = ''] = /^ {2}For tools {4}(export (?:.*\\\n)*.*)$/m.exec(`${printed}\n`) ?? []
  return text
}

/** curl signs by what the lines above set. */
const curl =
  'curl -s --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" --aws-sigv4 "aws:amz:$AWS_REGION:s3" "$AWS_ENDPOINT_URL"'

function shell(script: string): Promise<string> {
  return new Promise((resolve) => {
    execFile('/bin/sh', ['-c', script], { env: { PATH: process.env.PATH }, cwd: home }, (_, stdout, stderr) =>
      resolve(stdout + stderr),
    )
  })
}

const sender = `
import json, urllib.error, urllib.request
def handler(event, context):
    request = urllib.request.Request("https://billing.example/charge", json.dumps(event).encode(), {"Authorization": "Bearer hidden"})
    try:
        urllib.request.urlopen(request, timeout=10)
    except urllib.error.HTTPError as error:
        return {"status": error.code, **json.load(error)}
`

const application = {
  Resources: {
    Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
    Client: {
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: { UserPoolId: { Ref: 'Pool' }, ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'] },
    },
    Sender: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'python3.13',
        Handler: 'index.handler',
        Timeout: 30,
        Role: 'arn:aws:iam::222222222222:role/x',
        Code: { ZipFile: sender },
      },
    },
  },
  Outputs: {
    apiEndpoint: { Value: 'http://127.0.0.1:1/one/graphql' },
    userPoolId: { Value: { Ref: 'Pool' } },
    userPoolClientId: { Value: { Ref: 'Client' } },
    sender: { Value: { Ref: 'Sender' } },
  },
}

test(
  'without a local AWS, commands say how to start it',
  async () => {
    const status = await liftlock(['local', 'status'])
    const down = await liftlock(['local', 'down'])

    expect(status).toMatchObject({ code: 1, stdout: '' })
    expect(status.stderr).toContain('the local AWS is not running\n  Next: start it: liftlock local up')
    expect(down).toEqual({ code: 0, stdout: 'The local AWS was not running.\n', stderr: '' })
  },
  seconds,
)

test(
  'a Python that is missing gets one clear sentence, and nothing stays behind',
  async () => {
    const up = await liftlock(['local', 'up'], { LIFTLOCK_PYTHON: join(home, 'no-python') })

    expect(up).toMatchObject({ code: 1, stdout: '' })
    expect(up.stderr).toContain('Python 3.11 or newer is needed, and none was found')
    expect(await processesBelow(home)).toEqual([])
  },
  seconds,
)

test(
  'a state folder that cannot be written is named',
  async () => {
    await writeFile(join(home, 'file'), '')
    const up = await liftlock(['local', 'up'], { LIFTLOCK_HOME: join(home, 'file', 'state') })
    await rm(join(home, 'file'))

    expect(up.code).toBe(1)
    expect(up.stderr).toContain(`${join(home, 'file', 'state')} cannot be written: ENOTDIR\n  Next: set LIFTLOCK_HOME`)
  },
  seconds,
)

test(
  'a command that there is not is named, with the nearest',
  async () => {
    const result = await liftlock(['local', 'stauts'])

    expect(result.code).toBe(2)
    expect(result.stderr).toContain('liftlock local has no command "stauts"\n  Next: did you mean status?')
  },
  seconds,
)

test.each([
  [['--origin', 'http://localhost:5173/'], 'browsers send this origin as http://localhost:5173; write that'],
  [['--origin', '*'], 'an origin has no wildcard'],
  [['--origin', 'null'], 'null is the origin of any page without one'],
  [['--origin', 'http://localhost:5173', '--no-origins'], '--origin and --no-origins are given together'],
])(
  'up %j is refused before anything starts',
  async (flags, message) => {
    const up = await liftlock(['local', 'up', ...flags])

    expect(up).toMatchObject({ code: 2, stdout: '' })
    expect(up.stderr).toContain(message)
    expect(await processesBelow(home)).toEqual([])
  },
  seconds,
)

test(
  'up takes the origins of liftlock.yml, and a flag counts before them',
  async () => {
    await writeFile(join(home, 'liftlock.yml'), 'local:\n  origins: [http://localhost:5173, "https://app.example"]\n')

    const first = await liftlock(['local', 'up', '--no-origins', '--json'])
    await liftlock(['local', 'down'])
    const second = await liftlock(['local', 'up'])
    const status = await liftlock(['local', 'status', '--json'])
    await writeFile(join(home, 'liftlock.yml'), 'local: { origins: [http://localhost:5173/app] }\n')
    const wrong = await liftlock(['local', 'up'])
    await rm(join(home, 'liftlock.yml'))
    await liftlock(['local', 'down'])

    expect(JSON.parse(first.stdout)).toMatchObject({ origins: [] })
    expect(second.stdout).toContain('Web pages    of http://localhost:5173, https://app.example may call GraphQL\n')
    expect(JSON.parse(status.stdout)).toMatchObject({ origins: ['http://localhost:5173', 'https://app.example'] })
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toContain('browsers send this origin as http://localhost:5173; write that')
  },
  seconds,
)

test(
  'up, token, egress and down do what they say',
  async () => {
    const up = await liftlock(['local', 'up', '--json'])
    const local = (await findLocal({ LIFTLOCK_HOME: home }))!
    const clients = localClients(local, '222222222222')
    const none = await liftlock(['local', 'token', '--environment', 'production'])
    const lag = async () =>
      (await readFile(join(home, 'pipelines', 'settings.json'), 'utf8')).includes('"readsLag":true')
    await liftlock(['local', 'up', '--read-lag'])
    const lags = await lag()
    const again = await liftlock(['local', 'up'])
    const lagsNoMore = await lag()
    const pasted = await shell(`${exportsIn(again.stdout)}\n${curl}`)
    const stranger = await shell(`${exportsIn(again.stdout)}\nAWS_SECRET_ACCESS_KEY=test\n${curl}`)
    const { outputs } = await deployStack(clients, 'application', application)

    const token = await liftlock([
      'local',
      'token',
      '--environment',
      'production',
      '--user',
      'ada',
      '--role',
      'administrator',
      '--role',
      'visitor',
    ])
    const answer = await clients.lambda.send(
      new InvokeCommand({ FunctionName: outputs.sender, Payload: '{"amount":3}' }),
    )
    const egress = await liftlock(['local', 'egress', '--json'])
    const text = await liftlock(['local', 'egress'])
    const status = await liftlock(['local', 'status'])
    const pipelines = await liftlock(['local', 'pipeline'])
    const noPipeline = await liftlock(['local', 'pipeline', 'shop'])
    const statusJson = await liftlock(['local', 'status', '--json'])
    const down = await liftlock(['local', 'down'])

    const { token: _, ...shown } = local
    const claims = JSON.parse(Buffer.from(token.stdout.split('.')[1] ?? '', 'base64url').toString())
    expect(JSON.parse(up.stdout)).toEqual({ ...shown, pipelines: { run: true } })
    expect(local.secretAccessKey).toMatch(/^[A-Za-z0-9]{40}$/)
    expect([lags, lagsNoMore]).toEqual([true, false])
    expect(pasted).toContain('<ListAllMyBucketsResult')
    expect(stranger).toContain('<Code>SignatureDoesNotMatch</Code>')
    expect(none.stderr).toContain('no stack of production has users')
    expect(claims).toMatchObject({ 'cognito:username': 'ada', 'cognito:groups': ['administrator', 'visitor'] })
    expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toEqual({
      status: 403,
      message: 'the local AWS lets no function reach billing.example; start it with --egress to allow it',
    })
    expect(JSON.parse(egress.stdout)).toMatchObject([
      {
        method: 'POST',
        url: 'https://billing.example/charge',
        body: '{"amount": 3}',
        headers: { authorization: '***' },
        outcome: 'refused',
      },
    ])
    expect(text.stdout).toContain('refused  POST https://billing.example/charge\n  {"amount": 3}\n')
    expect(status.stdout).toContain(`AWS          ${local.endpoint}\n`)
    expect(status.stdout).toContain(`Functions    ${describeIsolation(local.isolation)}\n`)
    expect(pipelines).toEqual({ code: 0, stdout: 'The local AWS has no pipelines.\n', stderr: '' })
    expect(noPipeline).toMatchObject({ code: 2, stdout: '' })
    expect(noPipeline.stderr).toContain('the local AWS has no pipeline shop\n  Next: it has none; deploy one first')
    expect(status.stdout).toContain('Pipelines    run\n')
    expect(JSON.parse(statusJson.stdout).isolation).toEqual(local.isolation)
    expect(status.stdout).toContain(
      'production · application · CREATE_COMPLETE\n  API  http://127.0.0.1:1/one/graphql\n',
    )
    expect(down.stdout).toBe('The local AWS was removed, with everything in it.\n')
    expect(await processesBelow(home)).toEqual([])
  },
  seconds,
)
