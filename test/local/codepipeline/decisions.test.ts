import { expect, test } from '@jest/globals'
import { answerApproval } from '../../../src/local/codepipeline/commands/answer-approval.ts'
import { overrideCondition } from '../../../src/local/codepipeline/commands/override-condition.ts'
import { retryStage } from '../../../src/local/codepipeline/commands/retry-stage.ts'
import { rollbackStage } from '../../../src/local/codepipeline/commands/rollback-stage.ts'
import { stopExecution } from '../../../src/local/codepipeline/commands/stop-execution.ts'
import { updatePipeline } from '../../../src/local/codepipeline/commands/update-pipeline.ts'
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
const approve = aStage('Approve', [anAction('Ask', { is: 'Manual' })])
const deploy = aStage('Deploy', [anAction('One'), anAction('Two')])

function answer(run: RehearsedPipeline, more: Partial<Parameters<typeof answerApproval>[1]> = {}): void {
  const token = run.worksOf('Ask').at(-1)!.id
  run.does((machine) =>
    answerApproval(machine, {
      stageName: 'Approve',
      actionName: 'Ask',
      token,
      status: 'Approved',
      summary: '',
      by,
      ...more,
    }),
  )
}

const retry = (run: RehearsedPipeline, id: string, retryMode: 'FAILED_ACTIONS' | 'ALL_ACTIONS', stageName = 'Deploy') =>
  run.does((machine) => retryStage(machine, { stageName, pipelineExecutionId: id, retryMode }))

test('an approval lets the execution go on, names who answered, and is answered once', () => {
  const run = rehearsedPipeline({ stages: [sourceStage, approve, deploy] })
  run.start()
  run.succeed('Fetch')
  answer(run, { summary: 'looks good' })
  expect(run.worksOf('Ask')[0]).toMatchObject({ status: 'Succeeded', updatedBy: by, summary: 'looks good' })
  expect(run.running()).toEqual(['One', 'Two'])
  expect(() => answer(run)).toThrow(expect.objectContaining({ type: 'ApprovalAlreadyCompletedException' }))
})

test('a rejection fails the execution, and counts as an answer', () => {
  const run = rehearsedPipeline({ stages: [sourceStage, approve, deploy] })
  const id = run.start()
  run.succeed('Fetch')
  answer(run, { status: 'Rejected' })
  expect(run.status(id)).toBe('Failed')
  expect(() => answer(run)).toThrow(expect.objectContaining({ type: 'ApprovalAlreadyCompletedException' }))
})

test.each([
  ['of another action', { token: '00000000-0000-4000-8000-999999999999' }],
  ['that lacks its summary', { summary: '  ' }],
])('an answer %s is refused, and the approval stays pending', (_, more) => {
  const asking = anAction('Ask', { is: 'Manual', configuration: { IsSummaryRequired: 'true' } })
  const run = rehearsedPipeline({ stages: [sourceStage, aStage('Approve', [asking]), deploy] })
  run.start()
  run.succeed('Fetch')
  expect(() => answer(run, { summary: 'yes', ...more })).toThrow(
    expect.objectContaining({ type: 'InvalidApprovalTokenException' }),
  )
  answer(run, { summary: 'yes' })
  expect(run.running()).toEqual(['One', 'Two'])
})

test('an approval expires after seven days, nobody answered it, and its token is stale', () => {
  const run = rehearsedPipeline({ stages: [sourceStage, approve, deploy] })
  const id = run.start()
  run.succeed('Fetch')
  run.passMinutes(7 * 24 * 60)
  expect(run.status(id)).toBe('Failed')
  expect(run.worksOf('Ask')[0]?.updatedBy).toBeUndefined()
  expect(() => answer(run)).toThrow(expect.objectContaining({ type: 'InvalidApprovalTokenException' }))
})

test('after an update the token is stale; a stop that abandons ends the parked execution', () => {
  const run = rehearsedPipeline({ stages: [sourceStage, approve, deploy] })
  const id = run.start()
  run.succeed('Fetch')
  run.does((machine) => updatePipeline(machine, currentDeclaration(machine.pipeline)))
  expect(() => answer(run)).toThrow(/The pipeline Garage has been updated/)
  expect([run.status(id), run.worksOf('Ask')[0]?.status]).toEqual(['InProgress', 'InProgress'])
  run.does((machine) => stopExecution(machine, { pipelineExecutionId: id, abandon: true, by }))
  expect([run.status(id), run.worksOf('Ask')[0]?.status]).toEqual(['Stopped', 'Abandoned'])
})

test('stop and wait ends as stopped when the last action has ended, though it succeeded', () => {
  const run = rehearsedPipeline({ stages: [sourceStage, approve, deploy] })
  const id = run.start()
  run.succeed('Fetch')
  const stop = (abandon: boolean) =>
    run.does((machine) => stopExecution(machine, { pipelineExecutionId: id, abandon, reason: 'enough', by }))
  stop(false)
  expect([run.status(id), run.stageStatus(id, 'Approve')]).toEqual(['Stopping', 'Stopping'])
  expect(() => stop(false)).toThrow(expect.objectContaining({ type: 'DuplicatedStopRequestException' }))
  answer(run)
  expect(run.executionOf(id)).toMatchObject({ status: 'Stopped', statusSummary: 'enough' })
  expect(run.worksOf('Ask')[0]?.status).toBe('Succeeded')
  expect(() => stop(true)).toThrow(expect.objectContaining({ type: 'PipelineExecutionNotStoppableException' }))
  retry(run, id, 'FAILED_ACTIONS', 'Approve')
  expect(run.running()).toEqual(['One', 'Two'])
})

test('abandoning lets go of what runs, and what it says afterwards changes nothing', () => {
  const run = rehearsedPipeline({ stages: [sourceStage, deploy] })
  const id = run.start()
  run.succeed('Fetch')
  run.does((machine) => stopExecution(machine, { pipelineExecutionId: id, abandon: true, by }))
  expect(run.status(id)).toBe('Stopped')
  expect(run.worksOf('One')[0]?.status).toBe('Abandoned')
  expect(() => run.succeed('One')).toThrow('One is not in progress')
  expect(run.effects.filter(({ kind }) => kind === 'abandon')).toHaveLength(2)
})

test('a retry of what failed keeps what succeeded; a retry of all runs everything; attempts are counted', () => {
  const run = rehearsedPipeline({ stages: [sourceStage, deploy] })
  const id = run.start()
  run.succeed('Fetch')
  run.succeed('One')
  run.fail('Two')
  retry(run, id, 'FAILED_ACTIONS')
  expect(run.running()).toEqual(['Two'])
  expect(() => retry(run, id, 'FAILED_ACTIONS')).toThrow(
    expect.objectContaining({ type: 'StageNotRetryableException' }),
  )
  run.fail('Two')
  retry(run, id, 'ALL_ACTIONS')
  expect(run.running()).toEqual(['One', 'Two'])
  expect(run.executionOf(id).retries).toBe(2)
  expect(new Set(run.worksOf('Two').map((work) => work.id)).size).toBe(3)
  run.succeed('One')
  run.succeed('Two')
  expect(run.status(id)).toBe('Succeeded')
})

test('a newer execution in the stage, a newer version and an unknown stage refuse a retry', () => {
  const run = rehearsedPipeline({ stages: [sourceStage, deploy] })
  const id = run.start()
  run.fail('Fetch')
  run.start()
  expect(() => retry(run, id, 'ALL_ACTIONS', 'Source')).toThrow(
    expect.objectContaining({ type: 'NotLatestPipelineExecutionException' }),
  )
  expect(() => retry(run, id, 'ALL_ACTIONS', 'Nope')).toThrow(
    expect.objectContaining({ type: 'StageNotFoundException' }),
  )
  run.fail('Fetch')
  const latest = run.pipeline.executions.at(-1)!.id
  run.does((machine) => updatePipeline(machine, currentDeclaration(machine.pipeline)))
  expect(() => retry(run, latest, 'ALL_ACTIONS', 'Source')).toThrow(
    expect.objectContaining({ type: 'StageNotRetryableException' }),
  )
})

test('an automatic retry happens once, in the same execution', () => {
  const stages = [sourceStage, { ...deploy, onFailure: { result: 'RETRY' as const } }]
  const run = rehearsedPipeline({ stages })
  const id = run.start()
  run.succeed('Fetch')
  run.succeed('One')
  run.fail('Two')
  expect(run.running()).toEqual(['Two'])
  run.fail('Two')
  expect(run.status(id)).toBe('Failed')
  expect(run.executionOf(id).stages.at(-1)).toMatchObject({
    automaticRetries: 1,
    manualRetries: 0,
    latestRetryTrigger: 'AutomatedStageRetry',
  })
})

function deployed(run: RehearsedPipeline, version: string): string {
  const id = run.start()
  run.succeed('Fetch', { outputVariables: { VersionId: version } })
  run.succeed('One')
  run.succeed('Two')
  return id
}

test('a rollback runs its one stage with the artifacts and variables of its target', () => {
  const stages = [sourceStage, deploy, aStage('After', [anAction('Later')])]
  const run = rehearsedPipeline({ stages })
  const target = deployed(run, 'v1')
  run.succeed('Later')
  deployed(run, 'v2')
  run.succeed('Later')
  const id = run.does((machine) =>
    rollbackStage(machine, { stageName: 'Deploy', targetPipelineExecutionId: target, by }),
  )
  expect(run.executionOf(id)).toMatchObject({
    type: 'ROLLBACK',
    rollbackTarget: target,
    artifacts: run.executionOf(target).artifacts,
    namespaces: { Origin: { VersionId: 'v1' } },
  })
  run.succeed('One')
  run.succeed('Two')
  expect([run.status(id), run.running()]).toEqual(['Succeeded', []])
})

test('a rollback to what did not succeed, to an older version and of a stage in use is refused', () => {
  const run = rehearsedPipeline({ stages: [sourceStage, deploy] })
  const target = deployed(run, 'v1')
  const failed = run.start()
  const back = (id: string) =>
    run.does((machine) => rollbackStage(machine, { stageName: 'Deploy', targetPipelineExecutionId: id, by }))
  expect(() => back(failed)).toThrow(expect.objectContaining({ type: 'UnableToRollbackStageException' }))
  run.succeed('Fetch')
  expect(() => back(target)).toThrow(/is in it/)
  run.does((machine) => updatePipeline(machine, currentDeclaration(machine.pipeline)))
  expect(() => back(target)).toThrow(expect.objectContaining({ type: 'PipelineExecutionOutdatedException' }))
  expect(() => back('nobody')).toThrow(expect.objectContaining({ type: 'PipelineExecutionNotFoundException' }))
})

test('a failure rolls back by itself to the newest success, and does nothing without one', () => {
  const stages = [sourceStage, { ...deploy, onFailure: { result: 'ROLLBACK' as const } }]
  const run = rehearsedPipeline({ stages })
  const failing = () => {
    const id = run.start()
    run.succeed('Fetch')
    run.fail('One')
    run.succeed('Two')
    return id
  }
  expect(run.status(failing())).toBe('Failed')
  expect(run.pipeline.executions).toHaveLength(1)
  const target = deployed(run, 'v1')
  failing()
  const back = run.pipeline.executions.at(-1)!
  expect(back).toMatchObject({ type: 'ROLLBACK', rollbackTarget: target, status: 'InProgress' })
  expect(back.trigger.triggerType).toBe('AutomatedRollback')
  run.fail('One')
  run.succeed('Two')
  expect([back.status, run.pipeline.executions.at(-1)]).toEqual(['Failed', back])
})

test('an entry condition that fails ends the execution before any action, and an override lets it in', () => {
  const stages = [sourceStage, { ...deploy, beforeEntry: { conditions: [aCondition('FAIL', 'Window', 'Alarm')] } }]
  const run = rehearsedPipeline({ stages })
  const id = run.start()
  run.succeed('Fetch')
  expect(run.running()).toEqual(['Window', 'Alarm'])
  run.succeed('Window')
  run.fail('Alarm')
  expect([run.status(id), run.begun()]).toEqual(['Failed', ['Fetch']])
  const override = { stageName: 'Deploy', pipelineExecutionId: id, conditionType: 'BEFORE_ENTRY' } as const
  run.does((machine) => overrideCondition(machine, override))
  expect([run.status(id), run.running()]).toEqual(['InProgress', ['One', 'Two']])
  expect(run.executionOf(id).stages.at(-1)?.conditions.beforeEntry?.status).toBe('Overridden')
  expect(() => run.does((machine) => overrideCondition(machine, override))).toThrow(
    expect.objectContaining({ type: 'ConditionNotOverridableException' }),
  )
})

test('an override of what waits abandons the rules that run', () => {
  const stages = [sourceStage, { ...deploy, beforeEntry: { conditions: [aCondition('FAIL', 'Window')] } }]
  const run = rehearsedPipeline({ stages })
  const id = run.start()
  run.succeed('Fetch')
  run.does((machine) =>
    overrideCondition(machine, { stageName: 'Deploy', pipelineExecutionId: id, conditionType: 'BEFORE_ENTRY' }),
  )
  expect(run.worksOf('Window')[0]?.status).toBe('Abandoned')
  expect(run.running()).toEqual(['One', 'Two'])
})

test('a stage that is skipped runs nothing, cannot be overridden, and is no target of a rollback', () => {
  const skipped = { ...deploy, beforeEntry: { conditions: [aCondition('SKIP', 'Check')] } }
  const run = rehearsedPipeline({ stages: [sourceStage, skipped, aStage('After', [anAction('Later')])] })
  const id = run.start()
  run.succeed('Fetch')
  run.fail('Check')
  expect([run.stageStatus(id, 'Deploy'), run.running()]).toEqual(['Skipped', ['Later']])
  const override = { stageName: 'Deploy', pipelineExecutionId: id, conditionType: 'BEFORE_ENTRY' } as const
  expect(() => run.does((machine) => overrideCondition(machine, override))).toThrow(/its result is SKIP/)
  const back = { stageName: 'Deploy', targetPipelineExecutionId: id, by }
  expect(() => run.does((machine) => rollbackStage(machine, back))).toThrow(/did not succeed/)
  expect(() => retry(run, id, 'ALL_ACTIONS')).toThrow(expect.objectContaining({ type: 'StageNotRetryableException' }))
})

test('a condition after success rolls back a deployment that had succeeded', () => {
  const stages = [sourceStage, { ...deploy, onSuccess: { conditions: [aCondition('ROLLBACK', 'Alarm')] } }]
  const run = rehearsedPipeline({ stages })
  const target = deployed(run, 'v1')
  run.succeed('Alarm')
  expect(run.status(target)).toBe('Succeeded')
  const id = deployed(run, 'v2')
  run.fail('Alarm')
  expect([run.status(id), run.stageStatus(id, 'Deploy')]).toEqual(['Failed', 'Failed'])
  expect(run.pipeline.executions.at(-1)).toMatchObject({ type: 'ROLLBACK', rollbackTarget: target })
})

test.each([
  ['fails', true],
  ['holds', false],
])('a condition after failure that %s decides about the rollback', (_, rollsBack) => {
  const stages = [sourceStage, { ...deploy, onFailure: { conditions: [aCondition('ROLLBACK', 'Alarm')] } }]
  const run = rehearsedPipeline({ stages })
  deployed(run, 'v1')
  run.start()
  run.succeed('Fetch')
  run.fail('One')
  run.succeed('Two')
  if (rollsBack) run.fail('Alarm')
  else run.succeed('Alarm')
  expect(run.pipeline.executions.at(-1)?.type).toBe(rollsBack ? 'ROLLBACK' : 'STANDARD')
})
