import { expect, test } from '@jest/globals'
import { answerApproval } from '../../../src/local/codepipeline/commands/answer-approval.ts'
import { changeTransition } from '../../../src/local/codepipeline/commands/change-transition.ts'
import { overrideCondition } from '../../../src/local/codepipeline/commands/override-condition.ts'
import { retryStage } from '../../../src/local/codepipeline/commands/retry-stage.ts'
import { rollbackStage } from '../../../src/local/codepipeline/commands/rollback-stage.ts'
import { startExecution } from '../../../src/local/codepipeline/commands/start-execution.ts'
import { stopExecution } from '../../../src/local/codepipeline/commands/stop-execution.ts'
import { updatePipeline } from '../../../src/local/codepipeline/commands/update-pipeline.ts'
import { defaultMinutes, openExecutions } from '../../../src/local/codepipeline/machine/decisions.ts'
import { currentDeclaration } from '../../../src/local/codepipeline/machine/machine.ts'
import {
  aCondition,
  anAction,
  aStage,
  type RehearsedPipeline,
  rehearsedPipeline,
  sourceStage,
} from '../../support/rehearsed-pipeline.ts'

const by = 'arn:aws:iam::111111111111:user/ada'
const deploy = aStage('Deploy', [anAction('Roll')])
const approve = aStage('Approve', [anAction('Ask', { is: 'Manual' })])

const hold = (run: RehearsedPipeline, stageName: string, reason: string | undefined = 'freeze') =>
  run.does((machine) => changeTransition(machine, { stageName, reason, by }))
const release = (run: RehearsedPipeline, stageName: string) =>
  run.does((machine) => changeTransition(machine, { stageName, reason: undefined, by }))
const update = (run: RehearsedPipeline) =>
  run.does((machine) => updatePipeline(machine, currentDeclaration(machine.pipeline)))
const stop = (run: RehearsedPipeline, pipelineExecutionId: string, abandon: boolean) =>
  run.does((machine) => stopExecution(machine, { pipelineExecutionId, abandon, by }))
const retry = (run: RehearsedPipeline, pipelineExecutionId: string, stageName: string) =>
  run.does((machine) => retryStage(machine, { stageName, pipelineExecutionId, retryMode: 'FAILED_ACTIONS' }))
const fault = (type: string) => expect.objectContaining({ type: `${type}Exception` })

test('SUPERSEDED: two starts at once supersede nothing that can run', () => {
  const run = rehearsedPipeline({ stages: [sourceStage, deploy], executionMode: 'SUPERSEDED' })
  const trigger = { triggerType: 'StartPipelineExecution' }
  const ids = run.does((machine) => [startExecution(machine, { trigger }), startExecution(machine, { trigger })])
  expect(ids.map(run.status)).toEqual(['InProgress', 'InProgress'])
  expect(run.executionOf(ids[0]!).inStage).toBe(true)
  run.succeed('Fetch')
  expect(run.running()).toEqual(['Roll', 'Fetch'])
})

test('QUEUED: each stage takes in what came to it first, also a rollback that was asked for before', () => {
  const run = rehearsedPipeline({ stages: [sourceStage, deploy] })
  const target = run.start()
  run.succeed('Fetch')
  run.succeed('Roll')
  const later = run.start()
  hold(run, 'Deploy')
  const back = run.does((machine) =>
    rollbackStage(machine, { stageName: 'Deploy', targetPipelineExecutionId: target, by }),
  )
  run.succeed('Fetch')
  release(run, 'Deploy')
  expect([run.executionOf(back).inStage, run.executionOf(later).inStage]).toEqual([true, false])
  run.succeed('Roll')
  expect([run.status(back), run.executionOf(later).inStage]).toEqual(['Succeeded', true])
})

test('PARALLEL: retries, rollbacks and failures of one execution leave the others alone', () => {
  const run = rehearsedPipeline({ stages: [sourceStage, deploy], executionMode: 'PARALLEL' })
  const [first, second] = [run.start(), run.start()]
  run.succeed('Fetch', { outputVariables: { VersionId: 'v1' } })
  run.succeed('Fetch', { outputVariables: { VersionId: 'v2' } })
  run.fail('Roll')
  expect([first, second].map(run.status)).toEqual(['Failed', 'InProgress'])
  retry(run, first, 'Deploy')
  expect(run.running()).toEqual(['Roll', 'Roll'])
  run.succeed('Roll')
  const back = run.does((machine) =>
    rollbackStage(machine, { stageName: 'Deploy', targetPipelineExecutionId: first, by }),
  )
  expect(run.executionOf(back).namespaces).toEqual({ Origin: { VersionId: 'v1' } })
  expect([first, second, back].map(run.status)).toEqual(['Succeeded', 'InProgress', 'InProgress'])
  expect(run.executionOf(first).artifacts.Code?.key).not.toBe(run.executionOf(second).artifacts.Code?.key)
})

test.each([true, false])('a stage that was stopped at its entry condition asks it again (abandon: %j)', (abandon) => {
  const gated = { ...deploy, beforeEntry: { conditions: [aCondition('FAIL', 'Window')] } }
  const run = rehearsedPipeline({ stages: [sourceStage, gated] })
  const id = run.start()
  run.succeed('Fetch')
  stop(run, id, abandon)
  if (!abandon) run.succeed('Window')
  expect(run.status(id)).toBe('Stopped')
  expect(run.executionOf(id).stages.at(-1)?.conditions.beforeEntry?.status).toBe(abandon ? 'Abandoned' : 'Cancelled')
  retry(run, id, 'Deploy')
  expect(run.running()).toEqual(['Window'])
  run.fail('Window')
  expect([run.status(id), run.begun()]).toEqual(['Failed', ['Fetch']])
})

test('a parked approval expires, a parked execution can be stopped, and neither counts as open', () => {
  const run = rehearsedPipeline({ stages: [sourceStage, approve, deploy] })
  const pending = () => {
    const id = run.start()
    run.succeed('Fetch')
    update(run)
    return id
  }
  const [first, second] = [pending(), pending()]
  stop(run, first, false)
  expect([run.status(first), run.status(second)]).toEqual(['Stopping', 'InProgress'])
  run.passMinutes(7 * 24 * 60)
  expect([run.status(first), run.status(second)]).toEqual(['Stopped', 'Cancelled'])
  for (let count = 0; count < openExecutions; count++) pending()
  expect(run.status(run.start())).toBe('InProgress')
})

test('a retry and an override are one more execution, and are refused when there are too many', () => {
  const gated = aStage('Source', sourceStage.actions, {})
  const entry = { ...deploy, beforeEntry: { conditions: [aCondition('FAIL', 'Window')] } }
  const run = rehearsedPipeline({ stages: [gated, entry], executionMode: 'PARALLEL' })
  const [failed, refused] = [run.start(), run.start()]
  run.fail('Fetch')
  run.succeed('Fetch')
  run.fail('Window')
  for (let count = 0; count < openExecutions; count++) run.start()
  expect(() => retry(run, failed, 'Source')).toThrow(fault('ConcurrentPipelineExecutionsLimitExceeded'))
  const override = { stageName: 'Deploy', pipelineExecutionId: refused, conditionType: 'BEFORE_ENTRY' } as const
  expect(() => run.does((machine) => overrideCondition(machine, override))).toThrow(
    fault('ConcurrentPipelineExecutionsLimitExceeded'),
  )
  expect([failed, refused].map(run.status)).toEqual(['Failed', 'Failed'])
})

test('the token of an approval that an update removed says that the pipeline was updated', () => {
  const run = rehearsedPipeline({ stages: [sourceStage, approve, deploy] })
  run.start()
  run.succeed('Fetch')
  const token = run.worksOf('Ask')[0]!.id
  run.does((machine) =>
    updatePipeline(machine, { ...currentDeclaration(machine.pipeline), stages: [sourceStage, deploy] }),
  )
  const answer = { stageName: 'Approve', actionName: 'Ask', token, status: 'Approved', summary: '', by } as const
  expect(() => run.does((machine) => answerApproval(machine, answer))).toThrow(/has been updated/)
  const unknown = { ...answer, token: '00000000-0000-4000-8000-999999999999' }
  expect(() => run.does((machine) => answerApproval(machine, unknown))).toThrow(fault('StageNotFound'))
})

test.each([
  ['Approval', 'AWS', 'Manual', 7 * 24 * 60],
  ['Deploy', 'AWS', 'CloudFormation', 3 * 24 * 60],
  ['Deploy', 'AWS', 'S3', 90],
  ['Source', 'AWS', 'S3', 60],
  ['Invoke', 'AWS', 'Lambda', 24 * 60],
  ['Build', 'Custom', 'Bench', 24 * 60],
])('%s/%s/%s fails by itself after %i minutes', (category, owner, provider, minutes) => {
  expect(defaultMinutes({ category, owner, provider, version: '1' })).toBe(minutes)
})

test('a function that says nothing fails after twenty minutes', () => {
  const run = rehearsedPipeline({ stages: [sourceStage, deploy] })
  const id = run.start()
  run.succeed('Fetch')
  run.passMinutes(19)
  expect(run.status(id)).toBe('InProgress')
  run.passMinutes(1)
  expect([run.status(id), run.worksOf('Roll')[0]?.error?.code]).toEqual(['Failed', 'Timeout'])
})
