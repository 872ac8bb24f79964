import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { runCommand } from '../../../../test/support/pipeline-trial.ts'
import {
  executionId,
  Refusal,
  type ScriptedCodePipeline,
  type ScriptedExecution,
  scriptedAction,
  scriptedExecution,
  scriptedPipeline,
  startScriptedCodePipeline,
} from '../../../../test/support/scripted-codepipeline.ts'
import type { ActionDetail } from '../../../core/ports/pipeline-shapes.ts'
import { rejectPipeline } from '../reject/stage.ts'
import { approvePipeline } from './stage.ts'

const ana = 'arn:aws:sts::111111111111:assumed-role/reviewer/ana'
const [id, token] = [executionId(1), executionId(9)]
const release = 'a'.repeat(64)

let service: ScriptedCodePipeline
let run: ScriptedExecution
beforeEach(async () => {
  service = await startScriptedCodePipeline()
  const pipeline = scriptedPipeline('shop')
  run = scriptedExecution(id, service.clock.now(), { actions: [waiting()] })
  pipeline.executions = [run]
  service.pipelines.set('shop', pipeline)
  service.handlers.PutApprovalResult = (body) => {
    const asked = run.actions.find((each) => each.actionExecutionId === body.token)
    if (asked === undefined) throw new Refusal('InvalidApprovalTokenException', 'The token is not valid')
    if (asked.status !== 'InProgress') throw new Refusal('ApprovalAlreadyCompletedException', 'already')
    const { status } = body.result as { status: string }
    answered(status === 'Approved' ? 'Succeeded' : 'Failed')
    return { approvedAt: service.clock.now() }
  }
})
afterEach(() => service.stop())

function waiting(more: Partial<ActionDetail> = {}): ActionDetail {
  const resolvedConfiguration = { CustomData: `release=${release} plan=feedfacefeed` }
  const input = { actionTypeId: { category: 'Approval' }, resolvedConfiguration }
  return scriptedAction('Approval/Approve', 'InProgress', [1], { actionExecutionId: token, input, ...more })
}

/** The approval has an answer. */
function answered(status: string, updatedBy = ana): void {
  run.actions = [{ ...run.actions[0]!, status, updatedBy }]
}

const approve = (inputs: object = {}) => runCommand(approvePipeline, service, { pipeline: 'shop', ...inputs })
const reject = (inputs: object = {}) => runCommand(rejectPipeline, service, { pipeline: 'shop', ...inputs })
const answers = () => service.calls.filter(({ name }) => name === 'PutApprovalResult').map(({ body }) => body)

test('an approval is answered with its token, and the service names who did', async () => {
  const { outputs } = await approve({ comment: 'fine', release: 'a'.repeat(12), plan: 'feedfacefeed' })
  expect(outputs).toEqual({ outcome: 'succeeded', execution: id, token, decidedBy: ana })
  expect(answers()).toEqual([
    {
      pipelineName: 'shop',
      stageName: 'Approval',
      actionName: 'Approve',
      token,
      result: { status: 'Approved', summary: 'fine' },
    },
  ])
})

test.each([
  [{ release: 'b'.repeat(64) }, `is about release ${release}, not`],
  [{ plan: '000000000000' }, 'is about plan feedfacefeed, not'],
  [{ release: 'aaa' }, `is about release ${release}, not`],
])('an approval about something else is not answered: %j', async (inputs, message) => {
  await expect(approve(inputs)).rejects.toMatchObject({
    reason: 'approval-differs',
    message: expect.stringContaining(message),
  })
  expect(answers()).toEqual([])
})

test('an approval that does not say what it is about is not answered for a release', async () => {
  run.actions = [waiting({ input: { actionTypeId: { category: 'Approval' } } })]
  await expect(approve({ release })).rejects.toMatchObject({ reason: 'approval-differs' })
  expect((await approve()).outputs).toMatchObject({ outcome: 'succeeded' })
})

test('the same decision twice is a success, and the other one names who decided', async () => {
  await reject()
  run.status = 'Failed'
  expect((await reject()).outputs).toMatchObject({ outcome: 'no-changes', decidedBy: ana })
  await expect(approve()).rejects.toMatchObject({
    reason: 'approval-answered',
    message: 'the approval Approval/Approve was rejected by reviewer/ana',
  })
  expect(answers()).toHaveLength(1)
})

test('somebody may answer in the same moment', async () => {
  service.fault = (name) => {
    if (name === 'PutApprovalResult') answered('Failed')
    return undefined
  }
  await expect(approve()).rejects.toMatchObject({ reason: 'approval-answered' })
  run.actions = [waiting()]
  expect((await reject()).outputs).toMatchObject({ outcome: 'no-changes' })
})

test('an answer whose reply is lost counts once', async () => {
  let lost = 0
  service.fault = (name) => {
    if (name !== 'PutApprovalResult' || lost++ > 0) return undefined
    answered('Succeeded')
    return 'reset'
  }
  expect((await approve()).outputs).toMatchObject({ decidedBy: ana })
})

test('expired, stopped and outdated approvals are told apart', async () => {
  answered('Failed', '')
  await expect(approve({ execution: id })).rejects.toMatchObject({ reason: 'approval-expired' })
  answered('Abandoned')
  await expect(approve({ execution: id })).rejects.toMatchObject({ reason: 'approval-stale' })
  run.actions = [waiting()]
  const message = 'The pipeline shop has been updated, and the approval request you responded to is now out of date.'
  service.fault = (name) =>
    name === 'PutApprovalResult' ? { code: 'InvalidApprovalTokenException', message } : undefined
  await expect(approve()).rejects.toMatchObject({ reason: 'approval-stale', message: expect.stringContaining(message) })
})

test('an approval that needs a comment is not answered without one', async () => {
  const input = { actionTypeId: { category: 'Approval' }, resolvedConfiguration: { IsSummaryRequired: 'true' } }
  run.actions = [waiting({ input })]
  await expect(approve({ comment: ' ' })).rejects.toMatchObject({ reason: 'input-missing' })
  expect(answers()).toEqual([])
  expect((await approve({ comment: 'ok' })).outputs).toMatchObject({ outcome: 'succeeded' })
})

test('it waits until the execution asks, and not longer than wanted', async () => {
  const asked = run.actions
  run.actions = []
  service.at(60, () => {
    run.actions = asked
  })
  expect((await approve()).outputs).toMatchObject({ outcome: 'succeeded' })
  run.actions = []
  await expect(approve({ timeLimit: 1 })).rejects.toMatchObject({ reason: 'approval-missing' })
})

test('an answered approval is not taken for that of an execution that will still ask', async () => {
  await approve()
  const second = scriptedExecution(executionId(2), service.clock.now())
  service.pipelines.get('shop')!.executions.unshift(second)
  service.at(service.clock.elapsed() / 1000 + 60, () => {
    second.actions = [scriptedAction('Approval/Approve', 'InProgress', [60], { input: run.actions[0]!.input! })]
  })
  service.handlers.PutApprovalResult = () => {
    second.actions = [{ ...second.actions[0]!, status: 'Succeeded', updatedBy: ana }]
    return { approvedAt: service.clock.now() }
  }
  expect((await approve()).outputs).toMatchObject({ outcome: 'succeeded', execution: executionId(2) })
})

test('of several approvals that wait, one is chosen; nothing that waits is named', async () => {
  const second = scriptedExecution(executionId(2), service.clock.now(), {
    actions: [waiting({ actionExecutionId: executionId(8) })],
  })
  service.pipelines.get('shop')!.executions.unshift(second)
  await expect(approve()).rejects.toMatchObject({ reason: 'input-missing', message: expect.stringContaining(id) })
  expect((await approve({ execution: id })).outputs).toMatchObject({ execution: id })
  run.status = 'Succeeded'
  run.actions = []
  await expect(approve({ execution: id })).rejects.toMatchObject({ reason: 'approval-missing' })
  await expect(approve({ pipelineStage: 'Build' })).rejects.toMatchObject({ reason: 'input-invalid' })
})
