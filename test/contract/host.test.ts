import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { awsFromEnvironment } from '../../src/aws/clients.ts'
import { flag } from '../../src/core/inputs/kinds.ts'
import { describeStage } from '../../src/core/run/describe.ts'
import type { Host } from '../../src/core/run/host.ts'
import { runStage } from '../../src/core/run/run.ts'
import { defineStage, type Stage } from '../../src/core/run/stage.ts'
import { StageError } from '../../src/core/run/stage-error.ts'
import { codepipelineHost } from '../../src/hosts/codepipeline/codepipeline.ts'
import { githubHost } from '../../src/hosts/github/github.ts'
import { terminalHost } from '../../src/hosts/terminal/terminal.ts'
import { commandsIn, runnerLines } from '../support/runner-commands.ts'
import { findSecrets } from '../support/secret-search.ts'
import { sourcedVariables } from '../support/sourced-variables.ts'
import { parseOutputs } from '../support/step-outputs.ts'

const hostileLogs = join(import.meta.dirname, '..', 'hostile', 'logs')

/** A stage that says everything a stage can say. */
const talkative = defineStage({
  name: 'talk',
  inputs: z.object({
    word: z.string().describe('What to say.'),
    secretWord: z.string().optional().describe('What nobody may read.'),
    refuse: flag().describe('Whether to fail.'),
    crash: flag().describe('Whether to have a bug.'),
    late: flag().describe('Whether something newer is there.'),
  }),
  outputs: z.object({ outcome: z.enum(['succeeded', 'rejected']), spokenWord: z.string().describe('What was said.') }),
  async run({ word, secretWord, refuse, crash, late }, { report }) {
    if (secretWord) report({ kind: 'secret', value: secretWord })
    report({ kind: 'note', text: `saying ${word}` })
    report({ kind: 'warning', text: `careful with ${word}` })
    report({ kind: 'group', title: 'words', lines: [word, word] })
    report({
      kind: 'finding',
      finding: { severity: 'error', rule: 'V-00', text: `bad ${word}`, place: { file: 'a.xml', line: 3, column: 5 } },
    })
    report({ kind: 'summary', markdown: `# ${word}` })
    if (crash) throw new TypeError(`crashed on ${secretWord}`)
    if (late) throw new StageError('publish-superseded', `${word} is old`, { hint: 'nothing has to be done' })
    if (refuse)
      throw new StageError('gate-failed', `${word} and ${secretWord} are refused`, { hint: 'say something else' })
    return { outcome: 'succeeded', spokenWord: word }
  },
})

interface Run {
  readonly exitCode: number | undefined
  /** Everything that was printed, written or put into files. */
  readonly emitted: string
  /** What a runner would read for commands. */
  readonly log: string
  readonly outputs: Readonly<Record<string, string>>
}

type RunInHost = (inputs: Readonly<Record<string, string>>) => Promise<Run>

/** One for all runs: the platform's library looks for its name once in a process. */
const summaries = mkdtempSync(join(tmpdir(), 'liftlock-summary-'))
afterAll(() => rmSync(summaries, { recursive: true }))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-host-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const inTerminal: RunInHost = async (inputs) => {
  let printed = ''
  let stdout = ''
  let exitCode: number | undefined
  const host = terminalHost({
    flags: inputs,
    environment: { GITHUB_ACTIONS: 'true' },
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (printed += text) },
    json: true,
    aws: async () => awsFromEnvironment({}),
    signal: new AbortController().signal,
    onExitCode: (code) => {
      exitCode = code
    },
  })
  await runStage(describeStage(talkative), async () => talkative as unknown as Stage, host)
  const { outcome, outputs = {}, error } = JSON.parse(stdout)
  return {
    exitCode,
    emitted: printed + stdout,
    log: printed + stdout,
    outputs: { ...outputs, outcome, 'failure-reason': error?.reason ?? '', 'spoken-word': outputs.spokenWord },
  }
}

const inGitHub: RunInHost = async (inputs) => {
  const files = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(summaries, 'summary') }
  for (const file of Object.values(files)) writeFileSync(file, '')
  process.env.GITHUB_STEP_SUMMARY = files.GITHUB_STEP_SUMMARY
  let printed = ''
  let exitCode: number | undefined
  const given = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  )
  const host: Host = githubHost({
    environment: { ...files, ...given },
    stdout: { write: (text) => (printed += text) },
    aws: async () => awsFromEnvironment({}),
    signal: new AbortController().signal,
    onExitCode: (code) => {
      exitCode = code
    },
  })
  await runStage(describeStage(talkative), async () => talkative as unknown as Stage, host)
  delete process.env.GITHUB_STEP_SUMMARY
  const [output, summary] = Object.values(files).map((file) => readFileSync(file, 'utf8'))
  // The mask command has to name the secret to the runner; nothing else may.
  const emitted = printed.replace(/^::add-mask::.*$/gm, '') + output + summary
  return { exitCode, emitted, log: printed, outputs: parseOutputs(output!) }
}

const inCodePipeline: RunInHost = async (inputs) => {
  const exports = join(folder, 'exports')
  let printed = ''
  let exitCode: number | undefined
  const log = { write: (text: string) => (printed += text) }
  const description = describeStage(talkative)
  const host = codepipelineHost({
    description,
    flags: {},
    environment: {
      LIFTLOCK_PIPELINE_EXECUTION: '00000000-0000-4000-8000-000000000001',
      LIFTLOCK_PIPELINE_NAME: 'parking',
      LIFTLOCK_PIPELINE_STAGE: 'Staging',
      LIFTLOCK_PIPELINE_ACTION: 'Talk',
      LIFTLOCK_EXPORTS: exports,
      ...Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [`LIFTLOCK_${name.toUpperCase().replaceAll('-', '_')}`, value]),
      ),
    },
    stdout: log,
    stderr: log,
    json: false,
    aws: async () => awsFromEnvironment({}),
    signal: new AbortController().signal,
    onExitCode: (code) => {
      exitCode = code
    },
    leave: () => {},
  })
  await runStage(description, async () => talkative as unknown as Stage, host)
  const variables = sourcedVariables(exports, ['outcome', 'failure_reason', 'spoken_word'])
  const last = printed.trimEnd().split('\n').at(-1)!
  expect(JSON.parse(last)).toMatchObject({ stage: 'talk', outcome: variables.outcome })
  return {
    exitCode,
    emitted: printed + readFileSync(exports, 'utf8'),
    log: printed,
    outputs: {
      outcome: variables.outcome!,
      'failure-reason': variables.failure_reason!,
      'spoken-word': variables.spoken_word!,
    },
  }
}

describe.each([
  ['a terminal', inTerminal],
  ['CodePipeline', inCodePipeline],
  ['GitHub Actions', inGitHub],
])('in %s', (_, run) => {
  test('outputs arrive under their edge names', async () => {
    const { outputs, exitCode } = await run({ word: 'hello' })
    expect(outputs).toMatchObject({ outcome: 'succeeded', 'failure-reason': '', 'spoken-word': 'hello' })
    expect(exitCode).toBe(0)
  })

  test('notes, warnings, groups and findings can all be read', async () => {
    const { emitted } = await run({ word: 'hello' })
    for (const text of ['saying hello', 'careful with hello', 'words', 'bad hello', 'a.xml:3:5'])
      expect(emitted).toContain(text)
  })

  test('a failure has its reason, its message and the next step, and exits with 1', async () => {
    const { outputs, emitted, exitCode } = await run({ word: 'hello', refuse: 'true' })
    expect(outputs).toMatchObject({ outcome: 'rejected', 'failure-reason': 'gate-failed' })
    expect(emitted).toContain('hello and undefined are refused')
    expect(emitted).toContain('say something else')
    expect(exitCode).toBe(1)
  })

  test('what came too late says so, and exits with 4', async () => {
    const { outputs, emitted, exitCode } = await run({ word: 'hello', late: 'true' })
    expect(outputs).toMatchObject({ outcome: 'superseded', 'failure-reason': 'publish-superseded' })
    expect(emitted).toContain('nothing has to be done')
    expect(exitCode).toBe(4)
  })

  test('a missing input is named and exits with 2', async () => {
    const { emitted, outputs, exitCode } = await run({})
    expect(emitted).toContain('talk needs the input word')
    expect(outputs['failure-reason']).toBe('input-missing')
    expect(exitCode).toBe(2)
  })

  test('of a failure of five million characters little is said, in every form', async () => {
    const word = 'five million '.repeat(400_000)
    const { emitted } = await run({ word, refuse: 'true' })
    expect(emitted.split('characters left out').length).toBeGreaterThan(3)
    expect(emitted.length).toBeLessThan(300_000)
  })

  test('a bug says that it is one and exits with 70', async () => {
    const { emitted, outputs, exitCode } = await run({ word: 'hello', crash: 'true' })
    expect(emitted).toContain('this is a bug in liftlock')
    expect(outputs['failure-reason']).toBe('bug')
    expect(exitCode).toBe(70)
  })

  test.each(['true', 'false'])(
    'a secret is nowhere, plain, URL-encoded or in base64, when the stage has a bug: %s',
    async (crash) => {
      const secret = 'kAnarienvogel/7+? &x~~>'
      const inside = ['', ':', '::'].map((before) => Buffer.from(`${before}${secret}:`))
      const base64 = inside.map((bytes) => bytes.toString('base64'))
      const base64url = inside.map((bytes) => bytes.toString('base64url'))
      const word = [secret, ...base64, ...base64url, ...[secret, ...base64].map(encodeURIComponent)].join(' ')
      const spellings = ['plain', 'URL-encoded', 'in base64', 'in base64url', 'in base64, URL-encoded']
      const planted = spellings.map((spelling) => `word: secret 1 ${spelling}`)
      expect(findSecrets({ word }, [secret])).toEqual(expect.arrayContaining(planted))
      const { emitted } = await run({ word, 'secret-word': secret, refuse: 'true', crash })
      expect(findSecrets({ emitted }, [secret])).toEqual([])
      expect(emitted).toContain('***')
    },
  )

  test.each(readdirSync(hostileLogs))('workflow commands in data have no effect: %s', async (name) => {
    const word = readFileSync(join(hostileLogs, name), 'utf8')
    const ways = [
      [{}, 'succeeded'],
      [{ refuse: 'true' }, 'rejected'],
      [{ crash: 'true', 'secret-word': word.slice(0, 40) }, 'bug'],
    ] as const
    for (const [more, outcome] of ways) {
      const { log, outputs } = await run({ word, ...more })
      const allowed = ['error', 'warning', 'notice', 'group', 'endgroup', 'add-mask']
      const commands = commandsIn(log)
      expect(commands.filter((command) => !allowed.includes(command.name))).toEqual([])
      expect(commands.map(({ data }) => data).filter((data) => /^(forged|a|b|x|y)$/.test(data))).toEqual([])
      // The runner writes what a command says into the log, in which the page folds and colours by the same marks.
      const said = commands.filter((command) => command.name !== 'add-mask').map(({ data }) => data)
      expect(said.filter((data) => commandsIn(data).length > 0)).toEqual([])
      // Everything that is meant begins its line, and nothing is found inside one.
      expect(
        runnerLines(log).filter((line) => !line.startsWith('::') && commandsIn(line, () => true).length > 0),
      ).toEqual([])
      // The command that masks has to have the letters of the secret itself.
      const shown = log.split('\n').filter((line) => !line.startsWith('::add-mask::'))
      expect(shown.join('\n')).not.toMatch(/(?!\n|\t)[\p{Cc}\p{Zl}\p{Zp}\u202e]/u)
      expect(outputs.outcome).toBe(outcome)
    }
  })
})

test('a value that looks like the end of an output cannot add outputs of its own', async () => {
  const { outputs } = await inGitHub({ word: 'a\nliftlock_0\noutcome<<x\nstolen\nx' })
  expect(outputs.outcome).toBe('succeeded')
  expect(outputs['spoken-word']).toContain('stolen')
})

test('what to do about a missing input is said in the words of the host', async () => {
  expect((await inTerminal({})).log).toContain('give --word, or see liftlock talk --help')
  expect((await inGitHub({})).log).toContain('give the input word, or see the README of the action talk')
})

test('the summary of a step is written, without secrets in it', async () => {
  const { emitted } = await inGitHub({ word: 'a_secret+word', 'secret-word': 'a_secret+word' })
  expect(emitted).toContain('## ✓ talk: succeeded')
  expect(emitted).toContain('# ***')
  expect(findSecrets({ emitted }, ['a_secret+word'])).toEqual([])
})

test('what came too late is a notice with a neutral mark, and a refusal is an error', async () => {
  const late = await inGitHub({ word: 'hello', late: 'true' })
  expect(late.log).toContain('::notice::talk: hello is old')
  expect(late.log).not.toContain('::error::')
  expect(late.emitted).toContain('## – talk: superseded')
  expect(late.emitted).not.toContain('✗')
  const refused = await inGitHub({ word: 'hello', refuse: 'true' })
  expect(refused.log).toContain('::error::talk: hello and undefined are refused')
  expect(refused.emitted).toContain('## ✗ talk: rejected')
})
