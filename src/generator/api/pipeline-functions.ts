import { StageError } from '../../core/run/stage-error.ts'
import { endings } from '../distinct-names.ts'
import { logicalPart } from '../names.ts'
import type { PipelineFunction, Resolver } from './resolver-plan.ts'

/** The function that decodes `base64:` texts, which all commands share. */
export const decodeFunction = 'decode_base64'

/**
 * The functions of pipeline resolvers, each once.
 * @throws StageError `model-invalid` if two commands get the same function
 */
export function pipelineFunctions(resolvers: readonly Resolver[]): readonly PipelineFunction[] {
  const steps = resolvers.flatMap(({ answers, runs }) =>
    runs.kind === 'pipeline' ? runs.functions.map((name) => ({ name, answers })) : [],
  )
  const wanted = steps.filter(({ name }, index) => name !== decodeFunction || index === firstOf(steps, name))
  const idOf = ({ name }: { name: string }) => `${logicalPart(name)}Step`
  const ids = endings(wanted, idOf, ({ name }) => name)
  const files = endings(
    wanted,
    ({ name }) => name.toLowerCase(),
    ({ name }) => name,
  )
  const functions = new Map<string, PipelineFunction>()
  for (const step of wanted) {
    const { name, answers } = step
    const base = { name, logicalId: `${idOf(step)}${ids.get(step)}` }
    const ending = files.get(step)!
    const request = `${ending === '' ? name : `${name}.${ending}`}.request.vtl`
    if (name === decodeFunction)
      functions.set(name, { ...base, dataSource: 'None', files: { kind: 'js', code: `${name}.js` } })
    else if (answers.kind === 'command')
      addFunction(functions, {
        ...base,
        dataSource: 'EventBus',
        files: { kind: 'vtl', request, response: 'publish_command.response.vtl' },
      })
    else
      addFunction(functions, {
        ...base,
        dataSource: 'ViewStore',
        files: { kind: 'vtl', request, response: 'read_listed.response.vtl' },
      })
  }
  return [...functions.values()]
}

function firstOf(steps: readonly { readonly name: string }[], name: string): number {
  return steps.findIndex((step) => step.name === name)
}

function addFunction(functions: Map<string, PipelineFunction>, added: PipelineFunction): void {
  if (functions.has(added.name))
    throw new StageError('model-invalid', `two commands give the pipeline function ${added.name}`, {
      hint: 'rename one of the two',
    })
  functions.set(added.name, added)
}
