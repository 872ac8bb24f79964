import type { FunctionPlan, Variable } from './function-plan.ts'
import { functionPlatform } from './function-platform.ts'
import { type Permission, serviceRole } from './permissions.ts'
import { tableVariables } from './tables.ts'
import { attribute, ref, sub, type TemplateResources, type Value } from './template.ts'

/** A function with its own role and log group, and with the two layers that all functions share. */
export function renderFunction(plan: FunctionPlan): TemplateResources {
  const { logicalId } = plan
  const [role, logs] = [`${logicalId}Role`, `${logicalId}Logs`]
  return [
    [logs, { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 30 } }],
    [role, serviceRole('lambda.amazonaws.com', [writeLogs(logs), ...plan.permissions, ...permissionsToStart(plan)])],
    [
      logicalId,
      {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Description: plan.description,
          Runtime: runtime,
          Architectures: [architecture],
          Handler: plan.handler,
          Code: 'application',
          Layers: [ref('RuntimeLayer'), ref('DependenciesLayer')],
          MemorySize: plan.memoryMegabytes,
          Timeout: plan.timeoutSeconds,
          Role: attribute(role, 'Arn'),
          LoggingConfig: { LogGroup: ref(logs) },
          Environment: { Variables: environment(plan) },
        },
      },
    ],
  ]
}

/** Two layers: the runtime package, and the dependencies of the runtime and the model. */
export function renderLayers(): TemplateResources {
  return [
    layer('RuntimeLayer', 'layers/runtime', 'The runtime of generated applications'),
    layer('DependenciesLayer', 'layers/dependencies', 'What the runtime and the model depend on'),
  ]
}

const runtime = `python${functionPlatform.python}`
const { architecture } = functionPlatform

function layer(logicalId: string, content: string, description: string): TemplateResources[number] {
  return [
    logicalId,
    {
      Type: 'AWS::Lambda::LayerVersion',
      Properties: {
        Description: description,
        Content: content,
        CompatibleRuntimes: [runtime],
        CompatibleArchitectures: [architecture],
      },
    },
  ]
}

function writeLogs(logs: string): Permission {
  return { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [attribute(logs, 'Arn')] }
}

/** Permissions for the service that calls the function: to read the stream, and to send failures to the queue. */
function permissionsToStart({ starts }: FunctionPlan): readonly Permission[] {
  if (starts.kind === 'api') return []
  if (starts.kind === 'undelivered') return [receiveUndelivered]
  const undelivered = { actions: ['sqs:SendMessage'], resources: [attribute('Undelivered', 'Arn')] }
  if (starts.kind !== 'outbox') return [undelivered]
  return [
    undelivered,
    {
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      resources: [attribute('Outbox', 'StreamArn')],
    },
    { actions: ['dynamodb:ListStreams'], resources: [sub('${Outbox.Arn}/stream/*')] },
  ]
}

const receiveUndelivered: Permission = {
  actions: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
  resources: [attribute('Undelivered', 'Arn')],
}

const variableValues: Readonly<Record<Variable, Value>> = {
  EVENT_BUS: ref('EventBus'),
  API_ENDPOINT: attribute('Api', 'GraphQLUrl'),
  USER_POOL_ID: ref('UserPool'),
  USER_POOL_CLIENT_ID: ref('UserPoolClient'),
  SYSTEM_USER_SECRET: ref('SystemUserSecret'),
  PROPERTY_VAULT: ref('PropertyVault'),
  APPLICATION_BUCKET: ref('ApplicationBucket'),
  CDN_DISTRIBUTION_ID: ref('CdnDistributionId'),
}

function environment({ tables, variables }: FunctionPlan): { readonly [name: string]: Value } {
  const entries: (readonly [string, Value])[] = [
    ...tables.map((table) => [tableVariables[table], ref(table)] as const),
    ...variables.map((variable) => [variable, variableValues[variable]] as const),
    ['LOG_LEVEL', ref('LogLevel')],
  ]
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)))
}
