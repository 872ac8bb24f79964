import { shopGate } from '../support/shop-gate.ts'

/** Accounts of the environments and of the pipeline. */
export const accounts = { staging: '111111111111', production: '222222222222', pipeline: '333333333333' } as const

/** An environment to which a release goes. */
export type EnvironmentName = 'staging' | 'production'
export const environmentNames: readonly EnvironmentName[] = ['staging', 'production']
export const buckets = { staging: 'shop-artifacts-staging', production: 'shop-artifacts' } as const
export const stacks = { staging: 'shop-staging', production: 'shop-production' } as const

/** One version of the application: its repository without workflows. */
export interface Version {
  /** What the API answers. */
  readonly word: string
  /** Whether the gate refuses it, by asking for something that is not there. */
  readonly isRefused?: boolean
  /** Where a resource waits for a signal. */
  readonly waitsIn?: EnvironmentName
  /** Where a resource cannot be made. */
  readonly breaksIn?: EnvironmentName
}

/** Versions whose pipeline reads this archive of the toolkit. */
export function shopFiles(version: Version): Readonly<Record<string, string>> {
  return {
    'liftlock.yml': shopConfiguration('none'),
    'template.json': `${JSON.stringify(shopTemplate(version), undefined, 2)}\n`,
    'gate.json': `${JSON.stringify(gateOf(version), undefined, 2)}\n`,
  }
}

/** The one `liftlock.yml` of all hosts. @param toolkitVersion version of the archive that the pipeline reads */
export function shopConfiguration(toolkitVersion: string): string {
  return `application: shop
environments:
  staging:
    account: "${accounts.staging}"
    region: eu-west-1
    bucket: ${buckets.staging}
    role: arn:aws:iam::${accounts.staging}:role/liftlock-staging
    role-arn: arn:aws:iam::${accounts.staging}:role/shop-cloudformation
    parameters: { Environment: staging }
  production:
    account: "${accounts.production}"
    region: eu-west-1
    bucket: ${buckets.production}
    role: arn:aws:iam::${accounts.production}:role/liftlock-production
    role-arn: arn:aws:iam::${accounts.production}:role/shop-cloudformation
    parameters: { Environment: production }
    requires: [quality-gate@staging]
pipeline:
  account: "${accounts.pipeline}"
  region: eu-west-1
  source: { bucket: shop-pipeline-source, toolkit-version: ${toolkitVersion} }
`
}

const api = { 'Fn::GetAtt': ['Api', 'ApiId'] }

/** An API that answers with one word, and a queue that others may change too. */
export function shopTemplate({ word, waitsIn, breaksIn }: Version) {
  return {
    Metadata: { Liftlock: { Gate: 'gate.json' } },
    Parameters: { Environment: { Type: 'String' } },
    Conditions: { Waits: isIn(waitsIn), Breaks: isIn(breaksIn) },
    Resources: {
      Orders: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'shop-orders', DelaySeconds: word.length } },
      Api: { Type: 'AWS::AppSync::GraphQLApi', Properties: { Name: 'shop', AuthenticationType: 'API_KEY' } },
      Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId: api } },
      Schema: {
        Type: 'AWS::AppSync::GraphQLSchema',
        Properties: { ApiId: api, Definition: 'type Greeting { word: String }\ntype Query { greeting: Greeting }' },
      },
      Words: { Type: 'AWS::AppSync::DataSource', Properties: { ApiId: api, Name: 'Words', Type: 'NONE' } },
      Greeting: {
        Type: 'AWS::AppSync::Resolver',
        DependsOn: ['Schema', 'Words'],
        Properties: {
          ApiId: api,
          TypeName: 'Query',
          FieldName: 'greeting',
          DataSourceName: 'Words',
          RequestMappingTemplate: JSON.stringify({ version: '2018-05-29', payload: { word } }),
          ResponseMappingTemplate: '$util.toJson($ctx.result)',
        },
      },
      Wait: {
        Type: 'AWS::CloudFormation::WaitCondition',
        Condition: 'Waits',
        CreationPolicy: { ResourceSignal: { Timeout: 'PT10M' } },
      },
      Broken: {
        Type: 'AWS::Lambda::Function',
        Condition: 'Breaks',
        Properties: {
          Runtime: 'python3.13',
          Handler: 'index.handler',
          Role: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/none' },
          Code: { S3Bucket: 'there-is-no-such-bucket', S3Key: 'nothing.zip' },
        },
      },
    },
    Outputs: {
      Endpoint: { Value: { 'Fn::GetAtt': ['Api', 'GraphQLUrl'] } },
      ApiKey: { Value: { 'Fn::GetAtt': ['Key', 'ApiKey'] } },
    },
  }
}

function isIn(environment: EnvironmentName | undefined) {
  return { 'Fn::Equals': [{ Ref: 'Environment' }, environment ?? 'nowhere'] }
}

function gateOf({ word, isRefused = false }: Version) {
  const place = { file: 'gate.json' }
  const greets = {
    kind: 'query',
    description: 'The greeting comes back',
    place,
    path: 'greeting',
    document: 'query { greeting { word } }',
    identity: 'api-key',
    variables: {},
    arguments: [],
    paged: false,
    expects: [{ path: 'word', type: 'String', value: word, place }],
    extracts: [],
  }
  // A POST is sent once, so that its failure is known at once.
  const missing = {
    kind: 'http',
    description: 'Something that is not there answers',
    place,
    method: 'POST',
    url: 'missing',
    identity: 'none',
    headers: {},
    status: 200,
    expects: [],
    extracts: [],
  }
  const gate = shopGate('Endpoint', { name: 'Greet', place, activities: isRefused ? [greets, missing] : [greets] })
  return { ...gate, outputs: { ...gate.outputs, apiKey: 'ApiKey' } }
}
