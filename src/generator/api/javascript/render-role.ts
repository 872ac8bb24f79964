import { StageError } from '../../../core/run/stage-error.ts'
import { parseRoleTemplate } from '../../expressions/role-template.ts'
import { type RoleTermNode, roleTermType } from '../../expressions/role-term.ts'
import type { RoleTerm } from '../../model/types/access.ts'
import { javascriptLiteral } from './javascript-literal.ts'

type Call = Extract<RoleTerm, { kind: 'call' }>

/**
 * Compiles a call of a role expression (model format 6.1, decision D-16) to an expression whose value is the role, or
 * null when it cannot be computed. It calls the functions of `templates/js/role.js`; `evaluateRole` is the same
 * algorithm in TypeScript, and a test holds the two together.
 * @param lookUp the JavaScript of an argument's value, or undefined when there is none of that name
 * @throws StageError `model-invalid` for an argument that names nothing
 */
export function renderRole(call: Call, lookUp: (name: string) => string | undefined): string {
  const { expression } = call
  const bound = new Map(
    expression.parameters.map((parameter, index) => {
      const argument = call.arguments[index]
      if (argument?.kind === 'text') return [parameter, javascriptLiteral(argument.text)] as const
      const value = argument && lookUp(argument.name)
      if (value === undefined)
        throw new StageError(
          'model-invalid',
          `role expression ${expression.name}: ${argument?.name ?? parameter} names no value here`,
          { hint: 'name an input of the command' },
        )
      return [parameter, `asText(${value})`] as const
    }),
  )
  const compile = (node: RoleTermNode): string => {
    switch (node.kind) {
      case 'parameter':
        return bound.get(node.name)!
      case 'text':
        return javascriptLiteral(node.text)
      case 'number':
        return javascriptLiteral(node.value)
      case 'length':
        return `lengthOf(${compile(node.of)})`
      case 'index':
        return `${roleTermType(node.of) === 'list' ? 'itemAt' : 'characterAt'}(${compile(node.of)}, ${node.index})`
      case 'plus': {
        const operands = `${compile(node.left)}, ${compile(node.right)}`
        return roleTermType(node) === 'number' ? `sum(${operands})` : `joined([${operands}])`
      }
      case 'call': {
        const given = [node.of, ...node.arguments].map(compile)
        return node.method === 'concat' ? `joined([${given.join(', ')}])` : `${node.method}(${given.join(', ')})`
      }
    }
  }
  const parts = parseRoleTemplate(expression).parts.map((part) => {
    if (part.kind === 'segment') return compile(part.term)
    return part.kind === 'parameter' ? bound.get(part.name)! : javascriptLiteral(part.text)
  })
  return `joined([${parts.join(', ')}])`
}
