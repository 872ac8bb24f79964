import { expect, test } from '@jest/globals'
import { saying } from '../../../test/support/in-command-words.ts'
import type { Template } from '../template/template.ts'
import { refuseMoves } from './refuse-moves.ts'

const topic = { Type: 'AWS::SNS::Topic' }
const stack = { Type: 'AWS::CloudFormation::Stack' }

/** A root template with these resources, that says what lies in its nested stacks. */
function template(root: readonly string[], nested?: Readonly<Record<string, unknown>>): Template {
  const Resources = Object.fromEntries([
    ...root.map((id) => [id, topic]),
    ...Object.keys(nested ?? {}).map((id) => [id, stack]),
  ])
  return { Resources, ...(nested === undefined ? {} : { Metadata: { Liftlock: { Stacks: nested } } }) } as Template
}

test.each([
  [template(['A', 'B']), template(['B'], { Api1: ['A'] }), 'A would move from the root stack to the nested stack Api1'],
  [template(['B'], { Api1: ['A'] }), template(['A', 'B']), 'A would move from the nested stack Api1 to the root stack'],
  [
    template([], { Api1: ['A', 'B'] }),
    template([], { Api1: [], Api2: ['A', 'B'] }),
    'A would move from the nested stack Api1 to the nested stack Api2, and 1 more would move too',
  ],
])('a deployed resource that would change its stack is refused', (before, after, message) => {
  expect(() => refuseMoves({ before, after })).toThrow(
    expect.objectContaining({
      reason: 'template-invalid',
      message: `${message}; a deployed resource stays in its stack`,
      hint: saying('root-stack.lock'),
    }),
  )
})

test.each([
  ['a new stack', undefined, template(['A'], { Api1: ['B'] })],
  ['a stack without nested stacks of ours', template(['A', 'B']), template(['A'])],
  ['a new nested stack with new resources', template(['A']), template(['A'], { Api1: ['B'] })],
  ['a nested stack that gains and loses', template(['A'], { Api1: ['B', 'C'] }), template(['A'], { Api1: ['C', 'D'] })],
  ['metadata of somebody else', template(['A'], { Api1: 'A' }), template(['A'], { Api1: [1] })],
])('%s moves nothing', (_, before, after) => {
  expect(() => refuseMoves({ before, after })).not.toThrow()
})
