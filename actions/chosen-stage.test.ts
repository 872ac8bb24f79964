import { expect, test } from '@jest/globals'
import { stages } from '../src/stages/stages.ts'
import { chosenStage } from './chosen-stage.ts'

test.each(['constructor', '__proto__', 'toString', 'promte'])(
  'there is no stage %s, and the answer names those there are',
  async (stage) => {
    const entry = chosenStage({ input: () => stage })
    expect((await entry.describe()).inputs.filter(({ required }) => required)).toEqual([])
    await expect(entry.load()).rejects.toMatchObject({
      reason: 'input-invalid',
      message: `there is no stage ${JSON.stringify(stage)}`,
      hint: expect.stringMatching(/promote/),
    })
  },
)

test('a stage is found by its name', () => {
  expect(chosenStage({ input: () => 'promote' })).toBe(stages.promote)
})
