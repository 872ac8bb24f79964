import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import {
  type ActionExecutionDetail,
  ListActionExecutionsCommand,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline'
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import type { LocalEnvironment } from '../../src/local/local-environment.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { actionRole } from './action-role.ts'
import { artifactBucketTemplate } from './artifact-bucket-template.ts'
import { type CommandLine, commandLine, outputsOf, succeed } from './command-line.ts'
import { type Greeting, greetingFiles } from './greeting-application.ts'
import { deployStack, type LocalClients, localClients } from './local-clients.ts'
import { zipOf } from './zip.ts'

export const account = '111111111111'
export const region = 'eu-west-1'
/** Buckets beside that of the environment: what starts pipelines, and what their actions hand on. */
export const buckets = { sources: 'greeting-sources', artifacts: 'greeting-artifacts', environment: 'greeting-staging' }
const roleArn = (name: string) => `arn:aws:iam::${account}:role/${name}`
/** The role of the environment, which whoever runs jobs takes. */
export const stageRole = roleArn('greeting-stages')
const serviceRole = roleArn('greeting-cloudformation')

/** `liftlock.yml` where jobs run: nothing but one environment with its role. */
export const configuration = `application: greeting
environments:
  staging: { account: "${account}", region: ${region}, stack: greeting, bucket: ${buckets.environment}, role: "${stageRole}", role-arn: "${serviceRole}" }
`

type Template = Parameters<typeof deployStack>[2]

/** A local AWS with permissions enforced, and an application with one environment that jobs of pipelines deploy. */
export interface JobGround {
  readonly line: CommandLine
  readonly local: LocalEnvironment
  readonly clients: LocalClients
  /** Brings a stack to a template; a failure is an error. */
  deploy(stack: string, template: Template): Promise<Readonly<Record<string, string>>>
  /** Brings a stack to a template file of the examples, by our command. */
  deployExample(
    stack: string,
    text: string,
    parameters: Readonly<Record<string, string>>,
  ): Promise<Readonly<Record<string, string>>>
  /** Packages a version of the application. @returns the digest of the release */
  release(greeting: Greeting): Promise<string>
  /**
   * Starts an execution.
   * @param token tells executions with the same release apart
   * @returns its id
   */
  start(pipeline: string, release: string, token?: string): Promise<string>
  /** The newest attempt of an action, once it fits; an execution that has ended otherwise is an error. */
  action(
    pipeline: string,
    execution: string,
    name: string,
    fits: (action: ActionExecutionDetail) => boolean,
  ): Promise<ActionExecutionDetail>
  /** The version that runs. */
  running(): Promise<string | undefined>
  /** What the stack of the application does. */
  stackStatus(): Promise<string | undefined>
  /** Which rights let calls of a role through, such as `EndJobs codepipeline:PutJobSuccessResult`. */
  usedRights(role: string): Promise<readonly string[]>
  /** Moves the clock of the pipelines ahead. */
  passMinutes(minutes: number): Promise<void>
}

/** Starts it; close its `line` afterwards. */
export async function jobGround(): Promise<JobGround> {
  const line = commandLine()
  return prepared(line).catch(async (error) => {
    await line.close()
    throw error
  })
}

async function prepared(line: CommandLine): Promise<JobGround> {
  await succeed(line.run(['local', 'up', '--iam']))
  const status = await succeed(line.run(['local', 'status', '--json']))
  const local = JSON.parse(status.stdout) as LocalEnvironment
  const clients = localClients(local, account)
  const deploy: JobGround['deploy'] = async (stack, template) => {
    const { status: ended, reason, outputs } = await deployStack(clients, stack, template)
    if (!ended.endsWith('_COMPLETE') || ended.includes('ROLLBACK')) throw new Error(`${stack}: ${ended} ${reason}`)
    return outputs
  }
  await makeBuckets(clients)
  await deploy('roles', { Resources: roles() })
  const named = { Name: buckets.environment, Environment: 'staging', Administrators: roleArn('administrator') }
  const writers = { PackageRoles: roleArn('greeting-package'), DeployRoles: stageRole, GateRoles: stageRole }
  await deploy('artifacts', (await artifactBucketTemplate({ ...named, ...writers })) as Template)
  writeFileSync(join(line.folder, 'liftlock.yml'), configuration)
  const asked = async (path: string, body?: object) => {
    const options = body && { method: 'POST', body: JSON.stringify(body) }
    const answer = await fetch(local.endpoint + path, {
      ...options,
      headers: { authorization: `Bearer ${local.token}` },
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer
  }
  const signedIn = {
    AWS_ENDPOINT_URL: local.endpoint,
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: local.secretAccessKey,
  }
  const listed = async (pipelineName: string, pipelineExecutionId: string) => {
    const filter = { pipelineExecutionId }
    const { actionExecutionDetails = [] } = await clients.codepipeline.send(
      new ListActionExecutionsCommand({ pipelineName, filter }),
    )
    return actionExecutionDetails
  }
  const stack = async () => {
    const described = clients.cloudformation.send(new DescribeStacksCommand({ StackName: 'greeting' }))
    return (await described.catch(() => undefined))?.Stacks?.[0]
  }
  return {
    line,
    local,
    clients,
    deploy,
    async deployExample(stack, text, parameters) {
      const file = join(line.folder, `${stack}.yaml`)
      writeFileSync(file, text)
      const deployed = await succeed(
        line.run([
          ...[
            'deploy',
            '--json',
            '--stack',
            stack,
            '--template',
            file,
            '--account',
            account,
            '--region',
            region,
            '--local',
          ],
          ...['--capabilities', 'CAPABILITY_NAMED_IAM', '--parameter-overrides', JSON.stringify(parameters)],
        ]),
      )
      return outputsOf(deployed).outputs
    },
    async release(greeting) {
      for (const [path, text] of Object.entries(greetingFiles(greeting))) {
        const file = join(line.folder, 'application', path)
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, text)
      }
      const { version } = greeting
      const args = ['package', 'application', '--version', version, '--environment', 'staging', '--json']
      return outputsOf(await succeed(line.run([...args, '--role', roleArn('greeting-package')], signedIn))).release
    },
    async start(name, release, clientRequestToken = release) {
      const variables = [{ name: 'Release', value: release }]
      const started = new StartPipelineExecutionCommand({ name, variables, clientRequestToken })
      return (await clients.codepipeline.send(started)).pipelineExecutionId!
    },
    async action(pipeline, execution, name, fits) {
      for (;;) {
        const details = await listed(pipeline, execution)
        const found = details.find(({ actionName }) => actionName === name)
        if (found !== undefined && fits(found)) return found
        const failed = details.find(({ status: ended }) => ended === 'Failed' || ended === 'Abandoned')
        if (failed !== undefined) throw new Error(JSON.stringify(failed, undefined, 2))
        await sleep(200)
      }
    },
    running: async () => (await stack())?.Outputs?.find(({ OutputKey }) => OutputKey === 'Version')?.OutputValue,
    stackStatus: async () => (await stack())?.StackStatus,
    async usedRights(role) {
      const { decisions } = (await (await asked('/_liftlock/decisions')).json()) as { decisions: readonly Decision[] }
      const used = decisions
        .filter(({ principal, decision }) => decision === 'Allow' && principal.split('/')[1] === role)
        .map(({ sid, action }) => `${sid} ${action}`)
      return [...new Set(used)].sort()
    },
    async passMinutes(minutes) {
      await asked('/_liftlock/codepipeline/clock', { minutes })
    },
  }
}

interface Decision {
  readonly principal: string
  readonly action: string
  readonly decision: string
  readonly sid: string
}

async function makeBuckets({ s3 }: LocalClients): Promise<void> {
  for (const Bucket of [buckets.sources, buckets.artifacts]) {
    await s3.send(new CreateBucketCommand({ Bucket }))
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
  }
  const Body = await zipOf({ 'start.txt': 'start\n' })
  await s3.send(new PutObjectCommand({ Bucket: buckets.sources, Key: 'start.zip', Body }))
}

/** Those of the guides that are there before a pipeline. */
function roles() {
  const words = {
    ...{ ACCOUNT: account, REGION: region, APPLICATION: 'greeting', ENVIRONMENT: 'staging', STACK: 'greeting' },
    ...{ BUCKET: buckets.environment, SERVICE_ROLE: 'greeting-cloudformation' },
  }
  const trusted = (Principal: object) => ({
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
    },
  })
  const ours = (name: string, ...policies: readonly string[]) => {
    const { Type, Properties } = actionRole({ name, policies, words })
    return { Type, Properties: { ...Properties, ...trusted({ AWS: `arn:aws:iam::${account}:root` }) } }
  }
  const cloudFormation = {
    RoleName: 'greeting-cloudformation',
    ...trusted({ Service: 'cloudformation.amazonaws.com' }),
    ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
  }
  return {
    Package: ours('greeting-package', 'package/policy.json'),
    Stages: ours('greeting-stages', 'deploy/policy.json', 'quality-gate/policy.json'),
    CloudFormation: { Type: 'AWS::IAM::Role', Properties: cloudFormation },
  }
}

/** A file of the examples of pipelines. */
export function example(name: string): string {
  return readFileSync(join(packageRoot(), 'examples', 'pipelines', name, 'template.yaml'), 'utf8')
}
