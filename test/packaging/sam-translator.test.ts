import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { sealApplication } from '../../src/delivery/packaging/seal-application.ts'
import { testContext } from '../support/test-context.ts'
import { writeTree } from '../support/write-tree.ts'
import { zipOf } from '../support/zip.ts'
import { runPython } from './readable.ts'

/* Everything of SAM with a local path, packaged, and put through what the service makes of SAM. */

interface Translated {
  readonly error?: string
  readonly template: {
    readonly Resources: Readonly<Record<string, { Type: string; Properties: Record<string, unknown> }>>
  }
}

const Transform = 'AWS::Serverless-2016-10-31'
const runtime = { Handler: 'a.handler', Runtime: 'python3.13' }
const machine = { Type: 'STANDARD', Role: 'arn:aws:iam::111111111111:role/r' }

/** What is packaged, and the same with what the release says in the place of each path. */
const resources: Readonly<Record<string, object>> = {
  Function: { Type: 'AWS::Serverless::Function', Properties: { ...runtime, CodeUri: 'src/' } },
  Archive: {
    Type: 'AWS::Serverless::Function',
    Properties: { ...runtime, CodeUri: 'code.zip', Layers: [{ Ref: 'Layer' }] },
  },
  Address: { Type: 'AWS::Serverless::Function', Properties: { ...runtime, CodeUri: 's3://b/k?versionId=1' } },
  Inline: { Type: 'AWS::Serverless::Function', Properties: { ...runtime, InlineCode: 'x' } },
  Layer: { Type: 'AWS::Serverless::LayerVersion', Properties: { ContentUri: 'src' } },
  Api: { Type: 'AWS::Serverless::Api', Properties: { StageName: 'x', DefinitionUri: 'api.yaml' } },
  Http: { Type: 'AWS::Serverless::HttpApi', Properties: { DefinitionUri: 'api.yaml' } },
  Machine: { Type: 'AWS::Serverless::StateMachine', Properties: { ...machine, DefinitionUri: 'machine.json' } },
  There: { Type: 'AWS::Serverless::StateMachine', Properties: { ...machine, DefinitionUri: 's3://b/k?versionId=1' } },
  Application: {
    Type: 'AWS::Serverless::Application',
    DeletionPolicy: 'Retain',
    Properties: {
      Location: 'inner.yaml',
      Parameters: { Name: 'x' },
      Tags: { Team: 'a', Empty: null, Computed: { Ref: 'AWS::StackName' } },
      NotificationARNs: ['arn:aws:sns:eu-west-1:111111111111:t'],
      TimeoutInMinutes: 5,
    },
  },
  Bare: { Type: 'AWS::Serverless::Application', Properties: { Location: './inner.yaml' } },
  Graph: {
    Type: 'AWS::Serverless::GraphQLApi',
    Properties: {
      SchemaUri: 'schema.graphql',
      Auth: { Type: 'AWS_IAM' },
      Functions: { step: { Runtime: { Name: 'APPSYNC_JS', Version: '1.0.0' }, DataSource: 'NONE', CodeUri: 'f.js' } },
      Resolvers: {
        Query: { all: { Runtime: { Name: 'APPSYNC_JS', Version: '1.0.0' }, Pipeline: ['step'], CodeUri: 'q.js' } },
      },
    },
  },
}

const applications = ['Application', 'Bare']
const url = 'https://s3.eu-west-1.amazonaws.com/b/k'

let whole: Packaged
let translated: Readonly<Record<string, Translated>>
let tree: Awaited<ReturnType<typeof writeTree>>
let room: Awaited<ReturnType<typeof writeTree>>

beforeAll(async () => {
  room = await writeTree({})
  tree = await writeTree({
    'src/a.py': 'a',
    'code.zip': await zipOf({ 'a.py': 'a' }),
    'api.yaml': 'openapi: 3.0.0\n',
    'machine.json': '{}',
    'inner.yaml': 'Parameters: { Name: { Type: String } }\nResources: { T: { Type: AWS::SNS::Topic } }\n',
    'schema.graphql': 'type Query { all: String }',
    'f.js': 'export function request() {}',
    'q.js': 'export function response() {}',
  })
  whole = await packaged({ Transform, Resources: resources })
  const templates: Record<string, object> = { whole: whole.template }
  for (const id of applications) {
    const given = resources[id] as { Properties: object }
    const there = { ...given, Properties: { ...given.Properties, Location: url } }
    templates[id] = (await packaged({ Transform, Resources: { It: given } })).template
    templates[`${id} of SAM`] = { Transform, Resources: { It: there } }
  }
  const answers = runPython<readonly Translated[]>('sam_translate.py', Object.values(templates), tree.folder)
  translated = Object.fromEntries(Object.keys(templates).map((name, index) => [name, answers[index]!]))
}, 60_000)
afterAll(async () => {
  await tree.remove()
  await room.remove()
})

interface Packaged {
  readonly template: object
  readonly keyOf: (path: string) => string
}

async function packaged(template: object): Promise<Packaged> {
  writeFileSync(join(tree.folder, 'template.json'), JSON.stringify(template))
  const { manifest, blobs } = await sealApplication(testContext(), {
    template: join(tree.folder, 'template.json'),
    root: tree.folder,
    application: 'app',
    temporaryFolder: room.folder,
  })
  const text = Buffer.from(blobs.get(manifest.template.sha256) as Uint8Array).toString()
  const keyOf = (path: string) =>
    `blobs/sha256/${manifest.artifacts.find((artifact) => artifact.path === path)!.sha256}`
  return { template: JSON.parse(text), keyOf }
}

test('SAM takes what is packaged, and refers to it in each resource that it makes', () => {
  const { keyOf } = whole
  const answer = translated.whole
  expect(answer!.error).toBeUndefined()
  const made = answer!.template.Resources
  const of = (type: string) => Object.values(made).filter(({ Type }) => Type === type)
  const at = (path: string) => ({ Ref: 'LiftlockArtifactBucket', key: keyOf(path) })
  const s3 = ({ S3Bucket, S3Key }: Record<string, unknown>) => ({ ...(S3Bucket as object), key: S3Key })
  const object = ({ Bucket, Key }: Record<string, unknown>) => ({ ...(Bucket as object), key: Key })
  const uri = (path: string) => ({ 'Fn::Sub': `s3://\${LiftlockArtifactBucket}/${keyOf(path)}` })

  expect(s3(made.Function!.Properties.Code as never)).toEqual(at('src'))
  expect(s3(made.Archive!.Properties.Code as never)).toEqual(at('code.zip'))
  expect(made.Address!.Properties.Code).toEqual({ S3Bucket: 'b', S3Key: 'k', S3ObjectVersion: '1' })
  expect(of('AWS::Lambda::LayerVersion').map(({ Properties }) => s3(Properties.Content as never))).toEqual([at('src')])
  expect(object(made.Api!.Properties.BodyS3Location as never)).toEqual(at('api.yaml'))
  expect(object(made.Http!.Properties.BodyS3Location as never)).toEqual(at('api.yaml'))
  expect(object(made.Machine!.Properties.DefinitionS3Location as never)).toEqual(at('machine.json'))
  expect(made.There!.Properties.DefinitionS3Location).toEqual({ Bucket: 'b', Key: 'k', Version: '1' })
  expect(of('AWS::AppSync::GraphQLSchema')).toMatchObject([
    { Properties: { Definition: 'type Query { all: String }' } },
  ])
  expect(of('AWS::AppSync::FunctionConfiguration')).toMatchObject([{ Properties: { CodeS3Location: uri('f.js') } }])
  expect(of('AWS::AppSync::Resolver')).toMatchObject([{ Properties: { CodeS3Location: uri('q.js') } }])
})

test.each(applications)('the stack that we make of the application %s is the one that SAM makes', (id) => {
  const stack = translated[id]!.template.Resources.It!
  expect(String(Object.values(stack.Properties.TemplateURL as object))).toContain('/blobs/sha256/')
  expect({ ...stack, Properties: { ...stack.Properties, TemplateURL: url } }).toEqual(
    translated[`${id} of SAM`]!.template.Resources.It,
  )
})
