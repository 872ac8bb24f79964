import { isRecord } from '../../../core/documents/is-record.ts'
import { conditionValue } from '../../template/resolve-values.ts'
import { isUncertain, shownText, unknownPart, withoutDynamicReferences } from '../../template/resolved-text.ts'
import type { ValueScope } from '../../template/resolving-scope.ts'
import type { Template, TemplateResource } from '../../template/template.ts'
import { pseudoValue } from '../../template/template-values.ts'
import { type BucketName, type BucketWrite, writesOf } from './bucket-writes.ts'
import { boundariesOnly, type GrantedPolicy, grantedPolicies } from './granted-policies.ts'
import { mayEqual } from './text-pattern.ts'
import { writingManagedPolicies, writingSamTemplates } from './writing-policies.ts'

/** A resource of a template that grants the right to write to an artifact bucket. */
export interface ArtifactWriter {
  /** Logical ids from the outermost stack inwards, joined by a slash. */
  readonly resource: string
  readonly type: string
  readonly buckets: readonly string[]
  /** `possible` when the right depends on a value that is unknown before the deployment. */
  readonly certainty: 'certain' | 'possible'
  /** The right, and the policy that grants it. */
  readonly text: string
}

/**
 * Finds who may write to an artifact bucket after the template is deployed, whatever the deployment changes. Read are
 * the policies of roles, users, groups and permission sets (inline or attached), those of SAM, and resources attached
 * to the bucket itself. Roles and policies that the template only names by ARN are outside of it; of such policies,
 * only those of AWS are known.
 */
export function artifactWriters(scope: ValueScope, buckets: readonly string[], prefix = ''): ArtifactWriter[] {
  const { template, values } = scope
  const known = pseudoValue(values, 'AWS::Partition') ?? 'aws'
  const partition = known === unknownPart ? 'aws' : known
  const boundaries = boundariesOnly(template)
  return resourcesOf(template).flatMap(([id, resource]) => {
    if (boundaries.has(id) || conditionValue(resource.Condition, scope) === false) return []
    const policies = grantedPolicies(resource, scope)
    return buckets.flatMap((bucket) =>
      policies
        .flatMap((policy) => writesBy(policy, { bucket, partition }))
        .map((write) => ({ ...write, resource: `${prefix}${id}`, type: resource.Type, buckets: [bucket] })),
    )
  })
}

function writesBy(policy: GrantedPolicy, name: BucketName): BucketWrite[] {
  switch (policy.kind) {
    case 'document': {
      const of = policy.name === '' ? '' : ` of policy ${shownText(policy.name)}`
      return writesOf(policy.document, name, policy.beside).map((write) => ({ ...write, text: `${write.text}${of}` }))
    }
    case 'managed': {
      const arn = withoutDynamicReferences(policy.arn)
      const policyName = arn.slice(arn.lastIndexOf('/') + 1)
      if (writingManagedPolicies.has(policyName))
        return [{ certainty: 'certain', text: `managed policy ${policyName}` }]
      const isOfAws = !arn.includes(':') || /^arn:[^:]*:iam::aws:policy\//.test(arn)
      if (isOfAws && !isUncertain(policyName)) return []
      return [
        { certainty: 'possible', text: `managed policy ${shownText(policy.arn)}, which is outside of the template` },
      ]
    }
    case 'sam': {
      if (!writingSamTemplates.has(policy.template)) return []
      const certainty = mayEqual(policy.bucket, name.bucket)
      const text = `${policy.template} for bucket ${shownText(policy.bucket)}`
      return certainty === 'no' ? [] : [{ certainty, text }]
    }
    case 'bucket': {
      const certainty = mayEqual(policy.bucket, name.bucket)
      return certainty === 'no' ? [] : [{ certainty, text: `the resource ${policy.what} the bucket` }]
    }
  }
}

/** All resources: also those in a loop of the language extensions, with SAM's globals applied to each function. */
function resourcesOf(template: Template): (readonly [string, TemplateResource])[] {
  const flat = Object.entries(template.Resources).flatMap(([id, resource]) => ofEntry(id, resource))
  const globals = (template as { readonly Globals?: unknown }).Globals
  const shared = isRecord(globals) && isRecord(globals.Function) ? globals.Function : {}
  return flat.flatMap(([id, resource]) => {
    const merged =
      resource.Type === 'AWS::Serverless::Function'
        ? { ...resource, Properties: { ...shared, ...resource.Properties } }
        : resource
    return [[id, merged] as const, ...connectorsOf(id, resource)]
  })
}

function ofEntry(id: string, resource: unknown): (readonly [string, TemplateResource])[] {
  if (id.startsWith('Fn::ForEach') && Array.isArray(resource) && isRecord(resource[2]))
    return Object.entries(resource[2]).flatMap(([inner, value]) => ofEntry(inner, value))
  if (!isRecord(resource) || typeof resource.Type !== 'string') return []
  const Properties = isRecord(resource.Properties) ? resource.Properties : {}
  return [[id, { ...resource, Type: resource.Type, Properties } as TemplateResource]]
}

/** Connectors that are declared inside a resource (SAM developer guide, "Connectors"). */
function connectorsOf(id: string, resource: TemplateResource): (readonly [string, TemplateResource])[] {
  const connectors = (resource as { readonly Connectors?: unknown }).Connectors
  if (!isRecord(connectors)) return []
  return Object.values(connectors).flatMap((connector) =>
    isRecord(connector) && isRecord(connector.Properties)
      ? [[id, { Type: 'AWS::Serverless::Connector', Properties: connector.Properties }] as const]
      : [],
  )
}
