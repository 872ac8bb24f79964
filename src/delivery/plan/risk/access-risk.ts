import { isRecord } from '../../../core/documents/is-record.ts'
import { own } from '../../../core/run/own.ts'
import { countOf } from '../../../core/text/count-of.ts'
import type { TemplateResource } from '../../template/template.ts'
import type { PlannedChange } from '../plan.ts'
import { denialsOf, type Grant, grantsOf, nameOf, widenedBy } from './policy-grants.ts'
import type { ResourcePair, Risk } from './risk.ts'

/** The properties that hold a policy document, by type. */
const documents: Readonly<Record<string, readonly string[]>> = {
  'AWS::ECR::Repository': ['RepositoryPolicyText'],
  'AWS::EFS::FileSystem': ['FileSystemPolicy'],
  'AWS::Events::EventBus': ['Policy'],
  'AWS::Events::EventBusPolicy': ['Statement'],
  'AWS::IAM::Group': [],
  'AWS::IAM::GroupPolicy': ['PolicyDocument'],
  'AWS::IAM::ManagedPolicy': ['PolicyDocument'],
  'AWS::IAM::Policy': ['PolicyDocument'],
  'AWS::IAM::Role': ['AssumeRolePolicyDocument'],
  'AWS::IAM::RolePolicy': ['PolicyDocument'],
  'AWS::IAM::User': [],
  'AWS::IAM::UserPolicy': ['PolicyDocument'],
  'AWS::KMS::Key': ['KeyPolicy'],
  'AWS::Lambda::LayerVersionPermission': [],
  'AWS::Lambda::Permission': [],
  'AWS::OpenSearchService::Domain': ['AccessPolicies'],
  'AWS::S3::BucketPolicy': ['PolicyDocument'],
  'AWS::SNS::TopicPolicy': ['PolicyDocument'],
  'AWS::SQS::QueuePolicy': ['PolicyDocument'],
  'AWS::SecretsManager::ResourcePolicy': ['ResourcePolicy'],
}

/** Rights that exist only after the change. For a new stack, only unbounded rights are listed. */
export function accessRisks(change: Pick<PlannedChange, 'type' | 'effect'>, pair: ResourcePair): Risk[] {
  if (change.effect === 'import' || change.effect === 'revert') return []
  if (change.type.startsWith('AWS::Serverless::')) return samPolicies(pair)
  if (!Object.hasOwn(documents, change.type)) return []
  if (change.effect === 'remove') return []
  const wider = widenedBy(grants(pair.before), grants(pair.after)).filter(
    (grant) => !pair.newStack || isUnbounded(grant),
  )
  const attached = missing(listOf(pair.after, 'ManagedPolicyArns'), listOf(pair.before, 'ManagedPolicyArns'))
  const managed = attached.filter((arn) => !pair.newStack || /Admin|FullAccess|PowerUser/.test(arn))
  const lifted = pair.before === undefined ? [] : missing(denials(pair.before), denials(pair.after))
  const unbound =
    pair.before?.Properties?.PermissionsBoundary !== undefined &&
    pair.after?.Properties?.PermissionsBoundary === undefined
  const texts = [
    ...bySubject(wider),
    ...managed.map((arn) => `+ ${arn.replace(/^.*:policy\//, '')} (managed policy)`),
    ...(lifted.length > 0 ? [`- ${countOf(lifted.length, 'Deny statement')}`] : []),
    ...(unbound ? ['- PermissionsBoundary'] : []),
  ]
  return texts.map((text) => ({ label: 'access', text }))
}

/** One line for each principal and resource, which lists its actions. */
function bySubject(grants: readonly Grant[]): string[] {
  const lines = new Map<string, Set<string>>()
  for (const { action, resource, principal } of grants) {
    const where = resource === '' ? '' : ` on ${resource}`
    const who = principal === '' ? '' : ` for ${principal}`
    const key = `${where}${who}`
    lines.set(key, (lines.get(key) ?? new Set()).add(action))
  }
  return [...lines].map(([where, actions]) => `+ ${[...actions].sort().join(', ')}${where}`)
}

function grants(resource: TemplateResource | undefined): Grant[] {
  if (resource === undefined) return []
  const properties = resource.Properties ?? {}
  if (resource.Type === 'AWS::Lambda::Permission' || resource.Type === 'AWS::Lambda::LayerVersionPermission')
    return [permission(properties)]
  return policyDocuments(resource).flatMap((document) =>
    resource.Type === 'AWS::IAM::Role' && document === properties.AssumeRolePolicyDocument
      ? grantsOf(document).map((grant) => ({ ...grant, resource: 'this role' }))
      : grantsOf(document),
  )
}

function denials(resource: TemplateResource | undefined): string[] {
  return resource === undefined ? [] : policyDocuments(resource).flatMap(denialsOf)
}

function policyDocuments(resource: TemplateResource): unknown[] {
  const properties = resource.Properties ?? {}
  const direct = (own(documents, resource.Type) ?? []).map((name) =>
    name === 'Statement' ? { Statement: properties[name] } : properties[name],
  )
  const inline = Array.isArray(properties.Policies) ? properties.Policies : []
  return [...direct, ...inline.map((policy) => (isRecord(policy) ? policy.PolicyDocument : undefined))]
}

function permission(properties: Readonly<Record<string, unknown>>): Grant {
  const source = ['SourceArn', 'SourceAccount', 'PrincipalOrgID', 'EventSourceToken', 'FunctionUrlAuthType']
    .filter((key) => properties[key] !== undefined)
    .map((key) => `${key}=${nameOf(properties[key])}`)
  return {
    action: nameOf(properties.Action),
    resource: nameOf(properties.FunctionName ?? properties.LayerVersionArn ?? ''),
    principal: nameOf(properties.Principal),
    condition: source.join(),
  }
}

/** All actions, all actions of a service on all resources, or any principal. */
function isUnbounded({ action, resource, principal, condition }: Grant): boolean {
  if (principal === '*' && condition === '') return true
  return action === '*' || action.startsWith('not ') || (action.endsWith(':*') && resource === '*')
}

function samPolicies({ before, after, newStack }: ResourcePair): Risk[] {
  const shown = (resource: TemplateResource | undefined) =>
    [resource?.Properties?.Policies ?? []].flat().map((policy) => nameOf(policy))
  if (newStack || after === undefined) return []
  const added = missing(shown(after), shown(before))
  return added.length === 0
    ? []
    : [{ label: 'access', text: `+ ${added.length} SAM polic${added.length === 1 ? 'y' : 'ies'}` }]
}

function listOf(resource: TemplateResource | undefined, key: string): string[] {
  const value = resource?.Properties?.[key]
  return Array.isArray(value) ? value.map(nameOf) : []
}

function missing(from: readonly string[], other: readonly string[]): string[] {
  const there = new Set(other)
  return from.filter((item) => !there.has(item))
}
