import type { Machine } from '../machine/machine.ts'
import type { PipelineRecord } from '../machine/records.ts'
import type { Engine } from '../service/engine.ts'
import type { Scope } from '../service/scope.ts'
import { ServiceFault } from '../service-fault.ts'

/** Who asks, and where. */
export interface Caller {
  readonly account: string
  readonly region: string
  /** ARN of the principal. */
  readonly arn: string
  /** Id of the access key that signed the request. */
  readonly accessKeyId?: string
}

/** One request on its way through the service. */
export interface Call {
  readonly engine: Engine
  readonly scope: Scope
  readonly caller: Caller
}

/** @throws ServiceFault PipelineNotFound, in the words of most operations (recorded) */
export function pipelineOf({ scope }: Call, name: string): PipelineRecord {
  const pipeline = scope.pipelines.get(name)
  if (pipeline !== undefined) return pipeline
  throw new ServiceFault(
    'PipelineNotFound',
    `The account with AWS account ID '${scope.account}' does not include a pipeline named '${name}'.`,
  )
}

/** @throws ServiceFault PipelineNotFound, in the words of GetPipeline and its like (recorded) */
export function definitionOf({ scope }: Call, name: string): PipelineRecord {
  const pipeline = scope.pipelines.get(name)
  if (pipeline !== undefined) return pipeline
  throw new ServiceFault('PipelineNotFound', `Account '${scope.account}' does not have a pipeline with name '${name}'`)
}

/** Changes a pipeline, and keeps the change. */
export function changing<T>(call: Call, name: string, command: (machine: Machine) => T): T {
  return call.engine.change(call.scope, pipelineOf(call, name), command)
}

/** ARN of a pipeline. */
export function arnOf({ account, region }: Pick<Caller, 'account' | 'region'>, name: string): string {
  return `arn:aws:codepipeline:${region}:${account}:${name}`
}
