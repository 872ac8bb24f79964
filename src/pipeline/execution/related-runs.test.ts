import { expect, test } from '@jest/globals'
import { automaticRollbackOf, type ListedRun, successorOf } from './related-runs.ts'

const run = (pipelineExecutionId: string, minute: number, more: Partial<ListedRun> = {}): ListedRun => ({
  pipelineExecutionId,
  startTime: new Date(Date.UTC(2026, 0, 1, 0, minute)),
  ...more,
})
const superseded = { status: 'Superseded' }
const rollback = (triggerDetail: string) => ({
  executionType: 'ROLLBACK',
  trigger: { triggerType: 'AutomatedRollback', triggerDetail },
})

test.each<[string, readonly ListedRun[], string | undefined]>([
  ['the next one', [run('c', 3), run('b', 2), run('a', 1, superseded)], 'b'],
  ['the first that goes on', [run('c', 3), run('b', 2, superseded), run('a', 1, superseded)], 'c'],
  ['the next one when none goes on', [run('b', 2, superseded), run('a', 1, superseded)], 'b'],
  ['no rollback', [run('c', 3), run('b', 2, { executionType: 'ROLLBACK' }), run('a', 1, superseded)], 'c'],
  ['nothing when it is the newest', [run('a', 1, superseded), run('z', 0)], undefined],
  ['nothing when it is not listed', [run('b', 2)], undefined],
])('the successor is %s', (_, list, id) => {
  expect(successorOf(list, 'a')?.pipelineExecutionId).toBe(id)
})

const failed = run('00000000-0000-4000-8000-000000000001', 5, { status: 'Failed' })
const other = '00000000-0000-4000-8000-000000000002'
test.each<[string, readonly ListedRun[], string | undefined]>([
  ['the one that names it', [run('r2', 9, rollback(other)), run('r1', 8, rollback(failed.pipelineExecutionId!))], 'r1'],
  ['none that names another', [run('r2', 9, rollback(other))], undefined],
  ['the first after it when none names any', [run('r2', 9, rollback('')), run('r1', 8, rollback(''))], 'r1'],
  ['none before it', [run('r0', 4, rollback(''))], undefined],
  [
    'none by hand',
    [run('r1', 8, { executionType: 'ROLLBACK', trigger: { triggerType: 'ManualRollback' } })],
    undefined,
  ],
])('the automatic rollback is %s', (_, list, id) => {
  expect(automaticRollbackOf(list, failed)?.pipelineExecutionId).toBe(id)
})
