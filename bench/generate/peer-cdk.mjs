import { createRequire } from 'node:module'
import { join } from 'node:path'

/**
 * A CDK app with the resources that ours has: the same functions, rules, resolvers, tables and the rest, about as
 * short.
 */
const [peers, count, schema, outdir] = process.argv.slice(2)
const require = createRequire(join(peers, 'index.js'))
const { App, RemovalPolicy, Stack } = require('aws-cdk-lib')
const appsync = require('aws-cdk-lib/aws-appsync')
const cognito = require('aws-cdk-lib/aws-cognito')
const dynamodb = require('aws-cdk-lib/aws-dynamodb')
const events = require('aws-cdk-lib/aws-events')
const targets = require('aws-cdk-lib/aws-events-targets')
const iam = require('aws-cdk-lib/aws-iam')
const lambda = require('aws-cdk-lib/aws-lambda')
const destinations = require('aws-cdk-lib/aws-lambda-destinations')
const logs = require('aws-cdk-lib/aws-logs')
const s3 = require('aws-cdk-lib/aws-s3')
const secrets = require('aws-cdk-lib/aws-secretsmanager')
const sqs = require('aws-cdk-lib/aws-sqs')

const app = new App({ outdir, analyticsReporting: false, treeMetadata: false })
const stack = new Stack(app, 'Application')
const tables = ['EventStore', 'Keychain', 'Idempotency', 'Outbox', 'ViewStore', 'Traces', 'DeadLetters'].map(
  (name) =>
    new dynamodb.Table(stack, name, {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      removalPolicy: RemovalPolicy.RETAIN,
    }),
)
const bus = new events.EventBus(stack, 'EventBus')
const undelivered = new sqs.Queue(stack, 'Undelivered')
const users = new cognito.UserPool(stack, 'UserPool')
users.addClient('Client')
new secrets.Secret(stack, 'SystemUserSecret')
new secrets.Secret(stack, 'PropertyVault')
new s3.Bucket(stack, 'ApplicationBucket', { enforceSSL: true })

const api = new appsync.GraphqlApi(stack, 'Api', { name: 'api', definition: appsync.Definition.fromFile(schema) })
const publish = api.addEventBridgeDataSource('EventBusDataSource', bus)
const views = api.addDynamoDbDataSource('ViewStoreDataSource', tables[4])
const none = api.addNoneDataSource('NoneDataSource')
const vtl = (text) => appsync.MappingTemplate.fromString(text)
const templates = { requestMappingTemplate: vtl('{}'), responseMappingTemplate: vtl('$util.toJson($ctx.result)') }
const decode = none.createFunction('Decode', { name: 'Decode', ...templates })

const worker = (name) => {
  const logGroup = new logs.LogGroup(stack, `${name}Logs`, { retention: logs.RetentionDays.ONE_MONTH })
  const statements = tables.slice(0, 3).map(
    ({ tableArn }) =>
      new iam.PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
        resources: [tableArn],
      }),
  )
  const role = new iam.Role(stack, `${name}Role`, {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: { Work: new iam.PolicyDocument({ statements }) },
  })
  return new lambda.Function(stack, name, {
    runtime: lambda.Runtime.PYTHON_3_13,
    handler: 'index.handler',
    code: lambda.Code.fromInline('def handler(event, context): pass'),
    environment: Object.fromEntries(tables.map((table) => [`${table.node.id.toUpperCase()}_TABLE`, table.tableName])),
    memorySize: 512,
    logGroup,
    role: role.withoutPolicyUpdates(),
  })
}

for (let index = 0; index < Number(count); index += 1) {
  const behavior = worker(`Behavior${index}`)
  behavior.configureAsyncInvoke({ retryAttempts: 0, onFailure: new destinations.SqsDestination(undelivered) })
  const eventPattern = { source: ['command'], detailType: [`Open${index}Requested`] }
  const target = new targets.LambdaFunction(behavior)
  new events.Rule(stack, `Rule${index}`, { eventBus: bus, eventPattern, targets: [target] })
  const step = publish.createFunction(`Step${index}`, { name: `Open${index}`, ...templates })
  const open = { typeName: 'Mutation', fieldName: `open${index}`, pipelineConfig: [decode, step], ...templates }
  api.createResolver(`Open${index}`, open)
  for (const query of ['get', 'find'])
    views.createResolver(`${query}${index}`, { typeName: 'Query', fieldName: `${query}${index}`, ...templates })
}
for (const name of ['FanOut', 'ViewUpdater', 'TrackAndTrace', 'AfterDeployment']) worker(name)
app.synth()
