import { StackStatus } from '@aws-sdk/client-cloudformation'
import { expect, test } from '@jest/globals'
import { type StackAction, type StackPolicy, stackAction, stackStatuses } from './stack-status.ts'

const cautious: StackPolicy = {}
const bold: StackPolicy = { recreate: true, recover: true, disableRollback: true }

function kinds(policy: StackPolicy): Record<string, StackAction['kind']> {
  return Object.fromEntries(Object.keys(stackStatuses).map((status) => [status, stackAction('s', status, policy).kind]))
}

test('every status that the service knows has one rule', () => {
  expect(Object.keys(stackStatuses).sort()).toEqual(Object.values(StackStatus).sort())
  expect(Object.keys(stackStatuses)).toHaveLength(23)
})

test('nothing is deleted or continued unasked', () => {
  expect(kinds(cautious)).toEqual({
    CREATE_IN_PROGRESS: 'wait',
    CREATE_FAILED: 'refuse',
    CREATE_COMPLETE: 'update',
    ROLLBACK_IN_PROGRESS: 'wait',
    ROLLBACK_FAILED: 'refuse',
    ROLLBACK_COMPLETE: 'refuse',
    DELETE_IN_PROGRESS: 'wait',
    DELETE_FAILED: 'refuse',
    DELETE_COMPLETE: 'create',
    UPDATE_IN_PROGRESS: 'wait',
    UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: 'wait',
    UPDATE_COMPLETE: 'update',
    UPDATE_FAILED: 'refuse',
    UPDATE_ROLLBACK_IN_PROGRESS: 'wait',
    UPDATE_ROLLBACK_FAILED: 'refuse',
    UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: 'wait',
    UPDATE_ROLLBACK_COMPLETE: 'update',
    REVIEW_IN_PROGRESS: 'create',
    IMPORT_IN_PROGRESS: 'wait',
    IMPORT_COMPLETE: 'update',
    IMPORT_ROLLBACK_IN_PROGRESS: 'wait',
    IMPORT_ROLLBACK_FAILED: 'refuse',
    IMPORT_ROLLBACK_COMPLETE: 'update',
  })
})

test('a policy opens exactly the ways that it names', () => {
  const [closed, open] = [kinds(cautious), kinds(bold)]
  const opened = Object.keys(open).filter((status) => open[status] !== closed[status])
  expect(Object.fromEntries(opened.map((status) => [status, open[status]]))).toEqual({
    CREATE_FAILED: 'update',
    ROLLBACK_FAILED: 'recreate',
    ROLLBACK_COMPLETE: 'recreate',
    UPDATE_FAILED: 'update',
    UPDATE_ROLLBACK_FAILED: 'continue-rollback',
  })
})

test('a status that this version does not know is refused', () => {
  expect(stackAction('s', 'DREAMING', bold)).toMatchObject({ kind: 'refuse', error: { reason: 'stack-stuck' } })
})

test('every refusal says what to do', () => {
  const errors = Object.keys(stackStatuses)
    .map((status) => stackAction('parking', status, cautious))
    .flatMap((action) => (action.kind === 'refuse' ? [action.error] : []))
  expect(errors.filter(({ hint, message }) => !hint || !message.includes('parking'))).toEqual([])
})
