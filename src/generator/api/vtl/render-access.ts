import { StageError } from '../../../core/run/stage-error.ts'
import type { Access } from '../../model/types/access.ts'
import { type LookUp, renderRole } from './render-role.ts'
import type { VtlTemplates } from './templates.ts'
import { vtlLiteral } from './vtl-literal.ts'

/**
 * The access check before a data source is called (model format 7.1). It uses the variables of `caller.vtl`, and runs
 * `denial` for a caller without access. An expression that cannot be computed denies access (decision D-16).
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

/** The VTL that identifies the caller, needed wherever access is checked. */
export function renderCaller(access: Access, templates: VtlTemplates): string {
  return access.kind === 'anonymous' ? '' : templates.piece('caller')
}
