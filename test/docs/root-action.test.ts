import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { withMentions } from '../../src/core/run/mentions.ts'
import { jobInputNames } from '../../src/hosts/github/job-inputs.ts'
import { describeAll } from '../../src/stages/stages.ts'
import { packageRoot } from '../../src/system/package-root.ts'

/* The root action is what a marketplace shows: it has to say of each input and output what it means in each stage that has it. */

interface Described {
  readonly description: string
}

const root: { inputs: Record<string, Described>; outputs: Record<string, Described> } = parse(
  readFileSync(join(packageRoot(), 'action.yml'), 'utf8'),
)
const stages = await describeAll()
const namesOf = (kind: 'inputs' | 'outputs') => new Set(stages.flatMap((stage) => stage[kind].map(({ name }) => name)))

/** `input or output, its name, stage, what it means there, whether all stages say the same`. */
const rows = (['inputs', 'outputs'] as const).flatMap((kind) =>
  stages.flatMap((stage) =>
    stage[kind].map((field) => {
      const others = stages.flatMap((other) => other[kind].filter(({ name }) => name === field.name))
      const isCommon =
        others.length === stages.length && others.every(({ description }) => description === field.description)
      return [kind, field.name, stage.name, field.description, isCommon] as const
    }),
  ),
)

test.each(rows)('of the %s, %s says what it means in %s', (kind, name, stage, description, isCommon) => {
  const said = root[kind][name]!.description
  expect(said).toContain(withMentions(description, (input) => `the input ${input}`))
  // Before its text, or in the list behind a text that all of them share.
  const named = new RegExp(`(?:^|[ (])${stage}(?:, [a-z-]+)*(?:: |\\)$)`)
  expect(isCommon || named.test(said)).toBe(true)
})

test('it has the inputs and outputs of the stages, and those that only an action has', () => {
  expect(Object.keys(root.inputs).sort()).toEqual(
    [...new Set([...namesOf('inputs'), ...jobInputNames]), 'stage'].sort(),
  )
  expect(Object.keys(root.outputs).sort()).toEqual([...namesOf('outputs'), 'failure-reason', 'outputs-file'].sort())
})
