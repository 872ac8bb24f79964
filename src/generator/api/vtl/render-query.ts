import type { Field } from '../../model/types/field.ts'
import type { ClauseOperand, Query, View } from '../../model/types/view.ts'
import { clauseArgument, clausesOf } from '../operation-field.ts'
import { renderAccess, renderCaller } from './render-access.ts'
import type { VtlTemplates } from './templates.ts'
import { vtlLiteral } from './vtl-literal.ts'

/**
 * The request template of a view's query: `get` reads one row, other queries list rows (model format 11.6, decisions
 * D-59 and D-60).
 */
export function renderQueryRequest(view: View, query: Query, templates: VtlTemplates): string {
  const common = {
    caller: renderCaller(query.access, templates),
    access: renderAccess(query.access, (name) => argumentOf(query, name), templates),
    view: vtlLiteral(view.name),
  }
  if (query.type === 'get') return templates.file('view/get.request', common)
  return templates.file('view/list.request', {
    ...common,
    canonical: query.canonicalSearch ? templates.piece('view/canonical') : '',
    clauses: clausesOf(query)
      .map((clause, index) => renderClause(query, clause, index + 1, templates))
      .join('\n'),
  })
}

/** A role may name a clause by its argument or by its field (model format 6.1). */
function argumentOf(query: Query, name: string): string | undefined {
  if (name === 'key') return query.type === 'get' ? '$ctx.args.key' : undefined
  if (name === 'key_begins_with') return query.canonicalSearch ? '$ctx.args.key_begins_with' : undefined
  const clauses = clausesOf(query)
  const clause =
    clauses.find((one) => clauseArgument(one) === name) ??
    clauses.find(({ field, operand }) => field.name === name && operand === 'equals') ??
    clauses.find(({ field }) => field.name === name)
  return clause && `$ctx.args.get(${vtlLiteral(clauseArgument(clause))})`
}

function renderClause(query: Query, clause: Query['clauses'][number], number: number, templates: VtlTemplates): string {
  const argument = vtlLiteral(clauseArgument(clause))
  const [placeholder, variable] = [`#field${number}`, `:value${number}`]
  const body = templates.piece('view/clause', {
    condition: `' AND ${condition(clause.field, clause.operand, placeholder, variable)}'`,
    placeholder: `'${placeholder}'`,
    variable: `'${variable}'`,
    field: vtlLiteral(clause.field.name),
    argument,
  })
  if (query.type === 'query') return body
  const isText = clause.field.type === 'String' || clause.field.type === 'StringList'
  return templates.piece('view/optional-clause', {
    argument,
    absent: isText ? 'isNullOrEmpty' : 'isNull',
    clause: body,
  })
}

const signs: Readonly<Record<ClauseOperand, string>> = {
  equals: '=',
  not_equals: '<>',
  less_than: '<',
  greater_than: '>',
  less_than_equals: '<=',
  greater_than_equals: '>=',
}

/** A list equals a value when it contains it (decision D-47). */
function condition(field: Field, operand: ClauseOperand, placeholder: string, variable: string): string {
  if (field.type !== 'StringList') return `${placeholder} ${signs[operand]} ${variable}`
  return `${operand === 'not_equals' ? 'NOT ' : ''}contains(${placeholder}, ${variable})`
}
