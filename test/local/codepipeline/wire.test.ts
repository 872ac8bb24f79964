import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  CreatePipelineCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  ListWebhooksCommand,
  PutApprovalResultCommand,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline'
import { CreateBucketCommand, GetObjectCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type CodePipelineServer, startCodePipeline } from '../../../src/local/codepipeline/server.ts'
import { holdPort } from '../../../src/local/daemon/free-port.ts'
import { aDeclaration } from '../../support/codepipeline-service.ts'
import { type LocalClients, localClients } from '../../support/local-clients.ts'
import { startMinistack, type TestMinistack, testPython } from '../../support/ministack.ts'
import { signedRequest } from '../../support/signed-request.ts'

/** An emulator starts and botocore loads, on a machine that may be busy. */
const milliseconds = 120_000
let ministack: TestMinistack
let server: CodePipelineServer
let clients: LocalClients
let version: string
const folder = mkdtempSync(join(tmpdir(), 'codepipeline-wire-'))

const startServer = (port: number) =>
  startCodePipeline({ ...ministack, iam: false, port, folder, log: (line) => process.stderr.write(`${line}\n`) })

beforeAll(async () => {
  const held = await holdPort()
  const environment = { LIFTLOCK_CODEPIPELINE_URL: `http://127.0.0.1:${held.port}` }
  ministack = await startMinistack({ environment })
  await held.release()
  server = await startServer(held.port)
  clients = localClients(ministack, '111111111111')
  for (const Bucket of ['sources', 'artifacts']) await clients.s3.send(new CreateBucketCommand({ Bucket }))
  const VersioningConfiguration = { Status: 'Enabled' } as const
  await clients.s3.send(new PutBucketVersioningCommand({ Bucket: 'sources', VersioningConfiguration }))
  const put = await clients.s3.send(new PutObjectCommand({ Bucket: 'sources', Key: 'app.zip', Body: 'first' }))
  version = put.VersionId!
  await clients.s3.send(new PutObjectCommand({ Bucket: 'sources', Key: 'app.zip', Body: 'second' }))
  const declaration = aDeclaration()
  const [source, approve] = declaration.stages
  const input = { pipeline: { ...declaration, stages: [source, approve] } }
  await clients.codepipeline.send(new CreatePipelineCommand(input as never))
}, milliseconds)

afterAll(async () => {
  await server?.close()
  await ministack?.stop()
  rmSync(folder, { recursive: true, force: true })
}, milliseconds)

/** Asks until the answer is there. */
async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const statusOf = async (id: string) => {
  const { pipelineExecutionSummaries = [] } = await clients.codepipeline.send(
    new ListPipelineExecutionsCommand({ pipelineName: 'Garage' }),
  )
  return pipelineExecutionSummaries.find(({ pipelineExecutionId }) => pipelineExecutionId === id)?.status
}

/** The token of the pending approval of an execution. */
const tokenOf = (id: string) =>
  until(async () => {
    if ((await statusOf(id)) === 'Failed') throw new Error(`the execution ${id} failed before its approval`)
    const { stageStates = [] } = await clients.codepipeline.send(new GetPipelineStateCommand({ name: 'Garage' }))
    const { latestExecution, actionStates } = stageStates[1] ?? {}
    return latestExecution?.pipelineExecutionId === id ? actionStates?.[0]?.latestExecution?.token : undefined
  })

const approve = (token: string, status: 'Approved' | 'Rejected') =>
  clients.codepipeline.send(
    new PutApprovalResultCommand({
      pipelineName: 'Garage',
      stageName: 'Approve',
      actionName: 'Ask',
      token,
      result: { status, summary: 'seen' },
    }),
  )

test(
  'the JavaScript SDK starts an exact revision, approves it and reads the end, over a restart of the executor',
  async () => {
    const { pipelineExecutionSummaries = [] } = await clients.codepipeline.send(
      new ListPipelineExecutionsCommand({ pipelineName: 'Garage' }),
    )
    const creation = pipelineExecutionSummaries[0]!.pipelineExecutionId!
    await approve(await tokenOf(creation), 'Rejected')
    const sourceRevisions = [
      { actionName: 'Fetch', revisionType: 'S3_OBJECT_VERSION_ID' as const, revisionValue: version },
    ]
    const { pipelineExecutionId: id = '' } = await clients.codepipeline.send(
      new StartPipelineExecutionCommand({ name: 'Garage', sourceRevisions }),
    )
    const token = await tokenOf(id)
    const { port } = server
    await server.close()
    await expect(approve(token, 'Approved')).rejects.toMatchObject({ name: 'ServiceUnavailableException' })
    server = await startServer(port)
    await approve(token, 'Approved')
    await until(async () => ((await statusOf(id)) === 'Succeeded' ? true : undefined))
    expect(await statusOf(creation)).toBe('Failed')
    const { actionExecutionDetails = [] } = await clients.codepipeline.send(
      new ListActionExecutionsCommand({ pipelineName: 'Garage', filter: { pipelineExecutionId: id } }),
    )
    const [ask, fetch] = actionExecutionDetails
    expect(actionExecutionDetails).toHaveLength(2)
    expect(ask).toMatchObject({ status: 'Succeeded', updatedBy: 'arn:aws:iam::111111111111:root' })
    expect(ask?.startTime).toBeInstanceOf(Date)
    expect(fetch?.output?.outputVariables).toMatchObject({ VersionId: version, BucketName: 'sources' })
    const { bucket, key } = fetch!.output!.outputArtifacts![0]!.s3location!
    const artifact = await clients.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    expect(await artifact.Body!.transformToString()).toBe('first')
  },
  milliseconds,
)

test(
  'botocore reads the same, and knows the errors of the service',
  async () => {
    const program = `
import boto3, json
client = boto3.client('codepipeline', endpoint_url='${ministack.endpoint}', region_name='eu-west-1',
                      aws_access_key_id='111111111111', aws_secret_access_key='${ministack.secretAccessKey}')
print(client.get_pipeline(name='Garage')['pipeline']['version'])
print(client.list_pipeline_executions(pipelineName='Garage')['pipelineExecutionSummaries'][0]['startTime'].year > 2000)
print([each['name'] for each in client.list_pipelines()['pipelines']])
for call in (lambda: client.get_pipeline(name='None'), lambda: client.list_webhooks()):
    try:
        call()
    except client.exceptions.ClientError as error:
        print(error.response['Error']['Code'])
`
    const { stdout } = await promisify(execFile)(await testPython(), ['-c', program])
    expect(stdout.trim().split('\n')).toEqual([
      '1',
      'True',
      "['Garage']",
      'PipelineNotFoundException',
      'UnsupportedOperationException',
    ])
  },
  milliseconds,
)

test(
  'another account has no pipelines, an operation of AWS alone and the newer protocol are refused by name',
  async () => {
    const other = localClients(ministack, '222222222222').codepipeline
    await expect(other.send(new GetPipelineStateCommand({ name: 'Garage' }))).rejects.toMatchObject({
      name: 'PipelineNotFoundException',
      message: expect.stringContaining("'222222222222'"),
    })
    await expect(clients.codepipeline.send(new ListWebhooksCommand({}))).rejects.toThrow(/does not have ListWebhooks/)
    const request = await signedRequest({
      to: ministack,
      service: 'codepipeline',
      path: '/service/CodePipeline_20150709/operation/ListPipelines',
      headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
      body: '\u00a0',
    })
    const answer = await fetch(request)
    expect([answer.status, answer.headers.get('smithy-protocol')]).toEqual([400, 'rpc-v2-cbor'])
    expect(await answer.text()).toContain('speaks JSON 1.1 and not CBOR: ListPipelines was not carried out')
  },
  milliseconds,
)

test(
  'the executor answers the gateway only, and a request without a signature reaches neither',
  async () => {
    const headers = {
      'x-amz-target': 'CodePipeline_20150709.ListPipelines',
      'content-type': 'application/x-amz-json-1.1',
    }
    const direct = await fetch(server.url, { method: 'POST', headers, body: '{}' })
    expect(direct.status).toBe(401)
    const unsigned = await fetch(ministack.endpoint, { method: 'POST', headers, body: '{}' })
    expect(unsigned.status).toBe(403)
  },
  milliseconds,
)
