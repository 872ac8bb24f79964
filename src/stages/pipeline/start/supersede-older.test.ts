import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { runCommand } from '../../../../test/support/pipeline-trial.ts'
import {
  executionId,
  type ScriptedCodePipeline,
  type ScriptedExecution,
  type ScriptedPipeline,
  scriptedAction,
  scriptedExecution,
  scriptedPipeline,
  startScriptedCodePipeline,
} from '../../../../test/support/scripted-codepipeline.ts'
import { followPipeline } from '../follow/stage.ts'
import { startPipeline } from './stage.ts'

const [older, token] = [executionId(1), executionId(9)]
const approval = { input: { actionTypeId: { category: 'Approval' } } }
const ana = 'arn:aws:iam::111111111111:user/ana'
let service: ScriptedCodePipeline
let shop: ScriptedPipeline
let run: ScriptedExecution
beforeEach(async () => {
  service = await startScriptedCodePipeline()
  shop = scriptedPipeline('shop')
  run = scriptedExecution(older, service.clock.now(), {
    actions: [scriptedAction('Approval/Approve', 'InProgress', [1], { ...approval, actionExecutionId: token })],
  })
  shop.executions = [run]
  service.pipelines.set('shop', shop)
  service.clock.push(10_000)
  service.handlers.PutApprovalResult = ({ result }) => {
    const { summary } = result as { summary: string }
    const output = { executionResult: { externalExecutionSummary: summary } }
    run.actions = run.actions.map((each) => ({ ...each, status: 'Failed', updatedBy: ana, output }))
    run.status = 'Failed'
    return {}
  }
  service.handlers.StopPipelineExecution = ({ reason }) => {
    run.actions = run.actions.map((each) => ({ ...each, status: 'Abandoned' }))
    Object.assign(run, { status: 'Stopped', stopTrigger: { reason } })
    return { pipelineExecutionId: older }
  }
})
afterEach(() => service.stop())

async function supersede(inputs: object = {}): Promise<{ id: string; text: string }> {
  const given = { pipeline: 'shop', detach: true, supersede: true, ...inputs }
  const { outputs, text } = await runCommand(startPipeline, service, given)
  return { id: (outputs as { execution: string }).execution, text }
}
const followOlder = () => runCommand(followPipeline, service, { pipeline: 'shop', execution: older })
const called = (name: string) => service.calls.filter((call) => call.name === name).map(({ body }) => body)

/** What happens when the stage of the approval fails. */
function onFailure(result: string): void {
  const stages = shop.definition.stages!.map((stage) => ({ ...stage, onFailure: { result } }))
  shop.definition = { ...shop.definition, stages }
}

test('an older approval is rejected with the newer execution named, and its follower ends as superseded', async () => {
  const { id, text } = await supersede()
  expect(called('PutApprovalResult')).toMatchObject([
    { token, result: { status: 'Rejected', summary: `superseded by execution ${id}` } },
  ])
  expect(text).toContain(`the approval Approval/Approve of execution ${older} is rejected`)
  await expect(followOlder()).rejects.toMatchObject({
    reason: 'execution-superseded',
    outcome: 'superseded',
    message: `execution ${older} of pipeline shop was superseded by ${id}`,
  })
})

test.each(['ROLLBACK', 'RETRY'])(
  'where a failure leads to %s, the older execution is stopped instead',
  async (result) => {
    onFailure(result)
    const { id } = await supersede()
    expect(called('PutApprovalResult')).toEqual([])
    expect(called('StopPipelineExecution')).toMatchObject([
      { pipelineExecutionId: older, abandon: true, reason: `superseded by execution ${id}` },
    ])
    await expect(followOlder()).rejects.toMatchObject({ reason: 'execution-superseded' })
  },
)

test('what would abandon a running action is left alone, with a warning', async () => {
  onFailure('ROLLBACK')
  run.actions = [...run.actions, scriptedAction('Approval/Check', 'InProgress', [1])]
  const { text } = await supersede()
  expect(text).toContain('still waits')
  expect([...called('PutApprovalResult'), ...called('StopPipelineExecution')]).toEqual([])
})

test('without the input, with nothing that waits, and for newer executions, nothing is answered', async () => {
  await supersede({ supersede: false })
  run.actions = [scriptedAction('Build/Compile', 'InProgress', [1])]
  await supersede()
  const newer = scriptedExecution(executionId(5), service.clock.now())
  newer.actions = [scriptedAction('Approval/Approve', 'InProgress', [1], approval)]
  shop.executions.unshift(newer)
  // The same start attaches to its execution, which is older than that one.
  expect((await supersede()).text).toContain('attaches')
  expect(called('PutApprovalResult')).toEqual([])
})

test('an execution that has ended supersedes nothing', async () => {
  const replaced = { repeatableRun: 'acme/shop#7' }
  const inputs = { pipeline: 'shop', detach: true, supersede: true }
  const { outputs } = await runCommand(startPipeline, service, { ...inputs, supersede: false }, replaced)
  const { execution } = outputs as { execution: string }
  Object.assign(shop.executions.find(({ pipelineExecutionId }) => pipelineExecutionId === execution)!, {
    status: 'Failed',
  })
  expect((await runCommand(startPipeline, service, inputs, replaced)).outputs).toMatchObject({
    execution,
    attached: true,
  })
  expect(called('PutApprovalResult')).toEqual([])
})

const denied = (name: string) =>
  name === 'PutApprovalResult' ? { code: 'AccessDeniedException', message: 'no' } : undefined

test('who may start and not answer stops the older execution, and its follower ends as superseded', async () => {
  service.fault = denied
  const { id, text } = await supersede()
  expect(called('StopPipelineExecution')).toMatchObject([
    { pipelineExecutionId: older, abandon: true, reason: `superseded by execution ${id}` },
  ])
  expect(text).toContain(`the approval Approval/Approve of execution ${older} is ended`)
  await expect(followOlder()).rejects.toMatchObject({ reason: 'execution-superseded' })
})

test('who may not answer abandons no action that runs beside the approval', async () => {
  service.fault = denied
  run.actions = [...run.actions, scriptedAction('Approval/Check', 'InProgress', [1])]
  const { text } = await supersede()
  expect(text).toContain('still waits')
  expect(called('StopPipelineExecution')).toEqual([])
})

test.each([
  ['ApprovalAlreadyCompletedException', ''],
  ['InvalidActionDeclarationException', 'still waits'],
])('%s does not undo the start', async (code, said) => {
  service.fault = (name) => (name === 'PutApprovalResult' ? { code, message: 'no' } : undefined)
  const { id, text } = await supersede()
  expect(shop.executions[0]!.pipelineExecutionId).toBe(id)
  expect(text).toContain(said)
  expect(text.includes('still waits')).toBe(said !== '')
})
