/** A small API with every kind of data source and authorization, as a CloudFormation template. */
export function sampleApi(outside: string): object {
  return {
    Resources: {
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [
            { AttributeName: 'pk', AttributeType: 'S' },
            { AttributeName: 'sk', AttributeType: 'S' },
          ],
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
        },
      },
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'sample-bus' } },
      Queue: { Type: 'AWS::SQS::Queue' },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventBusName: { Ref: 'Bus' },
          EventPattern: { source: ['command'] },
          Targets: [{ Id: 'queue', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }],
        },
      },
      Pool: { Type: 'AWS::Cognito::UserPool', Properties: { UserPoolName: 'sample-users' } },
      Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Pool' } } },
      Role: role({ Service: 'lambda.amazonaws.com' }, []),
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'python3.13',
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Code: { ZipFile: functionCode },
        },
      },
      DataRole: role({ Service: 'appsync.amazonaws.com' }, [
        allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:Query'], 'Table'),
        allow(['events:PutEvents'], 'Bus'),
        allow(['lambda:InvokeFunction'], 'Function'),
      ]),
      CallerRole: role({ AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } }, [
        {
          Effect: 'Allow',
          Action: 'appsync:GraphQL',
          Resource: { 'Fn::Sub': '${Api.Arn}/types/Mutation/fields/publishTrace' },
        },
      ]),
      Api: {
        Type: 'AWS::AppSync::GraphQLApi',
        Properties: {
          Name: 'sample',
          AuthenticationType: 'AMAZON_COGNITO_USER_POOLS',
          UserPoolConfig: { UserPoolId: { Ref: 'Pool' }, AwsRegion: { Ref: 'AWS::Region' }, DefaultAction: 'ALLOW' },
          AdditionalAuthenticationProviders: [{ AuthenticationType: 'API_KEY' }, { AuthenticationType: 'AWS_IAM' }],
        },
      },
      Schema: { Type: 'AWS::AppSync::GraphQLSchema', Properties: { ApiId: api, Definition: schema } },
      Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId: api, Expires: 4_102_444_800 } },
      OldKey: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId: api, Expires: 1_500_000_000 } },
      ...dataSource('Rows', 'AMAZON_DYNAMODB', {
        DynamoDBConfig: { TableName: { Ref: 'Table' }, AwsRegion: { Ref: 'AWS::Region' } },
      }),
      ...dataSource('Events', 'AMAZON_EVENTBRIDGE', {
        EventBridgeConfig: { EventBusArn: { 'Fn::GetAtt': ['Bus', 'Arn'] } },
      }),
      ...dataSource('Code', 'AWS_LAMBDA', {
        LambdaConfig: { LambdaFunctionArn: { 'Fn::GetAtt': ['Function', 'Arn'] } },
      }),
      ...dataSource('Outside', 'HTTP', { HttpConfig: { Endpoint: outside } }),
      ...dataSource('Nothing', 'NONE', {}),
      ...functions,
      ...resolvers,
    },
    Outputs: {
      apiId: { Value: api },
      apiKey: { Value: { 'Fn::GetAtt': ['Key', 'ApiKey'] } },
      oldKey: { Value: { 'Fn::GetAtt': ['OldKey', 'ApiKey'] } },
      apiEndpoint: { Value: { 'Fn::GetAtt': ['Api', 'GraphQLUrl'] } },
      apiRealtimeEndpoint: { Value: { 'Fn::GetAtt': ['Api', 'RealtimeUrl'] } },
      userPoolId: { Value: { Ref: 'Pool' } },
      userPoolClientId: { Value: { Ref: 'Client' } },
      callerRole: { Value: { 'Fn::GetAtt': ['CallerRole', 'Arn'] } },
      queue: { Value: { Ref: 'Queue' } },
      table: { Value: { Ref: 'Table' } },
    },
  }
}

const api = { 'Fn::GetAtt': ['Api', 'ApiId'] }

const schema = `
schema { query: Query mutation: Mutation subscription: Subscription }

type Query {
  item(id: ID!): Item
  items(pk: String!, limit: Int, nextToken: String): Page
  scan(minimum: Int!): [Item]
  double(number: Int!): Int
  failing: String
  broken: String
  outside(path: String!): String
  wrong(input: String): String
  partly: String
  header: String
  open: String @aws_api_key @aws_cognito_user_pools
  managers: String @aws_cognito_user_pools(cognito_groups: ["manager"])
  me: String @aws_cognito_user_pools @aws_api_key @aws_iam
  Garage: Garage_Queries @aws_api_key @aws_cognito_user_pools
}
type Garage_Queries @aws_api_key @aws_cognito_user_pools { title(of: String!): String secret: String @aws_cognito_user_pools }
type Item { pk: String sk: String title: String count: Int tags: [String] history: AWSJSON related: [Item] upper: String hidden: String @aws_iam }
type Page { items: [Item] nextToken: String }
type Mutation {
  put(id: ID!, title: String!, count: Int, history: AWSJSON): Item
  bump(id: ID!): Item
  remove(id: ID!): Item
  transfer(from: ID!, to: ID!): [String]
  send(text: String!): Receipt
  publishTrace(correlationId: String!, status: String, message: String): Trace @aws_iam
}
type Receipt { correlationId: ID! text: String previous: String }
type Trace @aws_iam @aws_api_key @aws_cognito_user_pools { correlationId: String status: String message: String }
type Subscription {
  onTrace(correlationId: String, status: String): Trace @aws_subscribe(mutations: ["publishTrace"]) @aws_api_key @aws_cognito_user_pools
  onManaged(correlationId: String): Trace @aws_subscribe(mutations: ["publishTrace"]) @aws_cognito_user_pools(cognito_groups: ["manager"])
}
`

const functionCode = `
def handler(event, context):
    if isinstance(event, list):
        return [str(item["title"]).upper() for item in event]
    if event.get("fail"):
        raise ValueError("the function says no")
    return event["number"] * 2
`

const key = `"key": { "pk": $util.dynamodb.toDynamoDBJson($ctx.args.id), "sk": $util.dynamodb.toDynamoDBJson("-") }`
const answerOrFail = `#if($ctx.error)
  $util.error($ctx.error.message, $ctx.error.type, $ctx.result)
#end
$util.toJson($ctx.result)`

const functions = {
  Decode: {
    Type: 'AWS::AppSync::FunctionConfiguration',
    DependsOn: 'Nothing',
    Properties: {
      ApiId: api,
      Name: 'decode',
      DataSourceName: 'Nothing',
      Runtime: { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' },
      Code: `import { util } from '@aws-appsync/utils'

const decode = (text) => (text.startsWith('base64:') ? util.base64Decode(text.substring(7)) : text)

export function request(ctx) {
  if (ctx.args.text === 'forbidden') util.error('This text is not allowed', 'BadText')
  ctx.stash.text = decode(ctx.args.text)
  return { payload: ctx.stash.text }
}

export function response(ctx) {
  return ctx.result
}
`,
    },
  },
  Publish: {
    Type: 'AWS::AppSync::FunctionConfiguration',
    DependsOn: 'Events',
    Properties: {
      ApiId: api,
      Name: 'publish',
      DataSourceName: 'Events',
      RequestMappingTemplate: `#if($ctx.stash.text == "skip")
  #return({ "skipped": true })
#end
{
  "version": "2018-05-29",
  "operation": "PutEvents",
  "events": [{
    "source": "command",
    "detailType": "TextSent",
    "detail": { "text": $util.toJson($ctx.stash.text), "correlationId": $util.toJson($ctx.stash.correlationId) }
  }]
}`,
      ResponseMappingTemplate: `#if($ctx.error)
  $util.error($ctx.error.message, $ctx.error.type)
#end
#if($ctx.result.FailedEntryCount > 0)
  $util.error("The event was refused", "PublishFailed")
#end
{ "previous": $util.toJson($ctx.prev.result), "sent": $util.toJson($ctx.result.Entries.size()) }`,
    },
  },
}

const resolvers = {
  ...unit('Query', 'item', 'Rows', `{ "version": "2018-05-29", "operation": "GetItem", ${key} }`),
  ...unit(
    'Query',
    'items',
    'Rows',
    `{
  "version": "2018-05-29",
  "operation": "Query",
  "query": {
    "expression": "#pk = :pk",
    "expressionNames": { "#pk": "pk" },
    "expressionValues": { ":pk": $util.dynamodb.toDynamoDBJson($ctx.args.pk) }
  },
  "limit": $util.defaultIfNull($ctx.args.limit, 100),
  "nextToken": $util.toJson($ctx.args.nextToken)
}`,
  ),
  ...unit(
    'Query',
    'scan',
    'Rows',
    `{
  "version": "2018-05-29",
  "operation": "Scan",
  "filter": $util.transform.toDynamoDBFilterExpression({ "count": { "ge": $ctx.args.minimum } })
}`,
    '$util.toJson($ctx.result.items)',
  ),
  ...unit(
    'Query',
    'double',
    'Code',
    `{ "version": "2018-05-29", "operation": "Invoke", "payload": $util.toJson($ctx.args) }`,
  ),
  ...unit('Query', 'broken', 'Code', `{ "version": "2018-05-29", "operation": "Invoke", "payload": { "fail": true } }`),
  ...unit('Query', 'failing', 'Nothing', `$util.error("It never works", "Never", { "a": 1 }, { "code": 7 })`),
  ...unit('Query', 'wrong', 'Nothing', `{ "version": "2018-05-29", "payload": "$ctx.args.input" }`),
  ...unit(
    'Query',
    'partly',
    'Nothing',
    `{ "version": "2018-05-29" }`,
    `$util.appendError("Half of it is missing", "Partial")"half"`,
  ),
  ...unit(
    'Query',
    'outside',
    'Outside',
    `{
  "version": "2018-05-29",
  "method": "POST",
  "resourcePath": $util.toJson($ctx.args.path),
  "params": { "headers": { "content-type": "text/plain" }, "query": { "q": "a b" }, "body": "hello" }
}`,
    `$util.toJson("$ctx.result.statusCode $ctx.result.body")`,
  ),
  ...unit(
    'Query',
    'header',
    'Nothing',
    '{ "version": "2018-05-29", "payload": $util.toJson("$ctx.request.headers.custom $!ctx.request.headers.cookie") }',
  ),
  ...unit('Query', 'open', 'Nothing', `{ "version": "2018-05-29", "payload": "open" }`),
  ...unit('Query', 'managers', 'Nothing', `{ "version": "2018-05-29", "payload": "managers only" }`),
  ...unit(
    'Query',
    'me',
    'Nothing',
    `{ "version": "2018-05-29", "payload": $util.toJson("$util.authType() $!ctx.identity.username $!ctx.identity.groups") }`,
  ),
  ...unit('Query', 'Garage', 'Nothing', `{ "version": "2018-05-29", "payload": {} }`),
  ...unit(
    'Garage_Queries',
    'title',
    'Nothing',
    `{ "version": "2018-05-29", "payload": $util.toJson($util.str.toUpper($ctx.args.of)) }`,
  ),
  ...unit('Garage_Queries', 'secret', 'Nothing', `{ "version": "2018-05-29", "payload": "hush" }`),
  ...unit(
    'Item',
    'upper',
    'Code',
    `{ "version": "2018-05-29", "operation": "BatchInvoke", "payload": { "title": $util.toJson($ctx.source.title) } }`,
  ),
  ...unit(
    'Mutation',
    'put',
    'Rows',
    `#set($values = { "title": $ctx.args.title, "tags": ["a", "b"] })
#if(!$util.isNull($ctx.args.count)) $util.qr($values.put("count", $ctx.args.count)) #end
#if(!$util.isNull($ctx.args.history)) $util.qr($values.put("history", $ctx.args.history)) #end
{
  "version": "2018-05-29",
  "operation": "PutItem",
  ${key},
  "attributeValues": $util.dynamodb.toMapValuesJson($values),
  "condition": { "expression": "attribute_not_exists(pk)" }
}`,
  ),
  ...unit(
    'Mutation',
    'bump',
    'Rows',
    `{
  "version": "2018-05-29",
  "operation": "UpdateItem",
  ${key},
  "update": { "expression": "ADD #c :one", "expressionNames": { "#c": "count" }, "expressionValues": { ":one": { "N": 1 } } }
}`,
  ),
  ...unit('Mutation', 'remove', 'Rows', `{ "version": "2018-05-29", "operation": "DeleteItem", ${key} }`),
  ...unit(
    'Mutation',
    'transfer',
    'Rows',
    {
      'Fn::Sub': `{
  "version": "2018-05-29",
  "operation": "TransactWriteItems",
  "transactItems": [
    {
      "table": "\${Table}",
      "operation": "DeleteItem",
      "key": { "pk": $util.dynamodb.toDynamoDBJson($ctx.args.from), "sk": { "S": "-" } },
      "condition": { "expression": "attribute_exists(pk)" }
    },
    {
      "table": "\${Table}",
      "operation": "PutItem",
      "key": { "pk": $util.dynamodb.toDynamoDBJson($ctx.args.to), "sk": { "S": "-" } },
      "attributeValues": { "title": { "S": "moved" } }
    }
  ]
}`,
    },
    `#if($ctx.error)
  $util.error($ctx.error.message, $ctx.error.type, null, $ctx.result.cancellationReasons)
#end
[#foreach($key in $ctx.result.keys)$util.toJson($key.pk)#if($foreach.hasNext),#end#end]`,
  ),
  ...unit('Mutation', 'publishTrace', 'Nothing', `{ "version": "2018-05-29", "payload": $util.toJson($ctx.args) }`),
  MutationSend: {
    Type: 'AWS::AppSync::Resolver',
    DependsOn: ['Schema', 'Decode', 'Publish'],
    Properties: {
      ApiId: api,
      TypeName: 'Mutation',
      FieldName: 'send',
      Kind: 'PIPELINE',
      PipelineConfig: {
        Functions: [{ 'Fn::GetAtt': ['Decode', 'FunctionId'] }, { 'Fn::GetAtt': ['Publish', 'FunctionId'] }],
      },
      RequestMappingTemplate: `$util.qr($ctx.stash.put("correlationId", $util.defaultIfNull($ctx.request.headers.get("correlation-id"), $util.autoId())))
{}`,
      ResponseMappingTemplate: `{
  "correlationId": $util.toJson($ctx.stash.correlationId),
  "text": $util.toJson($ctx.stash.text),
  "previous": $util.toJson("$!ctx.result.previous")
}`,
    },
  },
}

function unit(type: string, field: string, source: string, request: unknown, response = answerOrFail) {
  return {
    [`${type}${field}`.replace('_', '')]: {
      Type: 'AWS::AppSync::Resolver',
      DependsOn: ['Schema', source],
      Properties: {
        ApiId: api,
        TypeName: type,
        FieldName: field,
        DataSourceName: source,
        RequestMappingTemplate: request,
        ResponseMappingTemplate: response,
      },
    },
  }
}

function dataSource(name: string, type: string, more: object) {
  const served = type === 'NONE' || type === 'HTTP' ? {} : { ServiceRoleArn: { 'Fn::GetAtt': ['DataRole', 'Arn'] } }
  return {
    [name]: {
      Type: 'AWS::AppSync::DataSource',
      Properties: { ApiId: api, Name: name, Type: type, ...served, ...more },
    },
  }
}

function allow(actions: readonly string[], resource: string) {
  return { Effect: 'Allow', Action: actions, Resource: { 'Fn::GetAtt': [resource, 'Arn'] } }
}

function role(principal: object, statements: readonly object[]) {
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  }
  const policy = { PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement: statements } }
  return {
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: trust, Policies: statements.length > 0 ? [policy] : [] },
  }
}
