import { expect, test } from '@jest/globals'
import { inCommandWords } from '../../../core/run/command-words.ts'
import type { Outcome } from '../../../core/run/outcome.ts'
import type { EndCause } from '../../../pipeline/execution/run-end.ts'
import { endError } from './end-error.ts'
import { newView } from './run-view.ts'

const place = { stage: 'Production', action: 'Deploy', actionExecutionId: 'a' }
const first: EndCause = { kind: 'action-failed', place, message: 'exit 1' }
const back = { rollback: 'back', to: 'before', first } as const

const ends: readonly (readonly [Outcome, EndCause, string, RegExp])[] = [
  ['rejected', { kind: 'approval-rejected', place, by: 'arn:aws:iam::1:user/ana' }, 'approval-rejected', /by ana$/],
  ['rejected', { kind: 'approval-expired', place }, 'approval-expired', /nobody answered/],
  [
    'rejected',
    { kind: 'condition-failed', stage: 'S', rule: 'NoAlarm', message: 'ALARM' },
    'condition-failed',
    /NoAlarm.*ALARM/,
  ],
  ['failed', first, 'action-failed', /Production\/Deploy failed: exit 1/],
  ['failed', { kind: 'execution-failed', message: 'no value' }, 'execution-failed', /no value/],
  ['rolled-back', { kind: 'rolled-back', ...back }, 'execution-rolled-back', /exit 1.*rolled back.*before/],
  ['stuck', { kind: 'rollback-failed', ...back }, 'rollback-failed', /exit 1.*back failed too/],
  ['failed', { kind: 'rollback-refused', ...back }, 'action-failed', /exit 1.*back was refused, and changed nothing/],
  [
    'rolled-back',
    { kind: 'rollback-refused', ...back, first: { kind: 'own-stage', place, reason: 'stack-rolled-back' } },
    'stack-rolled-back',
    /Production\/Deploy.*back was refused/,
  ],
  ['still-running', { kind: 'rollback-runs', ...back }, 'operation-running', /exit 1.*still running/],
  ['superseded', { kind: 'superseded', by: 'next' }, 'execution-superseded', /by next/],
  ['superseded', { kind: 'superseded', by: undefined }, 'execution-superseded', /not found/],
  ['failed', { kind: 'cancelled' }, 'execution-cancelled', /changed or deleted/],
  ['failed', { kind: 'stopped', byUs: false, comment: 'no' }, 'execution-stopped', /somebody else: no/],
  [
    'still-running',
    { kind: 'abandoned', byUs: true, places: [place] },
    'execution-abandoned',
    /Production\/Deploy.*goes on/,
  ],
  ['still-running', { kind: 'time-is-over' }, 'operation-running', /still running/],
  ['rejected', { kind: 'own-stage', place, reason: 'gate-failed' }, 'gate-failed', /gate-failed/],
  ['stuck', { kind: 'own-stage', place, reason: 'stack-stuck' }, 'stack-stuck', /stack-stuck/],
  ['failed', { kind: 'own-stage', place, reason: 'no-such-reason' }, 'action-failed', /Production\/Deploy/],
  ['superseded', { kind: 'own-stage', place }, 'execution-superseded', /Production\/Deploy/],
]

test.each(ends)('%s because of %j has a code of the same outcome, and a next step', (outcome, cause, reason, text) => {
  const error = endError({ end: { outcome, cause }, view: newView('shop', 'run') })!
  expect([error.reason, error.outcome]).toEqual([reason, outcome])
  expect(error.message).toMatch(text)
  expect(inCommandWords(error.hint!)).toContain('liftlock pipeline ')
})

test('the page of the failed attempt is named, and no other', () => {
  const attempt = (actionExecutionId: string, externalExecutionUrl: string) => ({
    actionExecutionId,
    output: { executionResult: { externalExecutionUrl } },
  })
  const actions = [attempt('b', 'https://b'), attempt('a', 'https://a')]
  const error = endError({ end: { outcome: 'failed', cause: first }, view: { ...newView('shop', 'run'), actions } })!
  expect(inCommandWords(error.hint!)).toMatch(/^its page: https:\/\/a; retry the stage/)
})

test.each([
  ['FAIL', true],
  ['SKIP', false],
])('a condition with the result %s can be overridden: %s', (result, offered) => {
  const definition = { stages: [{ name: 'S', beforeEntry: { conditions: [{ result }] } }] }
  const end = { outcome: 'rejected', cause: { kind: 'condition-failed', stage: 'S', rule: 'NoAlarm' } } as const
  const hint = inCommandWords(endError({ end, view: { ...newView('shop', 'run'), definition } })!.hint!)
  expect(hint.includes('liftlock pipeline override shop --pipeline-stage S --execution run')).toBe(offered)
})

test.each([{ kind: 'cancelled' }, { kind: 'approval-stale', place }] as const)(
  'after $kind, the start again names the release if it is known',
  (cause) => {
    const end = { outcome: 'failed', cause } as const
    const hint = (view: object) =>
      inCommandWords(endError({ end, view: { ...newView('shop', 'run'), ...view } })!.hint!)
    expect(hint({ release: 'f'.repeat(64) })).toContain(`liftlock pipeline start shop --release ${'f'.repeat(64)}`)
    expect(hint({})).toMatch(/liftlock pipeline start shop$/)
  },
)

test('a rollback that failed names the command that goes back to a known run', () => {
  const end = { outcome: 'stuck', cause: { kind: 'rollback-failed', ...back } } as const
  const hint = inCommandWords(endError({ end, view: newView('shop', 'run') })!.hint!)
  expect(hint).toContain('liftlock pipeline rollback shop --pipeline-stage Production')
})

test('a success is no failure', () => {
  expect(
    endError({ end: { outcome: 'no-changes', cause: { kind: 'succeeded' } }, view: newView('a', 'b') }),
  ).toBeUndefined()
})
