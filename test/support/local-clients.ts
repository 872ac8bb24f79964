import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation'

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

/** Where an emulator is, and the secret of its accounts. */
export interface EmulatorAddress {
  readonly endpoint: string
  readonly secretAccessKey: string
}

const load = createRequire(import.meta.url)

/** The clients, each loaded when a test first uses it: all of them together take longer than most tests. */
const kinds = {
  appsync: () => (load('@aws-sdk/client-appsync') as typeof import('@aws-sdk/client-appsync')).AppSyncClient,
  codepipeline: () =>
    (load('@aws-sdk/client-codepipeline') as typeof import('@aws-sdk/client-codepipeline')).CodePipelineClient,
  cloudformation: () =>
    (load('@aws-sdk/client-cloudformation') as typeof import('@aws-sdk/client-cloudformation')).CloudFormationClient,
  cognito: () =>
    (load('@aws-sdk/client-cognito-identity-provider') as typeof import('@aws-sdk/client-cognito-identity-provider'))
      .CognitoIdentityProviderClient,
  dynamodb: () => (load('@aws-sdk/client-dynamodb') as typeof import('@aws-sdk/client-dynamodb')).DynamoDBClient,
  events: () => (load('@aws-sdk/client-eventbridge') as typeof import('@aws-sdk/client-eventbridge')).EventBridgeClient,
  kms: () => (load('@aws-sdk/client-kms') as typeof import('@aws-sdk/client-kms')).KMSClient,
  lambda: () => (load('@aws-sdk/client-lambda') as typeof import('@aws-sdk/client-lambda')).LambdaClient,
  logs: () =>
    (load('@aws-sdk/client-cloudwatch-logs') as typeof import('@aws-sdk/client-cloudwatch-logs')).CloudWatchLogsClient,
  s3: () => (load('@aws-sdk/client-s3') as typeof import('@aws-sdk/client-s3')).S3Client,
  secrets: () =>
    (load('@aws-sdk/client-secrets-manager') as typeof import('@aws-sdk/client-secrets-manager')).SecretsManagerClient,
  sqs: () => (load('@aws-sdk/client-sqs') as typeof import('@aws-sdk/client-sqs')).SQSClient,
  sts: () => (load('@aws-sdk/client-sts') as typeof import('@aws-sdk/client-sts')).STSClient,
}

/** Clients of one account. */
export type LocalClients = { readonly [Name in keyof typeof kinds]: InstanceType<ReturnType<(typeof kinds)[Name]>> }

/** Clients of one account at an emulator, for tests that look at the emulator itself. */
export function localClients({ endpoint, secretAccessKey }: EmulatorAddress, account: string): LocalClients {
  const credentials = { accessKeyId: account, secretAccessKey }
  const configuration = { endpoint, region: 'eu-west-1', credentials, maxAttempts: 1, forcePathStyle: true }
  const made = new Map<string, unknown>()
  const getters = Object.entries(kinds).map(([name, kind]) => {
    const get = () => {
      if (!made.has(name)) made.set(name, new (kind())(configuration))
      return made.get(name)
    }
    return [name, { enumerable: true, get }] as const
  })
  return Object.defineProperties({}, Object.fromEntries(getters)) as LocalClients
}

export interface Deployed {
  readonly status: string
  readonly outputs: Readonly<Record<string, string>>
  /** Reason of the first resource that failed. */
  readonly reason: string | undefined
}

type Template = { readonly Resources: Record<string, unknown>; readonly Outputs?: Record<string, unknown> }

/** Brings a stack to a template through a change set, and says how it ended. */
export async function deployStack(
  { cloudformation }: LocalClients,
  stack: string,
  template: Template | string,
): Promise<Deployed> {
  const existing = await findStack(cloudformation, stack)
  const ChangeSetName = `change-${existing?.StackStatus ?? 'new'}-${Date.now()}`.replaceAll('_', '-')
  const TemplateBody = typeof template === 'string' ? template : JSON.stringify(template)
  const ChangeSetType = existing === undefined ? 'CREATE' : 'UPDATE'
  const Capabilities = ['CAPABILITY_NAMED_IAM' as const]
  await cloudformation.send(
    new CreateChangeSetCommand({ StackName: stack, ChangeSetName, ChangeSetType, TemplateBody, Capabilities }),
  )
  const known = { StackName: stack, ChangeSetName }
  await until(async () => {
    const { Status } = await cloudformation.send(new DescribeChangeSetCommand(known))
    return Status === 'CREATE_COMPLETE' || Status === 'FAILED'
  })
  await cloudformation.send(new ExecuteChangeSetCommand(known))
  return settled(cloudformation, stack)
}

/** Deletes a stack, and says how that ended; `DELETE_COMPLETE` when it is gone. */
export async function deleteStack({ cloudformation }: LocalClients, stack: string): Promise<Deployed> {
  const id = (await findStack(cloudformation, stack))?.StackId ?? stack
  await cloudformation.send(new DeleteStackCommand({ StackName: stack }))
  return settled(cloudformation, id)
}

/** Waits for a condition to hold, and asks less often the longer that takes; fails after the time limit. */
export async function until(condition: () => Promise<boolean>, seconds = 20): Promise<void> {
  const begin = performance.now()
  while (!(await condition())) {
    const passed = performance.now() - begin
    if (passed > seconds * 1000) throw new Error(`the condition did not hold within ${seconds} s`)
    await sleep(Math.min(50 + passed / 20, 250))
  }
}

async function settled(cloudformation: CloudFormationClient, stack: string): Promise<Deployed> {
  await until(async () => !/_IN_PROGRESS$/.test((await findStack(cloudformation, stack))?.StackStatus ?? ''))
  const found = await findStack(cloudformation, stack)
  const { StackEvents = [] } = await cloudformation.send(new DescribeStackEventsCommand({ StackName: stack }))
  const failed = StackEvents.filter((event) => /_FAILED$/.test(event.ResourceStatus ?? '')).at(-1)
  return {
    status: found?.StackStatus ?? 'DELETE_COMPLETE',
    outputs: Object.fromEntries((found?.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
    reason: failed?.ResourceStatusReason,
  }
}

async function findStack(cloudformation: CloudFormationClient, stack: string) {
  try {
    return (await cloudformation.send(new DescribeStacksCommand({ StackName: stack }))).Stacks?.[0]
  } catch (error) {
    if (/does not exist/.test((error as Error).message)) return undefined
    throw error
  }
}
