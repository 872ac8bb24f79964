import { beforeAll, expect, test } from '@jest/globals'
import { renderedExample } from '../../../test/support/rendered-example.ts'
import type { PolicyStatement } from './policies.ts'

let files: ReadonlyMap<string, string>
beforeAll(async () => {
  files = await renderedExample('cloudformation')
})

const resourceIn = (file: string, id: string) => JSON.parse(files.get(file)!).Resources[id]?.Properties
const rightsOf = (file: string, id: string): readonly PolicyStatement[] =>
  resourceIn(file, id).Policies[0].PolicyDocument.Statement

test.each([
  ['staging', '111111111111', 'parking-desk-staging'],
  ['production', '222222222222', 'parking-desk'],
] as const)(
  'in %s, one role makes the change set of the one stack, and another executes it',
  (place, account, stack) => {
    const file = `roles-${place}.json`
    const arn = `arn:aws:cloudformation:eu-west-1:${account}:stack/${stack}/*`
    const ofStack = (id: string) => rightsOf(file, id).filter(({ Resource }) => Resource.includes(arn))
    expect(ofStack('ChangeRole').flatMap(({ Action }) => Action)).toEqual([
      'cloudformation:CreateChangeSet',
      'cloudformation:DeleteChangeSet',
      'cloudformation:DescribeChangeSet',
      'cloudformation:DescribeStacks',
    ])
    expect(rightsOf(file, 'ExecuteRole')).toEqual([
      expect.objectContaining({
        Action: [
          'cloudformation:DescribeChangeSet',
          'cloudformation:DescribeStackEvents',
          'cloudformation:DescribeStacks',
          'cloudformation:ExecuteChangeSet',
        ],
        Resource: [arn],
      }),
    ])
    expect(rightsOf(file, 'ChangeRole').filter(({ Action }) => Action.includes('iam:PassRole'))).toEqual([
      {
        Sid: 'PassTheServiceRole',
        Effect: 'Allow',
        Action: ['iam:PassRole'],
        Resource: [`arn:aws:iam::${account}:role/parking-desk-cloudformation`],
        Condition: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
      },
    ])
  },
)

test.each(['roles-staging.json', 'roles-production.json'])(
  'in %s, only the pipeline takes the native roles',
  (file) => {
    for (const id of ['ChangeRole', 'ExecuteRole'])
      expect(resourceIn(file, id).AssumeRolePolicyDocument.Statement).toEqual([
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::333333333333:root' },
          Action: 'sts:AssumeRole',
          Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::333333333333:role/parking-desk-pipeline' } },
        },
      ])
  },
)

test('bucket and key let in the two roles that read artifacts, and nobody else of the other accounts', () => {
  const readers = ['staging', 'production'].map((place, index) => {
    const account = String(index + 1).repeat(12)
    return `arn:aws:iam::${account}:role/parking-desk-in-${place}-change`
  })
  const foreignIn = ({ Statement }: { Statement: readonly PolicyStatement[] }) =>
    Statement.filter(({ Sid }) => !['Account', 'OnlyByTls'].includes(Sid))
  const ofKey = foreignIn(resourceIn('pipeline.json', 'Key').KeyPolicy)
  const ofBucket = foreignIn(resourceIn('pipeline.json', 'ArtifactsPolicy').PolicyDocument)
  expect(ofKey).toEqual([
    expect.objectContaining({
      Principal: { AWS: ['arn:aws:iam::111111111111:root', 'arn:aws:iam::222222222222:root'] },
      Condition: { ArnEquals: { 'aws:PrincipalArn': readers } },
    }),
  ])
  expect(ofBucket).toEqual(
    ['StagingFil', 'Production'].map((artifact, index) =>
      expect.objectContaining({
        Principal: { AWS: [`arn:aws:iam::${String(index + 1).repeat(12)}:root`] },
        Condition: { ArnEquals: { 'aws:PrincipalArn': [readers[index]] } },
        Resource: { 'Fn::Sub': `\${Artifacts.Arn}/parking-desk*/${artifact}*` },
      }),
    ),
  )
  expect(JSON.stringify([...ofKey, ...ofBucket])).not.toMatch(/(?:s3|kms):\*|Delete|kms:CreateGrant/)
  expect(resourceIn('pipeline.json', 'Artifacts').BucketName).toBe('parking-desk-artifacts-333333333333')
})

test('the role of an environment reads and writes the artifact of that environment only', () => {
  const bucket = 'arn:aws:s3:::parking-desk-artifacts-333333333333'
  for (const [place, artifact] of [
    ['staging', 'StagingFil'],
    ['production', 'Production'],
  ]) {
    const objects = rightsOf(`roles-${place}.json`, 'ChangeRole').filter(({ Action }) =>
      Action.some((action) => action.startsWith('s3:')),
    )
    expect(objects.map(({ Sid }) => Sid)).toEqual(['ReadArtifacts', 'KeepLargeTemplate'])
    expect(objects.flatMap(({ Resource }) => Resource)).toEqual(
      objects.map(() => `${bucket}/parking-desk*/${artifact}*`),
    )
  }
})

test('with our commands, bucket and key let no other account in, and the bucket has no name', async () => {
  const { Resources } = JSON.parse((await renderedExample()).get('pipeline.json')!)
  expect(JSON.stringify([Resources.ArtifactsPolicy, Resources.Key])).not.toMatch(/1{12}|2{12}|OtherAccounts/)
  expect(Resources.Artifacts.Properties.BucketName).toBeUndefined()
})

test('a key of another account is used for objects of the one bucket only', () => {
  const bucket = 'arn:aws:s3:::parking-desk-artifacts-333333333333'
  for (const file of ['roles-staging.json', 'roles-production.json'])
    expect(rightsOf(file, 'ChangeRole').find(({ Sid }) => Sid === 'UseKeyOfArtifacts')).toMatchObject({
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: ['arn:aws:kms:eu-west-1:333333333333:key/*'],
      Condition: {
        StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' },
        StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucket, `${bucket}/*`] },
      },
    })
})

test('who prepares reads releases, who brings also writes them to production, and neither sees evidence or records', () => {
  const [prepare, bring] = [
    rightsOf('roles-staging.json', 'PrepareRole'),
    rightsOf('roles-production.json', 'BringRole'),
  ]
  for (const rights of [prepare, bring]) {
    expect(rights.flatMap(({ Action }) => Action).filter((action) => !action.startsWith('s3:'))).toEqual([])
    expect(JSON.stringify(rights)).not.toMatch(/evidence|environments|locks|plans|[A-Z]+_BUCKET|\/BUCKET/)
    expect(rights.filter(({ Resource }) => Resource.length === 0)).toEqual([])
  }
  expect(prepare.flatMap(({ Action }) => Action).filter((action) => /Put|Abort|Delete/.test(action))).toEqual([])
  const written = bring.filter(({ Action }) => Action.includes('s3:PutObject')).flatMap(({ Resource }) => Resource)
  expect([...new Set(written)]).toEqual([
    'arn:aws:s3:::parking-desk-artifacts/blobs/*',
    'arn:aws:s3:::parking-desk-artifacts/releases/*',
    'arn:aws:s3:::parking-desk-artifacts/versions/parking-desk/*',
  ])
})

test('the pipeline takes the role of each of its actions, and no other', () => {
  const taken = rightsOf('pipeline.json', 'PipelineRole').find(({ Action }) => Action.includes('sts:AssumeRole'))
  const used = new Set<string>()
  JSON.parse(JSON.stringify(resourceIn('pipeline.json', 'Pipeline').Stages), (key, value) => {
    if (key === 'RoleArn' && typeof value === 'string' && !value.endsWith('role/parking-desk-cloudformation'))
      used.add(value)
    return value
  })
  expect([...(taken!.Resource as readonly string[])].sort()).toEqual([...used].sort())
})
