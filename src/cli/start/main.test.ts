import { expect, test } from '@jest/globals'
import { stages } from '../../stages/stages.ts'
import { main } from './main.ts'
import { summaries } from './summaries.ts'

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

test.each(Object.keys(stages))(
  'the help of %s has its inputs and says what the list of commands says',
  async (name) => {
    const { code, stdout } = await run(name, '--help')
    expect(code).toBe(0)
    expect(stdout.split('\n')[0]).toBe(summaries[name])
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

test('a missing input exits with 2 and says what it means', async () => {
  const { code, stderr } = await run('generate')
  expect(code).toBe(2)
  expect(stderr).toContain('generate needs the input model: Folder of the model.')
})

test('--json is one object before and after the command, and of the version', async () => {
  expect(JSON.parse((await run('--json')).stdout)).toMatchObject({ outcome: 'invalid-input' })
  expect(JSON.parse((await run('version', '--json')).stdout)).toMatchObject({ version: expect.any(String) })
})

test('a default that is a dot is said in words', async () => {
  const { stdout } = await run('package', '--help')
  expect(stdout).toMatch(/Default: the working\s+directory\./)
  expect(stdout).not.toContain('Default: ..')
})
