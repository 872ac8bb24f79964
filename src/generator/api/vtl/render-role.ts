import { StageError } from '../../../core/run/stage-error.ts'
import { parseRoleTemplate } from '../../expressions/role-template.ts'
import { type RoleTermNode, roleTermType } from '../../expressions/role-term.ts'
import type { RoleTerm } from '../../model/types/access.ts'
import type { VtlTemplates } from './templates.ts'
import { vtlLiteral } from './vtl-literal.ts'

type Call = Extract<RoleTerm, { kind: 'call' }>

/** The VTL for a request value by its name; undefined if there is no such value. */
export type LookUp = (name: string) => string | undefined

/**
 * Compiles a call of a role expression (model format 6.1, decision D-16) to statements that set `$role`, or set
 * `$known` to false if it cannot be computed. `evaluateRole` is the same algorithm in TypeScript; a test compares the
 * two.
 * @throws StageError `model-invalid` for an unknown argument, or for a separator that is known only in a request
 */
export function renderRole(call: Call, lookUp: LookUp, templates: VtlTemplates): string {
  const { name, parameters } = call.expression
  const template = parseRoleTemplate(call.expression)
  const statements: string[] = []
  let count = 0
  const fresh = (stem: string): string => {
    count += 1
    return `${stem}${count}`
  }
  const bound = new Map(parameters.map((parameter, index) => [parameter, bind(parameter, index)]))

  function bind(parameter: string, index: number): Operand {
    const argument = call.arguments[index]
    if (argument?.kind === 'text') return { vtl: vtlLiteral(argument.text), text: argument.text }
    const value = argument && lookUp(argument.name)
    if (value === undefined)
      throw new StageError(
        'model-invalid',
        `role expression ${name}: ${argument?.name ?? parameter} names no value here`,
        {
          hint: 'name an input, an argument of the query, entity.<field> or #foreign-key#',
        },
      )
    const variable = `given${index + 1}`
    statements.push(templates.piece('access/value', { variable, value }))
    return { vtl: `$${variable}` }
  }

  function compile(node: RoleTermNode): Operand {
    switch (node.kind) {
      case 'parameter':
        return bound.get(node.name)!
      case 'text':
        return { vtl: vtlLiteral(node.text), text: node.text }
      case 'number':
        return { vtl: vtlLiteral(node.value) }
      case 'length': {
        const of = held(compile(node.of))
        return { vtl: roleTermType(node.of) === 'list' ? `${of}.size()` : `${of}.length()` }
      }
      case 'index': {
        const variable = fresh('part')
        const of = held(compile(node.of))
        const index = String(node.index)
        statements.push(
          roleTermType(node.of) === 'list'
            ? templates.piece('access/item', { variable, list: of, index })
            : templates.piece('access/character', { variable, text: of, index, after: String(node.index + 1) }),
        )
        return { vtl: `$${variable}` }
      }
      case 'plus': {
        const [left, right] = [held(compile(node.left)), held(compile(node.right))]
        if (roleTermType(node) === 'number') return { vtl: assign(`${left} + ${right}`) }
        return { vtl: assign(`"${inText(left)}${inText(right)}"`) }
      }
      case 'call':
        return { vtl: compileCall(node) }
    }
  }

  function compileCall(node: Extract<RoleTermNode, { kind: 'call' }>): string {
    const text = held(compile(node.of))
    const given = node.arguments.map(compile)
    const variable = fresh('part')
    switch (node.method) {
      case 'split': {
        const separator = given[0]!.text
        if (separator === undefined || separator === '')
          throw new StageError('model-invalid', `role expression ${name} splits at a text that is not known before`, {
            hint: "split at a text such as ':'",
          })
        return assign(`${text}.split(${vtlLiteral(quoted(separator))}, -1)`, variable)
      }
      case 'substring': {
        const [from, to] = [given[0]!.vtl, given[1]?.vtl ?? `${text}.length()`]
        statements.push(templates.piece('access/substring', { variable, text, from, to, end: fresh('end') }))
        return `$${variable}`
      }
      case 'replace': {
        const [old, replacement] = given.map(held)
        const names = { start: fresh('start'), end: fresh('end') }
        statements.push(templates.piece('access/replace', { variable, text, old: old!, new: replacement!, ...names }))
        return `$${variable}`
      }
      case 'concat':
        return assign(`${text}.concat(${given[0]!.vtl})`, variable)
      default:
        return assign(`${text}.${node.method}()`, variable)
    }
  }

  /** Makes a reference, because VTL calls methods on references only and interpolates only them. */
  function held({ vtl }: Operand): string {
    return /^\$\w+$/.test(vtl) ? vtl : assign(vtl)
  }

  function assign(vtl: string, variable = fresh('part')): string {
    statements.push(`#set($${variable} = ${vtl})`)
    return `$${variable}`
  }

  const parts = template.parts.map((part) => {
    if (part.kind === 'segment') return inText(held(compile(part.term)))
    const { vtl, text } = part.kind === 'parameter' ? bound.get(part.name)! : { ...part, vtl: vtlLiteral(part.text) }
    return text !== undefined && /^[\w.:/@ -]*$/.test(text) ? text : inText(held({ vtl }))
  })
  statements.push(`#set($role = "${parts.join('')}")`)
  return statements.join('\n')
}

/** `text` is set for a value that is known before any request. */
interface Operand {
  readonly vtl: string
  readonly text?: string
}

/** Converts `$name` to `${name}`, so that the text after it is not read as a part of the name. */
function inText(reference: string): string {
  return `\${${reference.slice(1)}}`
}

/** A regular expression that matches exactly this text, for Java's `split`. */
function quoted(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')
}
