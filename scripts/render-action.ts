import { stringify } from 'yaml'
import type { Field, StageDescription } from '../src/core/run/describe.ts'
import { inputText, withChoices } from '../src/core/run/mentions.ts'
import { jobInputs } from '../src/hosts/github/job-inputs.ts'

/** Spells inputs and commands for authors of workflows. */
export const inWorkflow = (input: string) => `the input ${input}`

/** The first line of every file that is generated from stage definitions. */
export const made = '# Made by "npm run sync" from the stage definition; edit that instead.\n'

/** The entry of an action. */
export function renderMain({ name }: StageDescription): string {
  return `// ${made.slice(2)}import { description } from '../../src/stages/${name}/description.ts'
import { runAction } from '../run-action.ts'

await runAction('${name}', description)
`
}

/** `action.yml` of one stage. */
export function renderAction(stage: StageDescription): string {
  return render({
    name: `Liftlock ${stage.name}`,
    description: stage.summary,
    inputs: Object.fromEntries(withJobInputs(stage.inputs).map((field) => [field.name, actionInput(field)])),
    outputs: actionOutputs(stage.outputs),
    main: `../../dist/${stage.name}.js`,
  })
}

/**
 * The root `action.yml`: the inputs and outputs of all stages. Each description names the stages that have it, and its
 * meaning in each of them where they differ. Only the input `stage` is required. There are no defaults, because they
 * differ between stages; but those that jobs have.
 */
export function renderRootAction(all: readonly StageDescription[]): string {
  const names = all.map(({ name }) => name).join(', ')
  const inputs = grouped(all, ({ inputs }) => withJobInputs(inputs))
  const outputs = grouped(all, ({ outputs }) =>
    Object.entries(actionOutputs(outputs)).map(([name, output]) => ({ name, ...output })),
  )
  const { 'failure-reason': reason, ...ofStages } = mapped(outputs, (fields) => ({
    description: textOf(fields, all.length, ({ description }) => description),
  }))
  return render({
    name: 'Liftlock',
    description: 'Takes a serverless application from its model to production, one stage a step.',
    inputs: {
      stage: { description: `The stage to run: ${names}.`, required: true },
      ...mapped(inputs, (fields) => ({
        description: textOf(fields, all.length, (field) => inputText(field, inWorkflow)),
        required: false,
        ...(fields[0]!.field.jobDefault !== undefined && { default: fields[0]!.field.jobDefault }),
      })),
    },
    outputs: { ...ofStages, 'failure-reason': reason! },
    main: 'dist/action.js',
  })
}

/** The inputs of a stage, and those that every action has. */
function withJobInputs(inputs: readonly Field[]): readonly Field[] {
  return [...inputs, ...jobInputs.filter(({ name }) => inputs.every((input) => input.name !== name))]
}

/** The outputs for `action.yml`, including those that only actions have. */
export function actionOutputs(fields: readonly Field[]): Readonly<Record<string, { readonly description: string }>> {
  const outputs = Object.fromEntries(fields.map(({ name, description }) => [name, { description }]))
  const file = 'The outputs of the stack as one JSON file; each is also an output under its own name.'
  return {
    ...outputs,
    ...(fields.some(({ key }) => key === 'outputs') && { 'outputs-file': { description: file } }),
    'failure-reason': { description: 'Why it failed: a code of docs/errors.md; empty when it did not.' },
  }
}

interface Action {
  readonly name: string
  readonly description: string
  readonly inputs: Readonly<Record<string, object>>
  readonly outputs: Readonly<Record<string, object>>
  readonly main: string
}

function render({ main, inputs, outputs, ...head }: Action): string {
  const action = {
    ...head,
    author: 'The Liftlock authors',
    branding: { icon: 'anchor', color: 'blue' },
    inputs,
    outputs,
    runs: { using: 'node24', main },
  }
  return made + stringify(action, { lineWidth: 0 })
}

function actionInput(field: Field) {
  return {
    description: withChoices(field, inWorkflow),
    required: field.required,
    ...defaultOf(field),
  }
}

function defaultOf(field: Field) {
  const value = field.default ?? field.jobDefault
  return value === undefined ? {} : { default: value }
}

interface OfStage<F> {
  readonly stage: string
  readonly field: F
}

/** The inputs or outputs of all stages by name, in the order of the stages. */
function grouped<F extends { readonly name: string }>(
  all: readonly StageDescription[],
  fieldsOf: (stage: StageDescription) => readonly F[],
): ReadonlyMap<string, readonly OfStage<F>[]> {
  const groups = new Map<string, OfStage<F>[]>()
  for (const stage of all)
    for (const field of fieldsOf(stage))
      groups.set(field.name, [...(groups.get(field.name) ?? []), { stage: stage.name, field }])
  return groups
}

function mapped<V, R>(groups: ReadonlyMap<string, V>, to: (value: V) => R): Readonly<Record<string, R>> {
  return Object.fromEntries([...groups].map(([name, value]) => [name, to(value)]))
}

/** `Text. (package, deploy)` if all stages have the same text, else `package: Text. deploy, promote: Other text.` */
function textOf<F>(fields: readonly OfStage<F>[], stages: number, say: (field: F) => string): string {
  const texts = new Map<string, string[]>()
  for (const { stage, field } of fields) texts.set(say(field), [...(texts.get(say(field)) ?? []), stage])
  const [first] = texts
  if (first !== undefined && texts.size === 1)
    return fields.length === stages ? first[0] : `${first[0]} (${first[1].join(', ')})`
  return [...texts].map(([text, users]) => `${users.join(', ')}: ${text}`).join(' ')
}
