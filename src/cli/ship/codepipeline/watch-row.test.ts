import { expect, test } from '@jest/globals'
import {
  executionId,
  type Fault,
  scriptedAction,
  scriptedExecution,
  scriptedPipeline,
  startScriptedCodePipeline,
} from '../../../../test/support/scripted-codepipeline.ts'
import { testContext } from '../../../../test/support/test-context.ts'
import type { ActionDetail } from '../../../core/ports/pipeline-shapes.ts'
import { drivePipelines } from '../../../stages/pipeline/driving/drive.ts'
import { actionRows } from './rows.ts'
import { stateOf, watchRow } from './watch-row.ts'

const rowOf = (name: string) => actionRows.find((row) => row.name === name)!
const action = (actionName: string, status: string, from = 0, to = 0): ActionDetail => ({
  actionName,
  status,
  actionExecutionId: `${actionName}-1`,
  startTime: new Date(from),
  lastUpdateTime: new Date(to),
  input: { actionTypeId: { category: actionName === 'Approve' ? 'Approval' : 'Compute' } },
})

test('a row has ended with its last action, and lasted from the start of its first', () => {
  const deployed = {
    ...action('Deploy', 'Succeeded', 1000, 3000),
    output: { outputVariables: { outcome: 'succeeded', release: 'abc' } },
  }
  expect(stateOf(rowOf('staging'), [deployed], 'InProgress')).toBeUndefined()
  const last = {
    ...action('DeployGoesOn', 'Succeeded', 3000, 4500),
    output: { outputVariables: { outcome: 'succeeded', release: '' } },
  }
  const variables = { outcome: 'succeeded', release: 'abc' }
  const done = { kind: 'done', last, variables, seconds: 3.5 }
  expect(stateOf(rowOf('staging'), [deployed, last], 'InProgress')).toEqual(done)
})

test('an approval asks until it was answered', () => {
  const asks = action('Approve', 'InProgress')
  expect(stateOf(rowOf('approval'), [asks], 'InProgress')).toEqual({ kind: 'asks', action: asks, all: [asks] })
  expect(stateOf(rowOf('approval'), [asks], 'InProgress', 'Approve-1')).toBeUndefined()
})

test('a row that a later action did not wait for was skipped', () => {
  expect(stateOf(rowOf('approval'), [action('Plan', 'Succeeded')], 'InProgress')).toBeUndefined()
  expect(stateOf(rowOf('approval'), [action('Promote', 'InProgress')], 'InProgress')).toEqual({ kind: 'passed' })
})

test.each(['Failed', 'Abandoned'])('an action that is %s ends its row', (status) => {
  expect(stateOf(rowOf('quality gate'), [action('Gate', status)], 'InProgress')).toEqual({ kind: 'failed' })
})

test.each(['Failed', 'Stopped', 'Superseded', 'Cancelled'])('an execution that is %s ends every row', (status) => {
  expect(stateOf(rowOf('production'), [action('Plan', 'Succeeded')], status)).toEqual({ kind: 'failed' })
})

test('a read that fails for a while does not end the line', async () => {
  const service = await startScriptedCodePipeline()
  try {
    const execution = executionId(1)
    const actions = [scriptedAction('Staging/Gate', 'Succeeded', [1, 2])]
    const desk = scriptedPipeline('desk')
    desk.executions = [scriptedExecution(execution, service.clock.now(), { actions })]
    service.pipelines.set('desk', desk)
    const faults: Fault[] = [
      { status: 503, html: 'busy' },
      { code: 'ThrottlingException' },
      { code: 'InternalFailure', status: 500 },
    ]
    service.fault = () => faults.shift()
    const waiting = testContext({ aws: service.aws, clock: service.clock })
    const { pipelines } = await drivePipelines(service.aws.at({}), waiting)
    const watched = { pipelines, pipeline: 'desk', execution, waiting }
    expect(await watchRow(watched, rowOf('quality gate'))).toMatchObject({ kind: 'done' })
    expect(faults).toEqual([])
  } finally {
    await service.stop()
  }
})

test('a list of actions that goes in circles is refused', async () => {
  const pipelines = {
    execution: async () => ({ status: 'InProgress' }),
    actions: async () => ({ items: [], next: 'again' }),
  }
  const watched = { pipelines, pipeline: 'desk', execution: 'one', waiting: testContext() }
  await expect(watchRow(watched, rowOf('plan'))).rejects.toMatchObject({ reason: 'answer-too-large' })
})
