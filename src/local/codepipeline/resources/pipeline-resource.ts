import { admitResource } from '../../../pipeline/admission/admit.ts'
import type { PipelineDefinition } from '../../../pipeline/definition/definition.ts'
import { readDeclaration } from '../../../pipeline/definition/read-definition.ts'
import { renderDeclaration, renderResource } from '../../../pipeline/definition/render-definition.ts'
import { pathText } from '../../../pipeline/finding.ts'
import { changeTransition } from '../commands/change-transition.ts'
import { refuseTooMany } from '../commands/find.ts'
import { startExecution } from '../commands/start-execution.ts'
import { currentDeclaration, type Machine } from '../machine/machine.ts'
import type { PipelineRecord } from '../machine/records.ts'
import { arnOf, type Call, changing, definitionOf } from '../operations/call.ts'
import * as pipelines from '../operations/pipelines.ts'
import { ServiceFault } from '../service-fault.ts'
import type { Creation, Properties, ResourceAnswer, Update } from './resource-request.ts'
import { givenTags, updatedTags, writtenTags } from './resource-tags.ts'

/** Transitions that a template disables: the reason by the name of the stage. */
type Transitions = ReadonlyMap<string, string>

/**
 * Creates a pipeline from the properties of `AWS::CodePipeline::Pipeline`.
 * @throws ServiceFault for a definition that the service refuses, in the words of the template
 */
export function create(call: Call, { token, name, properties }: Creation): ResourceAnswer {
  const definition = admitted({ Name: name, ...properties })
  const tags = givenTags(properties)
  const id = String(definition.pipeline.name)
  if (call.scope.pipelines.get(id)?.request === token) return answerOf(call, id)
  pipelines.create(call, renderDeclaration(definition), (machine) => {
    machine.pipeline.request = token
    machine.pipeline.tags = tags
    disableTransitions(machine, call, disabledIn(definition))
  })
  return answerOf(call, id)
}

/**
 * Gives a pipeline what an update of its stack changed. A new version comes from another definition only: tags and
 * transitions are changed beside it.
 * @throws ServiceFault as `create`; PipelineNotFound when somebody else deleted the pipeline
 */
export function update(call: Call, { token, id, former, properties }: Update): ResourceAnswer {
  const definition = admitted({ ...properties, Name: id })
  const tags = givenTags(properties)
  const pipeline = definitionOf(call, id)
  if (pipeline.request === token) return answerOf(call, id)
  const isNew = definitionChanged(former, properties)
  const restarts = isNew && definition.settings.restartExecutionOnUpdate === true
  // Nothing may fail any more once something was changed.
  if (restarts) refuseTooMany(pipeline)
  const settle = (machine: Machine): void => {
    machine.pipeline.request = token
    machine.pipeline.tags = updatedTags(machine.pipeline.tags, givenTags(former), tags)
    moveTransitions(machine, call, disabledBefore(former), disabledIn(definition))
    const trigger = { triggerType: 'StartPipelineExecution', triggerDetail: call.caller.arn }
    if (restarts) startExecution(machine, { trigger })
  }
  if (isNew) pipelines.update(call, { pipeline: renderDeclaration(definition).pipeline }, settle)
  else changing(call, id, settle)
  return answerOf(call, id)
}

/** Deletes a pipeline; one that is not there is deleted already. */
export function remove(call: Call, id: string): ResourceAnswer {
  pipelines.remove(call, { name: id })
  return { id, attributes: {} }
}

/** What the pipeline is made of now, for the detection of drift. */
export function read(call: Call, id: string): ResourceAnswer {
  const pipeline = call.scope.pipelines.get(id)
  if (pipeline === undefined) return { id, attributes: {} }
  const { definition } = readDeclaration({ pipeline: currentDeclaration(pipeline) })
  const disabled = Object.entries(pipeline.transitions)
  return {
    ...answerOf(call, id),
    properties: {
      ...(definition !== undefined && renderResource(definition)),
      Tags: writtenTags(pipeline.tags),
      DisableInboundStageTransitions: disabled.map(([StageName, { reason }]) => ({ StageName, Reason: reason })),
    },
  }
}

function admitted(properties: Properties): PipelineDefinition {
  const { definition, findings } = admitResource(properties)
  const fault = findings.find(({ severity }) => severity === 'error')
  if (fault === undefined && definition !== undefined) return definition
  if (fault === undefined) throw new ServiceFault('Validation', 'The definition cannot be read.')
  const { path, text, fix } = fault
  throw new ServiceFault('Validation', `${pathText(path)}: ${text}; ${fix}`)
}

/** Compares what `UpdatePipeline` takes: a tag or a transition makes no new version. */
function definitionChanged(former: Properties, properties: Properties): boolean {
  const [before, after] = [former, properties].map(
    ({ Tags, DisableInboundStageTransitions, RestartExecutionOnUpdate, ...definition }) => definition,
  )
  return JSON.stringify(before) !== JSON.stringify(after)
}

function disabledIn({ settings }: PipelineDefinition): Transitions {
  const list = settings.disableInboundStageTransitions
  const transitions = (Array.isArray(list) ? list : []) as readonly { stageName: string; reason: string }[]
  return new Map(transitions.map(({ stageName, reason }) => [stageName, reason]))
}

/** What the former properties disabled: they were admitted when they were deployed. */
function disabledBefore(former: Properties): Transitions {
  const { definition } = admitResource(former)
  return definition === undefined ? new Map() : disabledIn(definition)
}

function disableTransitions(machine: Machine, { caller }: Call, transitions: Transitions): void {
  for (const [stageName, reason] of transitions) changeTransition(machine, { stageName, reason, by: caller.arn })
}

/** A transition that somebody disabled by other means stays as it is. */
function moveTransitions(machine: Machine, call: Call, before: Transitions, after: Transitions): void {
  const { pipeline } = machine
  for (const stageName of before.keys())
    if (!after.has(stageName) && Object.hasOwn(pipeline.transitions, stageName))
      changeTransition(machine, { stageName, reason: undefined, by: call.caller.arn })
  const changed = [...after].filter(([stageName, reason]) => {
    const present = Object.hasOwn(pipeline.transitions, stageName) ? pipeline.transitions[stageName] : undefined
    return before.get(stageName) !== reason || present === undefined
  })
  disableTransitions(machine, call, new Map(changed))
}

function answerOf(call: Call, id: string): ResourceAnswer {
  const pipeline: PipelineRecord = definitionOf(call, id)
  return { id, attributes: { Version: String(pipeline.declarations.length), Arn: arnOf(call.scope, id) } }
}
