import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { runCommand } from '../../../test/support/pipeline-trial.ts'
import {
  type ScriptedCodePipeline,
  scriptedPipeline,
  startScriptedCodePipeline,
} from '../../../test/support/scripted-codepipeline.ts'
import { loadPipelineCommand } from './commands.ts'
import { pipeline } from './stage.ts'

let service: ScriptedCodePipeline
beforeAll(async () => {
  service = await startScriptedCodePipeline()
  service.pipelines.set('shop', scriptedPipeline('shop'))
})
afterAll(() => service.stop())

test('a command runs with its own inputs, as in a terminal', async () => {
  const { outputs } = await runCommand(pipeline, service, { command: 'list' })
  expect(outputs).toMatchObject({ outcome: 'succeeded', count: 1 })
})

test('an input of another command is refused, and a missing one is named', async () => {
  const foreign = { command: 'show', pipeline: 'shop', variables: 'A=1' }
  await expect(runCommand(pipeline, service, foreign)).rejects.toMatchObject({
    reason: 'input-unknown',
    message: 'the command show has no input variables',
  })
  await expect(runCommand(pipeline, service, { command: 'show' })).rejects.toMatchObject({
    reason: 'input-missing',
    message: expect.stringContaining('input pipeline'),
  })
})

test('the action has every input and output of every command', async () => {
  for (const load of Object.values(loadPipelineCommand)) {
    const { inputs, outputs } = await load()
    expect(Object.keys(pipeline.inputs.shape)).toEqual(expect.arrayContaining(Object.keys(inputs.shape)))
    expect(Object.keys(pipeline.outputs.shape)).toEqual(expect.arrayContaining(Object.keys(outputs.shape)))
  }
})
