import { functionFile, type PipelineFunction, type Resolver, resolverFile } from '../api/resolver-plan.ts'
import { planResolvers } from '../api/resolvers.ts'
import type { Model } from '../model/types/model.ts'
import { takesUploads } from '../model/uploads.ts'
import { onTable, type Permission, publishOnBus, serviceRole } from './permissions.ts'
import { attribute, ref, sub, type TemplateResource, type TemplateResources, type Value } from './template.ts'

/** The AppSync API with its key, data sources, functions and resolvers. */
export function renderApiResources(model: Model): TemplateResources {
  const plan = planResolvers(model)
  const stepIds = new Map(plan.functions.map(({ name, logicalId }) => [name, logicalId]))
  return [
    ['Api', api],
    [
      'ApiSchema',
      { Type: 'AWS::AppSync::GraphQLSchema', Properties: { ...ofApi, DefinitionS3Location: 'schema.graphql' } },
    ],
    ['ApiKey', { Type: 'AWS::AppSync::ApiKey', Properties: { ...ofApi, Expires: ref('ApiKeyExpires') } }],
    ...dataSources(model),
    ...plan.functions.map(pipelineFunction),
    ...plan.resolvers.map((each) => resolver(each, stepIds)),
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

function pipelineFunction({ name, logicalId, dataSource, files }: PipelineFunction): TemplateResources[number] {
  return [
    logicalId,
    {
      Type: 'AWS::AppSync::FunctionConfiguration',
      Properties: {
        ...ofApi,
        Name: name,
        DataSourceName: dataSourceName(dataSource),
        ...(files.kind === 'js'
          ? { Runtime: { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' }, CodeS3Location: functionFile(files.code) }
          : {
              FunctionVersion: templateVersion,
              RequestMappingTemplateS3Location: functionFile(files.request),
              ResponseMappingTemplateS3Location: functionFile(files.response),
            }),
      },
    },
  ]
}

function resolver(plan: Resolver, stepIds: ReadonlyMap<string, string>): TemplateResources[number] {
  const { type, field, logicalId, runs } = plan
  return [
    logicalId,
    {
      Type: 'AWS::AppSync::Resolver',
      DependsOn: ['ApiSchema'],
      Properties: {
        ...ofApi,
        TypeName: type,
        FieldName: field,
        ...(runs.kind === 'unit'
          ? { Kind: 'UNIT', DataSourceName: dataSourceName(runs.dataSource) }
          : {
              Kind: 'PIPELINE',
              PipelineConfig: {
                Functions: runs.functions.map((name) => attribute(stepIds.get(name)!, 'FunctionId')),
              },
            }),
        ...(runs.kind === 'pipeline' && runs.knowsViewStore
          ? { RequestMappingTemplate: noteViewStore }
          : { RequestMappingTemplateS3Location: resolverFile(plan, 'request') }),
        ResponseMappingTemplateS3Location: resolverFile(plan, 'response'),
      },
    },
  ]
}

/** A BatchGetItem request contains the name of the table, which only CloudFormation knows. */
const noteViewStore = sub("$util.qr($ctx.stash.put('viewStore', '${ViewStore}'))\n{}")

function dataSourceName(name: string): Value {
  return attribute(`${name}DataSource`, 'Name')
}
