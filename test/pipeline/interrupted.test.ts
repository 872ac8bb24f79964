import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { commandProgram } from '../support/command-program.ts'
import {
  executionId,
  type ScriptedCodePipeline,
  scriptedAction,
  scriptedExecution,
  scriptedPipeline,
  startScriptedCodePipeline,
} from '../support/scripted-codepipeline.ts'

/* A process that follows, and that a signal ends, as Ctrl-C and a cancelled workflow do. */
const id = executionId(1)
let folder: string
let service: ScriptedCodePipeline
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-follow-'))
  service = await startScriptedCodePipeline()
  const shop = scriptedPipeline('shop')
  shop.executions = [
    scriptedExecution(id, service.clock.now(), { actions: [scriptedAction('Build/Compile', 'InProgress', [1])] }),
  ]
  service.pipelines.set('shop', shop)
  service.handlers.StopPipelineExecution = () => ({ pipelineExecutionId: id })
})
afterEach(async () => {
  await service.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Follows until the first look was answered, then sends the signal. */
async function interrupted(signal: NodeJS.Signals, ...flags: readonly string[]) {
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    AWS_ENDPOINT_URL: service.endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: '111111111111',
    AWS_SECRET_ACCESS_KEY: 'secret',
  }
  const argv = [...commandProgram(), 'pipeline', 'follow', 'shop', '--execution', id, '--json', ...flags]
  const child = spawn(process.execPath, argv, { env, cwd: folder })
  let [stdout, stderr, sent] = ['', '', false]
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
    // A second signal would end the process at once.
    if (!sent && stderr.includes('Build/Compile')) sent = child.kill(signal)
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  const stops = service.calls.filter(({ name }) => name === 'StopPipelineExecution').map(({ body }) => body.abandon)
  return { code, result: JSON.parse(stdout), stops }
}

test.each([
  ['SIGINT', 'detach', [], `interrupted; execution ${id} of pipeline shop goes on`],
  [
    'SIGTERM',
    'stop',
    [false, false],
    `interrupted; execution ${id} of pipeline shop was asked to stop after its running actions`,
  ],
  ['SIGINT', 'abandon', [true, true], 'was asked to stop at once; what its running actions began goes on without it'],
] as const)('%s with on-cancel %s does just that, and says what goes on', async (signal, onCancel, stops, message) => {
  // The first call fails, and there are some seconds for another one.
  let failed = false
  service.fault = (name) => {
    if (name !== 'StopPipelineExecution' || failed) return undefined
    failed = true
    return { code: 'InternalFailure', status: 500 }
  }
  const ended = await interrupted(signal, '--on-cancel', onCancel)
  expect(ended).toMatchObject({
    code: 3,
    result: {
      outcome: 'still-running',
      error: { reason: 'operation-running', message: expect.stringContaining(message) },
    },
    stops,
  })
  expect(ended.result.error.hint).toContain(`liftlock pipeline follow shop --execution ${id}`)
})
