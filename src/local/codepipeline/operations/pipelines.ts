import { createPipeline } from '../commands/create-pipeline.ts'
import { startExecution } from '../commands/start-execution.ts'
import { updatePipeline } from '../commands/update-pipeline.ts'
import { currentDeclaration, type Machine, modeOf } from '../machine/machine.ts'
import { polledSources } from '../machine/polled-sources.ts'
import type { InputOf } from '../requests/check-request.ts'
import { ServiceFault } from '../service-fault.ts'
import { pageOf } from '../views/paging.ts'
import { pipelineState } from '../views/pipeline-state.ts'
import { seconds } from '../views/seconds.ts'
import { admitPipeline } from './admit-pipeline.ts'
import { arnOf, type Call, definitionOf, pipelineOf } from './call.ts'
import { tagList, tagsOf } from './tags.ts'

/**
 * Creates a pipeline, which starts an execution by itself, unless a source that is polled will (recorded).
 * @param also what is done to the pipeline in the same step
 */
export function create(
  call: Call,
  { pipeline: document, tags = [] }: InputOf<'CreatePipeline'>,
  also: (machine: Machine) => void = () => undefined,
): object {
  const { engine, scope, caller } = call
  const declaration = admitPipeline(scope, document)
  if (scope.pipelines.has(declaration.name))
    throw new ServiceFault('PipelineNameInUse', `A pipeline with name '${declaration.name}' already exists.`)
  const { account, region } = scope
  const pipeline = createPipeline({ account, region, declaration, tags: tagsOf(tags), now: engine.now() })
  engine.add(scope, pipeline, (machine) => {
    also(machine)
    if (polledSources(declaration).length > 0) return
    startExecution(machine, { trigger: { triggerType: 'CreatePipeline', triggerDetail: caller.arn } })
  })
  return { pipeline: currentDeclaration(pipeline), tags: tagList(pipeline.tags) }
}

/** @param also what is done to the pipeline in the same step */
export function update(
  call: Call,
  { pipeline: document }: InputOf<'UpdatePipeline'>,
  also: (machine: Machine) => void = () => undefined,
): object {
  const declaration = admitPipeline(call.scope, document)
  const pipeline = definitionOf(call, declaration.name)
  call.engine.change(call.scope, pipeline, (machine) => {
    updatePipeline(machine, declaration)
    also(machine)
  })
  return { pipeline: currentDeclaration(pipeline) }
}

export function get(call: Call, { name, version }: InputOf<'GetPipeline'>): object {
  const pipeline = definitionOf(call, name)
  const declaration = pipeline.declarations[(version ?? pipeline.declarations.length) - 1]
  if (declaration === undefined)
    throw new ServiceFault('PipelineVersionNotFound', `The pipeline '${name}' has no version ${version}.`)
  return {
    pipeline: declaration,
    metadata: {
      pipelineArn: arnOf(call.scope, name),
      created: seconds(pipeline.created),
      updated: seconds(pipeline.updated),
    },
  }
}

/** Deletes a pipeline; one that is not there is deleted already. */
export function remove({ engine, scope }: Call, { name }: InputOf<'DeletePipeline'>): object {
  engine.remove(scope, name)
  return {}
}

export function list({ scope }: Call, input: InputOf<'ListPipelines'>): object {
  const all = [...scope.pipelines.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
  const { items, ...more } = pageOf(all, ({ name }) => name, { maxResults: 1000, ...input }, 'pipelines')
  const pipelines = items.map((pipeline) => {
    const declaration = currentDeclaration(pipeline)
    return {
      name: pipeline.name,
      version: pipeline.declarations.length,
      pipelineType: declaration.pipelineType,
      executionMode: modeOf(declaration),
      created: seconds(pipeline.created),
      updated: seconds(pipeline.updated),
    }
  })
  return { pipelines, ...more }
}

export function state(call: Call, { name }: InputOf<'GetPipelineState'>): object {
  return pipelineState(call.engine.lag.state(pipelineOf(call, name)))
}
