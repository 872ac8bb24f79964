import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs'
import { packageRoot } from '../../src/system/package-root.ts'
import { type CommandLine, type Ended, outputsOf, succeed } from './command-line.ts'
import { type EmulatorAddress, type LocalClients, localClients } from './local-clients.ts'
import { packedToolkit } from './packed-toolkit.ts'
import { shopGate } from './shop-gate.ts'

/** Accounts of the environments, and that of the pipeline. */
export const accounts = { staging: '111111111111', production: '222222222222', pipeline: '333333333333' } as const
export const pipelineName = 'shop'
const region = 'eu-west-1'
const source = 'shop-pipeline-source'
const bucketOf = (place: 'staging' | 'production') => `shop-artifacts-${place}`
const packager = `arn:aws:iam::${accounts.staging}:role/shop-package`
const serviceRole = (place: 'staging' | 'production') => `arn:aws:iam::${accounts[place]}:role/shop-cloudformation`

/** `liftlock.yml`, with the version of the archive that it lies in itself. */
function configuration(toolkitVersion: string): string {
  const environment = (place: 'staging' | 'production') => ({
    account: accounts[place],
    region,
    bucket: bucketOf(place),
    'role-arn': serviceRole(place),
    parameters: { Greeting: `hello "${place}", \${this} & 'that'` },
    tags: { place },
  })
  return JSON.stringify({
    application: 'shop',
    environments: {
      // No scenario calls it.
      staging: { ...environment('staging'), 'endpoint-hosts': ['example.com'] },
      production: { ...environment('production'), requires: ['quality-gate@staging'] },
    },
    pipeline: {
      account: accounts.pipeline,
      region,
      source: { bucket: source, 'toolkit-version': toolkitVersion },
    },
  })
}

/** A pipeline whose actions are those of CloudFormation, on a local AWS that enforces permissions. */
export interface NativeDelivery {
  clients(account: keyof typeof accounts): LocalClients
  /** Packages a version of the application, and puts its bundle where the pipeline reads it. */
  bring(version: string, more?: ApplicationParts): Promise<{ readonly release: string; readonly bundle: string }>
  drive(...args: readonly string[]): Promise<Ended>
  deployPipeline(): Promise<Ended>
  /** Reads what the topic of the pipeline told since the last time, oldest first. */
  messages(): Promise<readonly string[]>
  /** Deploys the roles of staging, or the pipeline, without the right of this name. */
  deployWithout(template: 'roles-staging.json' | 'pipeline.json', resource: string, sid: string): Promise<void>
  /** Deploys the rendered template again. */
  restore(template: 'roles-staging.json' | 'pipeline.json'): Promise<void>
}

/** Renders everything, and deploys all but the template of the pipeline. */
export async function nativeDelivery(line: CommandLine): Promise<NativeDelivery> {
  const folder = join(line.folder, 'shop')
  const templates = join(line.folder, 'templates')
  await succeed(line.run(['local', 'up', '--iam']))
  const local = JSON.parse((await succeed(line.run(['local', 'status', '--json']))).stdout)
  const clients = (account: keyof typeof accounts) => localClients(local, accounts[account])
  const signedIn = (account: keyof typeof accounts) => ({
    AWS_ENDPOINT_URL: local.endpoint,
    AWS_ACCESS_KEY_ID: accounts[account],
    AWS_SECRET_ACCESS_KEY: local.secretAccessKey,
  })
  const { s3 } = clients('pipeline')
  await s3.send(new CreateBucketCommand({ Bucket: source }))
  await s3.send(new PutBucketVersioningCommand({ Bucket: source, VersioningConfiguration: { Status: 'Enabled' } }))
  const put = async (Key: string, Body: Uint8Array) =>
    (await s3.send(new PutObjectCommand({ Bucket: source, Key, Body }))).VersionId!

  mkdirSync(folder, { recursive: true })
  const toolkit = await put('toolkit.zip', await packedToolkit(configuration('not-yet')))
  writeFileSync(join(folder, 'liftlock.yml'), configuration(toolkit))
  await succeed(
    line.run(['pipeline', 'render', '--configuration', folder, '--out', templates, '--actions', 'cloudformation']),
  )
  const deploy = (stack: string, template: string, account: keyof typeof accounts, ...more: readonly string[]) =>
    line.run([
      ...['deploy', '--stack', stack, '--template', template, '--capabilities', 'CAPABILITY_NAMED_IAM', '--local'],
      ...['--account', accounts[account], '--region', region, '--bucket', source, '--json', ...more],
    ])
  const deployRoles = (place: 'staging' | 'production') =>
    deploy('pipeline-roles', join(templates, `roles-${place}.json`), place)
  const deployPipeline = () => deploy('pipeline', join(templates, 'pipeline.json'), 'pipeline')
  const restore: NativeDelivery['restore'] = async (template) => {
    await succeed(template === 'pipeline.json' ? deployPipeline() : deployRoles('staging'))
  }
  for (const place of ['staging', 'production'] as const) {
    writeFileSync(join(templates, 'set-up.json'), JSON.stringify(setUp(place)))
    await succeed(deploy('set-up', join(templates, 'set-up.json'), place))
    const { outputs } = outputsOf(await succeed(deployRoles(place)))
    const given = { ...artifactParameters(place), ...capitalized(outputs) }
    const parameters = Object.entries(given).flatMap(([key, value]) => ['--parameter-overrides', `${key}=${value}`])
    const bucket = join(packageRoot(), 'docs', 'guides', 'artifact-bucket.yaml')
    await succeed(deploy('artifacts', bucket, place, ...parameters))
  }
  return {
    clients,
    messages: () => receive(clients('pipeline')),
    restore,
    async deployWithout(template, resource, sid) {
      const place = join(templates, template)
      const whole = readFileSync(place, 'utf8')
      writeFileSync(place, withoutRight(whole, resource, sid))
      try {
        await restore(template)
      } finally {
        writeFileSync(place, whole)
      }
    },
    drive: (...args) =>
      line.run(
        ['pipeline', ...args, '--json', '--region', region, '--account', accounts.pipeline],
        signedIn('pipeline'),
      ),
    async deployPipeline() {
      const ended = await deployPipeline()
      if (ended.code === 0) await subscribe(local, clients('pipeline'), outputsOf(ended).outputs.Topic)
      return ended
    },
    async bring(version, more) {
      const file = join(line.folder, 'release.zip')
      writeApplication(folder, version, more)
      const packaged = await succeed(
        line.run(
          [
            ...['package', folder, '--environment', 'staging', '--configuration', folder, '--role', packager],
            ...['--export', file, '--json'],
          ],
          signedIn('staging'),
        ),
      )
      return { release: outputsOf(packaged).release, bundle: await put('release.zip', readFileSync(file)) }
    },
  }
}

const queue = 'messages'

/** Lets a queue have what the topic tells. */
async function subscribe(local: EmulatorAddress, { sqs }: LocalClients, TopicArn: string): Promise<void> {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: '*',
    Condition: { ArnEquals: { 'aws:SourceArn': TopicArn } },
  }
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  await sqs.send(new CreateQueueCommand({ QueueName: queue, Attributes: { Policy } }))
  const credentials = { accessKeyId: accounts.pipeline, secretAccessKey: local.secretAccessKey }
  const sns = new SNSClient({ endpoint: local.endpoint, region, credentials })
  const Endpoint = `arn:aws:sqs:${region}:${accounts.pipeline}:${queue}`
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }))
  sns.destroy()
}

async function receive({ sqs }: LocalClients): Promise<readonly string[]> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue }))
  const received: string[] = []
  for (;;) {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
    if (Messages.length === 0) return received
    for (const { Body, ReceiptHandle } of Messages) {
      received.push(JSON.parse(Body!).Message)
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    }
  }
}

/** What a version of the application has beside its usual parts. */
export interface ApplicationParts {
  /** Scenarios of the quality gate. */
  readonly scenarios?: readonly object[]
  /** Bytes that the template is longer by. */
  readonly padding?: number
}

/** The template without one statement of a role or of the policy of a bucket. */
function withoutRight(text: string, resource: string, sid: string): string {
  const template = JSON.parse(text)
  const { Policies, PolicyDocument = Policies[0].PolicyDocument } = template.Resources[resource].Properties
  const { Statement } = PolicyDocument
  PolicyDocument.Statement = Statement.filter(({ Sid }: { Sid: string }) => Sid !== sid)
  if (PolicyDocument.Statement.length !== Statement.length - 1) throw new Error(`${resource} has no statement ${sid}`)
  return JSON.stringify(template)
}

/** An application with a function, whose code CloudFormation reads from the bucket of each environment. */
function writeApplication(
  folder: string,
  version: string,
  { scenarios = [], padding = 0 }: ApplicationParts = {},
): void {
  mkdirSync(join(folder, 'code'), { recursive: true })
  writeFileSync(join(folder, 'code', 'index.py'), `def handler(event, context):\n    return "${version}"\n`)
  writeFileSync(join(folder, 'gate.json'), JSON.stringify({ ...shopGate('Endpoint', { name: '' }), scenarios }))
  const template = {
    Metadata: { Liftlock: { Gate: 'gate.json' }, Padding: 'x'.repeat(padding) },
    Parameters: { Greeting: { Type: 'String' } },
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: trust({ Service: 'lambda.amazonaws.com' }) },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: 'code',
          Handler: 'index.handler',
          Runtime: 'python3.12',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        },
      },
      Version: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: version } },
    },
    Outputs: {
      Endpoint: { Value: 'https://example.com/graphql' },
      Version: { Value: { 'Fn::GetAtt': ['Version', 'Value'] } },
      Greeting: { Value: { Ref: 'Greeting' } },
      Function: { Value: { Ref: 'Function' } },
    },
  }
  writeFileSync(join(folder, 'template.json'), JSON.stringify(template))
}

function artifactParameters(place: 'staging' | 'production') {
  const common = {
    Name: bucketOf(place),
    Environment: place,
    Administrators: `arn:aws:iam::${accounts[place]}:role/*`,
  }
  return place === 'staging' ? { ...common, Readers: accounts.production, PackageRoles: packager } : common
}

const capitalized = (values: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key[0]!.toUpperCase() + key.slice(1), value]))

/** Roles that are there before: that of CloudFormation, and in staging that of whoever packages. */
function setUp(place: 'staging' | 'production') {
  const text = readFileSync(join(packageRoot(), 'actions', 'package', 'policy.json'), 'utf8')
  const words = { BUCKET: bucketOf('staging'), APPLICATION: 'shop' } as const
  const PolicyDocument = JSON.parse(text.replace(/BUCKET|APPLICATION/g, (word) => words[word as keyof typeof words]))
  const role = (RoleName: string, principal: object, more: object) => ({
    Type: 'AWS::IAM::Role',
    Properties: { RoleName, AssumeRolePolicyDocument: trust(principal), ...more },
  })
  return {
    Resources: {
      CloudFormation: role(
        'shop-cloudformation',
        { Service: 'cloudformation.amazonaws.com' },
        { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
      ),
      ...(place === 'staging' && {
        Package: role(
          'shop-package',
          { AWS: `arn:aws:iam::${accounts.staging}:root` },
          { Policies: [{ PolicyName: 'package', PolicyDocument }] },
        ),
      }),
    },
  }
}

function trust(Principal: object) {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] }
}
