import { own } from '../../core/own.ts'
import { isRecord, type Template, type TemplateResource } from '../deployment/template.ts'
import { evaluateCondition } from './evaluate-condition.ts'
import { isUncertain, OneOf, otherPart, unknownPart, withoutDynamicReferences } from './resolved-text.ts'
import { parameterValue, pseudoValue, type StackValues } from './template-values.ts'

/** A template with what is known about its stack. */
export interface ValueScope {
  readonly template: Template
  readonly values: StackValues
  /** How many names were followed to get here; none at first. */
  readonly followed?: number
}

/** More than any template needs; what leads back to itself ends here. */
const mostFollowed = 8

/** For what a name leads to; undefined where too many were followed. */
function beyond(scope: ValueScope): ValueScope | undefined {
  const followed = (scope.followed ?? 0) + 1
  return followed > mostFollowed ? undefined : { ...scope, followed }
}

/** Whether a condition of the template holds, by its name; undefined when that cannot be known. */
export function conditionValue(name: unknown, scope: ValueScope): boolean | undefined {
  const declared = scope.template.Conditions ?? {}
  const inner = beyond(scope)
  return inner && evaluateCondition(name, { declared, resolve: (value) => resolveValue(value, inner) })
}

/**
 * A value of a template with its intrinsic functions worked out as far as can be known. Texts may hold `unknownPart` and `otherPart`;
 * `AWS::NoValue` is undefined; a choice by a condition that cannot be known is a `OneOf`.
 */
export function resolveValue(value: unknown, scope: ValueScope): unknown {
  if (typeof value === 'string') return withoutDynamicReferences(value)
  if (Array.isArray(value)) return value.map((item) => resolveValue(item, scope)).filter((item) => item !== undefined)
  if (!isRecord(value)) return value
  const [name, ...more] = Object.keys(value)
  if (name !== undefined && more.length === 0) {
    if (name === 'Ref') return reference(value.Ref, scope)
    if (name.startsWith('Fn::')) return intrinsic(name, value[name], scope)
  }
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, resolveValue(item, scope)] as const)
      .filter(([, item]) => item !== undefined),
  )
}

/** The same as a text; what is not one, or could be several, is unknown. */
export function resolveText(value: unknown, scope: ValueScope): string {
  return asText(resolveValue(value, scope))
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : unknownPart
}

function reference(name: unknown, scope: ValueScope): unknown {
  if (typeof name !== 'string') return unknownPart
  if (name === 'AWS::NoValue') return undefined
  const { template, values } = scope
  return parameterValue(template, values, name) ?? pseudoValue(values, name) ?? ofResource(name, undefined, scope)
}

/** What Ref or Fn::GetAtt gives of a resource: of others than buckets the name that they were given, else nothing that was made elsewhere. */
function ofResource(id: string, attribute: string | undefined, outer: ValueScope): string {
  const resource = own(outer.template.Resources, id)
  const scope = beyond(outer)
  if (resource === undefined || scope === undefined) return unknownPart
  const { Type, Properties = {} } = resource
  if (Type === 'AWS::S3::Bucket') {
    const name = Properties.BucketName === undefined ? otherPart : resolveText(Properties.BucketName, scope)
    if (attribute === undefined) return name
    return attribute === 'Arn' ? `arn:${pseudoValue(scope.values, 'AWS::Partition')}:s3:::${name}` : otherPart
  }
  const saysAnything = /^(Custom::|AWS::CloudFormation::|AWS::SSM::Parameter$|AWS::Serverless::Application$)/
  if (!Type.startsWith('AWS::') || saysAnything.test(Type)) return unknownPart
  return namedByArn.test(attribute ?? Type) ? otherPart : givenName(resource, scope)
}

/** Attributes and types whose value is an ARN or an address, which is never the name of a bucket. */
const namedByArn = /(Arns?|Ur[il]|Endpoint|Address|DomainName)$|^AWS::IAM::ManagedPolicy$/

/** A name that the template itself gives to a resource can be that of a bucket, or anything else. */
function givenName({ Type, Properties = {} }: TemplateResource, scope: ValueScope): string {
  const name = Properties[`${Type.slice(Type.lastIndexOf(':') + 1)}Name`] ?? Properties.Name
  if (name !== undefined) return resolveText(name, scope)
  const another = Object.keys(Properties).some((key) => /(Name|Identifier)$/.test(key))
  return another ? unknownPart : otherPart
}

function intrinsic(name: string, argument: unknown, scope: ValueScope): unknown {
  const list = Array.isArray(argument) ? argument : []
  switch (name) {
    case 'Fn::GetAtt': {
      const [id, ...path] = typeof argument === 'string' ? argument.split('.') : list.map(String)
      return id === undefined ? unknownPart : ofResource(id, path.join('.'), scope)
    }
    case 'Fn::Sub':
      return substituted(Array.isArray(argument) ? argument : [argument, {}], scope)
    case 'Fn::Join':
      return joined(resolveValue(list[0], scope), resolveValue(list[1], scope))
    case 'Fn::Split': {
      const [separator, text] = [resolveText(list[0], scope), resolveText(list[1], scope)]
      return text.includes(unknownPart) ? unknownPart : text.split(separator)
    }
    case 'Fn::Select': {
      const items = resolveValue(list[1], scope)
      return Array.isArray(items) ? (items[Number(resolveText(list[0], scope))] ?? unknownPart) : unknownPart
    }
    case 'Fn::If': {
      const holds = conditionValue(list[0], scope)
      const branches = [list[1], list[2]].map((branch) => resolveValue(branch, scope))
      if (holds !== undefined) return holds ? branches[0] : branches[1]
      return new OneOf(branches.filter((branch) => branch !== undefined))
    }
    case 'Fn::FindInMap':
      return mapped(list, scope)
    case 'Fn::ToJsonString':
      return JSON.stringify(resolveValue(argument, scope))
    default:
      return unknownPart
  }
}

function substituted([text, variables]: readonly unknown[], scope: ValueScope): string {
  if (typeof text !== 'string') return unknownPart
  const given = isRecord(variables) ? variables : {}
  const filled = text.replace(/\$\{([^}]*)\}/g, (whole, inner: string) => {
    const name = inner.trim()
    if (name.startsWith('!')) return `\${${name.slice(1)}}`
    if (Object.hasOwn(given, name)) return resolveText(given[name], scope)
    const dot = name.indexOf('.')
    if (dot < 0) return asText(reference(name, scope) ?? whole)
    return ofResource(name.slice(0, dot), name.slice(dot + 1), scope)
  })
  // Only now, because the name of what is resolved may hold a variable.
  return withoutDynamicReferences(filled)
}

function joined(separator: unknown, items: unknown): string {
  return Array.isArray(items) ? items.map(asText).join(asText(separator)) : unknownPart
}

function mapped([name, first, second, more]: readonly unknown[], scope: ValueScope): unknown {
  const keys = [name, first, second].map((part) => resolveText(part, scope))
  let found: unknown = scope.template.Mappings
  for (const key of keys) found = isRecord(found) ? own(found, key) : undefined
  if (found === undefined && isRecord(more) && !keys.some(isUncertain)) found = more.DefaultValue
  const inner = beyond(scope)
  return found === undefined || inner === undefined ? unknownPart : resolveValue(found, inner)
}
