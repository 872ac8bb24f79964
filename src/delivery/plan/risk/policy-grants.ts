import { isRecord } from '../../../core/documents/is-record.ts'
import { matchesPattern } from '../../../core/text/matches-pattern.ts'
import { plainText } from '../../../core/text/plain-text.ts'
import { canonicalJson } from '../../canonical-json.ts'

/** One right that a policy grants: one action on one resource by one principal. */
export interface Grant {
  /** An action such as `dynamodb:GetItem`; it may contain `*`. */
  readonly action: string
  /** ARN, logical name or `*`. */
  readonly resource: string
  /** Empty in policies of identities, which name no principal. */
  readonly principal: string
  /** Canonical form of the condition; empty without a condition. */
  readonly condition: string
}

/** A statement with more combinations counts as a grant of everything, so any other statement is wider. */
const mostGrants = 10_000

/** Limit for pattern comparisons of one resource. Grants beyond the limit count as wider. */
const mostComparisons = 100_000

/**
 * What the Allow statements of a policy document grant (IAM user guide, "Grammar of the IAM JSON policy language").
 * NotAction, NotResource and NotPrincipal count as everything, and the text names the exceptions.
 */
export function grantsOf(document: unknown): Grant[] {
  if (!isRecord(document)) return []
  return listed(document.Statement).flatMap((statement) => {
    if (!isRecord(statement) || statement.Effect !== 'Allow') return []
    const condition = statement.Condition === undefined ? '' : canonicalJson(statement.Condition)
    const actions = named(statement, 'Action', 'NotAction')
    const resources = named(statement, 'Resource', 'NotResource')
    const principals = principalsOf(statement)
    if (actions.length * resources.length * principals.length > mostGrants)
      return [{ action: '*', resource: '*', principal: '*', condition: canonicalJson(statement) }]
    return actions.flatMap((action) =>
      resources.flatMap((resource) => principals.map((principal) => ({ action, resource, principal, condition }))),
    )
  })
}

/** What the Deny statements deny, in canonical form. */
export function denialsOf(document: unknown): string[] {
  if (!isRecord(document)) return []
  return listed(document.Statement)
    .filter((statement) => isRecord(statement) && statement.Effect === 'Deny')
    .map(canonicalJson)
}

/** The grants that no grant of the old policies covers. */
export function widenedBy(before: readonly Grant[], after: readonly Grant[]): Grant[] {
  const known = new Set(before.map((grant) => canonicalJson(grant)))
  let comparisons = 0
  return after.filter((grant) => {
    if (known.has(canonicalJson(grant))) return false
    comparisons += before.length
    return comparisons > mostComparisons || !before.some((former) => covers(former, grant))
  })
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
  return matchesPattern(pattern, text)
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
  if (Object.hasOwn(principal, 'Ref') || Object.keys(principal).some((key) => key.startsWith('Fn::')))
    return [nameOf(principal)]
  return Object.values(principal).flatMap((value) => listed(value).map(nameOf))
}

function listed(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}

/** A short text for a value: the logical id that it refers to. Dynamic references are never shown. */
export function nameOf(value: unknown): string {
  if (typeof value === 'string') return value.includes('{{resolve:') ? '(a dynamic reference)' : value
  if (!isRecord(value)) return canonicalJson(value ?? '')
  const [key, argument] = Object.entries(value)[0] ?? ['', '']
  if (key === 'Ref' && typeof argument === 'string') return argument
  if (key === 'Fn::GetAtt') return [argument].flat().map(plainText).join('.')
  if (key === 'Fn::Sub') return nameOf(Array.isArray(argument) ? argument[0] : argument)
  if (key === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1]))
    return argument[1].map(nameOf).join(plainText(argument[0]))
  return nameOf(canonicalJson(value))
}
