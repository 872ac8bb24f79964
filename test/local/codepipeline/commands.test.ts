import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { runCommands } from '../../../src/local/codepipeline/providers/run-commands.ts'
import { buildTrial } from '../../support/build-host.ts'
import { filesIn } from '../../support/zip-contents.ts'

let trial: Awaited<ReturnType<typeof buildTrial>>

beforeAll(async () => {
  trial = await buildTrial()
})

afterAll(() => trial.close())

const run = (commands: readonly string[], more: object = {}, signal?: AbortSignal) =>
  runCommands(trial.ground, trial.order({ commands, ...more }, signal))

/** Runs commands that print, and gives what the log has of them. */
async function printed(commands: readonly string[], more: object = {}): Promise<readonly string[]> {
  const from = trial.lines.length
  await run(commands, more)
  return trial.lines.slice(from).filter((line) => !line.startsWith('[Container] '))
}

test.each([
  ['an exported variable', ['export A=1', 'echo "$A"'], ['1']],
  ['a variable that is not exported', ['A="two  words"', 'echo "$A"'], ['two  words']],
  [
    'a value with a line break and quotes',
    [`export A="it's$(printf '\\n')a \\"b\\" \\$c"`, 'echo "$A"'],
    ['it\'sa "b" $c'],
  ],
  ['a function', ['greet() { echo "hello $1"; }', 'greet you'], ['hello you']],
  ['the folder', ['mkdir -p a/b && cd a/b', 'basename "$PWD"'], ['b']],
  ['an unset variable', ['unset AWS_REGION', 'echo "[$AWS_REGION]"'], ['[]']],
  ['a command after exit 0', ['exit 0', 'echo still'], ['still']],
  ['an option', ['set -f', 'echo *'], ['*']],
  ['a substituted folder', ['cd "$(mktemp -d)"', 'cd -', 'echo done'], [expect.stringContaining('src'), 'done']],
  ['output without an end of its line', ['printf one', 'printf two'], ['one', 'two']],
  ['both outputs in their order', ['echo out; echo err >&2; echo out2'], ['out', 'err', 'out2']],
  ['brackets of bash', ['if [[ abc == a* ]]; then echo yes; fi'], ['yes']],
  ['no input', ['cat; echo end'], ['end']],
])('commands are one session: %s', async (_, commands, lines) => {
  expect(await printed(commands)).toEqual(lines)
})

test.each([
  ['exit 3', 3],
  ['false', 1],
  ['no-such-program', 127],
  ['echo "unclosed', 2],
  ['true | exit 4', 4],
  ['kill -9 $$', 137],
])('%s fails the action with its status, and nothing runs after it', async (command, status) => {
  const from = trial.lines.length
  const ended = await run(['echo before', command, 'echo never'])
  expect(ended).toMatchObject({ status: 'Failed', error: { code: 'JobFailed' } })
  expect(ended.error!.message).toContain(
    `Build terminated with state: FAILED. Phase: BUILD, Code: COMMAND_EXECUTION_ERROR, ` +
      `Message: Error while executing command: ${command}. Reason: exit status ${status}\nbefore`,
  )
  expect(trial.lines.slice(from)).not.toContain('never')
})

test('commands find their artifacts, the keys of the action and what CodeBuild tells, and nothing of the executor', async () => {
  process.env.TRIAL_SECRET_OF_EXECUTOR = 'x'
  const inputs = [
    await trial.input('Code', { 'a/file.txt': 'first' }),
    await trial.input('Tools', { 'tool.txt': 'second' }),
  ]
  const environmentVariables = [
    { name: 'PLAIN', value: '$HOME "as it is"' },
    { name: 'HIDDEN', value: 'shop:password', type: 'SECRETS_MANAGER' },
  ]
  trial.script((target, { SecretId }) => {
    expect([target, SecretId]).toEqual(['secretsmanager.GetSecretValue', 'shop'])
    return { SecretString: JSON.stringify({ password: 'hunter-two' }) }
  })
  const from = trial.told.length
  const lines = await printed(
    [
      'cat a/file.txt; echo; cat "$CODEBUILD_SRC_DIR/a/file.txt" "$CODEBUILD_SRC_DIR_Tools/tool.txt"; echo',
      'printf "%s\\n" "$PLAIN" "$AWS_ACCESS_KEY_ID" "$AWS_ENDPOINT_URL" "$AWS_REGION" "$CODEBUILD_INITIATOR"',
      'printf "%s\\n" "$CODEBUILD_RESOLVED_SOURCE_VERSION" "$CODEBUILD_SOURCE_VERSION" "$CODEBUILD_BUILD_SUCCEEDING"',
      'echo "$HIDDEN $AWS_SECRET_ACCESS_KEY"; printf %s "$HIDDEN" | wc -c; env | grep -c TRIAL_SECRET',
    ],
    { inputs, environmentVariables },
  )
  delete process.env.TRIAL_SECRET_OF_EXECUTOR
  expect(lines).toEqual([
    'first',
    'firstsecond',
    '$HOME "as it is"',
    'AKIDTRIAL',
    'http://127.0.0.1:4610',
    'eu-west-1',
    'codepipeline/Garage',
    'v1',
    'arn:aws:s3:::store/Code',
    '1',
    '*** ***',
    expect.stringMatching(/^ *10$/),
    '0',
  ])
  const [progress] = trial.told.slice(from)
  expect(progress!.externalExecutionId).toMatch(/^Garage:action-\d+$/)
  expect(progress!.logStreamArn).toMatch(
    /^arn:aws:logs:eu-west-1:111111111111:log-group:\/aws\/codepipeline\/Garage:log-stream:action-\d+$/,
  )
})

test('exported variables are outputs, with their quotes and line breaks; others are not', async () => {
  const ended = await run(["export A='one\ntwo'", 'B=unexported', `export C='"quoted" $HOME'`, 'export EMPTY='], {
    outputVariableNames: ['A', 'B', 'C', 'EMPTY', 'MISSING', 'CODEBUILD_BUILD_ID', 'a-b'],
  })
  expect(ended.outputVariables).toEqual({
    A: 'one\ntwo',
    C: '"quoted" $HOME',
    EMPTY: '',
    CODEBUILD_BUILD_ID: ended.externalExecutionId,
  })
})

test('output variables above the quota fail the action', async () => {
  const ended = await run(['export A=$(head -c 122880 /dev/zero | tr "\\0" x)'], { outputVariableNames: ['A'] })
  expect(ended.error?.message).toContain('more than 122880')
})

test('the files of an output artifact are packed by their patterns, and no link leads out', async () => {
  const secret = mkdtempSync(join(tmpdir(), 'outside-'))
  writeFileSync(join(secret, 'secret.txt'), 'private')
  const outputs = [{ name: 'Out', bucket: 'store', key: 'out.zip', files: ['dist/**/*', 'top?.txt', './x.sh'] }]
  const ended = await run(
    [
      'mkdir -p dist/deep .git && echo 1 > dist/one && echo 2 > dist/deep/.two && echo n > top1.txt && echo n > top12.txt',
      `echo go > x.sh && chmod +x x.sh && ln -s ${secret}/secret.txt dist/stolen && ln -s ${secret} dist/folder`,
      'ln -s one dist/same && mkfifo dist/pipe',
    ],
    { outputs },
  )
  rmSync(secret, { recursive: true })
  expect(ended.status).toBe('Succeeded')
  expect(await filesIn(trial.objects.get('out.zip')!)).toEqual({
    'dist/deep/.two': '2\n',
    'dist/one': '1\n',
    'dist/same': '1\n',
    'top1.txt': 'n\n',
    'x.sh': 'go\n',
  })
})

test('an artifact without a matching file fails the action', async () => {
  const ended = await run(['true'], { outputs: [{ name: 'Out', bucket: 'store', key: 'none', files: ['dist'] }] })
  expect(ended.error?.message).toContain('Phase: UPLOAD_ARTIFACTS, Code: CLIENT_ERROR, Message: no matching artifact')
})

test('links that commands put where the executor writes and reads lead nowhere', async () => {
  const victim = join(mkdtempSync(join(tmpdir(), 'victim-')), 'file')
  writeFileSync(victim, 'private')
  const ended = await run(
    [
      'cd ../../scripts && for n in 1 2 3; do ln -s /etc/passwd command-$n; done',
      `rm -f exported; ln -s ${victim} exported; export A=1`,
    ],
    { outputVariableNames: ['A'] },
  )
  expect(ended.outputVariables).toEqual({ A: '1' })
})

test('commands see neither the home of the user nor the folders of others', async () => {
  const home = readdirSync(homedir())
  const lines = await printed([`ls -A ${homedir()} 2>/dev/null | grep -vxF -e .cache -e .pyenv; true`, 'ls ../..'])
  expect(home.length).toBeGreaterThan(0)
  expect(lines).toEqual(['scripts', 'work'])
})

test('who lets go of the action ends everything that its commands started', async () => {
  const controller = new AbortController()
  const from = trial.lines.length
  const ended = run(['sleep 1000 & echo "started"; sleep 1000'], {}, controller.signal)
  while (!trial.lines.slice(from).includes('started')) await new Promise((resolve) => setTimeout(resolve, 20))
  controller.abort()
  expect((await ended).status).toBe('Failed')
  expect(readdirSync(trial.folder)).toEqual([])
})

test('a rule runs commands as an action does, and needs no name of a type', async () => {
  const from = trial.lines.length
  const ended = await run(['cat text', 'exit 6'], {
    inputs: [await trial.input('Code', { text: 'of the artifact\n' })],
    type: undefined,
    outputs: undefined,
    provider: 'Commands',
  })
  expect(ended.error?.message).toContain('Reason: exit status 6')
  expect(trial.lines.slice(from)).toContain('of the artifact')
})

test('commands that a restart of the executor interrupted fail, and do not run again', async () => {
  const from = trial.lines.length
  const ended = await run(['echo again'], { checkpoint: 'Garage:action-1' })
  expect(ended).toMatchObject({ status: 'Failed', error: { message: expect.stringContaining('state: FAULT') } })
  expect(trial.lines.slice(from)).toEqual([])
})
