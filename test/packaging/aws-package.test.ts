import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { sealApplication } from '../../src/delivery/packaging/seal-application.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { testPython } from '../support/ministack.ts'
import { testContext } from '../support/test-context.ts'
import { writeTree } from '../support/write-tree.ts'
import { samples } from './corpus.ts'

/* What we package is value by value what `aws cloudformation package` does, both read as CloudFormation reads a template. */

interface Compared {
  readonly source: unknown
  readonly ours: unknown
  readonly theirs: unknown
}

const names = Object.keys(samples)
const trees: { remove(): Promise<void> }[] = []
const texts = new Map<string, string>()
let compared: ReadonlyMap<string, Compared>

beforeAll(async () => {
  const cases = []
  for (const name of names) cases.push(await packaged(name))
  const script = join(packageRoot(), 'test/packaging/compare_packages.py')
  const { stdout, stderr } = spawnSync(await testPython(), [script], { input: JSON.stringify(cases), encoding: 'utf8' })
  if (stdout === '') throw new Error(stderr)
  const results: readonly Compared[] = JSON.parse(stdout)
  compared = new Map(names.map((name, index) => [name, results[index]!]))
}, 120_000)

afterAll(async () => {
  for (const tree of trees) await tree.remove()
})

async function packaged(sample: string) {
  const { text, name = 'template.yaml', files = {} } = samples[sample]!
  const tree = await writeTree({
    ...files,
    [name]: text,
    'src/handler.py': 'def handler(event, context):\n    return 1\n',
  })
  const room = await writeTree({})
  trees.push(tree, room)
  const { manifest, blobs } = await sealApplication(testContext(), {
    template: join(tree.folder, name),
    root: tree.folder,
    application: 'app',
    temporaryFolder: room.folder,
  })
  for (const { sha256 } of manifest.artifacts)
    await writeFile(join(room.folder, sha256), blobs.get(sha256) as Uint8Array)
  const ours = Buffer.from(blobs.get(manifest.template.sha256) as Uint8Array).toString()
  texts.set(sample, ours)
  return { folder: tree.folder, template: name, ours, blobs: room.folder }
}

test.each(names.filter((name) => samples[name]!.wrong === undefined))(
  '%s arrives as with the AWS command line',
  (name) => {
    const { ours, theirs } = compared.get(name)!
    expect(ours).toEqual(theirs)
  },
)

test.each(names.filter((name) => samples[name]!.wrong !== undefined))(
  '%s arrives as it is written, where the AWS command line changes it',
  (name) => {
    const { ours, theirs, source } = compared.get(name)!
    expect(withoutPaths(ours)).toEqual(withoutPaths(source))
    expect(withoutPaths(theirs)).not.toEqual(withoutPaths(source))
  },
)

/** The template without the places of its paths. */
function withoutPaths(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null), (name, member) =>
    /^(Code|Content)$/.test(name) ? undefined : member,
  )
}

test.each(names)('%s keeps every line in which nothing has to be replaced', (name) => {
  const { text } = samples[name]!
  const lines = text.split('\n').filter((line) => !/src|Code:|inner\.yaml|[*&]|<</.test(line))
  const written = texts.get(name)!.split('\n')
  expect(lines.filter((line) => !written.includes(line) && !written.includes(`${line},`))).toEqual([])
  const comments = text.match(/#[ !][^\n]*/g) ?? []
  expect(comments.filter((comment) => !texts.get(name)!.includes(comment))).toEqual([])
})
