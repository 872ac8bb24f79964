import { afterEach, beforeEach, expect, test } from '@jest/globals'
import {
  type DrivenCommand,
  type DrivenShop,
  drivenCommands,
  drivenShop,
} from '../../../../test/support/driven-shop.ts'
import { failureOf } from '../../../../test/support/failure-of.ts'
import { runCommand } from '../../../../test/support/pipeline-trial.ts'
import { executionId } from '../../../../test/support/scripted-codepipeline.ts'
import { loadPipelineCommand } from '../commands.ts'

/* What nobody has: it ends before anything is changed, with one message that says what to do. */
let shop: DrivenShop
beforeEach(async () => {
  shop = await drivenShop()
})
afterEach(() => shop.service.stop())

/** Gives a command something else. @returns how it failed, in the words of a terminal, and what was done all the same */
async function refusal(name: DrivenCommand, inputs: object) {
  shop.prepare(name)
  const known: { readonly inputs?: object; readonly effects: object } = drivenCommands[name]
  const command = await loadPipelineCommand[name]()
  const running = runCommand(command, shop.service, { pipeline: 'shop', ...known.inputs, ...inputs })
  const changing = ({ name: call }: { readonly name: string }) => !/^(Get|List)/.test(call)
  const failure = await failureOf(running)
  return { ...failure, done: shop.done, changes: shop.service.calls.filter(changing).map((call) => call.name) }
}

const nothing = { done: [], changes: [] }
test.each(Object.keys(drivenCommands) as DrivenCommand[])(
  '%s of a pipeline that is not there does nothing',
  async (name) => {
    expect(await refusal(name, { pipeline: 'shpo' })).toEqual({
      reason: 'pipeline-missing',
      message: 'there is no pipeline shpo',
      hint: expect.stringContaining('those that exist: liftlock pipeline list'),
      ...nothing,
    })
  },
)

test.each(['show', 'follow', 'stop', 'approve', 'reject', 'retry', 'override'] as const)(
  '%s of an execution that is not there does nothing',
  async (name) => {
    expect(await refusal(name, { execution: executionId(77) })).toEqual({
      reason: 'execution-missing',
      message: expect.stringContaining(executionId(77)),
      hint: 'those that it has: liftlock pipeline list shop',
      ...nothing,
    })
  },
)

test('a rollback to an execution that is not there does nothing', async () => {
  expect(await refusal('rollback', { to: executionId(77) })).toMatchObject({
    reason: 'execution-missing',
    hint: expect.stringContaining('liftlock pipeline'),
    ...nothing,
  })
})

test.each([
  ['approve', 'it has Approval/Approve'],
  ['reject', 'it has Approval/Approve'],
  ['retry', 'its stages and actions: liftlock pipeline show shop'],
  ['rollback', 'it has Source, Build, Approval, Production'],
  ['override', 'it has Source, Build, Approval, Production'],
  ['transitions', 'it has Production'],
] as const)('%s in a stage that is not there does nothing, and says which there are', async (name, said) => {
  const { reason, hint, done } = await refusal(name, { pipelineStage: 'Prodution' })
  expect({ reason, hint, done }).toEqual({ reason: 'input-invalid', hint: said, done: [] })
})

test.each(['approve', 'reject'] as const)('%s of an action that is not there does nothing', async (name) => {
  expect(await refusal(name, { action: 'Aprove' })).toMatchObject({
    reason: 'input-invalid',
    hint: 'it has Approval/Approve',
    ...nothing,
  })
})

test('a token of no approval that waits answers nothing', async () => {
  expect(await refusal('approve', { token: executionId(8), timeLimit: 1 })).toMatchObject({
    reason: 'approval-missing',
    hint: 'look at what runs: liftlock pipeline show shop',
    ...nothing,
  })
})

const name101 = 'n'.repeat(101)
test.each([
  ['start', { pipeline: name101 }],
  ['follow', { execution: 'the newest' }],
  ['stop', { reason: 'r'.repeat(201) }],
  ['approve', { comment: 'c'.repeat(513) }],
  ['reject', { comment: 'c'.repeat(513) }],
  ['approve', { action: name101 }],
  ['approve', { token: `${executionId(9)}0` }],
  ['retry', { pipelineStage: name101 }],
  ['rollback', { pipelineStage: 'two words' }],
  ['transitions', { pipelineStage: '' }],
] as const)('%s with a value beyond its limit calls nothing: %j', async (name, inputs) => {
  await expect(refusal(name, inputs)).resolves.toMatchObject({ reason: 'ZodError', ...nothing })
  expect(shop.service.calls).toEqual([])
})

test.each([
  ['a variable of 1,001 characters', { variables: `Version=${'v'.repeat(1001)}` }],
  ['an empty variable', { variables: 'Version=' }],
  ['51 variables', { variables: Array.from({ length: 51 }, (_, n) => `V${n}=1`).join('\n') }],
  ['51 revisions', { revisions: Array.from({ length: 51 }, (_, n) => `S${n}=1`).join('\n') }],
  ['a revision of 1,501 characters', { revisions: `Code=${'r'.repeat(1501)}` }],
  ['a revision without a value', { revisions: 'Code=' }],
  ['a variable twice', { variables: 'Version=1\nVersion=2' }],
  ['a line break inside of a name', { variables: 'Ver\rsion=1' }],
])('start with %s starts nothing', async (_, inputs) => {
  shop.service.pipelines.get('shop')!.definition = {
    ...shop.service.pipelines.get('shop')!.definition,
    variables: [{ name: 'Version', defaultValue: '1' }],
  }
  expect(await refusal('start', inputs)).toMatchObject({ reason: 'input-invalid', ...nothing })
})
