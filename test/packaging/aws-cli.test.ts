import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { sealApplication } from '../../src/delivery/packaging/seal-application.ts'
import { testContext } from '../support/test-context.ts'
import { writeTree } from '../support/write-tree.ts'
import { zipOf } from '../support/zip.ts'
import { readable, readableOfAws, runPython } from './readable.ts'

/*
 * Every property that the AWS command line resolves, with every kind of value, packaged by it and by us. The list of properties is its own, so
 * a property that it learns shows here.
 */

const values: Readonly<Record<string, unknown>> = {
  'a folder': './../../src',
  'a file': '../../src/a.py',
  'an executable': '../../bin/bootstrap',
  'an archive': '../../code.zip',
  'a template': '../../inner.json',
  'nothing there': './nowhere',
  'an address': 's3://b/a/k.zip',
  'an address with a version': 's3://b/k?versionId=v%201',
  'an address without a key': 's3://b',
  nothing: '',
  'no member': undefined,
  'a mapping': { Bucket: 'b', Key: 'k' },
  'a function': { Ref: 'X' },
}

/** Where the AWS command line is wrong, by type or `*` and kind of value, with the reason. */
const otherwise: Readonly<Record<string, string>> = {
  'AWS::Glue::Job nothing': 'it uploads the folder of the template as the script',
  'AWS::Glue::Job no member': 'it uploads the folder of the template as the script',
  'AWS::CloudFormation::Stack nothing':
    'it looks for a template and finds a folder; the service says that there is none',
  'AWS::Serverless::Application nothing':
    'it looks for a template and finds a folder; the service says that there is none',
  'AWS::Serverless::Application a template': 'SAM makes a stack of it; sam-translator.test.ts compares what comes out',
  'AWS::CloudFormation::Stack a file': 'it uploads a file that is no template',
  'AWS::Serverless::Application a file': 'it uploads a file that is no template',
}

type Known = readonly [
  resources: readonly (readonly [string, string])[],
  metadata: readonly (readonly [string, string])[],
]

interface Case {
  readonly name: string
  readonly template: Readonly<Record<string, unknown>>
  readonly file: string
}

let tree: Awaited<ReturnType<typeof writeTree>>
let room: Awaited<ReturnType<typeof writeTree>>
let cases: readonly Case[]
let answers: readonly {
  readonly error?: string
  readonly template?: unknown
  readonly contents: Record<string, unknown>
}[]

beforeAll(async () => {
  room = await writeTree({})
  tree = await writeTree({
    'src/a.py': 'def handler(event, context):\n    return event\n',
    'src/deep/run': '#!/bin/sh\n',
    'bin/bootstrap': '#!/bin/sh\n',
    'code.zip': await zipOf({ 'a.py': 'a', 'b/c.py': 'c' }),
    'inner.json': JSON.stringify({
      Parameters: { A: { Type: 'String', Default: 'x' } },
      Resources: { F: { Type: 'AWS::Lambda::Function', Properties: { Code: 'src' } } },
    }),
  })
  for (const path of ['src/deep/run', 'bin/bootstrap']) chmodSync(join(tree.folder, path), 0o755)
  const [resources, metadata] = runPython<Known>('aws_package.py', 'properties', tree.folder)
  cases = [
    ...resources.flatMap(([Type, property]) =>
      casesOf(Type, property, (Properties) => ({ Resources: { It: { Type, Properties } } })),
    ),
    ...metadata.flatMap(([type, property]) =>
      casesOf(type, property, (given) => ({
        Metadata: { [type]: given },
        Resources: { T: { Type: 'AWS::SNS::Topic' } },
      })),
    ),
  ]
  for (const { file, template } of cases) {
    mkdirSync(dirname(join(tree.folder, file)), { recursive: true })
    writeFileSync(join(tree.folder, file), JSON.stringify(template))
  }
  const given = { folder: tree.folder, templates: cases.map(({ file }) => file) }
  answers = runPython('aws_package.py', given, tree.folder)
}, 60_000)
afterAll(async () => {
  await tree.remove()
  await room.remove()
})

function casesOf(
  type: string,
  property: string,
  whole: (properties: object) => Readonly<Record<string, unknown>>,
): Case[] {
  return Object.entries(values).map(([kind, value]) => ({
    name: `${type} ${kind} (${property})`,
    template: whole(value === undefined ? { Name: 'x' } : nest(property.split('.'), value)),
    file: `cases/${`${type} ${property} ${kind}`.replace(/\W+/g, '-')}/template.json`,
  }))
}

function nest([step, ...rest]: readonly string[], value: unknown): object {
  return { [step!]: rest.length === 0 ? value : nest(rest, value) }
}

/** What becomes of a case here: the template, or that it is refused. */
async function ours({ file }: Case): Promise<unknown> {
  const options = {
    template: join(tree.folder, file),
    root: tree.folder,
    application: 'app',
    temporaryFolder: room.folder,
  }
  try {
    const { manifest, blobs } = await sealApplication(testContext(), options)
    return await readable(manifest, blobs)
  } catch (error) {
    if ((error as { reason?: string }).reason === undefined) throw error
    return 'refused'
  }
}

/** A text of SAM stands for the members that we write in its place. */
function theirs(at: number): unknown {
  const { error, template, contents } = answers[at]!
  if (error !== undefined) return 'refused'
  const result = readableOfAws(template, contents) as {
    Resources: { It?: { Type: string; Properties: Record<string, object> } }
  }
  const { It } = result.Resources
  for (const name of ['CodeUri', 'ContentUri', 'DefinitionUri'])
    if (
      It?.Type.startsWith('AWS::Serverless::') &&
      It.Properties[name] !== undefined &&
      'content' in Object(It.Properties[name])
    )
      It.Properties[name] = { ...It.Properties[name], members: ['Bucket', 'Key'] }
  return result
}

test('every property that the AWS command line knows becomes the same here, whatever it says', async () => {
  const differing: string[] = []
  for (const [at, each] of cases.entries()) {
    const [mine, other] = [JSON.stringify(sorted(await ours(each))), JSON.stringify(sorted(theirs(at)))]
    if (mine !== other) differing.push(each.name.replace(/ \(.*/, ''))
  }

  expect(cases.length).toBeGreaterThan(200)
  expect([...new Set(differing)].sort()).toEqual(Object.keys(otherwise).sort())
}, 120_000)

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  )
}
