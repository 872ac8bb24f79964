import { StageError } from '../../../core/run/stage-error.ts'
import type { Access } from '../../model/types/access.ts'
import { type LookUp, renderRole } from './render-role.ts'
import type { VtlTemplates } from './templates.ts'
import { vtlLiteral } from './vtl-literal.ts'

/**
 * The check that stands before a data source is asked (7.1). It relies on what `caller.vtl` sets, and runs `denial` for a
 * caller who may not; an expression that cannot be computed denies (D-16).
 */
export function renderAccess(
  access: Access,
  lookUp: LookUp,
  templates: VtlTemplates,
  denial = '$util.unauthorized()',
): string {
  switch (access.kind) {
    case 'anonymous':
      return ''
    case 'authenticated':
      return templates.piece('access/authenticated', { denial })
    case 'nobody':
      return denial
    case 'user': {
      const owner = lookUp(access.argument)
      if (owner === undefined)
        throw new StageError('model-invalid', `username-field ${access.argument} names no value here`, {
          hint: 'name an input of the command, or an argument of the query',
        })
      return templates.piece('access/user', { owner, denial })
    }
    case 'role': {
      const { role } = access
      if (role.kind === 'name') return templates.piece('access/role', { role: vtlLiteral(role.name), denial })
      return templates.piece('access/computed-role', { statements: renderRole(role, lookUp, templates), denial })
    }
  }
}

/** What finds out who calls; needed wherever access is checked. */
export function renderCaller(access: Access, templates: VtlTemplates): string {
  return access.kind === 'anonymous' ? '' : templates.piece('caller')
}
