import { isRecord } from '../../../core/documents/is-record.ts'
import type { Call } from '../operations/call.ts'
import { ServiceFault } from '../service-fault.ts'
import * as actionType from './action-type-resource.ts'
import * as pipeline from './pipeline-resource.ts'
import type { ResourceAnswer, ResourceRequest } from './resource-request.ts'

/**
 * Does what CloudFormation asks for one resource.
 * @param request comes from the launcher alone, which holds the token
 * @throws ServiceFault what the resource fails with
 */
export function answerResource(call: Call, type: string, request: ResourceRequest): ResourceAnswer {
  if (type === 'AWS::CodePipeline::Pipeline') return answerPipeline(call, request)
  if (type === 'AWS::CodePipeline::CustomActionType') return answerActionType(call, request)
  throw new ServiceFault('UnsupportedOperation', `The local CodePipeline has no resources of type ${type}.`)
}

/** A request as the launcher sends it. @throws ServiceFault Serialization */
export function readResourceRequest(body: unknown): { readonly type: string; readonly request: ResourceRequest } {
  if (isRecord(body) && typeof body.type === 'string' && isRecord(body.request))
    return { type: body.type, request: body.request as unknown as ResourceRequest }
  throw new ServiceFault('Serialization', 'The request names no type of a resource.')
}

function answerPipeline(call: Call, request: ResourceRequest): ResourceAnswer {
  switch (request.kind) {
    case 'create':
      return pipeline.create(call, request)
    case 'update':
      return pipeline.update(call, request)
    case 'delete':
      return pipeline.remove(call, request.id)
    case 'read':
      return pipeline.read(call, request.id)
  }
}

function answerActionType(call: Call, request: ResourceRequest): ResourceAnswer {
  switch (request.kind) {
    case 'create':
      return actionType.create(call, request)
    case 'update':
      return actionType.update(call, request)
    case 'delete':
      return actionType.remove(call, request.id)
    case 'read':
      return actionType.read(call, request.id)
  }
}
