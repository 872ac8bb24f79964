import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { afterEach, expect, test } from '@jest/globals'
import { testContext } from '../../../test/support/test-context.ts'
import { writeTree } from '../../../test/support/write-tree.ts'
import { zipOf } from '../../../test/support/zip.ts'
import type { Files } from '../../core/ports/files.ts'
import { sha256 } from '../../core/sha256.ts'
import { functionBytes } from '../archive/function-limit.ts'
import { readDirectory } from '../archive/read-archive.ts'
import { bytesSource } from '../byte-source.ts'
import { sealApplication } from './seal-application.ts'

const trees: { remove(): Promise<void> }[] = []
afterEach(async () => {
  for (const tree of trees.splice(0)) await tree.remove()
})

async function tree(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const made = await writeTree(files)
  trees.push(made)
  return made.folder
}

/** Seals `template.json` of a folder, and gives what became of it. */
async function seal(folder: string, resources: Readonly<Record<string, unknown>>, more: object = {}, files?: Files) {
  await writeFile(join(folder, 'template.json'), JSON.stringify({ ...more, Resources: resources }))
  const room = await tree({})
  const context = testContext(files === undefined ? {} : { files })
  const sealed = await sealApplication(context, {
    template: join(folder, 'template.json'),
    root: folder,
    application: 'app',
    temporaryFolder: room,
  })
  const text = Buffer.from(sealed.blobs.get(sealed.manifest.template.sha256) as Uint8Array).toString()
  return { ...sealed, context, template: JSON.parse(text) }
}

/** What a template says of an object, by the content. */
const key = (content: string | Uint8Array) => `blobs/sha256/${sha256(content)}`
const address = (content: string) => ({ 'Fn::Sub': `s3://\${LiftlockArtifactBucket}/${key(content)}` })
const bucket = { Ref: 'LiftlockArtifactBucket' }
const repository = '111111111111.dkr.ecr.eu-west-1.amazonaws.com/orders'
const resource = (Type: string, Properties: object, more: object = {}) => ({ It: { Type, ...more, Properties } })

test('a SAM application becomes the nested stack that SAM makes of it', async () => {
  const folder = await tree({ 'inner.json': '{"Resources":{"T":{"Type":"AWS::SNS::Topic"}}}' })
  const given = { Location: './inner.json', Parameters: { A: '1' }, Tags: { Team: { Ref: 'X' } }, TimeoutInMinutes: 5 }

  const { template, manifest } = await seal(
    folder,
    resource('AWS::Serverless::Application', given, { DependsOn: 'Other', Condition: 'Wanted' }),
  )

  const nested = manifest.artifacts.find(({ path }) => path === 'inner.json')!
  expect(template.Resources.It).toEqual({
    Type: 'AWS::CloudFormation::Stack',
    DependsOn: 'Other',
    Condition: 'Wanted',
    Properties: {
      TemplateURL: {
        'Fn::Sub': `https://s3.\${AWS::Region}.\${AWS::URLSuffix}/\${LiftlockArtifactBucket}/blobs/sha256/${nested.sha256}`,
      },
      Parameters: { A: '1' },
      Tags: [
        { Key: 'lambda:createdBy', Value: 'SAM' },
        { Key: 'Team', Value: { Ref: 'X' } },
      ],
      TimeoutInMinutes: 5,
    },
  })
})

test('a SAM application of the repository, or at an address, stays as it is', async () => {
  const folder = await tree({})
  const resources = {
    A: { Type: 'AWS::Serverless::Application', Properties: { Location: { ApplicationId: 'a', SemanticVersion: '1' } } },
    B: { Type: 'AWS::Serverless::Application', Properties: { Location: 'https://s3.amazonaws.com/b/k' } },
  }
  expect((await seal(folder, resources)).template.Resources).toEqual(resources)
})

test('a GraphQL API of SAM gets its schema as text and its code by address, at any depth', async () => {
  const folder = await tree({ 'api.graphql': 'type Query { ü: String }', 'f.js': 'f', 'q.js': 'q', 'm.js': 'm' })
  const given = {
    SchemaUri: './api.graphql',
    Auth: { Type: 'API_KEY' },
    Functions: {
      f: { CodeUri: 'f.js', DataSource: 'None' },
      inline: { InlineCode: 'x' },
      there: { CodeUri: 's3://b/k' },
    },
    Resolvers: {
      Query: { q: { CodeUri: './q.js' } },
      Mutation: { m: { CodeUri: './m.js' }, none: { Pipeline: ['f'] } },
    },
  }

  const { template } = await seal(folder, resource('AWS::Serverless::GraphQLApi', given))

  expect(template.Resources.It.Properties).toEqual({
    SchemaInline: 'type Query { ü: String }',
    Auth: { Type: 'API_KEY' },
    Functions: {
      f: { CodeUri: address('f'), DataSource: 'None' },
      inline: { InlineCode: 'x' },
      there: { CodeUri: 's3://b/k' },
    },
    Resolvers: {
      Query: { q: { CodeUri: address('q') } },
      Mutation: { m: { CodeUri: address('m') }, none: { Pipeline: ['f'] } },
    },
  })
})

test('a template whose files all become text needs no bucket', async () => {
  const folder = await tree({ 'api.graphql': 'type Query { a: String }' })
  const { manifest, template } = await seal(
    folder,
    resource('AWS::Serverless::GraphQLApi', { SchemaUri: 'api.graphql' }),
  )
  expect(manifest.artifacts).toEqual([])
  expect(template.Parameters).toBeUndefined()
})

test.each([
  ['a folder', '.', 'a folder, and takes a file'],
  ['not UTF-8', 'latin1.graphql', 'which is not UTF-8'],
])('a schema that is %s is refused', async (_, SchemaUri, why) => {
  const folder = await tree({ 'latin1.graphql': Buffer.from([0xfc, 0x0a]) })
  await expect(seal(folder, resource('AWS::Serverless::GraphQLApi', { SchemaUri }))).rejects.toMatchObject({
    reason: 'template-invalid',
    message: expect.stringContaining(why),
    hint: expect.any(String),
  })
})

test('licence and readme of the application repository are packaged, whatever else its metadata says', async () => {
  const folder = await tree({ LICENSE: 'MIT', 'docs/README.md': '# It' })
  const more = {
    Metadata: {
      'AWS::ServerlessRepo::Application': { Name: 'it', LicenseUrl: 'LICENSE', ReadmeUrl: './docs/README.md' },
      Other: { LicenseUrl: 'LICENSE' },
    },
  }

  const { template } = await seal(folder, resource('AWS::SNS::Topic', {}), more)

  expect(template.Metadata).toEqual({
    'AWS::ServerlessRepo::Application': { Name: 'it', LicenseUrl: address('MIT'), ReadmeUrl: address('# It') },
    Other: { LicenseUrl: 'LICENSE' },
  })
})

const object = { bucket: 'b', key: 'a/k.zip', version: 'v 1' }
test.each<[string, string, (address: string) => object, object]>([
  ['AWS::Lambda::Function', 'Code', (Code) => ({ Code }), { S3Bucket: 'b', S3Key: 'a/k.zip', S3ObjectVersion: 'v 1' }],
  [
    'AWS::Lambda::LayerVersion',
    'Content',
    (Content) => ({ Content }),
    { S3Bucket: 'b', S3Key: 'a/k.zip', S3ObjectVersion: 'v 1' },
  ],
  [
    'AWS::ApiGateway::RestApi',
    'BodyS3Location',
    (at) => ({ BodyS3Location: at }),
    { Bucket: 'b', Key: 'a/k.zip', Version: 'v 1' },
  ],
  [
    'AWS::ApiGatewayV2::Api',
    'BodyS3Location',
    (at) => ({ BodyS3Location: at }),
    { Bucket: 'b', Key: 'a/k.zip', Version: 'v 1' },
  ],
  [
    'AWS::StepFunctions::StateMachine',
    'DefinitionS3Location',
    (at) => ({ DefinitionS3Location: at }),
    { Bucket: 'b', Key: 'a/k.zip', Version: 'v 1' },
  ],
  [
    'AWS::Serverless::StateMachine',
    'DefinitionUri',
    (at) => ({ DefinitionUri: at }),
    { Bucket: 'b', Key: 'a/k.zip', Version: 'v 1' },
  ],
  [
    'AWS::ElasticBeanstalk::ApplicationVersion',
    'SourceBundle',
    (at) => ({ SourceBundle: at }),
    { S3Bucket: 'b', S3Key: 'a/k.zip' },
  ],
  [
    'AWS::CodeCommit::Repository',
    'S3',
    (S3) => ({ Code: { S3 } }),
    { Bucket: 'b', Key: 'a/k.zip', ObjectVersion: 'v 1' },
  ],
])('an address of an object becomes members for %s', async (type, member, nested, members) => {
  const folder = await tree({})
  const at = `s3://${object.bucket}/${object.key}?versionId=${encodeURIComponent(object.version)}`

  const { template, contents } = await seal(folder, resource(type, nested(at)))

  const { Code = template.Resources.It.Properties } = template.Resources.It.Properties
  expect(member === 'S3' ? Code.S3 : template.Resources.It.Properties[member]).toEqual(members)
  expect(contents).toBe(1)
})

test.each(['s3://bucket', 's3://bucket/', 's3:///key'])('the address %s, of no object, is refused', async (Code) => {
  const folder = await tree({})
  await expect(seal(folder, resource('AWS::Lambda::Function', { Code }))).rejects.toMatchObject({
    reason: 'template-invalid',
    message: `Code of It is ${Code}, which does not name an object in a bucket`,
  })
})

test.each([
  ['AWS::Serverless::Function', { CodeUri: 's3://b/k' }],
  ['AWS::Serverless::Api', { DefinitionUri: 's3://b/k' }],
  ['AWS::AppSync::GraphQLSchema', { DefinitionS3Location: 's3://b/k' }],
  ['AWS::CloudFormation::Stack', { TemplateURL: '{{resolve:ssm:/templates/it}}' }],
])('%s takes an address as text, which stays', async (type, properties) => {
  const folder = await tree({})
  expect((await seal(folder, resource(type, properties))).template.Resources.It.Properties).toEqual(properties)
})

test.each([
  ['AWS::Lambda::Function', {}, 'Code'],
  ['AWS::Lambda::Function', { Code: '' }, 'Code'],
  ['AWS::Lambda::LayerVersion', { Content: null }, 'Content'],
  ['AWS::Serverless::LayerVersion', { LayerName: 'x' }, 'ContentUri'],
  ['AWS::ElasticBeanstalk::ApplicationVersion', { ApplicationName: 'x' }, 'SourceBundle'],
])('%s with %j has its content in the folder of the template', async (type, properties, name) => {
  const folder = await tree({ 'a.py': 'a' })
  const { template, manifest } = await seal(folder, resource(type, properties))
  expect(manifest.artifacts).toMatchObject([{ path: '.' }])
  expect(Object.values(template.Resources.It.Properties[name])).toContain(
    `blobs/sha256/${manifest.artifacts[0]!.sha256}`,
  )
})

test.each([
  ['AWS::Lambda::Function', { PackageType: 'Image', Code: { ImageUri: `${repository}@sha256:${'a'.repeat(64)}` } }],
  ['AWS::Lambda::Function', { PackageType: 'Image', Code: { ImageUri: { Ref: 'Image' } } }],
  ['AWS::Serverless::Function', { PackageType: 'Image', ImageUri: `${repository}:v1` }],
  ['AWS::Lambda::Function', { Code: { ZipFile: 'x' } }],
  ['AWS::Glue::Job', { Command: { Name: 'glueray' } }],
  ['AWS::ApiGateway::RestApi', { Name: 'x' }],
])('%s with %j has nothing to package', async (type, properties) => {
  const folder = await tree({ 'a.py': 'a' })
  expect((await seal(folder, resource(type, properties))).template.Resources.It.Properties).toEqual(properties)
})

test.each([
  [
    'AWS::Serverless::Function',
    { PackageType: 'Image' },
    'It is a container image that has yet to be built: it has no ImageUri',
  ],
  [
    'AWS::Serverless::Function',
    { PackageType: 'Image', ImageUri: 'helloworld:python3.13-v1' },
    'ImageUri of It is helloworld:python3.13-v1, which is no address in Amazon ECR',
  ],
  ['AWS::Lambda::Function', { PackageType: 'Image' }, 'has yet to be built'],
  ['AWS::Lambda::Function', { PackageType: 'Image', Code: {} }, 'has yet to be built'],
  ['AWS::Lambda::Function', { PackageType: 'Image', Code: './image' }, 'Code.ImageUri of It is ./image'],
  [
    'AWS::Lambda::Function',
    { PackageType: 'Image', Code: { ImageUri: 'public.ecr.aws/lambda/python:3.13' } },
    'no address',
  ],
])('an image of %s with %j would have to be built, and is refused', async (type, properties, message) => {
  const folder = await tree({ 'image/Dockerfile': 'FROM scratch' })
  await expect(seal(folder, resource(type, properties))).rejects.toMatchObject({
    reason: 'template-invalid',
    message: expect.stringContaining(message),
    hint: expect.stringContaining('build and push it'),
  })
})

const loopOf = (Properties: object, collection: unknown = ['A', 'B.c'], Type = 'AWS::Lambda::Function') => ({
  'Fn::ForEach::All': ['Name', collection, { 'F&{Name}': { Type, Properties } }],
})

test.each<[string, object, string, (lookup: object) => object]>([
  ['Code', { Code: './functions/${Name}' }, 'AWS::Lambda::Function', (S3Key) => ({ S3Bucket: bucket, S3Key })],
  ['CodeUri', { CodeUri: 'functions/${Name}' }, 'AWS::Serverless::Function', (Key) => ({ Bucket: bucket, Key })],
  [
    'DefinitionS3Location',
    { DefinitionS3Location: './functions/${Name}/a.py' },
    'AWS::AppSync::GraphQLSchema',
    (ArtifactKey) => ({ 'Fn::Sub': ['s3://${LiftlockArtifactBucket}/${ArtifactKey}', { ArtifactKey }] }),
  ],
])('a path in %s that a loop changes is packaged for each turn', async (name, properties, type, expected) => {
  const folder = await tree({ 'functions/A/a.py': 'a', 'functions/B.c/a.py': 'b' })

  const resources = loopOf(properties, undefined, type)
  const { template, manifest } = await seal(folder, resources, { Mappings: { Mine: { A: { B: 'c' } } } })

  const [mapping = ''] = Object.keys(template.Mappings).filter((each) => each !== 'Mine')
  const [one, other] = ['A', 'B.c'].map((value) => template.Mappings[mapping][value].Key)
  expect(manifest.artifacts.map(({ sha256: digest }) => `blobs/sha256/${digest}`).sort()).toEqual([one, other].sort())
  expect(template.Mappings.Mine).toEqual({ A: { B: 'c' } })
  const lookup = { 'Fn::FindInMap': [mapping, { Ref: 'Name' }, 'Key'] }
  expect(template.Resources['Fn::ForEach::All'][2]['F&{Name}'].Properties[name]).toEqual(expected(lookup))
  expect((await seal(folder, resources)).digest).toBe((await seal(folder, resources)).digest)
})

test.each([
  ['letters and digits that are the same', ['Fn::ForEach::A2', '2B${N}'], ['Fn::ForEach::A', '22B${N}']],
  [
    'long names that begin the same',
    [`Fn::ForEach::${'L'.repeat(250)}1`, 'F${N}'],
    [`Fn::ForEach::${'L'.repeat(250)}2`, 'G${N}'],
  ],
])('each place in a loop has a mapping of its own: %s', async (_, ...places) => {
  const folder = await tree({ '0/a/x.py': '1', '1/a/x.py': '2' })
  const loops = places.map(([loop = '', id = ''], index) => {
    const body = { [id]: { Type: 'AWS::Lambda::Function', Properties: { Code: `${index}/\${N}` } } }
    return [loop, ['N', ['a'], body]]
  })

  const { template, manifest } = await seal(folder, Object.fromEntries(loops))

  const mappings = Object.values<{ a: { Key: string } }>(template.Mappings)
  expect(mappings.map(({ a }) => a.Key).sort()).toEqual(
    manifest.artifacts.map(({ sha256: digest }) => `blobs/sha256/${digest}`).sort(),
  )
  expect(mappings).toHaveLength(2)
})

test('a path that two loops change is looked up by both', async () => {
  const folder = await tree({ 'a/x/1.py': '1', 'a/y-z/1.py': '2', 'b/x/1.py': '3', 'b/y-z/1.py': '4' })
  const body = { '${One}${Other}F': { Type: 'AWS::Lambda::Function', Properties: { Code: '${One}/${Other}' } } }

  const { template, manifest } = await seal(folder, {
    'Fn::ForEach::Ones': ['One', ['a', 'b'], { 'Fn::ForEach::Others': ['Other', ['x', 'y-z'], body] }],
  })

  const [[name, mapping]] = Object.entries(template.Mappings) as [[string, Record<string, Record<string, string>>]]
  expect(manifest.artifacts).toHaveLength(4)
  expect(Object.keys(mapping.b!)).toEqual(['x', 'y-z'])
  expect(JSON.stringify(template.Resources)).toContain(
    JSON.stringify({ 'Fn::FindInMap': [name, { Ref: 'One' }, { Ref: 'Other' }] }),
  )
})

test.each<[string, object, unknown, string, string]>([
  [
    'whose values the deployment knows',
    { Code: './${Name}' },
    { Ref: 'Names' },
    'AWS::Lambda::Function',
    'the values of Fn::ForEach::All are known only during the deployment',
  ],
  [
    'with a value that is no key',
    { Code: './${Name}' },
    ['a/b'],
    'AWS::Lambda::Function',
    'its value a/b has more than',
  ],
  [
    'for nested templates',
    { TemplateURL: './${Name}.yaml' },
    ['A'],
    'AWS::CloudFormation::Stack',
    'changes at each turn, and only code can change so',
  ],
])('a path that a loop changes %s is refused for that reason', async (_, properties, collection, type, message) => {
  const folder = await tree({ 'A/a.py': 'a' })
  await expect(seal(folder, loopOf(properties, collection, type))).rejects.toMatchObject({
    reason: 'template-invalid',
    message: expect.stringContaining(message),
    hint: expect.stringContaining('${Name} in a property such as Handler'),
  })
})

test('a loop that is none, and a path that a function puts together, are refused for what they are', async () => {
  const folder = await tree({})
  await expect(seal(folder, { 'Fn::ForEach::All': ['Name', ['A']] })).rejects.toMatchObject({
    message: expect.stringContaining('Fn::ForEach::All is not a valid loop'),
  })
  const Code = { 'Fn::Sub': './functions/${Stage}' }
  await expect(seal(folder, resource('AWS::Lambda::Function', { Code }))).rejects.toMatchObject({
    message: 'Code of It is ./functions/${Stage}, built by Fn::Sub, but a local path must be plain text',
  })
})

/** Names, modes and contents of the only artifact. */
async function membersOf({ manifest, blobs }: Awaited<ReturnType<typeof seal>>) {
  const bytes = Buffer.from(blobs.get(manifest.artifacts[0]!.sha256) as Uint8Array)
  const { entries } = await readDirectory(bytesSource(bytes), 'a.zip')
  return entries.map(({ path, executable, offset, method, packedBytes }) => {
    const start = offset + 30 + Buffer.byteLength(path)
    const packed = bytes.subarray(start, start + packedBytes)
    return { path, executable, text: (method === 0 ? packed : inflateRawSync(packed)).toString() }
  })
}

test.each([true, false])('a single file keeps whether it may be run: %s', async (executable) => {
  const folder = await tree({ 'bin/bootstrap': '#!/bin/sh\n' })
  await chmod(join(folder, 'bin/bootstrap'), executable ? 0o755 : 0o644)
  const sealed = await seal(folder, resource('AWS::Lambda::Function', { Code: './bin/bootstrap' }))
  expect(await membersOf(sealed)).toEqual([{ path: 'bootstrap', executable, text: '#!/bin/sh\n' }])
})

test('a file with an archive behind a launcher is refused, and not packed once more', async () => {
  const archive = await zipOf({ 'a.py': 'a' })
  const folder = await tree({ 'app.jar': Buffer.concat([Buffer.from('#!/bin/sh\n'), archive]) })
  await expect(seal(folder, resource('AWS::Lambda::Function', { Code: 'app.jar' }))).rejects.toMatchObject({
    reason: 'archive-ambiguous',
    hint: expect.stringContaining('launcher'),
  })
})

test('a ready-made archive of more than Lambda takes unpacked is refused as a folder is', async () => {
  const archive = Buffer.from(await zipOf({ 'a.bin': 'a' }))
  archive.writeUInt32LE(functionBytes + 1, archive.indexOf(Buffer.from('PK\u0001\u0002')) + 24)
  const folder = await tree({ 'code.zip': archive })
  const refused = {
    reason: 'input-invalid',
    message: expect.stringContaining('code.zip has 251 MB; Lambda accepts at most 250 MB'),
  }

  await expect(seal(folder, resource('AWS::Lambda::Function', { Code: 'code.zip' }))).rejects.toMatchObject(refused)
  await expect(
    seal(folder, resource('AWS::Serverless::LayerVersion', { ContentUri: 'code.zip' })),
  ).rejects.toMatchObject(refused)
})

test('an archive with a comment and zeros behind its end goes as it is', async () => {
  const archive = Buffer.from(await zipOf({ 'a.py': 'a' }))
  archive.writeUInt16LE(3, archive.length - 2)
  const padded = Buffer.concat([archive, Buffer.from('abc'), Buffer.alloc(1000)])
  const folder = await tree({ 'code.zip': padded })
  const { manifest } = await seal(folder, resource('AWS::Lambda::Function', { Code: 'code.zip' }))
  expect(manifest.artifacts[0]!.sha256).toBe(sha256(padded))
})

test.each<[string, (folder: string) => Promise<unknown>, object]>([
  [
    'a name that is not UTF-8',
    (folder) => writeFile(Buffer.concat([Buffer.from(`${folder}/src/`), Buffer.from([0xfc])]), 'x'),
    {
      reason: 'file-unreadable',
      message: expect.stringContaining('is not UTF-8'),
      hint: expect.stringContaining('rename'),
    },
  ],
  [
    'a folder whose name is not UTF-8',
    (folder) => mkdir(Buffer.concat([Buffer.from(`${folder}/src/`), Buffer.from([0xfc])])),
    {
      reason: 'file-unreadable',
      message: expect.stringContaining('is not UTF-8'),
      hint: expect.stringContaining('rename'),
    },
  ],
  [
    'a link that leads nowhere',
    (folder) => symlink('gone', join(folder, 'src/link')),
    {
      reason: 'file-missing',
      message: expect.stringContaining('does not exist'),
      hint: expect.stringContaining('remove the link'),
    },
  ],
  [
    'a link that leads to itself',
    (folder) => symlink('link', join(folder, 'src/link')),
    {
      reason: 'file-missing',
      message: expect.stringContaining('does not exist'),
      hint: expect.stringContaining('remove the link'),
    },
  ],
  [
    'a package of the workspace',
    async (folder) => {
      await mkdir(join(folder, 'src/node_modules/@own'), { recursive: true })
      await symlink('../../../../shared', join(folder, 'src/node_modules/@own/shared'))
    },
    {
      reason: 'path-escapes',
      message: expect.stringContaining('leads out of'),
      hint: expect.stringMatching(/bundle.*remove.*layer/),
    },
  ],
])('%s in a folder is refused with what to do', async (_, make, refusal) => {
  const folder = await tree({ 'app/src/a.py': 'a', 'shared/index.js': 'x' })
  await make(join(folder, 'app'))
  await expect(seal(join(folder, 'app'), resource('AWS::Lambda::Function', { Code: 'src' }))).rejects.toMatchObject(
    refusal,
  )
})

test('what is left out may hold links to anywhere', async () => {
  const folder = await tree({ 'src/a.py': 'a', 'src/.venv/pyvenv.cfg': 'x', 'src/.git/config': 'x' })
  await symlink('/usr/bin/env', join(folder, 'src/.venv/python'))
  await symlink('gone', join(folder, 'src/.git/gone'))
  await symlink('../..', join(folder, 'src/.aws-sam'))
  const sealed = await seal(folder, resource('AWS::Lambda::Function', { Code: 'src' }))
  expect((await membersOf(sealed)).map(({ path }) => path)).toEqual(['a.py'])
})

test('files that bring the same are named, with the place', async () => {
  const include = (...locations: string[]) =>
    locations.map((Location) => ({ Name: 'AWS::Include', Parameters: { Location } }))
  const folder = await tree({
    'one.json': '{"Same":{"Value":"1"},"Own":{"Value":"1"}}',
    'two.json': '{"Same":{"Value":"2"}}',
  })
  const topic = { T: { Type: 'AWS::SNS::Topic' } }

  await expect(
    seal(folder, topic, { Outputs: { 'Fn::Transform': include('one.json', 'two.json') } }),
  ).rejects.toMatchObject({
    reason: 'template-invalid',
    message: `${folder}/one.json and ${folder}/two.json both bring Outputs.Same.Value`,
    hint: 'rename Value in one of them, or leave it out',
  })
  await expect(
    seal(folder, topic, { Outputs: { Own: { Value: 'x' }, 'Fn::Transform': include('one.json')[0] } }),
  ).rejects.toMatchObject({
    message: `${folder}/template.json and ${folder}/one.json both bring Outputs.Own.Value`,
  })
  await expect(
    seal(folder, topic, { Outputs: { 'Fn::Transform': include('two.json', 'two.json') } }),
  ).rejects.toMatchObject({
    message: `${folder}/two.json brings Outputs.Same.Value twice`,
  })
})

test('what macros bring is left to the service: modules, the type of a resource, a whole template', async () => {
  const folder = await tree({})
  const resources = {
    Store: { Type: 'My::S3::Bucket::MODULE', Properties: { Name: 'x' } },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { Ref: 'StoreBucket' } } },
    Made: { 'Fn::Transform': { Name: 'Mine', Parameters: { Kind: 'bucket' } } },
  }
  expect((await seal(folder, resources)).template).toEqual({ Resources: resources })
})
