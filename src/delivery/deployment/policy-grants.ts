import { canonicalJson } from '../canonical-json.ts'
import { isRecord } from './template.ts'

/** One thing that a policy allows: one action on one resource by one principal. */
export interface Grant {
  /** `dynamodb:GetItem`, perhaps with `*`. */
  readonly action: string
  /** ARN, logical name or `*`. */
  readonly resource: string
  /** Empty in policies of identities. */
  readonly principal: string
  /** Canonical form of the condition; empty without one. */
  readonly condition: string
}

/**
 * What the Allow statements of a policy document grant (IAM user guide, "Grammar of the IAM JSON policy language").
 * NotAction, NotResource and NotPrincipal count as everything, with the exceptions named.
 */
export function grantsOf(document: unknown): Grant[] {
  if (!isRecord(document)) return []
  return listed(document.Statement).flatMap((statement) => {
    if (!isRecord(statement) || statement.Effect !== 'Allow') return []
    const condition = statement.Condition === undefined ? '' : canonicalJson(statement.Condition)
    const actions = named(statement, 'Action', 'NotAction')
    const resources = named(statement, 'Resource', 'NotResource')
    const principals = principalsOf(statement)
    return actions.flatMap((action) =>
      resources.flatMap((resource) => principals.map((principal) => ({ action, resource, principal, condition }))),
    )
  })
}

/** Canonical forms of the Deny statements: what is forbidden. */
export function denialsOf(document: unknown): string[] {
  if (!isRecord(document)) return []
  return listed(document.Statement)
    .filter((statement) => isRecord(statement) && statement.Effect === 'Deny')
    .map(canonicalJson)
}

/** The grants that no former grant covers. */
export function widenedBy(before: readonly Grant[], after: readonly Grant[]): Grant[] {
  return after.filter((grant) => !before.some((former) => covers(former, grant)))
}

function covers(former: Grant, grant: Grant): boolean {
  return (
    matches(former.action.toLowerCase(), grant.action.toLowerCase()) &&
    matches(former.resource, grant.resource) &&
    (former.principal === grant.principal || former.principal === '*') &&
    (former.condition === '' || former.condition === grant.condition)
  )
}

function matches(pattern: string, text: string): boolean {
  if (pattern === text || pattern === '*') return true
  if (!/[*?]/.test(pattern) || pattern.startsWith('not ')) return false
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.')
  return new RegExp(`^${source}$`).test(text)
}

function named(statement: Record<string, unknown>, key: string, notKey: string): string[] {
  const values = listed(statement[key]).map(nameOf)
  if (values.length > 0) return values
  const excepted = listed(statement[notKey]).map(nameOf)
  return excepted.length > 0 ? [`not ${excepted.join(', ')}`] : ['*']
}

function principalsOf(statement: Record<string, unknown>): string[] {
  const { Principal: principal, NotPrincipal: excepted } = statement
  if (excepted !== undefined) return ['*']
  if (principal === undefined) return ['']
  if (!isRecord(principal)) return [nameOf(principal)]
  if ('Ref' in principal || Object.keys(principal).some((key) => key.startsWith('Fn::'))) return [nameOf(principal)]
  return Object.values(principal).flatMap((value) => listed(value).map(nameOf))
}

function listed(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}

/** A value in few words: the logical name of what it refers to; dynamic references are never shown. */
export function nameOf(value: unknown): string {
  if (typeof value === 'string') return value.includes('{{resolve:') ? '(a dynamic reference)' : value
  if (!isRecord(value)) return canonicalJson(value ?? '')
  const [key, argument] = Object.entries(value)[0] ?? ['', '']
  if (key === 'Ref' && typeof argument === 'string') return argument
  if (key === 'Fn::GetAtt') return Array.isArray(argument) ? argument.join('.') : String(argument)
  if (key === 'Fn::Sub') return nameOf(Array.isArray(argument) ? argument[0] : argument)
  if (key === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1]))
    return argument[1].map(nameOf).join(String(argument[0]))
  return nameOf(canonicalJson(value))
}
