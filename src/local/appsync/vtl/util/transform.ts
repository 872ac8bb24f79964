import { isMap, type JavaMap, javaText } from '../java/values.ts'
import { TemplateError } from '../template-error.ts'
import { toDynamoDB } from './dynamodb.ts'
import { toSearchQuery } from './search-query.ts'
import { toSubscriptionFilter } from './subscription-filter.ts'

/** `$util.transform` (developer guide, "Transformation helpers"). Expressions are JSON texts. */
export function transformUtil(): Record<string, unknown> {
  return {
    toDynamoDBFilterExpression: (filter: unknown) => JSON.stringify(toExpression(filter)),
    toDynamoDBConditionExpression: (filter: unknown) => JSON.stringify(toExpression(filter)),
    toElasticsearchQueryDSL: (filter: unknown) => JSON.stringify(toSearchQuery(filter)),
    toSubscriptionFilter,
  }
}

interface Terms {
  readonly names: JavaMap
  readonly values: JavaMap
}

function toExpression(filter: unknown): JavaMap {
  const terms: Terms = { names: {}, values: {} }
  return { expression: group(filter, terms, ''), expressionNames: terms.names, expressionValues: terms.values }
}

const comparisons: Readonly<Record<string, string>> = { eq: '=', ne: '<>', le: '<=', lt: '<', ge: '>=', gt: '>' }
const functions: Readonly<Record<string, string>> = { contains: 'contains', beginsWith: 'begins_with' }

/** Conditions of one map are joined by AND; `prefix` keeps the names of values distinct in nested groups. */
function group(filter: unknown, terms: Terms, prefix: string): string {
  if (!isMap(filter)) throw new TemplateError(`expected a Map as filter, got ${javaText(filter)}`)
  return Object.entries(filter)
    .filter(([, condition]) => condition !== null)
    .map(([field, condition]) => {
      if (field === 'and' || field === 'or') return `(${joined(field, condition, terms, prefix)})`
      if (field === 'not') return `(NOT ${wrapped(group(condition, terms, `${prefix}not_`))})`
      return fieldConditions(field, condition, terms, prefix)
    })
    .join(' AND ')
}

function joined(operator: string, parts: unknown, terms: Terms, prefix: string): string {
  const items = Array.isArray(parts) ? parts : [parts]
  return items
    .map((part, index) => wrapped(group(part, terms, `${prefix}${operator}_${index}_`)))
    .join(` ${operator.toUpperCase()} `)
}

function wrapped(text: string): string {
  return /^\([^()]*\)$/.test(text) ? text : `(${text})`
}

function fieldConditions(field: string, condition: unknown, terms: Terms, prefix: string): string {
  if (!isMap(condition)) throw new TemplateError(`expected conditions for ${field}, got ${javaText(condition)}`)
  terms.names[`#${field}`] = field
  return Object.entries(condition)
    .map(([operator, value]) => fieldCondition(field, operator, value, terms, prefix))
    .join(' AND ')
}

function fieldCondition(field: string, operator: string, value: unknown, terms: Terms, prefix: string): string {
  const name = `#${field}`
  const place = (suffix: string, held: unknown) => {
    terms.values[`:${prefix}${field}_${suffix}`] = toDynamoDB(held)
    return `:${prefix}${field}_${suffix}`
  }
  if (operator in comparisons) return `${name} ${comparisons[operator]} ${place(operator, value)}`
  if (operator in functions) return `${functions[operator]}(${name}, ${place(operator, value)})`
  if (operator === 'notContains') return `NOT contains(${name}, ${place(operator, value)})`
  if (operator === 'attributeExists') return `attribute_${value === true ? 'exists' : 'not_exists'}(${name})`
  if (operator === 'attributeType') return `attribute_type(${name}, ${place(operator, value)})`
  const list = Array.isArray(value) ? value : [value]
  if (operator === 'between') return `${name} BETWEEN ${place('between_1', list[0])} AND ${place('between_2', list[1])}`
  if (operator === 'in') return `${name} IN (${list.map((item, index) => place(`in_${index}`, item)).join(', ')})`
  throw new TemplateError(`the filter operator ${operator} is not supported`)
}
