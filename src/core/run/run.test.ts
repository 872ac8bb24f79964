import { expect, test } from '@jest/globals'
import { z } from 'zod'
import { saying } from '../../../test/support/in-command-words.ts'
import { count, flag, list } from '../inputs/kinds.ts'
import { describeStage } from './describe.ts'
import type { Host, Result } from './host.ts'
import { requireInputs, runStage } from './run.ts'
import { defineStage } from './stage.ts'
import { StageError } from './stage-error.ts'

const stage = defineStage({
  name: 'greet',
  positional: 'who',
  inputs: z.object({
    who: z.string().describe('Whom to greet.'),
    loudly: flag().describe('Whether to shout.'),
    times: count(1, 3).default(1).describe('How often.'),
    also: list().describe('Others.'),
  }),
  outputs: z.object({ outcome: z.enum(['succeeded', 'no-changes']), text: z.string().describe('The greeting.') }),
  async run({ who, loudly, times, also }) {
    if (who === 'nobody') throw new StageError('file-missing', 'there is nobody')
    if (who === 'crash') throw new TypeError('oops')
    const text = `hello ${[who, ...also].join(' ')}`.repeat(times)
    return { outcome: loudly ? 'succeeded' : 'no-changes', text }
  },
})

async function run(inputs: Record<string, string>, signal = new AbortController().signal): Promise<Result> {
  let finished: Result | undefined
  const host = {
    signal,
    context: async () => ({ signal }),
    input: (name: string) => inputs[name],
    finish: async (result: Result) => {
      finished = result
    },
  } as unknown as Host
  await runStage(describeStage(stage), async () => stage, host)
  return finished!
}

test('a stage gets its inputs converted, with defaults', async () => {
  const result = await run({ who: 'you', also: 'him, her\nthem' })
  expect(result).toEqual({
    kind: 'done',
    stage: 'greet',
    outcome: 'no-changes',
    outputs: { outcome: 'no-changes', text: 'hello you him her them' },
  })
})

test('a missing input is named with its meaning', async () => {
  const result = await run({})
  expect(result).toMatchObject({ kind: 'failure', error: { reason: 'input-missing' } })
  expect((result as { error: StageError }).error.message).toBe('greet needs the input who: Whom to greet.')
})

test('a value under a former name, which is the name of another input now, is told the name of today', async () => {
  const renamed = { ...describeStage(stage), formerNames: { also: 'who' } }
  const missing = (inputs: Record<string, string>) => () =>
    requireInputs(renamed, { input: (name: string) => inputs[name] })
  expect(missing({ also: 'you' })).toThrow(
    expect.objectContaining({
      reason: 'input-missing',
      hint: saying(/^what was given as also is given as who now: give <who>$/),
    }),
  )
  expect(missing({})).toThrow(expect.objectContaining({ hint: saying(/^give <who>, or see liftlock greet --help$/) }))
  expect(missing({ who: 'you', also: 'him' })).not.toThrow()
})

test('a wrong input is named with its value and what was expected', async () => {
  const result = (await run({ who: 'you', loudly: 'yes' })) as { error: StageError }
  expect(result.error.message).toBe('input loudly is "yes": expected true or false')
  expect(result.error.outcome).toBe('invalid-input')
})

test('a number outside its bounds is refused', async () => {
  const result = (await run({ who: 'you', times: '4' })) as { error: StageError }
  expect(result.error.message).toContain('input times is "4"')
})

test('a failure keeps its reason, anything else is a bug', async () => {
  expect(await run({ who: 'nobody' })).toMatchObject({ kind: 'failure', error: { reason: 'file-missing' } })
  expect(await run({ who: 'crash' })).toMatchObject({ kind: 'bug', error: expect.any(TypeError) })
})

test('an error after an interruption is the interruption', async () => {
  expect(await run({ who: 'crash' }, AbortSignal.abort())).toMatchObject({ error: { reason: 'cancelled' } })
})
