import { isRecord } from '../../../core/documents/is-record.ts'
import { arnOf, type Call } from '../operations/call.ts'
import { type RuleStart, startByRule } from '../operations/rule-start.ts'
import { answerResource, readResourceRequest } from '../resources/answer-resource.ts'
import type { ResourceRequest } from '../resources/resource-request.ts'
import { ServiceFault } from '../service-fault.ts'

type IsAllowed = (principalArn: string, action: string, resource: string) => Promise<boolean>
/** Refuses a role that the service cannot assume for the pipeline. */
export type RoleCheck = (roleArn: string, pipelineArn: string) => Promise<void>
/** What is enforced; without `--iam`, nothing is. */
interface Enforced {
  readonly isAllowed?: IsAllowed | undefined
  readonly checkRole?: RoleCheck | undefined
}
type Answer = (call: Call, body: unknown, enforced: Enforced) => Promise<object>

/** What the emulator's CloudFormation and EventBridge ask, by method and path. They are trusted by the token. */
export const launcherRequests: Readonly<Record<string, Answer>> = {
  'POST /_liftlock/resources': async (call, body, { checkRole }) => {
    const { type, request } = readResourceRequest(body)
    const wanted = type === 'AWS::CodePipeline::Pipeline' ? workingRole(request) : undefined
    if (wanted !== undefined) await checkRole?.(wanted.role, arnOf(call.scope, wanted.name))
    return answerResource(call, type, request)
  },
  'POST /_liftlock/starts': async (call, body, { isAllowed }) => {
    const { start, role } = readStart(body)
    const resource = arnOf(call.scope, start.pipeline)
    const action = 'codepipeline:StartPipelineExecution'
    if (isAllowed !== undefined && !(role !== '' && (await isAllowed(role, action, resource))))
      throw new ServiceFault(
        'AccessDenied',
        `${role === '' ? 'The target has no role, which' : `The role ${role}`} would have to allow ${action} on ${resource}.`,
      )
    return { pipelineExecutionId: startByRule(call, start) }
  },
}

/** @throws ServiceFault Serialization */
function readStart(body: unknown): { readonly start: RuleStart; readonly role: string } {
  const given = isRecord(body) ? body : {}
  const [pipeline, rule, token, role = ''] = ['pipeline', 'rule', 'token', 'role'].map((name) => given[name])
  if ([pipeline, rule, token, role].every((value): value is string => typeof value === 'string'))
    return { start: { pipeline, rule, token, input: given.input } as RuleStart, role: role as string }
  throw new ServiceFault('Serialization', 'The request names no pipeline, rule and token.')
}

/** The role that a pipeline of a stack gets, and the name of the pipeline. */
function workingRole(request: ResourceRequest): { readonly role: string; readonly name: string } | undefined {
  if (request.kind !== 'create' && request.kind !== 'update') return undefined
  const { RoleArn: role, Name: given } = request.properties
  const name = request.kind === 'update' ? request.id : (given ?? request.name)
  return typeof role === 'string' && typeof name === 'string' ? { role, name } : undefined
}
