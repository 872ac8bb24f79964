import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { renderApi } from '../../src/generator/api/render-api.ts'
import type { Model } from '../../src/generator/model/types/model.ts'
import type { FileTree } from '../../src/generator/resources.ts'
import { startAppSync } from '../../src/local/appsync/server.ts'
import { freePort } from '../../src/local/daemon/free-port.ts'
import { toolkitResources } from './generated-api.ts'
import { startMinistack } from './ministack.ts'
import { type RenderedResource, renderedTemplate } from './rendered-template.ts'

const account = '111111111111'
const region = 'eu-west-1'

/** The API of a generated application on a local AWS of its own, with permissions enforced. It has no functions. */
export interface DeployedApi {
  query(
    headers: Readonly<Record<string, string>>,
    document: string,
  ): Promise<{ data: unknown; errors?: readonly { errorType: string }[] }>
  /** Headers of a new user in the groups. */
  userIn(...groups: readonly string[]): Promise<Readonly<Record<string, string>>>
  /** Headers of a caller with the API key. */
  readonly anybody: Readonly<Record<string, string>>
  /** Puts a row into the view store, as attributes in DynamoDB's own form. */
  putRow(view: string, key: string, attributes: Parameters<typeof itemOf>[2]): Promise<void>
  stop(): Promise<void>
}

export async function deployApi(model: Model): Promise<DeployedApi> {
  const port = await freePort()
  const ministack = await startMinistack({
    iam: true,
    region,
    environment: { LIFTLOCK_APPSYNC_URL: `http://127.0.0.1:${port}` },
  })
  const { endpoint, token, secretAccessKey } = ministack
  const adapter = await startAppSync({ endpoint, token, secretAccessKey, port, iam: true, accounts: [account], region })
  const configuration = { endpoint, region, credentials: { accessKeyId: account, secretAccessKey } }
  const stack = new CloudFormationClient(configuration)
  const users = new CognitoIdentityProviderClient(configuration)
  const tables = new DynamoDBClient(configuration)
  const outputs = await createStack(
    stack,
    JSON.stringify(apiTemplate(model, renderApi(model, await toolkitResources()))),
  )
  let count = 0
  return {
    anybody: { 'x-api-key': outputs.apiKey! },
    async query(headers, query) {
      const answer = await fetch(outputs.apiEndpoint!, { method: 'POST', headers, body: JSON.stringify({ query }) })
      return (await answer.json()) as Awaited<ReturnType<DeployedApi['query']>>
    },
    async userIn(...groups) {
      count += 1
      return { authorization: await signIn(users, outputs, `user-${count}`, groups) }
    },
    async putRow(view, key, attributes) {
      await tables.send(new PutItemCommand({ TableName: outputs.viewStore, Item: itemOf(view, key, attributes) }))
    },
    async stop() {
      for (const client of [stack, users, tables]) client.destroy()
      await adapter.close()
      await ministack.stop()
    },
  }
}

function itemOf(
  view: string,
  key: string,
  attributes: Readonly<Record<string, { S: string } | { N: string } | { SS: string[] } | { L: { S: string }[] }>>,
) {
  return { pk: { S: view }, sk: { S: key }, key: { S: key }, ...attributes }
}

/** The generated template without functions and their triggers, and with the files in place of their paths. */
function apiTemplate(model: Model, files: FileTree): object {
  const template = renderedTemplate(model)
  const left = (type: string): boolean => /^AWS::(AppSync|Cognito|DynamoDB)|^AWS::Events::EventBus$/.test(type)
  const resources = Object.entries(template.Resources)
    .filter(([name, { Type }]) => left(Type) || /DataSourceRole$/.test(name))
    .map(([name, resource]) => [name, { ...resource, Properties: withTexts(resource, files) }])
  const { apiEndpoint, apiKey, userPoolId, userPoolClientId } = template.Outputs
  return {
    Parameters: { ApiKeyExpires: { Type: 'Number', Default: Math.floor(Date.now() / 1000) + 100 * 24 * 3600 } },
    Resources: Object.fromEntries(resources),
    Outputs: { apiEndpoint, apiKey, userPoolId, userPoolClientId, viewStore: { Value: { Ref: 'ViewStore' } } },
  }
}

function withTexts({ Properties }: RenderedResource, files: FileTree): object {
  const entries = Object.entries(Properties as Record<string, unknown>).map(([name, value]) =>
    name.endsWith('S3Location') ? [name.slice(0, -'S3Location'.length), files.get(String(value))] : [name, value],
  )
  return Object.fromEntries(entries)
}

async function createStack(
  client: CloudFormationClient,
  TemplateBody: string,
): Promise<Readonly<Record<string, string>>> {
  const StackName = 'generated'
  await client.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_IAM'] }))
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }))
  const [stack] = Stacks ?? []
  if (stack?.StackStatus !== 'CREATE_COMPLETE') throw new Error(`${stack?.StackStatus} ${stack?.StackStatusReason}`)
  return Object.fromEntries((stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]))
}

async function signIn(
  client: CognitoIdentityProviderClient,
  { userPoolId: UserPoolId, userPoolClientId: ClientId }: Readonly<Record<string, string>>,
  Username: string,
  groups: readonly string[],
): Promise<string> {
  const Password = 'Parade-Square-12'
  await client.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }))
  await client.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }))
  for (const GroupName of groups) {
    await client.send(new CreateGroupCommand({ UserPoolId, GroupName })).catch(() => undefined)
    await client.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }))
  }
  const { AuthenticationResult } = await client.send(
    new AdminInitiateAuthCommand({
      UserPoolId,
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: Username, PASSWORD: Password },
    }),
  )
  return AuthenticationResult!.IdToken!
}
