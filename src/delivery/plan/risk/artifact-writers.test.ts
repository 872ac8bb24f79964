import { expect, test } from '@jest/globals'
import { parseTemplate } from '../../template/template.ts'
import { artifactWriters } from './artifact-writers.ts'

const bucket = 'shop-artifacts-staging'

const stack = { stack: 'shop-staging', account: '111111111111', region: 'eu-west-1' }
const known = { ...stack, parameters: [], former: {} }

async function writersOf(text: string, values: Partial<typeof known> & object = {}) {
  const template = await parseTemplate(text, 'template.yaml')
  return artifactWriters({ template, values: { ...known, ...values } }, [bucket])
}

/** A role whose one policy has the statement, in the short notation of YAML. */
const role = (statement: string, more = '') => `
Parameters:
  Name: { Type: String, Default: shop }
  Anything: { Type: String, Default: "*" }
  Secret: { Type: String, NoEcho: true }
  Bucket: { Type: String }
  Stored: { Type: "AWS::SSM::Parameter::Value<String>", Default: /shop/bucket }
  Buckets: { Type: CommaDelimitedList, Default: "acme-files, shop-artifacts-staging" }
Mappings: { Names: { staging: { bucket: shop-artifacts-staging } } }
Conditions:
  Always: !Equals [a, a]
  Never: !Not [!Condition Always]
  Perhaps: !Equals [!Ref Bucket, a]
Resources:
  Own: { Type: AWS::S3::Bucket }
  Named: { Type: AWS::S3::Bucket, Properties: { BucketName: acme-files } }
  Orders: { Type: AWS::DynamoDB::Table }
  Made: { Type: Custom::Maker }
  Work:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: Work
          PolicyDocument: { Version: "2012-10-17", Statement: [${statement}] }
${more}`

const on = (resource: string, action = 's3:PutObject') =>
  role(`{ Effect: Allow, Action: "${action}", Resource: ${resource} }`)

test.each([
  ['"*"'],
  ['"arn:aws:s3:::*"'],
  ['"arn:aws:s3:::*/*"'],
  ['"arn:*:s3:::shop-artifacts-staging/*"'],
  ['"arn:aws:s3:::shop-art*"'],
  ['"arn:aws:s3:::shop-artifacts-stagin?/*"'],
  ['"arn:aws:s3:::*-staging/evidence/*"'],
  ['"arn:aws:s3:::shop-artifacts-staging/*"'],
  ['"arn:aws:s3:::shop-artifacts-staging/uploads/*"'],
  ['"arn:aws:s3:::shop-artifacts-staging/evidence/a.json"'],
  ['"arn:aws:s3:::${aws:PrincipalTag/bucket}/*"'],
  ['["arn:aws:s3:::acme-files/*", "arn:aws:s3:::shop-artifacts-staging/*"]'],
  ['!Sub "arn:${AWS::Partition}:s3:::${Name}-artifacts-staging/*"'],
  ['!Sub ["arn:aws:s3:::${B}/*", { B: !Sub "${Name}-artifacts-staging" }]'],
  ['!Sub "arn:aws:s3:::${AWS::StackName}/../*${!aws:username}"', false],
  ['!Sub "arn:aws:s3:::${!aws:username}/*"'],
  ['!Join ["", ["arn:aws:s3:::", !Ref Name, "-artifacts-staging", "/*"]]'],
  ['!Join ["", ["arn:aws:s3:::", !Ref Anything, "/*"]]'],
  ['!Sub "arn:aws:s3:::${Anything}/*"'],
  ['!Sub ["arn:aws:s3:::${B}/*", { B: !FindInMap [Names, staging, bucket] }]'],
  ['!Sub ["arn:aws:s3:::${B}/*", { B: !Select [1, !Ref Buckets] }]'],
  ['!Sub ["arn:aws:s3:::${B}/*", { B: !Select [1, !Split [",", "a,shop-artifacts-staging"]] }]'],
  ['!If [Always, "*", !GetAtt Own.Arn]'],
  ['!If [Perhaps, "*", !GetAtt Own.Arn]'],
  ['!If [Never, "*", !Sub "${Own.Arn}/*"]', false],
  ['!If [Never, "*", !Ref "AWS::NoValue"]', false],
  ['"arn:aws:*:*:*:*"'],
  ['"arn:aws:s3:*"'],
  ['!GetAtt Own.Arn', false],
  ['!Sub "${Own.Arn}/*"', false],
  ['!Sub "arn:aws:s3:::${Own}/*"', false],
  ['!Sub "arn:aws:s3:::${Named}/*"', false],
  ['!GetAtt Orders.Arn', false],
  ['"arn:aws:s3:::shop-artifacts-staging-2/*"', false],
  ['"arn:aws:s3:::my-shop-artifacts-staging/*"', false],
  ['"arn:aws:s3:::SHOP-artifacts-staging/*"', false],
  ['"arn:aws:s3:::acme-*/*"', false],
  ['!Sub "arn:aws:s3:::${Name}-files/*"', false],
  ['"arn:aws:dynamodb:*:*:table/*"', false],
])('a role that may put objects on %s is found out as it should be', async (resource, writes = true) => {
  const found = await writersOf(on(resource))
  expect(found.map(({ resource: id, type, certainty }) => [id, type, certainty])).toEqual(
    writes ? [['Work', 'AWS::IAM::Role', 'certain']] : [],
  )
})

test.each([
  ['s3:*'],
  ['*'],
  ['S3:putobject'],
  ['s3:Put*'],
  ['s3:P?tObject'],
  ['s3:*Object'],
  ['s3:DeleteObject'],
  ['s3:DeleteObjectVersion'],
  ['s3:PutObjectRetention'],
  ['s3:PutObjectTagging'],
  ['s3:PutObjectAcl'],
  ['s3:ReplicateObject'],
  ['s3:RestoreObject'],
  ['s3:PutBucketPolicy'],
  ['s3:PutLifecycleConfiguration'],
  ['s3:PutBucketVersioning'],
  ['s3:GetObject', false],
  ['s3:Get*', false],
  ['s3:List*', false],
  ['s3:PutBucketNotification', false],
  ['s3-object-lambda:*', false],
  ['s3express:*', false],
  ['dynamodb:*', false],
])('the action %s on everything counts as what it is', async (action, writes = true) => {
  expect(await writersOf(on('"*"', action))).toHaveLength(writes ? 1 : 0)
})

test.each([
  ['{ Effect: Allow, NotAction: "iam:*", Resource: "*" }'],
  ['{ Effect: Allow, NotAction: ["s3:PutObject"], Resource: "*" }'],
  ['{ Effect: Allow, NotAction: ["s3:*"], Resource: "*" }', false],
  ['{ Effect: Allow, Action: "s3:PutObject", NotResource: "arn:aws:s3:::acme-files/*" }'],
  ['{ Effect: Allow, Action: "s3:PutObject", NotResource: "arn:aws:s3:::shop-artifacts-staging/evidence/*" }'],
  ['{ Effect: Allow, Action: "s3:PutObject", NotResource: "arn:aws:s3:::shop-artifacts-staging/*" }', false],
  [
    '{ Effect: Allow, Action: "s3:PutObject", Resource: "*", Condition: { Bool: { "aws:MultiFactorAuthPresent": true } } }',
  ],
  ['{ effect: Allow, action: "s3:PutObject", resource: "*" }'],
  ['{ Effect: Deny, Action: "s3:*", Resource: "*" }', false],
  [
    '{ Effect: Allow, Action: "s3:*", Resource: "*" }, { Effect: Deny, Action: "s3:*", Resource: "arn:aws:s3:::shop-artifacts-staging*" }',
    false,
  ],
  [
    '{ Effect: Allow, Action: "s3:*", Resource: "*" }, { Effect: Deny, Action: "s3:*", Resource: "arn:aws:s3:::shop-artifacts-staging/evidence/*" }',
  ],
  ['{ Effect: Allow, Action: "s3:*", Resource: "*" }, { Effect: Deny, Action: "s3:PutObject", Resource: "*" }'],
  [
    '{ Effect: Allow, Action: "s3:PutObject", Resource: "*" }, { Effect: Deny, Action: "s3:PutObject", Resource: "*", Condition: { Null: { "aws:PrincipalTag/x": true } } }',
  ],
  [
    '{ Effect: Allow, Action: "s3:PutObject", Resource: "*" }, { Effect: Deny, Action: "s3:PutObject", Resource: !Sub "arn:aws:s3:::${Bucket}/*" }',
  ],
])('the statement %s counts as what it certainly allows', async (statement, writes = true) => {
  expect(await writersOf(role(statement))).toHaveLength(writes ? 1 : 0)
})

const everything = '{ Effect: Allow, Action: "s3:*", Resource: "*" }'
const nothing = '{ Effect: Deny, Action: "*", Resource: "*" }'

test.each([
  [`${everything}, !If [Perhaps, ${nothing}, !Ref "AWS::NoValue"]`],
  [`${everything}, { Effect: Deny, Action: [!If [Perhaps, "*", "sns:*"]], Resource: "*" }`],
  [`${everything}, { Effect: Deny, Action: "*", Resource: [!If [Perhaps, "*", "arn:aws:s3:::acme-files"]] }`],
  ['{ Effect: Allow, NotAction: [!If [Perhaps, "s3:*", "sns:*"]], Resource: "*" }'],
  ['{ Effect: Allow, Action: "s3:*", NotResource: [!If [Perhaps, "*", "arn:aws:s3:::acme-files"]] }'],
  [`${everything}, !If [Always, ${nothing}, !Ref "AWS::NoValue"]`, false],
])('what a condition may take away in %s is not taken for taken away', async (statements, writes = true) => {
  expect(await writersOf(role(statements))).toHaveLength(writes ? 1 : 0)
})

test.each([
  ['!If [Perhaps, { Statement: [%] }, { Statement: [] }]'],
  ['!If [Perhaps, { Statement: [] }, !If [Perhaps, { Statement: [] }, { Statement: % }]]'],
  ['{ Statement: !If [Perhaps, [%], []] }'],
])('the policy document %s that hangs on a condition is read', async (document) => {
  const given = document.replace('%', everything)
  const inline = role(
    '',
    `  Other: { Type: AWS::IAM::Role, Properties: { Policies: [{ PolicyName: P, PolicyDocument: ${given} }] } }`,
  )
  expect(await writersOf(inline)).toMatchObject([{ resource: 'Other' }])
  const apart = role('', `  Other: { Type: AWS::IAM::RolePolicy, Properties: { PolicyDocument: ${given} } }`)
  expect(await writersOf(apart)).toMatchObject([{ resource: 'Other' }])
})

test('a second policy denies only where it is certainly there', async () => {
  const beside = (second: string) =>
    role(
      '',
      `  Other:
    Type: AWS::IAM::Role
    Properties:
      Policies: [{ PolicyName: A, PolicyDocument: { Statement: ${everything} } }, ${second}]`,
    )
  const denial = `{ PolicyName: B, PolicyDocument: { Statement: ${nothing} } }`
  expect(await writersOf(beside(`!If [Perhaps, ${denial}, !Ref "AWS::NoValue"]`))).toMatchObject([
    { resource: 'Other' },
  ])
  expect(await writersOf(beside(denial))).toEqual([])
})

test.each([
  ['!Sub "arn:aws:s3:::${Bucket}/*"'],
  ['!Sub "arn:aws:s3:::${Secret}/*"'],
  ['!Sub "arn:aws:s3:::${Stored}/*"'],
  ['!ImportValue files'],
  ['!Sub ["arn:aws:s3:::${B}/*", { B: !ImportValue files }]'],
  ['"arn:aws:s3:::{{resolve:ssm:/shop/bucket}}/*"'],
  ['!GetAtt Made.BucketArn'],
  ['!Join ["", ["arn:aws:s3:::", "{{resolve:", "ssm:/shop/bucket}}"]]'],
  ['"arn:aws:s3:*:*:accesspoint/*"'],
  ['!Join ["", ["arn:aws:s3:::shop-", !Ref Bucket]]'],
])('a right on %s might be one on the artifact bucket', async (resource) => {
  expect((await writersOf(on(resource))).map(({ certainty }) => certainty)).toEqual(['possible'])
})

test.each([
  ['AWS::DynamoDB::Table', '{ TableName: shop-artifacts-staging }', '!Sub "arn:aws:s3:::${It}/*"', 'certain'],
  ['AWS::SNS::Topic', '{ TopicName: shop-artifacts-staging }', '!Sub "arn:aws:s3:::${It.TopicName}/*"', 'certain'],
  ['AWS::S3::AccessPoint', '{ Name: "*" }', '!Join ["", ["arn:aws:s3:::", !Ref It, "/*"]]', 'certain'],
  ['AWS::RDS::DBInstance', '{ DBInstanceIdentifier: a }', '!Sub "arn:aws:s3:::${It}/*"', 'possible'],
  ['AWS::DynamoDB::Table', '{ TableName: acme }', '!Sub "arn:aws:s3:::${It}/*"', 'no'],
  ['AWS::DynamoDB::Table', '{ TableName: shop-artifacts-staging }', '!GetAtt It.Arn', 'no'],
  ['AWS::DynamoDB::Table', '{}', '!Sub "arn:aws:s3:::${It}/*"', 'no'],
])('%s with %s carries the name of the bucket to %s, or not', async (type, properties, resource, certainty) => {
  const text = `${on(resource)}  It: { Type: ${type}, Properties: ${properties} }\n`
  expect((await writersOf(text)).map((found) => found.certainty)).toEqual(certainty === 'no' ? [] : [certainty])
})

test.each([
  ['!Sub "{{resolve:ssm:/${Name}}}"', 'possible'],
  ['!Sub ["{{resolve:ssm:${P}}}", { P: a }]', 'possible'],
  ['!FindInMap [Names, other, action, { DefaultValue: "s3:*" }]', 'certain'],
  ['!FindInMap [Names, !Ref Bucket, action, { DefaultValue: "s3:*" }]', 'possible'],
])('the action %s is worked out as far as can be', async (action, certainty) => {
  const text = role(`{ Effect: Allow, Action: ${action}, Resource: "*" }`)
  expect((await writersOf(text)).map((found) => found.certainty)).toEqual([certainty])
})

test('what leads back to itself is not known, and ends', async () => {
  const text = on('!If [Round, !Sub "arn:aws:s3:::${A}${T}/*", !FindInMap [M, a, b]]').replace(
    'Conditions:',
    'Conditions:\n  Round: !Equals [!If [Round, a, b], a]',
  )
  const round = `
  A: { Type: AWS::S3::Bucket, Properties: { BucketName: !Ref B } }
  B: { Type: AWS::S3::Bucket, Properties: { BucketName: !Ref A } }
  T: { Type: AWS::DynamoDB::Table, Properties: { TableName: !Ref T } }
`
  const mapping = text.replace('Mappings: {', 'Mappings: { M: { a: { b: !FindInMap [M, a, b] } },')
  expect((await writersOf(mapping + round)).map(({ certainty }) => certainty)).toContain('possible')
})

test('a value that cannot be known is harmless where it cannot become the name of the bucket', async () => {
  expect(await writersOf(on('!Sub "arn:aws:s3:::acme-${Bucket}/*"'))).toEqual([])
  expect(await writersOf(on('!Sub "arn:aws:dynamodb:eu-west-1:111111111111:table/${Bucket}"'))).toEqual([])
  expect(await writersOf(on('!ImportValue table', 'dynamodb:PutItem'))).toEqual([])
})

test('a parameter counts with what is set, else with what the stack has, else with its default', async () => {
  const text = on('!Sub "arn:aws:s3:::${Bucket}/*"')
  const set = (value: string | undefined) => ({ parameters: [{ name: 'Bucket', value }] as never })
  expect(await writersOf(text, set(bucket))).toMatchObject([{ certainty: 'certain' }])
  expect(await writersOf(text, set('*'))).toMatchObject([{ certainty: 'certain' }])
  expect(await writersOf(text, set('acme-files'))).toEqual([])
  expect(await writersOf(text, set('{{resolve:ssm:/shop/bucket}}'))).toMatchObject([{ certainty: 'possible' }])
  expect(await writersOf(text, { ...set(undefined), former: { Bucket: bucket } })).toMatchObject([
    { certainty: 'certain' },
  ])
  expect(await writersOf(text, { ...set(undefined), former: { Bucket: 'acme-files' } })).toEqual([])
})

const resource = (type: string, properties: string) =>
  `Resources: { It: { Type: "${type}", Properties: ${properties} } }`
const statement = '{ Effect: Allow, Action: "s3:*", Resource: "*" }'
const document = `{ Statement: [${statement}] }`

test.each([
  ['AWS::IAM::Policy', `{ PolicyName: P, Roles: [r], PolicyDocument: ${document} }`],
  ['AWS::IAM::ManagedPolicy', `{ PolicyDocument: ${document} }`],
  ['AWS::IAM::RolePolicy', `{ RoleName: r, PolicyName: P, PolicyDocument: ${document} }`],
  ['AWS::IAM::UserPolicy', `{ UserName: r, PolicyName: P, PolicyDocument: ${document} }`],
  ['AWS::IAM::GroupPolicy', `{ GroupName: r, PolicyName: P, PolicyDocument: ${document} }`],
  ['AWS::IAM::User', `{ Policies: [{ PolicyName: P, PolicyDocument: ${document} }] }`],
  ['AWS::IAM::Group', `{ Policies: [{ PolicyName: P, PolicyDocument: { Statement: ${statement} } }] }`],
  ['AWS::IAM::Role', `{ Policies: !If [Gone, [{ PolicyName: P, PolicyDocument: ${document} }], []] }`],
  ['AWS::IAM::Role', '{ ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] }'],
  ['AWS::IAM::Role', '{ ManagedPolicyArns: [!Sub "arn:${AWS::Partition}:iam::aws:policy/AmazonS3FullAccess"] }'],
  ['AWS::IAM::User', '{ ManagedPolicyArns: ["arn:aws:iam::aws:policy/job-function/SystemAdministrator"] }'],
  ['AWS::IAM::Group', '{ ManagedPolicyArns: ["arn:aws:iam::aws:policy/PowerUserAccess"] }'],
  [
    'AWS::IAM::Role',
    '{ PermissionsBoundary: "arn:aws:iam::1:policy/b", ManagedPolicyArns: ["arn:aws:iam::aws:policy/AWSLambdaExecute"] }',
  ],
  ['AWS::SSO::PermissionSet', `{ InlinePolicy: ${document} }`],
  ['AWS::SSO::PermissionSet', `{ InlinePolicy: '{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}' }`],
  ['AWS::SSO::PermissionSet', '{ ManagedPolicies: ["arn:aws:iam::aws:policy/AdministratorAccess"] }'],
  ['AWS::Serverless::Function', '{ Policies: AmazonS3FullAccess }'],
  ['AWS::Serverless::Function', '{ Policies: [AWSXRayDaemonWriteAccess, AWSLambdaExecute] }'],
  ['AWS::Serverless::Function', `{ Policies: [${document}] }`],
  ['AWS::Serverless::Function', `{ Policies: ${document} }`],
  ['AWS::Serverless::Function', '{ Policies: [{ S3WritePolicy: { BucketName: shop-artifacts-staging } }] }'],
  ['AWS::Serverless::Function', '{ Policies: [{ S3CrudPolicy: { BucketName: "*" } }] }'],
  ['AWS::Serverless::Function', '{ Policies: { S3FullAccessPolicy: { BucketName: "shop-*" } } }'],
  ['AWS::Serverless::StateMachine', '{ Policies: [{ S3CrudPolicy: { BucketName: shop-artifacts-staging } }] }'],
  [
    'AWS::Serverless::Connector',
    '{ Permissions: [Read, Write], Source: { Id: F }, Destination: { Type: AWS::S3::Bucket, Arn: "arn:aws:s3:::shop-artifacts-staging" } }',
  ],
  ['AWS::S3::BucketPolicy', '{ Bucket: shop-artifacts-staging, PolicyDocument: { Statement: [] } }'],
  ['AWS::S3::AccessPoint', '{ Bucket: shop-artifacts-staging }'],
  ['AWS::S3::AccessPoint', '{ Bucket: !If [Gone, acme-files, shop-artifacts-staging] }'],
  ['AWS::S3::MultiRegionAccessPoint', '{ Regions: [{ Bucket: acme-files }, { Bucket: shop-artifacts-staging }] }'],
  ['AWS::S3::Bucket', '{ BucketName: shop-artifacts-staging }'],
])('%s with %s may write', async (type, properties) => {
  expect(await writersOf(resource(type, properties))).toMatchObject([{ resource: 'It', type, certainty: 'certain' }])
})

test.each([
  ['AWS::IAM::Role', '{ ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"] }'],
  ['AWS::IAM::Role', '{ ManagedPolicyArns: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"] }'],
  ['AWS::Serverless::Function', '{ Policies: [{ S3ReadPolicy: { BucketName: shop-artifacts-staging } }] }'],
  [
    'AWS::Serverless::Function',
    '{ Policies: [{ S3CrudPolicy: { BucketName: acme-files } }, { DynamoDBCrudPolicy: { TableName: "*" } }] }',
  ],
  ['AWS::Serverless::Function', '{ Role: "arn:aws:iam::1:role/r", Policies: [AmazonS3FullAccess] }'],
  ['AWS::S3::BucketPolicy', `{ Bucket: acme-files, PolicyDocument: ${document} }`],
  ['AWS::S3::Bucket', '{ BucketName: acme-files }'],
  ['AWS::S3::MultiRegionAccessPoint', '{ Regions: [{ Bucket: acme-files }] }'],
  ['AWS::SQS::Queue', `{ PolicyDocument: ${document} }`],
])('%s with %s may not', async (type, properties) => {
  expect(await writersOf(resource(type, properties))).toEqual([])
})

test('a policy that only the account has might say anything', async () => {
  const text = resource('AWS::IAM::Role', '{ ManagedPolicyArns: ["arn:aws:iam::111111111111:policy/team"] }')
  expect(await writersOf(text)).toMatchObject([{ certainty: 'possible', text: expect.stringContaining('outside') }])
})

test('a policy that serves as a boundary only gives no right', async () => {
  const text = (more: string) => `
Resources:
  Limit: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: ${document} } }
  Work: { Type: AWS::IAM::Role, Properties: { PermissionsBoundary: !Ref Limit${more} } }
`
  expect(await writersOf(text(''))).toEqual([])
  expect(await writersOf(`${text('')}Outputs: { Limit: { Value: !Ref Limit, Export: { Name: limit } } }`)).toEqual([])
  const attached = ['[!Ref Limit]', '[!GetAtt Limit.PolicyArn]', '[!Sub "${Limit}"]', '[!Sub ["${ Limit }", {}]]']
  for (const arns of attached)
    expect(await writersOf(text(`, ManagedPolicyArns: ${arns}`))).toMatchObject([{ resource: 'Limit' }])
  const inLoop =
    '  "Fn::ForEach::A": [N, [A], { "R${N}": { Type: AWS::IAM::User, Properties: { ManagedPolicyArns: [!Ref Limit] } } }]\n'
  expect(await writersOf(`${text('')}${inLoop}`)).toMatchObject([{ resource: 'Limit' }])
  const nested =
    '  In: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: a, Parameters: { P: !Ref Limit } } }\n'
  expect(await writersOf(`${text('')}${nested}`)).toMatchObject([{ resource: 'Limit' }])
  const globals = 'Globals: { Function: { Policies: [!Ref Limit] } }\n'
  expect(await writersOf(`${text('')}${globals}`)).toMatchObject([{ resource: 'Limit' }])
})

const own = `
  Mine: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Statement: [] } } }
  Other: { Type: `

test.each([
  [
    'AWS::IAM::Role',
    '{ ManagedPolicyArns: [!If [Perhaps, !Ref Mine, "arn:aws:iam::aws:policy/AdministratorAccess"]] }',
  ],
  [
    'AWS::Serverless::Function',
    `{ Policies: [{ Statement: [${statement}, { Effect: Allow, Action: "sns:Publish", Resource: !Ref Mine }] }] }`,
  ],
  ['AWS::Serverless::Function', '{ Role: !If [Perhaps, a, !Ref "AWS::NoValue"], Policies: [AdministratorAccess] }'],
  [
    'AWS::Serverless::Function',
    '{ Policies: [{ S3WritePolicy: !If [Perhaps, { BucketName: shop-artifacts-staging }, { BucketName: a }] }] }',
  ],
])('%s with %s may write, whatever else of the template it names', async (type, properties) => {
  expect(await writersOf(role('', `${own}${type}, Properties: ${properties} }`))).toMatchObject([
    { resource: 'Other', certainty: 'certain' },
  ])
})

test('a policy of the template itself is looked at where it stands alone', async () => {
  for (const arn of ['!Ref Mine', '!GetAtt Mine.PolicyArn', '!If [Perhaps, !Ref Mine, !Ref "AWS::NoValue"]']) {
    expect(await writersOf(role('', `${own}AWS::IAM::Role, Properties: { ManagedPolicyArns: [${arn}] } }`))).toEqual([])
    expect(await writersOf(role('', `${own}AWS::Serverless::Function, Properties: { Policies: [${arn}] } }`))).toEqual(
      [],
    )
  }
})

test('a resource whose condition does not hold is not there', async () => {
  const text = (condition: string) => `
Parameters: { Stage: { Type: String, Default: prod } }
Conditions: { Dev: !Equals [!Ref Stage, dev], Prod: !Not [!Condition Dev] }
Resources:
  It: { Type: AWS::IAM::ManagedPolicy, Condition: ${condition}, Properties: { PolicyDocument: ${document} } }
`
  expect(await writersOf(text('Dev'))).toEqual([])
  expect(await writersOf(text('Prod'))).toHaveLength(1)
})

test('loops, globals of SAM and connectors in place are looked into', async () => {
  const text = `
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Globals: { Function: { Policies: [AmazonS3FullAccess] } }
Resources:
  "Fn::ForEach::Roles":
    - Name
    - [A, B]
    - "R\${Name}": { Type: AWS::IAM::Role, Properties: { ManagedPolicyArns: ["arn:aws:iam::aws:policy/PowerUserAccess"] } }
  Work: { Type: AWS::Serverless::Function, Properties: { Handler: a } }
  Table:
    Type: AWS::Serverless::SimpleTable
    Connectors:
      Files: { Properties: { Permissions: [Write], Destination: { Type: AWS::S3::Bucket, Arn: "arn:aws:s3:::*" } } }
`
  expect((await writersOf(text)).map(({ resource: id }) => id)).toEqual(['R${Name}', 'Work', 'Table'])
})

test('what is said of a writer names the right, the statement and the policy', async () => {
  const found = await writersOf(
    role(`{ Sid: Save, Effect: Allow, Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:aws:s3:::shop-*" }`),
  )
  expect(found).toEqual([
    {
      resource: 'Work',
      type: 'AWS::IAM::Role',
      buckets: [bucket],
      certainty: 'certain',
      text: 's3:GetObject, s3:PutObject on arn:aws:s3:::shop-*, statement Save of policy Work',
    },
  ])
})
