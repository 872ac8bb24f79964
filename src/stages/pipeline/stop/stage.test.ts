import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { runCommand } from '../../../../test/support/pipeline-trial.ts'
import {
  executionId,
  type ScriptedCodePipeline,
  type ScriptedExecution,
  scriptedAction,
  scriptedExecution,
  scriptedPipeline,
  startScriptedCodePipeline,
} from '../../../../test/support/scripted-codepipeline.ts'
import { retryPipeline } from '../retry/stage.ts'
import { stopPipeline } from './stage.ts'

const id = executionId(1)
let service: ScriptedCodePipeline
let run: ScriptedExecution
beforeEach(async () => {
  service = await startScriptedCodePipeline()
  const pipeline = scriptedPipeline('shop')
  run = scriptedExecution(id, service.clock.now(), { actions: [deploy('InProgress')] })
  pipeline.executions = [run]
  service.pipelines.set('shop', pipeline)
})
afterEach(() => service.stop())

function deploy(status: string) {
  const input = { actionTypeId: { category: 'Deploy' } }
  return scriptedAction('Production/Deploy', status, [1, 5], { actionExecutionId: status, input })
}

const stop = (inputs: object = {}) => runCommand(stopPipeline, service, { pipeline: 'shop', execution: id, ...inputs })
const retry = (inputs: object = {}) => runCommand(retryPipeline, service, { pipeline: 'shop', ...inputs })
const bodies = (wanted: string) => service.calls.filter(({ name }) => name === wanted).map(({ body }) => body)

/** The service stops the execution half a minute after the call. */
function stopsLater(actions: readonly ReturnType<typeof deploy>[]): void {
  service.handlers.StopPipelineExecution = ({ reason }) => {
    service.at(service.clock.elapsed() / 1000 + 30, () =>
      Object.assign(run, { status: 'Stopped', actions, stopTrigger: { reason } }),
    )
    return { pipelineExecutionId: id }
  }
}

test('a stop waits until the execution has stopped, and a repeat finds it so', async () => {
  stopsLater([deploy('Succeeded')])
  expect((await stop({ reason: 'wrong' })).outputs).toEqual({ outcome: 'succeeded', execution: id, status: 'Stopped' })
  expect(bodies('StopPipelineExecution')).toMatchObject([{ abandon: false, reason: 'wrong' }])
  expect((await stop()).outputs).toMatchObject({ outcome: 'no-changes' })
})

test('a deployment that is abandoned goes on, which is no success', async () => {
  stopsLater([deploy('Abandoned')])
  await expect(stop({ abandon: true })).rejects.toMatchObject({
    reason: 'execution-abandoned',
    outcome: 'still-running',
    message: expect.stringContaining('Production/Deploy'),
  })
})

test('a stop that somebody asked for already is waited for', async () => {
  service.fault = (name) => (name === 'StopPipelineExecution' ? { code: 'DuplicatedStopRequestException' } : undefined)
  service.at(20, () => Object.assign(run, { status: 'Stopped', actions: [] }))
  expect((await stop()).outputs).toMatchObject({ outcome: 'succeeded' })
})

test('what has ended cannot be stopped', async () => {
  run.status = 'Succeeded'
  service.fault = (name) =>
    name === 'StopPipelineExecution' ? { code: 'PipelineExecutionNotStoppableException', message: 'no' } : undefined
  await expect(stop()).rejects.toMatchObject({ reason: 'pipeline-refused' })
})

test('a retry runs the failed stage in the same execution, and a repeat only follows', async () => {
  run.actions = [deploy('Failed')]
  run.status = 'Failed'
  service.handlers.RetryStageExecution = () => {
    run.status = 'InProgress'
    return { pipelineExecutionId: id }
  }
  expect((await retry({ detach: true })).outputs).toMatchObject({ outcome: 'succeeded', execution: id })
  await retry({ detach: true })
  expect(bodies('RetryStageExecution')).toEqual([
    { pipelineName: 'shop', stageName: 'Production', pipelineExecutionId: id, retryMode: 'FAILED_ACTIONS' },
  ])
})

function changeSet(ActionMode: string, status: string) {
  const resolvedConfiguration = { ActionMode, StackName: 'shop', ChangeSetName: 'next' }
  return scriptedAction(`Production/${ActionMode}`, status, [1, 5], { input: { resolvedConfiguration } })
}

test('a change set that was executed is made anew by a retry', async () => {
  run.actions = [changeSet('CHANGE_SET_EXECUTE', 'Failed'), changeSet('CHANGE_SET_REPLACE', 'Succeeded')]
  run.status = 'Failed'
  service.handlers.RetryStageExecution = () => {
    run.status = 'InProgress'
    return {}
  }
  expect((await retry({ detach: true })).text).toContain('all actions of stage Production run again')
  expect(bodies('RetryStageExecution')).toMatchObject([{ retryMode: 'ALL_ACTIONS' }])
})

test('a retry that the service takes without doing anything is not said to run', async () => {
  run.actions = [deploy('Failed')]
  run.status = 'Failed'
  service.handlers.RetryStageExecution = () => ({ pipelineExecutionId: id })
  expect((await retry({ detach: true })).text).toContain('does not show yet')
  await expect(retry()).rejects.toMatchObject({ reason: 'action-failed' })
})

test('a retry whose answer is lost is made once', async () => {
  run.actions = [deploy('Failed')]
  run.status = 'Failed'
  service.fault = (name) => {
    if (name !== 'RetryStageExecution') return undefined
    run.status = 'InProgress'
    return 'reset'
  }
  expect((await retry({ detach: true, allActions: true })).outputs).toMatchObject({ execution: id })
  expect(bodies('RetryStageExecution')).toMatchObject([{ retryMode: 'ALL_ACTIONS' }])
})

test.each(['NotLatestPipelineExecutionException', 'StageNotRetryableException'])('%s is a refusal', async (code) => {
  run.actions = [deploy('Failed')]
  run.status = 'Failed'
  service.fault = (name) => (name === 'RetryStageExecution' ? { code, message: 'no' } : undefined)
  await expect(retry()).rejects.toMatchObject({ reason: 'pipeline-refused' })
})

test('without a failed stage, nothing is retried', async () => {
  run.actions = [deploy('Succeeded')]
  run.status = 'Stopped'
  await expect(retry()).rejects.toMatchObject({ reason: 'input-missing' })
})
