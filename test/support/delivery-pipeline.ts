import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  UpdateStackCommand,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation'
import { GetPipelineExecutionCommand, ListActionExecutionsCommand } from '@aws-sdk/client-codepipeline'
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { type CommandLine, commandLine, type Ended } from './command-line.ts'
import {
  bucketParameters,
  bucketTemplate,
  configuration,
  production,
  region,
  sources,
  staging,
} from './delivery-files.ts'
import { type Greeting, greetingFiles } from './greeting-application.ts'
import { type LocalClients, localClients } from './local-clients.ts'
import { packedToolkit } from './packed-toolkit.ts'

/** A release, and the version of its bundle in the bucket of the sources. */
export interface BundledRelease {
  readonly version: string
  readonly digest: string
  readonly bundle: string
}

/** The pipeline that we render, on a local AWS of its own, driven by our commands as processes. */
export interface DeliveryPipeline {
  readonly line: CommandLine
  /** Runs `liftlock pipeline <args> --local --json`. */
  drive(...args: readonly string[]): Promise<Ended>
  /** Packages a version of the application, and uploads its bundle. */
  release(greeting: Greeting): Promise<BundledRelease>
  /** Starts a release without following it. @returns the id of the execution */
  start(release: BundledRelease): Promise<string>
  /** Waits until the execution asks for an approval. @returns what the approval is about */
  asked(execution: string): Promise<{ readonly release: string; readonly plan: string }>
  /** The version that runs in an environment; undefined before the first one. */
  running(environment: 'staging' | 'production'): Promise<string | undefined>
  /** Changes the stack of production without us. */
  changeByHand(): Promise<void>
  /** Events of a stack as a whole, newest first, such as `UPDATE_IN_PROGRESS`. */
  operations(environment: 'staging' | 'production'): Promise<readonly string[]>
}

/** Starts a local AWS, renders the pipeline, and deploys its templates; close its `line` afterwards. */
export async function deliveryPipeline(): Promise<DeliveryPipeline> {
  const line = commandLine()
  return deployed(line).catch(async (error) => {
    await line.close()
    throw error
  })
}

async function deployed(line: CommandLine): Promise<DeliveryPipeline> {
  const run = async (...args: readonly string[]) => {
    const ended = await line.run(args)
    if (ended.code !== 0) throw new Error(`${args.join(' ')} ended with ${ended.code}: ${ended.stderr}${ended.stdout}`)
    return ended.stdout
  }
  await run('local', 'up')
  const address = JSON.parse(await run('local', 'status', '--json'))
  const [aws, there] = [localClients(address, staging), localClients(address, production)]
  await bucketWithVersions(aws, sources)
  const upload = async (Key: string, Body: Uint8Array) => {
    const { VersionId } = await aws.s3.send(new PutObjectCommand({ Bucket: sources, Key, Body }))
    return VersionId!
  }
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(line.folder, path)), { recursive: true })
    writeFileSync(join(line.folder, path), text)
  }

  const toolkit = await upload('toolkit.zip', await packedToolkit(configuration('unknown')))
  write('liftlock.yml', configuration(toolkit))
  const release: DeliveryPipeline['release'] = async (greeting) => {
    for (const [path, text] of Object.entries(greetingFiles(greeting))) write(join('application', path), text)
    const { version } = greeting
    const args = ['--version', version, '--environment', 'staging', '--export', 'release.zip', '--local', '--json']
    const { outputs } = JSON.parse(await run('package', 'application', ...args))
    const bundle = await upload('release.zip', readFileSync(join(line.folder, 'release.zip')))
    return { version, digest: outputs.release, bundle }
  }
  await run('pipeline', 'render', '--out', 'pipeline')
  const deploy = (stack: string, template: string, account: string, ...more: readonly string[]) =>
    run(
      'deploy',
      '--stack',
      stack,
      '--template',
      template,
      '--account',
      account,
      '--region',
      region,
      '--local',
      ...more,
    )
  const named = ['--capabilities', 'CAPABILITY_NAMED_IAM']
  for (const [name, account] of [
    ['staging', staging],
    ['production', production],
  ] as const) {
    await deploy(`desk-artifacts-${name}`, bucketTemplate, account, ...bucketParameters(name, account))
    await deploy(`desk-roles-${name}`, join('pipeline', `roles-${name}.json`), account, ...named)
  }
  await deploy('desk-pipeline', join('pipeline', 'pipeline.json'), staging, ...named)

  const drive: DeliveryPipeline['drive'] = (...args) => line.run(['pipeline', ...args, '--local', '--json'])
  return {
    line,
    drive,
    release,
    async start({ version, bundle }) {
      const asked = ['--variables', `Release=${version}`, '--revisions', `Release=${bundle}`]
      const { outputs } = JSON.parse(await run('pipeline', 'start', 'desk', ...asked, '--detach', '--local', '--json'))
      return outputs.execution
    },
    async asked(pipelineExecutionId) {
      const { codepipeline } = aws
      const pipelineName = 'desk'
      for (;;) {
        const execution = { pipelineName, pipelineExecutionId }
        const { pipelineExecution } = await codepipeline.send(new GetPipelineExecutionCommand(execution))
        const listed = new ListActionExecutionsCommand({ pipelineName, filter: { pipelineExecutionId } })
        const { actionExecutionDetails = [] } = await codepipeline.send(listed)
        const approval = actionExecutionDetails.find(({ stageName }) => stageName === 'Approve')
        const said = /release=(\S+) plan=(\S+)/.exec(approval?.input?.resolvedConfiguration?.CustomData ?? '')
        if (said !== null) return { release: said[1]!, plan: said[2]! }
        if (pipelineExecution?.status !== 'InProgress')
          throw new Error((await drive('follow', 'desk', '--execution', pipelineExecutionId)).stderr)
        await sleep(200)
      }
    },
    async running(environment) {
      const { cloudformation } = environment === 'staging' ? aws : there
      const described = cloudformation.send(new DescribeStacksCommand({ StackName: 'desk' }))
      const stack = (await described.catch(() => undefined))?.Stacks?.[0]
      return stack?.Outputs?.find(({ OutputKey }) => OutputKey === 'Version')?.OutputValue
    },
    async changeByHand() {
      const { cloudformation } = there
      const StackName = 'desk'
      const [{ TemplateBody = '' }, { Stacks }] = await Promise.all([
        cloudformation.send(new GetTemplateCommand({ StackName, TemplateStage: 'Original' })),
        cloudformation.send(new DescribeStacksCommand({ StackName })),
      ])
      const Parameters = Stacks?.[0]?.Parameters?.map(({ ParameterKey }) => ({ ParameterKey, UsePreviousValue: true }))
      await cloudformation.send(
        new UpdateStackCommand({
          StackName,
          TemplateBody: TemplateBody.replace('"Timeout":60', '"Timeout":59'),
          ...(Parameters && { Parameters }),
          Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
        }),
      )
      await waitUntilStackUpdateComplete({ client: cloudformation, maxWaitTime: 60, minDelay: 1 }, { StackName })
    },
    async operations(environment) {
      const { cloudformation } = environment === 'staging' ? aws : there
      const { StackEvents = [] } = await cloudformation.send(new DescribeStackEventsCommand({ StackName: 'desk' }))
      return StackEvents.filter(({ ResourceType }) => ResourceType === 'AWS::CloudFormation::Stack').map(
        ({ ResourceStatus = '' }) => ResourceStatus,
      )
    },
  }
}

async function bucketWithVersions({ s3 }: LocalClients, Bucket: string): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket }))
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
}
