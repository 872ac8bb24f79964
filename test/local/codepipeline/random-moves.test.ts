import { expect, test } from '@jest/globals'
import { answerApproval } from '../../../src/local/codepipeline/commands/answer-approval.ts'
import { changeTransition } from '../../../src/local/codepipeline/commands/change-transition.ts'
import { overrideCondition } from '../../../src/local/codepipeline/commands/override-condition.ts'
import { retryStage } from '../../../src/local/codepipeline/commands/retry-stage.ts'
import { rollbackStage } from '../../../src/local/codepipeline/commands/rollback-stage.ts'
import { startExecution } from '../../../src/local/codepipeline/commands/start-execution.ts'
import { stopExecution } from '../../../src/local/codepipeline/commands/stop-execution.ts'
import { updatePipeline } from '../../../src/local/codepipeline/commands/update-pipeline.ts'
import { currentDeclaration, isOpen, type Machine, runningIn } from '../../../src/local/codepipeline/machine/machine.ts'
import type { ExecutionRecord, WorkRecord } from '../../../src/local/codepipeline/machine/records.ts'
import { settleAction, settleRule } from '../../../src/local/codepipeline/machine/settle.ts'
import { ServiceFault } from '../../../src/local/codepipeline/service-fault.ts'
import {
  aCondition,
  anAction,
  aStage,
  type RehearsedPipeline,
  rehearsedPipeline,
} from '../../support/rehearsed-pipeline.ts'
import { seededRandom } from '../../support/seeded-random.ts'

/*
 * Random commands, ends of actions, refusals and passages of time, in all modes and with conditions at all places. After
 * each step the rules hold that no sequence may break.
 */
const modes = ['QUEUED', 'SUPERSEDED', 'PARALLEL'] as const
const statuses = {
  execution: ['Cancelled', 'InProgress', 'Stopped', 'Stopping', 'Succeeded', 'Superseded', 'Failed'],
  stage: ['Cancelled', 'InProgress', 'Failed', 'Stopped', 'Stopping', 'Succeeded', 'Skipped'],
  work: ['InProgress', 'Abandoned', 'Succeeded', 'Failed'],
  condition: ['InProgress', 'Failed', 'Errored', 'Succeeded', 'Cancelled', 'Abandoned', 'Overridden'],
}
const by = 'arn:aws:iam::111111111111:user/ada'
type Step = (machine: Machine) => unknown

test.each(modes)('%s: whatever is asked for and however actions end, the rules hold', (executionMode) => {
  for (let seed = 1; seed <= 10; seed++) {
    const { below } = seededRandom(seed * 7919)
    const one = <T>(list: readonly T[]): T => list[below(list.length)]!
    const run = rehearsedPipeline({ stages: stagesOf(below), executionMode })
    const before = new Map<string, string>()
    let entries = 0
    for (let step = 0; step < 50; step++) {
      const revived = new Set<string>()
      const untouched = JSON.stringify(run.pipeline)
      const move = stepOf(run, one, below, revived)
      try {
        run.does(move)
      } catch (error) {
        if (!(error instanceof ServiceFault)) throw error
        revived.clear()
        if (JSON.stringify(run.pipeline) !== untouched)
          throw new Error(`seed ${seed}: ${error.message}, yet it changed`)
      }
      hold(run, before, revived, `seed ${seed}, step ${step}`)
      expect(run.pipeline.entries).toBeGreaterThanOrEqual(entries)
      entries = run.pipeline.entries
    }
    expect(JSON.parse(JSON.stringify(run.pipeline))).toEqual(run.pipeline)
  }
})

function stagesOf(below: (count: number) => number) {
  const source = anAction('Fetch', { is: 'Source', outputArtifacts: [{ name: 'Code' }], namespace: 'Origin' })
  const actions = (stage: string) =>
    Array.from({ length: 1 + below(3) }, (_, at) => anAction(`${stage}${at}`, { runOrder: 1 + below(2) }))
  const maybe = <T extends object>(value: T): T | object => (below(3) === 0 ? value : {})
  const results = ['ROLLBACK', 'RETRY', undefined] as const
  return [
    aStage('Source', [source]),
    aStage('Approve', [anAction('Ask', { is: 'Manual' })]),
    ...['Build', 'Deploy'].map((name) => {
      const result = results[below(3)]
      return aStage(name, actions(name), {
        ...maybe({ beforeEntry: { conditions: [aCondition(below(2) === 0 ? 'SKIP' : 'FAIL', 'Gate')] } }),
        ...maybe({ onSuccess: { conditions: [aCondition(below(2) === 0 ? 'ROLLBACK' : 'FAIL', 'Watch')] } }),
        ...(result !== undefined && { onFailure: { result } }),
      })
    }),
  ]
}

function stepOf(
  run: RehearsedPipeline,
  one: <T>(list: readonly T[]) => T,
  below: (count: number) => number,
  revived: Set<string>,
): Step {
  const { executions } = run.pipeline
  const stageName = one(currentDeclaration(run.pipeline).stages).name
  const pipelineExecutionId = executions.length === 0 ? '' : one(executions).id
  const works = worksOf(executions).filter(({ status }) => status === 'InProgress')
  const settle: Step = (machine) => {
    if (works.length === 0) return
    const work = one(works)
    const end = below(4) === 0 ? { status: 'Failed' as const } : { status: 'Succeeded' as const, outputVariables: {} }
    if ('place' in work) settleRule(machine, work.id, end)
    else settleAction(machine, work.id, end)
  }
  const start: Step = (machine) => startExecution(machine, { trigger: { triggerType: 'StartPipelineExecution' } })
  const steps: readonly Step[] = [
    start,
    start,
    settle,
    settle,
    settle,
    settle,
    (machine) => {
      const asked = works.find(({ name }) => name === 'Ask')
      const status = below(3) === 0 ? 'Rejected' : 'Approved'
      answerApproval(machine, {
        stageName: 'Approve',
        actionName: 'Ask',
        token: asked?.id ?? '',
        status,
        summary: '',
        by,
      })
    },
    (machine) => {
      revived.add(pipelineExecutionId)
      retryStage(machine, {
        stageName,
        pipelineExecutionId,
        retryMode: below(2) === 0 ? 'ALL_ACTIONS' : 'FAILED_ACTIONS',
      })
    },
    (machine) => rollbackStage(machine, { stageName, targetPipelineExecutionId: pipelineExecutionId, by }),
    (machine) => {
      revived.add(pipelineExecutionId)
      const conditionType = below(2) === 0 ? 'BEFORE_ENTRY' : 'ON_SUCCESS'
      overrideCondition(machine, { stageName, pipelineExecutionId, conditionType })
    },
    (machine) => stopExecution(machine, { pipelineExecutionId, abandon: below(2) === 0, by }),
    (machine) => changeTransition(machine, { stageName, reason: below(3) === 0 ? 'freeze' : undefined, by }),
    (machine) => {
      if (below(4) === 0) updatePipeline(machine, currentDeclaration(machine.pipeline))
    },
    () => run.passMinutes(one([1, 19, 24 * 60])),
  ]
  return one(steps)
}

function worksOf(executions: readonly ExecutionRecord[]) {
  return executions.flatMap(({ stages }) => stages.flatMap(({ actions, rules }) => [...actions, ...rules]))
}

/** What was seen before, by id, must not have changed once it had ended. */
function hold(run: RehearsedPipeline, before: Map<string, string>, revived: ReadonlySet<string>, at: string): void {
  const { executions } = run.pipeline
  const broken: string[] = []
  const same = (id: string, text: string, what: string) => {
    if (before.has(id) && before.get(id) !== text) broken.push(`${what} ${id} changed after its end`)
    before.set(id, text)
  }
  for (const execution of executions) {
    if (!statuses.execution.includes(execution.status)) broken.push(`status ${execution.status}`)
    if (isOpen(execution) || revived.has(execution.id)) before.delete(execution.id)
    else {
      same(execution.id, JSON.stringify(execution), 'execution')
      if (execution.inStage || execution.stages.some((stage) => runningIn(stage).length > 0))
        broken.push(`${execution.id} has ended, and something of it runs`)
    }
    for (const stage of execution.stages) {
      if (!statuses.stage.includes(stage.status)) broken.push(`stage status ${stage.status}`)
      for (const { status } of Object.values(stage.conditions))
        if (!statuses.condition.includes(status)) broken.push(`condition status ${status}`)
    }
  }
  for (const work of worksOf(executions)) {
    if (!statuses.work.includes(work.status)) broken.push(`work status ${work.status}`)
    if (work.status !== 'InProgress') same(work.id, JSON.stringify(work satisfies WorkRecord), 'work')
  }
  const begun = run.effects.filter(({ kind }) => kind !== 'abandon').map(({ id }) => id)
  if (new Set(begun).size !== begun.length) broken.push('something began twice')
  const positions = executions
    .filter((each) => isOpen(each) && each.inStage && !each.parked)
    .map(({ position }) => position)
  if (currentDeclaration(run.pipeline).executionMode !== 'PARALLEL' && new Set(positions).size !== positions.length)
    broken.push('two executions are in one stage')
  if (broken.length > 0) throw new Error(`${at}: ${broken.join('; ')}`)
}
