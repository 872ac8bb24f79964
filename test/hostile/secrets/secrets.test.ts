import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { sealApplication } from '../../../src/delivery/packaging/seal-application.ts'
import { secretStep } from '../../../src/delivery/packaging/secret-names.ts'
import { packageRoot } from '../../../src/system/package-root.ts'
import { type TestContext, testContext } from '../../support/test-context.ts'
import { writeTree } from '../../support/write-tree.ts'
import { zipOf } from '../../support/zip.ts'

const paths = JSON.parse(readFileSync(join(packageRoot(), 'test/hostile/secrets/paths.json'), 'utf8')) as Record<
  'secret' | 'ordinary' | 'version control',
  string[]
>

const folders: Awaited<ReturnType<typeof writeTree>>[] = []
afterEach(() => Promise.all(folders.splice(0).map((folder) => folder.remove())))

const secret = 'canary'.repeat(9)
const privateKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
})
const openSsh = '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n'
const encrypted = '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n'
const certificate = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n-----BEGIN PUBLIC KEY-----\nAAAA\n'

async function tree(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const made = await writeTree(files)
  folders.push(made)
  return made.folder
}

/** Names in the archives of an application, and what was warned of. */
async function packaged(folder: string, context: TestContext = testContext()) {
  const template = join(folder, 'template.yaml')
  const options = { template, root: folder, application: 'app', temporaryFolder: join(folder, 'temporary') }
  const { manifest, blobs } = await sealApplication(context, options)
  const names = manifest.artifacts.flatMap((artifact) => {
    const archive = Buffer.from(blobs.get(artifact.sha256) as Uint8Array)
    const records = archive.toString('latin1').split('PK\u0001\u0002').slice(1)
    return records.map((record) => record.slice(42, 42 + Buffer.from(record, 'latin1').readUInt16LE(24)))
  })
  const warnings = context.reports.flatMap((event) => (event.kind === 'warning' ? [event.text] : []))
  return { names, warnings: warnings.filter((text) => !text.includes('zlib')) }
}

const resource = (type: string, property: string, value: string) =>
  `Resources: { F: { Type: ${type}, Properties: { ${property}: ${value} } } }`
const kinds = [
  ['AWS::Lambda::Function', 'Code'],
  ['AWS::Serverless::Function', 'CodeUri'],
  ['AWS::Lambda::LayerVersion', 'Content'],
  ['AWS::Serverless::LayerVersion', 'ContentUri'],
] as const

test.each(paths.secret)('a tool keeps secrets in %s', (path) => {
  expect(secretStep(path)).toBeDefined()
  expect(secretStep(`src/lib/${path}`)).toBeDefined()
})

test.each(paths.ordinary)('%s is a file like any other', (path) => {
  expect(secretStep(path)).toBeUndefined()
})

test.each(kinds)('none of them gets into %s, each is named, and what is like them stays', async (type, property) => {
  // One file system may not tell upper from lower case, so what differs in nothing else stays out here.
  const once = paths.secret.filter((path) => path === path.toLowerCase())
  const hostile = [...once, ...paths['version control'].slice(0, 1), 'module/.git']
  const folder = await tree({
    ...Object.fromEntries(hostile.map((path) => [`src/lib/${path}`, secret])),
    ...Object.fromEntries(paths.ordinary.map((path) => [`src/${path}`, 'x'])),
    'template.yaml': resource(type, property, 'src'),
  })

  const { names, warnings } = await packaged(folder)

  expect(names.sort()).toEqual([...paths.ordinary].sort())
  expect(warnings).toEqual([expect.stringContaining(`left out of src: lib/.aws/config, lib/.aws/credentials`)])
  expect(warnings[0]).toContain(`and ${once.length - 10} more`)
})

test('names count in upper and lower case', async () => {
  const folder = await tree({
    'src/a.py': 'x',
    'src/one/.ENV': secret,
    'src/two/.Aws/Credentials': secret,
    'src/three/.GIT/config': secret,
    'template.yaml': resource('AWS::Lambda::Function', 'Code', 'src'),
  })
  const { names, warnings } = await packaged(folder)
  expect(names).toEqual(['a.py'])
  expect(warnings[0]).toContain('one/.ENV, two/.Aws/Credentials;')
})

test('a link to such a file or folder is left out under any name', async () => {
  const folder = await tree({
    'src/a.py': 'x',
    'src/.aws/credentials': secret,
    'src/.env': secret,
    'template.yaml': resource('AWS::Lambda::Function', 'Code', 'src'),
  })
  await symlink('.aws', join(folder, 'src/harmless'))
  await symlink('.aws/credentials', join(folder, 'src/data.txt'))
  await symlink('.env', join(folder, 'src/b.py'))

  const { names, warnings } = await packaged(folder)

  expect(names).toEqual(['a.py'])
  expect(warnings[0]).toContain('.aws/credentials, .env, b.py, data.txt, harmless/credentials;')
})

test('private keys are left out by their content, and certificates stay', async () => {
  const folder = await tree({
    'src/a.pem': String(privateKey),
    'src/b.key': openSsh,
    'src/c.p8': `# a comment\n${encrypted}`,
    'src/d.ppk': 'PuTTY-User-Key-File-3: ssh-ed25519\n',
    'src/e.PEM': `${certificate}${privateKey}`,
    'src/chain.pem': certificate,
    'src/parse.py': `HEADER = "${openSsh.trim()}"`,
    'src/empty.key': '',
    'template.yaml': resource('AWS::Lambda::Function', 'Code', 'src'),
  })
  await symlink('a.pem', join(folder, 'src/key.txt'))

  const { names, warnings } = await packaged(folder)

  expect(names).toEqual(['chain.pem', 'empty.key', 'parse.py'])
  expect(warnings[0]).toContain('src: a.pem, b.key, c.p8, d.ppk, e.PEM, key.txt;')
})

test('names with control characters are shown escaped', async () => {
  const folder = await tree({
    'src/a.py': 'x',
    'src/x\u001b[31m\n::add-mask::/.env': secret,
    'template.yaml': resource('AWS::Lambda::Function', 'Code', 'src'),
  })
  const { warnings } = await packaged(folder)
  expect(warnings[0]).toContain('x\\u001b[31m\\n::add-mask::/.env')
})

test.each([
  ['.env', { '.env': secret }],
  ['a folder of a tool', { 'lib/.aws/credentials': secret }],
  ['a private key', { 'lib/server.pem': String(privateKey) }],
])('an archive that goes as it is and holds %s is refused', async (_, files) => {
  const folder = await tree({
    'code.zip': await zipOf({ 'a.py': 'x', 'ca.pem': certificate, ...files }),
    'template.yaml': resource('AWS::Lambda::Function', 'Code', 'code.zip'),
  })
  await expect(packaged(folder)).rejects.toMatchObject({
    reason: 'secret-included',
    message: expect.stringContaining(`code.zip contains "${Object.keys(files)[0]}"`),
  })
})

test.each([
  ['AWS::Glue::Job', 'Command: { ScriptLocation: .env }', '.env'],
  ['AWS::Lambda::Function', 'Code: .aws', '.aws'],
  ['AWS::Lambda::Function', 'Code: harmless', '.aws'],
  ['AWS::Serverless::Api', 'DefinitionUri: lib/id_rsa', 'id_rsa'],
  ['AWS::CloudFormation::Stack', 'TemplateURL: .env', '.env'],
  ['AWS::S3::Bucket', 'Fn::Transform: { Name: AWS::Include, Parameters: { Location: .env } }', '.env'],
  ['AWS::Serverless::Api', 'DefinitionUri: server.key', 'private key'],
])('%s with %s is refused', async (type, property, named) => {
  const folder = await tree({
    '.env': `TOKEN: ${secret}`,
    '.aws/credentials': secret,
    'lib/id_rsa': secret,
    'server.key': String(privateKey),
    'template.yaml': `Resources: { F: { Type: ${type}, Properties: { ${property} } } }`,
  })
  await symlink('.aws', join(folder, 'harmless'))
  await expect(packaged(folder)).rejects.toMatchObject({
    reason: 'secret-included',
    message: expect.stringContaining(named),
  })
})
