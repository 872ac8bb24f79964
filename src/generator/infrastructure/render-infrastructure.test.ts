import { expect, test } from '@jest/globals'
import {
  activityOf,
  aggregateOf,
  commandOf,
  eventOf,
  inputOf,
  modelOf,
  notifierOf,
  projectionOf,
  queryOf,
  relationOf,
  viewOf,
} from '../../../test/support/hand-made-model.ts'
import { renderedTemplate, statementsOf } from '../../../test/support/rendered-template.ts'
import type { Activity } from '../model/types/notifier.ts'
import { tableVariables } from './tables.ts'

const open = commandOf('OpenGarageRequested', { fields: [inputOf('code', 'String')] })
const started = {
  kind: 'event',
  event: eventOf('VisitStarted', 'Parking.Visit'),
  aggregate: { subDomain: 'Parking', name: 'Visit' },
} as const
const everyActivity: readonly Activity[] = [
  activityOf('loop', { activities: [activityOf('create-iam-group'), activityOf('add-user-to-iam-group')] }),
  activityOf('iam-create-systemuser'),
  activityOf('send-email', { settings: { sender: 'Desk ${AWS::Region} <desk@parking.example>' } }),
  activityOf('write-file', { settings: { bucket: 'their-${AWS::AccountId}' } }),
  activityOf('write-file'),
  activityOf('call-internal-api'),
  activityOf('send-graphql-notification'),
  activityOf('fetch-property'),
  activityOf('invalidate-cdn'),
]
const rich = modelOf({
  name: 'ParkingDesk',
  commands: [open],
  aggregates: [
    aggregateOf('Parking', 'Garage', { kind: 'command', command: open }, started),
    aggregateOf('Parking', 'Idle'),
  ],
  notifiers: [
    notifierOf('GarageSetup', [started, { kind: 'after-deployment' }], ...everyActivity),
    notifierOf(
      'Cleaner',
      [
        { kind: 'schedule', expression: 'rate(1 minute)' },
        { kind: 'schedule', expression: 'cron(0 0 * * ? *)' },
      ],
      activityOf('HTTP'),
    ),
  ],
  views: [
    viewOf('Garage', { code: 'String' }, { key: 'code', queries: [queryOf('get', 'get')] }),
    viewOf(
      'Visit',
      { id: 'String', garages: 'StringList' },
      { key: 'id', relations: [relationOf('places', 'ManyToMany', 'Garage', { name: 'garages', type: 'StringList' })] },
    ),
  ],
  projections: [projectionOf('Occupancy', 'Garage')],
})
const template = renderedTemplate(rich)
const resources = template.Resources
const functions = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function')

test.each([
  ['a rich model', rich],
  ['an empty one', modelOf({})],
])('every reference of the template for %s leads to a resource or a parameter', (_, model) => {
  expect(renderedTemplate(model).dangling()).toEqual([])
})

test('the same model gives the same bytes', () => {
  expect(renderedTemplate(rich).text).toBe(template.text)
})

test('there is one function for each thing to do, named as the contract says', () => {
  expect(functions.map(([name, { Properties }]) => [name, Properties.Handler])).toEqual([
    ['ParkingGarageBehavior', 'handlers.parking_garage_behavior.handler'],
    ['FanOut', 'handlers.fan_out.handler'],
    ['ViewUpdater', 'handlers.view_updater.handler'],
    ['GarageSetupNotifier', 'handlers.garage_setup_notifier.handler'],
    ['CleanerNotifier', 'handlers.cleaner_notifier.handler'],
    ['OccupancyProjection', 'handlers.occupancy_projection.handler'],
    ['TrackAndTrace', 'handlers.track_and_trace.handler'],
    ['AfterDeployment', 'handlers.after_deployment.handler'],
    ['KeepUndelivered', 'handlers.undelivered.handler'],
  ])
})

test('each function has a role and a log group of its own', () => {
  const roles = functions.map(([, { Properties }]) => JSON.stringify(Properties.Role))
  const logs = functions.map(([, { Properties }]) => JSON.stringify(Properties.LoggingConfig))

  expect([new Set(roles).size, new Set(logs).size]).toEqual([functions.length, functions.length])
})

test('no role may do anything on all resources, or all things on one', () => {
  const statements = Object.entries(resources).flatMap(([, resource]) => statementsOf(resource))

  expect(statements.length).toBeGreaterThan(20)
  expect(statements.filter(({ Resource }) => JSON.stringify(Resource).includes('"*"'))).toEqual([])
  expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([])
})

test('no function may pass a role on, assume one, or change rights', () => {
  const actions = Object.values(resources).flatMap((resource) => statementsOf(resource).flatMap(({ Action }) => Action))

  expect(actions.filter((action) => /^(iam|sts):/.test(action))).toEqual([])
})

test('what a function knows it may use: each table, bus, pool, secret and endpoint has a permission', () => {
  const needed: Readonly<Record<string, string>> = {
    ...Object.fromEntries(Object.entries(tableVariables).map(([table, variable]) => [variable, `"${table}"`])),
    EVENT_BUS: '"EventBus"',
    API_ENDPOINT: 'Api.Arn',
    USER_POOL_ID: '"UserPool"',
    SYSTEM_USER_SECRET: '"SystemUserSecret"',
    PROPERTY_VAULT: '"PropertyVault"',
    APPLICATION_BUCKET: 'ApplicationBucket.Arn',
    CDN_DISTRIBUTION_ID: 'CdnDistributionId',
  }
  const uncovered = functions.flatMap(([name, { Properties }]) => {
    const allowed = JSON.stringify(statementsOf(resources[`${name}Role`]!))
    return Object.keys(Properties.Environment.Variables).filter(
      (variable) => needed[variable] && !allowed.includes(needed[variable]),
    )
  })

  expect(uncovered).toEqual([])
})

test('a mutation may be called by its one field only', () => {
  const apiCalls = (name: string) =>
    statementsOf(resources[`${name}Role`]!).filter(({ Action }) => Action.includes('appsync:GraphQL'))

  expect(apiCalls('TrackAndTrace')).toMatchObject([
    { Resource: { 'Fn::Sub': '${Api.Arn}/types/Mutation/fields/publishTrace' } },
  ])
  expect(apiCalls('ViewUpdater')).toMatchObject([
    { Resource: { 'Fn::Sub': '${Api.Arn}/types/Mutation/fields/publishNotification' } },
  ])
  expect(apiCalls('ParkingGarageBehavior')).toEqual([])
})

test("a notifier may do what its activities do, and a loop's too", () => {
  const actions = (name: string) => statementsOf(resources[`${name}Role`]!).flatMap(({ Action }) => Action)

  expect(actions('GarageSetupNotifier')).toEqual(
    expect.arrayContaining([
      'cognito-idp:CreateGroup',
      'cognito-idp:AdminAddUserToGroup',
      'ses:SendEmail',
      's3:PutObject',
      'cloudfront:CreateInvalidation',
    ]),
  )
  expect(actions('CleanerNotifier').filter((action) => /cognito|ses|s3|secrets|appsync/.test(action))).toEqual([])
})

test('text of the model is no reference in the template', () => {
  const statements = JSON.stringify(statementsOf(resources.GarageSetupNotifierRole!))

  expect(statements).toContain('arn:${AWS::Partition}:s3:::their-${!AWS::AccountId}/*')
  expect(statements).toContain('identity/desk@parking.example')
  expect(statements).not.toContain('Desk')
})

test('all events of a function are one rule, and each rule may call its function', () => {
  const rules = Object.entries(resources).filter(
    ([name, { Type }]) => Type === 'AWS::Events::Rule' && name.startsWith('ParkingGarage'),
  )
  const permissions = Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::Permission')

  expect(rules.map(([name, { Properties }]) => [name, Properties.EventPattern])).toEqual([
    [
      'ParkingGarageBehaviorOnEvents',
      { source: ['command', 'domain.Parking.Visit'], 'detail-type': ['OpenGarageRequested', 'VisitStarted'] },
    ],
  ])
  expect(permissions.filter(({ Properties }) => !Properties.SourceArn)).toEqual([])
})

test('names that do not fit one pattern are divided over several rules', () => {
  const commands = Array.from({ length: 60 }, (_, index) =>
    commandOf(`Command${'x'.repeat(40)}${index}`, { method: `m${index}` }),
  )
  const model = modelOf({
    aggregates: [
      aggregateOf('Parking', 'Garage', ...commands.map((command) => ({ kind: 'command', command }) as const)),
    ],
  })
  const patterns = Object.values(renderedTemplate(model).Resources)
    .filter(({ Type, Properties }) => Type === 'AWS::Events::Rule' && Properties.EventPattern.source[0] === 'command')
    .map(({ Properties }) => Properties.EventPattern)

  expect(patterns.length).toBeGreaterThan(1)
  expect(Math.max(...patterns.map((pattern) => JSON.stringify(pattern).length))).toBeLessThanOrEqual(2048)
  expect(patterns.flatMap((pattern) => pattern['detail-type'])).toEqual(commands.map(({ name }) => name))
})

test('schedules run on the default bus and say which of them it was', () => {
  const first = resources.CleanerNotifierSchedule!.Properties

  expect(first).toMatchObject({ ScheduleExpression: 'rate(1 minute)' })
  expect(first).not.toHaveProperty('EventBusName')
  expect(first.Targets[0].InputTransformer.InputTemplate).toContain('"detail-type":"@rate(1 minute)"')
  expect(resources.CleanerNotifierSchedule2!.Properties.ScheduleExpression).toBe('cron(0 0 * * ? *)')
})

test('the outbox feeds fan-out and view updater, each its own kind, without losing what fails', () => {
  const mapping = (name: string) => resources[name]!.Properties

  expect(mapping('FanOutStream')).toMatchObject({
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 10,
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Undelivered', 'Arn'] } } },
  })
  expect(mapping('FanOutStream').FilterCriteria.Filters[0].Pattern).toBe(
    '{"dynamodb":{"NewImage":{"kind":{"S":["event"]}}}}',
  )
  expect(mapping('ViewUpdaterStream').FilterCriteria.Filters[0].Pattern).toContain('"snapshot"')
})

test('what a function or the bus gives up reaches the function that keeps it, and alarms stand on both', () => {
  const queue = { 'Fn::GetAtt': ['Undelivered', 'Arn'] }
  const all = Object.values(resources)
  const invocations = all.filter(({ Type }) => Type === 'AWS::Lambda::EventInvokeConfig')
  const rules = all.filter(({ Type }) => Type === 'AWS::Events::Rule')

  expect(invocations.length).toBeGreaterThan(3)
  for (const { Properties } of invocations)
    expect(Properties).toMatchObject({
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21_600,
      DestinationConfig: { OnFailure: { Destination: queue } },
    })
  expect(rules.length).toBeGreaterThan(3)
  for (const { Properties } of rules) expect(Properties.Targets[0].DeadLetterConfig).toEqual({ Arn: queue })
  expect(resources.KeepUndeliveredMessages!.Properties).toMatchObject({
    EventSourceArn: queue,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  })
  const { Timeout } = resources.KeepUndelivered!.Properties
  expect(resources.Undelivered!.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * Timeout)
  expect(resources.DeadLettersAlarm!.Properties.Dimensions[0]).toEqual({
    Name: 'TableName',
    Value: { Ref: 'DeadLetters' },
  })
  expect(resources.UndeliveredAlarm!.Properties.Dimensions[0].Value).toEqual({
    'Fn::GetAtt': ['Undelivered', 'QueueName'],
  })
})

test('tables are encrypted, restorable, expire, and what cannot be made again stays', () => {
  const tables = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::DynamoDB::Table')
  const kept = tables.filter(
    ([, { DeletionPolicy, UpdateReplacePolicy }]) => DeletionPolicy === 'Retain' && UpdateReplacePolicy === 'Retain',
  )

  expect(tables.map(([name]) => name)).toEqual(Object.keys(tableVariables))
  expect(kept.map(([name]) => name)).toEqual(['EventStore', 'Keychain', 'ViewStore'])
  for (const [, { Properties }] of tables) {
    expect(Properties).toMatchObject({
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    })
    expect(Properties).not.toHaveProperty('TableName')
  }
})

test('the table of a batch is named by CloudFormation, in the one step that all lists of keys share', () => {
  expect(resources.VisitPlacesResolver!.Properties).toMatchObject({
    Kind: 'PIPELINE',
    PipelineConfig: { Functions: [{ 'Fn::GetAtt': ['ReadListedStep', 'FunctionId'] }] },
  })
  expect(resources.ReadListedStep!.Properties).toMatchObject({
    RequestMappingTemplate: { 'Fn::Sub': expect.stringContaining("'${ViewStore}'") },
  })
  const steps = Object.values(resources).filter(({ Type }) => Type === 'AWS::AppSync::FunctionConfiguration')
  expect(steps).toHaveLength(1)
})

test('a mutation is one resource', () => {
  const counted = (count: number) =>
    Object.keys(
      renderedTemplate(
        modelOf({
          commands: Array.from({ length: count }, (_, index) =>
            commandOf(`Do${index}Requested`, { method: `do${index}`, fields: [inputOf('code', 'String')] }),
          ),
        }),
      ).Resources,
    ).length

  expect(counted(30) - counted(10)).toBe(20)
})

test('pages sign in with SRP, and there are hosted pages only where addresses are given', () => {
  const { Conditions, Outputs, Parameters } = template
  const { ExplicitAuthFlows, CallbackURLs } = resources.UserPoolClient!.Properties

  expect(ExplicitAuthFlows).toContain('ALLOW_USER_SRP_AUTH')
  expect(CallbackURLs).toEqual({ 'Fn::If': ['HasSignInPages', { Ref: 'SignInUrls' }, { Ref: 'AWS::NoValue' }] })
  expect(resources.SignInDomain).toMatchObject({ Type: 'AWS::Cognito::UserPoolDomain', Condition: 'HasSignInPages' })
  expect(Outputs.signInDomain).toMatchObject({ Condition: 'HasSignInPages' })
  expect(Parameters.SignInUrls).toMatchObject({ Default: 'none' })
  expect(Conditions.HasSignInPages).toEqual({
    'Fn::Not': [{ 'Fn::Equals': [{ 'Fn::Join': [',', { Ref: 'SignInUrls' }] }, 'none'] }],
  })
})

test('the longest names stay within what AWS takes', () => {
  const long = (letter: string) => `${letter}a`.repeat(40).replace(/^./, letter)
  const [sub, name] = [long('S'), long('N')]
  const command = commandOf(long('C'), {
    namespace: [long('A'), long('B'), long('D')],
    method: 'm'.repeat(80),
    fields: [inputOf('code', 'String')],
  })
  const model = modelOf({ commands: [command], aggregates: [aggregateOf(sub, name, { kind: 'command', command })] })
  const { Resources } = renderedTemplate(model)
  const handlers = Object.values(Resources).flatMap(({ Properties }) =>
    Properties.Handler ? [Properties.Handler] : [],
  )

  expect(Math.max(...Object.keys(Resources).map((id) => id.length))).toBeLessThanOrEqual(255)
  expect(Math.max(...handlers.map((handler: string) => handler.length))).toBeLessThanOrEqual(128)
})

test('the deployment is told when every way of an event is in place', () => {
  const { DependsOn, Properties } = resources.AfterDeploymentTrigger!

  expect(Properties.Release).toEqual({ Ref: 'LiftlockRelease' })
  expect(DependsOn).toEqual(
    expect.arrayContaining([
      'GarageSetupNotifierOnEventsPermission',
      'FanOutStream',
      'GarageQueriesGetResolver',
      'ApiKey',
    ]),
  )
})

test('two names that give one logical id are an error', () => {
  const aggregates = [
    aggregateOf('A', 'BC', { kind: 'command', command: open }),
    aggregateOf('AB', 'C', { kind: 'command', command: open }),
  ]

  expect(() => renderedTemplate(modelOf({ aggregates }))).toThrow(
    'two elements of the model give the resource ABCBehavior',
  )
})
