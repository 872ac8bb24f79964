import { own } from '../../../core/run/own.ts'
import type { Caller } from './call.ts'
import { type Permission, permissionOf } from './permission.ts'

/** A role that a definition hands to a service. */
interface PassedRole {
  readonly role: string
  /** The service that will work as the role. */
  readonly service: string
}

/** Configuration keys of actions that name a role, by provider. */
const roleKeys: Readonly<Record<string, { readonly key: string; readonly service: string }>> = {
  CloudFormation: { key: 'RoleArn', service: 'cloudformation.amazonaws.com' },
  CodeBuild: { key: 'ServiceRoleArnOverride', service: 'codebuild.amazonaws.com' },
}

/**
 * What a caller has to be allowed beside the operation itself: to pass on each role of a definition, and to set tags
 * (Service Authorization Reference, "API operations defined by AWS CodePipeline"). A role of another account is assumed
 * and not passed on.
 */
export function furtherPermissions(caller: Caller, operation: string, input: unknown): readonly Permission[] {
  const tags = memberOf(input, 'tags')
  const tagged = Array.isArray(tags) && tags.length > 0 && operation.startsWith('Create')
  const passed = passedRoles(input).filter(({ role }) => role.split(':')[4] === caller.account)
  return [
    ...(tagged
      ? [{ action: 'codepipeline:TagResource', resource: permissionOf(caller, operation, input).resource }]
      : []),
    ...passed.map(({ role, service }) => ({
      action: 'iam:PassRole',
      resource: role,
      context: { 'iam:PassedToService': service },
    })),
  ]
}

/** The role of a pipeline in a request that holds its definition. */
export function pipelineRole(input: unknown): string | undefined {
  const role = memberOf(memberOf(input, 'pipeline'), 'roleArn')
  return typeof role === 'string' ? role : undefined
}

function passedRoles(input: unknown): readonly PassedRole[] {
  const definition = memberOf(input, 'pipeline')
  const actions = list(memberOf(definition, 'stages')).flatMap((stage) => list(memberOf(stage, 'actions')))
  const ofActions = actions.flatMap((action) => {
    const named = own(roleKeys, String(memberOf(memberOf(action, 'actionTypeId'), 'provider')))
    const configured = named && memberOf(memberOf(action, 'configuration'), named.key)
    return [
      { role: memberOf(action, 'roleArn'), service: pipelines },
      { role: configured, service: named?.service ?? '' },
    ]
  })
  return [{ role: memberOf(definition, 'roleArn'), service: pipelines }, ...ofActions].filter(
    (each): each is PassedRole => typeof each.role === 'string',
  )
}

const pipelines = 'codepipeline.amazonaws.com'

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? own(value as Readonly<Record<string, unknown>>, name) : undefined
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
