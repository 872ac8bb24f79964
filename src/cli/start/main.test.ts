import { expect, test } from '@jest/globals'
import { stages } from '../../stages/stages.ts'
import { localCommands, shownLocalCommands } from '../local/commands.ts'
import { commands } from './commands.ts'
import { main } from './main.ts'

function run(...argv: string[]) {
  return runWith({}, ...argv)
}

async function runWith(environment: NodeJS.ProcessEnv, ...argv: string[]) {
  let stdout = ''
  let stderr = ''
  const code = await main(argv, {
    environment,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    signal: new AbortController().signal,
  })
  return { code, stdout, stderr }
}

test('help lists every command in 80 columns', async () => {
  const { code, stdout } = await run('--help')
  expect(code).toBe(0)
  for (const name of [...Object.keys(stages), 'ship', 'local']) expect(stdout).toContain(`\n  ${name} `)
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
})

test('the help of the whole line fits into 80 columns', async () => {
  const { stdout } = await run('ship', '--help')
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
})

/** A group of commands has a help of its own kind. */
const single = Object.entries(stages).filter(([name]) => !Object.hasOwn(commands, name))

test.each(single.map(([name, { summary }]) => [name, summary]))(
  'the help of %s has its inputs and says what the list of commands says',
  async (name, summary) => {
    const { code, stdout } = await run(name, '--help')
    expect(code).toBe(0)
    expect(stdout.split('\n')[0]).toBe(summary)
    expect(stdout).toContain('Inputs')
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  },
)

test('an unknown command gets the nearest one and exit code 2', async () => {
  const { code, stderr } = await run('promte')
  expect(code).toBe(2)
  expect(stderr).toContain('did you mean promote?')
})

test.each(['constructor', '__proto__', 'toString'])(
  '%s is no command, of liftlock or of its local AWS',
  async (name) => {
    for (const words of [[name], ['local', name]]) {
      const { code, stderr } = await run(...words)
      expect(code).toBe(2)
      expect(stderr).toContain(`has no command "${name}"`)
    }
  },
)

test('a wrong flag with --json is one object on stdout', async () => {
  const { code, stdout } = await run('generate', '--json', '--chekc')
  expect(code).toBe(2)
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'invalid-input', error: { reason: 'input-unknown' } })
})

test.each([
  ['validate', 'LIFTLOCK_MODLE', 'model'],
  ['ship', 'LIFTLOCK_CONFIGURATOIN', 'configuration'],
  ['quality-gate', 'LIFTLOCK_TEST_COMAND', 'test-command'],
])('a misspelt variable of the environment stops %s, with the nearest input', async (name, variable, input) => {
  const { code, stderr } = await runWith({ [variable]: 'service' }, name)
  expect(code).toBe(2)
  expect(stderr).toContain(`has no input ${variable}; nothing was done`)
  expect(stderr).toContain(`did you mean ${input}?`)
})

test('variables that are settings, or resemble no input, stop nothing', async () => {
  const environment = { LIFTLOCK_CACHE: 'x', LIFTLOCK_ROLE_OF_CI: 'y', LIFTLOCK_SCENARIO: 'z', LIFTLOCK_MODLE: '' }
  const { stderr } = await runWith(environment, 'validate', 'nowhere')
  expect(stderr).not.toContain('input-unknown')
})

test.each([
  [['dead-letters', 'list']],
  [['dead-letters', 'show', '3f2a']],
  [['dead-letters', 'replay', '--all']],
  [['dead-letters', 'list', '--wrong']],
  [['local', 'token', '--wrong']],
  [['deploy', '--wrong']],
])('the failure of %j has the name of its own command in front', async (words) => {
  const { code, stderr } = await run(...words)
  expect(code).toBe(2)
  const [name, sub = ''] = words
  expect(stderr).toContain(`✗ ${sub === '' || sub.startsWith('-') ? name : `${name} ${sub}`}: `)
})

test.each(['list', 'show', 'replay'])(
  'dead-letters %s has help in 80 columns, and answers --json with one object',
  async (name) => {
    const help = await run('dead-letters', name, '--help')
    expect(help).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining(`liftlock dead-letters ${name}`),
    })
    expect(help.stdout).toContain('--json')
    expect(Math.max(...help.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    const failed = await run('dead-letters', name, 'x', '--json')
    expect(JSON.parse(failed.stdout)).toMatchObject({ error: { message: expect.any(String) } })
  },
)

test('a missing input exits with 2 and says what it means', async () => {
  const { code, stderr } = await run('generate')
  expect(code).toBe(2)
  expect(stderr).toContain('generate needs the input model: Folder of the model, or a model in one compiled file.')
})

test.each([
  [['help', 'deploy']],
  [['--help', 'deploy']],
  [['-h', 'deploy']],
  [['deploy', '-h']],
  [['deploy', '--help=true']],
])('%j is the help of deploy', async (words) => {
  expect(await run(...words)).toEqual(await run('deploy', '--help'))
})

test.each([[[]], [['help']], [['-h']], [['help', '--json']]])('%j is the list of commands', async (words) => {
  expect(await run(...words)).toEqual(await run('--help'))
})

test.each([['version'], ['--version'], ['-v']])('%s says which version this is', async (word) => {
  const { version } = JSON.parse((await run('version', '--json')).stdout) as { version: string }
  expect(await run(word)).toEqual({
    code: 0,
    stdout: `liftlock ${version}, Node ${process.version.slice(1)}\n`,
    stderr: '',
  })
})

test('the version has help, and refuses what it does not have', async () => {
  expect((await run('version', '-h')).stdout).toContain('Usage  liftlock version [flags]')
  expect(await run('version', '--jsno')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('did you mean --json?'),
  })
})

test.each([
  [['help', 'promte'], 'did you mean promote?'],
  [['local', 'help', 'stauts'], 'did you mean status?'],
  [['local', 'serv'], 'see liftlock local --help'],
])('%j is refused with the nearest command that a reader may use', async (words, hint) => {
  const { code, stderr } = await run(...words)
  expect(code).toBe(2)
  expect(stderr).toContain(hint)
})

test.each([[['--json']], [['local', '--json']]])('a flag before the command is refused: %j', async (words) => {
  const { code, stdout, stderr } = await run(...words)
  expect(code).toBe(2)
  expect(stderr).toContain('write flags after the command')
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'invalid-input', error: { reason: 'input-unknown' } })
})

test.each([[['local']], [['local', 'help']], [['local', '-h']], [['help', 'local']]])(
  '%j lists the commands of the local AWS that a reader may use, in 80 columns',
  async (words) => {
    const { code, stdout } = await run(...words)
    expect(code).toBe(0)
    expect([...stdout.matchAll(/^ {2}(\w+) {2}/gm)].map(([, name]) => name)).toEqual(Object.keys(shownLocalCommands()))
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
  },
)

test.each(Object.entries(localCommands))(
  'local %s has the help of its inputs, and refuses others',
  async (name, listed) => {
    const help = await run('local', name, '--help')
    expect(help).toMatchObject({ code: 0, stderr: '' })
    const { positional, inputs } = await listed.load()
    const usage = ['Usage liftlock local', name, ...(positional ? [`[${positional}]`] : []), '[flags]'].join(' ')
    expect(help.stdout.replace(/\s+/g, ' ')).toContain(`${listed.summary} ${usage}`)
    for (const key of Object.keys(inputs.shape).filter((each) => each !== positional))
      expect(help.stdout).toContain(`\n  --${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)
    expect(Math.max(...help.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    expect(await run('help', 'local', name)).toEqual(help)
    expect(await run('local', 'help', name)).toEqual(help)
    expect(await run('local', name, '-h')).toEqual(help)

    const refused = await run('local', name, '--local', '--json')
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(`local ${name} has no flag --local`) })
    expect(JSON.parse(refused.stdout)).toMatchObject({ stage: `local ${name}`, error: { reason: 'input-unknown' } })
  },
)

test.each([
  [['up', '--iam=maybe'], 'input iam is "maybe": expected true or false'],
  [['up', '--iam=true', '--no-iam'], '--iam is given twice, with different values'],
  [['up', '--iam', 'true'], 'did you mean --iam=true?'],
  [['up', '--iamm'], 'did you mean --iam?'],
  [['up', '--origin=http://localhost:5173', '--no-origins=true'], '--origin and --no-origins are given together'],
  [['token', '--user'], '--user needs a value'],
  [['serve'], 'local serve needs the input home'],
])('local %j is refused as a stage would refuse it', async (words, message) => {
  expect(await run('local', ...words)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) })
})

test('--json is one object before and after the command, and of the version', async () => {
  expect(JSON.parse((await run('--json')).stdout)).toMatchObject({ outcome: 'invalid-input' })
  expect(JSON.parse((await run('version', '--json')).stdout)).toMatchObject({ version: expect.any(String) })
})

test('a default that is a dot is said in words', async () => {
  const { stdout } = await run('package', '--help')
  expect(stdout).toMatch(/Default: the working\s+directory\./)
  expect(stdout).not.toContain('Default: ..')
  expect((await run('pipeline', 'approve', '--help')).stdout).not.toContain('Default: .')
})
