import { stringify } from 'yaml'
import type { Field, StageDescription } from '../src/core/run/describe.ts'

/** The first line of what is made from the stage definitions. */
export const made = '# Made by "npm run sync" from the stage definition; edit that instead.\n'

/** The entry of an action. */
export function renderMain({ name }: StageDescription): string {
  return `// ${made.slice(2)}import { description } from '../../src/stages/${name}/description.ts'
import { runAction } from '../run-action.ts'

await runAction('${name}', description)
`
}

/** `action.yml` of a stage. */
export function renderAction(stage: StageDescription): string {
  return (
    made +
    stringify(
      {
        name: `Liftlock ${stage.name}`,
        description: stage.summary,
        author: 'The Liftlock authors',
        branding: { icon: 'anchor', color: 'blue' },
        inputs: Object.fromEntries(stage.inputs.map((field) => [field.name, actionInput(field)])),
        outputs: actionOutputs(stage.outputs),
        runs: { using: 'node24', main: `../../dist/${stage.name}.js` },
      },
      { lineWidth: 0 },
    )
  )
}

/** The root action has the inputs of all stages; each says which stages read it. */
export function renderRootAction(all: readonly StageDescription[]): string {
  const inputs: Record<string, object> = {
    stage: { description: `The stage to run: ${all.map(({ name }) => name).join(', ')}.`, required: true },
  }
  for (const [name, fields] of grouped(all, ({ inputs }) => inputs)) {
    const users = fields.map(({ stage }) => stage).join(', ')
    inputs[name] = { description: `${fields[0]!.field.description} (${users})`, required: false }
  }
  const outputs = [...grouped(all, ({ outputs }) => outputs).values()].map((fields) => fields[0]!.field)
  return (
    made +
    stringify(
      {
        name: 'Liftlock',
        description: 'Takes a serverless application from its model to production, one stage a step.',
        author: 'The Liftlock authors',
        branding: { icon: 'anchor', color: 'blue' },
        inputs,
        outputs: actionOutputs(outputs),
        runs: { using: 'node24', main: 'dist/action.js' },
      },
      { lineWidth: 0 },
    )
  )
}

function grouped(all: readonly StageDescription[], fieldsOf: (stage: StageDescription) => readonly Field[]) {
  const groups = new Map<string, { stage: string; field: Field }[]>()
  for (const stage of all)
    for (const field of fieldsOf(stage))
      groups.set(field.name, [...(groups.get(field.name) ?? []), { stage: stage.name, field }])
  return groups
}

function actionInput(field: Field) {
  const choices = field.choices.length > 0 ? ` One of ${field.choices.join(', ')}.` : ''
  return {
    description: field.description + choices,
    required: field.required,
    ...(field.default !== undefined && { default: field.default }),
  }
}

/** The outputs of an action: those of its stage, and those that every action has. */
export function actionOutputs(fields: readonly Field[]): Readonly<Record<string, { readonly description: string }>> {
  const outputs = Object.fromEntries(fields.map(({ name, description }) => [name, { description }]))
  const file = 'The outputs of the stack as one JSON file; each is also an output under its own name.'
  return {
    ...outputs,
    ...(fields.some(({ key }) => key === 'outputs') && { 'outputs-file': { description: file } }),
    'failure-reason': { description: 'Why it failed: a code of docs/errors.md; empty when it did not.' },
  }
}
