import { StageError } from '../../../core/run/stage-error.ts'
import type { Access } from '../../model/types/access.ts'
import { javascriptLiteral } from './javascript-literal.ts'
import { renderRole } from './render-role.ts'

/**
 * The access check of a mutation (model format 7.1), over `username` and `groups`. An expression that cannot be
 * computed denies access (decision D-16).
 * @param lookUp the JavaScript of an input's value, or undefined when there is none of that name
 */
export function renderAccess(access: Access, lookUp: (name: string) => string | undefined): string {
  switch (access.kind) {
    case 'anonymous':
      return ''
    case 'authenticated':
      return `if (username === '') util.unauthorized()`
    case 'nobody':
      return 'util.unauthorized()'
    case 'user': {
      const owner = lookUp(access.argument)
      if (owner === undefined)
        throw new StageError('model-invalid', `username-field ${access.argument} names no value here`, {
          hint: 'name an input of the command',
        })
      return `if (username === '' || username !== ${owner}) util.unauthorized()`
    }
    case 'role': {
      const { role } = access
      if (role.kind === 'name') return `if (!groups.includes(${javascriptLiteral(role.name)})) util.unauthorized()`
      return `const role = ${renderRole(role, lookUp)}\nif (role === null || !groups.includes(role)) util.unauthorized()`
    }
  }
}
