import { beforeAll, expect, test } from '@jest/globals'
import { renderedExample, wantedExample } from '../../../test/support/rendered-example.ts'
import type { PolicyStatement } from './policies.ts'
import { renderTemplates } from './templates.ts'
import type { WantedPipeline } from './wanted.ts'

interface Role {
  readonly Properties: {
    readonly RoleName: string
    readonly AssumeRolePolicyDocument: { readonly Statement: readonly Record<string, unknown>[] }
    readonly Policies?: readonly { readonly PolicyDocument: { readonly Statement: readonly PolicyStatement[] } }[]
  }
}

let wanted: WantedPipeline
let files: ReadonlyMap<string, string>
beforeAll(async () => {
  wanted = await wantedExample()
  files = await renderedExample()
})

function roleIn(file: string, id: string): Role {
  return JSON.parse(files.get(file)!).Resources[id]
}

function rightsOf({ Properties }: Role): readonly PolicyStatement[] {
  return Properties.Policies?.flatMap(({ PolicyDocument }) => PolicyDocument.Statement) ?? []
}

const actionsOf = (statements: readonly PolicyStatement[]) =>
  [...new Set(statements.flatMap(({ Action }) => Action))].sort()

/** What the commands of an action need of their own account. */
const inside = [
  'codepipeline:GetPipelineExecution',
  'codepipeline:ListActionExecutions',
  'kms:Decrypt',
  'logs:CreateLogGroup',
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  's3:GetObject',
  's3:GetObjectVersion',
  'sts:AssumeRole',
]
const sourcing = [
  'kms:Decrypt',
  'kms:GenerateDataKey',
  's3:GetBucketAcl',
  's3:GetBucketLocation',
  's3:GetBucketVersioning',
  's3:GetObject',
  's3:GetObjectVersion',
  's3:PutObject',
]

test.each([
  ['DeployRole', inside.filter((action) => !action.startsWith('codepipeline:'))],
  ['GateRole', inside.filter((action) => !action.startsWith('codepipeline:'))],
  ['PlanRole', inside.filter((action) => !action.startsWith('codepipeline:'))],
  ['PromoteRole', inside],
  ['ReleaseSourceRole', [...sourcing, 's3:ListBucket'].sort()],
  ['ToolkitSourceRole', [...sourcing, 's3:ListBucket'].sort()],
  ['WindowRole', inside.filter((action) => !/^(codepipeline|sts):/.test(action))],
  ['PipelineRole', [...sourcing, 'sns:Publish', 'sts:AssumeRole']],
])('%s may call what its actions call, and nothing else', (id, expected) => {
  expect(actionsOf(rightsOf(roleIn('pipeline.json', id)))).toEqual(expected)
})

test.each([
  ['roles-staging.json', 'DeployRole', 'deploy'],
  ['roles-staging.json', 'GateRole', 'gate'],
  ['roles-production.json', 'PlanRole', 'plan'],
  ['roles-production.json', 'PromoteRole', 'promote'],
] as const)('in %s, %s may call what the policy of its stage lists', (file, id, stage) => {
  const unsigned = stage === 'deploy' || stage === 'gate'
  const listed = wanted.policies[stage].filter(({ Sid }) => !(unsigned && Sid === 'SignEvidence'))
  const rights = rightsOf(roleIn(file, id))
  expect(rights.map(({ Sid, Action }) => [Sid, Action])).toEqual(listed.map(({ Sid, Action }) => [Sid, Action]))
  expect(JSON.stringify(rights)).not.toMatch(/[:/][A-Z]+(_[A-Z]+)*["/]/)
})

test.each([
  ['roles-staging.json', 'DeployRole', 'parking-desk-deploy'],
  ['roles-staging.json', 'GateRole', 'parking-desk-gate'],
  ['roles-production.json', 'PlanRole', 'parking-desk-plan'],
  ['roles-production.json', 'PromoteRole', 'parking-desk-promote'],
  ['roles-production.json', 'AlarmRole', 'parking-desk-pipeline'],
])('in %s, %s lets only %s in', (file, id, name) => {
  const arn = `arn:aws:iam::333333333333:role/${name}`
  expect(roleIn(file, id).Properties.AssumeRolePolicyDocument.Statement).toEqual([
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::333333333333:root' },
      Action: 'sts:AssumeRole',
      Condition: { ArnEquals: { 'aws:PrincipalArn': arn } },
    },
  ])
})

test('each action takes one role in its environment, and the pipeline takes the roles of its actions', () => {
  const taken = (id: string) =>
    rightsOf(roleIn('pipeline.json', id)).find(({ Action }) => Action.includes('sts:AssumeRole'))
  expect(['DeployRole', 'GateRole', 'PlanRole', 'PromoteRole'].map((id) => taken(id)?.Resource)).toEqual([
    ['arn:aws:iam::111111111111:role/parking-desk-in-staging-deploy'],
    ['arn:aws:iam::111111111111:role/parking-desk-in-staging-gate'],
    ['arn:aws:iam::222222222222:role/parking-desk-in-production-plan'],
    ['arn:aws:iam::222222222222:role/parking-desk-in-production-promote'],
  ])
  const used = new Set<string>()
  JSON.parse(JSON.stringify(JSON.parse(files.get('pipeline.json')!).Resources.Pipeline), (key, value) => {
    if (key === 'RoleArn' && typeof value === 'string') used.add(value)
    return value
  })
  expect([...(taken('PipelineRole')!.Resource as readonly string[])].sort()).toEqual([...used].sort())
})

test('the service takes the role of the pipeline for this pipeline only', () => {
  const [trust] = roleIn('pipeline.json', 'PipelineRole').Properties.AssumeRolePolicyDocument.Statement
  expect(trust).toMatchObject({
    Principal: { Service: 'codepipeline.amazonaws.com' },
    Condition: { ArnEquals: { 'aws:SourceArn': 'arn:aws:codepipeline:eu-west-1:333333333333:parking-desk' } },
  })
})

test('a job of GitHub starts by its whole subject, and brings a bundle once, and nothing else', () => {
  const role = roleIn('pipeline.json', 'StarterRole')
  expect(role.Properties.AssumeRolePolicyDocument.Statement).toEqual([
    expect.objectContaining({
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: {
          'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
          'token.actions.githubusercontent.com:sub': ['repo:acme/parking-desk:ref:refs/heads/main'],
        },
      },
    }),
  ])
  const rights = rightsOf(role)
  const Resource = ['arn:aws:s3:::parking-desk-pipeline-source/release/*']
  const once = { Null: { 's3:if-none-match': 'false' } }
  const parts = { Bool: { 's3:ObjectCreationOperation': 'false' } }
  expect(rights.filter(({ Action }) => Action.some((action) => action.startsWith('s3:')))).toEqual([
    expect.objectContaining({ Action: ['s3:AbortMultipartUpload', 's3:GetObject'], Resource }),
    expect.objectContaining({ Action: ['s3:PutObject'], Resource, Condition: once }),
    expect.objectContaining({ Action: ['s3:PutObject'], Resource, Condition: parts }),
    expect.objectContaining({ Action: ['s3:ListBucket'], Resource: ['arn:aws:s3:::parking-desk-pipeline-source'] }),
  ])
  expect(actionsOf(rights)).not.toContain('codepipeline:PutApprovalResult')
})

test('who approves answers the one approval, tries again or goes back, and starts nothing', () => {
  const rights = rightsOf(roleIn('pipeline.json', 'ApproverRole'))
  const answer = rights.find(({ Action }) => Action.includes('codepipeline:PutApprovalResult'))
  expect(answer?.Resource).toEqual(['arn:aws:codepipeline:eu-west-1:333333333333:parking-desk/Approve/Approve'])
  expect(
    actionsOf(rights).filter((action) => /:(Start|Stop|Retry|Rollback|Override|Enable|Disable)/.test(action)),
  ).toEqual(['codepipeline:RetryStageExecution', 'codepipeline:RollbackStage'])
})

test('a protected environment of GitHub approves by the whole subject of its token, beside people', () => {
  const subject = 'repo:acme/parking-desk:environment:production'
  const person = 'arn:aws:iam::333333333333:role/release-managers'
  const trustOf = (approvers: readonly string[]) => {
    const template = renderTemplates({ ...wanted, approval: { ...wanted.approval, approvers } }).get('pipeline.json')!
    return JSON.parse(template).Resources.ApproverRole.Properties.AssumeRolePolicyDocument.Statement
  }
  const github = {
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { 'token.actions.githubusercontent.com:sub': [subject] } },
  }
  expect(trustOf([subject])).toMatchObject([github])
  expect(trustOf([subject, person])).toMatchObject([{ Principal: { AWS: [person] } }, github])
})

test('no role has every action, and only lists and the look at alarms have every resource', () => {
  const all = [...files.values()].flatMap((text) =>
    (Object.values(JSON.parse(text).Resources) as Role[]).flatMap((resource) =>
      'RoleName' in resource.Properties ? rightsOf(resource) : [],
    ),
  )
  expect(all.length).toBeGreaterThan(40)
  expect(all.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([])
  const everywhere = all.filter(({ Resource }) => Resource.includes('*')).flatMap(({ Action }) => Action)
  expect(everywhere.filter((action) => !action.includes(':List'))).toEqual(['cloudwatch:DescribeAlarms'])
})

test('without starters, approvers and alarms, there are no roles for them', () => {
  const plain = renderTemplates({
    ...wanted,
    starters: [],
    approval: { ...wanted.approval, approvers: [] },
    alarms: { before: [], after: [], wait: 10 },
    emails: [],
  })
  const ids = [...plain.values()].flatMap((text) => Object.keys(JSON.parse(text).Resources))
  expect(ids.filter((id) => /Starter|Approver|Alarm|Window|Email/.test(id))).toEqual([])
})

test('who starts and who approves read the log of this pipeline, and no other one', () => {
  for (const id of ['StarterRole', 'ApproverRole'])
    expect(rightsOf(roleIn('pipeline.json', id)).filter(({ Action }) => Action.includes('logs:GetLogEvents'))).toEqual([
      expect.objectContaining({
        Action: ['logs:GetLogEvents'],
        Resource: ['arn:aws:logs:eu-west-1:333333333333:log-group:/aws/codepipeline/parking-desk:log-stream:*'],
      }),
    ])
})

test('the template of a pipeline with everything fits into a call of CloudFormation without a bucket', () => {
  const alarms = [1, 2, 3, 4, 5].map((number) => `parking-desk-errors-of-an-alarm-${number}`)
  const everything: WantedPipeline = {
    ...wanted,
    name: 'n'.repeat(40),
    alarms: { before: alarms, after: alarms, wait: 10 },
    emails: ['releases@example.com', 'developers@example.com'],
    sources: {
      ...wanted.sources,
      configuration: { 'liftlock.yml': 'a'.repeat(64), 'samconfig.toml': 'b'.repeat(64) },
    },
  }
  expect(Buffer.byteLength(renderTemplates(everything).get('pipeline.json')!)).toBeLessThanOrEqual(51_200)
})

test('what has a fixed name goes with the stack, so that the pipeline can be made again', () => {
  const { Resources } = JSON.parse(files.get('pipeline.json')!)
  expect(Resources.Log.Properties.LogGroupName).toBe('/aws/codepipeline/parking-desk')
  expect([Resources.Log.DeletionPolicy, Resources.Log.UpdateReplacePolicy]).toEqual([undefined, undefined])
  expect(Resources.Artifacts).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate' })
})
