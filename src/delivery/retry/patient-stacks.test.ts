import { expect, test } from '@jest/globals'
import { virtualClock } from '../../../test/support/virtual-clock.ts'
import type { StackEvent, Stacks } from '../../core/ports/stacks.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { budgetOf } from './call-budget.ts'
import { type PatientStacks, patientStacks } from './patient-stacks.ts'
import { patient } from './transient.ts'

const event = { id: 'newest' } as StackEvent

/** Stacks whose calls fail twice, for a passing reason, before they answer. */
function stacksAfterTwoFailures() {
  const calls: string[] = []
  const answer = async (name: string, value: unknown) => {
    calls.push(name)
    if (calls.length <= 2) throw new StageError('service-unavailable', 'busy', { hint: 'later' })
    return value
  }
  const events = async function* () {
    yield (await answer('events', event)) as StackEvent
    yield { ...event, id: 'older' }
  }
  const inner = new Proxy({} as Stacks, {
    get: (_, name) => (name === 'events' ? events : () => answer(String(name), `answer of ${String(name)}`)),
  })
  const clock = virtualClock()
  const { signal } = new AbortController()
  const budget = budgetOf(inner, clock)
  return { calls, stacks: patientStacks(inner, patient({ clock, signal }, budget, 120), { budget, signal }) }
}

test.each<[string, (stacks: PatientStacks) => Promise<unknown>]>([
  ['find', (stacks) => stacks.find('parking')],
  ['createChangeSet', (stacks) => stacks.createChangeSet({} as never, 'token')],
  ['findChangeSet', (stacks) => stacks.findChangeSet('parking', 'one')],
  ['deleteChangeSet', (stacks) => stacks.deleteChangeSet('parking', 'one')],
  ['listChangeSets', (stacks) => stacks.listChangeSets('parking')],
  ['validationFailures', (stacks) => stacks.validationFailures('one')],
  ['readTemplate', (stacks) => stacks.readTemplate('parking')],
  ['resources', (stacks) => stacks.resources('parking')],
  ['delete', (stacks) => stacks.delete('parking', 'token')],
  ['continueRollback', (stacks) => stacks.continueRollback({} as never)],
  ['setTerminationProtection', (stacks) => stacks.setTerminationProtection('parking', true)],
])('%s is repeated until the service answers', async (name, call) => {
  const { calls, stacks } = stacksAfterTwoFailures()
  expect(await call(stacks)).toBe(`answer of ${name}`)
  expect(calls).toEqual([name, name, name])
})

test('the newest events are read again from the start after a failure', async () => {
  const { calls, stacks } = stacksAfterTwoFailures()
  expect(await stacks.newestEvents('parking', 1)).toEqual([event])
  expect(calls).toEqual(['events', 'events', 'events'])
})

test('a change set is executed once, because its caller looks whether the execution has begun', async () => {
  const { calls, stacks } = stacksAfterTwoFailures()
  await expect(stacks.executeChangeSet({} as never)).rejects.toMatchObject({ reason: 'service-unavailable' })
  expect(calls).toEqual(['executeChangeSet'])
})

test('whoever follows an operation sees a failure of its events at once', async () => {
  const { calls, stacks } = stacksAfterTwoFailures()
  const first = stacks.events('parking')[Symbol.asyncIterator]().next()
  await expect(first).rejects.toMatchObject({ reason: 'service-unavailable' })
  expect(calls).toEqual(['events'])
})
