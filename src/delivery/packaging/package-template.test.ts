import { chmod, mkdir, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { testContext } from '../../../test/support/test-context.ts'
import { writeTree } from '../../../test/support/write-tree.ts'
import { sha256 } from '../../core/sha256.ts'
import { functionBytes } from '../archive/function-limit.ts'
import { largestTemplateBytes } from '../template/template-limits.ts'
import { readTemplateSource } from '../template/template-source.ts'
import { artifactProperties } from './artifact-properties.ts'
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

/** Seals the template of a folder, and gives the packaged template as an object. */
async function seal(folder: string, name = 'template.yaml', root = folder) {
  const room = await tree({})
  const sealed = await sealApplication(testContext(), {
    template: join(folder, name),
    root,
    application: 'app',
    temporaryFolder: room,
  })
  const text = Buffer.from(sealed.blobs.get(sealed.manifest.template.sha256) as Uint8Array).toString()
  // biome-ignore lint/suspicious/noExplicitAny: any template
  return { ...sealed, text, template: (await readTemplateSource(text, 'packaged')).value as any }
}

const code = 'def handler(event, context):\n    return event\n'

test('a YAML template keeps its short functions, and its code becomes an object', async () => {
  const folder = await tree({
    'src/handler.py': code,
    'template.yaml': `
Resources:
  Role: { Type: AWS::IAM::Role }
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Code: ./src
      Role: !GetAtt Role.Arn
      Environment: { Variables: { NAME: !Sub "\${AWS::StackName}-x" } }
`,
  })

  const { template, manifest } = await seal(folder)

  const [artifact] = manifest.artifacts
  expect(artifact).toMatchObject({ path: 'src', kind: 'function' })
  expect(template.Resources.Handler.Properties).toEqual({
    Code: { S3Bucket: { Ref: 'LiftlockArtifactBucket' }, S3Key: `blobs/sha256/${artifact!.sha256}` },
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Environment: { Variables: { NAME: { 'Fn::Sub': '${AWS::StackName}-x' } } },
  })
  expect(template.Parameters.LiftlockArtifactBucket).toMatchObject({ Type: 'String' })
  expect(manifest.parameters).toEqual(['LiftlockArtifactBucket'])
})

const properties = Object.entries(artifactProperties).flatMap(([type, list]) =>
  list
    .filter(({ content }) => content === 'archive' || content === 'either')
    .map((property) => ({ type, property, name: property.path.join('.') })),
)

test.each(properties)('$name of $type takes a local path', async ({ type, property }) => {
  const nest = property.path.reduceRight<unknown>((value, step) => ({ [step]: value }), 'thing')
  const folder = await tree({
    thing: 'content',
    'template.json': JSON.stringify({ Resources: { It: { Type: type, Properties: nest } } }),
  })

  const { template, manifest } = await seal(folder, 'template.json')

  const reference = JSON.stringify(template.Resources.It.Properties)
  expect(reference).toContain(`blobs/sha256/${manifest.artifacts[0]!.sha256}`)
  expect(reference).toContain('LiftlockArtifactBucket')
  expect(manifest.artifacts[0]!.sha256 === sha256('content')).toBe(property.content === 'either')
})

test('what is an address or an expression already stays', async () => {
  const source = {
    Resources: {
      A: { Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile: 'x' } } },
      B: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://example.com/t.json' } },
      C: { Type: 'AWS::Serverless::Function', Properties: { CodeUri: 's3://bucket/key' } },
      D: { Type: 'AWS::Serverless::Function', Properties: { CodeUri: { 'Fn::Sub': '${X}' } } },
    },
  }
  const folder = await tree({ 'template.json': JSON.stringify(source) })

  const { template, contents } = await seal(folder, 'template.json')

  expect(template).toEqual(source)
  expect(contents).toBe(1)
})

test('types and sections of any name are passed by', async () => {
  const source = {
    Globals: { constructor: { CodeUri: 'src' } },
    Resources: { A: { Type: 'constructor', Properties: { Code: 'src' } }, B: { Type: 'toString', Properties: {} } },
  }
  const folder = await tree({ 'template.json': JSON.stringify(source) })
  expect((await seal(folder, 'template.json')).template).toEqual(source)
})

test('nested templates are packaged with all that they refer to, and get the bucket', async () => {
  const folder = await tree({
    'nested/src/a.py': code,
    'nested/inner.yaml': 'Resources: { F: { Type: AWS::Lambda::Function, Properties: { Code: src } } }',
    'plain.yaml': 'Resources: { T: { Type: AWS::SNS::Topic } }',
    'template.yaml': `
Resources:
  Inner: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: nested/inner.yaml, Parameters: { Mine: 1 } } }
  Plain: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: plain.yaml } }
`,
  })

  const { template, manifest } = await seal(folder)

  expect(manifest.artifacts.map(({ path, kind }) => `${kind} ${path}`)).toEqual(
    expect.arrayContaining(['function nested/src', 'template nested/inner.yaml', 'template plain.yaml']),
  )
  const { Inner, Plain } = template.Resources
  expect(Inner.Properties.Parameters).toEqual({ Mine: 1, LiftlockArtifactBucket: { Ref: 'LiftlockArtifactBucket' } })
  expect(Plain.Properties.Parameters).toBeUndefined()
  expect(Inner.Properties.TemplateURL['Fn::Sub']).toMatch(
    /^https:\/\/s3\.\$\{AWS::Region\}\.\$\{AWS::URLSuffix\}\/\$\{LiftlockArtifactBucket\}\/blobs\/sha256\/[0-9a-f]{64}$/,
  )
})

test('a template that nests itself is refused', async () => {
  const folder = await tree({
    'template.yaml':
      'Resources: { S: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: template.yaml } } }',
  })

  await expect(seal(folder)).rejects.toMatchObject({ reason: 'template-invalid' })
})

test('includes are put in their place, at the top and deep inside, and may bring code', async () => {
  const folder = await tree({
    'src/a.py': code,
    'outputs.yaml': 'Outputs: { Name: { Value: !Ref F } }',
    'function.yaml': 'F: { Type: AWS::Lambda::Function, Properties: { Code: src } }',
    'template.yaml': `
Transform: [AWS::Serverless-2016-10-31, { Name: AWS::Include, Parameters: { Location: outputs.yaml } }]
Resources:
  Fn::Transform: { Name: AWS::Include, Parameters: { Location: ./function.yaml } }
`,
  })

  const { template, manifest } = await seal(folder)

  expect(template.Transform).toBe('AWS::Serverless-2016-10-31')
  expect(template.Outputs).toEqual({ Name: { Value: { Ref: 'F' } } })
  expect(template.Resources.F.Properties.Code.S3Key).toBe(`blobs/sha256/${manifest.artifacts[0]!.sha256}`)
})

test('a SAM function that says nothing of its code has it in the folder of the template', async () => {
  const folder = await tree({
    'handler.py': code,
    'template.yaml': `
Transform: AWS::Serverless-2016-10-31
Resources:
  Here: { Type: AWS::Serverless::Function, Properties: { Handler: handler.handler, Runtime: python3.13 } }
  Inline: { Type: AWS::Serverless::Function, Properties: { InlineCode: "1" } }
  Image:
    Type: AWS::Serverless::Function
    Properties: { PackageType: Image, ImageUri: 111111111111.dkr.ecr.eu-west-1.amazonaws.com/orders:v1 }
`,
  })

  const { template, manifest } = await seal(folder)

  expect(manifest.artifacts).toMatchObject([{ path: '.', kind: 'function' }])
  expect(template.Resources.Here.Properties.CodeUri.Key).toBe(`blobs/sha256/${manifest.artifacts[0]!.sha256}`)
  expect(template.Resources.Inline.Properties.CodeUri).toBeUndefined()
  expect(template.Resources.Image.Properties.CodeUri).toBeUndefined()
})

test('defaults of SAM and bodies of loops are packaged as well', async () => {
  const folder = await tree({
    'src/a.py': code,
    'template.yaml': `
Globals: { Function: { CodeUri: src } }
Resources:
  Fn::ForEach::Each:
    - Name
    - [A, B]
    - F\${Name}: { Type: AWS::Lambda::Function, Properties: { Code: src } }
`,
  })

  const { template, contents } = await seal(folder)

  expect(template.Globals.Function.CodeUri.Key).toMatch(/^blobs\/sha256\//)
  expect(template.Resources['Fn::ForEach::Each'][2]['F${Name}'].Properties.Code.S3Key).toMatch(/^blobs\/sha256\//)
  expect(contents).toBe(2)
})

test('the same tree gives the same release, whatever its times, modes and order of creation', async () => {
  const template = 'Resources: { F: { Type: AWS::Lambda::Function, Properties: { Code: src } } }'
  const one = await tree({ 'src/a.py': code, 'src/b/c.py': code, 'src/run*': '#!/bin/sh', 'template.yaml': template })
  const other = await tree({ 'template.yaml': template, 'src/run*': '#!/bin/sh', 'src/b/c.py': code, 'src/a.py': code })
  await utimes(join(other, 'src/a.py'), 1, 1)
  await chmod(join(other, 'src/b/c.py'), 0o600)
  await mkdir(join(other, 'src/empty'))

  expect((await seal(other)).digest).toBe((await seal(one)).digest)
})

test('version control, caches and the files in which tools keep tokens never get in', async () => {
  const secret = 'canary'.repeat(9)
  const keepers = ['.npmrc', '.netrc', '.git-credentials', '.pypirc', '.aws/credentials', '.ssh/id_ed25519']
  const folder = await tree({
    'src/a.py': code,
    'src/.git/config': `url = https://${secret}@example.com`,
    'src/module/.git': `gitdir: ${secret}`,
    ...Object.fromEntries(keepers.map((path) => [`src/lib/${path}`, secret])),
    'src/__pycache__/a.pyc': 'x',
    'src/lib/.DS_Store': 'x',
    'template.yaml': 'Resources: { F: { Type: AWS::Lambda::Function, Properties: { Code: . } } }',
  })

  const { manifest, blobs } = await seal(folder)

  const archive = Buffer.from(blobs.get(manifest.artifacts[0]!.sha256) as Uint8Array)
  const records = archive.toString('latin1').split('PK\u0001\u0002').slice(1)
  const names = records.map((record) => record.slice(42, 42 + Buffer.from(record, 'latin1').readUInt16LE(24)))
  expect(names).toEqual(['src/a.py', 'template.yaml'])
})

test.each([
  ['a path above the template', '../outside', 'path-escapes'],
  ['an absolute path', '/etc', 'path-escapes'],
  ['a link that leads out', 'link', 'path-escapes'],
  ['a folder with a link that leads out', 'linked', 'path-escapes'],
  ['a path where nothing is', 'nowhere', 'file-missing'],
  ['a folder without a file', 'empty', 'file-missing'],
  ['a file name with a newline', 'odd', 'input-invalid'],
])('%s is refused with its name', async (_, path, reason) => {
  const folder = await tree({ 'template.json': '{}' })
  await Promise.all(['linked', 'empty', 'odd'].map((name) => mkdir(join(folder, name))))
  await symlink('/etc/hostname', join(folder, 'link'))
  await symlink('/etc/hostname', join(folder, 'linked/name'))
  await writeFile(join(folder, 'odd/a\nb'), 'x')
  const resources = { F: { Type: 'AWS::Lambda::Function', Properties: { Code: path } } }
  await writeFile(join(folder, 'template.json'), JSON.stringify({ Resources: resources }))

  const refused = seal(folder, 'template.json')

  await expect(refused).rejects.toMatchObject({ reason, message: expect.stringContaining(path) })
})

test('a wider root lets a template reach its neighbours', async () => {
  const folder = await tree({
    'src/a.py': code,
    'infra/template.yaml': 'Resources: { F: { Type: AWS::Lambda::Function, Properties: { Code: ../src } } }',
  })

  const { manifest } = await seal(join(folder, 'infra'), 'template.yaml', folder)

  expect(manifest.artifacts.map(({ path }) => path)).toEqual(['src'])
  expect(manifest.template.path).toBe('infra/template.yaml')
})

test('an archive that is there already goes as it is, when it has one reading', async () => {
  const made = await tree({
    'src/a.py': code,
    'template.yaml': 'Resources: { F: { Type: AWS::Lambda::Function, Properties: { Code: src } } }',
  })
  const first = await seal(made)
  const archive = Buffer.from(first.blobs.get(first.manifest.artifacts[0]!.sha256) as Uint8Array)
  const template = 'Resources: { F: { Type: AWS::Lambda::Function, Properties: { Code: code.zip } } }'

  const { manifest } = await seal(await tree({ 'code.zip': archive, 'template.yaml': template }))
  const twice = seal(await tree({ 'code.zip': Buffer.concat([archive, archive]), 'template.yaml': template }))

  expect(manifest.artifacts[0]!.sha256).toBe(sha256(archive))
  await expect(twice).rejects.toMatchObject({ reason: 'archive-ambiguous' })
})

test('a function that Lambda could never take is refused before it is packed', async () => {
  const folder = await tree({
    'template.yaml': 'Resources: { F: { Type: AWS::Lambda::Function, Properties: { Code: src } } }',
  })
  const context = testContext()
  const entries = [{ path: 'huge.bin', bytes: functionBytes + 1, executable: false }]
  await mkdir(join(folder, 'src'))
  const files = { ...context.files, walk: async () => entries }

  const sealed = sealApplication(testContext({ files }), {
    template: join(folder, 'template.yaml'),
    root: folder,
    application: 'app',
    temporaryFolder: folder,
  })

  await expect(sealed).rejects.toMatchObject({
    reason: 'input-invalid',
    message: expect.stringContaining('src has 251 MB; Lambda accepts at most 250 MB unzipped'),
  })
})

test('a template in YAML that only its comments make too large is written without them', async () => {
  const comments = `# ${'x'.repeat(98)}\n`.repeat(11_000)
  const folder = await tree({ 'template.yaml': `${comments}Resources: { T: { Type: AWS::SNS::Topic } }\n` })
  expect((await seal(folder)).text).toBe('{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}')
})

test('what is included comes in as it was written, and the rest stays', async () => {
  const folder = await tree({
    'src/a.py': code,
    'states.yaml': 'StartAt: A\nBackoffRate: 2.0 # twice\nAccount: 012345678901\nName: "1.10"\n',
    'template.yaml': `Parameters:
# Nothing yet.
Resources:
  # The machine.
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      Definition:
        Fn::Transform: { Name: AWS::Include, Parameters: { Location: states.yaml } }
        Comment: 1.10 # kept
  F: { Type: AWS::Lambda::Function, Properties: { Code: src } }
Outputs:
`,
  })

  const { text, manifest } = await seal(folder)

  expect(text.replaceAll(/[0-9a-f]{64}/g, '…')).toBe(`Parameters: {"LiftlockArtifactBucket": ${declared}}
# Nothing yet.
Resources:
  # The machine.
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      Definition:
        StartAt: "A"
        BackoffRate: 2.0
        Account: "012345678901"
        Name: "1.10"
        Comment: 1.10 # kept
  F: { Type: AWS::Lambda::Function, Properties: { Code: {"S3Bucket": {"Ref": "LiftlockArtifactBucket"}, "S3Key": "blobs/sha256/…"} } }
`)
  expect(manifest.parameters).toEqual(['LiftlockArtifactBucket'])
})

const declared = '{"Type": "String", "Description": "Bucket that holds the artifacts of the release; deploy sets it."}'

test('a template may be as large as CloudFormation takes it, and no larger', async () => {
  const template = (bytes: number) => {
    const of = (text: string) => ({ Metadata: { text }, Resources: { T: { Type: 'AWS::SNS::Topic' } } })
    const frame = Buffer.byteLength(JSON.stringify(of(''), undefined, 1))
    return JSON.stringify(of('x'.repeat(bytes - frame)), undefined, 1)
  }

  const largest = await tree({ 'template.json': template(largestTemplateBytes) })
  expect((await seal(largest, 'template.json')).manifest.application).toBeDefined()
  const larger = await tree({ 'template.json': template(largestTemplateBytes + 1) })
  await expect(seal(larger, 'template.json')).rejects.toMatchObject({
    reason: 'template-invalid',
    message: `${join(larger, 'template.json')} has 1000001 bytes, CloudFormation takes 1000000`,
  })
})
