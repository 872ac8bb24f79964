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
import { followPipeline } from './stage.ts'

let service: ScriptedCodePipeline
let run: ScriptedExecution
beforeEach(async () => {
  service = await startScriptedCodePipeline()
  run = scriptedExecution(executionId(1), service.clock.now())
  run.actions = [scriptedAction('Source/Code', 'InProgress', [0])]
  service.pipelines.set('shop', { ...scriptedPipeline('shop'), executions: [run] })
})
afterEach(() => service.stop())

const token = executionId(7)
const [release, plan] = ['a'.repeat(64), 'b'.repeat(64)]
const asks = (status: 'InProgress' | 'Succeeded' | 'Failed', CustomData?: string) => [
  scriptedAction('Approval/Approve', status, [20], {
    actionExecutionId: token,
    input: { actionTypeId: { category: 'Approval' }, ...(CustomData && { resolvedConfiguration: { CustomData } }) },
  }),
  scriptedAction('Source/Code', 'Succeeded', [0, 10]),
]
const follow = (inputs: object = { until: 'approval' }) =>
  runCommand(followPipeline, service, { pipeline: 'shop', ...inputs })

test('a command that follows until an approval ends there, and says what is asked', async () => {
  service.at(20, () => {
    run.actions = asks('InProgress', `release=${release} plan=${plan} environment=production`)
  })
  const { outputs, text, reports } = await follow()
  expect(outputs).toMatchObject({ outcome: 'succeeded', status: 'InProgress', token, release, plan })
  expect(text).toContain(`waits for Approval/Approve, release ${release}, plan ${plan}`)
  const summaries = reports.flatMap((event) => (event.kind === 'summary' ? [event.markdown] : []))
  expect(summaries).toEqual([expect.stringContaining(plan)])
})

test('an approval that names nothing gives its token only', async () => {
  service.at(20, () => {
    run.actions = asks('InProgress')
  })
  const { outputs } = await follow()
  expect(outputs).toMatchObject({ token })
  expect(Object.keys(outputs)).not.toContain('plan')
})

test('an execution that asks for nothing is followed to its end, without a token', async () => {
  service.at(60, () => Object.assign(run, { status: 'Succeeded', actions: asks('Succeeded') }))
  const { outputs } = await follow()
  expect(outputs).toMatchObject({ outcome: 'succeeded', status: 'Succeeded' })
  expect(outputs).not.toHaveProperty('token')
})

test('an execution that fails before it asks is a failure', async () => {
  service.at(20, () =>
    Object.assign(run, { status: 'Failed', actions: [scriptedAction('Source/Code', 'Failed', [0, 20])] }),
  )
  await expect(follow()).rejects.toMatchObject({ reason: 'action-failed' })
})

test('an approval of an execution that is being stopped is not asked for, and the stop is the end', async () => {
  Object.assign(run, { status: 'Stopping', actions: asks('InProgress') })
  service.at(60, () => Object.assign(run, { status: 'Stopped', actions: asks('Succeeded') }))
  await expect(follow()).rejects.toMatchObject({ reason: 'execution-stopped' })
})

test('an attempt that was answered does not hide the one that waits after a retry', async () => {
  const again = scriptedAction('Approval/Approve', 'InProgress', [50], {
    actionExecutionId: executionId(8),
    input: { actionTypeId: { category: 'Approval' } },
  })
  run.actions = [again, ...asks('Failed')]
  expect((await follow()).outputs).toMatchObject({ token: executionId(8) })
})

test('by default an approval that waits is not the end', async () => {
  run.actions = asks('InProgress')
  await expect(follow({ timeLimit: 5 })).rejects.toMatchObject({ reason: 'operation-running' })
})
