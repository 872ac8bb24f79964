import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { commandProgram } from '../support/command-program.ts'
import { placeVariables } from '../support/pipeline-action.ts'

/* The command line as a process in an action of a pipeline: whatever ends it, the last line says how it ended. */
function last(argv: readonly string[], environment: NodeJS.ProcessEnv, ...node: readonly string[]) {
  const env = { PATH: process.env.PATH, ...placeVariables, ...environment }
  const folder = mkdtempSync(join(tmpdir(), 'liftlock-log-'))
  const path = join(folder, 'log')
  const file = openSync(path, 'a')
  const args = [...node, ...commandProgram(), ...argv]
  const { status } = spawnSync(process.execPath, args, { env, cwd: folder, stdio: ['ignore', file, file] })
  closeSync(file)
  const log = readFileSync(path, 'utf8')
  rmSync(folder, { recursive: true })
  return { status, log, record: JSON.parse(log.trimEnd().split('\n').at(-1) ?? '') }
}

const execution = placeVariables.LIFTLOCK_PIPELINE_EXECUTION

test.each([
  ['an error that nobody catches', "process.once('beforeExit', () => { throw new Error('lost') })"],
  ['a promise that nobody waits for', "process.once('beforeExit', () => void Promise.reject(new Error('lost')))"],
])('%s ends the log with a record', (_, script) => {
  const { status, log, record } = last(['version'], {}, '--import', `data:text/javascript,${script}`)
  expect(log).toContain('Error: lost\n')
  expect(record).toEqual({ stage: 'version', outcome: 'bug', error: { reason: 'bug', message: 'lost' }, execution })
  expect(status).toBe(70)
})

test.each([
  ['an unknown flag', ['deploy', '--relase', '1.0.0'], {}, 'input-unknown'],
  ['a variable of the action that is wrong', ['deploy'], { LIFTLOCK_PIPELINE_MINUTES: '0' }, 'input-invalid'],
  ['a stage without an input that it needs', ['promote'], {}, 'input-missing'],
  ['an unknown command', ['deplot'], {}, 'input-invalid'],
])('%s ends the log with a record', (_, argv, environment, reason) => {
  const { status, record } = last(argv, environment)
  expect(record).toMatchObject({ stage: argv[0], outcome: 'invalid-input', error: { reason }, execution })
  expect(status).toBe(2)
})
