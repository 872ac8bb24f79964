import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { stackPage } from '../../src/aws/cloudformation/stack-page.ts'
import { type DeployStageTrial, deployStageTrial } from '../support/deploy-stage-trial.ts'

let cloud: DeployStageTrial['cloud']
let files: DeployStageTrial['files']
let run: DeployStageTrial['run']

beforeEach(async () => {
  ;({ cloud, files, run } = await deployStageTrial({
    'template.yml':
      'Parameters: { Stage: { Type: String } }\nResources:\n  A: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref Stage } }\n',
    'template.json': JSON.stringify({
      Parameters: { Stage: { Type: 'String' } },
      Resources: { A: { Type: 'AWS::SNS::Topic' } },
    }),
    'parameters.json': '[{"ParameterKey":"Stage","ParameterValue":"from a file"}]',
    'liftlock.yml':
      'application: parking\nenvironments: { staging: { stack: parking-staging, parameters: { Stage: staging }, protect: ["AWS::SNS::*"] } }\n',
  }))
})

afterEach(async () => {
  await cloud.stop()
})

const template = { name: 'parking', template: 'template.json', 'parameter-overrides': 'Stage=test' }

test('a workflow for the action of AWS needs no other inputs', async () => {
  const result = await run({
    ...template,
    capabilities: 'CAPABILITY_IAM,CAPABILITY_NAMED_IAM',
    'no-fail-on-empty-changeset': '1',
    'disable-rollback': '0',
    'termination-protection': '1',
    'parameter-overrides': 'file://parameters.json',
    tags: '[{"Key":"team","Value":"parking"}]',
    'timeout-in-minutes': '30',
  })
  expect(result).toMatchObject({
    outcome: 'succeeded',
    outputs: {
      hasChanges: true,
      changesCount: 1,
      changesText: '0 changed, 1 added, 0 removed',
      outputs: { Version: '1' },
      url: stackPage(cloud.service.stacks[0]!.id),
    },
  })
  expect(cloud.service.stacks[0]).toMatchObject({ parameters: { Stage: 'from a file' }, protection: true })
})

test('an environment gives stack, parameters and policy', async () => {
  await run({ environment: 'staging', template: 'template.json' })
  files.set(
    'template.json',
    JSON.stringify({ Parameters: { Stage: { Type: 'String' } }, Resources: { B: { Type: 'AWS::SQS::Queue' } } }),
  )
  const refused = await run({ environment: 'staging', template: 'template.json' })
  expect(cloud.service.stacks[0]).toMatchObject({ name: 'parking-staging', parameters: { Stage: 'staging' } })
  expect(refused).toMatchObject({ kind: 'failure', error: { reason: 'stack-protected' } })
})

test('plan first, execute exactly that later', async () => {
  const planned = await run({ ...template, 'plan-only': 'true' })
  const { fingerprint, planFile } = (planned as unknown as { outputs: Record<string, string> }).outputs
  const done = await run({ ...template, plan: fingerprint! })
  expect(planned).toMatchObject({ outcome: 'succeeded', outputs: { planFile: 'build/report/plan.json' } })
  expect(files.has(planFile!)).toBe(true)
  expect(done).toMatchObject({ outcome: 'succeeded', outputs: { fingerprint } })
})

test('nothing to change is a failure only when that is asked for', async () => {
  await run(template)
  expect(await run(template)).toMatchObject({ outcome: 'no-changes', outputs: { hasChanges: false, changesCount: 0 } })
  expect(await run({ ...template, 'fail-on-empty-changeset': '1' })).toMatchObject({ error: { reason: 'plan-empty' } })
})

test.each<[string, Record<string, string>, string]>([
  ['no template and no release', { name: 'parking' }, 'input-missing'],
  ['no stack', { template: 'template.json' }, 'input-missing'],
  ['a release without an environment', { release: '9f3a61c04e7b', name: 'parking' }, 'input-missing'],
  ['both template and release', { release: '1.0.0', template: 'template.json' }, 'input-invalid'],
  ['a name that is none', { ...template, name: 'a b' }, 'input-invalid'],
  ['a name with a newline', { ...template, name: 'a\nb' }, 'input-invalid'],
  ['a fingerprint of 12 digits', { ...template, plan: '4be107d293aa' }, 'input-invalid'],
  ['a fingerprint that is none', { ...template, plan: 'latest' }, 'input-invalid'],
  [
    'a plan that is to be made and executed',
    { ...template, plan: '4be107d293aa'.padEnd(64, '0'), 'plan-only': 'true' },
    'input-invalid',
  ],
  ['a time limit of nothing', { ...template, 'timeout-in-minutes': '0' }, 'input-invalid'],
  ['a flag that says perhaps', { ...template, 'disable-rollback': 'perhaps' }, 'input-invalid'],
  ['a template that is not there', { ...template, template: 'nowhere.yml' }, 'file-missing'],
  ['an environment that is not there', { ...template, environment: 'moon' }, 'environment-unknown'],
  ['a parameter without a value', { name: 'parking', template: 'template.yml' }, 'template-invalid'],
])('%s is refused before anything is changed', async (_what, inputs, reason) => {
  expect(await run(inputs)).toMatchObject({ kind: 'failure', error: { reason } })
  expect(cloud.service.stacks).toEqual([])
})

test('an endpoint that does not answer gives one clear error', async () => {
  const result = await run(template, 'http://127.0.0.1:9')
  expect(result).toMatchObject({ kind: 'failure', error: { reason: 'endpoint-unreachable' } })
})

test('credentials that have expired give one clear error', async () => {
  cloud.fault = () => ({ kind: 'expired' })
  expect(await run(template)).toMatchObject({ kind: 'failure', error: { reason: 'credentials-expired' } })
})

test.each([
  ['its environment', { environment: 'production' }],
  ['the name of its stack', { name: 'parking-production' }],
  ['the name of its stack in another environment', { environment: 'staging', name: 'parking-production' }],
])('what requires evidence is not deployed by %s, only previewed', async (_, target) => {
  files.set(
    'liftlock.yml',
    'application: parking\nenvironments: { staging: {}, production: { requires: [quality-gate@staging] } }\n',
  )
  const given = { ...target, template: 'template.json', 'parameter-overrides': 'Stage=test' }
  const refused = await run(given)
  expect(refused).toMatchObject({ kind: 'failure', error: { reason: 'promotion-required' } })
  expect(cloud.service.stacks).toHaveLength(0)
  expect(await run({ ...given, 'plan-only': 'true' })).toMatchObject({ outcome: 'succeeded' })
})

const saver = (BucketName: string) =>
  JSON.stringify({
    Transform: 'AWS::Serverless-2016-10-31',
    Resources: {
      Work: { Type: 'AWS::Serverless::Function', Properties: { Policies: [{ S3WritePolicy: { BucketName } }] } },
    },
  })

test('a hand-written template may not write to the artifact bucket of its environment, whatever bucket an input names', async () => {
  files.set('saver.json', saver('parking-artifacts-staging'))
  const inputs = {
    template: 'saver.json',
    environment: 'staging',
    capabilities: 'CAPABILITY_IAM,CAPABILITY_AUTO_EXPAND',
  }
  const refused = { kind: 'failure', error: expect.objectContaining({ reason: 'artifact-bucket-writable' }) }
  files.set('liftlock.yml', 'application: parking\nenvironments: { staging: { stack: parking-staging } }\n')
  expect(await run(inputs)).toMatchObject(refused)
  expect(await run({ ...inputs, 's3-bucket': 'another' })).toMatchObject(refused)
  files.set('saver.json', saver('another'))
  expect(await run({ ...inputs, 's3-bucket': 'another' })).toMatchObject(refused)
  expect(await run(inputs)).toMatchObject({ outcome: 'succeeded' })
})
