import { isMap, javaText } from '../java/values.ts'
import { TemplateError } from '../template-error.ts'

/** The OpenSearch query of a filter; conditions are joined by AND. */
export function toSearchQuery(filter: unknown): unknown {
  if (!isMap(filter)) throw new TemplateError(`expected a Map as filter, got ${javaText(filter)}`)
  const parts = Object.entries(filter).map(([field, condition]) => {
    if (field === 'and') return must(itemsOf(condition).map(toSearchQuery))
    if (field === 'or') return { bool: { should: itemsOf(condition).map(toSearchQuery) } }
    if (field === 'not') return { bool: { must_not: toSearchQuery(condition) } }
    if (!isMap(condition)) throw new TemplateError(`expected conditions for ${field}, got ${javaText(condition)}`)
    return must(Object.entries(condition).map(([operator, value]) => clause(field, operator, value)))
  })
  return must(parts)
}

function must(parts: readonly unknown[]): unknown {
  return parts.length === 1 ? parts[0] : { bool: { must: parts } }
}

function clause(field: string, operator: string, value: unknown): unknown {
  switch (operator) {
    case 'eq':
      return { term: { [field]: value } }
    case 'ne':
      return { bool: { must_not: { term: { [field]: value } } } }
    case 'range':
      return { range: { [field]: { gte: itemsOf(value)[0], lte: itemsOf(value)[1] } } }
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return { range: { [field]: { [operator]: value } } }
    case 'match':
      return { match: { [field]: value } }
    case 'matchPhrase':
      return { match_phrase: { [field]: value } }
    case 'matchPhrasePrefix':
      return { match_phrase_prefix: { [field]: value } }
    case 'multiMatch':
      return { multi_match: { fields: [field], query: value } }
    case 'exists':
      return value === true ? { exists: { field } } : { bool: { must_not: { exists: { field } } } }
    case 'wildcard':
    case 'regexp':
      return { [operator]: { [field]: value } }
    default:
      throw new TemplateError(`the search operator ${operator} is not supported`)
  }
}

function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value]
}
