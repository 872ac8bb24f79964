import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'
import { type CommandLine, commandLine, type Ended } from '../support/command-line.ts'
import { type LocalClients, localClients } from '../support/local-clients.ts'
import { zipOf } from '../support/zip.ts'

/*
 * Pipelines of somebody else on the local AWS with permissions enforced, deployed and driven by our commands alone. The
 * tests follow one another.
 */
const minutes = 60_000
const staging = '111111111111'
let line: CommandLine
let folder: string
let aws: LocalClients

beforeAll(async () => {
  line = commandLine()
  folder = join(line.folder, 'pipelines')
  cpSync(join(packageRoot(), 'examples', 'pipelines'), folder, { recursive: true })
  expect(await line.run(['local', 'up', '--iam'])).toMatchObject({ code: 0 })
  aws = localClients(JSON.parse((await line.run(['local', 'status', '--json'])).stdout), staging)
}, 2 * minutes)
afterAll(() => line.close(), minutes)

const drive = (...args: string[]) => line.run(['pipeline', ...args, '--local', '--json'])
const deploy = (name: string) =>
  line.run([
    ...['deploy', '--stack', name, '--template', join(folder, `${name}.yaml`)],
    ...['--capabilities', 'CAPABILITY_IAM', '--account', staging, '--local', '--json'],
  ])
const outputsOf = ({ stdout }: Ended) => JSON.parse(stdout).outputs
const failureOf = ({ code, stdout }: Ended) => ({ code, reason: JSON.parse(stdout).error?.reason })
const version = (pipeline: string) => outputOfStack(`${pipeline}-application`, 'Version')

/** Starts an execution of a version of the application. @returns its id */
async function start(pipeline: string, of: string, ...args: string[]): Promise<string> {
  const VersionId = await put(pipeline, of)
  const started = await drive('start', pipeline, '--revisions', `Fetch=${VersionId}`, '--detach', ...args)
  expect(started).toMatchObject({ code: 0 })
  return outputsOf(started).execution
}

/** Puts a version of the application into the source bucket. @returns the version of the object */
async function put(pipeline: string, of: string): Promise<string> {
  const Bucket = await outputOfStack(pipeline, 'Source')
  const from = join(folder, 'application')
  const files = Object.fromEntries(readdirSync(from).map((name) => [name, readFileSync(join(from, name), 'utf8')]))
  const Body = await zipOf({ ...files, 'version.txt': `${of}\n` })
  const { VersionId } = await aws.s3.send(new PutObjectCommand({ Bucket, Key: 'application.zip', Body }))
  return VersionId!
}

async function outputOfStack(StackName: string, name: string): Promise<string> {
  const { Stacks } = await aws.cloudformation.send(new DescribeStacksCommand({ StackName }))
  return Stacks![0]!.Outputs!.find(({ OutputKey }) => OutputKey === name)!.OutputValue!
}

/** Approves an execution, and follows it to its end. */
async function approve(pipeline: string, execution: string): Promise<Ended> {
  const approved = await drive('approve', pipeline, '--execution', execution, '--comment', 'looks right')
  expect(approved).toMatchObject({ code: 0 })
  expect(outputsOf(approved).decidedBy).toBe(`arn:aws:iam::${staging}:root`)
  return drive('follow', pipeline, '--execution', execution)
}

test(
  'a classic pipeline is deployed, started with exactly one revision, approved, and followed to its end',
  async () => {
    expect(await deploy('classic')).toMatchObject({ code: 0 })
    const execution = await start('classic', '1.0.0')
    const later = await put('classic', '9.9.9')

    const followed = await approve('classic', execution)

    expect(followed).toMatchObject({ code: 0 })
    expect(outputsOf(followed)).toMatchObject({ execution, status: 'Succeeded' })
    expect(await version('classic')).toBe('1.0.0')
    expect(followed.stderr).not.toContain(later)
  },
  3 * minutes,
)

test(
  'a test that fails ends the execution with the end of its log, and so does its retry',
  async () => {
    const execution = await start('classic', '1.1.0-broken')

    const failed = await drive('follow', 'classic', '--execution', execution)
    const retried = await drive('retry', 'classic', '--execution', execution)

    for (const ended of [failed, retried]) {
      expect(failureOf(ended)).toEqual({ code: 1, reason: 'action-failed' })
      expect(ended.stderr).toContain('version 1.1.0-broken does not work')
    }
    const { actions } = outputsOf(await drive('show', 'classic', '--execution', execution))
    const attempts = actions.filter(({ actionName }: { actionName: string }) => actionName === 'Test')
    expect(attempts.map(({ status }: { status: string }) => status)).toEqual(['Failed', 'Failed'])
  },
  3 * minutes,
)

test(
  'a change set that was executed makes a retry of its stage nothing more than a failure',
  async () => {
    const execution = await start('classic', '1.2.0')
    expect(await approve('classic', execution)).toMatchObject({ code: 0 })

    const retried = await drive('retry', 'classic', '--execution', execution, '--pipeline-stage', 'Production')

    expect(failureOf(retried)).toEqual({ code: 1, reason: 'pipeline-refused' })
    expect(await version('classic')).toBe('1.2.0')
  },
  3 * minutes,
)

test(
  'a guarded pipeline that fails in production goes back by itself to what ran before',
  async () => {
    expect(await deploy('guarded')).toMatchObject({ code: 0 })
    const good = await start('guarded', '1.0.0')
    expect(await approve('guarded', good)).toMatchObject({ code: 0 })
    const broken = await start('guarded', '1.1.0-broken')

    const ended = await approve('guarded', broken)

    expect(failureOf(ended)).toEqual({ code: 1, reason: 'execution-rolled-back' })
    expect(ended.stderr).toContain(`to what execution ${good} brought`)
    expect(await version('guarded')).toBe('1.0.0')
  },
  4 * minutes,
)

test(
  'a stage is rolled back by hand to a known execution',
  async () => {
    const [first] = outputsOf(await drive('list', 'guarded'))
      .listed.filter(({ status }: { status: string }) => status === 'Succeeded')
      .slice(-1)
    const next = await start('guarded', '2.0.0')
    expect(await approve('guarded', next)).toMatchObject({ code: 0 })
    expect(await version('guarded')).toBe('2.0.0')

    const back = await drive(
      ...['rollback', 'guarded', '--pipeline-stage', 'Production', '--to', first.pipelineExecutionId],
    )

    expect(back).toMatchObject({ code: 0 })
    expect(await version('guarded')).toBe('1.0.0')
  },
  4 * minutes,
)

test(
  'an execution whose entry condition fails says the name of the rule, and an override lets it in',
  async () => {
    const execution = await start('guarded', '2.1.0', '--variables', 'Change=refused')
    const refused = await approve('guarded', execution)
    expect(failureOf(refused)).toEqual({ code: 1, reason: 'condition-failed' })
    expect(refused.stderr).toContain('rule ChangesAreAllowed of stage Production said no')

    const overridden = await drive(
      ...['override', 'guarded', '--execution', execution, '--pipeline-stage', 'Production'],
      ...['--condition', 'before-entry'],
    )

    expect(overridden).toMatchObject({ code: 0 })
    expect(await version('guarded')).toBe('2.1.0')
  },
  4 * minutes,
)

test(
  'an execution is kept out of production, stopped while it waits, and rejected by a person',
  async () => {
    const stage = ['--pipeline-stage', 'Production']
    const closed = await drive('transitions', 'guarded', ...stage, '--transition', 'disabled', '--reason', 'holidays')
    expect(closed).toMatchObject({ code: 0 })
    const waiting = await start('guarded', '3.0.0')
    expect(await drive('approve', 'guarded', '--execution', waiting)).toMatchObject({ code: 0 })
    const stopped = await drive('stop', 'guarded', '--execution', waiting, '--reason', 'not today')
    expect(stopped).toMatchObject({ code: 0 })
    expect(failureOf(await drive('follow', 'guarded', '--execution', waiting)).reason).toBe('execution-stopped')
    expect(await drive('transitions', 'guarded', ...stage, '--transition', 'enabled')).toMatchObject({ code: 0 })

    const asked = await start('guarded', '3.1.0')
    expect(await drive('reject', 'guarded', '--execution', asked, '--comment', 'no')).toMatchObject({ code: 0 })

    const ended = await drive('follow', 'guarded', '--execution', asked)
    expect(failureOf(ended).reason).toBe('approval-rejected')
    expect(await version('guarded')).toBe('2.1.0')
  },
  4 * minutes,
)
