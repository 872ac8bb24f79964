import { codeFile, planResolvers, type Resolver, readListedFile, resolverFile } from '../api/resolvers.ts'
import type { Model } from '../model/types/model.ts'
import { takesUploads } from '../model/uploads.ts'
import { onTable, type Permission, publishOnBus, serviceRole } from './permissions.ts'
import { attribute, ref, sub, type TemplateResource, type TemplateResources, type Value } from './template.ts'

/** The AppSync API with its key, data sources, resolvers, and the step that some of them share. */
export function renderApiResources(model: Model): TemplateResources {
  const resolvers = planResolvers(model)
  const steps = resolvers.some(({ runs }) => runs.kind === 'listed') ? [['ReadListedStep', readListed] as const] : []
  return [
    ['Api', api],
    [
      'ApiSchema',
      { Type: 'AWS::AppSync::GraphQLSchema', Properties: { ...ofApi, DefinitionS3Location: 'schema.graphql' } },
    ],
    ['ApiKey', { Type: 'AWS::AppSync::ApiKey', Properties: { ...ofApi, Expires: ref('ApiKeyExpires') } }],
    ...dataSources(model),
    ...steps,
    ...resolvers.map(resolver),
  ]
}

const ofApi = { ApiId: attribute('Api', 'ApiId') }
const templateVersion = '2018-05-29'

const api: TemplateResource = {
  Type: 'AWS::AppSync::GraphQLApi',
  Properties: {
    Name: ref('AWS::StackName'),
    AuthenticationType: 'AMAZON_COGNITO_USER_POOLS',
    UserPoolConfig: { UserPoolId: ref('UserPool'), AwsRegion: ref('AWS::Region'), DefaultAction: 'ALLOW' },
    AdditionalAuthenticationProviders: [{ AuthenticationType: 'API_KEY' }, { AuthenticationType: 'AWS_IAM' }],
  },
}

function dataSources(model: Model): TemplateResources {
  return [
    ['NoneDataSource', { Type: 'AWS::AppSync::DataSource', Properties: { ...ofApi, Name: 'None', Type: 'NONE' } }],
    ...dataSource('ViewStore', {
      properties: { Type: 'AMAZON_DYNAMODB', DynamoDBConfig: tableConfig('ViewStore') },
      permissions: [onTable('ViewStore', ['BatchGetItem', 'GetItem', 'Query'])],
    }),
    ...dataSource('Traces', {
      properties: { Type: 'AMAZON_DYNAMODB', DynamoDBConfig: tableConfig('Traces') },
      permissions: [onTable('Traces', ['Query'])],
    }),
    ...dataSource('EventBus', {
      properties: { Type: 'AMAZON_EVENTBRIDGE', EventBridgeConfig: { EventBusArn: attribute('EventBus', 'Arn') } },
      permissions: [publishOnBus],
    }),
    ...(takesUploads(model) ? functionSource('Uploads') : []),
    ...model.projections.flatMap(({ name }) => functionSource(`${name}Projection`)),
  ]
}

/** The data source of a function, which has the same name. */
function functionSource(name: string): TemplateResources {
  const arn = attribute(name, 'Arn')
  return dataSource(name, {
    properties: { Type: 'AWS_LAMBDA', LambdaConfig: { LambdaFunctionArn: arn } },
    permissions: [{ actions: ['lambda:InvokeFunction'], resources: [arn] }],
  })
}

function tableConfig(table: string): Value {
  return { TableName: ref(table), AwsRegion: ref('AWS::Region') }
}

function dataSource(
  name: string,
  { properties, permissions }: { properties: { readonly [name: string]: Value }; permissions: readonly Permission[] },
): TemplateResources {
  const role = `${name}DataSourceRole`
  return [
    [role, serviceRole('appsync.amazonaws.com', permissions)],
    [
      `${name}DataSource`,
      {
        Type: 'AWS::AppSync::DataSource',
        Properties: { ...ofApi, Name: name, ServiceRoleArn: attribute(role, 'Arn'), ...properties },
      },
    ],
  ]
}

/**
 * Reads the rows of lists of keys, for every field that has one. BatchGetItem names its table inside the request, and
 * only CloudFormation knows the name.
 */
const readListed: TemplateResource = {
  Type: 'AWS::AppSync::FunctionConfiguration',
  Properties: {
    ...ofApi,
    Name: 'read_listed',
    DataSourceName: dataSourceName('ViewStore'),
    FunctionVersion: templateVersion,
    RequestMappingTemplate: sub(
      [
        "$util.qr($ctx.stash.put('viewStore', '${ViewStore}'))",
        '#set($tables = {})',
        '$util.qr($tables.put($ctx.stash.viewStore, {"keys": $ctx.stash.keys}))',
        '{ "version": "2018-05-29", "operation": "BatchGetItem", "tables": $util.toJson($tables) }',
        '',
      ].join('\n'),
    ),
    ResponseMappingTemplateS3Location: readListedFile,
  },
}

function resolver(plan: Resolver): TemplateResources[number] {
  const { type, field, logicalId, runs } = plan
  return [
    logicalId,
    {
      Type: 'AWS::AppSync::Resolver',
      DependsOn: ['ApiSchema'],
      Properties: { ...ofApi, TypeName: type, FieldName: field, ...howItRuns(plan, runs) },
    },
  ]
}

function howItRuns(plan: Resolver, runs: Resolver['runs']): { readonly [name: string]: Value } {
  if (runs.kind === 'javascript')
    return {
      Kind: 'UNIT',
      DataSourceName: dataSourceName(runs.dataSource),
      Runtime: { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' },
      CodeS3Location: codeFile(plan),
    }
  return {
    ...(runs.kind === 'unit'
      ? { Kind: 'UNIT', DataSourceName: dataSourceName(runs.dataSource) }
      : { Kind: 'PIPELINE', PipelineConfig: { Functions: [attribute('ReadListedStep', 'FunctionId')] } }),
    RequestMappingTemplateS3Location: resolverFile(plan, 'request'),
    ResponseMappingTemplateS3Location: resolverFile(plan, 'response'),
  }
}

function dataSourceName(name: string): Value {
  return attribute(`${name}DataSource`, 'Name')
}
