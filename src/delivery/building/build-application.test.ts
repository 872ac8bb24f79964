import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { testContext } from '../../../test/support/test-context.ts'
import { writeTree } from '../../../test/support/write-tree.ts'
import type { ProcessOptions, ProcessResult } from '../../core/ports/processes.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { nodeProcesses } from '../../system/node-processes.ts'
import { buildApplication } from './build-application.ts'

const functionOf = (properties: string) =>
  `Transform: AWS::Serverless-2016-10-31\nResources:\n  Hello:\n    Type: AWS::Serverless::Function\n    Properties: { CodeUri: hello, Handler: app.handler, ${properties} }\n`
const python = functionOf('Runtime: python3.13, Architectures: [arm64]')
const node = functionOf('Runtime: nodejs22.x')

/** Builds a tree, with tools that answer as they are told; tar is the real one. */
async function build(
  tree: Readonly<Record<string, string>>,
  tools: Readonly<Record<string, (args: readonly string[], options: ProcessOptions) => Partial<ProcessResult>>> = {},
  command?: string,
) {
  const { folder, remove } = await writeTree(tree)
  const real = nodeProcesses(new AbortController().signal)
  const calls: string[][] = []
  const processes = {
    ...real,
    run: async (name: string, args: readonly string[], options: ProcessOptions = {}) => {
      if (name === 'tar') return real.run(name, args, options)
      const tool = tools[name]
      if (tool === undefined) throw new StageError('tool-missing', `there is no ${name}`)
      calls.push([name, ...args.map((arg) => arg.replace(folder, ''))])
      return { exitCode: 0, stdout: '', stderr: '', ...tool(args, options) }
    },
  }
  const context = testContext({ processes, python: async () => 'python' })
  try {
    const options = { source: folder, command, out: join(folder, 'out'), timeoutSeconds: 60 }
    const built = await buildApplication(context, options).catch((error: StageError) => error)
    const warnings = context.reports.flatMap((event) => (event.kind === 'warning' ? [event.text] : []))
    const source = 'source' in built ? built.source.replace(folder, '') : ''
    const copied =
      (await context.files.kind(join(folder, 'out', 'source'))) === undefined
        ? []
        : await context.files.walk(join(folder, 'out', 'source'))
    return {
      built,
      source,
      calls,
      warnings,
      copied: copied.map(({ path, executable }) => (executable ? `${path}*` : path)),
    }
  } finally {
    await remove()
  }
}

test('an application that has what it needs stays as it is', async () => {
  const { built, source, calls } = await build({
    'template.yaml': node,
    'hello/app.mjs': '',
    'hello/package.json': '{}',
  })

  expect(built).toMatchObject({ by: 'nothing' })
  expect([source, calls]).toEqual(['', []])
})

test('pip installs wheels for the runtime of the function, into a copy', async () => {
  const tree = {
    'template.yaml': python,
    'hello/app.py': '',
    'hello/requirements.txt': 'six',
    'tool*': '',
    '.git/x': '',
  }
  const { built, source, calls, copied } = await build(tree, { python: () => ({}) })

  expect(built).toMatchObject({ by: 'liftlock' })
  expect(source).toBe('/out/source/template.yaml')
  expect(copied).toEqual(['hello/app.py', 'hello/requirements.txt', 'template.yaml', 'tool*'])
  const [call] = calls
  expect(call).toEqual(expect.arrayContaining(['--python-version', '3.13', '--platform', 'manylinux2014_aarch64']))
  expect(call!.slice(-4)).toEqual([
    '--target',
    '/out/source/hello',
    '--requirement',
    '/out/source/hello/requirements.txt',
  ])
})

const ms = '{"dependencies":{"ms":"2.1.3"}}'

test.each([
  ['with its lock', { 'hello/package-lock.json': '{}' }, 'ci', 0],
  ['without a lock, and that is said', {}, 'install', 1],
])('npm installs %s', async (_, more, verb, warned) => {
  const tree = { 'template.yaml': node, 'hello/package.json': ms, ...more }
  const { calls, warnings } = await build(tree, { npm: () => ({}) })

  expect(calls).toEqual([expect.arrayContaining(['npm', verb, '--omit=dev'])])
  expect(warnings).toHaveLength(warned)
})

test('a lock of another package manager asks for a command', async () => {
  const { built } = await build({ 'template.yaml': node, 'hello/package.json': ms, 'hello/yarn.lock': '' })

  expect(built).toMatchObject({ reason: 'build-failed', message: expect.stringContaining('yarn.lock') })
})

test('sam build comes first, where the AWS SAM CLI is', async () => {
  const { built, source, calls } = await build({ 'template.yaml': node, 'hello/package.json': ms }, { sam: () => ({}) })

  expect(built).toMatchObject({ by: 'sam' })
  expect(source).toBe('')
  expect(calls.at(-1)).toEqual(['sam', 'build', '--template-file', '/template.yaml', '--build-dir', '/.aws-sam/build'])
})

test('what sam build made before is taken, where the AWS SAM CLI is not', async () => {
  const tree = { 'template.yaml': node, 'hello/package.json': ms, '.aws-sam/build/template.yaml': node }

  expect(await build(tree)).toMatchObject({
    built: { by: 'nothing' },
    source: '',
    warnings: [expect.stringContaining('may be older than the sources')],
  })
})

test('what sam build made before is made again where the AWS SAM CLI is, also when nothing is missing', async () => {
  const tree = { 'template.yaml': node, 'hello/app.mjs': '', '.aws-sam/build/template.yaml': node }
  const { built, calls } = await build(tree, { sam: () => ({}) })

  expect(built).toMatchObject({ by: 'sam' })
  expect(calls.at(-1)).toEqual(expect.arrayContaining(['sam', 'build']))
})

test.each([
  ['another language', { 'template.yaml': node, 'hello/go.mod': 'require a.b/c v1\n' }],
  ['a way of its own', { 'template.yaml': `${node}    Metadata: { BuildMethod: esbuild }\n`, 'hello/app.ts': '' }],
])('%s is packaged as it is, with a warning', async (_, tree) => {
  const { built, warnings } = await build(tree)

  expect(built).toMatchObject({ by: 'nothing' })
  expect(warnings).toEqual([expect.stringContaining('only its own tools can build it')])
})

test('a command of the user builds in the folder, whatever else there is', async () => {
  const { built } = await build({ 'template.yaml': node, 'hello/package.json': ms }, {}, 'test -f template.yaml')

  expect(built).toMatchObject({ by: 'command', said: 'built by test -f template.yaml' })
})

test('a command that fails ends with what it printed', async () => {
  const { built } = await build({ 'template.yaml': node }, {}, 'echo "cannot find tsc" >&2; exit 3')

  expect(built).toMatchObject({
    reason: 'build-failed',
    message: 'echo "cannot find tsc" >&2; exit 3 ended with exit code 3:\ncannot find tsc',
  })
})

test('packages that cannot be installed end with what the tool says', async () => {
  const tree = { 'template.yaml': node, 'hello/package.json': ms, 'hello/package-lock.json': '{}' }
  const { built } = await build(tree, {
    npm: () => ({ exitCode: 1, stderr: 'npm error code E404\nnpm error 404 ms\n' }),
  })

  expect(built).toMatchObject({ reason: 'build-failed', message: expect.stringContaining('npm error code E404') })
})
