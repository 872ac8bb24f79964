import { own } from '../../../core/run/own.ts'
import type { Caller } from './call.ts'

/** What a caller has to be allowed to do. */
export interface Permission {
  readonly action: string
  readonly resource: string
  /** Further condition keys of the request. */
  readonly context?: Readonly<Record<string, string>>
}

/** Operations on a stage or an action (Service Authorization Reference, "Actions defined by AWS CodePipeline"). */
const ofStage = [
  'DisableStageTransition',
  'EnableStageTransition',
  'OverrideStageCondition',
  'RetryStageExecution',
  'RollbackStage',
]
const ofAction = ['PutActionRevision', 'PutApprovalResult']
/** Operations on everything. */
const ofAll = [
  'AcknowledgeJob',
  'GetActionType',
  'GetJobDetails',
  'ListActionTypes',
  'ListPipelines',
  'ListRuleTypes',
  'PutJobFailureResult',
  'PutJobSuccessResult',
]
const ofType = ['CreateCustomActionType', 'DeleteCustomActionType', 'PollForJobs']

/** The permission that an operation needs, by the documented forms of resources. */
export function permissionOf({ account, region }: Caller, operation: string, input: unknown): Permission {
  const given = typeof input === 'object' && input !== null ? (input as Readonly<Record<string, unknown>>) : {}
  const action = `codepipeline:${operation}`
  const base = `arn:aws:codepipeline:${region}:${account}:`
  if (ofAll.includes(operation)) return { action, resource: '*' }
  if (ofType.includes(operation)) return { action, resource: `${base}actiontype:${typePath(given)}` }
  const arn = own(given, 'resourceArn')
  if (typeof arn === 'string') return { action, resource: arn }
  const parts = [pipelineName(given)]
  if (ofStage.includes(operation) || ofAction.includes(operation)) parts.push(text(given, 'stageName'))
  if (ofAction.includes(operation)) parts.push(text(given, 'actionName'))
  return { action, resource: `${base}${parts.join('/')}` }
}

function pipelineName(given: Readonly<Record<string, unknown>>): string {
  const definition = own(given, 'pipeline')
  const named = typeof definition === 'object' && definition !== null ? definition : given
  return text(named as Readonly<Record<string, unknown>>, 'pipelineName') || text(named as typeof given, 'name')
}

function typePath(given: Readonly<Record<string, unknown>>): string {
  const id = (own(given, 'actionTypeId') ?? given) as Readonly<Record<string, unknown>>
  const owner = text(id, 'owner') || 'Custom'
  return [owner, ...['category', 'provider', 'version'].map((member) => text(id, member))].join('/')
}

function text(given: Readonly<Record<string, unknown>>, name: string): string {
  const value = own(given, name)
  return typeof value === 'string' ? value : ''
}
