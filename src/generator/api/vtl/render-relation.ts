import type { Access } from '../../model/types/access.ts'
import type { Relation, View } from '../../model/types/view.ts'
import { relationKind } from '../resolvers.ts'
import { renderAccess, renderCaller } from './render-access.ts'
import type { LookUp } from './render-role.ts'
import type { VtlTemplates } from './templates.ts'
import { vtlLiteral } from './vtl-literal.ts'

/**
 * The request template of a relation (model format 11.2, decisions D-41 and D-42). If the role depends on the foreign
 * key, denied rows are left out; otherwise the field is an error (decision D-66).
 */
export function renderRelationRequest(view: View, relation: Relation, templates: VtlTemplates): string {
  const kind = relationKind(view, relation)
  const access = inherited(relation.access)
  const hides = dependsOnForeignKey(access)
  const caller = renderCaller(access, templates)
  const check = (denial?: string): string => renderAccess(access, valuesOf(view), templates, denial)
  switch (kind) {
    case 'inline':
      return templates.file('relation/inline.request', { caller, access: check(), field: vtlLiteral(relation.name) })
    case 'listed':
      return templates.file('relation/listed.request', {
        caller,
        foreign_key: foreignKey(view, relation),
        access: hides ? '' : check(),
        item_access: hides ? check('#set($visible = false)') : '',
        view: vtlLiteral(relation.view),
        too_many: vtlLiteral(`${relation.name} refers to more than 100 rows`),
      })
    case 'one':
      return templates.file('relation/one.request', {
        caller,
        foreign_key: foreignKey(view, relation),
        access: check(hides ? '#return' : undefined),
        view: vtlLiteral(relation.view),
      })
    case 'prefixed':
      return templates.file('relation/prefixed.request', {
        caller,
        foreign_key: foreignKey(view, relation),
        access: check(hides ? '#return([])' : undefined),
        view: vtlLiteral(relation.view),
        prefix: relation.foreignKey?.kind === 'canonical' ? '"${foreignKey}:"' : '$foreignKey',
      })
  }
}

/** Callers who may call the query may also read its relations, unless a relation requires a role. */
function inherited(access: Access): Access {
  return access.kind === 'authenticated' ? { kind: 'anonymous' } : access
}

function dependsOnForeignKey(access: Access): boolean {
  return (
    access.kind === 'role' &&
    access.role.kind === 'call' &&
    access.role.arguments.some((argument) => argument.kind === 'value' && argument.name === '#foreign-key#')
  )
}

function foreignKey(view: View, { foreignKey: key }: Relation): string {
  if (key?.kind === 'field') return `$ctx.source.get(${vtlLiteral(key.field.name)})`
  if (view.key === undefined) return '$ctx.source.key'
  return `$util.defaultIfNull($ctx.source.key, $ctx.source.get(${vtlLiteral(view.key)}))`
}

function valuesOf(view: View): LookUp {
  return (name) => {
    if (name === '#foreign-key#') return '$foreignKey'
    const field = /^entity\.(.+)$/.exec(name)?.[1]
    if (field === 'key') return '$ctx.source.key'
    const known = field !== undefined && view.fields.some((one) => one.name === field)
    return known ? `$ctx.source.get(${vtlLiteral(field)})` : undefined
  }
}
