import { expect, test } from '@jest/globals'
import { z } from 'zod'
import { flag, list, mapping } from '../inputs/kinds.ts'
import { commandOf } from './command-words.ts'
import { givenValues } from './given-values.ts'

const inputs = z.object({
  stackName: z.string().optional(),
  folder: z.string().default('.'),
  recreate: flag(),
  topics: list(),
  tags: mapping(),
  minutes: z.number().default(60),
})
const values = (given: Record<string, unknown>, leftOut: readonly 'folder'[] = []) =>
  givenValues(inputs, inputs.parse(given), { leftOut, hidden: ['tags'] })

test.each([
  ['nothing', {}, ''],
  ['defaults', { folder: '.', recreate: false, topics: [], minutes: 60 }, ''],
  ['a text', { stackName: 'one' }, '--stack-name one'],
  ['a text that a shell would read otherwise', { stackName: "it's $HOME" }, `--stack-name 'it'"'"'s $HOME'`],
  [
    'a flag, a list and a number',
    { recreate: true, topics: ['a', 'b'], minutes: 5 },
    '--recreate --topics a,b --minutes 5',
  ],
  ['values that may be secret', { tags: 'a=secret' }, '--tags …'],
])('%s', (_what, given, said) => {
  expect(commandOf({ name: 'deploy', inputs: values(given) }).toString()).toBe(`liftlock deploy ${said}`.trim())
})

test('what is left out is not said', () => {
  expect(values({ folder: 'x', recreate: true }, ['folder'])).toEqual({ recreate: true })
})
