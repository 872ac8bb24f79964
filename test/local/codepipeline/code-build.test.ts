import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { parseBuildspec } from '../../../src/local/codepipeline/builds/buildspec.ts'
import { runCodeBuild } from '../../../src/local/codepipeline/providers/code-build.ts'
import { buildTrial } from '../../support/build-host.ts'
import { filesIn } from '../../support/zip-contents.ts'

let trial: Awaited<ReturnType<typeof buildTrial>>

beforeAll(async () => {
  trial = await buildTrial()
})

afterAll(() => trial.close())

const out = (name: string) => ({ name, bucket: 'store', key: `${name}.zip` })

/** Runs a build of a project with this buildspec; `files` are its source. */
async function build(
  buildspec: string,
  { files = {}, project = {}, ...work }: Readonly<Record<string, unknown>> & { readonly project?: object } = {},
) {
  trial.script((target) => {
    if (target === 'CodeBuild_20161006.BatchGetProjects')
      return { projects: [{ name: 'shop', source: { buildspec }, timeoutInMinutes: 20, ...project }] }
    return { Parameter: { Value: 'from-the-store' } }
  })
  const from = trial.lines.length
  const inputs = [await trial.input('Code', files as Readonly<Record<string, string>>)]
  const order = trial.order({ inputs, resolvedConfiguration: { ProjectName: 'shop' }, ...work } as never)
  const ended = await runCodeBuild(trial.ground, order)
  return { ended, lines: trial.lines.slice(from), order }
}

const said = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('[Container]'))

test('a build runs its phases in their order, with variables of the project over those of its buildspec', async () => {
  const { ended, lines, order } = await build(
    `version: 0.2
env:
  variables: { KIND: buildspec, LEVEL: 3, MODE: buildspec }
  parameter-store: { STORED: /shop/key }
  exported-variables: [RESULT, CODEBUILD_BUILD_ID]
phases:
  install:
    commands: echo one string
  pre_build:
    commands:
      - SHORT=$(echo abcdef | cut -c 1-3)
  build:
    commands:
      - |
        for each in 1 2; do
          echo "$each"
        done
      - echo "$KIND $LEVEL $MODE $SHORT $STORED"
      - export RESULT=$SHORT
    finally: [echo finally]
  post_build:
    commands: [echo succeeding $CODEBUILD_BUILD_SUCCEEDING]
reports: { all: { files: '*' } }
cache: { paths: [node_modules] }
`,
    {
      project: { environment: { environmentVariables: [{ name: 'KIND', value: 'project' }] } },
      resolvedConfiguration: {
        ProjectName: 'shop',
        EnvironmentVariables: JSON.stringify([{ name: 'MODE', value: 'action', type: 'PLAINTEXT' }]),
      },
    },
  )
  expect(ended).toMatchObject({ status: 'Succeeded', externalExecutionId: `shop:${order.work.id}` })
  expect(ended.outputVariables).toEqual({ RESULT: 'abc', CODEBUILD_BUILD_ID: `shop:${order.work.id}` })
  expect(said(lines)).toEqual(['one string', '1', '2', 'project 3 action abc ***', 'finally', 'succeeding 1'])
  expect(lines.filter((line) => /leaves out (reports|cache) of/.test(line))).toHaveLength(2)
  expect(trial.told.at(-1)!.logStreamArn).toContain(`log-group:/aws/codebuild/shop:log-stream:${order.work.id}`)
  expect(trial.told).toContainEqual({ expires: 1000 + 20 * 60_000 })
})

const phase = (name: string, command: string, more = '') =>
  `  ${name}: { commands: ['echo ${name}', '${command}', 'echo never'], finally: [echo last] ${more} }\n`

test.each([
  ['install', '', 'INSTALL', ['install', 'last']],
  ['build', '', 'BUILD', ['build', 'last', 'post 0']],
  ['build', ', on-failure: ABORT', 'BUILD', ['build', 'last']],
  ['install', ', on-failure: CONTINUE', 'INSTALL', ['install', 'last', 'post 0']],
])('a command that fails in %s%s fails the build in the phase %s', async (name, more, label, lines) => {
  const post = '  post_build: { commands: [echo post $CODEBUILD_BUILD_SUCCEEDING] }\n'
  const { ended, lines: all } = await build(`version: 0.2\nphases:\n${phase(name, 'exit 9', more)}${post}`)
  expect(ended.status).toBe('Failed')
  expect(ended.error!.message).toContain(`Phase: ${label}, Code: COMMAND_EXECUTION_ERROR`)
  expect(ended.error!.message).toContain('Reason: exit status 9')
  expect(said(all)).toEqual(lines)
})

test('primary and secondary artifacts are packed as the buildspec says', async () => {
  const { ended } = await build(
    `version: 0.2
phases: { build: { commands: [mkdir -p a/b c, echo 1 > a/b/one.txt, echo 2 > a/two.js, echo 3 > c/three] } }
artifacts:
  secondary-artifacts:
    First: { base-directory: $CODEBUILD_SRC_DIR/a, files: ['**/*'], exclude-paths: ['*.js'], discard-paths: yes }
    Second: { files: ['c/*', 'a/*'], name: named-$X }
`,
    { outputs: [out('First'), out('Second')] },
  )
  expect(ended.status).toBe('Succeeded')
  expect(await filesIn(trial.objects.get('First.zip')!)).toEqual({ 'one.txt': '1\n' })
  expect(await filesIn(trial.objects.get('Second.zip')!)).toEqual({ 'a/two.js': '2\n', 'c/three': '3\n' })
})

test.each([
  ['a folder outside', 'artifacts: { files: [x], base-directory: /etc }', 'outside of the build'],
  ['a folder that is missing', 'artifacts: { files: [x], base-directory: gone }', 'no matching base directory'],
  ['no artifacts', '', 'no definition for primary artifacts in buildspec'],
])('an output artifact with %s fails the build', async (_, artifacts, message) => {
  const text = `version: 0.2\nphases: { build: { commands: ['true'] } }\n${artifacts}`
  const { ended } = await build(text, { outputs: [out('Out')] })
  expect(ended.error?.message).toContain(message)
})

test('the buildspec lies in the source, or the action gives another one', async () => {
  const text = (word: string) => `version: 0.2\nphases: { build: { commands: [echo ${word}] } }\n`
  const files = { 'buildspec.yml': text('root'), 'ci/other.yml': text('other') }
  expect(said((await build('', { files })).lines)).toEqual(['root'])
  expect(said((await build('ci/other.yml', { files })).lines)).toEqual(['other'])
  const resolvedConfiguration = { ProjectName: 'shop', BuildspecOverride: text('override') }
  expect(said((await build('', { files, resolvedConfiguration })).lines)).toEqual(['override'])
  trial.objects.set('spec/build.yml', Buffer.from(text('object')))
  expect(said((await build('arn:aws:s3:::store/spec/build.yml')).lines)).toEqual(['object'])
  expect((await build('../secret.yml')).ended.error?.message).toContain('YAML file does not exist: ../secret.yml')
})

test.each([
  ['version 0.1', 'version: 0.1\nphases: {}'],
  ['batch', 'version: 0.2\nbatch: {}'],
  ['powershell', 'version: 0.2\nenv: { shell: powershell.exe }'],
  ['RETRY-3', 'version: 0.2\nphases: { build: { commands: [x], on-failure: RETRY-3 } }'],
  ['put the command in quotes', 'version: 0.2\nphases:\n  build:\n    commands:\n      - echo a: b'],
  ['no mapping', '- one'],
])('a buildspec is refused by name for %s', async (word, text) => {
  await expect(parseBuildspec(text)).rejects.toThrow(word)
})

test.each([
  [{ ProjectName: 'shop', BatchEnabled: 'true' }, 'BatchEnabled'],
  [{ ProjectName: 'shop', EnvironmentVariables: 'A=1' }, 'EnvironmentVariables is no JSON'],
])('a configuration that does not work here is refused: %j', async (resolvedConfiguration, message) => {
  expect((await build('', { resolvedConfiguration })).ended.error).toMatchObject({
    code: 'ConfigurationError',
    message: expect.stringContaining(message),
  })
})

test('a build works as the role of its project, which CodeBuild assumes', async () => {
  const asked: unknown[] = []
  const credentials: typeof trial.ground.services.credentials = (identity) => {
    asked.push(identity)
    return trial.ground.services.credentials(identity)
  }
  const role = 'arn:aws:iam::111111111111:role/builder'
  trial.script(() => ({ projects: [{ serviceRole: role, source: { buildspec: 'version: 0.2\nphases: {}' } }] }))
  const order = trial.order({
    inputs: [await trial.input('Code', {})],
    resolvedConfiguration: { ProjectName: 'shop' },
  } as never)
  const ground = { ...trial.ground, services: { ...trial.ground.services, credentials } }
  expect((await runCodeBuild(ground, order)).status).toBe('Succeeded')
  expect(asked[0]).toEqual({
    account: '111111111111',
    region: 'eu-west-1',
    role,
    source: 'arn:aws:codebuild:eu-west-1:111111111111:project/shop',
    service: 'codebuild.amazonaws.com',
  })
})

test('of several inputs, PrimarySource names the working folder', async () => {
  const text = `version: 0.2\nphases: { build: { commands: [cat x, cat $CODEBUILD_SRC_DIR_Code/x] } }`
  const inputs = [await trial.input('Code', { x: 'code\n' }), await trial.input('Tools', { x: 'tools\n' })]
  const resolvedConfiguration = { ProjectName: 'shop', PrimarySource: 'Tools' }
  expect(said((await build(text, { inputs, resolvedConfiguration, files: { x: 'code\n' } })).lines)).toEqual([
    'tools',
    'code',
  ])
  expect((await build(text, { inputs })).ended.error?.message).toContain('PrimarySource')
})

test.each([
  ['codebuild:StartBuild', false],
  ['codebuild:BatchGetBuilds', false],
  ['nothing', true],
])('a role that lacks %s starts no build', async (lacking, starts) => {
  trial.script(() => ({
    projects: [{ name: 'shop', source: { buildspec: '{version: 0.2, phases: {build: {commands: [echo hi]}}}' } }],
  }))
  const asked: string[] = []
  const isAllowed = async (_: string, action: string, resource: string) => {
    asked.push(resource)
    return action !== lacking
  }
  const order = trial.order({ inputs: [await trial.input('Code', {})], resolvedConfiguration: { ProjectName: 'shop' } })
  const ended = await runCodeBuild({ ...trial.ground, isAllowed }, order)
  expect(ended.status).toBe(starts ? 'Succeeded' : 'Failed')
  if (!starts) expect(ended.error).toMatchObject({ code: 'PermissionError', message: expect.stringContaining(lacking) })
  expect(asked).toContain('arn:aws:codebuild:eu-west-1:111111111111:project/shop')
})
