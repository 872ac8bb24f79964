import { expect, test } from '@jest/globals'
import { seededRandom } from '../../../test/support/seeded-random.ts'
import type { ActionExecution, ObservedRun, RuleExecution } from './observed-run.ts'
import { outcomeOf } from './outcome-of.ts'
import { supersedeComment } from './supersede-comment.ts'

const newer = '00000000-0000-4000-8000-000000000002'
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute))
const reviewer = 'arn:aws:sts::111111111111:assumed-role/reviewer/ana'

/** An action that began in one minute and ended in the next. */
function action(name: string, status: string, minute: number, more: Partial<ActionExecution> = {}): ActionExecution {
  const times = { startTime: at(minute), lastUpdateTime: at(minute + 1) }
  return {
    actionExecutionId: `${name}-${minute}`,
    stageName: 'Production',
    actionName: name,
    status,
    ...times,
    ...more,
  }
}

const approval = { input: { actionTypeId: { category: 'Approval' } } }
const deploy = { input: { actionTypeId: { category: 'Deploy' } } }
const result = (code: string, message: string) => ({ output: { executionResult: { errorDetails: { code, message } } } })
const rule = (name: string, status: string, minute = 1): RuleExecution => ({
  stageName: 'Production',
  ruleName: name,
  status,
  startTime: at(minute),
  lastUpdateTime: at(minute + 1),
  output: { executionResult: { errorDetails: { message: `${name} said no` } } },
})
const run = (status: string, more: Partial<ObservedRun> = {}): ObservedRun => ({
  actions: [],
  ...more,
  execution: { pipelineExecutionId: 'run', status, ...more.execution },
})
const place = (name: string, minute = 1) => ({
  stage: 'Production',
  action: name,
  actionExecutionId: `${name}-${minute}`,
})
const failed = action('Deploy', 'Failed', 1, { ...deploy, ...result('JobFailed', 'stack failed') })
const stackFailed = { kind: 'action-failed', place: place('Deploy'), code: 'JobFailed', message: 'stack failed' }
const rollback = (status: string) => ({
  pipelineExecutionId: 'back',
  status,
  rollbackMetadata: { rollbackTargetPipelineExecutionId: 'before' },
})
const rollingBack = (kind: string) => ({ kind, rollback: 'back', to: 'before', first: stackFailed })

const ends: readonly (readonly [string, ObservedRun, string, object])[] = [
  [
    'all actions succeeded',
    run('Succeeded', { actions: [action('Deploy', 'Succeeded', 1)] }),
    'succeeded',
    { kind: 'succeeded' },
  ],
  ['no action ran', run('Succeeded'), 'succeeded', { kind: 'succeeded' }],
  [
    'an attempt failed, and the retry succeeded',
    run('Succeeded', { actions: [action('Deploy', 'Succeeded', 3), failed] }),
    'succeeded',
    { kind: 'succeeded' },
  ],
  [
    'a stage was skipped by a rule',
    run('Succeeded', { rules: [rule('HasVersion', 'Failed')] }),
    'succeeded',
    { kind: 'succeeded' },
  ],
  [
    'all stages of ours found no changes',
    run('Succeeded', {
      actions: [action('A', 'Succeeded', 1), action('B', 'Succeeded', 2), action('C', 'Succeeded', 3)],
      records: { 'A-1': { outcome: 'no-changes' }, 'B-2': { outcome: 'no-changes' } },
    }),
    'no-changes',
    { kind: 'succeeded' },
  ],
  [
    'one stage of ours had changes',
    run('Succeeded', {
      actions: [action('A', 'Succeeded', 1), action('B', 'Succeeded', 2)],
      records: { 'A-1': { outcome: 'no-changes' }, 'B-2': { outcome: 'succeeded' } },
    }),
    'succeeded',
    { kind: 'succeeded' },
  ],
  [
    'the record of an earlier attempt does not count',
    run('Succeeded', {
      actions: [action('A', 'Succeeded', 3), action('A', 'Failed', 1)],
      records: { 'A-1': { outcome: 'no-changes' }, 'A-3': { outcome: 'succeeded' } },
    }),
    'succeeded',
    { kind: 'succeeded' },
  ],
  [
    'an approval was answered for a newer execution',
    run('Failed', {
      actions: [
        action('Approve', 'Failed', 1, {
          ...approval,
          updatedBy: reviewer,
          output: { executionResult: { externalExecutionSummary: supersedeComment(newer) } },
        }),
      ],
    }),
    'superseded',
    { kind: 'superseded', by: newer },
  ],
  [
    'nobody answered, whatever a summary says',
    run('Failed', {
      actions: [
        action('Approve', 'Failed', 1, {
          ...approval,
          output: { executionResult: { externalExecutionSummary: supersedeComment(newer) } },
        }),
      ],
    }),
    'rejected',
    { kind: 'approval-expired', place: place('Approve') },
  ],
  [
    'it was stopped for a newer execution while it waited for an approval',
    run('Stopped', {
      actions: [action('Approve', 'Abandoned', 1, approval)],
      execution: { stopTrigger: { reason: supersedeComment(newer) } },
    }),
    'superseded',
    { kind: 'superseded', by: newer },
  ],
  [
    'it was stopped for a newer execution, and a deployment goes on',
    run('Stopped', {
      actions: [action('Deploy', 'Abandoned', 1, deploy)],
      execution: { stopTrigger: { reason: supersedeComment(newer) } },
    }),
    'still-running',
    { kind: 'abandoned', byUs: false, comment: supersedeComment(newer), places: [place('Deploy')] },
  ],
  [
    'a reviewer said no',
    run('Failed', {
      actions: [
        action('Approve', 'Failed', 1, {
          ...approval,
          updatedBy: reviewer,
          output: { executionResult: { externalExecutionSummary: 'not today' } },
        }),
      ],
    }),
    'rejected',
    { kind: 'approval-rejected', place: place('Approve'), by: reviewer, comment: 'not today' },
  ],
  [
    'nobody answered',
    run('Failed', { actions: [action('Approve', 'Failed', 1, approval)] }),
    'rejected',
    { kind: 'approval-expired', place: place('Approve') },
  ],
  [
    'a rule said no',
    run('Failed', {
      actions: [action('Build', 'Succeeded', 1)],
      rules: [rule('Hours', 'Succeeded'), rule('NoAlarm', 'Failed')],
    }),
    'rejected',
    { kind: 'condition-failed', stage: 'Production', rule: 'NoAlarm', message: 'NoAlarm said no' },
  ],
  [
    'a rule said no after a stage was skipped by another',
    run('Failed', { rules: [rule('NoAlarm', 'Failed', 5), { ...rule('HasVersion', 'Failed'), stageName: 'Staging' }] }),
    'rejected',
    { kind: 'condition-failed', stage: 'Production', rule: 'NoAlarm', message: 'NoAlarm said no' },
  ],
  ['an action failed', run('Failed', { actions: [failed] }), 'failed', stackFailed],
  [
    'a failure condition looked at the failed action',
    run('Failed', { actions: [failed], rules: [rule('NoAlarm', 'Failed')] }),
    'failed',
    stackFailed,
  ],
  [
    'two actions failed: the first one counts',
    run('Failed', { actions: [action('Late', 'Failed', 5), failed] }),
    'failed',
    stackFailed,
  ],
  [
    'the retry failed too',
    run('Failed', { actions: [action('Deploy', 'Failed', 7, result('JobFailed', 'again')), failed] }),
    'failed',
    { kind: 'action-failed', place: place('Deploy', 7), code: 'JobFailed', message: 'again' },
  ],
  [
    'an action failed with a summary only',
    run('Failed', {
      actions: [action('Tell', 'Failed', 1, { output: { executionResult: { externalExecutionSummary: 'no' } } })],
    }),
    'failed',
    { kind: 'action-failed', place: place('Tell'), message: 'no' },
  ],
  [
    'a variable has no value',
    run('Failed', { execution: { statusSummary: "Values for required variables haven't been provided: X" } }),
    'failed',
    { kind: 'execution-failed', message: "Values for required variables haven't been provided: X" },
  ],
  [
    'the gate of ours said no',
    run('Failed', { actions: [failed], records: { 'Deploy-1': { outcome: 'rejected', reason: 'gate-failed' } } }),
    'rejected',
    { kind: 'own-stage', place: place('Deploy'), reason: 'gate-failed' },
  ],
  [
    'a deployment of ours is stuck',
    run('Failed', { actions: [failed], records: { 'Deploy-1': { outcome: 'stuck', reason: 'stack-failed' } } }),
    'stuck',
    { kind: 'own-stage', place: place('Deploy'), reason: 'stack-failed' },
  ],
  [
    'a deployment of ours goes on',
    run('Failed', { actions: [failed], records: { 'Deploy-1': { outcome: 'still-running' } } }),
    'still-running',
    { kind: 'own-stage', place: place('Deploy') },
  ],
  [
    'an action failed after our stage had succeeded',
    run('Failed', { actions: [failed], records: { 'Deploy-1': { outcome: 'succeeded' } } }),
    'failed',
    stackFailed,
  ],
  [
    'it was rolled back',
    run('Failed', { actions: [failed], rollback: rollback('Succeeded') }),
    'rolled-back',
    rollingBack('rolled-back'),
  ],
  [
    'the rollback failed',
    run('Failed', { actions: [failed], rollback: rollback('Failed') }),
    'stuck',
    rollingBack('rollback-failed'),
  ],
  [
    'the rollback was refused and changed nothing',
    run('Failed', { actions: [failed], rollback: rollback('Failed'), rollbackRefused: true }),
    'failed',
    rollingBack('rollback-refused'),
  ],
  [
    'the rollback was stopped',
    run('Failed', { actions: [failed], rollback: rollback('Stopped') }),
    'stuck',
    rollingBack('rollback-failed'),
  ],
  [
    'the rollback was superseded',
    run('Failed', { actions: [failed], rollback: rollback('Superseded') }),
    'stuck',
    rollingBack('rollback-failed'),
  ],
  [
    'the rollback runs, and our time is over',
    run('Failed', { actions: [failed], rollback: rollback('InProgress'), timeIsOver: true }),
    'still-running',
    rollingBack('rollback-runs'),
  ],
  [
    'a newer execution took the place',
    run('Superseded', { successor: 'next' }),
    'superseded',
    { kind: 'superseded', by: 'next' },
  ],
  [
    'a newer execution took the place, and is not found',
    run('Superseded'),
    'superseded',
    { kind: 'superseded', by: undefined },
  ],
  [
    'the pipeline was updated',
    run('Cancelled', { execution: { statusSummary: 'updated' } }),
    'failed',
    { kind: 'cancelled', message: 'updated' },
  ],
  [
    'we stopped it',
    run('Stopped', { stoppedByUs: true, execution: { stopTrigger: { reason: 'wrong release' } } }),
    'failed',
    { kind: 'stopped', byUs: true, comment: 'wrong release' },
  ],
  [
    'somebody else stopped it',
    run('Stopped', { execution: { statusSummary: 'stopped by hand' } }),
    'failed',
    { kind: 'stopped', byUs: false, comment: 'stopped by hand' },
  ],
  [
    'an approval was abandoned, which leaves nothing',
    run('Stopped', { actions: [action('Approve', 'Abandoned', 1, approval)] }),
    'failed',
    { kind: 'stopped', byUs: false },
  ],
  [
    'a deployment was abandoned and goes on',
    run('Stopped', { stoppedByUs: true, actions: [action('Deploy', 'Abandoned', 1, deploy)] }),
    'still-running',
    { kind: 'abandoned', byUs: true, places: [place('Deploy')] },
  ],
  ['our time is over', run('InProgress', { timeIsOver: true }), 'still-running', { kind: 'time-is-over' }],
  ['our time is over while it stops', run('Stopping', { timeIsOver: true }), 'still-running', { kind: 'time-is-over' }],
  [
    'our time is over before the retry began',
    run('Failed', { actions: [failed], expected: 'retry', timeIsOver: true }),
    'still-running',
    { kind: 'time-is-over' },
  ],
  [
    'our time is over, and it ended in the same moment',
    run('Succeeded', { timeIsOver: true }),
    'succeeded',
    { kind: 'succeeded' },
  ],
]

test.each(ends)('%s', (_, observed, outcome, cause) => {
  expect(outcomeOf(observed)).toEqual({ outcome, cause })
})

test.each([
  ['it runs', run('InProgress')],
  ['it stops', run('Stopping')],
  [
    'an action failed, and others of the stage run',
    run('InProgress', { actions: [failed, action('Other', 'InProgress', 2)] }),
  ],
  ['the stage is retried by itself soon', run('Failed', { actions: [failed], expected: 'retry' })],
  ['it is rolled back by itself soon', run('Failed', { actions: [failed], expected: 'rollback' })],
  ['the rollback runs', run('Failed', { actions: [failed], rollback: rollback('InProgress') })],
  ['the service has a new word', run('Paused')],
])('it has not ended while %s', (_, observed) => {
  expect(outcomeOf(observed)).toBeUndefined()
})

test('nothing but a success of the service is a success, whatever else was seen', () => {
  const random = seededRandom(20_260_101)
  const any = <T>(...values: readonly T[]) => values[random.below(values.length)]!
  for (let turn = 0; turn < 1_000; turn += 1) {
    const words = ['InProgress', 'Stopping', 'Stopped', 'Succeeded', 'Superseded', 'Failed', 'Cancelled', 'Other']
    const status = any(...words)
    const observed = run(status, {
      actions: Array.from({ length: random.below(4) }, () =>
        action(
          any('A', 'B'),
          any('InProgress', 'Abandoned', 'Succeeded', 'Failed'),
          random.below(9),
          any<Partial<ActionExecution>>(approval, deploy, {}),
        ),
      ),
      rules: any([], [rule('R', any('Failed', 'Succeeded'))]),
      records: any({}, { 'A-1': { outcome: any('no-changes' as const, 'succeeded' as const, 'rejected' as const) } }),
      rollback: any(undefined, rollback(any(...words))),
      expected: any(undefined, 'retry' as const, 'rollback' as const),
      timeIsOver: any(true, false),
    })
    const outcome = outcomeOf(observed)?.outcome
    expect([status, outcome === 'succeeded' || outcome === 'no-changes']).toEqual([status, status === 'Succeeded'])
  }
})

const created = { execution: { trigger: { triggerType: 'CreatePipeline' } } } as Partial<ObservedRun>
const source = { input: { actionTypeId: { category: 'Source' } } }

const ourSource = {
  name: 'Release',
  actionTypeId: { category: 'Source', provider: 'S3' },
  configuration: { S3Bucket: 'sources', S3ObjectKey: 'release.zip', AllowOverrideForS3ObjectKey: 'true' },
}
const ours = { stages: [{ name: 'Source', actions: [ourSource] }] }
const foreign = { stages: [{ name: 'Source', actions: [{ ...ourSource, name: 'Fetch' }] }] }
const failsWith = (message: string) => ({ ...source, ...result('ConfigurationError', message) })
const absent = failsWith("The object with key 'release.zip' does not exist.")
const noSuchKey = failsWith('s3://sources/release.zip: The specified key does not exist.')
const refused = [rule('ReleaseIsNamed', 'Failed')]

const harmless: readonly (readonly [string, Partial<ObservedRun>])[] = [
  ['at its rule', { actions: [action('Release', 'Succeeded', 1, source)], rules: refused }],
  ['at its rule, whatever pipeline has it now', { actions: [], rules: refused, definition: foreign }],
  ['without a bundle', { actions: [action('Release', 'Failed', 1, absent)], definition: ours }],
  ['without a bundle on S3', { actions: [action('Release', 'Failed', 1, noSuchKey)], definition: ours }],
]
test.each(harmless)('a creation run that ended %s is no failure, and no success', (_, seen) => {
  const end = outcomeOf(run('Failed', { ...created, ...seen }))
  expect(end).toEqual({ outcome: 'no-changes', cause: { kind: 'creation-run' } })
})

const fetched = action('Release', 'Succeeded', 1, source)
const harmful: readonly (readonly [string, Partial<ObservedRun>])[] = [
  ['by its source, in a foreign pipeline', { actions: [action('Fetch', 'Failed', 1, absent)], definition: foreign }],
  ['by its source, in an unknown pipeline', { actions: [action('Release', 'Failed', 1, absent)] }],
  ['by a source of another kind', { actions: [action('Toolkit', 'Failed', 1, absent)], definition: ours }],
  [
    'by its source without a right',
    { actions: [action('Release', 'Failed', 1, failsWith('Access denied'))], definition: ours },
  ],
  [
    'by its source without a bucket',
    {
      actions: [action('Release', 'Failed', 1, failsWith('The specified bucket does not exist'))],
      definition: ours,
    },
  ],
  ['by an alarm', { actions: [fetched], rules: [rule('Alarm1', 'Failed')], definition: ours }],
  ['by an alarm too', { actions: [fetched], rules: [...refused, rule('Alarm1', 'Failed')], definition: ours }],
  ['before any action', { actions: [], definition: ours }],
  [
    'when its stage was retried',
    { actions: [fetched], rules: [rule('ReleaseIsNamed', 'Failed', 5), ...refused], definition: ours },
  ],
  [
    'when its source was retried',
    {
      actions: [action('Release', 'Failed', 5, absent), action('Release', 'Failed', 1, absent)],
      definition: ours,
    },
  ],
  ['after it deployed', { actions: [fetched, action('Deploy', 'Failed', 2, deploy)], rules: refused }],
]
test.each(harmful)('a creation run that failed %s is a failure', (_, seen) => {
  expect(outcomeOf(run('Failed', { actions: [], ...created, ...seen }))?.outcome).toMatch(/^(failed|rejected)$/)
})

test('an execution that somebody started, and a creation run that was stopped, are no success', () => {
  const seen = { actions: [fetched], rules: refused, definition: ours }
  expect(outcomeOf(run('Failed', seen))).toMatchObject({ outcome: 'rejected' })
  expect(outcomeOf(run('Stopped', { ...created, ...seen }))).toMatchObject({ outcome: 'failed' })
})

test('a refused rollback after a stage that goes on ends as stuck: nothing runs any more', () => {
  const records = { 'Deploy-1': { outcome: 'still-running', reason: 'operation-running' } } as const
  const seen = { actions: [failed], records, rollback: rollback('Failed'), rollbackRefused: true }
  expect(outcomeOf(run('Failed', seen))).toMatchObject({ outcome: 'stuck', cause: { kind: 'rollback-failed' } })
})
