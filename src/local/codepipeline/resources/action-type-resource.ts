import type { Call } from '../operations/call.ts'
import * as types from '../operations/types.ts'
import { checkRequest } from '../requests/check-request.ts'
import { requestShapes } from '../requests/request-shapes.ts'
import type { CustomType } from '../service/scope.ts'
import { ServiceFault } from '../service-fault.ts'
import { fromTemplate, toTemplate } from './from-template.ts'
import type { Creation, ResourceAnswer, Update } from './resource-request.ts'
import { givenTags, updatedTags, writtenTags } from './resource-tags.ts'

/**
 * Creates an action type from the properties of `AWS::CodePipeline::CustomActionType`.
 * @throws ServiceFault Validation, also for a type that is there: it may belong to another stack
 */
export function create(call: Call, { token, properties }: Creation): ResourceAnswer {
  const { Tags, ...rest } = properties
  const input = checkRequest('CreateCustomActionType', fromTemplate(requestShapes.CreateCustomActionType, rest))
  const id = [input.category, input.provider, input.version].join('|')
  const present = typeNamed(call, id)
  if (present?.request === token) return answerOf(id)
  if (present !== undefined) throw new ServiceFault('Validation', `The action type '${id}' already exists.`)
  const tags = givenTags(properties)
  types.create(call, input, (type) => {
    type.request = token
    type.tags = tags
  })
  return answerOf(id)
}

/** Changes the tags: everything else makes another resource. @throws ServiceFault ActionTypeNotFound */
export function update(call: Call, { id, former, properties }: Update): ResourceAnswer {
  const type = typeNamed(call, id)
  if (type === undefined) throw new ServiceFault('ActionTypeNotFound', `There is no action type '${id}'.`)
  type.tags = updatedTags(type.tags, givenTags(former), givenTags(properties))
  call.engine.saveWorkers(call.scope)
  return answerOf(id)
}

/** Deletes an action type; one that is not there is deleted already. */
export function remove(call: Call, id: string): ResourceAnswer {
  const type = typeNamed(call, id)
  if (type !== undefined) types.remove(call, type.id as Parameters<typeof types.remove>[1])
  return answerOf(id)
}

/** What the action type is made of now, for the detection of drift. */
export function read(call: Call, id: string): ResourceAnswer {
  const type = typeNamed(call, id)
  if (type === undefined) return answerOf(id)
  const { category, provider, version } = type.id
  const { actionConfigurationProperties, ...details } = type.details
  const properties = {
    category,
    provider,
    version,
    ...details,
    ...(actionConfigurationProperties !== undefined && { configurationProperties: actionConfigurationProperties }),
  }
  return { ...answerOf(id), properties: { ...(toTemplate(properties) as object), Tags: writtenTags(type.tags) } }
}

/** The identifier of the resource is made of three properties (CloudFormation resource schema). */
function typeNamed({ scope }: Call, id: string): CustomType | undefined {
  return scope.workers.types.find(
    ({ id: { category, provider, version } }) => [category, provider, version].join('|') === id,
  )
}

function answerOf(id: string): ResourceAnswer {
  return { id, attributes: { Id: id } }
}
