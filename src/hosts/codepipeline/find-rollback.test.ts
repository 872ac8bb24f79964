import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { z } from 'zod'
import { runAction } from '../../../test/support/pipeline-action.ts'
import {
  executionId,
  type ScriptedCodePipeline,
  scriptedExecution,
  scriptedPipeline,
  startScriptedCodePipeline,
} from '../../../test/support/scripted-codepipeline.ts'
import type { ExecutionTrigger } from '../../core/ports/pipeline-shapes.ts'
import { defineStage, type Stage } from '../../core/run/stage.ts'

let service: ScriptedCodePipeline
beforeAll(async () => {
  service = await startScriptedCodePipeline()
})
afterAll(() => service.stop())
beforeEach(() => {
  service.fault = () => undefined
})

/** Runs that evidence may name. */
const runs = [
  { host: 'codepipeline', id: `parking#${executionId(7)}/Production/Promote` },
  { host: 'terminal', id: `parking#${executionId(7)}/Production/Promote` },
  { host: 'codepipeline', id: `parking#${executionId(7)}/Staging/Promote` },
  { host: 'codepipeline', id: `parking#${executionId(8)}/Production/Promote` },
  { host: 'codepipeline', id: `other#${executionId(7)}/Production/Promote` },
]

/** A stage that says why its run goes back. */
const asking = defineStage({
  name: 'ask',
  inputs: z.object({}),
  outputs: z.object({ rolls: z.string().describe('Why it goes back.') }),
  async run(_, { rollsBack }) {
    const rolls = (await rollsBack?.()) ?? null
    if (rolls?.kind !== 'by-itself' || rolls.isFailed === undefined) return { rolls: JSON.stringify(rolls) }
    const failed = runs.filter(rolls.isFailed).map(({ host, id }) => `${host} ${id}`)
    return { rolls: JSON.stringify({ kind: rolls.kind, failed }) }
  },
}) as unknown as Stage

/** Runs it in an execution of this kind, which goes back to another one. */
async function asked(executionType: string, trigger?: ExecutionTrigger) {
  const pipeline = scriptedPipeline('parking')
  const rollbackMetadata = { rollbackTargetPipelineExecutionId: executionId(5) }
  pipeline.executions.push(
    scriptedExecution(executionId(1), service.clock.now(), {
      executionType,
      rollbackMetadata,
      ...(trigger && { trigger }),
    }),
  )
  service.pipelines.set('parking', pipeline)
  return runAction(asking, { aws: service.aws, clock: service.clock })
}

const failed = [`codepipeline parking#${executionId(7)}/Production/Promote`]
const automatic = (triggerDetail: string | undefined) => ({ triggerType: 'AutomatedRollback', triggerDetail })

test.each<[string, ExecutionTrigger | undefined, object | null]>([
  ['STANDARD', { triggerType: 'StartPipelineExecution', triggerDetail: 'arn' }, null],
  ['ROLLBACK', { triggerType: 'ManualRollback', triggerDetail: executionId(7) }, { kind: 'asked-for' }],
  ['ROLLBACK', automatic(`{"failedPipelineExecutionId":"${executionId(7)}"}`), { kind: 'by-itself', failed }],
  ['ROLLBACK', automatic(executionId(7)), { kind: 'by-itself', failed }],
  ['ROLLBACK', automatic(`${executionId(7)} to ${executionId(5)} by ${executionId(1)}`), { kind: 'by-itself', failed }],
  ['ROLLBACK', automatic(`${executionId(7)} ${executionId(8)}`), { kind: 'by-itself' }],
  ['ROLLBACK', automatic(executionId(5)), { kind: 'by-itself' }],
  ['ROLLBACK', automatic(undefined), { kind: 'by-itself' }],
  ['ROLLBACK', undefined, { kind: 'by-itself' }],
])('an execution of type %s with the trigger %j goes back: %j', async (executionType, trigger, rolls) => {
  const { variables } = await asked(executionType, trigger)
  expect(JSON.parse(variables.rolls!)).toEqual(rolls)
})

test.each([
  ['ThrottlingException', 400],
  ['InternalFailure', 500],
  ['PipelineExecutionNotFoundException', 400],
])('a service that answers %s once is asked again', async (code, status) => {
  let calls = 0
  service.fault = () => (++calls === 1 ? { code, status } : undefined)
  const { variables } = await asked('ROLLBACK', automatic(executionId(7)))
  expect(JSON.parse(variables.rolls!)).toEqual({ kind: 'by-itself', failed })
})

test.each([
  ['ThrottlingException', 'throttled', 'failed', 1],
  ['ExpiredTokenException', 'credentials-expired', 'still-running', 3],
  ['AccessDeniedException', 'access-denied', 'failed', 1],
  ['PipelineExecutionNotFoundException', 'execution-missing', 'invalid-input', 2],
])('a service that keeps answering %s ends the action as %s', async (code, reason, outcome, exit) => {
  service.fault = () => ({ code })
  const { exitCode, record, variables } = await asked('ROLLBACK')
  expect(record).toMatchObject({ outcome, error: { reason } })
  expect(exitCode).toBe(exit)
  expect(variables).toMatchObject({ failure_reason: reason, rolls: '' })
})
