import { afterEach, beforeEach, expect, test } from '@jest/globals'
import {
  executionId,
  Refusal,
  type ScriptedCodePipeline,
  type ScriptedPipeline,
  scriptedAction,
  scriptedExecution,
  scriptedPipeline,
  startScriptedCodePipeline,
} from '../../../../test/support/scripted-codepipeline.ts'
import { testContext } from '../../../../test/support/test-context.ts'
import { drivePipelines } from '../../../stages/pipeline/driving/drive.ts'
import { endOthers } from './end-others.ts'

const [older, own] = [1, 2].map(executionId) as [string, string]
const approval = { input: { actionTypeId: { category: 'Approval' } } }
const approves = scriptedAction('Production/Approve', 'InProgress', [20], approval)
let service: ScriptedCodePipeline
let desk: ScriptedPipeline
/** How the older execution was stopped, each time. */
let stops: string[]

beforeEach(async () => {
  service = await startScriptedCodePipeline()
  stops = []
  desk = scriptedPipeline('desk')
  service.pipelines.set('desk', desk)
  desk.executions = [scriptedExecution(own, service.clock.now(), { actions: [] })]
  service.handlers.StopPipelineExecution = ({ pipelineExecutionId, abandon, reason }) => {
    const found = desk.executions.find((each) => each.pipelineExecutionId === pipelineExecutionId)!
    if (!abandon && found.status === 'Stopping') throw new Refusal('DuplicatedStopRequestException', 'stops already')
    found.status = abandon ? 'Stopped' : 'Stopping'
    stops.push(`${abandon ? 'at once' : 'and wait'}: ${reason}`)
    return {}
  }
})
afterEach(() => service.stop())

async function end(actions: ReturnType<typeof scriptedAction>[], more: object = {}): Promise<readonly string[]> {
  desk.executions.push(scriptedExecution(older, service.clock.now(), { actions, ...more }))
  const context = testContext({ aws: service.aws, clock: service.clock })
  const said: string[] = []
  const { pipelines } = await drivePipelines(service.aws.at({}), context)
  await endOthers({ pipeline: 'desk', execution: own, pipelines }, context, (text) => said.push(text))
  return said
}

test('an execution that waits for an approval is let go, with its successor named', async () => {
  const said = await end([approves])
  expect(stops).toEqual([`at once: superseded by execution ${own}`])
  expect(said).toEqual([`stopping execution ${older}: the approval Production/Approve waits`])
})

test('an action that runs comes to its end, and an approval that it reached meanwhile is let go too', async () => {
  service.at(3, () => {
    desk.executions.at(-1)!.actions = [approves, scriptedAction('Production/Plan', 'Succeeded', [2, 3])]
  })
  await end([scriptedAction('Production/Plan', 'InProgress', [2])])
  expect(stops.map((stop) => stop.split(':')[0])).toEqual(['and wait', 'at once'])
})

test.each([
  ['a rollback', { executionType: 'ROLLBACK' }],
  ['one that has ended', { status: 'Succeeded' }],
])('%s is left alone', async (_, more) => {
  expect(await end([scriptedAction('Production/Promote', 'InProgress', [2])], more)).toEqual([])
  expect(stops).toEqual([])
})
