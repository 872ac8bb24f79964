import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { saying } from '../../../../test/support/in-command-words.ts'
import { runCommand } from '../../../../test/support/pipeline-trial.ts'
import {
  executionId,
  Refusal,
  type ScriptedCodePipeline,
  type ScriptedExecution,
  type ScriptedPipeline,
  scriptedExecution,
  scriptedPipeline,
  startScriptedCodePipeline,
} from '../../../../test/support/scripted-codepipeline.ts'
import type { DeclaredStage, StageState } from '../../../core/ports/pipeline-shapes.ts'
import { overridePipeline } from './stage.ts'

const id = executionId(1)
let service: ScriptedCodePipeline
let shop: ScriptedPipeline
let run: ScriptedExecution
beforeEach(async () => {
  service = await startScriptedCodePipeline()
  shop = scriptedPipeline('shop')
  run = scriptedExecution(id, service.clock.now(), { status: 'Failed' })
  shop.executions = [run]
  service.pipelines.set('shop', shop)
  declare({ beforeEntry: { conditions: [{ result: 'FAIL' }] } })
  inStage({ beforeEntryConditionState: { latestExecution: { status: 'Failed' } } })
  service.handlers.OverrideStageCondition = () => {
    if (shop.states[0]!.beforeEntryConditionState?.latestExecution?.status === 'Overridden')
      throw new Refusal('ConditionNotOverridableException', 'it was overridden')
    inStage({ beforeEntryConditionState: { latestExecution: { status: 'Overridden' } } })
    run.status = 'InProgress'
    return {}
  }
})
afterEach(() => service.stop())

/** What the definition says of the stage. */
function declare(conditions: Partial<DeclaredStage>, more: object = {}): void {
  const stages = shop.definition.stages!.map((stage) =>
    stage.name === 'Production' ? { ...stage, ...conditions } : stage,
  )
  shop.definition = { ...shop.definition, stages, ...more }
}

/** What the state says of it. */
function inStage(more: StageState): void {
  const latestExecution = { pipelineExecutionId: id, status: 'Failed' }
  shop.states = [{ stageName: 'Production', latestExecution, ...more }]
}

const override = (inputs: object = {}) =>
  runCommand(overridePipeline, service, { pipeline: 'shop', pipelineStage: 'Production', detach: true, ...inputs })
const asked = () => service.calls.filter(({ name }) => name === 'OverrideStageCondition').map(({ body }) => body)
const body = { pipelineName: 'shop', stageName: 'Production', pipelineExecutionId: id, conditionType: 'BEFORE_ENTRY' }

test('the condition that failed is overridden once, and the execution is followed', async () => {
  service.at(30, () => {
    run.status = 'Succeeded'
  })
  expect((await override({ detach: false })).outputs).toMatchObject({ outcome: 'succeeded', execution: id })
  const { text } = await override()
  expect(text).toContain(`the condition before-entry of stage Production is overridden for execution ${id} already`)
  expect(asked()).toEqual([body])
})

test('reads that still show the failure do not end it', async () => {
  service.handlers.OverrideStageCondition = () => {
    const seconds = service.clock.elapsed() / 1000
    service.at(seconds + 8, () => {
      run.status = 'InProgress'
    })
    service.at(seconds + 40, () => {
      run.status = 'Succeeded'
    })
    return {}
  }
  expect((await override({ detach: false })).outputs).toMatchObject({ outcome: 'succeeded' })
})

test('a call whose answer is lost overrides once', async () => {
  let lost = 0
  service.fault = (name, given) => {
    if (name !== 'OverrideStageCondition' || lost++ > 0) return undefined
    service.handlers.OverrideStageCondition!(given, shop)
    return 'reset'
  }
  expect((await override()).outputs).toMatchObject({ outcome: 'succeeded', execution: id })
})

test('an execution that waits to enter the stage is the one that is meant', async () => {
  shop.states = [
    {
      stageName: 'Production',
      inboundExecutions: [{ pipelineExecutionId: id, status: 'InProgress' }],
      latestExecution: { pipelineExecutionId: executionId(2), status: 'Succeeded' },
      beforeEntryConditionState: { latestExecution: { status: 'InProgress' } },
    },
  ]
  run.status = 'InProgress'
  await override()
  expect(asked()).toEqual([body])
})

const both = { beforeEntry: { conditions: [{ result: 'FAIL' }] }, onSuccess: { conditions: [{ result: 'ROLLBACK' }] } }
test('of two conditions, the one that is open is meant', async () => {
  declare(both)
  inStage({
    beforeEntryConditionState: { latestExecution: { status: 'Succeeded' } },
    onSuccessConditionState: { latestExecution: { status: 'InProgress' } },
  })
  service.handlers.OverrideStageCondition = () => {
    run.status = 'InProgress'
    return {}
  }
  await override()
  expect(asked()).toMatchObject([{ conditionType: 'ON_SUCCESS' }])
})

const nothingOpen = () => {
  declare(both)
  inStage({})
}
test.each([
  [
    'a stage that does not exist',
    () => {},
    { pipelineStage: 'Prod' },
    'input-invalid',
    'no stage Prod',
    'it has Source',
  ],
  [
    'a stage without conditions',
    () => {},
    { pipelineStage: 'Build' },
    'input-invalid',
    'no condition that can',
    'none before',
  ],
  [
    'a condition that is not there',
    () => {},
    { condition: 'on-success' },
    'input-invalid',
    'no condition on-success',
    'it has before-entry',
  ],
  [
    'a condition that only skips',
    () => declare({ beforeEntry: { conditions: [{ result: 'SKIP' }] } }),
    {},
    'pipeline-refused',
    'SKIP',
    'skipped',
  ],
  ['two conditions of which none is open', nothingOpen, {}, 'input-missing', 'not clear', '--condition <name>'],
  [
    'a stage that nothing has reached',
    () => {
      shop.states = [{ stageName: 'Production' }]
    },
    {},
    'input-missing',
    'no execution is in stage',
    '--execution <id>',
  ],
  [
    'parallel executions',
    () => declare({}, { executionMode: 'PARALLEL' }),
    {},
    'input-missing',
    'in parallel',
    '--execution <id>',
  ],
])('%s is refused before anything is asked of the service', async (_, prepare, inputs, reason, message, hint) => {
  prepare()
  await expect(override(inputs)).rejects.toMatchObject({
    reason,
    message: expect.stringContaining(message),
    hint: saying(hint),
  })
  expect(asked()).toEqual([])
})

test.each(['ConditionNotOverridableException', 'NotLatestPipelineExecutionException'])(
  '%s is a refusal',
  async (code) => {
    service.fault = (name) => (name === 'OverrideStageCondition' ? { code, message: 'no' } : undefined)
    await expect(override()).rejects.toMatchObject({ reason: 'pipeline-refused', message: 'pipeline shop: no' })
  },
)
