import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import {
  executionId,
  type Fault,
  type ScriptedCodePipeline,
  scriptedAction,
  scriptedExecution,
  scriptedPipeline,
  startScriptedCodePipeline,
} from '../../../test/support/scripted-codepipeline.ts'
import type { ActionDetail } from '../../core/ports/pipeline-shapes.ts'
import { findApprover } from './find-approver.ts'

const release = 'a'.repeat(64)
const plan = 'b'.repeat(64)
const ana = 'arn:aws:sts::111111111111:assumed-role/approver/ana'
const bob = 'arn:aws:sts::111111111111:assumed-role/approver/bob'

let service: ScriptedCodePipeline
beforeAll(async () => {
  service = await startScriptedCodePipeline()
})
afterAll(() => service.stop())
beforeEach(() => {
  service.fault = () => undefined
  service.pageSize = 1
})

const approval = (name: string, status: string, second: number, by?: string, data = '') =>
  scriptedAction(name, status, [second], {
    input: {
      actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual' },
      resolvedConfiguration: { CustomData: data },
    },
    ...(by !== undefined && { updatedBy: by }),
  })

const deploy = scriptedAction('Production/Deploy', 'Succeeded', [9], {
  updatedBy: 'arn:aws:iam::111111111111:role/pipeline',
  input: { actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'CloudFormation' } },
})

/** Asks who approved, in an execution with these actions; another execution was approved by somebody else. */
function approverOf(actions: ActionDetail[], meant?: { stage: string; action: string }, named?: string) {
  const pipeline = scriptedPipeline('parking')
  const now = service.clock.now()
  const other = scriptedExecution(executionId(2), now, {
    actions: [approval('Approval/Approve', 'Succeeded', 99, bob)],
  })
  pipeline.executions.push(other, scriptedExecution(executionId(1), now, { actions: [...actions].reverse() }))
  service.pipelines.set('parking', pipeline)
  const place = { pipeline: 'parking', execution: executionId(1), stage: 'Production', action: 'Promote' }
  const run = { clock: service.clock, signal: new AbortController().signal, report: () => {} }
  return service.aws
    .at({})
    .pipelines()
    .then((pipelines) => findApprover({ release, plan }, { place, approval: meant, named }, pipelines, run))
}

test.each<[string, ActionDetail[], string | undefined]>([
  ['the one who answered', [approval('Approval/Approve', 'Succeeded', 5, ana), deploy], ana],
  ['the last one', [approval('A/Test', 'Succeeded', 3, bob), approval('B/Approve', 'Succeeded', 5, ana)], ana],
  ['the one of the retry', [approval('A/Ok', 'Failed', 3, bob), approval('A/Ok', 'Succeeded', 5, ana)], ana],
  ['nobody without an approval', [deploy], undefined],
  ['the one of exactly this', [approval('A/Ok', 'Succeeded', 5, ana, `release=${release} plan=${plan}`)], ana],
  ['the one of its beginning', [approval('A/Ok', 'Succeeded', 5, ana, `plan=${plan.slice(0, 12)}`)], ana],
  ['the one of a version', [approval('A/Ok', 'Succeeded', 5, ana, `release=1.4.0 plan=${plan}`)], ana],
  ['a digest with its method', [approval('A/Ok', 'Succeeded', 5, ana, `release: sha256:${release}`)], ana],
])('%s approved', async (_, actions, by) => {
  expect(await approverOf(actions)).toBe(by)
})

test.each<[string, string]>([
  ['another release', `release=${'c'.repeat(64)} plan=${plan}`],
  ['another plan', `release=${release} plan=${'c'.repeat(64)}`],
  ['the beginning of another plan', `plan=${'c'.repeat(12)}`],
  ['an empty word for a plan', 'plan=none'],
])('an approval of %s is refused', async (_, data) => {
  await expect(approverOf([approval('A/Ok', 'Succeeded', 5, ana, data)])).rejects.toMatchObject({
    reason: 'approval-differs',
    outcome: 'rejected',
  })
})

test.each([
  ['expired', [approval('A/Ok', 'Failed', 5)]],
  ['still waits', [approval('A/Ok', 'InProgress', 5)]],
])('an approval that %s is none, so nothing is done', async (_, actions) => {
  await expect(approverOf(actions)).rejects.toMatchObject({
    reason: 'approval-differs',
    message: expect.stringContaining('no approval was given'),
  })
})

test.each([
  ['somebody else', [approval('A/Ok', 'Succeeded', 5, ana)], bob],
  ['anybody without an approval', [deploy], ana],
])('an input that names %s is refused', async (_, actions, named) => {
  await expect(approverOf(actions, undefined, named)).rejects.toMatchObject({ reason: 'approval-differs' })
})

test('the named approval counts, and no other one', async () => {
  const actions = [approval('A/First', 'Succeeded', 3, bob), approval('B/Last', 'Succeeded', 5, ana)]
  expect(await approverOf(actions, { stage: 'A', action: 'First' })).toBe(bob)
  await expect(approverOf(actions, { stage: 'A', action: 'Last' })).rejects.toMatchObject({
    reason: 'approval-differs',
    message: expect.stringContaining('A/Last was not given'),
  })
})

test('an answer that the list does not show yet is waited for, and a busy service is asked again', async () => {
  const pending = { ...approval('A/Ok', 'InProgress', 5) } as { status: string; updatedBy?: string }
  service.at(service.clock.elapsed() / 1000 + 4, () => Object.assign(pending, { status: 'Succeeded', updatedBy: ana }))
  let calls = 0
  service.fault = () => (++calls === 1 ? { code: 'ThrottlingException' } : undefined)
  expect(await approverOf([pending as ActionDetail])).toBe(ana)
})

/** Three pages, each of which may fail. */
const three = [approval('A/Ok', 'Succeeded', 5, ana), deploy, scriptedAction('Plan/Plan', 'Succeeded', [2])]
/** Lets a call of the list fail, once or from then on. */
function failAt(call: number, fault: Fault, always: boolean) {
  let calls = 0
  service.fault = () => {
    calls += 1
    return calls === call || (always && calls > call) ? fault : undefined
  }
}

test.each<[number, Fault]>([
  [1, { code: 'ThrottlingException' }],
  [2, { code: 'InternalFailure', status: 500 }],
  [3, { code: 'ServiceUnavailable', status: 503 }],
  [2, 'reset'],
])('page %d of the list may fail once: %j', async (call, fault) => {
  failAt(call, fault, false)
  expect(await approverOf(three)).toBe(ana)
})

test.each<[number, Fault, string]>([
  [1, { code: 'AccessDeniedException', message: 'codepipeline:ListActionExecutions' }, 'access-denied'],
  [2, { code: 'AccessDeniedException' }, 'access-denied'],
  [1, { code: 'ExpiredTokenException' }, 'credentials-expired'],
  [3, { code: 'ExpiredTokenException' }, 'credentials-expired'],
  [2, { code: 'ThrottlingException' }, 'throttled'],
])('when page %d of the list cannot be read (%j), nothing is taken for approved', async (call, fault, reason) => {
  failAt(call, fault, true)
  await expect(approverOf(three)).rejects.toMatchObject({ reason })
})
