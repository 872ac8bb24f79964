import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  CreateGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { type AppSyncServer, startAppSync } from '../../../src/local/appsync/server.ts'
import { freePort } from '../../../src/local/daemon/free-port.ts'
import { startMinistack, type TestMinistack } from '../../support/ministack.ts'
import { sampleApi } from './sample-api.ts'

export const region = 'eu-west-1'
export const account = '111111111111'

/** The sample API, deployed to an emulator of its own and served. */
export interface SampleDeployment {
  readonly ministack: TestMinistack
  readonly adapter: AppSyncServer
  readonly outputs: Readonly<Record<string, string>>
  /** What the adapter logged. */
  readonly log: readonly string[]
  readonly configuration: { readonly endpoint: string; readonly region: string; readonly credentials: Credentials }
  /** Identity token of a new user in the groups. */
  token(user: string, ...groups: readonly string[]): Promise<string>
  stop(): Promise<void>
}

interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export async function deploySample(options: { readonly iam: boolean }): Promise<SampleDeployment> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const ministack = await startMinistack({ iam: options.iam, region, environment: { LIFTLOCK_APPSYNC_URL: url } })
  const outside = await listenOutside()
  const log: string[] = []
  const { endpoint, token, secretAccessKey } = ministack
  const adapter = await startAppSync({
    endpoint,
    token,
    secretAccessKey,
    port,
    iam: options.iam,
    accounts: ['222222222222', account],
    region,
    log: (line) => log.push(line),
  })
  const credentials = { accessKeyId: account, secretAccessKey }
  const configuration = { endpoint, region, credentials }
  const outputs = await deploy(configuration, sampleApi(`http://127.0.0.1:${(outside.address() as AddressInfo).port}`))
  return {
    ministack,
    adapter,
    outputs,
    log,
    configuration,
    token: (user, ...groups) => signIn(configuration, outputs, user, groups),
    async stop() {
      await adapter.close()
      await ministack.stop()
      outside.closeAllConnections()
      await new Promise((resolve) => outside.close(resolve))
    },
  }
}

/** A host behind the HTTP data source: it answers what it was sent. */
async function listenOutside(): Promise<Server> {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    response.writeHead(request.url?.startsWith('/missing') ? 404 : 200).end(`${request.method} ${request.url} ${body}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

async function deploy(
  configuration: SampleDeployment['configuration'],
  template: object,
): Promise<Record<string, string>> {
  const client = new CloudFormationClient(configuration)
  const StackName = 'sample'
  await client.send(
    new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(template), Capabilities: ['CAPABILITY_IAM'] }),
  )
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }))
  const [stack] = Stacks
  if (stack?.StackStatus !== 'CREATE_COMPLETE') {
    const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }))
    const reasons = StackEvents.filter((event) => event.ResourceStatus?.endsWith('FAILED')).map(
      (event) => `${event.LogicalResourceId}: ${event.ResourceStatusReason}`,
    )
    throw new Error(`${stack?.StackStatus}: ${reasons.join('; ')}`)
  }
  client.destroy()
  return Object.fromEntries(
    (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  )
}

async function signIn(
  configuration: SampleDeployment['configuration'],
  outputs: Readonly<Record<string, string>>,
  Username: string,
  groups: readonly string[],
): Promise<string> {
  const client = new CognitoIdentityProviderClient(configuration)
  const UserPoolId = outputs.userPoolId
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
      ClientId: outputs.userPoolClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: Username, PASSWORD: Password },
    }),
  )
  client.destroy()
  return AuthenticationResult?.IdToken ?? ''
}
