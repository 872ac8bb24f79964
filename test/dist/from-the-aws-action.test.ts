import { mkdirSync, writeFileSync } from 'node:fs'
import { request as ask, createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { awsAtEndpoint } from '../../src/aws/clients.ts'
import { type EndedStep, type TestJob, testJob } from '../support/action-process.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'

/** The shapes in which the README of aws-actions/aws-cloudformation-github-deploy v2.2 uses its action, in steps of our own. */
const steps: Readonly<Record<string, string>> = {
  basic: `
    name: parking
    template: parking.yaml
    parameter-overrides: "Stage=test,Password=$SECRET"
  `,
  createOnly: `
    mode: "create-only"
    name: parking
    template: two.yaml
  `,
  executeOnly: `
    mode: "execute-only"
    name: parking
    execute-change-set-id: $CHANGE_SET
  `,
  drift: `
    mode: "create-only"
    name: parking
    template: three.yaml
    deployment-mode: "REVERT_DRIFT"
  `,
  review: `
    mode: "create-only"
    name: review-17
    template: $TEMPLATE
    parameter-overrides: "Stage=preview"
  `,
  list: `
    name: zones
    template: zones.yaml
    fail-on-empty-changeset: false
    parameter-overrides: >-
      Zones=$REGIONa,
      Zones=$REGIONc,
      Count=2,
      Cidr=0.0.0.0/0
  `,
  proxy: `
    name: zones
    template: zones.yaml
    fail-on-empty-changeset: "0"
    http-proxy: "$PROXY"
  `,
}

const queue = (name: string) => `{ Type: AWS::SQS::Queue, Properties: { QueueName: ${name} } }`
const parking = (...queues: string[]) => `
Parameters:
  Stage: { Type: String, Default: none }
  Password: { Type: String, NoEcho: true, Default: none }
Resources:
${queues.map((name) => `  ${name}: ${queue(name.toLowerCase())}`).join('\n')}
Outputs:
  StageOut: { Value: !Ref Stage }
`
const zones = `
Parameters:
  Zones: { Type: CommaDelimitedList }
  Count: { Type: Number }
  Cidr: { Type: String }
Resources:
  Zoned: ${queue('zoned')}
Outputs:
  ZoneList: { Value: !Join ['+', !Ref Zones] }
  CidrOut: { Value: !Ref Cidr }
`
const secret = 'correct horse, battery'.replace(',', '')

let ministack: TestMinistack
let job: TestJob

beforeAll(async () => {
  ministack = await startMinistack()
  job = testJob({
    AWS_ENDPOINT_URL: ministack.endpoint,
    AWS_ACCESS_KEY_ID: '555555555555',
    AWS_SECRET_ACCESS_KEY: ministack.secretAccessKey,
    AWS_REGION: 'eu-west-1',
  })
  const files = {
    'parking.yaml': parking('One'),
    'two.yaml': parking('One', 'Two'),
    'three.yaml': parking('One', 'Two', 'Three'),
    'broken.yaml': 'Resources:\n  A: { Type: AWS::SQS::Queue, Properties: { QueueName: !Ref Nothing } }\n',
    'zones.yaml': zones,
  }
  mkdirSync(job.workspace, { recursive: true })
  for (const [path, text] of Object.entries(files)) writeFileSync(join(job.workspace, path), text)
}, 120_000)

afterAll(async () => {
  job?.remove()
  await ministack?.stop()
})

/** Hands plain requests and tunnels on, as a proxy does. */
async function startProxy(): Promise<{ readonly url: string; close(): Promise<unknown> }> {
  const server = createServer((request, response) => {
    const { method, headers } = request
    const onwards = ask(request.url!, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(response)
    })
    request.pipe(onwards)
  })
  server.on('connect', (request, socket) => {
    const { hostname, port } = new URL(`http://${request.url}`)
    const onwards = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      onwards.pipe(socket).pipe(onwards)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Runs the built action with the keys of `with:`, which the runner hands on as text. */
function run(shape: keyof typeof steps, values: Readonly<Record<string, string>> = {}): Promise<EndedStep> {
  const text = steps[shape]!.replace(/\$([A-Z_]+)/g, (variable, name: string) => values[name] ?? variable)
  const inputs = parse(text) as Readonly<Record<string, unknown>>
  return job.run('deploy', Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, String(value)])))
}

const stacks = () =>
  awsAtEndpoint(ministack.endpoint, {
    region: 'eu-west-1',
    account: '555555555555',
    secretAccessKey: ministack.secretAccessKey,
  }).at({ account: '555555555555' }).stacks

test('basic: the stack is there, and its outputs are outputs of the step', async () => {
  const step = await run('basic', { SECRET: secret })
  expect(step).toMatchObject({ code: 0, outputs: { outcome: 'succeeded', StageOut: 'test' } })
  expect(step.outputs['stack-id']).toMatch(/:stack\/parking\//)
  expect(step.emitted).not.toContain(secret)
}, 60_000)

let changeSet: string
test('create-only: nothing is executed, and what a script shows is there', async () => {
  const step = await run('createOnly')
  changeSet = step.outputs['change-set-id']!
  expect(step).toMatchObject({
    code: 0,
    outputs: { outcome: 'succeeded', 'has-changes': 'true', 'changes-count': '1' },
  })
  expect(changeSet).toMatch(/^arn:aws:cloudformation:.*:changeSet\//)
  expect(step.outputs['change-set-name']).toMatch(/\w/)
  expect(JSON.parse(step.outputs['changes-summary']!)).toMatchObject({
    changes: [{ ResourceChange: { Action: 'Add', LogicalResourceId: 'Two', ResourceType: 'AWS::SQS::Queue' } }],
    totalChanges: 1,
    truncated: false,
  })
  expect((await stacks().resources('parking')).map(({ logicalId }) => logicalId)).toEqual(['One'])
}, 60_000)

test('execute-only: the change set of the other step is executed', async () => {
  const step = await run('executeOnly', { CHANGE_SET: changeSet })
  expect(step).toMatchObject({
    code: 0,
    outputs: { outcome: 'succeeded', StageOut: 'test', 'change-set-id': changeSet },
  })
  expect((await stacks().resources('parking')).map(({ logicalId }) => logicalId).sort()).toEqual(['One', 'Two'])
}, 60_000)

test('drift: a change set is left that is not executed', async () => {
  const step = await run('drift')
  expect(step).toMatchObject({ code: 0, outputs: { 'has-changes': 'true' } })
  const { executionStatus } = (await stacks().findChangeSet('parking', step.outputs['change-set-id']!))!
  expect(executionStatus).toBe('AVAILABLE')
}, 60_000)

/** The body of the comment, chosen as a script of a workflow does: by the end of the step and two of its outputs. */
function commentOf({ code, outputs }: EndedStep): string {
  if (code !== 0) return 'CloudFormation Change Set: it could not be made'
  return outputs['has-changes'] === 'false' ? 'CloudFormation Change Set: no changes' : outputs['changes-markdown']!
}

test('review on a pull request: each run finds the comment of the one before, whatever it said', async () => {
  const comments: string[] = []
  const write = (body: string) => {
    const at = comments.findIndex((comment) => comment.includes('CloudFormation Change Set'))
    if (at < 0) comments.push(body)
    else comments[at] = body
  }
  write(commentOf(await run('review', { TEMPLATE: 'two.yaml' })))
  expect(comments[0]).toContain('`Two`')
  const broken = await run('review', { TEMPLATE: 'broken.yaml' })
  expect(broken.outputs['failure-reason']).toBe('template-invalid')
  write(commentOf(broken))
  write(commentOf(await run('review', { TEMPLATE: 'three.yaml' })))
  expect(comments).toEqual([expect.stringContaining('`Three`')])
  expect((await stacks().find('review-17'))?.status).toBe('REVIEW_IN_PROGRESS')
}, 90_000)

test('list parameter: repeated names become one list, in the order that was given', async () => {
  const step = await run('list', { REGION: 'eu-west-1' })
  expect(step).toMatchObject({ code: 0, outputs: { ZoneList: 'eu-west-1a+eu-west-1c', CidrOut: '0.0.0.0/0' } })
  const again = await run('list', { REGION: 'eu-west-1' })
  expect(again).toMatchObject({ code: 0, outputs: { outcome: 'no-changes', 'has-changes': 'false' } })
}, 60_000)

test('proxy: the input is taken, and the calls arrive', async () => {
  const proxy = await startProxy()
  const step = await run('proxy', { PROXY: proxy.url })
  await proxy.close()
  expect(step).toMatchObject({ code: 0, outputs: { outcome: 'no-changes' } })
}, 60_000)

test('a misspelt mode stops everything, where it would be executed otherwise', async () => {
  const inputs = { name: 'parking', template: 'three.yaml', moed: 'create-only' }
  expect(await job.run('deploy', inputs)).toMatchObject({ code: 2, outputs: { 'failure-reason': 'input-unknown' } })
  expect((await stacks().resources('parking')).map(({ logicalId }) => logicalId)).not.toContain('Three')
}, 60_000)

test('after a failure the change set is still named', async () => {
  writeFileSync(join(job.workspace, 'protected.yaml'), parking('Other'))
  const step = await job.run('deploy', { name: 'parking', template: 'protected.yaml', protect: 'AWS::SQS::Queue' })
  expect(step).toMatchObject({ code: 1, outputs: { 'failure-reason': 'stack-protected', 'has-changes': 'true' } })
  expect(step.outputs['change-set-id']).toMatch(/:changeSet\//)
  expect(step.outputs['changes-markdown']).toContain('`Other`')
}, 60_000)
