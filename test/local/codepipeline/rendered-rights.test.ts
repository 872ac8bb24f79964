import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PutApprovalResultCommand, StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline'
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type CodePipelineServer, startCodePipeline } from '../../../src/local/codepipeline/server.ts'
import { holdPort } from '../../../src/local/daemon/free-port.ts'
import { deployStack, localClients } from '../../support/local-clients.ts'
import { startMinistack, type TestMinistack, testPython } from '../../support/ministack.ts'
import { actionOf } from '../../support/missing-rights.ts'
import { pipelineDelivery } from '../../support/pipeline-delivery.ts'
import { type ProvenRight, proveRights } from '../../support/prove-rights.ts'
import { accounts, pipelineName, sourceBucket } from '../../support/rehearsed-accounts.ts'
import { renderedExample } from '../../support/rendered-example.ts'
import { decisions, nameOf, type Right, rightsIn } from '../../support/rendered-rights.ts'
import { provenRows } from '../../support/rights-table.ts'
import { toleratedRights, unusedRights } from '../../support/unused-rights.ts'
import { withhold } from '../../support/withheld-rights.ts'
import { zipOf } from '../../support/zip.ts'

/*
 * The rendered pipeline in two accounts, with permissions enforced and all rights of the account of the pipeline
 * withheld. Its stages only tell their outputs, so no test waits for a deployment.
 */
describe.each(['commands', 'cloudformation'] as const)('a pipeline whose actions are of %s', (actions) => {
  let ministack: TestMinistack
  let server: CodePipelineServer
  let rights: readonly Right[]
  const folder = mkdtempSync(join(tmpdir(), 'rendered-rights-'))
  const clients = (place: keyof typeof accounts) => localClients(ministack, accounts[place])

  beforeAll(async () => {
    const held = await holdPort()
    const environment = { LIFTLOCK_CODEPIPELINE_URL: `http://127.0.0.1:${held.port}` }
    ministack = await startMinistack({ environment, iam: true })
    await held.release()
    const builds = { python: await testPython(), proxy: {} }
    server = await startCodePipeline({ ...ministack, iam: true, port: held.port, folder, builds, log: () => {} })
    const templates = await renderedExample(actions)
    rights = rightsIn((file) => templates.get(file)!)
    const { s3 } = clients('pipeline')
    await s3.send(new CreateBucketCommand({ Bucket: sourceBucket }))
    const VersioningConfiguration = { Status: 'Enabled' } as const
    await s3.send(new PutBucketVersioningCommand({ Bucket: sourceBucket, VersioningConfiguration }))
    const Body = await zipOf({ 'file.txt': 'text' })
    for (const Key of ['release.zip', 'toolkit.zip'])
      await s3.send(new PutObjectCommand({ Bucket: sourceBucket, Key, Body }))
    for (const place of ['staging', 'production'] as const) {
      const template = JSON.parse(templates.get(`roles-${place}.json`)!)
      const Resources = { ...template.Resources, ServiceRole, ...(place === 'production' && { Alarm }) }
      expect(await deployStack(clients(place), 'roles', { ...template, Resources })).toMatchObject(deployed)
    }
    const pipeline = withOwnCommands(JSON.parse(templates.get('pipeline.json')!))
    expect(await deployStack(clients('pipeline'), 'pipeline', pipeline)).toMatchObject(deployed)
  }, 120_000)

  afterAll(async () => {
    await server?.close()
    await ministack?.stop()
    rmSync(folder, { recursive: true, force: true })
  }, 120_000)

  test('each right in the account of the pipeline is missed by the action that it is for, or listed as not needed', async () => {
    const own = rights.filter(isProvenHere)
    const { codepipeline } = clients('pipeline')
    const start = async () => {
      const variables = [{ name: 'Release', value: '1.4.0' }]
      const started = await codepipeline.send(new StartPipelineExecutionCommand({ name: pipelineName, variables }))
      return started.pipelineExecutionId!
    }
    const delivery = pipelineDelivery({
      ...{ codepipeline, pipelineName, start },
      decisions: () => decisions(ministack),
      async answer(_, { stageName, actionName, actionExecutionId: token }) {
        const result = { status: 'Approved', summary: 'yes' } as const
        const answered = { pipelineName, stageName, actionName, token, result }
        // It may have been answered already.
        await codepipeline.send(new PutApprovalResultCommand(answered)).catch(() => undefined)
      },
    })
    const withheld = await withhold(ministack, own)

    const proven: readonly ProvenRight[] = await proveRights(withheld, delivery)

    expect(proven.map(({ right, at }) => [nameOf(right), at])).toEqual(
      proven.map(({ right }) => [nameOf(right), expect.stringMatching(actionOf(right)!)]),
    )
    const names = new Set(proven.map(({ right }) => nameOf(right)))
    // The page says the same.
    const shown = provenRows().map((row) => nameOf({ account: '', ...row }))
    if (actions === 'commands') expect(shown).toEqual(expect.arrayContaining([...names]))
    const left = own.map(nameOf).filter((name) => !names.has(name))
    expect(left).toEqual(own.map(nameOf).filter((name) => unusedRights.has(name) || toleratedRights.has(name)))
  }, 600_000)
})

const deployed = { reason: undefined }

const Alarm = {
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    ...{ AlarmName: 'parking-desk-errors', Namespace: 'Parking', MetricName: 'Errors', Period: 60 },
    ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold', Statistic: 'Sum' },
  },
}

/** The role of CloudFormation, whose rights the local AWS does not look at. */
const ServiceRole = {
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: 'parking-desk-cloudformation',
    AssumeRolePolicyDocument: {
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'cloudformation.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
  },
}

/** The files of a change set that changes something, with a template that is too large for a request. */
const files = [
  'mkdir -p change',
  `printf 'Resources: {Topic: {Type: "AWS::SNS::Topic", Properties: {DisplayName: t%s}}}\\nMetadata: {Padding: %s}\\n' "$(date +%s%N)" "$(head -c 60000 /dev/zero | tr '\\0' x)" > change/template.yaml`,
  "echo '{}' > change/configuration.json",
]

/** The stages tell outputs that let the execution go on; a window and alarms after production would make it wait. */
function withOwnCommands(template: {
  Resources: { Pipeline: { Properties: { Stages: readonly Record<string, unknown>[] } } }
}) {
  for (const stage of template.Resources.Pipeline.Properties.Stages) {
    if (stage.Name === 'Window') delete stage.BeforeEntry
    delete stage.OnSuccess
    for (const action of stage.Actions as readonly Record<string, unknown>[])
      if (action.Commands !== undefined)
        action.Commands = [
          ...(action.OutputArtifacts === undefined ? ['true'] : files),
          ...((action.OutputVariables ?? []) as readonly string[]).map((name) => `export ${name}=succeeded`),
        ]
  }
  return template as never
}

/** What the stages themselves do is not done here. */
const ofStages = ['WorkInTheEnvironment', 'ReadOwnExecution']

const isProvenHere = ({ account, role, sid }: Right) =>
  account === accounts.pipeline
    ? !ofStages.includes(sid) && !/-(starter|approver)$/.test(role)
    : /-(alarms|change|execute)$/.test(role)
