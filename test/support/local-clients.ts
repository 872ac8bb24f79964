import { setTimeout as sleep } from 'node:timers/promises'
import { AppSyncClient } from '@aws-sdk/client-appsync'
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation'
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { KMSClient } from '@aws-sdk/client-kms'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { S3Client } from '@aws-sdk/client-s3'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import { STSClient } from '@aws-sdk/client-sts'

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

/** Where an emulator is, and the secret of its accounts. */
export interface EmulatorAddress {
  readonly endpoint: string
  readonly secretAccessKey: string
}

export type LocalClients = ReturnType<typeof localClients>

/** Clients of one account at an emulator, for tests that look at the emulator itself. */
export function localClients({ endpoint, secretAccessKey }: EmulatorAddress, account: string) {
  const credentials = { accessKeyId: account, secretAccessKey }
  const configuration = { endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 }
  return {
    appsync: new AppSyncClient(configuration),
    cloudformation: new CloudFormationClient(configuration),
    cognito: new CognitoIdentityProviderClient(configuration),
    dynamodb: new DynamoDBClient(configuration),
    events: new EventBridgeClient(configuration),
    kms: new KMSClient(configuration),
    lambda: new LambdaClient(configuration),
    s3: new S3Client({ ...configuration, forcePathStyle: true }),
    secrets: new SecretsManagerClient(configuration),
    sqs: new SQSClient(configuration),
    sts: new STSClient(configuration),
  }
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

/** Waits for a condition to hold; fails after the time limit. */
export async function until(condition: () => Promise<boolean>, seconds = 20): Promise<void> {
  const deadline = performance.now() + seconds * 1000
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`the condition did not hold within ${seconds} s`)
    await sleep(20)
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
