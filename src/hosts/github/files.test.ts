import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Result } from '../../core/run/host.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { githubHost } from './github.ts'

const done: Result = { kind: 'done', stage: 'deploy', outcome: 'succeeded', outputs: { outputs: { A: 'a' } } }
const failure: Result = { kind: 'failure', stage: 'deploy', error: new StageError('plan-changed', 'another plan') }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-files-'))
  mkdirSync(join(folder, 'temporary'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

async function finish(result: Result, output: string, temporary?: string) {
  return finishWith(result, { GITHUB_OUTPUT: output, RUNNER_TEMP: temporary ?? join(folder, 'temporary') })
}

async function finishWith(result: Result, given: Readonly<Record<string, string>>) {
  let log = ''
  let code: number | undefined
  const environment = { GITHUB_STEP_SUMMARY: join(folder, 'summary'), ...given }
  const host = githubHost({
    environment,
    stdout: { write: (text) => (log += text) },
    signal: new AbortController().signal,
    onExitCode: (given) => {
      code = given
    },
  })
  await host.finish(result)
  const errors = log.split('\n').filter((line) => line.startsWith('::error'))
  return { errors, code, summary: readFileSync(join(folder, 'summary'), 'utf8') }
}

test.each([
  ['a folder', () => folder, 'EISDIR'],
  ['a path that is not there', () => join(folder, 'nowhere', 'output'), 'ENOENT'],
])('outputs for %s end in one error that says that the stage is done', async (_, output, why) => {
  const { errors, code, summary } = await finish(done, output())
  expect(errors).toHaveLength(1)
  expect(errors[0]).toContain('deploy is done (succeeded), but its outputs could not be handed on')
  expect(errors[0]).toContain(why)
  expect(code).toBe(1)
  expect(summary).toContain('## ✓ deploy: succeeded')
  expect(summary).toContain('its outputs could not be handed on')
})

test('a temporary folder that takes no files loses the outputs that lie there, and no summary', async () => {
  writeFileSync(join(folder, 'file'), '')
  const { errors, code, summary } = await finish(done, join(folder, 'output'), join(folder, 'file'))
  expect(errors).toEqual([expect.stringContaining('deploy is done (succeeded), but')])
  expect(code).toBe(1)
  expect(summary).toContain('## ✓ deploy: succeeded')
})

test('a temporary folder that takes no files changes nothing where no output lies there', async () => {
  writeFileSync(join(folder, 'file'), '')
  const { errors, code, summary } = await finish({ ...done, outputs: {} }, join(folder, 'output'), join(folder, 'file'))
  expect({ errors, code }).toEqual({ errors: [], code: 0 })
  expect(summary).toContain('## ✓ deploy: succeeded')
})

test('a failure stays the failure that it is', async () => {
  const { errors, code, summary } = await finish(failure, folder)
  expect(errors[0]).toContain('another plan')
  expect(errors[1]).toContain('deploy ended as rejected, but its outputs')
  expect(code).toBe(1)
  expect(summary).toContain('another plan')
})

test('what an earlier step left broken in the temporary folder is passed by', async () => {
  mkdirSync(join(folder, 'temporary', 'liftlock'))
  writeFileSync(join(folder, 'temporary', 'liftlock', 'line.json'), '[{')
  const { code, summary } = await finish(done, join(folder, 'output'))
  expect(code).toBe(0)
  expect(summary).toContain('**deploy**')
})

test('without the folder of a runner, nothing is written through what somebody planted in a shared one', async () => {
  const [shared, victim, output] = ['shared', 'victim', 'output'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  mkdirSync(join(shared, 'liftlock'), { recursive: true })
  writeFileSync(victim, 'mine')
  symlinkSync(victim, join(shared, 'liftlock', 'deploy-outputs.json'))
  const { errors, code } = await finishWith(done, { GITHUB_OUTPUT: output, TMPDIR: shared })
  const path = /^(.*deploy-outputs\.json)$/m.exec(readFileSync(output, 'utf8'))![1]!
  expect({ errors, code }).toEqual({ errors: [], code: 0 })
  expect(readFileSync(victim, 'utf8')).toBe('mine')
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ A: 'a' })
  expect(lstatSync(join(path, '..')).mode & 0o777).toBe(0o700)
})
