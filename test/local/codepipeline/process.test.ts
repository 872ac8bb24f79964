import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreatePipelineCommand,
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  PutApprovalResultCommand,
} from '@aws-sdk/client-codepipeline'
import {
  CreateBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { daemonPaths, readRecord } from '../../../src/local/daemon/daemon-record.ts'
import { ensureLocal } from '../../../src/local/daemon/ensure-local.ts'
import { readExecutorRecord, whyNoPipelines } from '../../../src/local/daemon/executor/executor-record.ts'
import { findLocal } from '../../../src/local/daemon/find-local.ts'
import { resetLocal } from '../../../src/local/daemon/reset-local.ts'
import { stopLocal } from '../../../src/local/daemon/stop-local.ts'
import { listPipelines } from '../../../src/local/list-pipelines.ts'
import type { LocalEnvironment } from '../../../src/local/local-environment.ts'
import { ownPaths } from '../../../src/local/own-paths.ts'
import { packageRoot } from '../../../src/system/package-root.ts'
import { aDeclaration } from '../../support/codepipeline-service.ts'
import { commandBundle } from '../../support/command-program.ts'
import { type LocalClients, localClients, until } from '../../support/local-clients.ts'
import { testPython } from '../../support/ministack.ts'
import { processesBelow } from '../../support/processes-below.ts'

const seconds = 120_000
let home: string
let local: LocalEnvironment
let clients: LocalClients

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'liftlock-pipelines-'))
  local = await ensureLocal({
    bundle: commandBundle(),
    iam: false,
    egress: false,
    environment: { LIFTLOCK_HOME: home },
    context: {
      python: testPython,
      report: () => {},
      signal: new AbortController().signal,
      folders: { toolkit: packageRoot(), cache: home },
    },
  })
  clients = localClients(local, '111111111111')
}, seconds)

afterAll(async () => {
  await stopLocal(home)
  await rm(home, { recursive: true, force: true })
}, seconds)

/** Creates a pipeline with a source and an approval. @returns the execution that starts by itself */
async function createPipeline(): Promise<string> {
  const { s3, codepipeline } = clients
  for (const Bucket of ['sources', 'artifacts']) await s3.send(new CreateBucketCommand({ Bucket }))
  await s3.send(new PutBucketVersioningCommand({ Bucket: 'sources', VersioningConfiguration: { Status: 'Enabled' } }))
  await s3.send(new PutObjectCommand({ Bucket: 'sources', Key: 'app.zip', Body: 'first' }))
  const declaration = aDeclaration()
  const pipeline = { ...declaration, stages: declaration.stages.slice(0, 2) }
  await codepipeline.send(new CreatePipelineCommand({ pipeline } as never))
  const { pipelineExecutionSummaries } = await codepipeline.send(
    new ListPipelineExecutionsCommand({ pipelineName: 'Garage' }),
  )
  return pipelineExecutionSummaries![0]!.pipelineExecutionId!
}

/** Asks an address of the executor's own at the one endpoint. */
async function control(method: string, path: string, body?: object, token = local.token) {
  const answer = await fetch(`${local.endpoint}${ownPaths.pipelines}/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, ...((await answer.json()) as { now?: string; on?: boolean }) }
}

async function killExecutor(): Promise<number> {
  const { pid } = (await readExecutorRecord(home))!.process!
  process.kill(pid, 'SIGKILL')
  return pid
}

async function actions(pipelineExecutionId: string) {
  const filter = { pipelineExecutionId }
  const answer = await clients.codepipeline.send(new ListActionExecutionsCommand({ pipelineName: 'Garage', filter }))
  return answer.actionExecutionDetails!
}

test(
  'after kill -9 of the executor a run goes on at the same endpoint, and what had ended does not run again',
  async () => {
    const { codepipeline, s3 } = clients
    const execution = await createPipeline()
    const isAsked = async () => (await actions(execution))[0]?.actionName === 'Ask'
    await until(isAsked, 60)
    const token = (await actions(execution))[0]!.actionExecutionId!
    expect(await listPipelines(local, { name: 'Garage', most: 5 })).toMatchObject([
      {
        environment: 'staging',
        name: 'Garage',
        executionMode: 'QUEUED',
        stages: [
          { name: 'Source', status: 'Succeeded', execution, approvals: [] },
          { name: 'Approve', status: 'InProgress', execution, running: [], approvals: [{ action: 'Ask', token }] },
        ],
        executions: [{ id: execution, status: 'InProgress', revisions: { Fetch: expect.any(String) } }],
      },
    ])
    expect(await listPipelines(local, { name: 'Other', most: 5 })).toEqual([])
    const emulator = (await readRecord(home))!.emulator!

    await control('POST', 'clock', { minutes: 60 })
    const killed = await killExecutor()
    await until(async () => {
      const { process: next, reason } = (await readExecutorRecord(home)) ?? {}
      return reason === undefined && next !== undefined && next.pid !== killed
    }, 60)

    const names = { pipelineName: 'Garage', stageName: 'Approve', actionName: 'Ask' }
    const result = { status: 'Approved' as const, summary: 'seen' }
    await codepipeline.send(new PutApprovalResultCommand({ ...names, token, result }))
    const get = new GetPipelineExecutionCommand({ pipelineName: 'Garage', pipelineExecutionId: execution })
    await until(async () => (await codepipeline.send(get)).pipelineExecution?.status === 'Succeeded', 60)
    expect((await actions(execution)).map(({ actionName, status }) => [actionName, status])).toEqual([
      ['Ask', 'Succeeded'],
      ['Fetch', 'Succeeded'],
    ])
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'artifacts' }))
    expect(Contents).toHaveLength(1)
    const { now = '' } = await control('POST', 'clock', { minutes: 0 })
    expect(Date.parse(now) - Date.now()).toBeGreaterThan(59 * 60_000)
    expect((await readRecord(home))!.emulator).toEqual(emulator)
  },
  seconds,
)

test('the clock and the lag of reads take the token of the daemon, and nothing else that is wrong', async () => {
  const signed = { status: 401 }
  expect(await control('POST', 'clock', { minutes: 1 }, 'other')).toMatchObject(signed)
  expect(await control('PUT', 'read-lag', { on: true }, local.secretAccessKey)).toMatchObject(signed)
  expect(await control('PUT', 'read-lag', { on: true })).toMatchObject({ status: 200, on: true })
  expect(await control('PUT', 'read-lag', { on: false })).toMatchObject({ status: 200, on: false })
  for (const [method, path, body] of [
    ['PUT', 'read-lag', {}],
    ['PUT', 'read-lag', { on: 'true' }],
    ['POST', 'clock', { minutes: -1 }],
    ['POST', 'clock', { minutes: 1e300 }],
    ['POST', 'clock', { minutes: '5' }],
    ['POST', 'clock', undefined],
  ] as const)
    expect([path, body, (await control(method, path, body)).status]).toEqual([path, body, 400])
  expect((await control('GET', 'nothing')).status).toBe(404)
})

test(
  'an executor that cannot start is named, the rest works, and reset lets it start with nothing',
  async () => {
    const { codepipeline, s3 } = clients
    const { pipelines } = daemonPaths(home)
    const [scope = ''] = (await readdir(pipelines)).filter((name) => name.startsWith('111111111111.'))
    const [file = ''] = (await readdir(join(pipelines, scope))).filter((name) => name.endsWith('.json'))
    await writeFile(join(pipelines, scope, file), '{"na')
    await killExecutor()
    await until(async () => (await whyNoPipelines(home))?.includes(file) ?? false, 60)

    await expect(codepipeline.send(new ListPipelinesCommand({}))).rejects.toMatchObject({
      name: 'ServiceUnavailableException',
    })
    expect((await s3.send(new ListBucketsCommand({}))).Buckets).toHaveLength(2)
    expect(await findLocal({ LIFTLOCK_HOME: home })).toEqual(local)

    await resetLocal(home, local)
    await until(async () => (await whyNoPipelines(home)) === undefined, 60)
    expect((await codepipeline.send(new ListPipelinesCommand({}))).pipelines).toEqual([])
    expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([])
  },
  seconds,
)

test(
  'reset forgets pipelines that run, and down leaves no process and no file',
  async () => {
    await createPipeline()
    await resetLocal(home, local)
    expect((await clients.codepipeline.send(new ListPipelinesCommand({}))).pipelines).toEqual([])
    await stopLocal(home)
    expect(await processesBelow(home)).toEqual([])
    const kept = ['authority', 'daemon.log', 'keys']
    expect((await readdir(home)).filter((name) => !kept.includes(name))).toEqual([])
  },
  seconds,
)
