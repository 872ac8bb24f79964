import { isRecord } from '../../../core/documents/is-record.ts'
import { own } from '../../../core/run/own.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { resolvingLimits } from '../../documents/limits.ts'
import { resolveText, resolveValue } from '../../template/resolve-values.ts'
import { OneOf } from '../../template/resolved-text.ts'
import type { ValueScope } from '../../template/resolving-scope.ts'
import type { Template, TemplateResource } from '../../template/template.ts'

/** One way in which a resource of a template grants or denies rights; its texts are resolved. */
export type GrantedPolicy =
  /** `beside` are the documents whose Deny statements bind the same principal. */
  | {
      readonly kind: 'document'
      readonly document: unknown
      readonly beside: readonly unknown[]
      readonly name: string
    }
  | { readonly kind: 'managed'; readonly arn: string }
  | { readonly kind: 'sam'; readonly template: string; readonly bucket: string }
  /** The resource is the bucket of this name, or is attached to it. */
  | { readonly kind: 'bucket'; readonly bucket: string; readonly what: string }

const ownDocument = new Set(
  ['GroupPolicy', 'ManagedPolicy', 'Policy', 'RolePolicy', 'UserPolicy'].map((kind) => `AWS::IAM::${kind}`),
)
const identities = new Set(['Group', 'Role', 'User'].map((kind) => `AWS::IAM::${kind}`))

/** What such a resource does to the bucket that it names. */
const onBucket: Readonly<Record<string, { readonly property: string; readonly what: string }>> = {
  'AWS::S3::AccessPoint': { property: 'Bucket', what: 'opens an access point to' },
  'AWS::S3::Bucket': { property: 'BucketName', what: 'would own' },
  'AWS::S3::BucketPolicy': { property: 'Bucket', what: 'replaces the policy of' },
  'AWS::S3::MultiRegionAccessPoint': { property: 'Regions', what: 'opens an access point to' },
}

/** All policies by which a resource grants rights, policies of SAM included. */
export function grantedPolicies(resource: TemplateResource, scope: ValueScope): GrantedPolicy[] {
  const { Type, Properties = {} } = resource
  const document = (value: unknown, name: string): GrantedPolicy => {
    const resolved = resolveValue(value, scope)
    return { kind: 'document', document: resolved, beside: [resolved], name }
  }
  if (ownDocument.has(Type))
    return [document(Properties.PolicyDocument, resolveText(Properties.PolicyName ?? '', scope))]
  if (identities.has(Type)) return ofIdentity(Properties, scope)
  if (Type === 'AWS::SSO::PermissionSet') {
    const inline = Properties.InlinePolicy === undefined ? [] : [document(Properties.InlinePolicy, '')]
    return [...inline, ...managed(Properties.ManagedPolicies, scope)]
  }
  if (Type.startsWith('AWS::Serverless::')) return ofServerless(resource, scope)
  const attached = Object.hasOwn(onBucket, Type) ? onBucket[Type]! : undefined
  if (attached === undefined || Properties[attached.property] === undefined) return []
  return listed(resolveValue(Properties[attached.property], scope)).map((each) => ({
    kind: 'bucket',
    bucket: resolveText(isRecord(each) ? each.Bucket : each, scope),
    what: attached.what,
  }))
}

/** Names of the managed policies that the template uses only as permissions boundaries: they grant nothing. */
export function boundariesOnly(template: Template): ReadonlySet<string> {
  if (!hasBoundary(template)) return new Set()
  const boundaries = new Set<string>()
  const used = new Set<string>()
  const visit = (value: unknown, key: string): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, key)
    if (!isRecord(value)) return
    if (key === 'PermissionsBoundary' && typeof value.Ref === 'string') boundaries.add(value.Ref)
    else for (const id of namedBy(value)) used.add(id)
    for (const [name, member] of Object.entries(value)) visit(member, name)
  }
  // A value that leaves the stack as an output is checked in the template that uses it.
  visit(template.Resources, '')
  visit((template as { readonly Globals?: unknown }).Globals, '')
  const attaches = ({ Roles, Users, Groups }: Readonly<Record<string, unknown>>) =>
    [Roles, Users, Groups].some((value) => value !== undefined)
  return new Set(
    [...boundaries].filter((id) => !used.has(id) && !attaches(own(template.Resources, id)?.Properties ?? {})),
  )
}

/** Most templates have no boundary; then the search for uses of policies is skipped. */
function hasBoundary(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasBoundary)
  return (
    isRecord(value) && Object.entries(value).some(([key, item]) => key === 'PermissionsBoundary' || hasBoundary(item))
  )
}

/** Logical ids that an intrinsic function itself refers to. */
function namedBy({ Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text }: Readonly<Record<string, unknown>>): string[] {
  const [id] = [attribute].flat()
  const template = Array.isArray(text) ? text[0] : text
  return [
    ...(typeof Ref === 'string' ? [Ref] : []),
    ...(typeof id === 'string' ? [id.split('.')[0]!] : []),
    ...(typeof template === 'string' ? [...template.matchAll(/\$\{([^}.]*)/g)].map(([, name]) => name!.trim()) : []),
  ]
}

function ofIdentity(properties: Readonly<Record<string, unknown>>, scope: ValueScope): GrantedPolicy[] {
  const resolved = resolveValue(properties.Policies ?? [], scope)
  const policies = listed(resolved)
  if (policies.length > resolvingLimits.policies)
    throw new StageError(
      'template-invalid',
      `a role, user or group of the template has ${policies.length} policies; at most ${resolvingLimits.policies} are read`,
      { hint: 'IAM takes about ten kilobytes of policies for each: put statements together, or leave some out' },
    )
  const documents = policies.map(documentOf)
  // A Deny only binds when its policy applies whichever way the conditions turn out.
  const beside = [resolved].flat().flatMap((policy) => (policy instanceof OneOf ? [] : [documentOf(policy)]))
  return [
    ...documents.map((document, index): GrantedPolicy => {
      const policy = policies[index]
      const name = isRecord(policy) && typeof policy.PolicyName === 'string' ? policy.PolicyName : ''
      return { kind: 'document', document, beside: [...beside, document], name }
    }),
    ...managed(properties.ManagedPolicyArns, scope),
  ]
}

function documentOf(policy: unknown): unknown {
  return isRecord(policy) ? policy.PolicyDocument : policy
}

/** Managed policies of AWS. A policy of this template resolves to no ARN; it is checked as its own resource. */
function managed(arns: unknown, scope: ValueScope): GrantedPolicy[] {
  return listed(resolveValue(arns ?? [], scope)).map((arn) => ({ kind: 'managed', arn: resolveText(arn, scope) }))
}

/** Policies of a function or state machine of SAM: names, ARNs, documents, statements and SAM's own templates. */
function ofServerless({ Type, Properties = {} }: TemplateResource, scope: ValueScope): GrantedPolicy[] {
  if (Type === 'AWS::Serverless::Connector') return ofConnector(Properties, scope)
  // With its own role, SAM ignores the policies. A role under a condition may be absent.
  const role = resolveValue(Properties.Role, scope)
  if (role !== undefined && !(role instanceof OneOf && role.values.length < 2)) return []
  return listed(resolveValue(Properties.Policies, scope)).flatMap((policy): GrantedPolicy[] => {
    if (typeof policy === 'string') return [{ kind: 'managed', arn: policy }]
    if (!isRecord(policy)) return []
    if (policy.Statement !== undefined) return [{ kind: 'document', document: policy, beside: [policy], name: '' }]
    return Object.entries(policy).flatMap(([template, given]) =>
      listed(given).map(
        (parameters): GrantedPolicy => ({
          kind: 'sam',
          template,
          bucket: isRecord(parameters) ? resolveText(parameters.BucketName ?? '', scope) : '',
        }),
      ),
    )
  })
}

function ofConnector(
  { Destination, Permissions }: Readonly<Record<string, unknown>>,
  scope: ValueScope,
): GrantedPolicy[] {
  const rights = listed(resolveValue(Permissions ?? [], scope))
  if (!rights.includes('Write')) return []
  return [Destination].flat().flatMap((destination): GrantedPolicy[] => {
    if (!isRecord(destination) || destination.Type !== 'AWS::S3::Bucket' || destination.Arn === undefined) return []
    const arn = resolveText(destination.Arn, scope)
    const Statement = [{ Effect: 'Allow', Action: ['s3:PutObject', 's3:DeleteObject'], Resource: [arn, `${arn}/*`] }]
    return [{ kind: 'document', document: { Statement }, beside: [], name: '' }]
  })
}

function listed(value: unknown): unknown[] {
  if (value instanceof OneOf) return value.values.flatMap(listed)
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value.flatMap(listed) : [value]
}
