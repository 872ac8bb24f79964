import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type CommandLine, commandLine, type Ended } from '../support/command-line.ts'
import { localClients } from '../support/local-clients.ts'

/*
 * A pipeline of our own, rendered and deployed into three accounts of the local AWS with permissions enforced, and
 * changed while executions are under way; by our commands alone. The tests follow one another.
 */
const minutes = 60_000
const bucket = 'shop-pipeline-source'
const configuration = (timeLimit: number) => `
application: shop
environments:
  staging: { account: "111111111111", region: eu-west-1, role-arn: "arn:aws:iam::111111111111:role/cloudformation" }
  production:
    account: "222222222222"
    region: eu-west-1
    role-arn: arn:aws:iam::222222222222:role/cloudformation
    requires: [quality-gate@staging]
pipeline:
  account: "333333333333"
  region: eu-west-1
  source: { bucket: ${bucket} }
  approval: { time-limit: ${timeLimit} }
`
let line: CommandLine
beforeAll(async () => {
  line = commandLine()
  configure(1440)
  mkdirSync(join(line.folder, 'app'))
  writeFileSync(join(line.folder, 'app', 'template.yaml'), 'Resources:\n  Topic: { Type: AWS::SNS::Topic }\n')
  expect(await line.run(['local', 'up', '--iam'])).toMatchObject({ code: 0 })
}, 3 * minutes)
afterAll(() => line.close(), minutes)

const configure = (timeLimit: number) => writeFileSync(join(line.folder, 'liftlock.yml'), configuration(timeLimit))
const pipeline = (...args: string[]) => line.run(['pipeline', ...args, '--local', '--json'])
const render = (...args: string[]) => pipeline('render', ...args)
const outputsOf = ({ stdout }: Ended) => JSON.parse(stdout).outputs
const failureOf = ({ code, stdout }: Ended) => ({ code, reason: JSON.parse(stdout).error?.reason })
const executions = async () =>
  outputsOf(await pipeline('list', 'shop')).listed as { status: string; pipelineExecutionId: string }[]
const goingOn = async () => (await executions()).filter(({ status }) => status === 'InProgress')

test(
  'a pipeline is deployed into three accounts, its creation run is no failure, and deploying again changes nothing',
  async () => {
    expect(failureOf(await render('--deploy'))).toEqual({ code: 1, reason: 'bucket-missing' })

    const first = await render('--deploy', '--make-bucket')
    const followed = await pipeline('follow', 'shop')
    const again = await render('--deploy')
    const compared = await render('--check')

    const names = ['roles-staging.json', 'roles-production.json', 'pipeline.json']
    const each = (outcome: string) => Object.fromEntries(names.map((name) => [name, outcome]))
    expect(first).toMatchObject({ code: 0 })
    expect(outputsOf(first)).toMatchObject({ outcome: 'succeeded', uploaded: true, stacks: each('succeeded') })
    expect(followed).toMatchObject({ code: 0, stderr: expect.stringContaining('is the creation run') })
    expect(outputsOf(again)).toMatchObject({ outcome: 'no-changes', uploaded: false, stacks: each('no-changes') })
    expect(outputsOf(again).toolkitVersion).toBe(outputsOf(first).toolkitVersion)
    expect(compared).toMatchObject({ code: 0 })
    expect(await executions()).toHaveLength(1)
  },
  8 * minutes,
)

test(
  'a release is started by its bundle, and then by its version; one whose bundle is absent starts nothing',
  async () => {
    const exported = join(line.folder, 'release.zip')
    const packaged = await line.run(['package', 'app', '--version', '1.4.0', '--export', exported, '--local', '--json'])
    const { release } = outputsOf(packaged)
    const kept = ['--pipeline-stage', 'Staging', '--transition', 'disabled', '--reason', 'freeze']
    expect(await pipeline('transitions', 'shop', ...kept)).toMatchObject({ code: 0 })
    expect(failureOf(await pipeline('start', 'shop', '--release', '1.4.0'))).toEqual({
      code: 2,
      reason: 'release-missing',
    })

    const started = await pipeline('start', 'shop', '--bundle', exported, '--detach')
    const attached = await pipeline('start', 'shop', '--release', '1.4.0', '--detach')

    expect(started).toMatchObject({ code: 0 })
    expect(outputsOf(attached)).toMatchObject({ execution: outputsOf(started).execution, attached: true })
    const shown = await pipeline('show', 'shop')
    expect(outputsOf(shown).stages[0].latest).toMatchObject({ variables: { Release: release } })
  },
  6 * minutes,
)

test(
  'an update refuses to stop an execution, and starts it again when told',
  async () => {
    const [before] = await goingOn()
    configure(60)
    const refused = await render('--deploy')
    expect(failureOf(refused)).toEqual({ code: 1, reason: 'executions-under-way' })
    expect(refused.stderr).toContain(`execution ${before!.pipelineExecutionId}`)
    expect(await goingOn()).toEqual([before])

    const restarted = await render('--deploy', '--under-way', 'restart')

    expect(restarted).toMatchObject({ code: 0 })
    const [after, ...others] = await goingOn()
    expect(others).toEqual([])
    expect(outputsOf(restarted).startedAgain).toEqual([after!.pipelineExecutionId])
    expect(after!.pipelineExecutionId).not.toBe(before!.pipelineExecutionId)
  },
  8 * minutes,
)

test(
  'a stranger who writes the archive anew gets another version, which no action takes, and the next upload repairs it',
  async () => {
    const aws = localClients(JSON.parse((await line.run(['local', 'status', '--json'])).stdout), '333333333333')
    const template = JSON.parse(readFileSync(join(line.folder, 'pipeline', 'pipeline.json'), 'utf8'))
    const { Key, Version } = template.Metadata.Liftlock.Toolkit
    await aws.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'evil' }))
    const open = ['--pipeline-stage', 'Staging', '--transition', 'enabled']
    expect(await pipeline('start', 'shop', '--release', '1.4.0', '--again', '--detach')).toMatchObject({ code: 0 })
    expect(await pipeline('transitions', 'shop', ...open)).toMatchObject({ code: 0 })

    const ended = await pipeline('follow', 'shop')

    expect(ended.code).toBe(1)
    expect(JSON.stringify(template)).toContain(`= '${Version}'`)
    const repaired = await render('--upload')
    expect(outputsOf(repaired)).toMatchObject({ outcome: 'succeeded', uploaded: true })
    expect(outputsOf(repaired).toolkitVersion).not.toBe(Version)
  },
  8 * minutes,
)
